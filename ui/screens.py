"""Which screen a window is on, and how much of it a window may take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from PySide6.QtGui import QScreen
    from PySide6.QtWidgets import QWidget

_EDGE, _TITLE = 16, 32  # what the window's frame takes


def screen_of(widget: QWidget) -> QScreen:
    """Return the screen that a widget is on, or will come to.

    Not by `QWidget.screen`: that makes the screen a child of the widget for Python, and what goes with the widget
    is then the screen, too.
    """
    seen = widget if widget.isVisible() else widget.parentWidget() or widget
    return QGuiApplication.screenAt(seen.window().frameGeometry().center()) or QGuiApplication.primaryScreen()


def take_size(window: QWidget, width: int, height: int) -> None:
    """Make a window so large, or as large as the screen lets one be."""
    room = screen_of(window).availableSize()
    window.resize(min(width, room.width() - _EDGE), min(height, room.height() - _EDGE - _TITLE))
