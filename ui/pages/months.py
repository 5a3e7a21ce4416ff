"""月度数据: the sheet of a period; one figure corrected by typing, with a reason, and where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from parkdesk.amounts import UNITS, show
from parkdesk.errors import UserError
from parkdesk.office.editing import correct_fact
from parkdesk.office.figures import summary
from parkdesk.records import Enterprise, Measure
from parkdesk.records.indicators import MEASURE_LABELS
from parkdesk.rules.growth import NEW, STAY
from parkdesk.store import Query
from ui import faults
from ui.models.month_model import FIRST_FIGURE, MonthCell, MonthModel
from ui.models.month_sheet import FALLS, MISSING, columns_for, firm_lines, lines_of, sums_by_status
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_box import FilterBox
from ui.widgets.headline import Headline
from ui.widgets.page import Page
from ui.widgets.period_picker import PeriodPicker
from ui.widgets.record_table import RecordTable
from ui.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from parkdesk.amounts import Rate
    from parkdesk.periods import Period
    from parkdesk.store import Changes, MonthRow
    from ui.desk import Desk
    from ui.models.month_sheet import FigureKey
    from ui.widgets.figure_panel import FigurePanel

_EVERYONE, _SILENT, _FALLING = range(3)
_SHOWN = ("全部企业", "没有报产值的", "产值下降的")
_WIDTHS = (30, 9)
_FIGURE_WIDTH, _GROWTH_WIDTH = 13, 13
_MANY_FIRMS = 5000
"""Above this a city looks at one unit at a time; all units together stay one choice away."""


class MonthsPage(Page):
    """Enterprises × indicators of one period."""

    TITLE: ClassVar[str] = "月度数据"
    ICON: ClassVar[str] = "months"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._rows: list[MonthRow] = []
        self._sums: dict[str, dict[FigureKey, int]] = {}
        self.model = MonthModel(desk.theme, self)
        self.model.typed.connect(self._on_typed, Qt.ConnectionType.QueuedConnection)
        self.table = RecordTable("months")
        self.table.setModel(self.model)
        self.table.setAlternatingRowColors(False)
        self.table.verticalHeader().hide()
        self.table.freeze(1)
        self.table.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.table.row_chosen.connect(self._on_row_chosen)
        self.table.selection_described.connect(self.noted)
        self.table.selectionModel().currentChanged.connect(self._on_current_changed)
        self.panel: FigurePanel | None = None  # built when first opened
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.addWidget(self.table)
        self._splitter.setChildrenCollapsible(False)
        self._stack = QStackedWidget()
        for widget in (self._splitter, self._empty(), self._nothing_found()):
            self._stack.addWidget(widget)
        self.headline = Headline(6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._strip())
        layout.addWidget(self.headline)
        layout.addWidget(self._stack, 1)
        QShortcut(
            QKeySequence("Ctrl+F"), self, self.search.begin, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
        )
        action = QAction("数据来历", self)
        action.triggered.connect(self._on_history_wanted)
        self.table.add_menu_action(action)

    def _strip(self) -> QFrame:
        self.picker = PeriodPicker(self.desk.theme)
        self.picker.picked.connect(self._on_picked)
        self.unit = FilterBox("unit", "单位")
        self.unit.picked.connect(self._on_picked)
        self.unit.setVisible(self.desk.store.desk.is_city)
        self.search = SearchBox(self.desk.theme, "名称、代码、拼音首字母")
        self.search.setToolTip("查找企业（Ctrl+F）")
        self.search.setMaximumWidth(220)
        self.search.searched.connect(self._on_narrowed)
        self.search.left.connect(self.table.setFocus)
        self.shown_firms = QComboBox()
        self.shown_firms.addItems(_SHOWN)
        self.shown_firms.activated.connect(self._on_narrowed)
        self.grouped = QCheckBox("按状态分组")
        self.grouped.setChecked(True)
        self.grouped.toggled.connect(self._on_narrowed)
        self._history = QPushButton(self.desk.theme.icon("history"), "数据来历")
        self._history.setCheckable(True)
        self._history.setShortcut("Ctrl+H")
        self._history.setToolTip("所选数据的来源、修改历史和各期数据（Ctrl+H）")
        self._history.toggled.connect(self._on_history_toggled)
        strip = QFrame()
        strip.setProperty("role", "strip")
        row = QHBoxLayout(strip)
        row.setContentsMargins(12, 8, 12, 8)
        for widget in (self.picker, self.unit, self.search, self.shown_firms, self.grouped):
            row.addWidget(widget, 4 if widget is self.search else 0)
        row.addStretch(1)
        row.addWidget(self._history)
        self.desk.theme.changed.connect(self._on_theme_changed)
        return strip

    def _empty(self) -> EmptyState:
        state = EmptyState(
            self.desk.theme,
            "months",
            "还没有月度数据",
            "把每月的产值表（Excel、WPS 表格都可以）拖到窗口里，或从“数据交换”导入；先看预览，确认后才写入。",
            "去导入月度表",
        )
        state.acted.connect(self._on_import_wanted)
        return state

    def _nothing_found(self) -> EmptyState:
        hint = "换一个词，或在上面选“全部企业”。"
        state = EmptyState(self.desk.theme, "search", "没有符合条件的企业", hint, "清除条件")
        state.acted.connect(self._on_clear)
        return state

    # -- showing -----------------------------------------------------------------------------

    def shown(self) -> None:
        offices = self.desk.store.offices()
        units = self.desk.store.pages.distinct(Enterprise.TABLE, "unit")
        self.unit.offer(units, [offices[unit].name if unit in offices else unit for unit in units])
        if self.desk.store.desk.is_city and self.desk.store.pages.count(Query(Enterprise.TABLE)) > _MANY_FIRMS:
            self.unit.setCurrentIndex(1)
        self.picker.set_periods(self.desk.store.facts.periods())
        self._read()
        self._stand_on_a_figure()
        self.table.setFocus()

    def on_changes(self, changes: Changes) -> None:
        if changes.facts or changes.touches("registrations") or changes.touches(Enterprise.TABLE):
            self.picker.set_periods(self.desk.store.facts.periods())
            self._read()

    def _unit(self) -> str | None:
        condition = self.unit.condition()
        return condition.value if condition else None

    def _read(self) -> None:
        """Read the period's sheet from the desk."""
        period, store = self.picker.period(), self.desk.store
        self.headline.setVisible(period is not None)
        if period is None:
            self._stack.setCurrentIndex(1)
            return
        self._rows = store.facts.month_rows(period, self._unit())
        present = frozenset(key for row in self._rows for key in row.figures)
        self._sums = sums_by_status(store.facts.totals(period, sorted(present), self._unit()))
        self._columns = columns_for(store.indicators().values(), self._rows, present)
        self._show_headline(period)
        self._show()

    def _show(self) -> None:
        """Show the sheet as it is narrowed and grouped."""
        current = self.table.currentIndex()
        firm = self.model.firm(current.row()) if current.isValid() else None
        rows = self._narrowed()
        whole = len(rows) == len(self._rows) and self.grouped.isChecked()
        relaid = self._columns != self.model.columns
        self.model.show_sheet(self._columns, lines_of(rows, self._sums) if whole else firm_lines(rows))
        if relaid:
            growth = (_GROWTH_WIDTH if c.is_growth else _FIGURE_WIDTH for c in self._columns)
            self.table.lay_out([*_WIDTHS, *growth])
        self._stack.setCurrentIndex(0 if rows else 2)
        row = self.model.row_of(firm.id) if firm else None
        if row is not None:
            self.table.setCurrentIndex(self.model.index(row, current.column()))
        self._show_in_panel()

    def _narrowed(self) -> list[MonthRow]:
        rows = self._rows
        if text := self.search.text().strip():
            found = set(self.desk.store.pages.ids(Query(Enterprise.TABLE, search=text)))
            rows = [row for row in rows if row.id in found]
        choice = self.shown_firms.currentIndex()
        if choice == _SILENT:
            rows = [r for r in rows if r.status in (STAY, NEW) and ("output", Measure.CUM) not in r.figures]
        elif choice == _FALLING:
            rows = [r for r in rows if _falls(r)]
        return rows

    def _show_headline(self, period: Period) -> None:
        found = summary(self.desk.store, period, self._unit())
        total, unit = found.split.total, UNITS["亿元"]
        silent = found.expected - found.reported
        self.headline.show_figures(
            (
                ("规上企业", f"{total.count:,} 户", ""),
                (f"{period.label}工业总产值", f"{show(total.now, unit, 2)} 亿元", ""),
                ("同期", f"{show(total.base, unit, 2)} 亿元", ""),
                ("增速", _growth_text(total.growth), "bad" if _is_negative(total.growth) else ""),
                ("新增入库 / 退库", f"{found.split.new.count} / {found.split.exit.count} 户", ""),
                ("已报 / 应报", f"{found.reported} / {found.expected} 户", "warn" if silent else ""),
            )
        )

    @Slot()
    def _on_picked(self) -> None:
        self._read()

    @Slot()
    def _on_narrowed(self) -> None:
        if self._rows:
            self._show()

    @Slot()
    def _on_clear(self) -> None:
        self.search.clear()
        self.shown_firms.setCurrentIndex(_EVERYONE)
        self._on_narrowed()

    @Slot()
    def _on_import_wanted(self) -> None:
        self.page_wanted.emit("exchange")

    # -- one figure --------------------------------------------------------------------------

    @Slot(object, str)
    def _on_typed(self, cell: MonthCell, text: str) -> None:
        """Ask why, then write through the gate; the sheet reloads by the announcement."""
        from ui.dialogs.reason import ReasonDialog

        period, column = self.picker.period(), cell.column
        if period is None:
            return
        unit = column.indicator.unit
        what = f"{cell.firm.name} {period.title} {column.indicator.name} {MEASURE_LABELS[column.measure]}"
        old = f"{column.text(cell.firm.figures)} {unit}" if cell.stored is not None else "未报"
        dialog = ReasonDialog(what, old, f"{text} {unit}" if text else "（删除这个数）", parent=self)
        if not dialog.exec():
            return
        code, measure, firm = column.indicator.code, column.measure, cell.firm.id
        try:
            changes = correct_fact(self.desk.store, code, period, firm, measure, text, dialog.text())
        except UserError as error:
            faults.tell(self, error)
            return
        self.desk.bus.announce(changes)
        self.noted.emit("已保存，原来的数和修改原因记在历史里。")

    @Slot()
    def _on_row_chosen(self) -> None:
        """Enter or a double click begins to type over the figure."""
        if self.model.cell(self.table.currentIndex()):
            self.table.edit(self.table.currentIndex())

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, *_: QModelIndex) -> None:
        self._show_in_panel()

    def _show_in_panel(self) -> None:
        if self.panel is not None and self.panel.isVisible():
            self.panel.show_cell(self.model.cell(self.table.currentIndex()), self.picker.period())

    @Slot()
    def _on_history_wanted(self) -> None:
        self._history.setChecked(True)

    @Slot(bool)
    def _on_history_toggled(self, wanted: bool) -> None:
        if self.panel is None:
            from ui.widgets.figure_panel import FigurePanel

            self.panel = FigurePanel(self.desk)
            self.panel.closed.connect(self._on_panel_closed)
            self._splitter.addWidget(self.panel)
            self._splitter.setStretchFactor(0, 1)
            self._splitter.setSizes([max(self.width() - 380, 400), 380])
        self.panel.setVisible(wanted)
        if wanted and self.model.rowCount() and self.model.cell(self.table.currentIndex()) is None:
            self._stand_on_a_figure()
        self._show_in_panel()

    def _stand_on_a_figure(self) -> None:
        rows = range(max(self.table.currentIndex().row(), 0), self.model.rowCount())
        row = next((row for row in rows if self.model.firm(row)), None)
        if row is not None:
            self.table.setCurrentIndex(self.model.index(row, FIRST_FIGURE))

    @Slot()
    def _on_panel_closed(self) -> None:
        self._history.setChecked(False)
        self.table.setFocus()

    @Slot()
    def _on_theme_changed(self) -> None:
        self._history.setIcon(self.desk.theme.icon("history"))


def _falls(row: MonthRow) -> bool:
    now, base = row.figures.get(("output", Measure.CUM)), row.figures.get(("output", Measure.CUM_BASE))
    return now is not None and base is not None and now < base


def _is_negative(rate: Rate | None) -> bool:
    return rate is not None and rate.shown(1) < 0


def _growth_text(rate: Rate | None) -> str:
    if rate is None:
        return MISSING
    return f"{FALLS} {rate.shown(1)}%" if _is_negative(rate) else f"{rate.shown(1)}%"
