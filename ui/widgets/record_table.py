"""The table of every page: Excel's keys, blocks to and from WPS, frozen columns, layout remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QPainter, QStatusTipEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QTableView, QWidget

from ui.models.ledger_model import LedgerModel
from ui.models.narrowing import Narrowed
from ui.models.sheet_model import SheetModel
from ui.widgets import table_gestures, table_keys, table_menus, table_order
from ui.widgets.cell_delegate import CellDelegate
from ui.widgets.drag_fill import DragFill
from ui.widgets.frozen_columns import FrozenColumns
from ui.widgets.selection_sums import SelectionSums
from ui.widgets.table_header import MARKS, TableHeader
from ui.widgets.table_layout import TableLayout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QAbstractItemModel
    from PySide6.QtGui import QAction, QContextMenuEvent, QHideEvent, QKeyEvent, QPaintEvent

    from ui.models.sheet_model import Gesture
    from ui.widgets.find_bar import FindBar

Index = QModelIndex | QPersistentModelIndex
_BOLDER = 1.06  # headings are bold
_MOST_COPIED = 2_000_000  # cells; more would freeze the clipboard of most office suites
_TYPING = QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.AnyKeyPressed


class RecordTable(QTableView):
    """A table with Excel's habits.

    Signals:
        row_chosen: a row was opened by Enter (Ctrl+Enter where cells are typed) or double click; carries the row.
        selection_described: a sentence on the selected block, or on what was done with it, for the status line.
    """

    row_chosen = Signal(int)
    selection_described = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Make a table whose layout is remembered under `name`."""
        super().__init__(parent)
        self.table = self
        self.menu_extras: list[QAction] = []
        self._layout = TableLayout(self, name)
        self._frozen: FrozenColumns | None = None
        self._find: FindBar | None = None  # built when first asked for
        self._is_typed_over = False
        self._is_sheet = False
        self._sums = SelectionSums(self)
        self.selection_described.connect(self._on_described)
        self.steps = table_keys.Steps(self)
        self.setHorizontalHeader(TableHeader(self, self))
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
        head.sectionResized.connect(self._on_layout_changed)
        head.sectionMoved.connect(self._on_layout_changed)
        self.doubleClicked.connect(self._on_double_clicked)
        self._fill = DragFill(self)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        if model is None:
            return
        # A header asks of every column whether all its rows are selected: seconds at 100,000 rows.
        self.horizontalHeader().setSelectionModel(QItemSelectionModel(model, self))
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)
        model.modelReset.connect(self._on_selection_changed)
        if isinstance(model, Narrowed):
            self.setSortingEnabled(False)  # the model sorts by several columns, the heading shows them
            self.horizontalHeader().setSectionsClickable(True)
        if isinstance(model, SheetModel):
            model.narrowed.connect(self._layout.keep_filters_later)

    def type_as_sheet(self) -> None:
        """Let cells be typed into with Excel's keys: Enter goes down, Tab right, any key begins to type."""
        self._is_sheet = True
        self.setTabKeyNavigation(True)
        self.setEditTriggers(_TYPING)

    def is_sheet(self) -> bool:
        """Whether cells are typed into."""
        return self._is_sheet

    # -- columns -----------------------------------------------------------------------------

    def heading(self, column: int) -> str:
        """Return what heads a column."""
        return str(self.model().headerData(column, Qt.Orientation.Horizontal) or "")

    def names_of_column(self, column: int) -> set[str]:
        """Return what a heading row may call a column, blanks left out."""
        names = {self.heading(column)}
        model = self.model()
        if isinstance(model, LedgerModel):
            names |= {model.columns[column].label, *model.columns[column].aliases}
        return {"".join(name.split()) for name in names}

    def seen_columns(self) -> list[int]:
        """Return the columns that are not hidden, as they stand."""
        head = self.horizontalHeader()
        order = (head.logicalIndex(place) for place in range(head.count()))
        return [column for column in order if not head.isSectionHidden(column)]

    def freeze(self, count: int) -> None:
        """Keep the first `count` columns in sight; 0 lets all of them go."""
        if self._frozen is None:
            self._frozen = FrozenColumns(self)
        self._frozen.hold(count)
        self.updateEditorGeometries()
        self._layout.keep()

    def frozen_count(self) -> int:
        """Return how many columns are kept in sight."""
        return self._frozen.count if self._frozen else 0

    def is_frozen(self, column: int) -> bool:
        """Whether a column is kept in sight."""
        return bool(self._frozen) and column in self._frozen.columns()  # type: ignore[union-attr]

    def lay_out(self, widths: Sequence[int], hidden: Sequence[int] = (), sorted_by: int = -1) -> None:
        """Give the columns their widths in characters, then what this PC remembers of them."""
        head = self.horizontalHeader()
        head.blockSignals(True)  # what follows is no wish of a person to remember
        head.setSortIndicator(sorted_by, Qt.SortOrder.AscendingOrder)
        character = self.fontMetrics().horizontalAdvance("0")
        for column, width in enumerate(widths):
            self.setColumnWidth(column, max(width * character, self._heading_width(column)) + 14)
            self.setColumnHidden(column, column in hidden)
        head.blockSignals(False)
        self._layout.restore()
        if self._frozen:
            self._frozen.follow()

    def _heading_width(self, column: int) -> int:
        """Return what the heading takes with its marks."""
        metrics = self.horizontalHeader().fontMetrics()
        lines = self.heading(column).split("\n")
        return round(max(metrics.horizontalAdvance(line) for line in lines) * _BOLDER) + MARKS

    def hide_column(self, column: int, *, hidden: bool) -> None:
        """Hide a column or show it again; it is remembered."""
        self.setColumnHidden(column, hidden)
        self._on_layout_changed()

    @Slot()
    def _on_layout_changed(self) -> None:
        self._layout.keep()
        if self._frozen:
            self._frozen.follow()

    def show_unit(self, column: int, unit: str) -> None:
        """Show a column's figures in another unit; it is remembered."""
        model = self.model()
        if isinstance(model, SheetModel):
            model.show_unit(column, unit)
            self.setColumnWidth(column, max(self.columnWidth(column), self._heading_width(column) + 14))
            self._layout.keep()

    def sort_by(self, order: Sequence[tuple[int, bool]]) -> None:
        """Sort by several columns, the cursor staying on its record and the sight where it is."""
        table_order.sort_by(self, order)

    def open_filter(self, column: int, place: QPoint) -> None:
        """Show the filter of a column below its heading."""
        table_menus.open_filter(self, column, place)

    def open_heading_menu(self, column: int, place: QPoint) -> None:
        """Show what can be done with a column."""
        table_menus.heading_menu(self, column).exec(place)

    # -- where cells are ---------------------------------------------------------------------

    def visualRect(self, index: Index) -> QRect:
        rect = super().visualRect(index)
        if self._frozen and self._frozen.count and index.isValid() and self.is_frozen(index.column()):
            rect.moveLeft(self._frozen.columnViewportPosition(index.column()))
        return rect

    def indexAt(self, pos: QPoint) -> QModelIndex:
        if self._frozen and self._frozen.count and pos.x() < self._frozen.covered_width:
            column, row = self._frozen.columnAt(pos.x()), self.rowAt(pos.y())
            return self.model().index(row, column) if column >= 0 and row >= 0 else QModelIndex()
        return super().indexAt(pos)

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Bring a cell into sight, and out from under the frozen columns."""
        bar, before = self.horizontalScrollBar(), self.horizontalScrollBar().value()
        super().scrollTo(index, hint)
        if not self._frozen or not self._frozen.count or not index.isValid():
            return
        if self.is_frozen(index.column()):
            bar.setValue(before)
            return
        covered = self._frozen.covered_width - self.columnViewportPosition(index.column())
        if covered > 0:
            bar.setValue(bar.value() - covered)

    def scroll_towards(self, place: QPoint) -> None:
        """Scroll a step where the mouse is dragged over an edge."""
        area = self.viewport().rect()
        if not area.top() <= place.y() <= area.bottom():
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + (1 if place.y() > area.bottom() else -1))

    # -- the selection -----------------------------------------------------------------------

    def selected_parts(self) -> list[tuple[range, range]]:
        """Return the rectangles of the selection as (rows, columns)."""
        selection = self.selectionModel().selection()
        parts = (selection.at(number) for number in range(selection.count()))
        return [(range(p.top(), p.bottom() + 1), range(p.left(), p.right() + 1)) for p in parts if p.isValid()]

    def selected_ranges(self) -> tuple[list[range], list[int]]:
        """Return the selected rows as ranges, and the columns as they are seen."""
        parts = self.selected_parts()
        columns = {column for _, across in parts for column in across}
        seen = self.seen_columns() if columns else []
        return table_gestures.merged([rows for rows, _ in parts]), [column for column in seen if column in columns]

    def selected_block(self) -> tuple[Sequence[int], list[int]]:
        """Return the rows and visible columns of the rectangle around the selection, as they are seen."""
        parts, columns = self.selected_ranges()
        rows: Sequence[int] = parts[0] if len(parts) == 1 else [row for part in parts for row in part]
        return rows, columns

    @Slot()
    def _on_selection_changed(self) -> None:
        self._sums.begin()
        self.viewport().update()  # the corner that fills moves with it
        if self._frozen:
            self._frozen.viewport().update()

    @Slot(str)
    def _on_described(self, text: str) -> None:
        """Say it at the foot of the window that the table is in, whichever page that is."""
        QApplication.sendEvent(self, QStatusTipEvent(text))

    # -- to and from the clipboard -----------------------------------------------------------

    @Slot()
    def copy(self) -> None:
        """Put the selected block on the clipboard."""
        self.copy_block()

    def copy_block(self, *, with_headings: bool = False) -> bool:
        """Put the selected block on the clipboard as text and, where it is not too large, as HTML."""
        rows, columns = self.selected_block()
        size = len(rows) * len(columns)
        if not size:
            return False
        if size > _MOST_COPIED:
            self.selection_described.emit(f"选中了{size:,}格，太多了，没有复制：请少选一些。")
            return False
        QApplication.clipboard().setMimeData(table_gestures.copied(self, rows, columns, with_headings=with_headings))
        self.selection_described.emit(f"已复制{len(rows):,}行 {len(columns)}列，可以粘贴到 WPS 或 Excel。")
        return True

    def cut(self) -> None:
        """Copy the block and empty it."""
        if self.takes_typing() and self.copy_block():
            self.make(table_gestures.cleared(self, "剪切"))

    def paste(self) -> None:
        """Put what the clipboard holds into the cells from the first selected one on."""
        data = QApplication.clipboard().mimeData()
        if self.takes_typing() and data is not None:
            gesture = table_gestures.pasted(self, data)
            self.make(gesture)
            if gesture is not None:
                table_gestures.select(self, gesture)
                self._sums.rest()

    @property
    def find_bar(self) -> FindBar:
        """Find, replace and go to."""
        if self._find is None:
            from ui.widgets.find_bar import FindBar

            self._find = FindBar(self)
        return self._find

    def takes_typing(self) -> bool:
        """Whether there is somebody to take in what is typed."""
        return self._is_sheet and isinstance(self.model(), SheetModel)

    def make(self, gesture: Gesture | None) -> None:
        """Hand a gesture to the model, which announces it."""
        model = self.model()
        if gesture is not None and gesture.size() and isinstance(model, SheetModel):
            model.gesture_made.emit(gesture)

    # -- keys, mouse and menus ---------------------------------------------------------------

    def edit(  # type: ignore[override]
        self, index: Index, trigger: QAbstractItemView.EditTrigger | None = None, event: QEvent | None = None
    ) -> bool | None:
        """Begin to type; remembers whether a key typed over the cell or F2 went into it."""
        if trigger is None:
            self._is_typed_over = False
            super().edit(index)
            return None
        self._is_typed_over = trigger == QAbstractItemView.EditTrigger.AnyKeyPressed
        if event is not None and self._is_typed_over and self._tells_why_locked(index):
            return False
        return super().edit(index, trigger, event)  # type: ignore[arg-type]

    def _tells_why_locked(self, index: Index) -> bool:
        model = self.model()
        reason = model.lock_reason(index.row(), index.column()) if isinstance(model, SheetModel) else ""
        if reason:
            self.selection_described.emit(reason)
        return bool(reason)

    def is_typed_over(self) -> bool:
        """Whether the open cell was begun by a key and not by F2."""
        return self._is_typed_over

    def open_editor(self) -> QWidget | None:
        """Return the cell that is open for typing."""
        delegate = self.itemDelegate()
        return delegate.editor if isinstance(delegate, CellDelegate) else None

    def setCurrentIndex(self, index: Index) -> None:
        """Stand on a cell alone, whatever keys are held: Qt would go on selecting under Shift."""
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def step(self, down: int, right: int) -> None:
        """Go to the next cell, past hidden columns."""
        self.steps.take(down, right)

    def stops_at(self, row: int, column: int) -> bool:  # noqa: ARG002 -- sheets to be filled in pass over sums
        """Whether Enter and Tab stop at a cell on their way."""
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not table_keys.press(self, event):
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        table_menus.cell_menu(self).exec(event.globalPos())

    def add_menu_action(self, action: QAction) -> None:
        """Offer an action of the page in the context menu."""
        self.menu_extras.append(action)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._layout.keep_if_waiting()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.paint_over(self.viewport())

    def paint_over(self, viewport: QWidget) -> None:
        """Draw on a view what lies over its cells: the corner that fills."""
        if self._is_sheet:
            painter = QPainter(viewport)
            self._fill.paint(painter)
            painter.end()

    def choose_current(self) -> None:
        """Open the row that the cursor is in."""
        if self.currentIndex().isValid():
            self.row_chosen.emit(self.currentIndex().row())

    @Slot()
    def _on_double_clicked(self) -> None:
        self.choose_current()
