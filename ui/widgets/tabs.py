"""Tabs with a list of all of them, where a window is too narrow to show each."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QMenu, QTabWidget, QToolButton, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent


class Tabs(QTabWidget):
    """A page's tabs; 「更多」 at their right lists all of them while some are out of sight."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDocumentMode(True)
        self.setUsesScrollButtons(True)
        self.more = QToolButton(self)
        self.more.setText("全部")
        self.more.setToolTip("列出这一页的全部表")
        self.more.setArrowType(Qt.ArrowType.NoArrow)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._all = QMenu(self.more)
        self._all.aboutToShow.connect(self._list_all)
        self.more.setMenu(self._all)
        self.setCornerWidget(self.more, Qt.Corner.TopRightCorner)
        self.more.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._offer()
        super().resizeEvent(event)

    def tabInserted(self, index: int) -> None:
        super().tabInserted(index)
        self._offer()

    def _offer(self) -> None:
        """Offer the list where the tabs are wider than the window."""
        self.more.setVisible(self.tabBar().sizeHint().width() > self.width())

    @Slot()
    def _list_all(self) -> None:
        self._all.clear()
        for number in range(self.count()):
            action = self._all.addAction(self.tabText(number), partial(self.setCurrentIndex, number))
            action.setCheckable(True)
            action.setChecked(number == self.currentIndex())
