"""汇总 by park or by industry: one line a group, with coverage, share and place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkdesk.amounts import UNITS, show
from ui.models.rows_model import Field
from ui.widgets.rows_table import RowsTable

if TYPE_CHECKING:
    from decimal import Decimal

    from PySide6.QtWidgets import QWidget

    from parkdesk.office.grouping import GroupLine

_YI = UNITS["亿元"]


class GroupTable(RowsTable["GroupLine"]):
    """The lines of one way to group."""

    def __init__(self, name: str, heading: str, parent: QWidget | None = None) -> None:
        fields: tuple[Field[GroupLine], ...] = (
            Field("位次", _place, width=7, sort_key=_place_order),
            Field(heading, _name, width=22),
            Field("产值（亿元）", _output, numeric=True, width=11, sort_key=_output_order),
            Field("同比（%）", _growth, numeric=True, width=9, sort_key=_growth_order),
            Field("占比（%）", _share, numeric=True, width=9, sort_key=_output_order),
            Field("企业（户）", _count, numeric=True, width=9, sort_key=_count_order),
            Field("已报/应报", _reported, numeric=True, width=10),
            Field("上年同期（亿元）", _base, numeric=True),
        )
        super().__init__(name, fields, "这个期间没有数据。", parent)


def _place(line: GroupLine) -> str:
    if line.place is None:
        return "—"
    return f"{line.place.rank}（并列）" if line.place.tied else str(line.place.rank)


def _place_order(line: GroupLine) -> tuple[bool, int]:
    return line.place is None, line.place.rank if line.place else 0


def _name(line: GroupLine) -> str:
    return line.name


def _output(line: GroupLine) -> str:
    return show(line.part.now, _YI, 2)


def _output_order(line: GroupLine) -> int:
    return line.part.now


def _base(line: GroupLine) -> str:
    return show(line.part.base, _YI, 2)


def _growth(line: GroupLine) -> str:
    return str(line.part.growth.shown(1)) if line.part.growth is not None else "—"


def _growth_order(line: GroupLine) -> tuple[bool, Decimal | int]:
    growth = line.part.growth
    return growth is not None, growth.shown(1) if growth is not None else 0


def _share(line: GroupLine) -> str:
    return str(line.share.shown(1)) if line.share is not None else "—"


def _count(line: GroupLine) -> str:
    return f"{line.part.count:,}"


def _count_order(line: GroupLine) -> int:
    return line.part.count


def _reported(line: GroupLine) -> str:
    return f"{line.reported}/{line.expected}"
