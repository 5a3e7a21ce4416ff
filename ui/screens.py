"""Which screen a window is on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from PySide6.QtGui import QScreen
    from PySide6.QtWidgets import QWidget


def screen_of(widget: QWidget) -> QScreen:
    """Return the screen that a widget is on, or will come to.

    Not by `QWidget.screen`: that makes the screen a child of the widget for Python, and what goes with the widget
    is then the screen, too.
    """
    seen = widget if widget.isVisible() else widget.parentWidget() or widget
    return QGuiApplication.screenAt(seen.window().frameGeometry().center()) or QGuiApplication.primaryScreen()
