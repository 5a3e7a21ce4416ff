"""企业库: find a firm by name, code or pinyin; look at it, change it, see who changed what."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from parkdesk.records import Enterprise, Registration, columns_of
from parkdesk.records.enterprises import STATUSES
from parkdesk.rules import credit_code
from parkdesk.store import new_id
from parkdesk.store.query import STATUS, UNIT_NAME
from ui.models.ledger_model import LedgerModel
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_box import FilterBox
from ui.widgets.page import Page
from ui.widgets.record_sheet import RecordSheet
from ui.widgets.record_table import RecordTable
from ui.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkdesk.store import Changes
    from ui.desk import Desk
    from ui.target import Target
    from ui.widgets.record_panel import RecordPanel

_FIRST = ("name", "code", "status", "industry_name", "park", "town", "staff", "land", "contact", "phone")
_COMPLETED = ("industry_name", "park", "town", "company_type")
_TABLE, _EMPTY, _NOTHING_FOUND = range(3)


class EnterprisesPage(Page):
    """The office's register of firms."""

    TITLE: ClassVar[str] = "企业库"
    ICON: ClassVar[str] = "enterprises"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        declared = {c.key: c for c in (*columns_of(Enterprise), STATUS)}
        rest = [c for key, c in declared.items() if key not in _FIRST]
        city = (UNIT_NAME,) if desk.store.desk.is_city else ()
        self._columns = (*city, *(declared[key] for key in _FIRST), *rest)
        self.model = LedgerModel(desk.store, Enterprise.TABLE, self._columns, self)
        self.model.completed = frozenset(_COMPLETED)
        self.model.counted.connect(self._on_counted)
        self.table = RecordTable(Enterprise.TABLE)
        self.table.setModel(self.model)
        self.table.freeze(1)
        self.table.row_chosen.connect(self._on_row_chosen)
        self.table.selectionModel().currentRowChanged.connect(self._on_current_changed)
        self.panel: RecordPanel | None = None  # built when a firm is first opened
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

    def _strip(self) -> QFrame:
        self.search = SearchBox(self.desk.theme, "名称、代码、拼音首字母")
        self.search.setToolTip("查找企业（Ctrl+F）")
        self.search.setMaximumWidth(230)
        self.search.searched.connect(self._on_searched)
        self.search.left.connect(self.table.setFocus)
        self.filters = [FilterBox("status", "状态"), FilterBox("park", "园区"), FilterBox("industry_name", "行业")]
        if self.desk.store.desk.is_city:
            self.filters.insert(0, FilterBox("unit", "单位"))
        self._count = QLabel()
        self._count.setProperty("role", "muted")
        self._add = QPushButton(self.desk.theme.icon("add", "on_accent"), "新增企业")
        self._add.setProperty("role", "primary")
        self._add.setToolTip("新增一户企业（Ctrl+N）")
        self._add.clicked.connect(self._on_add)
        self._open = QPushButton(self.desk.theme.icon("edit"), "打开资料")
        self._open.setToolTip("查看、修改所选企业，看变更历史（双击，或 Ctrl+Enter）")
        self._open.clicked.connect(self._on_open)
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
        row.addWidget(self._open)
        row.addWidget(self._add)
        self.desk.theme.changed.connect(self._on_theme_changed)
        return strip

    def _empty(self) -> EmptyState:
        state = EmptyState(
            self.desk.theme,
            "enterprises",
            "企业库还是空的",
            "把企业名录（Excel、WPS 表格都可以）拖到窗口里，或从“数据交换”导入；也可以点右上角“新增企业”逐户录入。",
            "去导入企业名录",
        )
        state.acted.connect(self._on_import_wanted)
        return state

    def _nothing_found(self) -> EmptyState:
        state = EmptyState(
            self.desk.theme,
            "search",
            "没有符合条件的企业",
            "换一个词试试：可以输名称的一部分、代码的末几位，或拼音首字母。",
            "清除条件",
        )
        state.acted.connect(self._on_clear)
        return state

    def _add_actions(self) -> None:
        for keys, slot in (("Ctrl+F", self.search.begin), ("Ctrl+N", self._on_add)):
            QShortcut(QKeySequence(keys), self, slot, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action = QAction("打开资料", self)
        action.triggered.connect(self._on_open)
        self.table.add_menu_action(action)

    # -- showing -----------------------------------------------------------------------------

    def shown(self) -> None:
        self._offer_filters()
        self.model.reload()
        widths = [column.width for column in self._columns]
        city = int(self.desk.store.desk.is_city)
        self.table.lay_out(widths, hidden=range(len(_FIRST) + city, len(widths)))
        self.search.setFocus()

    def on_changes(self, changes: Changes) -> None:
        if not (changes.touches(Enterprise.TABLE) or changes.touches(Registration.TABLE)):
            return
        current = self.table.currentIndex()
        kept = self.model.id_at(current.row()) if current.isValid() else None
        self._offer_filters()
        rows = self.model.rowCount()
        self.model.take_in(changes)
        if kept is not None and (self.model.rowCount() != rows or not self.table.currentIndex().isValid()):
            self._go_to(kept)
        panel = self.panel
        if panel and panel.isVisible() and not panel.form.is_edited():
            self._show_in_panel(panel.record_id())

    def may_leave(self) -> bool:
        return self.panel is None or not self.panel.isVisible() or self.panel.may_leave()

    def focus_on(self, target: Target) -> None:
        if target.record:
            self._on_clear()
            self._go_to(target.record)
            self._show_in_panel(target.record)
            self.table.setFocus()

    def _offer_filters(self) -> None:
        offices = self.desk.store.offices()
        for box in self.filters:
            values = self.desk.store.pages.distinct(Enterprise.TABLE, box.column)
            if box.column == "status":
                values.sort(key=[*STATUSES, None, ""].index)
            labels = [offices[v].name if v in offices else str(v) for v in values] if box.column == "unit" else None
            box.offer(values, labels)

    def _offers(self, key: str) -> Sequence[str]:
        return [v for v in self.desk.store.pages.distinct(Enterprise.TABLE, key) if v] if key in _COMPLETED else ()

    def _go_to(self, record_id: str) -> None:
        row = self.model.row_of(record_id)
        if row is not None:
            self.table.setCurrentIndex(self.model.index(row, max(self.table.currentIndex().column(), 0)))

    @Slot(int)
    def _on_counted(self, count: int) -> None:
        query = self.model.query
        narrowed = bool(query.search or query.filters)
        self._count.setText(f"{'找到' if narrowed else '共'} {count:,} 户")
        self._stack.setCurrentIndex(_TABLE if count else _NOTHING_FOUND if narrowed else _EMPTY)
        self._open.setEnabled(bool(count))

    @Slot(str)
    def _on_searched(self, text: str) -> None:
        self.model.search(text)

    @Slot()
    def _on_filter_picked(self) -> None:
        self.model.filter(tuple(c for c in (box.condition() for box in self.filters) if c))

    @Slot()
    def _on_clear(self) -> None:
        self.search.clear()
        for box in self.filters:
            box.reset()
        self.model.show_all()

    @Slot()
    def _on_import_wanted(self) -> None:
        self.page_wanted.emit("exchange")

    # -- one firm ----------------------------------------------------------------------------

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
            fresh = Enterprise(id=new_id(), unit=self.desk.store.desk.unit, name="")
            panel.show_record(fresh, "带 * 的必须填写", is_new=True)
            panel.form.field("name").widget.setFocus()

    def _show_in_panel(self, record_id: str | None) -> None:
        firm = self.desk.store.find(Enterprise, record_id) if record_id else None
        if firm is not None:
            self._opened_panel().show_record(firm, self._standing(firm))

    def _standing(self, firm: Enterprise) -> str:
        """Say the firm's standing in the register, year by year, newest first."""
        found = self.desk.store.select(Registration, enterprise=firm.id)
        found.sort(key=lambda registration: -registration.from_period)
        said = [f"{r.year}年{r.status}" + (f"（{r.reason}）" if r.reason else "") for r in found[:3]]
        return " · ".join(said) or "未登记在库状态"

    def _opened_panel(self) -> RecordPanel:
        if self.panel is None:
            from ui.widgets.record_panel import RecordPanel

            self.panel = RecordPanel(self.desk, Enterprise, doubts={"code": credit_code.fault}, offers=self._offers)
            self.panel.closed.connect(self._on_panel_closed)
            self.panel.saved.connect(self._go_to)
            self._splitter.addWidget(self.panel)
            self._splitter.setStretchFactor(0, 1)
            self._splitter.setSizes([max(self.width() - 440, 400), 440])
        self.panel.show()
        return self.panel

    @Slot()
    def _on_panel_closed(self) -> None:
        if self.panel:
            self.panel.hide()
        self._on_counted(self.model.rowCount())
        self.table.setFocus()

    @Slot()
    def _on_theme_changed(self) -> None:
        self._add.setIcon(self.desk.theme.icon("add", "on_accent"))
        self._open.setIcon(self.desk.theme.icon("edit"))
