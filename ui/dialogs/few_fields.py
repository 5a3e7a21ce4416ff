"""A few fields asked at once: a date and a word, a result, who signed; said in one sentence where one is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from parkdesk.records.kinds import read_date

if TYPE_CHECKING:
    from collections.abc import Sequence

LINE, DATE, CHOICE, TEXT = "line", "date", "choice", "text"
_TEXT_HEIGHT = 84


@dataclass(frozen=True, slots=True)
class Asked:
    """One field: how it is called, what it holds at first, what may be chosen, whether it may stay empty."""

    key: str
    label: str
    kind: str = LINE
    value: str = ""
    choices: tuple[str, ...] = ()
    is_needed: bool = False
    hint: str = ""


class FewFieldsDialog(QDialog):
    """Asks a few fields; `values` holds what was typed, dates as ISO text."""

    def __init__(
        self, title: str, about: str, fields: Sequence[Asked], yes: str = "确定", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(440)
        self._asked = tuple(fields)
        self.values: dict[str, str] = {}
        self.widgets: dict[str, QLineEdit | QComboBox | QPlainTextEdit] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 14, 18, 14)
        layout.setSpacing(10)
        if about:
            head = QLabel(about)
            head.setWordWrap(True)
            layout.addWidget(head)
        form = QFormLayout()
        for one in self._asked:
            self.widgets[one.key] = _widget(one)
            form.addRow(f"{one.label} *" if one.is_needed else one.label, self.widgets[one.key])
        layout.addLayout(form)
        self.wrong = QLabel()
        self.wrong.setProperty("role", "error")
        self.wrong.setWordWrap(True)
        self.wrong.hide()
        layout.addWidget(self.wrong)
        buttons = QDialogButtonBox()
        self.yes = buttons.addButton(yes, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._on_yes)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)

    def text(self, key: str) -> str:
        """Return what stands in a field."""
        widget = self.widgets[key]
        if isinstance(widget, QComboBox):
            return widget.currentText().strip()
        return (widget.toPlainText() if isinstance(widget, QPlainTextEdit) else widget.text()).strip()

    @Slot()
    def _on_yes(self) -> None:
        values = {}
        for one in self._asked:
            text = self.text(one.key)
            try:
                values[one.key] = (read_date(text) or "") if one.kind == DATE else text
            except ValueError as fault:
                self._refuse(one, f"{one.label}{fault}。")
                return
            if one.is_needed and not values[one.key]:
                self._refuse(one, f"请填写{one.label}。")
                return
        self.values = values
        self.accept()

    def _refuse(self, one: Asked, sentence: str) -> None:
        self.wrong.setText(sentence)
        self.wrong.show()
        self.widgets[one.key].setFocus()


def _widget(one: Asked) -> QLineEdit | QComboBox | QPlainTextEdit:
    if one.kind == CHOICE:
        box = QComboBox()
        box.setEditable(bool(one.hint))
        box.addItems(list(one.choices))
        box.setCurrentText(one.value)
        return box
    if one.kind == TEXT:
        text = QPlainTextEdit(one.value)
        text.setPlaceholderText(one.hint)
        text.setMaximumHeight(_TEXT_HEIGHT)
        text.setTabChangesFocus(True)
        return text
    line = QLineEdit(one.value)
    line.setPlaceholderText(one.hint or ("如 2026-10-12" if one.kind == DATE else ""))
    return line
