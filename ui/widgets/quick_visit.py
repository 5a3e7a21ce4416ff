"""A visit in three keystrokes plus text: the duty that is chosen says whom and who; Ctrl+J, the words, Enter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QLabel, QLineEdit, QPushButton, QWidget

from parkdesk.errors import UserError
from parkdesk.office.projects.recording import VisitSaid, record_visit
from parkdesk.records.kinds import read_date
from parkdesk.records.visits import FORMS, LEVELS
from ui import faults

if TYPE_CHECKING:
    from parkdesk.office.projects.visiting import DutyLine
    from ui.desk import Desk


class QuickVisit(QFrame):
    """One line that becomes a visit.

    Signals:
        noted: one short sentence for the status line.
        left: Esc: the person goes back to the board.
    """

    noted = Signal(str)
    left = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._line: DutyLine | None = None
        self.setProperty("role", "foot")
        self.about = QLabel("点一行责任，记一次走访")
        self.about.setProperty("role", "title")
        self.level = QComboBox()
        self.level.addItems(list(LEVELS))
        self.visitor = QLineEdit()
        self.visitor.setPlaceholderText("走访人")
        self.day = QLineEdit()
        self.day.setPlaceholderText("日期")
        self.form = QComboBox()
        self.form.addItems(list(FORMS))
        self.content = QLineEdit()
        self.content.setPlaceholderText("走访情况（可不填），Enter 保存")
        self.problem = QLineEdit()
        self.problem.setPlaceholderText("收集到的问题（没有就空着）")
        self.save = QPushButton("记一次走访")
        self.save.setProperty("role", "primary")
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 8, 12, 8)
        grid.addWidget(self.about, 0, 0, 1, 4)
        for column, widget in enumerate((self.level, self.visitor, self.day, self.form)):
            grid.addWidget(widget, 1, column)
        grid.addWidget(self.content, 1, 4)
        grid.addWidget(self.problem, 1, 5)
        grid.addWidget(self.save, 1, 6)
        grid.setColumnStretch(4, 3)
        grid.setColumnStretch(5, 2)
        self.visitor.setMaximumWidth(110)
        self.day.setMaximumWidth(110)
        self.save.clicked.connect(self._on_save)
        for field in (self.visitor, self.day, self.content, self.problem):
            field.returnPressed.connect(self._on_save)
        self.setEnabled(False)

    def show_duty(self, line: DutyLine | None) -> None:
        """Take over whom a duty is of and who holds it; the words typed stay."""
        self._line = line
        self.setEnabled(line is not None)
        if line is None:
            self.about.setText("点一行责任，记一次走访")
            return
        self.about.setText(f"{line.name}　{line.department}")
        self.level.setCurrentText(line.level)
        self.visitor.setText(line.holder)
        self.day.setText(self._desk.store.day().isoformat())

    def begin(self) -> None:
        """Put the cursor where the words go."""
        if self._line is not None:
            self.content.setFocus()

    @Slot()
    def _on_save(self) -> None:
        line = self._line
        if line is None:
            return
        try:
            day = read_date(self.day.text())
        except ValueError as fault:
            self.noted.emit(f"日期{fault}。")
            self.day.setFocus()
            return
        said = VisitSaid(
            line.subject, line.name, self.level.currentText(), self.visitor.text().strip(), self.form.currentText(),
            self.content.text().strip(), self.problem.text().strip(),
        )  # fmt: skip
        try:
            changes = record_visit(self._desk.store, line.unit, day, said)
        except UserError as error:
            faults.tell(self, error)
            return
        self.content.clear()
        self.problem.clear()
        self._desk.bus.announce(changes)
        self.noted.emit(f"已记：{day} {said.visitor}走访{said.about}（Ctrl+Z 撤销）。")
        self.left.emit()
