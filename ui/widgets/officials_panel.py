"""官方数据: what authorities issued, listed, and the way to type it in."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from parkdesk.amounts import from_stored, json_number
from parkdesk.office import figures
from parkdesk.periods import Period
from parkdesk.records import OfficialFigure
from ui.dialogs.official_figures import OfficialFiguresDialog
from ui.models.rows_model import Field
from ui.widgets.icon_button import IconButton
from ui.widgets.rows_table import RowsTable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ui.desk import Desk


class OfficialsPanel(QWidget):
    """The list, newest period first.

    Signals:
        noted: one short sentence for the status line.
    """

    noted = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.table: RowsTable[OfficialFigure] = RowsTable("officials", (), "还没有官方数据；没有的，报告写“未录入”。")
        self.enter = IconButton(desk.theme, "edit", "录入官方数据…")
        hint = QLabel("统计部门或上级发布的数（增加值增速、年度任务等），报告直接引用，软件不推算。")
        hint.setProperty("role", "muted")
        row = QHBoxLayout()
        row.addWidget(self.enter)
        row.addWidget(hint, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.addLayout(row)
        layout.addWidget(self.table, 1)
        self.enter.clicked.connect(self._on_enter)
        self.table.row_chosen.connect(self._on_row)

    def load(self) -> None:
        """Read the list."""
        names = {code: office.name for code, office in self.desk.store.offices().items()}
        self.table.show_fields(
            (
                Field("期间", _period, width=14),
                Field("单位", partial(_unit, names), width=14),
                Field("指标", _title, width=26),
                Field("数值", _value, numeric=True, width=12),
                Field("计量单位", _measure, width=9),
                Field("来源", _source, width=22),
                Field("发布日期", _released),
            )
        )
        self.table.show_rows(sorted(self.desk.store.select(OfficialFigure), key=_newest_first))

    @Slot()
    def _on_enter(self) -> None:
        OfficialFiguresDialog(self.desk, figures.latest_period(self.desk.store), parent=self).exec()

    @Slot(int)
    def _on_row(self, row: int) -> None:
        figure = self.table.rows.row(row)
        dialog = OfficialFiguresDialog(self.desk, Period.from_key(figure.period), parent=self)
        dialog.unit.setCurrentIndex(max(0, dialog.unit.findData(figure.unit)))
        dialog.exec()


def _newest_first(figure: OfficialFigure) -> tuple[int, str, str]:
    return -figure.period, figure.unit, figure.figure


def _period(figure: OfficialFigure) -> str:
    return Period.from_key(figure.period).title


def _unit(names: Mapping[str, str], figure: OfficialFigure) -> str:
    return names.get(figure.unit, figure.unit)


def _title(figure: OfficialFigure) -> str:
    return figure.title()


def _value(figure: OfficialFigure) -> str:
    return f"{json_number(from_stored(figure.value, figure.measure_unit)):,}"


def _measure(figure: OfficialFigure) -> str:
    return figure.measure_unit.name


def _source(figure: OfficialFigure) -> str:
    return figure.source


def _released(figure: OfficialFigure) -> str:
    return figure.released_on or ""
