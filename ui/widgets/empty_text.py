"""What stands in a table that has no rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPalette

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractItemView


def say_empty(view: QAbstractItemView, text: str) -> None:
    """Write why there is nothing into the middle of a view; called after it has painted itself."""
    painter = QPainter(view.viewport())
    painter.setPen(view.palette().color(QPalette.ColorRole.PlaceholderText))
    within = view.viewport().rect().adjusted(24, 8, -24, -8)
    painter.drawText(within, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)
    painter.end()
