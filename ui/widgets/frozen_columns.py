"""The first columns of a table stay in sight: a second view of them over the same model and selection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from ui.widgets.cell_delegate import CellDelegate

if TYPE_CHECKING:
    from ui.widgets.record_table import RecordTable


class FrozenColumns(QTableView):
    """Lies over the left edge of a table and shows its first columns, whatever is scrolled behind."""

    def __init__(self, table: RecordTable, count: int) -> None:
        super().__init__(table)
        self._table = table
        self.count = count
        self.setObjectName("frozen")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setModel(table.model())
        self.setSelectionModel(table.selectionModel())
        self.setItemDelegate(CellDelegate(self))
        self.setWordWrap(False)
        self.setAlternatingRowColors(table.alternatingRowColors())
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(table.verticalScrollMode())
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(table.verticalHeader().defaultSectionSize())
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsClickable(True)
        head.setSortIndicatorShown(True)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.sectionClicked.connect(self._on_header_clicked)
        self.doubleClicked.connect(table.doubleClicked)
        behind = table.horizontalHeader()
        behind.sectionResized.connect(self._on_resized)
        behind.sortIndicatorChanged.connect(self._on_sorted)
        behind.geometriesChanged.connect(self.follow)
        table.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().valueChanged.connect(table.verticalScrollBar().setValue)
        table.model().modelReset.connect(self.follow)
        table.installEventFilter(self)
        self.follow()

    @property
    def covered_width(self) -> int:
        """How much of the table's left edge is covered."""
        return sum(self._table.columnWidth(column) for column in range(self.count))

    @Slot()
    def follow(self) -> None:
        """Take place and widths from the table behind."""
        for column in range(self.model().columnCount()):
            self.setColumnHidden(column, column >= self.count)
            if column < self.count:
                self.setColumnWidth(column, self._table.columnWidth(column))
        head = self._table.horizontalHeader()
        self.horizontalHeader().setFixedHeight(head.height())
        self.horizontalHeader().setSortIndicator(head.sortIndicatorSection(), head.sortIndicatorOrder())
        frame = self._table.frameWidth()
        left = self._table.verticalHeader().width() if self._table.verticalHeader().isVisible() else 0
        height = self._table.viewport().height() + head.height()
        self.setGeometry(frame + left, frame, self.covered_width, height)
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the table when its size changes."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.LayoutRequest):
            self.follow()
        return super().eventFilter(watched, event)

    @Slot(int, int, int)
    def _on_resized(self, column: int, _: int, width: int) -> None:
        if column < self.count:
            self.setColumnWidth(column, width)
        self.follow()

    @Slot(int, Qt.SortOrder)
    def _on_sorted(self, column: int, order: Qt.SortOrder) -> None:
        self.horizontalHeader().setSortIndicator(column, order)

    @Slot(int)
    def _on_header_clicked(self, column: int) -> None:
        behind = self._table.horizontalHeader()
        same = behind.sortIndicatorSection() == column and behind.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
        self._table.sortByColumn(column, Qt.SortOrder.DescendingOrder if same else Qt.SortOrder.AscendingOrder)
