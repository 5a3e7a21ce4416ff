"""The rhythm as tasks: 一月一通报、一季一督查、年终一考核 and the like, each with its day (domain §5.6)."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from parkdesk.records import Slot
    from parkdesk.rules.workdays import WorkCalendar

_LENGTH = {"month": 1, "quarter": 3, "halfyear": 6, "year": 12}
_DAYS = {"month": 20, "quarter": 10, "halfyear": 20, "year": 31}
"""The day of the following month by which a period's task is done."""
_NUMERALS = "一二三四"
_WEEK = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Task:
    """One task of the rhythm: what, of which period, by when, and the paper that shows it."""

    name: str
    period: str
    due: dt.date
    document: str
    template: str


def tasks(slots: Iterable[Slot], year: int, workdays: WorkCalendar) -> list[Task]:
    """Return the year's tasks of every slot of the kind rhythm, in the order of their days."""
    found = [
        Task(slot.label, label, workdays.on_or_after(due), slot.document, slot.template)
        for slot in slots
        if slot.type == "rhythm" and slot.every
        for label, due in _periods(slot.every, year)
    ]
    return sorted(found, key=lambda task: (task.due, task.name))


def _periods(every: str, year: int) -> Iterator[tuple[str, dt.date]]:
    if every == "week":
        first = dt.date(year, 1, 4) - dt.timedelta(days=dt.date(year, 1, 4).weekday())
        number = 1
        while first.isocalendar().year == year:
            yield f"{year}年第{number}周", first + dt.timedelta(days=4)
            first, number = first + _WEEK, number + 1
        return
    for last in range(_LENGTH[every], 13, _LENGTH[every]):
        after_year, after = (year, last + 1) if last < 12 else (year + 1, 1)
        day = min(_DAYS[every], calendar.monthrange(after_year, after)[1])
        yield _label(every, year, last), dt.date(after_year, after, day)


def _label(every: str, year: int, last: int) -> str:
    if every == "month":
        return f"{year}年{last}月"
    if every == "quarter":
        return f"{year}年{_NUMERALS[last // 3 - 1]}季度"
    if every == "halfyear":
        return f"{year}年{'上' if last == 6 else '下'}半年"
    return f"{year}年"
