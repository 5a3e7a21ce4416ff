"""A dialog in which Enter never says yes by accident."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton

from ui.screens import take_size

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent


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
