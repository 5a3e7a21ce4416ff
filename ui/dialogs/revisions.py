"""封存后改动: every figure of a period that changed after it was first sealed, with who, when and why."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from parkdesk.amounts import show
from parkdesk.records import Measure
from parkdesk.records.indicators import MEASURE_LABELS
from ui.models.rows_model import Field
from ui.screens import take_size
from ui.widgets.rows_table import RowsTable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from parkdesk.periods import Period
    from parkdesk.records import Indicator
    from parkdesk.store import Revision
    from ui.desk import Desk

_NONE = "—"


class RevisionsDialog(QDialog):
    """The list; the same one stands in later reports."""

    def __init__(self, desk: Desk, period: Period, found: Sequence[Revision], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"{period.title}封存后改动的数据")
        take_size(self, 1080, 480)
        indicators = desk.store.indicators()
        self.table: RowsTable[Revision] = RowsTable(
            "revisions",
            (
                Field("企业", _name, width=26),
                Field("指标", partial(_what, indicators), width=22),
                Field("原来", partial(_amount, indicators, "old"), numeric=True, width=13),
                Field("改为", partial(_amount, indicators, "new"), numeric=True, width=13),
                Field("改动人", _by, width=8),
                Field("时间", _at, width=17),
                Field("原因、文件", _why),
            ),
        )
        self.table.show_rows(found)
        told = QLabel(f"第一次封存以后改了{len(found)}处；本期和本年以后各期的报表都附这张表。")
        told.setProperty("role", "muted")
        close = QPushButton("关闭")
        close.clicked.connect(self._on_close)
        foot = QHBoxLayout()
        foot.addWidget(told, 1)
        foot.addWidget(close)
        layout = QVBoxLayout(self)
        layout.addWidget(self.table, 1)
        layout.addLayout(foot)

    @Slot()
    def _on_close(self) -> None:
        self.accept()


def _name(one: Revision) -> str:
    return one.name


def _what(indicators: Mapping[str, Indicator], one: Revision) -> str:
    indicator = indicators[one.indicator]
    return f"{indicator.name}{MEASURE_LABELS[Measure(one.measure)]}（{indicator.unit}）"


def _amount(indicators: Mapping[str, Indicator], which: str, one: Revision) -> str:
    value, indicator = getattr(one, which), indicators[one.indicator]
    return _NONE if value is None else show(value, indicator.measure_unit, indicator.decimals, grouped=True)


def _by(one: Revision) -> str:
    return one.by


def _at(one: Revision) -> str:
    return one.at


def _why(one: Revision) -> str:
    return " · ".join(part for part in (one.reason, one.file) if part)
