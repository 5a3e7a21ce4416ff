"""汇总 by county: one line a unit with its figures, place, what was approved, and whether it has reported."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from parkdesk.amounts import UNITS, show
from ui.models.rows_model import Field
from ui.widgets.rows_table import RowsTable

if TYPE_CHECKING:
    from PySide6.QtGui import QColor
    from PySide6.QtWidgets import QWidget

    from parkdesk.office.exchange import BoardLine
    from parkdesk.rules.growth import Part
    from parkdesk.rules.ranking import Place
    from ui.desk import Desk

_YI = UNITS["亿元"]


class UnitRow(NamedTuple):
    """One line of the table; the last is the whole city, which has no unit."""

    unit: str
    name: str
    part: Part | None
    place: Place | None
    board: BoardLine | None
    approved: int | None = None
    is_total: bool = False


class CityTable(RowsTable[UnitRow]):
    """The units of a period."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("city_units", _fields(desk), "", parent)


def _fields(desk: Desk) -> tuple[Field[UnitRow], ...]:
    colour = partial(_row_colour, desk)
    return (
        Field("位次", _place, width=7, colour=colour, sort_key=place_order),
        Field("单位", _name, width=13, colour=colour),
        Field("产值（亿元）", _output, numeric=True, width=11, colour=colour, sort_key=_output_order),
        Field("同比（%）", _growth, numeric=True, width=9, colour=colour, sort_key=_growth_order),
        Field("核定（亿元）", _approved, numeric=True, width=10, colour=colour, hint=_approved_hint),
        Field("上报情况", _board, width=20, colour=partial(_board_colour, desk), hint=_board_hint),
        Field("企业（户）", _count, numeric=True, width=9, colour=colour),
        Field("上年同期（亿元）", _base, numeric=True, colour=colour),
    )


def _place(row: UnitRow) -> str:
    if row.place is None:
        return "" if row.is_total else "—"
    return f"{row.place.rank}（并列）" if row.place.tied else str(row.place.rank)


def place_order(row: UnitRow) -> tuple[bool, bool, int]:
    """Order by place; those without one after, the whole last."""
    return row.is_total, row.place is None, row.place.rank if row.place else 0


def _name(row: UnitRow) -> str:
    return row.name


def _output(row: UnitRow) -> str:
    return show(row.part.now, _YI, 2) if row.part else "—"


def _output_order(row: UnitRow) -> tuple[bool, int]:
    return row.part is not None, row.part.now if row.part else 0


def _base(row: UnitRow) -> str:
    return show(row.part.base, _YI, 2) if row.part else "—"


def _growth(row: UnitRow) -> str:
    rate = row.part.growth if row.part else None
    return str(rate.shown(1)) if rate is not None else "—"


def _growth_order(row: UnitRow) -> tuple[bool, Decimal]:
    rate = row.part.growth if row.part else None
    return rate is not None, rate.shown(1) if rate is not None else Decimal(0)


def _count(row: UnitRow) -> str:
    return f"{row.part.count:,}" if row.part else "—"


def _approved(row: UnitRow) -> str:
    return show(row.approved, _YI, 2) if row.approved is not None else ""


def _approved_hint(row: UnitRow) -> str:
    if row.approved is None or row.part is None:
        return ""
    return f"上报 {show(row.part.now, _YI, 2)} 亿元，核定 {show(row.approved, _YI, 2)} 亿元"


def _board(row: UnitRow) -> str:
    if row.board is None:
        return ""
    package = row.board.package
    return f"{row.board.status} r{package.revision}　{package.at[:10]}" if package else row.board.status


def _board_hint(row: UnitRow) -> str:
    package = row.board.package if row.board else None
    return f"{package.file}\n核对码 {package.check_code}\n装入 {package.at}，{package.by}" if package else _board(row)


def _row_colour(desk: Desk, row: UnitRow) -> QColor | None:
    return desk.theme.color("accent") if row.is_total else None


def _board_colour(desk: Desk, row: UnitRow) -> QColor | None:
    if row.board is None:
        return None
    return desk.theme.color("good" if row.board.package is not None else "bad")
