"""A tab of the navigation: its icon above its title, or the title alone where a low screen has no room for both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from ui.theme import LARGE
from ui.widgets.dress import dress

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon, QResizeEvent

LOWEST, USUAL = 32, 58  # logical pixels
_WITH_ICON = 52


class TabButton(QToolButton):
    """Takes what height it is given, so that every tab is in sight."""

    def __init__(self, title: str, icon: QIcon, width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(title)
        self.setIcon(icon)
        self.setIconSize(QSize(LARGE, LARGE))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.setCheckable(True)
        self.setToolTip(title)
        self.setFixedWidth(width)
        self.setMinimumHeight(LOWEST)
        self.setMaximumHeight(USUAL)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the icon out where icon and title would lie over each other."""
        super().resizeEvent(event)
        has_room = self.height() >= _WITH_ICON
        style = Qt.ToolButtonStyle.ToolButtonTextUnderIcon if has_room else Qt.ToolButtonStyle.ToolButtonTextOnly
        if self.toolButtonStyle() != style:
            self.setToolButtonStyle(style)
            dress(self, "low", not has_room)
