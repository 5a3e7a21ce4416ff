"""The strip over page pictures: turning, where one is, and how large they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from ui.widgets.icon_button import IconButton

if TYPE_CHECKING:
    from ui.theme import Theme
    from ui.widgets.page_view import PageView


class PageBar(QFrame):
    """Turns and sizes the pages of one view, and says which page is looked at."""

    def __init__(self, view: PageView, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "strip")
        self.place, self.size_text = QLabel(), QLabel()
        self._back, self._on = IconButton(theme, "previous", ""), IconButton(theme, "next", "")
        self._back.setToolTip("上一页")
        self._on.setToolTip("下一页")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 12, 5)
        for turning in (self._back, self.place, self._on):
            row.addWidget(turning)
        row.addStretch(1)
        smaller, larger, fit = QToolButton(), QToolButton(), QToolButton()
        for button, text, hint, slot in (
            (smaller, "－", "缩小（Ctrl+-）", view.zoom_out),
            (larger, "＋", "放大（Ctrl++）", view.zoom_in),
            (fit, "适合宽度", "按窗口宽度显示", view.fit_width),
        ):
            button.setText(text)
            button.setToolTip(hint)
            button.clicked.connect(slot)
        for sizing in (smaller, self.size_text, larger, fit):
            row.addWidget(sizing)
        self._back.clicked.connect(view.turn_back)
        self._on.clicked.connect(view.turn_on)
        view.turned.connect(self._on_turned)
        view.zoomed.connect(self._on_zoomed)

    @Slot(int, int)
    def _on_turned(self, number: int, count: int) -> None:
        self.place.setText(f"第 {number} / {count} 页" if count else "")
        self._back.setEnabled(number > 1)
        self._on.setEnabled(number < count)

    @Slot(float)
    def _on_zoomed(self, factor: float) -> None:
        self.size_text.setText(f"{factor:.0%}")
