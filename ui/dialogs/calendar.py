"""工作日历和时限: the days off and 调休 that deadlines go by, and the day of each step; the office's own to edit."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QTabWidget, QVBoxLayout, QWidget

from parkdesk.errors import UserError
from parkdesk.office import calendar
from parkdesk.office.periods import deadlines as due_days
from parkdesk.periods import Period
from ui import faults
from ui.dialogs.careful import CarefulDialog
from ui.dialogs.few_fields import CHOICE, Asked, FewFieldsDialog
from ui.models.rows_model import Field
from ui.widgets.icon_button import IconButton
from ui.widgets.rows_table import RowsTable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from parkdesk.records import Deadline, Holiday
    from parkdesk.store import Changes
    from ui.desk import Desk

_OFF, _WORKED = "放假", "调休上班"
_WEEKDAYS = "一二三四五六日"
_ALL = "全部年份"
_HINT = "周末本来就不上班，不用填；只填放假的日子和调休上班的周末。时限碰上休息日顺延到下一个工作日。"


class CalendarDialog(CarefulDialog):
    """Two leaves: the table of days, and the steps of a period with the day each one falls on."""

    def __init__(self, desk: Desk, period: Period | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        today = desk.store.day()
        self._period = period or Period(today.year, max(2, today.month - 1))
        self.setWindowTitle("工作日历和时限")
        self.take_size(820, 560)
        self.year = QComboBox()
        self.days: RowsTable[Holiday] = RowsTable(
            "holidays",
            (
                Field("日期", _day, width=12),
                Field("星期", _weekday, width=6),
                Field("名称", _name, width=16),
                Field("安排", _arranged, width=10),
                Field("来源", _source),
            ),
            "这一年还没有节假日：点“新增…”录入国务院办公厅通知里的放假和调休安排。",
        )
        self.steps: RowsTable[Deadline] = RowsTable(
            "deadlines",
            (
                Field("事项", _step, width=30),
                Field("次月几日", _step_day, numeric=True, width=9),
                Field(f"{self._period.title}的时限", self._due_day),
            ),
        )
        theme = desk.theme
        self.add, self.remove = IconButton(theme, "add", "新增…", primary=True), IconButton(theme, "delete", "删除")
        self.change = IconButton(theme, "edit", "改时限…")
        self.leaves = QTabWidget()
        self.leaves.addTab(self._leaf((self.year, self.add, self.remove), self.days), "节假日和调休")
        self.leaves.addTab(self._leaf((self.change,), self.steps), "办理时限")
        hint = QLabel(_HINT)
        hint.setProperty("role", "muted")
        hint.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.addWidget(self.leaves, 1)
        layout.addWidget(hint)
        self.year.activated.connect(self._on_year)
        self.add.clicked.connect(self._on_add)
        self.remove.clicked.connect(self._on_remove)
        self.change.clicked.connect(self._on_change)
        self.steps.row_chosen.connect(self._on_change)
        self._offer_years(today.year)
        self._load()

    @staticmethod
    def _leaf(widgets: Sequence[QWidget], table: QWidget) -> QWidget:
        leaf = QWidget()
        row = QHBoxLayout()
        for widget in widgets:
            row.addWidget(widget)
        row.addStretch(1)
        column = QVBoxLayout(leaf)
        column.setContentsMargins(0, 8, 0, 0)
        column.addLayout(row)
        column.addWidget(table, 1)
        return leaf

    def _offer_years(self, chosen: int) -> None:
        years = {int((one.day or "0")[:4]) for one in calendar.holidays(self._desk.store)} | {chosen}
        self.year.clear()
        self.year.addItem(_ALL, None)
        for year in sorted(years, reverse=True):
            self.year.addItem(f"{year}年", year)
        self.year.setCurrentIndex(self.year.findData(chosen))

    def _load(self) -> None:
        store = self._desk.store
        self._due = {one.deadline.id: one.day for one in due_days(store, self._period)}
        self.days.show_rows(calendar.holidays(store, self.year.currentData()))
        self.steps.show_rows(calendar.deadlines(store))
        self.remove.setEnabled(self.days.rows.rowCount() > 0)

    def _due_day(self, deadline: Deadline) -> str:
        return _spoken(self._due[deadline.id]) if deadline.id in self._due else ""

    @Slot()
    def _on_year(self) -> None:
        self._load()

    # -- writing -----------------------------------------------------------------------------

    @Slot()
    def _on_add(self) -> None:
        asked = (
            Asked("days", "日期", hint="如 2027-02-06 至 2027-02-12，或 2027-02-06、2027-02-14", is_needed=True),
            Asked("name", "名称", hint="如 春节", is_needed=True),
            Asked("kind", "安排", CHOICE, _OFF, (_OFF, _WORKED)),
            Asked("source", "来源", hint="如 国办发明电〔2026〕×号"),
        )
        about = "放假的日子可以写一段；调休上班的周末另外再加一次。已经有的日期按这次写的改。"
        dialog = FewFieldsDialog("节假日和调休", about, asked, "保存", self)
        if dialog.exec():
            values = dialog.values
            self._write(partial(self._set, values["days"], values["name"], values["kind"], values["source"]))
        dialog.deleteLater()

    def _set(self, days: str, name: str, kind: str, source: str) -> Changes:
        found = calendar.read_days(days)
        changes = calendar.set_days(self._desk.store, found, name, works=kind == _WORKED, source=source)
        self._offer_years(found[0].year)
        return changes

    @Slot()
    def _on_remove(self) -> None:
        rows = sorted({index.row() for index in self.days.selectionModel().selectedIndexes()})
        if chosen := [self.days.rows.row(row) for row in rows]:
            self._write(partial(calendar.remove_days, self._desk.store, chosen))

    @Slot()
    def _on_change(self) -> None:
        deadline = self.steps.current()
        if deadline is None:
            return
        asked = (Asked("day", "次月几日", value=str(deadline.day), is_needed=True),)
        dialog = FewFieldsDialog("改时限", f"“{deadline.name}”在下一个月的哪一日以前办完？", asked, "保存", self)
        if dialog.exec():
            self._write(partial(self._set_deadline, deadline, dialog.values["day"]))
        dialog.deleteLater()

    def _set_deadline(self, deadline: Deadline, text: str) -> Changes:
        return calendar.set_deadline(self._desk.store, deadline, int(text) if text.isdecimal() else 0)

    def _write(self, act: Callable[[], Changes]) -> None:
        try:
            changes = act()
        except UserError as error:
            faults.tell(self, error)
            return
        self._desk.bus.announce(changes)
        self._load()


def _spoken(day: dt.date) -> str:
    return f"{day.month}月{day.day}日（星期{_WEEKDAYS[day.weekday()]}）"


def _day(one: Holiday) -> str:
    return one.day or ""


def _weekday(one: Holiday) -> str:
    return _WEEKDAYS[dt.date.fromisoformat(one.day).weekday()] if one.day else ""


def _name(one: Holiday) -> str:
    return one.name


def _arranged(one: Holiday) -> str:
    return _WORKED if one.works else _OFF


def _source(one: Holiday) -> str:
    return one.source


def _step(one: Deadline) -> str:
    return one.name


def _step_day(one: Deadline) -> str:
    return str(one.day)
