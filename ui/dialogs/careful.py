"""A dialog in which Enter never says yes by accident."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton, QWidget

from ui.screens import screen_of

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

_EDGE, _TITLE = 16, 32  # what the window's frame takes


def take_size(window: QWidget, width: int, height: int) -> None:
    """Make a window so large, or as large as the screen lets one be."""
    room = screen_of(window).availableSize()
    window.resize(min(width, room.width() - _EDGE), min(height, room.height() - _EDGE - _TITLE))


class CarefulDialog(QDialog):
    """Enter presses the button that has the focus and moves on from a field; it chooses no default button."""

    def take_size(self, width: int, height: int) -> None:
        """Become so large, or as large as the screen lets a window be."""
        take_size(self, width, height)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            return
        focused = self.focusWidget()
        if isinstance(focused, QPushButton):
            focused.click()
        elif isinstance(focused, QLineEdit):
            self.focusNextChild()
