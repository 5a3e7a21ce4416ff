"""One ledger on a page: search, filters, the table that is typed into, the form, and its doors to Excel."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QMenu,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from parkdesk.errors import UserError
from parkdesk.office import editing, roundtrip
from parkdesk.records import LEDGERS, columns_of, plain_ledgers
from parkdesk.records.ledger import blank
from parkdesk.store import new_id
from parkdesk.store.query import UNIT_NAME
from ui import faults
from ui.models.ledger_model import LedgerModel
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.empty_state import EmptyState
from ui.widgets.exporting import Exporting
from ui.widgets.filter_box import FilterBox
from ui.widgets.icon_button import IconButton
from ui.widgets.record_sheet import RecordSheet
from ui.widgets.record_table import RecordTable
from ui.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkdesk.records import Column, Record
    from parkdesk.store import Changes
    from ui.desk import Desk
    from ui.widgets.record_panel import RecordPanel

_TABLE, _EMPTY, _NOTHING_FOUND = range(3)
_MOST_FILTERS = 3
_FILTERED_FIRST = frozenset({"park", "state"})
_PANEL_WIDTH = 440
_WORKBOOK = "Excel 表格 (*.xlsx)"


class LedgerView(QWidget):
    """Everything follows from the ledger's declaration; a ledger with a life of its own says what is different.

    Signals:
        noted: one short sentence for the status line.
        import_wanted: the person wants to bring a table in.
    """

    COUNTED: ClassVar[str] = "条"
    BUTTONS: ClassVar[tuple[str, str]] = ("打开", "新增")
    ICON: ClassVar[str] = "import"
    EMPTY: ClassVar[tuple[str, str, str]] = (
        "{label}台账还是空的",
        "把已有的表格（Excel、WPS 都可以）拖到窗口里，表头认得出就能读；"
        "也可以在表格里连表头复制，回到这里按 Ctrl+V，或点右上角“新增”逐条录入。",
        "去导入",
    )
    NOTHING_FOUND: ClassVar[tuple[str, str]] = ("没有符合条件的记录", "换一个词试试，或清除条件。")

    noted = Signal(str)
    import_wanted = Signal()

    def __init__(self, desk: Desk, table: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.ledger: type[Record] = LEDGERS[table]
        city = (UNIT_NAME,) if desk.store.desk.is_city else ()
        first, rest = self.columns()
        self._columns = (*city, *first, *rest)
        self._hidden = range(len(city) + len(first), len(self._columns))
        self.model = LedgerModel(desk.store, table, self._columns, self)
        self.model.completed = self.completed()
        self.model.counted.connect(self._on_counted)
        self.table = RecordTable(table)
        self.table.setModel(self.model)
        self.table.freeze(1 + len(city))
        self.table.row_chosen.connect(self._on_row_chosen)
        self.table.selectionModel().currentRowChanged.connect(self._on_current_changed)
        self.panel: RecordPanel | None = None  # built when a row is first opened
        self._is_loaded = False
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self.sheet = RecordSheet(desk, self.table)
        self.sheet.noted.connect(self.noted)
        self._splitter.addWidget(self.sheet)
        self._splitter.setChildrenCollapsible(False)
        self._stack = QStackedWidget()
        for widget in (self._splitter, self._empty(), self._nothing_found()):
            self._stack.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._strip())
        layout.addWidget(self._stack, 1)
        self._add_actions()
        self.setFocusProxy(self.table)

    # -- what a ledger may say for itself --------------------------------------------------------

    def columns(self) -> tuple[Sequence[Column], Sequence[Column]]:
        """Return the columns that are seen at first, and those that are hidden until somebody asks."""
        return columns_of(self.ledger), ()

    def completed(self) -> frozenset[str]:
        """Return the columns whose cells offer what other rows hold."""
        return frozenset(column.key for column in self._columns if column.kind.name == "text")

    def boxes(self) -> list[FilterBox]:
        """Return the filters above the table."""
        listed = [c for c in columns_of(self.ledger) if c.choices or c.key == "park"]
        listed.sort(key=lambda c: c.key not in _FILTERED_FIRST)
        return [FilterBox(c.key, c.label) for c in listed[:_MOST_FILTERS]]

    def hint(self) -> str:
        """Return what the search line says."""
        return f"查找{self.ledger.LABEL}：名称或拼音首字母"

    def is_touched(self, changes: Changes) -> bool:
        """Whether a change is seen here."""
        return changes.touches(self.ledger.TABLE)

    def values_of(self, column: str) -> list[Any]:
        """Return what a filter offers."""
        return self.desk.store.pages.distinct(self.ledger.TABLE, column)

    def said_of(self, record: Any) -> str:
        """Return what stands below a record's name."""
        offices = self.desk.store.offices()
        of_other = record.unit != self.desk.store.desk.unit and record.unit in offices
        return offices[record.unit].name if of_other else ""

    def fresh(self) -> Record:
        """Return a record to be filled in."""
        return blank(plain_ledgers()[self.ledger.TABLE], new_id(), self.desk.store.desk.unit)

    def make_panel(self) -> RecordPanel:
        """Return the form beside the table."""
        from ui.widgets.record_panel import RecordPanel

        return RecordPanel(self.desk, self.ledger, offers=self.offers)

    # -- parts -----------------------------------------------------------------------------------

    def _strip(self) -> QFrame:
        theme = self.desk.theme
        self.search = SearchBox(theme, self.hint())
        self.search.setToolTip(f"{self.hint()}（Ctrl+F）")
        self.search.setMaximumWidth(260)
        self.search.searched.connect(self.model.search)
        self.search.left.connect(self.table.setFocus)
        self.filters = self.boxes()
        if self.desk.store.desk.is_city:
            self.filters.insert(0, FilterBox("unit", "单位"))
        self._count = ElidedLabel()
        self._count.setProperty("role", "muted")
        self.add = IconButton(theme, "add", self.BUTTONS[1], primary=True)
        self.add.setToolTip(f"新增一条{self.ledger.LABEL}（Ctrl+N）")
        self.add.clicked.connect(self._on_add)
        self.open = IconButton(theme, "edit", self.BUTTONS[0])
        self.open.setToolTip("查看、修改所选的一条，看变更历史（双击，或 Ctrl+Enter）")
        self.open.clicked.connect(self._on_open)
        self.excel = IconButton(theme, "exchange", "Excel")
        menu = QMenu(self.excel)
        for text, slot in (
            ("从表格导入…", self.import_wanted.emit),
            ("导出（改好可以读回）…", self._on_export),
            ("生成空白样表…", self._on_template),
        ):
            menu.addAction(text, slot)
        self.excel.setMenu(menu)
        strip = QFrame()
        strip.setProperty("role", "strip")
        row = QHBoxLayout(strip)
        row.setContentsMargins(12, 8, 12, 8)
        row.addWidget(self.search, 4)
        for box in self.filters:
            box.picked.connect(self._on_filter_picked)
            row.addWidget(box)
        row.addWidget(self._count)
        row.addStretch(1)
        for button in (self.excel, self.open, self.add):
            row.addWidget(button)
        return strip

    def _empty(self) -> EmptyState:
        title, text, act = self.EMPTY
        state = EmptyState(self.desk.theme, self.ICON, title.format(label=self.ledger.LABEL), text, act)
        state.acted.connect(self.import_wanted)
        return state

    def _nothing_found(self) -> EmptyState:
        state = EmptyState(self.desk.theme, "search", *self.NOTHING_FOUND, "清除条件")
        state.acted.connect(self.show_all)
        return state

    def _add_actions(self) -> None:
        here = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys, slot in (("Ctrl+F", self.search.begin), ("Ctrl+N", self._on_add)):
            QShortcut(QKeySequence(keys), self, slot, context=here)
        self._paste = QShortcut(QKeySequence("Ctrl+V"), self, self.table.paste)
        self._paste.setEnabled(False)  # a table in sight has the key itself; an empty one is not in sight
        for text, slot in ((self.BUTTONS[0], self._on_open), ("删除所选…", self._on_remove)):
            action = QAction(text, self)
            action.triggered.connect(slot)
            self.table.add_menu_action(action)

    # -- showing -----------------------------------------------------------------------------

    def load(self) -> None:
        """Show the ledger; the first time with what this PC remembers of its columns."""
        self._offer_filters()
        self.model.reload()
        if not self._is_loaded:
            self._is_loaded = True
            self.table.lay_out([column.width for column in self._columns], hidden=self._hidden)

    def take_in(self, changes: Changes) -> None:
        """Show what changed of this ledger."""
        if not self._is_loaded or not self.is_touched(changes):
            return
        current = self.table.currentIndex()
        kept = self.model.id_at(current.row()) if current.isValid() else None
        self._offer_filters()
        rows = self.model.rowCount()
        self.model.take_in(changes)
        if kept is not None and (self.model.rowCount() != rows or not self.table.currentIndex().isValid()):
            self.go_to(kept)
        panel = self.panel
        if panel and panel.isVisible() and not panel.form.is_edited():
            self._show_in_panel(panel.record_id())

    def go_to(self, record_id: str) -> None:
        """Make a record's row the current one."""
        row = self.model.row_of(record_id)
        if row is not None:
            self.table.setCurrentIndex(self.model.index(row, max(self.table.currentIndex().column(), 0)))

    def open_record(self, record_id: str, column: str = "") -> None:
        """Show a record in its row and in the form, standing on a column of it where one is named."""
        self.show_all()
        self.go_to(record_id)
        self._show_in_panel(record_id)
        at = next((n for n, c in enumerate(self._columns) if c.key == column), None)
        if at is None or not self.panel:
            self.table.setFocus()
            return
        self.table.setCurrentIndex(self.model.index(self.table.currentIndex().row(), at))
        field = self.panel.form.field(column).widget
        self.panel.form.ensureWidgetVisible(field)
        field.setFocus()

    def may_leave(self) -> bool:
        """Whether nothing typed here is unsaved, or the person let it go."""
        return self.panel is None or not self.panel.isVisible() or self.panel.may_leave()

    def _offer_filters(self) -> None:
        offices = self.desk.store.offices()
        for box in self.filters:
            values = self.values_of(box.column)
            labels = [offices[v].name if v in offices else str(v) for v in values] if box.column == "unit" else None
            box.offer(values, labels)

    def offers(self, key: str) -> Sequence[str]:
        """Return what a field of the form offers."""
        return [str(value) for value in self.desk.store.pages.distinct(self.ledger.TABLE, key) if value]

    @Slot(int)
    def _on_counted(self, count: int) -> None:
        query = self.model.query
        narrowed = bool(query.search or query.filters)
        self._count.setText(f"{'找到' if narrowed else '共'} {count:,} {self.COUNTED}")
        self._stack.setCurrentIndex(_TABLE if count else _NOTHING_FOUND if narrowed else _EMPTY)
        self.open.setEnabled(bool(count))
        self._paste.setEnabled(not count and not narrowed)

    @Slot()
    def _on_filter_picked(self) -> None:
        self.model.filter(tuple(c for c in (box.condition() for box in self.filters) if c))

    @Slot()
    def show_all(self) -> None:
        """Let every search and condition go."""
        self.search.clear()
        for box in self.filters:
            box.reset()
        self.model.show_all()

    # -- one record --------------------------------------------------------------------------

    @Slot(int)
    def _on_row_chosen(self, row: int) -> None:
        self._show_in_panel(self.model.id_at(row))

    @Slot()
    def _on_open(self) -> None:
        if not self.table.currentIndex().isValid() and self.model.rowCount():
            self.table.setCurrentIndex(self.model.index(0, 0))
        if self.table.currentIndex().isValid():
            self._on_row_chosen(self.table.currentIndex().row())

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, current: QModelIndex, _: QModelIndex) -> None:
        if not (current.isValid() and self.panel and self.panel.isVisible()):
            return
        wanted = self.model.id_at(current.row())
        if wanted != self.panel.record_id() and self.panel.may_leave():
            self._show_in_panel(wanted)

    @Slot()
    def _on_add(self) -> None:
        panel = self._opened_panel()
        if panel.may_leave():
            self._stack.setCurrentIndex(_TABLE)
            panel.show_record(self.fresh(), "带 * 的必须填写", is_new=True)
            panel.form.field(panel.form.columns[0].key).widget.setFocus()

    @Slot()
    def _on_remove(self) -> None:
        """Take the selected rows away in one step that can be undone."""
        ranges, _ = self.table.selected_ranges()
        ids = [self.model.id_at(row) for part in ranges for row in part if row < self.model.rowCount()]
        if not ids:
            return
        records = list(self.desk.store.records(self.ledger, ids).values())
        what = (
            f"“{records[0].title()}”" if len(records) == 1 else f"所选的{len(records)}{self.COUNTED}{self.ledger.LABEL}"
        )
        if not faults.ask(self, "删除", f"要删除{what}吗？删除后可以撤销（Ctrl+Z），历史里也找得到。", "删除"):
            return
        try:
            changes = editing.remove_records(self.desk.store, records)
        except UserError as error:
            faults.tell(self, error)
            return
        if self.panel and self.panel.record_id() in ids:
            self.panel.hide()
        self.desk.bus.announce(changes)
        self.noted.emit(f"已删除{len(records)}{self.COUNTED}。")

    def _show_in_panel(self, record_id: str | None) -> None:
        record = self.desk.store.find(self.ledger, record_id) if record_id else None
        if record is not None:
            self._opened_panel().show_record(record, self.said_of(record))

    def _opened_panel(self) -> RecordPanel:
        if self.panel is None:
            self.panel = self.make_panel()
            self.panel.closed.connect(self._on_panel_closed)
            self.panel.saved.connect(self.go_to)
            self._splitter.addWidget(self.panel)
            self._splitter.setStretchFactor(0, 1)
            self._splitter.setSizes([max(self.width() - _PANEL_WIDTH, 400), _PANEL_WIDTH])
        self.panel.show()
        return self.panel

    @Slot()
    def _on_panel_closed(self) -> None:
        if self.panel:
            self.panel.hide()
        self._on_counted(self.model.rowCount())
        self.table.setFocus()

    # -- Excel -------------------------------------------------------------------------------

    @Slot()
    def _on_export(self) -> None:
        if path := self._path_for(f"{self.ledger.LABEL}.xlsx", "导出"):
            work = Exporting(self.desk.store, self.ledger.TABLE, path)
            self.desk.tasks.run(f"正在导出“{path.name}”…", work, partial(self._on_exported, path))

    def _on_exported(self, path: Path, rows: int) -> None:
        self.noted.emit(f"已导出{rows:,}条：{path.name}。改好后拖回窗口即可读回。")

    @Slot()
    def _on_template(self) -> None:
        if path := self._path_for(f"{self.ledger.LABEL}样表.xlsx", "生成样表"):
            try:
                roundtrip.write_template(self.desk.store, self.ledger.TABLE, path, unit=self.desk.store.desk.unit)
            except UserError as error:
                faults.tell(self, error)
                return
            self.noted.emit(f"已生成样表：{path.name}。")

    def _path_for(self, name: str, title: str) -> Path | None:
        start = self.desk.store.path.parent / name
        chosen, _ = QFileDialog.getSaveFileName(self, title, str(start), _WORKBOOK)
        return Path(chosen).with_suffix(".xlsx") if chosen else None
