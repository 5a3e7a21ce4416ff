"""Headline figures, each a small label above a large figure, in a row; in several where a window is narrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QFrame, QLabel, QLayout, QLayoutItem, QVBoxLayout, QWidget

from ui.widgets.dress import dress

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_APART = 34  # logical pixels between figures


class Headline(QFrame):
    """Shows (label, figure, tone) triples; a tone is a role of the theme, or empty."""

    def __init__(self, count: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "strip")
        row = _Row(self)
        row.setContentsMargins(14, 4, 14, 6)
        self._pairs: list[tuple[QLabel, QLabel]] = []
        for _ in range(count):
            place, label, figure = QWidget(), QLabel(), QLabel()
            label.setProperty("role", "muted")
            figure.setProperty("role", "figure")
            column = QVBoxLayout(place)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(0)
            column.addWidget(label)
            column.addWidget(figure)
            row.addWidget(place)
            self._pairs.append((label, figure))

    def show_figures(self, figures: Sequence[tuple[str, str, str]]) -> None:
        """Show the figures from the left; places left over stay empty."""
        blank = [("", "", "")] * (len(self._pairs) - len(figures))
        for (label, figure), (name, text, tone) in zip(self._pairs, [*figures, *blank], strict=True):
            label.setText(name)
            figure.setText(text)
            dress(figure, "tone", tone)


class _Row(QLayout):
    """Lays things beside each other, each as wide as it wants, and goes on below where the width is used up."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        margins = self.contentsMargins()
        inner = width - margins.left() - margins.right()
        bottom = max((place.bottom() + 1 for _, place in self._places(inner)), default=0)
        return bottom + margins.top() + margins.bottom()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.sizeHint())
        return size.grownBy(self.contentsMargins())

    def sizeHint(self) -> QSize:
        """Want one row."""
        places = [place for _, place in self._places(1 << 20)]
        size = QSize(max((p.right() + 1 for p in places), default=0), max((p.height() for p in places), default=0))
        return size.grownBy(self.contentsMargins())

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        inside = rect.marginsRemoved(self.contentsMargins())
        for item, place in self._places(inside.width()):
            item.setGeometry(place.translated(inside.topLeft()))

    def _places(self, width: int) -> Iterator[tuple[QLayoutItem, QRect]]:
        """Return where each item stands, from the corner."""
        x = y = high = 0
        for item in self._items:
            size = item.sizeHint()
            if x and x + size.width() > width:
                x, y, high = 0, y + high, 0
            yield item, QRect(QPoint(x, y), size)
            x, high = x + size.width() + _APART, max(high, size.height())
