"""The heading of a table: sort marks with their rank, and a mark that opens the column's filter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPalette, QPen, QPolygon
from PySide6.QtWidgets import QHeaderView, QWidget

from ui.models.narrowing import Narrowed
from ui.widgets import table_order

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent

    from ui.widgets.record_table import RecordTable

MARKS = 36  # pixels at the right of a heading for its marks
_BUTTON = 16
_EDGE = 4  # pixels beside a border that resize


class TableHeader(QHeaderView):
    """A heading that the table and its frozen columns share the manners of.

    Signals:
        filter_wanted: the mark of a column was pressed; carries the column and where its menu belongs.
    """

    filter_wanted = Signal(int, QPoint)

    def __init__(self, table: RecordTable, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._table = table
        self._under_mouse = -1
        self.setMouseTracking(True)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setProperty("role", "sheet")
        self.sectionClicked.connect(self._on_clicked)
        self.sectionDoubleClicked.connect(self._on_double_clicked)
        self.filter_wanted.connect(table.open_filter)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._on_menu_wanted)

    def _on_clicked(self, column: int) -> None:
        """Sort by the column."""
        table_order.clicked(self._table, column)

    def _on_double_clicked(self, column: int) -> None:
        """Take a quick second click for what it is."""
        self._on_clicked(column)

    def _on_menu_wanted(self, place: QPoint) -> None:
        column = self.logicalIndexAt(place)
        if column >= 0:
            self._table.open_heading_menu(column, self.mapToGlobal(place))

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width(), max(hint.height(), 26))

    def _narrowed(self) -> Narrowed | None:
        model = self.model()
        return model if isinstance(model, Narrowed) else None

    def paintSection(self, painter: QPainter, rect: QRect, column: int) -> None:
        painter.save()
        super().paintSection(painter, rect, column)
        painter.restore()
        model = self._narrowed()
        if model is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        quiet, strong = self.palette().color(QPalette.ColorRole.Mid), self.palette().color(QPalette.ColorRole.Highlight)
        middle = rect.center().y()
        is_filtered = bool(model.column_filters(column))
        if is_filtered or model.ALWAYS_OFFERED or column == self._under_mouse:
            _funnel(painter, QPoint(rect.right() - 10, middle), strong if is_filtered else quiet, filled=is_filtered)
        order = model.order()
        rank = next((n for n, (sorted_by, _) in enumerate(order) if sorted_by == column), None)
        if rank is not None:
            _arrow(painter, QPoint(rect.right() - 22, middle), strong, down=order[rank][1])
            if len(order) > 1:
                font = painter.font()
                font.setPointSizeF(font.pointSizeF() * 0.7)
                painter.setFont(font)
                painter.setPen(QPen(strong))
                painter.drawText(QRect(rect.right() - 34, middle - 7, 8, 14), str(rank + 1))
        painter.restore()

    def button_of(self, column: int) -> QRect:
        """Return where the mark of a column is."""
        right = self.sectionViewportPosition(column) + self.sectionSize(column)
        return QRect(right - _BUTTON - _EDGE, 0, _BUTTON, self.height())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._look_at(self.logicalIndexAt(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._look_at(-1)

    def _look_at(self, column: int) -> None:
        if column != self._under_mouse:
            self._under_mouse = column
            self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        column = self.logicalIndexAt(event.position().toPoint())
        if (
            event.button() == Qt.MouseButton.LeftButton
            and column >= 0
            and self._narrowed() is not None
            and self.button_of(column).contains(event.position().toPoint())
        ):
            below = self.button_of(column).bottomLeft()
            self.filter_wanted.emit(column, self.mapToGlobal(below))
            return
        super().mousePressEvent(event)


def _funnel(painter: QPainter, at: QPoint, colour: QColor, *, filled: bool) -> None:
    x, y = at.x(), at.y()
    shape = QPolygon([QPoint(x - 5, y - 4), QPoint(x + 5, y - 4), QPoint(x + 1, y + 1), QPoint(x + 1, y + 5),
                      QPoint(x - 1, y + 4), QPoint(x - 1, y + 1)])  # fmt: skip
    painter.setPen(QPen(colour, 1.2))
    painter.setBrush(colour if filled else Qt.BrushStyle.NoBrush)
    painter.drawPolygon(shape)


def _arrow(painter: QPainter, at: QPoint, colour: QColor, *, down: bool) -> None:
    x, y = at.x(), at.y()
    tip = y + 3 if down else y - 3
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygon([QPoint(x - 4, y + y - tip), QPoint(x + 4, y + y - tip), QPoint(x, tip)]))
