"""A table over values held whole: copies as Excel expects, says what a choice is, fits its columns once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QItemSelection, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QTableView, QWidget

from ui.models.rows_model import RowsModel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.models.rows_model import Field

T = TypeVar("T")


class RowsTable(QTableView, Generic[T]):
    """Shows values in rows; whole rows are chosen.

    Signals:
        chosen: the current row changed.
    """

    chosen = Signal()

    def __init__(self, fields: Sequence[Field[T]], *, sortable: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: RowsModel[T] = RowsModel(fields, self)
        self.setModel(self.rows)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setStretchLastSection(True)
        header.setHighlightSections(False)
        if sortable:
            header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
            self.setSortingEnabled(True)
        character = self.fontMetrics().averageCharWidth() + 1
        for number, field in enumerate(fields):
            self.setColumnWidth(number, field.width * character + 16)
        self.selectionModel().selectionChanged.connect(self._on_selected)
        copy = QAction("复制", self, shortcut=QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self._on_copy)
        self.addAction(copy)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def show_rows(self, rows: Sequence[T]) -> None:
        """Replace what is shown; the first row is chosen."""
        self.rows.show_rows(rows)
        if self.isSortingEnabled() and self.horizontalHeader().sortIndicatorSection() >= 0:
            header = self.horizontalHeader()
            self.rows.sort(header.sortIndicatorSection(), header.sortIndicatorOrder())
        if rows:
            self.selectRow(0)
        else:
            self.chosen.emit()

    def current(self) -> T | None:
        """Return the chosen value."""
        index = self.selectionModel().currentIndex()
        return self.rows.row(index) if index.isValid() and self.selectionModel().hasSelection() else None

    def sizeHint(self) -> QSize:
        return QSize(480, 160)

    @Slot(QItemSelection, QItemSelection)
    def _on_selected(self, _now: QItemSelection, _before: QItemSelection) -> None:
        self.chosen.emit()

    @Slot()
    def _on_copy(self) -> None:
        lines = ["\t".join(field.heading for field in self.rows.fields)]
        for index in sorted(self.selectionModel().selectedRows(), key=lambda index: index.row()):
            row = self.rows.row(index)
            lines.append("\t".join(" ".join(field.text(row).split()) for field in self.rows.fields))
        QApplication.clipboard().setText("\n".join(lines))
