"""What a page says when it has nothing to show yet: why, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from ui.theme import Theme

_SIZE, _WIDEST, _AIR = 48, 460, 12


class EmptyState(QWidget):
    """An icon, a headline, a hint and perhaps one button.

    Signals:
        acted: the button was pressed.
    """

    acted = Signal()

    def __init__(
        self, theme: Theme, icon: str, headline: str, hint: str, action: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._icon = theme, icon
        self._picture = QLabel()
        head = QLabel(headline)
        head.setProperty("role", "title")
        text = QLabel(hint)
        text.setProperty("role", "muted")
        text.setWordWrap(True)
        text.setFixedWidth(min(text.fontMetrics().horizontalAdvance(hint) + _AIR, _WIDEST))
        text.setMinimumHeight(text.heightForWidth(text.width()))  # a layout gives a centred label one line only
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        for label in (self._picture, head, text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
        if action:
            button = QPushButton(action)
            button.setProperty("role", "primary")
            button.clicked.connect(self.acted)
            layout.addSpacing(8)
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    @Slot()
    def _on_theme_changed(self) -> None:
        self._picture.setPixmap(self._theme.pixmap(self._icon, "muted", _SIZE))
