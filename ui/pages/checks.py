"""审核: what the rules say of a period, why it is so, and how far the period has come."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from parkdesk.errors import UserError
from ui import faults
from ui.models.check_rows import LEVELS, ORIGINS, CheckRow, fields_of, rows_of, target_of, whole_of
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_box import FilterBox
from ui.widgets.headline import Headline
from ui.widgets.icon_button import IconButton
from ui.widgets.page import Page
from ui.widgets.period_picker import PeriodPicker
from ui.widgets.period_standing import PeriodStanding
from ui.widgets.rows_table import RowsTable

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from parkdesk.office.checking import Checked
    from parkdesk.periods import Period
    from parkdesk.store import Changes, Store
    from ui.desk import Desk
    from ui.target import Target
    from ui.tasks import Progress

_TABLE, _NO_DATA, _CLEAN, _NARROWED, _WAITING = range(5)


class ChecksPage(Page):
    """Findings of one period, worst first."""

    TITLE: ClassVar[str] = "审核"
    ICON: ClassVar[str] = "checks"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._rows: list[CheckRow] | None = None
        self._is_running, self._is_stale = False, False
        self.picker = PeriodPicker(desk.theme)
        self.unit, self.level = FilterBox("unit", "单位"), FilterBox("level", "级别")
        self.unit.setVisible(desk.store.desk.is_city)
        self.level.offer(LEVELS)
        self.unexplained = QCheckBox("没有说明的")
        self.origin = FilterBox("origin", "规则")
        self.origin.offer(list(ORIGINS), list(ORIGINS.values()))
        self.rules = IconButton(desk.theme, "checks", "规则…")
        self.rules.setToolTip("看、改、试审核规则")
        self.past = IconButton(desk.theme, "history", "历史、核查…")
        self.past.setToolTip("看这个月当时报的是什么；录入统计核查修订")
        self.run = IconButton(desk.theme, "refresh", "审核（F10）", primary=True)
        self.explain = IconButton(desk.theme, "edit", "写说明…")
        self.explain.setToolTip("写明这个数为什么是对的（F2）")
        self.go = IconButton(desk.theme, "next", "去这一格")
        self.go.setToolTip("到有问题的那一格（回车、双击）")
        self.standing = PeriodStanding(desk)
        self.counts = Headline(5)
        self.counts.setProperty("role", "plain")  # the strip around it has the line
        self.faults = QLabel()
        self.faults.setProperty("role", "doubt")
        self.faults.setWordWrap(True)
        self.faults.setContentsMargins(14, 4, 14, 4)
        self.faults.hide()
        self.table: RowsTable[CheckRow] = RowsTable("checks", fields_of(desk.theme, is_city=desk.store.desk.is_city))
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._foot = QFrame()
        self._foot.setProperty("role", "foot")
        self._stack = QStackedWidget()
        for widget in (self.table, *self._empties()):
            self._stack.addWidget(widget)
        self._lay_out()
        self._listen()

    def _empties(self) -> tuple[EmptyState, ...]:
        theme = self.desk.theme
        no_data = EmptyState(
            theme, "checks", "还没有可以审核的数据",
            "先导入或录入一个月的数据，再回到这里：程序按规则逐条核对，有问题的说清在哪一格、怎么办。", "去导入月度表",
        )  # fmt: skip
        no_data.acted.connect(partial(self.page_wanted.emit, "exchange"))
        hint = "各条规则都核对过了。点上面的“审核通过”，再封存，然后到“数据交换”上报。"
        if self.desk.store.desk.is_city:
            hint = "各条规则都核对过了。在上面选一个单位，可以对它的数据点“通过”。"
        clean = EmptyState(theme, "check", "没有发现问题", hint)
        narrowed = EmptyState(theme, "search", "没有符合条件的审核问题", "选“全部级别”可以看到其余的。", "清除条件")
        narrowed.acted.connect(self._on_clear)
        waiting = EmptyState(theme, "refresh", "正在审核", "按规则逐户核对，稍等片刻。")
        return (no_data, clean, narrowed, waiting)

    def _lay_out(self) -> None:
        strip = QFrame()
        strip.setProperty("role", "strip")
        row = QHBoxLayout(strip)
        row.setContentsMargins(12, 8, 12, 8)
        for widget in (self.picker, self.unit, self.level, self.unexplained):
            row.addWidget(widget)
        row.addStretch(1)
        for button in (self.go, self.explain, self.run):
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        found = QFrame()
        found.setProperty("role", "strip")
        counted = QHBoxLayout(found)
        counted.setContentsMargins(0, 0, 12, 0)
        counted.setSpacing(6)
        counted.addWidget(self.counts, 1)
        for beside in (self.origin, self.past, self.rules):
            counted.addWidget(beside)
        layout.addWidget(strip)
        layout.addWidget(self.standing)
        layout.addWidget(found)
        layout.addWidget(self.faults)
        layout.addWidget(self._stack, 1)
        foot = QVBoxLayout(self._foot)
        foot.setContentsMargins(14, 6, 14, 6)
        foot.addWidget(self.sentence)
        layout.addWidget(self._foot)

    def _listen(self) -> None:
        self.picker.picked.connect(self._on_picked)
        self.unit.picked.connect(self._on_picked)
        self.level.picked.connect(self._on_narrowed)
        self.origin.picked.connect(self._on_narrowed)
        self.rules.clicked.connect(self._on_rules)
        self.past.clicked.connect(self._on_past)
        self.unexplained.toggled.connect(self._on_narrowed)
        self.run.clicked.connect(self.check)
        self.explain.clicked.connect(self._on_explain)
        self.go.clicked.connect(self._on_go)
        self.table.row_chosen.connect(self._on_row_chosen)
        self.table.chosen.connect(self._on_chosen)
        self.table.selection_described.connect(self.noted)
        self.standing.noted.connect(self.noted)
        QShortcut(QKeySequence("F10"), self, self.check)
        QShortcut(QKeySequence("F2"), self.table, self._on_explain, context=Qt.ShortcutContext.WidgetShortcut)
        action = QAction("写说明…\tF2", self)
        action.triggered.connect(self._on_explain)
        self.table.add_menu_action(action)

    # -- showing -----------------------------------------------------------------------------

    def shown(self) -> None:
        self._offer()
        self._begin()
        self.table.setFocus()

    def on_changes(self, _: Changes) -> None:
        self._is_stale = True
        if self.isVisible():
            self._catch_up()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self._catch_up()

    def focus_on(self, target: Target) -> None:
        if target.period:
            self._offer(target.period)
            self._begin()
        self.table.setFocus()

    def _catch_up(self) -> None:
        self._is_stale = False
        self._offer()
        self._show_standing()
        self.check()

    def _offer(self, wanted: Period | None = None) -> None:
        store, offices = self.desk.store, self.desk.store.offices()
        self.picker.set_periods(store.facts.periods(), wanted)
        units = store.facts.units()
        self.unit.offer(units, [offices[unit].name if unit in offices else unit for unit in units])

    def _begin(self) -> None:
        """Show another period or unit: what was found before is not its."""
        self._rows = None
        self._show_standing()
        self._show()
        self.check()

    def _show_standing(self) -> None:
        period = self.picker.period()
        self.standing.setVisible(period is not None)
        if period:
            self.standing.show_standing(period, self._unit() or self.desk.store.desk.unit)

    def _unit(self) -> str | None:
        condition = self.unit.condition()
        return condition.value if condition else None

    def _show(self) -> None:
        rows, shown = self._rows or [], self._narrowed()
        current = self.table.current()
        self._show_counts(rows)
        self.table.show_rows(shown)
        if current is not None:
            self.table.choose_where(lambda row: row.key == current.key)
        if self.picker.period() is None:
            state = _NO_DATA
        elif self._rows is None:
            state = _WAITING
        else:
            state = _TABLE if shown else _NARROWED if rows else _CLEAN
        had_focus = self._stack.currentWidget().isAncestorOf(self.focusWidget() or self)
        self._stack.setCurrentIndex(state)
        if state == _TABLE and had_focus:
            self.table.setFocus()
        self._foot.setVisible(state == _TABLE)
        self.counts.setVisible(self._rows is not None)
        self.run.setEnabled(state != _NO_DATA)

    def _show_counts(self, rows: list[CheckRow]) -> None:
        judged = [row.judged for row in rows]
        number = {level: sum(one.noticed.level == level for one in judged) for level in LEVELS}
        blocking, explained = sum(one.blocks for one in judged), sum(bool(one.explanation) for one in judged)
        must, explain, hint = LEVELS
        self.counts.show_figures(
            (
                (must, f"{number[must]} 条", "bad" if number[must] else ""),
                (explain, f"{number[explain]} 条", "warn" if number[explain] else ""),
                (hint, f"{number[hint]} 条", ""),
                ("已写说明", f"{explained} 条", ""),
                ("能不能上报", f"{blocking} 条拦住" if blocking else "可以", "bad" if blocking else ""),
            )
        )

    def _narrowed(self) -> list[CheckRow]:
        condition, rows = self.level.condition(), self._rows or []
        if condition:
            rows = [row for row in rows if row.judged.noticed.level == condition.value]
        if origin := self.origin.condition():
            rows = [row for row in rows if row.judged.noticed.origin == origin.value]
        return [row for row in rows if not row.judged.explanation] if self.unexplained.isChecked() else rows

    @Slot()
    def _on_picked(self) -> None:
        self._begin()

    @Slot()
    def _on_narrowed(self) -> None:
        self._show()

    @Slot()
    def _on_clear(self) -> None:
        self.level.reset()
        self.origin.reset()
        self.unexplained.setChecked(False)
        self._show()

    # -- 审核, off the GUI thread ----------------------------------------------------------------

    @Slot()
    def check(self) -> None:
        """Judge what is chosen by every rule; one check at a time, the newest wish last."""
        period = self.picker.period()
        if period is None:
            self._show()
        elif self._is_running:
            self._is_stale = True
        else:
            self._is_running, self._is_stale = True, False
            chosen = (period, self._unit())
            work, done = partial(_judge, self.desk.store, *chosen), partial(self._on_checked, chosen)
            self.desk.tasks.run(f"正在审核{period.title}…", work, done, self._on_not_checked, passing=True)

    def _on_checked(self, chosen: tuple[Period, str | None], found: tuple[list[CheckRow], Checked]) -> None:
        self._is_running = False
        if chosen == (self.picker.period(), self._unit()):
            self._rows, checked = found
            self.faults.setText("\n".join(checked.faults))
            self.faults.setVisible(bool(checked.faults))
            self._show()
            self.noted.emit(
                f"{chosen[0].title}审核完毕：{len(checked.findings)}条，{len(checked.blocking)}条拦住上报。"
            )
        if self._is_stale and self.isVisible():
            self._catch_up()

    def _on_not_checked(self, error: UserError) -> None:
        self._is_running = False
        faults.tell(self, error)

    @Slot()
    def _on_rules(self) -> None:
        from ui.dialogs.rules import RulesDialog

        dialog = RulesDialog(self.desk, self.picker.period(), self)
        dialog.exec()
        dialog.deleteLater()

    @Slot()
    def _on_past(self) -> None:
        from ui.dialogs.history import HistoryDialog

        dialog = HistoryDialog(self.desk, self.picker.period(), self)
        dialog.exec()
        dialog.deleteLater()

    # -- one finding -------------------------------------------------------------------------

    @Slot()
    def _on_chosen(self) -> None:
        row = self.table.current()
        self.sentence.setText(whole_of(row) if row else "")
        self.explain.setEnabled(row is not None)
        self.go.setEnabled(row is not None)

    @Slot()
    def _on_go(self) -> None:
        row = self.table.current()
        if row is None:
            return
        target = target_of(row.judged)
        if target is None:
            self.noted.emit(f"请到台账里核对：{row.judged.noticed.where}。")
        else:
            self.item_wanted.emit(target)

    @Slot(int)
    def _on_row_chosen(self, row: int) -> None:
        self.table.choose(row)
        self._on_go()

    @Slot()
    def _on_explain(self) -> None:
        from parkdesk.office.checking import MUST, explain
        from ui.dialogs.explanation import ExplanationDialog

        row = self.table.current()
        if row is None:
            return
        seen = row.judged.noticed
        try:
            if seen.level == MUST and not seen.liftable:
                explain(self.desk.store, row.judged, "")  # says why not, before anybody types
            dialog = ExplanationDialog(row.judged, self)
            if dialog.exec():
                self.desk.bus.announce(explain(self.desk.store, row.judged, dialog.text()))
                self.noted.emit("审核说明已保存。" if dialog.text() else "审核说明已删去。")
        except UserError as error:
            faults.tell(self, error)


def _judge(store: Store, period: Period, unit: str | None, _: Progress) -> tuple[list[CheckRow], Checked]:
    from parkdesk.office.checking import check

    with store.beside() as beside:
        checked = check(beside, period, unit)
        return rows_of(beside, checked), checked
