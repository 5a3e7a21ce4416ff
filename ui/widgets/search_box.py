"""The search field of a page: waits until typing pauses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent

    from ui.theme import Theme

_PAUSE = 180  # ms
_NARROWEST = 84


class SearchBox(QLineEdit):
    """A line with a magnifying glass.

    Signals:
        searched: what to search for, once typing pauses or Enter is pressed.
        left: Enter or ↓ was pressed; the table takes over.
    """

    searched = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_waiting = False
        self.setPlaceholderText(hint)
        self.setClearButtonEnabled(True)
        self.setMinimumWidth(_NARROWEST)
        self._glass = self.addAction(theme.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self._on_paused)
        self.textChanged.connect(self._on_typed)
        theme.changed.connect(self._on_theme_changed)

    @Slot()
    def begin(self) -> None:
        """Take the keyboard; what was searched for is typed over."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            if self._timer.isActive():
                self._timer.stop()
                self._on_paused()
            self.left.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._is_waiting = self._timer.isActive()  # the desk may be closed before the pause is over
        self._timer.stop()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_waiting:
            self._timer.start()

    @Slot()
    def _on_typed(self) -> None:
        self._timer.start()

    @Slot()
    def _on_paused(self) -> None:
        self.searched.emit(self.text().strip())

    @Slot()
    def _on_theme_changed(self) -> None:
        self._glass.setIcon(self._theme.icon("search", "muted"))
