"""The field of a form for each kind of column: what is typed, and what was shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QCompleter, QLineEdit, QPlainTextEdit, QWidget

from ui.widgets.dress import dress

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from parkdesk.records import Column

_LONG = 30  # characters; a column this wide wants several lines
_HINTS = {"date": "如 2026-09-30", "month": "如 2026-09", "period": "如 2026-09"}


class Field(QObject):
    """One field: a widget that holds a column's value as text.

    Signals:
        changed: the text changed.
    """

    changed = Signal()

    def __init__(self, column: Column, widget: QWidget) -> None:
        super().__init__(widget)
        self.column = column
        self.widget = widget
        self.shown_text = ""
        widget.installEventFilter(self)

    def show(self, value: Any) -> None:
        """Show a value, which is from now on what `shown_text` says."""
        self.set_text(self.column.kind.write(value))
        self.shown_text = self.text()

    def text(self) -> str:
        """Return what stands in the field."""
        raise NotImplementedError

    def set_text(self, text: str) -> None:
        """Put text into the field."""
        raise NotImplementedError

    def mark_wrong(self, *, wrong: bool) -> None:
        """Frame the field as wrong or as right again."""
        dress(self.widget, "wrong", wrong)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter moves down to the next field, as clerks expect."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        ):
            self.widget.focusNextChild()
            return True
        return super().eventFilter(watched, event)

    @Slot()
    def _on_changed(self) -> None:
        self.changed.emit()


class LineField(Field):
    """One line of text, a figure or a date."""

    def __init__(self, column: Column, offers: Sequence[str]) -> None:
        self._line = QLineEdit()
        super().__init__(column, self._line)
        self._line.setPlaceholderText(_HINTS.get(column.kind.name, ""))
        if column.kind.numeric:
            self._line.setAlignment(Qt.AlignmentFlag.AlignRight)
        if offers:
            completer = QCompleter(list(offers), self._line)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            self._line.setCompleter(completer)
        self._line.textChanged.connect(self._on_changed)

    def text(self) -> str:
        return self._line.text()

    def set_text(self, text: str) -> None:
        self._line.setText(text)
        self._line.setCursorPosition(0)


class TextField(Field):
    """Several lines of text."""

    def __init__(self, column: Column) -> None:
        self._edit = QPlainTextEdit()
        super().__init__(column, self._edit)
        self._edit.setTabChangesFocus(True)
        self._edit.setFixedHeight(self._edit.fontMetrics().lineSpacing() * 3 + 14)
        self._edit.textChanged.connect(self._on_changed)

    def text(self) -> str:
        return self._edit.toPlainText()

    def set_text(self, text: str) -> None:
        self._edit.setPlainText(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Enter begin a new line here."""
        return QObject.eventFilter(self, watched, event)


class ChoiceField(Field):
    """One of the declared choices; a value from elsewhere that is none of them stays as it is."""

    def __init__(self, column: Column) -> None:
        self._box = QComboBox()
        super().__init__(column, self._box)
        self._box.addItems(["", *column.choices])
        self._box.currentTextChanged.connect(self._on_changed)

    def text(self) -> str:
        return self._box.currentText()

    def set_text(self, text: str) -> None:
        if self._box.findText(text) < 0:
            self._box.addItem(text)
        self._box.setCurrentText(text)


class FlagField(Field):
    """Yes or no."""

    def __init__(self, column: Column) -> None:
        self._box = QCheckBox("是")
        super().__init__(column, self._box)
        self._box.toggled.connect(self._on_changed)

    def text(self) -> str:
        return "是" if self._box.isChecked() else ""

    def set_text(self, text: str) -> None:
        self._box.setChecked(text == "是")


def field_for(column: Column, offers: Callable[[str], Sequence[str]] | None = None) -> Field:
    """Return the field that suits a column's kind."""
    if column.choices:
        return ChoiceField(column)
    if column.kind.name == "flag":
        return FlagField(column)
    if column.kind.name == "notes" or (column.width >= _LONG and not column.required):
        return TextField(column)
    return LineField(column, offers(column.key) if offers and not column.kind.numeric else ())
