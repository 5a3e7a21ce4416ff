"""Workdays (工作日): weekends off, holidays off, 调休 weekends worked; deadlines move on to a workday."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from parkdesk.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from parkdesk.periods import Period
    from parkdesk.records.checks import Holiday

_SATURDAY = 5
_DAY = dt.timedelta(days=1)


@frozen
class WorkCalendar:
    """Which days are worked: the table's days, and Monday to Friday where the table is silent."""

    off: frozenset[dt.date] = frozenset()
    worked: frozenset[dt.date] = frozenset()

    @classmethod
    def of(cls, holidays: Iterable[Holiday]) -> WorkCalendar:
        """Return the calendar of a holiday table."""
        listed = [(dt.date.fromisoformat(h.day), h.works) for h in holidays if h.day]
        return cls(
            frozenset(day for day, works in listed if not works), frozenset(day for day, works in listed if works)
        )

    def is_workday(self, day: dt.date) -> bool:
        """Whether a day is worked; a day that is in the table both ways is worked."""
        return day in self.worked or (day.weekday() < _SATURDAY and day not in self.off)

    def on_or_after(self, day: dt.date) -> dt.date:
        """Return the day itself when it is worked, else the next workday (节假日顺延)."""
        while not self.is_workday(day):
            day += _DAY
        return day

    def add(self, day: dt.date, workdays: int) -> dt.date:
        """Return the day so many workdays later (earlier where negative); the day itself does not count."""
        step = _DAY if workdays >= 0 else -_DAY
        for _ in range(abs(workdays)):
            day += step
            while not self.is_workday(day):
                day += step
        return day

    def between(self, first: dt.date, last: dt.date) -> int:
        """Return how many workdays follow `first` up to and including `last`; negative when `last` is earlier."""
        if last < first:
            return -self.between(last, first)
        return sum(self.is_workday(first + _DAY * n) for n in range(1, (last - first).days + 1))

    def deadline(self, period: Period, day: int) -> dt.date:
        """Return the day of the month after a period's end, moved on to a workday."""
        after = [dt.date(period.year + months // 12, months % 12 + 1, 1) for months in (period.month, period.month + 1)]
        return self.on_or_after(min(after[0] + _DAY * (day - 1), after[1] - _DAY))
