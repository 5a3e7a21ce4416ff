"""One line of words that a narrow window shortens, never cuts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolTip, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_FEWEST = 3  # a character and the dots; less says nothing


class ElidedLabel(QLabel):
    """A label that ends in 「…」 where its words do not fit; they stand whole in its tip."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def is_shortened(self) -> bool:
        """Whether there is no room for all of the words."""
        return self.sizeHint().width() > self.width()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.is_shortened():
            super().paintEvent(event)
            return
        from PySide6.QtWidgets import QStylePainter  # brings all Qt says of styles, which a start has no use for

        metrics = self.fontMetrics()
        around = self.sizeHint().width() - metrics.horizontalAdvance(self.text())  # what the style keeps free
        room = self.rect().adjusted(around // 2, 0, -around // 2, 0)
        shown = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        if len(shown) >= _FEWEST:
            painter = QStylePainter(self)
            painter.drawItemText(room, self.alignment(), self.palette(), self.isEnabled(), shown, self.foregroundRole())
            painter.end()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self.is_shortened():
            QToolTip.showText(event.globalPos(), "\n".join(p for p in (self.text(), self.toolTip()) if p), self)
            return True
        return super().event(event)
