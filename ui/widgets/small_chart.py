"""A small chart of one figure over its last periods: bars this year and last, painted by Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from parkdesk.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

    from ui.theme import Theme

_AIR, _WIDEST_BAR = 4, 34


@frozen
class Bar:
    """One bar: a short label below, what the figure is called in full, and its height; None is a gap."""

    label: str
    text: str
    value: float | None
    is_chosen: bool = False


class SmallChart(QWidget):
    """Bars from zero, negative ones below it; the chosen one stands out."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.bars: tuple[Bar, ...] = ()
        self._caption = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        theme.changed.connect(self.update)

    def show_bars(self, bars: Sequence[Bar], caption: str = "") -> None:
        """Show other bars, oldest first, and what they are of."""
        self.bars, self._caption = tuple(bars), caption
        self.setAccessibleDescription("，".join(f"{bar.text}" for bar in bars))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, 72)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 48)

    def place(self, number: int) -> QRectF:
        """Return where a bar and its label stand, full height."""
        step = self.width() / max(len(self.bars), 1)
        width = min(step - _AIR, _WIDEST_BAR)
        return QRectF(number * step + (step - width) / 2, 0, width, self.height())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self.bars:
            number = int(event.pos().x() / max(self.width() / len(self.bars), 1))
            QToolTip.showText(event.globalPos(), self.bars[min(number, len(self.bars) - 1)].text, self)
            return True
        return super().event(event)

    def paintEvent(self, _: QPaintEvent) -> None:
        values = [bar.value for bar in self.bars if bar.value is not None]
        if not values:
            return
        painter = QPainter(self)
        font = painter.font()
        font.setPointSizeF(font.pointSizeF() * 0.78)
        painter.setFont(font)
        letters = painter.fontMetrics()
        above = letters.height() if self._caption else 0
        room = self.height() - letters.height() - 2 - above
        top, bottom = max(*values, 0.0), min(*values, 0.0)
        scale = (room - 2) / ((top - bottom) or 1.0)
        zero = above + 1 + top * scale
        labelled = letters.horizontalAdvance("00月") + _AIR <= self.width() / len(self.bars)
        for number, bar in enumerate(self.bars):
            place = self.place(number)
            if bar.value is not None:
                height = max(abs(bar.value) * scale, 1.0)
                role = "accent" if bar.is_chosen else "bad" if bar.value < 0 else "line"
                up = zero - height if bar.value >= 0 else zero
                painter.fillRect(QRectF(place.x(), up, place.width(), height), self._theme.color(role))
            painter.setPen(self._theme.color("accent" if bar.is_chosen else "muted"))
            if labelled or bar.is_chosen or number == 0:
                wide = place.adjusted(-14, 0, 14, 0)
                within = QRectF(wide.x(), above + room + 1, wide.width(), letters.height() + 1)
                painter.drawText(within, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, bar.label)
        painter.setPen(QPen(self._theme.color("muted"), 1))
        painter.drawText(0, letters.ascent(), self._caption)
        painter.drawLine(0, round(zero), self.width(), round(zero))
        painter.end()
