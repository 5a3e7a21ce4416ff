"""The little square at the corner of a selection: dragging it fills the cells it passes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPalette, QPen
from PySide6.QtWidgets import QApplication

from ui.widgets import table_gestures

if TYPE_CHECKING:
    from ui.widgets.record_table import RecordTable

_SIZE, _REACH = 7, 5


class DragFill(QObject):
    """Watches the mouse over a table's cells."""

    def __init__(self, table: RecordTable) -> None:
        super().__init__(table)
        self._table = table
        self._target: tuple[list[int], list[int]] | None = None
        self._is_dragging = False
        table.viewport().setMouseTracking(True)
        table.viewport().installEventFilter(self)

    def handle(self) -> QRect:
        """Return where the square is; nothing where nothing, or more than one block, is selected."""
        block = self._block()
        if block.isNull():
            return QRect()
        return QRect(block.right() - _SIZE + 3, block.bottom() - _SIZE + 3, _SIZE, _SIZE)

    def _block(self) -> QRect:
        parts = self._table.selected_parts()
        if len(parts) != 1 or not self._table.is_sheet():
            return QRect()
        rows, _ = parts[0]
        columns = self._table.selected_block()[1]
        return self._rect([rows.start, rows.stop - 1], columns) if columns else QRect()

    def _rect(self, rows: list[int], columns: list[int]) -> QRect:
        model = self._table.model()
        corner = self._table.visualRect(model.index(rows[-1], columns[-1]))
        return self._table.visualRect(model.index(rows[0], columns[0])).united(corner)

    def paint(self, painter: QPainter) -> None:
        """Draw the square, and the frame of what would be filled."""
        place = self.handle()
        if place.isNull():
            return
        colour = QApplication.palette().color(QPalette.ColorRole.Highlight)
        if self._target is not None:
            painter.setPen(QPen(colour, 2, Qt.PenStyle.DashLine))
            painter.drawRect(self._rect(*self._target).adjusted(1, 1, -1, -1))
        painter.fillRect(place.adjusted(-1, -1, 1, 1), self._table.palette().color(QPalette.ColorRole.Base))
        painter.fillRect(place, colour)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the mouse where it drags the square."""
        if isinstance(event, QMouseEvent):
            place = event.position().toPoint()
            if event.type() == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton:
                self._is_dragging = self._is_on_handle(place)
                return self._is_dragging
            if event.type() == QEvent.Type.MouseButtonDblClick and self._is_on_handle(place):
                self._table.make(table_gestures.filled_to_end(self._table))
                return True
            if event.type() == QEvent.Type.MouseMove:
                return self._moved(place)
            if event.type() == QEvent.Type.MouseButtonRelease and self._is_dragging:
                self._let_go()
                return True
        return super().eventFilter(watched, event)

    def _is_on_handle(self, place: QPoint) -> bool:
        square = self.handle()
        return not square.isNull() and square.adjusted(-_REACH, -_REACH, _REACH, _REACH).contains(place)

    def _moved(self, place: QPoint) -> bool:
        viewport = self._table.viewport()
        if not self._is_dragging:
            if self._is_on_handle(place):
                viewport.setCursor(Qt.CursorShape.CrossCursor)
            else:
                viewport.unsetCursor()
            return False
        self._target = self._reached(place)
        self._table.scroll_towards(place)
        viewport.update()
        return True

    def _reached(self, place: QPoint) -> tuple[list[int], list[int]] | None:
        """Return the rows and columns that the mouse has drawn the block over: downwards or sideways, not both."""
        rows, columns = self._table.selected_block()
        block = self._block()
        inside = QRect(self._table.viewport().rect())
        index = self._table.indexAt(
            QPoint(min(max(place.x(), 0), inside.right()), min(max(place.y(), 0), inside.bottom()))
        )
        row = index.row() if index.isValid() else self._table.model().rowCount() - 1
        beyond_down = max(place.y() - block.bottom(), block.top() - place.y(), 0)
        beyond_side = max(place.x() - block.right(), block.left() - place.x(), 0)
        if beyond_down >= beyond_side and not rows[0] <= row <= rows[-1]:
            return list(range(min(row, rows[0]), max(row, rows[-1]) + 1)), columns
        if beyond_side and index.isValid():
            seen = self._table.seen_columns()
            at = seen.index(index.column())
            first, last = seen.index(columns[0]), seen.index(columns[-1])
            if not first <= at <= last:
                return list(rows), seen[min(at, first) : max(at, last) + 1]
        return None

    def _let_go(self) -> None:
        self._is_dragging = False
        target, self._target = self._target, None
        self._table.viewport().update()
        if target is not None:
            self._table.make(table_gestures.dragged(self._table, *target))
