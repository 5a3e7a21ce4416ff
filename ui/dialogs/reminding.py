"""催报: who has not reported, what is lacking, and the words to send to each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from parkdesk.office.reminding import Silent, deadline, reminder, reminders, silent_firms
from ui.models.rows_model import Field
from ui.screens import take_size
from ui.widgets.rows_table import RowsTable

if TYPE_CHECKING:
    from parkdesk.periods import Period
    from ui.desk import Desk


def _name(one: Silent) -> str:
    return one.firm.name


def _lacking(one: Silent) -> str:
    return "、".join(one.lacking)


def _contact(one: Silent) -> str:
    return one.reached_at


class RemindingDialog(QDialog):
    """The list, the words for the chosen firm, and both ways to take them along.

    Signals:
        firm_chosen: the id of a firm that a person wants to see in the sheet.
    """

    firm_chosen = Signal(str)

    def __init__(self, desk: Desk, period: Period, unit: str | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._period = desk, period
        self._all = silent_firms(desk.store, period, unit)
        self._today = desk.store.day()
        self.setWindowTitle(f"催报 — {period.title}")
        self.head, self.told = QLabel(), QLabel()
        self.head.setProperty("role", "title")
        self.told.setProperty("role", "muted")
        self.only_missing = QCheckBox("只看没有报产值的")
        self.only_missing.setChecked(any(one.is_missing for one in self._all))
        self.table: RowsTable[Silent] = RowsTable(
            "reminding",
            (
                Field("企业", _name, width=30),
                Field("还没有报", _lacking, width=30),
                Field("联系方式", _contact, width=20),
            ),
            "都报齐了，不用催。",
        )
        self.text = QPlainTextEdit()
        self.text.setFixedHeight(self.text.fontMetrics().lineSpacing() * 4 + 16)
        self._lay_out()
        self.table.chosen.connect(self._on_chosen)
        self.table.row_chosen.connect(self._on_opened)
        self.only_missing.toggled.connect(self._on_narrowed)
        self._on_narrowed()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.head, 1)
        top.addWidget(self.only_missing)
        self._buttons = QDialogButtonBox()
        action = QDialogButtonBox.ButtonRole.ActionRole
        self.copy_one = self._buttons.addButton("复制这一户", action)
        self.copy_all = self._buttons.addButton("全部复制", action)
        self._buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole)
        self.copy_one.clicked.connect(self._on_copy_one)
        self.copy_all.clicked.connect(self._on_copy_all)
        self._buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addWidget(self.table, 1)
        layout.addWidget(QLabel("催报文字（可以改，改后复制）"))
        layout.addWidget(self.text)
        layout.addWidget(self.told)
        layout.addWidget(self._buttons)
        take_size(self, 760, 480)

    def listed(self) -> list[Silent]:
        """Return the firms that are shown."""
        return [one for one in self._all if one.is_missing or not self.only_missing.isChecked()]

    @Slot()
    def _on_narrowed(self) -> None:
        listed = self.listed()
        missing = sum(one.is_missing for one in self._all)
        due = deadline(self._desk.store, self._period)
        late = f"，报送时限{due.month}月{due.day}日" if due else ""
        self.head.setText(f"没有报产值的 {missing} 户，缺其他指标的 {len(self._all) - missing} 户{late}")
        self.table.show_rows(listed)
        for button in (self.copy_one, self.copy_all):
            button.setEnabled(bool(listed))

    @Slot()
    def _on_chosen(self) -> None:
        chosen = self.table.current()
        self.text.setPlainText(reminder(self._desk.store, self._period, chosen, self._today) if chosen else "")

    @Slot(int)
    def _on_opened(self, row: int) -> None:
        self.firm_chosen.emit(self.table.rows.row(row).firm.id)
        self.accept()

    @Slot()
    def _on_copy_one(self) -> None:
        QApplication.clipboard().setText(self.text.toPlainText())
        self.told.setText("已复制这一户的催报文字，可以粘贴到微信、短信或邮件。")

    @Slot()
    def _on_copy_all(self) -> None:
        listed = self.listed()
        QApplication.clipboard().setText(reminders(self._desk.store, self._period, listed, self._today))
        self.told.setText(f"已复制{len(listed)}户的催报文字，每户一行。")
