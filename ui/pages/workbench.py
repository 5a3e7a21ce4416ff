"""工作台: what this month asks of this desk, and where each thing is done."""

from __future__ import annotations

from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from parkdesk.amounts import UNITS, from_stored, show
from parkdesk.office.figures import latest_period, offered_periods, summary
from parkdesk.office.workbench import (
    Item,
    Step,
    finding_items,
    items,
    monthly_output,
    period_of_work,
    steps,
    targets_in_red,
)
from parkdesk.periods import Period
from ui.models.month_headline import falls, growth_text, sum_text
from ui.models.rows_model import Field
from ui.target import Target
from ui.widgets.headline import Headline
from ui.widgets.page import Page
from ui.widgets.period_picker import PeriodPicker
from ui.widgets.small_chart import Bar, SmallChart
from ui.widgets.to_do_list import ToDoList

if TYPE_CHECKING:
    import datetime as dt

    from PySide6.QtGui import QColor, QHideEvent, QShowEvent

    from parkdesk.office.checking import Checked
    from parkdesk.store import Changes
    from ui.desk import Desk
    from ui.tasks import Progress

_CHECK_AFTER = 1500  # ms: the window is there first
_PERIODS = 12
_PLACES = MappingProxyType(
    {
        "firms_report": ("months", "silent"),
        "check": ("checks", ""),
        "city_release": ("exchange", ""),
        "notice": ("reports", ""),
        "package": ("exchange", ""),
        "quarter": ("reports", ""),
        "batch": ("enterprises", ""),
        "start": ("exchange", ""),
        "silent": ("months", ""),
        "unit": ("exchange", "board"),
        "returned": ("exchange", "returns"),
        "unsent": ("exchange", ""),
        "follow": ("months", ""),
        "finding": ("months", ""),
        "findings": ("checks", ""),
        "target": ("goals", ""),
        "red": ("projects", ""),
        "issues": ("projects", "issues"),
        "risen": ("projects", "notices"),
        "drafts": ("projects", "notices"),
        "rhythm": ("projects", "rhythm"),
    }
)
"""Where each kind of thing is done: the page and its look."""
_KINDS = MappingProxyType(
    {
        "start": "开始", "returned": "退回", "unsent": "上报", "target": "目标", "follow": "跟进", "silent": "缺报",
        "unit": "缺报", "backup": "备份", "finding": "审核", "findings": "审核", "red": "项目", "issues": "问题",
        "risen": "督办", "drafts": "督办", "rhythm": "节奏",
    }
)  # fmt: skip


class WorkbenchPage(Page):
    """The first tab."""

    TITLE: ClassVar[str] = "工作台"
    ICON: ClassVar[str] = "workbench"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._items: list[Item] = []
        self._checked: list[Item] = []
        self._checking: Period | None = None
        self.picker = PeriodPicker(desk.theme)
        self.picker.picked.connect(self._on_picked)
        self.head = QLabel()
        self.head.setProperty("role", "title")
        self.headline = Headline(4)
        self.chart = SmallChart(desk.theme)
        self.calendar: ToDoList[Step] = ToDoList(self._step_fields(), "没有登记办理时限。")
        self.list: ToDoList[Item] = ToDoList(self._item_fields(), "这个月的事都办好了。")
        self.calendar.row_chosen.connect(self._on_step)
        self.list.row_chosen.connect(self._on_item)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_CHECK_AFTER)
        self._timer.timeout.connect(self._check)
        self._lay_out()

    def _lay_out(self) -> None:
        strip = QFrame()
        strip.setProperty("role", "strip")
        row = QHBoxLayout(strip)
        row.setContentsMargins(12, 8, 12, 8)
        row.addWidget(self.picker)
        row.addWidget(self.head, 1)
        figures = QFrame()
        figures.setProperty("role", "strip")
        row = QHBoxLayout(figures)
        row.setContentsMargins(0, 2, 14, 2)
        row.addWidget(self.headline, 0)
        row.addWidget(self.chart, 1)
        self.headline.setProperty("role", "")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(strip)
        layout.addWidget(figures)
        columns = QHBoxLayout()
        columns.setContentsMargins(14, 6, 14, 10)
        columns.setSpacing(16)
        for heading, table, stretch in (("本月日程", self.calendar, 5), ("要办的事", self.list, 7)):
            column = QVBoxLayout()
            column.setSpacing(2)
            title = QLabel(heading)
            title.setProperty("role", "section")
            column.addWidget(title)
            column.addWidget(table, 1)
            columns.addLayout(column, stretch)
        layout.addLayout(columns, 1)

    def _step_fields(self) -> tuple[Field[Step], ...]:
        return (
            Field("时限", self._due, width=7),
            Field("事项", _step_name, width=14),
            Field("", self._days, width=7, colour=self._days_colour),
            Field("情况", _step_said, width=8),
        )

    def _item_fields(self) -> tuple[Field[Item], ...]:
        return (
            Field("", _kind, width=5, colour=self._item_colour),
            Field("事项", _text, width=24),
            Field("说明", _detail, width=12),
        )

    # -- showing -----------------------------------------------------------------------------

    def shown(self) -> None:
        store = self.desk.store
        wanted, newest = period_of_work(store.day()), latest_period(store)
        if newest and newest > wanted:
            wanted = newest  # a PC's clock may be wrong; the figures are not
        self.picker.set_periods(sorted({*offered_periods(store), wanted.key}), wanted)
        self._read()
        self.list.setFocus()

    def on_changes(self, _: Changes) -> None:
        self._read()

    def _today(self) -> dt.date:
        return self.desk.store.day()

    def _read(self) -> None:
        store, period, today = self.desk.store, self.picker.period(), self._today()
        if period is None:
            return
        self.head.setText(f"今天 {today.month}月{today.day}日，收{period.title}的数")
        self.calendar.show_rows(steps(store, period, today))
        self._items = items(store, period)
        self._show_items()
        self._show_figures(period)
        if self._checking is None and self.isVisible():
            self._timer.start()

    def _show_items(self) -> None:
        self.list.show_rows([*self._checked, *self._items])

    def _show_figures(self, period: Period) -> None:
        store = self.desk.store
        newest = latest_period(store)
        shown = period if newest is None or period <= newest else newest
        found = summary(store, shown, None if store.desk.is_city else store.desk.unit)
        total = found.split.total
        self.headline.show_figures(
            (
                (f"{shown.title}工业总产值", sum_text(total.now), ""),
                ("同比增速", growth_text(total.growth), "bad" if falls(total.growth) else ""),
                (
                    "规上企业（新增 / 退库）",
                    f"{total.count} 户（{found.split.new.count} / {found.split.exit.count}）",
                    "",
                ),
                ("已报 / 应报", f"{found.reported} / {found.expected} 户", "warn" if found.not_reported else ""),
            )
        )
        keys = [key for key in store.facts.periods() if key <= shown.key][-_PERIODS:]
        months = monthly_output(store, keys)
        bars = [_bar(key, months.get(key), is_chosen=key == shown.key) for key in keys]
        self.chart.show_bars(bars, "各月工业总产值（亿元）")

    # -- 审核, off the GUI thread ----------------------------------------------------------------

    @Slot()
    def _check(self) -> None:
        period = self.picker.period()
        newest = latest_period(self.desk.store)
        if period is None or newest is None:
            return
        self._checking = min(period, newest)
        work = partial(self._judge, self._checking, period)
        self.desk.tasks.run("正在审核…", work, self._on_checked, self._on_not_checked, passing=True)

    def _judge(self, period: Period, chosen: Period, _: Progress) -> tuple[Checked, list[Item]]:
        from parkdesk.office.checking import check
        from parkdesk.office.projects.reminders import project_items

        with self.desk.store.beside() as store:
            checked = check(store, period, None if store.desk.is_city else store.desk.unit)
            return checked, [*targets_in_red(store, chosen), *project_items(store, store.day())]

    def _on_checked(self, found: tuple[Checked, list[Item]]) -> None:
        self._checking = None
        self._checked = [*finding_items(found[0]), *found[1]]
        self._show_items()

    def _on_not_checked(self, _: object) -> None:
        self._checking = None

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._checked and self._checking is None:
            self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()  # the desk may be closed before the pause is over

    # -- going there -------------------------------------------------------------------------

    @Slot()
    def _on_picked(self) -> None:
        self._checked = []
        self._read()

    @Slot(int)
    def _on_step(self, row: int) -> None:
        page, view = _PLACES.get(self.calendar.rows.row(row).code, ("reports", ""))
        if self.desk.store.desk.is_city and page == "months" and view == "silent":
            page = "exchange"
        self.item_wanted.emit(Target(page, self.picker.period(), view=view))

    @Slot(int)
    def _on_item(self, row: int) -> None:
        item = self.list.rows.row(row)
        if item.kind == "backup":
            self.command_wanted.emit("backup")
            return
        page, view = _PLACES[item.kind]
        if item.kind == "finding" and not item.indicator:
            page = "checks"
        view = view or ("silent" if item.kind == "silent" and not item.record else "")
        self.item_wanted.emit(Target(page, item.period, item.record, item.indicator, item.measure, view))

    # -- words -------------------------------------------------------------------------------

    def _due(self, step: Step) -> str:
        return f"{step.due.month}月{step.due.day}日"

    def _days(self, step: Step) -> str:
        left = step.days_left(self._today())
        if step.is_done:
            return "✓ 已办"
        if not step.is_known and left < 0:
            return "已过"
        return f"剩 {left} 天" if left > 0 else "今天" if left == 0 else f"超 {-left} 天"

    def _days_colour(self, step: Step) -> QColor | None:
        if step.is_done:
            return self.desk.theme.color("good")
        left = step.days_left(self._today())
        if not step.is_known and left < 0:
            return self.desk.theme.color("muted")
        return self.desk.theme.color("bad") if left < 0 else self.desk.theme.color("warn") if left <= 2 else None

    def _item_colour(self, item: Item) -> QColor | None:
        return self.desk.theme.color(item.tone) if item.tone else None


def _bar(key: int, value: int | None, *, is_chosen: bool) -> Bar:
    period = Period.from_key(key)
    label = "1—2月" if period.is_first else f"{period.month}月"
    if value is None:
        return Bar(label, f"{period.year}年{label}产值 没有数", None, is_chosen)
    exact = from_stored(value, UNITS["亿元"])
    return Bar(label, f"{period.year}年{label}产值 {show(value, UNITS['亿元'], 2)} 亿元", float(exact), is_chosen)


def _step_name(step: Step) -> str:
    return step.name


def _step_said(step: Step) -> str:
    return step.said


def _kind(item: Item) -> str:
    return _KINDS[item.kind]


def _text(item: Item) -> str:
    return item.text


def _detail(item: Item) -> str:
    return item.detail
