"""月度数据: the sheet of a period, typed into as in Excel; what follows from a figure follows at once."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from parkdesk.office.figures import offered_periods, summary
from parkdesk.office.month_sheet import read_sheet, renewed
from parkdesk.periods import Period
from parkdesk.records import Enterprise, Measure
from parkdesk.rules.growth import NEW, STAY
from parkdesk.store import Query
from ui import faults
from ui.models.month_headline import headline_figures
from ui.models.month_model import CODE, FIRST_FIGURE, INDUSTRY, PARK, MonthModel
from ui.models.month_sheet import columns_for, firm_lines, hold, lines_of, renewed_sums, sums_by_status, whole_of
from ui.pages.month_check import MonthCheck
from ui.pages.month_typing import MonthTyping
from ui.widgets.cell_bar import CellBar
from ui.widgets.empty_state import EmptyState
from ui.widgets.headline import Headline
from ui.widgets.month_strip import EVERYONE, FALLING, FOLLOWED, FOUND, SILENT, MonthStrip
from ui.widgets.month_table import MonthTable
from ui.widgets.page import Page
from ui.widgets.record_sheet import RecordSheet

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QResizeEvent

    from parkdesk.office.month_sheet import FigureKey, MonthSheet
    from parkdesk.store import Changes, MonthRow
    from ui.desk import Desk
    from ui.pages.month_check import CellFindings
    from ui.target import Target
    from ui.widgets.figure_panel import FigurePanel

_WIDTHS = (30, 9, 21, 6, 14)
_FIGURE_WIDTH = 9
_LOW, _ROOMY = 480, 640  # pixels: a 1366×768 screen at 150 % is low, at 125 % not roomy
_MANY_FIRMS = 5000
"""Above this a city looks at one unit at a time; all units together stay one choice away."""
_FEW_FIRMS = 50
_SAID_OF_CELLS = frozenset({"absences", "cell_marks"})
_LEDGERS = ("registrations", Enterprise.TABLE, "absences", "cell_marks", "period_states", "explanations")
_VIEWS = MappingProxyType({"silent": SILENT, "found": FOUND, "follow": FOLLOWED})
_SHEET, _EMPTY, _NOTHING_FOUND = range(3)
_HERE = Qt.ShortcutContext.WidgetWithChildrenShortcut


class MonthsPage(Page):
    """Enterprises × indicators of one period."""

    TITLE: ClassVar[str] = "月度数据"
    ICON: ClassVar[str] = "months"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._sheet: MonthSheet | None = None
        self._sums: dict[str, dict[FigureKey, int]] = {}
        self._found: CellFindings = {}
        self._was_empty = True
        self.model = MonthModel(desk.theme, self)
        self.model.desk_id = desk.store.desk.desk_id
        self.table = MonthTable(desk.theme, self.model)
        self.sheet = RecordSheet(desk, self.table)
        self.sheet.noted.connect(self.noted)
        self.table.selectionModel().currentChanged.connect(self._on_current_changed)
        self.typing = MonthTyping(desk, self.model, self.table)
        self.checking = MonthCheck(desk, self)
        self.strip = MonthStrip(desk)
        self.picker = self.strip.picker
        self.headline = Headline(6)
        self.bar = CellBar(desk)
        self.panel: FigurePanel | None = None  # built when first opened
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.addWidget(self.sheet)
        self._splitter.setChildrenCollapsible(False)
        self._stack = QStackedWidget()
        for widget in (self._splitter, self._empty(), self._nothing_found()):
            self._stack.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.strip)
        layout.addWidget(self.headline)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self.bar)
        self._listen()

    def _listen(self) -> None:
        strip = self.strip
        strip.picked.connect(self._on_picked)
        strip.narrowed.connect(self._on_narrowed)
        strip.search.left.connect(self.table.setFocus)
        strip.remind_wanted.connect(self._on_remind)
        strip.start_wanted.connect(self._on_start)
        strip.confirm_wanted.connect(self.typing.confirm)
        strip.drop_wanted.connect(self.typing.drop)
        strip.panel_wanted.connect(self._on_panel_wanted)
        self.model.gesture_made.connect(self.typing.take_gesture, Qt.ConnectionType.QueuedConnection)
        self.typing.noted.connect(self.noted)
        self.model.narrowed.connect(self._on_headings)
        self.typing.refused.connect(self.sheet.refused.show_refused)
        self.typing.drafted.connect(strip.show_drafts)
        self.checking.found.connect(self._on_found)
        QShortcut(QKeySequence("Ctrl+F"), self, strip.search.begin, context=_HERE)
        for name, keys, slot in (
            ("批注…", "Shift+F2", self._on_note_wanted),
            ("待跟进（再按取消）", "Ctrl+M", self.typing.follow_current),
            ("没有这个数，写“无”…", "Ctrl+0", self.typing.say_nothing),
        ):
            QShortcut(QKeySequence(keys), self.table, slot, context=Qt.ShortcutContext.WidgetShortcut)
            action = QAction(f"{name}\t{keys}", self)
            action.triggered.connect(slot)
            self.table.add_menu_action(action)

    def _empty(self) -> EmptyState:
        state = EmptyState(
            self.desk.theme,
            "months",
            "还没有月度数据",
            "把每月的产值表（Excel、WPS 表格都可以）拖到窗口里，或从“数据交换”导入；先看预览，确认后才写入。"
            "也可以先导入企业名录，再在这里逐户录入。",
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
        store = self.desk.store
        offices, units = store.offices(), store.pages.distinct(Enterprise.TABLE, "unit")
        self.strip.unit.offer(units, [offices[unit].name if unit in offices else unit for unit in units])
        if store.desk.is_city and store.pages.count(Query(Enterprise.TABLE)) > _MANY_FIRMS:
            self.strip.unit.setCurrentIndex(1)
        self._offer_periods()
        self._read()
        self._stand_on_a_figure()
        self.table.setFocus()

    def on_changes(self, changes: Changes) -> None:
        if self._is_typed(changes):
            self._renew(changes.subjects)
        elif changes.facts or any(changes.touches(ledger) for ledger in _LEDGERS):
            self._offer_periods()
            self._read()

    def _is_typed(self, changes: Changes) -> bool:
        """Whether a change is of a few firms of this very sheet, so that the rest need not be read again."""
        sheet = self._sheet
        return (
            sheet is not None
            and len(changes.subjects) <= _FEW_FIRMS
            and changes.records.keys() <= _SAID_OF_CELLS
            and all(period == sheet.period.key for period, _ in changes.facts)
            and changes.subjects <= {row.id for row in sheet.rows}
        )

    def _renew(self, firms: frozenset[str]) -> None:
        """Read a few firms again and show them where they stand."""
        before, store = self._sheet, self.desk.store
        assert before is not None
        sheet = renewed(store, before, firms)
        if not hold(self._columns, sheet, firms):
            self._read()
            return
        self._sums = renewed_sums(self._sums, before, sheet, firms)
        self._sheet = self.typing.sheet = sheet
        self.model.renew(self._sums, sheet, firms)
        self.headline.show_figures(headline_figures(summary(store, sheet.period, self._unit())))
        self.checking.want(sheet.period, self._unit())
        self._show_beside()

    def focus_on(self, target: Target) -> None:
        if target.period:
            self.picker.set_periods(sorted({*offered_periods(self.desk.store), target.period.key}), target.period)
        self.strip.search.clear()
        self.model.show_all()
        self.strip.shown_firms.setCurrentIndex(
            {"silent": SILENT, "found": FOUND, "follow": FOLLOWED}.get(target.view, EVERYONE)
        )
        self._read()
        row = self.model.row_of(target.record) if target.record else None
        if row is None:
            self._stand_on_a_figure()
        else:
            wanted = (target.indicator, Measure(target.measure)) if target.indicator and target.measure else None
            column = (self.model.column_of(wanted) if wanted else None) or FIRST_FIGURE
            self.table.setCurrentIndex(self.model.index(row, column))
        self.table.setFocus()

    def may_leave(self) -> bool:
        waiting = self.typing.waiting()
        return not waiting or faults.ask(
            self, "有预填的数没有确认", f"有{waiting}格参照上月预填的数还没有确认，离开就不保存了。", "离开", "再看看"
        )

    def _offer_periods(self) -> None:
        known = self.desk.store.facts.periods()
        newest = Period.from_key(known[-1]) if known else None
        chosen = None if self._was_empty else self.picker.period()  # nobody chose the month of an empty desk
        self._was_empty = not known
        self.picker.set_periods(offered_periods(self.desk.store), chosen or newest)

    def _unit(self) -> str | None:
        condition = self.strip.unit.condition()
        return condition.value if condition else None

    def _read(self) -> None:
        """Read the period's sheet from the desk."""
        period, store = self.picker.period(), self.desk.store
        if period is None:
            return
        if self._sheet is None or self._sheet.period != period:
            self._found = {}
            self.typing.drop()
        self._sheet = self.typing.sheet = read_sheet(store, period, self._unit())
        self._sums = sums_by_status(store.facts.totals(period, sorted(self._sheet.present), self._unit()), self._sheet)
        self._columns = columns_for(store.indicators().values(), self._sheet)
        self.headline.show_figures(headline_figures(summary(store, period, self._unit())))
        self._show()
        self.checking.want(period, self._unit())

    def _show(self) -> None:
        """Show the sheet as it is narrowed and grouped."""
        if self._sheet is None:
            return
        current, sheet = self.table.currentIndex(), self._sheet
        firm = self.model.firm(current.row()) if current.isValid() else None
        rows = self._narrowed(sheet)
        whole = len(rows) == len(sheet.rows) and self.strip.grouped.isChecked()
        relaid = self._columns != self.model.columns
        lines = lines_of(rows, self._sums, sheet) if whole else firm_lines(rows, sheet)
        self.model.show_sheet(self._columns, lines, sheet, whole_of(self._sums))
        self.model.show_findings(self._found)
        if relaid:
            self.table.lay_out([*_WIDTHS, *[_FIGURE_WIDTH] * len(self._columns)], hidden=(CODE, INDUSTRY, PARK))
        state = _SHEET if rows else _NOTHING_FOUND if sheet.rows else _EMPTY
        self._stack.setCurrentIndex(state)
        self._give_room()
        row = self.model.row_of(firm.id) if firm else None
        if row is not None:
            self.table.setCurrentIndex(self.model.index(row, current.column()))
        self._show_beside()

    def _narrowed(self, sheet: MonthSheet) -> list[MonthRow]:
        rows, choice = sheet.rows, self.strip.shown_firms.currentIndex()
        if text := self.strip.search.text().strip():
            ids = set(self.desk.store.pages.ids(Query(Enterprise.TABLE, search=text)))
            rows = [row for row in rows if row.id in ids]
        if choice == SILENT:
            rows = [r for r in rows if r.status in (STAY, NEW) and not sheet.has_reported(r, "output")]
        elif choice == FALLING:
            rows = [r for r in rows if _falls(r)]
        elif choice in (FOUND, FOLLOWED):
            marked = {firm for (firm, _, _), mark in sheet.marks.items() if mark.follow}
            wanted = marked if choice == FOLLOWED else {firm for firm, _, _ in self._found}
            rows = [r for r in rows if r.id in wanted]
        return rows

    @Slot()
    def _on_picked(self) -> None:
        self._read()

    @Slot()
    def _on_narrowed(self) -> None:
        self._show()

    @Slot()
    def _on_headings(self) -> None:
        """Say how many firms the headings let through: a part has no sums, and must not be taken for the whole."""
        if any(self.model.column_filters(column) for column in range(self.model.columnCount())):
            self.noted.emit(f"按列头筛选，显示{self.model.rowCount():,}户；点列头的漏斗可以取消。")
        else:
            self.noted.emit("列头的筛选已取消。")

    @Slot()
    def _on_clear(self) -> None:
        self.strip.search.clear()
        self.strip.shown_firms.setCurrentIndex(EVERYONE)
        self.model.show_all()
        self._on_narrowed()

    @Slot()
    def _on_import_wanted(self) -> None:
        self.page_wanted.emit("exchange")

    # -- one figure --------------------------------------------------------------------------

    @Slot(object)
    def _on_found(self, found: CellFindings) -> None:
        self._found = found
        if self.strip.shown_firms.currentIndex() == FOUND:
            self._show()
        self.model.show_findings(found)
        self._show_beside()

    @Slot()
    def _on_start(self) -> None:
        self.typing.start(self._unit())

    @Slot()
    def _on_remind(self) -> None:
        from ui.dialogs.reminding import RemindingDialog

        period = self.picker.period()
        if period is not None:
            dialog = RemindingDialog(self.desk, period, self._unit(), self)
            dialog.firm_chosen.connect(self._on_firm_chosen)
            dialog.exec()

    @Slot(str)
    def _on_firm_chosen(self, firm: str) -> None:
        self._on_clear()
        row = self.model.row_of(firm)
        if row is not None:
            self.table.setCurrentIndex(self.model.index(row, FIRST_FIGURE))

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, *_: QModelIndex) -> None:
        self._show_beside()

    def _show_beside(self) -> None:
        cell, period = self.model.cell(self.table.currentIndex()), self.picker.period()
        self.bar.show_cell(cell, period)
        if self.panel is not None and self.panel.isVisible():
            self.panel.show_cell(cell, period)

    @Slot()
    def _on_note_wanted(self) -> None:
        self.strip.panel.setChecked(True)
        if self.panel is not None:
            self.panel.note.setFocus()

    @Slot(str, bool)
    def _on_marked(self, text: str, follow: bool) -> None:
        self.typing.mark(text, follow=follow)
        self.table.setFocus()

    @Slot(bool)
    def _on_panel_wanted(self, wanted: bool) -> None:
        if self.panel is None:
            from ui.widgets.figure_panel import FigurePanel

            self.panel = FigurePanel(self.desk)
            self.panel.closed.connect(self._on_panel_closed)
            self.panel.marked.connect(self._on_marked)
            self._splitter.addWidget(self.panel)
            self._splitter.setStretchFactor(0, 1)
            self._splitter.setSizes([max(self.width() - 380, 400), 380])
        self.panel.setVisible(wanted)
        self._give_room()
        if wanted and self.model.rowCount() and self.model.cell(self.table.currentIndex()) is None:
            self._stand_on_a_figure()
        self._show_beside()

    def _stand_on_a_figure(self) -> None:
        rows = range(max(self.table.currentIndex().row(), 0), self.model.rowCount())
        row = next((row for row in rows if self.model.firm(row)), None)
        if row is not None:
            self.table.setCurrentIndex(self.model.index(row, FIRST_FIGURE))

    @Slot()
    def _on_panel_closed(self) -> None:
        self.strip.panel.setChecked(False)
        self.table.setFocus()

    def _give_room(self) -> None:
        """Leave out what stands elsewhere too where the screen is low: the headline, and the bar beside the panel."""
        is_open = self.panel is not None and self.panel.isVisibleTo(self)
        self.headline.setVisible(self._stack.currentIndex() != _EMPTY and self.height() >= _LOW)
        self.bar.setVisible(self._stack.currentIndex() != _EMPTY and (self.height() >= _ROOMY or not is_open))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_room()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.checking.rest()  # the desk may be closed before the pause is over


def _falls(row: MonthRow) -> bool:
    now, base = row.figures.get(("output", Measure.CUM)), row.figures.get(("output", Measure.CUM_BASE))
    return now is not None and base is not None and now < base
