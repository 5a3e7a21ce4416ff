"""上报情况: which units have reported a period, late, again, in conflict or not at all, and the 催报单."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from parkdesk.office import board
from parkdesk.office.periods import standing
from parkdesk.records.checks import PASSED, RETURNED
from ui.models.rows_model import Field
from ui.widgets.icon_button import IconButton
from ui.widgets.period_picker import PeriodPicker
from ui.widgets.rows_table import RowsTable

if TYPE_CHECKING:
    from PySide6.QtGui import QColor

    from parkdesk.office.board import BoardLine
    from ui.desk import Desk

_ROLES = {board.APPLIED: "good", board.WAITING: "warn", board.KEPT: "warn", board.CONFLICT: "bad", board.MISSING: "bad"}


class BoardPanel(QWidget):
    """One line for every unit that should report here.

    Signals:
        noted: one short sentence for the status line.
        directive_wanted: the code of a unit to whom something should go down, and the period.
    """

    noted = Signal(str)
    directive_wanted = Signal(str, object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._verdicts: dict[str, str] = {}
        self.period = PeriodPicker(desk.theme)
        self.head = QLabel()
        self.print_button = IconButton(desk.theme, "print", "催报单…")
        self.down = QPushButton("给选中的单位下发…")
        self.down.setToolTip("把退回、通过、核定和目标做成下发包，交给这个单位")
        self.table: RowsTable[BoardLine] = RowsTable(
            "reporting_board",
            (
                Field("单位", _office, width=14),
                Field("情况", _status, width=10, colour=self._colour),
                Field("版次", _revision, width=6),
                Field("收到时间", _at, width=17),
                Field("超期", _late, width=8, colour=self._late_colour),
                Field("审核结论", self._verdict, width=9, colour=self._verdict_colour),
                Field("核对码", _code, width=11),
                Field("说明", _remark),
            ),
            "没有登记应上报的单位：在“单位”目录里登记。",
        )
        row = QHBoxLayout()
        row.addWidget(self.period)
        row.addWidget(self.head, 1)
        row.addWidget(self.down)
        row.addWidget(self.print_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.addLayout(row)
        layout.addWidget(self.table, 1)
        self.period.picked.connect(self._show)
        self.print_button.clicked.connect(self._on_print)
        self.down.clicked.connect(self._on_down)
        self.table.selection_described.connect(self.noted)

    def load(self) -> None:
        """Read who has reported."""
        self.period.set_periods(board.periods_of_reports(self.desk.store))
        self._show()

    @Slot()
    def _show(self) -> None:
        period = self.period.period()
        lines = board.reporting_board(self.desk.store, period) if period else []
        states = {
            line.office.code: standing(self.desk.store, period, line.office.code).state for line in lines if period
        }
        self._verdicts = {code: state for code, state in states.items() if state in (RETURNED, PASSED)}
        self.table.show_rows(lines)
        came = sum(1 for line in lines if line.status == board.APPLIED)
        late = sum(1 for line in lines if line.is_late)
        self.head.setText(f"　应报 {len(lines)} 个，已装入 {came} 个，超期 {late} 个" if lines else "")
        self.print_button.setEnabled(bool(lines))
        self.down.setEnabled(bool(lines))

    @Slot()
    def _on_print(self) -> None:
        from ui.dialogs.paper import PaperDialog  # paper is loaded when it is wanted

        if period := self.period.period():
            dialog = PaperDialog(self.desk, board.reminder_sheet(self.desk.store, period), self)
            dialog.exec()
            dialog.deleteLater()

    @Slot()
    def _on_down(self) -> None:
        line, period = self.table.current(), self.period.period()
        if line is not None and period is not None:
            self.directive_wanted.emit(line.office.code, period)

    def _verdict(self, line: BoardLine) -> str:
        return self._verdicts.get(line.office.code, "")

    def _verdict_colour(self, line: BoardLine) -> QColor:
        return self.desk.theme.color("bad" if self._verdict(line) == RETURNED else "good")

    def _colour(self, line: BoardLine) -> QColor:
        return self.desk.theme.color(_ROLES[line.status])

    def _late_colour(self, _line: BoardLine) -> QColor:
        return self.desk.theme.color("bad")


def _office(line: BoardLine) -> str:
    return line.office.name


def _status(line: BoardLine) -> str:
    return line.status


def _revision(line: BoardLine) -> str:
    return f"r{line.package.revision}" if line.package else ""


def _at(line: BoardLine) -> str:
    return line.package.at[:16] if line.package else ""


def _late(line: BoardLine) -> str:
    return f"{line.days_late}天" if line.is_late else ""


def _code(line: BoardLine) -> str:
    return line.package.check_code if line.package else ""


def _remark(line: BoardLine) -> str:
    parts = []
    if line.package and line.package.status != "applied":
        parts.append(line.package.reason)
    if line.superseded:
        parts.append("代替了 " + "、".join(f"r{one.revision}（{one.at[:10]}）" for one in line.superseded))
    if line.conflicting:
        parts.append("冲突 " + "、".join(f"r{one.revision}（{one.at[:10]}）" for one in line.conflicting))
    return "；".join(parts)
