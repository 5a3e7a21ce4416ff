"""The table of every page: keyboard first, blocks copied as Excel and WPS take them, layout remembered."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QItemSelectionModel,
    QKeyCombination,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QMenu,
    QTableView,
    QWidget,
)

from ui.memory import window_memory
from ui.widgets.cell_delegate import CellDelegate
from ui.widgets.frozen_columns import FrozenColumns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QAbstractItemModel
    from PySide6.QtGui import QContextMenuEvent, QKeyEvent

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_COPY_WITH_HEADINGS = QKeyCombination(
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier, Qt.Key.Key_C
)
_BOLDER, _MARK = 1.06, 12  # headings are bold, and leave room for the sort mark
_MOST_COPIED = 2_000_000  # cells; more would freeze the clipboard of most office suites


class RecordTable(QTableView):
    """A table with Excel's habits.

    Signals:
        row_chosen: a row was opened by Enter or double click; carries the row.
        selection_described: a sentence on the selected block, for the status line.
    """

    row_chosen = Signal(int)
    selection_described = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Make a table whose layout is remembered under `name`."""
        super().__init__(parent)
        self._name = name
        self._menu_extras: list[QAction] = []
        self._frozen: FrozenColumns | None = None
        self.setItemDelegate(CellDelegate(self))
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setSortingEnabled(True)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalHeader().setDefaultSectionSize(26)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        head = self.horizontalHeader()
        head.setSectionsMovable(True)
        head.setHighlightSections(False)
        head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        head.customContextMenuRequested.connect(self._on_header_menu)
        head.sectionResized.connect(self._on_layout_changed)
        head.sectionMoved.connect(self._on_layout_changed)
        self.doubleClicked.connect(self._on_double_clicked)

    # -- columns -----------------------------------------------------------------------------

    def freeze(self, count: int) -> None:
        """Keep the first `count` columns in sight; they are no longer moved by dragging."""
        self.horizontalHeader().setSectionsMovable(False)
        self._frozen = FrozenColumns(self, count)

    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring a cell into sight, and out from under the frozen columns."""
        super().scrollTo(index, hint)
        if self._frozen and index.isValid() and index.column() >= self._frozen.count:
            hidden = self._frozen.covered_width - self.columnViewportPosition(index.column())
            if hidden > 0:
                bar = self.horizontalScrollBar()
                bar.setValue(bar.value() - hidden)

    def lay_out(self, widths: Sequence[int], hidden: Sequence[int] = (), sorted_by: int = -1) -> None:
        """Give the columns their widths in characters, then what this PC remembers of them."""
        head = self.horizontalHeader()
        head.blockSignals(True)  # what follows is no wish of a person to remember
        head.setSortIndicator(sorted_by, Qt.SortOrder.AscendingOrder)
        character = self.fontMetrics().horizontalAdvance("0")
        for column, width in enumerate(widths):
            self.setColumnWidth(column, max(width * character, self._heading_width(column)) + 14)
            self.setColumnHidden(column, column in hidden)
        remembered = window_memory().value(self._memory_key())
        if remembered is not None:
            head.restoreState(remembered)
        head.blockSignals(False)

    def _heading_width(self, column: int) -> int:
        """Return what the heading takes with its sort mark."""
        metrics = self.horizontalHeader().fontMetrics()
        lines = self._heading(column).split("\n")
        return round(max(metrics.horizontalAdvance(line) for line in lines) * _BOLDER) + _MARK

    def _memory_key(self) -> str:
        model = self.model()
        headings = "|".join(str(self._heading(c)) for c in range(model.columnCount())) if model else ""
        return f"tables/{self._name}/{sum(ord(c) * (i + 1) for i, c in enumerate(headings))}"

    @Slot()
    def _on_layout_changed(self) -> None:
        window_memory().setValue(self._memory_key(), self.horizontalHeader().saveState())

    @Slot(QPoint)
    def _on_header_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.addSection("显示列")
        for column in range(self.model().columnCount()):
            action = menu.addAction(self._heading(column).replace("\n", " "))
            action.setCheckable(True)
            action.setChecked(not self.isColumnHidden(column))
            action.triggered.connect(partial(self._toggle_column, column))
        menu.exec(self.horizontalHeader().mapToGlobal(place))

    def _toggle_column(self, column: int) -> None:
        self.setColumnHidden(column, not self.isColumnHidden(column))
        self._on_layout_changed()

    def _heading(self, column: int) -> str:
        return str(self.model().headerData(column, Qt.Orientation.Horizontal) or "")

    # -- copying -----------------------------------------------------------------------------

    def selected_block(self) -> tuple[list[int], list[int]]:
        """Return the rows and visible columns of the rectangle around the selection, as they are seen."""
        selection = self.selectionModel().selection()
        ranges = [selection.at(number) for number in range(selection.count())]
        rows = sorted({row for part in ranges for row in range(part.top(), part.bottom() + 1)})
        head = self.horizontalHeader()
        columns = {column for part in ranges for column in range(part.left(), part.right() + 1)}
        return rows, sorted((c for c in columns if not self.isColumnHidden(c)), key=head.visualIndex)

    def block_text(self, *, with_headings: bool = False) -> str:
        """Return the selected block as tab-separated text."""
        rows, columns = self.selected_block()
        lines = [[self._heading(column).replace("\n", "") for column in columns]] if with_headings else []
        lines += [[self._cell_text(row, column) for column in columns] for row in rows]
        return "\n".join("\t".join(line) for line in lines)

    def _cell_text(self, row: int, column: int) -> str:
        value = self.model().data(self.model().index(row, column))
        text = "" if value is None else str(value)
        return f'"{text.replace(chr(34), chr(34) * 2)}"' if any(c in text for c in '\t\n"') else text

    @Slot()
    def copy(self) -> None:
        """Put the selected block on the clipboard."""
        self._copy(with_headings=False)

    @Slot()
    def copy_with_headings(self) -> None:
        """Put the selected block with its headings on the clipboard."""
        self._copy(with_headings=True)

    def _copy(self, *, with_headings: bool) -> None:
        rows, columns = self.selected_block()
        if not rows:
            return
        if len(rows) * len(columns) > _MOST_COPIED:
            self.selection_described.emit(f"选中了{len(rows) * len(columns):,}格，太多了，没有复制：请少选一些。")
            return
        data = QMimeData()
        data.setText(self.block_text(with_headings=with_headings))
        QApplication.clipboard().setMimeData(data)
        self.selection_described.emit(f"已复制{len(rows)}行 {len(columns)}列，可以粘贴到 WPS 或 Excel。")

    # -- keys and menus ----------------------------------------------------------------------

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        if model is not None:
            # A header asks of every column whether all its rows are selected: seconds at 100,000 rows.
            self.horizontalHeader().setSelectionModel(QItemSelectionModel(model, self))
            self.selectionModel().selectionChanged.connect(self._on_selection_changed)
            model.modelReset.connect(self._on_selection_changed)

    def add_menu_action(self, action: QAction) -> None:
        """Offer an action of the page in the context menu."""
        self._menu_extras.append(action)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.keyCombination() == _COPY_WITH_HEADINGS:
            self.copy_with_headings()
        elif event.key() in _ENTER and self.state() != QAbstractItemView.State.EditingState:
            self._choose_current()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        for action in self._menu_extras:
            menu.addAction(action)
        if self._menu_extras:
            menu.addSeparator()
        menu.addAction("复制", QKeySequence("Ctrl+C"), self.copy)
        menu.addAction("连同表头复制", QKeySequence("Ctrl+Shift+C"), self.copy_with_headings)
        menu.addAction("全选", QKeySequence("Ctrl+A"), self.selectAll)
        menu.exec(event.globalPos())

    def _choose_current(self) -> None:
        if self.currentIndex().isValid():
            self.row_chosen.emit(self.currentIndex().row())

    @Slot()
    def _on_double_clicked(self) -> None:
        self._choose_current()

    @Slot()
    def _on_selection_changed(self) -> None:
        rows, columns = self.selected_block()
        several = len(rows) * len(columns) > 1
        self.selection_described.emit(f"选中 {len(rows)} 行 × {len(columns)} 列" if several else "")
