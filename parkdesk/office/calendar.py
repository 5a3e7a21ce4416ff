"""工作日历: the office's own table of days off and worked weekends, typed a span at a time, and its deadlines."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from parkdesk.errors import UsageError
from parkdesk.plan import Outcome, Plan, RecordChange, Row, Source
from parkdesk.records import Deadline, Holiday
from parkdesk.records.kinds import read_date
from parkdesk.store import new_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from parkdesk.store import Changes, Store

_LONGEST = 40  # days of one holiday; more is a slip of the pen
_SPAN = re.compile(r"\s*(?:至|到|—|–|~|～|--)\s*")
_LAST_DAY = 31


def holidays(store: Store, year: int | None = None) -> list[Holiday]:
    """Return the table in the order of its days, of one year or of all."""
    listed = (one for one in store.select(Holiday) if one.day and (year is None or one.day.startswith(f"{year}-")))
    return sorted(listed, key=lambda one: one.day or "")


def read_days(text: str) -> list[dt.date]:
    """Read days as people type them: `2027-02-06`, `2027-02-06 至 2027-02-12`, several with 、 between them.

    Raises UsageError for what is no date, a span that runs backwards, or one that is no holiday any more.
    """
    found: list[dt.date] = []
    for part in filter(None, re.split(r"[、，,;；\s]*[、，,;；]\s*", text.strip())):
        ends = [_day(one) for one in _SPAN.split(part, maxsplit=1)]
        first, last = ends[0], ends[-1]
        if not 0 <= (last - first).days < _LONGEST:
            raise UsageError(f"“{part}”不像一段假期：请先写第一天、后写最后一天，最多{_LONGEST}天。")
        found += [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    if not found:
        raise UsageError("没有写日期：请写成 2027-02-06，或 2027-02-06 至 2027-02-12。")
    return list(dict.fromkeys(found))


def _day(text: str) -> dt.date:
    try:
        read = read_date(text.strip())
    except ValueError as fault:
        raise UsageError(f"日期“{text.strip()}”{fault}：请写成 2027-02-06。") from None
    if read is None:
        raise UsageError("没有写日期：请写成 2027-02-06，或 2027-02-06 至 2027-02-12。")
    return dt.date.fromisoformat(read)


def set_days(store: Store, days: Iterable[dt.date], name: str, *, works: bool, source: str = "") -> Changes:
    """Enter days off, or weekend days that are worked (调休上班), over what the table says of them."""
    if not name.strip():
        raise UsageError("没有写名称：请写明是什么节假日，如“春节”。")
    held = {one.day: one for one in store.select(Holiday)}
    changes = []
    for day in days:
        before = held.get(day.isoformat())
        made = Holiday(
            id=before.id if before else new_id(), day=day.isoformat(), name=name.strip(), works=works,
            source=source.strip() or "本单位录入",
        )  # fmt: skip
        if made != before:
            changes.append(RecordChange(before, made))
    return _write(store, changes, "调整节假日")


def remove_days(store: Store, listed: Iterable[Holiday]) -> Changes:
    """Take days out of the table: they are then what their weekday says."""
    return _write(store, [RecordChange(one, None) for one in listed], "删除节假日")


def deadlines(store: Store) -> list[Deadline]:
    """Return the steps of a period in their order."""
    return sorted(store.select(Deadline), key=lambda one: (one.day, one.sort))


def set_deadline(store: Store, deadline: Deadline, day: int) -> Changes:
    """Move a step to another day of the following month; raises UsageError for a day that no month has."""
    if not 1 <= day <= _LAST_DAY:
        raise UsageError(f"“{deadline.name}”的时限不能是{day}日：请写 1 至 {_LAST_DAY}。")
    return _write(store, [RecordChange(deadline, replace(deadline, day=day))], "调整办理时限")


def _write(store: Store, changes: list[RecordChange], reason: str) -> Changes:
    rows = tuple(Row(Outcome.CHANGED if one.before else Outcome.NEW, one.subject.title()) for one in changes)
    return store.apply(Plan(Source("form", reason=reason), tuple(changes), rows=rows, basis=store.seq))
