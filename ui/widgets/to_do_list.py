"""A list of things to do, each one click from where it is done.

It has none of the record table's gestures: the first page shows two of them, and the program starts with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QFrame, QTableView

from ui.models.rows_model import RowsModel
from ui.widgets.empty_text import say_empty

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QPaintEvent
    from PySide6.QtWidgets import QWidget

    from ui.models.rows_model import Field

T = TypeVar("T")
_GO = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_PADDING, _ROW = 14, 28


class ToDoList(QTableView, Generic[T]):
    """Shows values in rows, the last column filling what is left.

    Signals:
        row_chosen: a row was clicked, or Enter pressed on it; carries its number.
    """

    row_chosen = Signal(int)

    def __init__(self, fields: Sequence[Field[T]], empty_text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._empty_text = empty_text
        self.rows: RowsModel[T] = RowsModel(fields, self)
        self.setModel(self.rows)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW)
        character = self.fontMetrics().horizontalAdvance("0")
        for column, field in enumerate(fields):
            self.setColumnWidth(column, field.width * character + _PADDING)
        head = self.horizontalHeader()
        head.setStretchLastSection(True)
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        self.clicked.connect(self._on_clicked)

    def show_rows(self, rows: Sequence[T]) -> None:
        """Replace what is shown; the person stays on what they stood on; where that is done, on what comes next."""
        current, place = self.currentIndex().row(), self.verticalScrollBar().value()
        stood_on = self.rows.row(current) if current > 0 else None  # the first is where nobody has gone yet
        self.rows.show_rows(rows)
        if rows:
            kept = rows.index(stood_on) if stood_on in rows else min(max(current, 0), len(rows) - 1)
            self.setCurrentIndex(self.rows.index(kept, 0))
            self.verticalScrollBar().setValue(place)

    def sizeHint(self) -> QSize:
        return QSize(480, 160)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.rows.rowCount():
            say_empty(self, self._empty_text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentIndex().row()
        if event.key() in _GO and row >= 0:
            self.row_chosen.emit(row)
        elif event.matches(QKeySequence.StandardKey.Copy) and row >= 0:
            cells = (str(self.rows.index(row, column).data()) for column in range(self.rows.columnCount()))
            QGuiApplication.clipboard().setText("\t".join(cells))
        else:
            super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        self.row_chosen.emit(index.row())
