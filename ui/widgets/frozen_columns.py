"""The first columns of a table stay in sight: a second view of them over the same model and selection.

It only paints: the mouse is passed on to the table, which knows where its frozen columns stand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFrame, QHeaderView, QTableView

from ui.widgets.cell_delegate import CellDelegate
from ui.widgets.table_header import TableHeader

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from ui.widgets.record_table import RecordTable

_LEFT_FREE = 120  # pixels of the table that stay uncovered, however many columns are frozen
_HAND = frozenset({
    QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease, QEvent.Type.MouseButtonDblClick,
    QEvent.Type.MouseMove, QEvent.Type.Wheel, QEvent.Type.ContextMenu, QEvent.Type.ToolTip,
})  # fmt: skip
_FOLLOWED = frozenset({QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.LayoutRequest})


class FrozenColumns(QTableView):
    """Lies over the left edge of a table and shows its first columns, whatever is scrolled behind."""

    def __init__(self, table: RecordTable) -> None:
        super().__init__(table)
        self.table = table
        self.count = 0
        self.setObjectName("frozen")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._take_looks()
        self.setModel(table.model())
        self.setSelectionModel(table.selectionModel())
        self.setHorizontalHeader(TableHeader(table, self))
        self.setItemDelegate(CellDelegate(self))
        head, behind = self.horizontalHeader(), table.horizontalHeader()
        head.sectionResized.connect(self._on_resized_here)
        for told in (
            behind.sectionResized,
            behind.sectionMoved,
            behind.sortIndicatorChanged,
            behind.geometriesChanged,
            table.model().modelReset,
        ):
            told.connect(self.follow)
        table.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        table.installEventFilter(self)
        table.viewport().installEventFilter(self)  # hears of its size after the table has laid itself out

    def _take_looks(self) -> None:
        table = self.table
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWordWrap(False)
        self.setAlternatingRowColors(table.alternatingRowColors())
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(table.verticalScrollMode())
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(table.verticalHeader().defaultSectionSize())
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def hold(self, count: int) -> None:
        """Keep the first `count` columns that are seen in sight."""
        self.count = count
        self.setVisible(count > 0)
        self.follow()

    def columns(self) -> list[int]:
        """Return the columns that are kept in sight, as they stand."""
        head = self.table.horizontalHeader()
        seen = (head.logicalIndex(place) for place in range(head.count()))
        return [column for column in seen if not head.isSectionHidden(column)][: self.count]

    @property
    def covered_width(self) -> int:
        """How much of the table's left edge is covered."""
        whole = sum(self.table.columnWidth(column) for column in self.columns())
        return min(whole, max(self.table.viewport().width() - _LEFT_FREE, 0))

    @Slot()
    def follow(self, *_: object) -> None:
        """Take place, order and widths from the table behind."""
        if not self.count:
            return
        head, behind = self.horizontalHeader(), self.table.horizontalHeader()
        kept = self.columns()
        head.blockSignals(True)
        for place, column in enumerate(kept):
            head.moveSection(head.visualIndex(column), place)
        for column in range(head.count()):
            self.setColumnHidden(column, column not in kept)
            if column in kept:
                self.setColumnWidth(column, self.table.columnWidth(column))
        head.setSortIndicator(behind.sortIndicatorSection(), behind.sortIndicatorOrder())
        head.setSortIndicatorShown(behind.isSortIndicatorShown())
        head.blockSignals(False)
        head.setFixedHeight(behind.height())
        frame = self.table.frameWidth()
        left = self.table.verticalHeader().width() if self.table.verticalHeader().isVisible() else 0
        height = self.table.viewport().height() + behind.height()
        self.setGeometry(frame + left, frame, self.covered_width, height)
        self.verticalScrollBar().setValue(self.table.verticalScrollBar().value())

    def viewportEvent(self, event: QEvent) -> bool:
        """Let the table have the mouse: both viewports begin at the same point."""
        if event.type() in _HAND:
            return QApplication.sendEvent(self.table.viewport(), event)
        return super().viewportEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.table.paint_over(self.viewport())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the table when its size changes."""
        if event.type() in _FOLLOWED:
            self.follow()
        return super().eventFilter(watched, event)

    @Slot(int, int, int)
    def _on_resized_here(self, column: int, _: int, width: int) -> None:
        if self.table.columnWidth(column) != width:
            self.table.setColumnWidth(column, width)
