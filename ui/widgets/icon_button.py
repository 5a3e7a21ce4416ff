"""A button whose icon follows the look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Slot
from PySide6.QtWidgets import QPushButton, QWidget

if TYPE_CHECKING:
    from ui.theme import Theme


class IconButton(QPushButton):
    """A push button with an icon of the family; a primary one is what the page is for."""

    def __init__(
        self, theme: Theme, icon: str, text: str, *, primary: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self._theme, self._icon = theme, icon
        self._role = "on_accent" if primary else "text"
        if primary:
            self.setProperty("role", "primary")
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def minimumSizeHint(self) -> QSize:
        """Keep its words whole: with a menu Qt would let them be cut."""
        return self.sizeHint()

    @Slot()
    def _on_theme_changed(self) -> None:
        self.setIcon(self._theme.icon(self._icon, self._role))
