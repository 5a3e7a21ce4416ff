"""作战图 as values: every project's span, its milestones against plan and baseline, its light, on a stretch of time.

Screen and wall sheet draw the same values; nothing here knows a pixel or a millimetre.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from parkdesk.records.projects import POOLS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from parkdesk.records import Baseline, Milestone, Project
    from parkdesk.rules.lights import Light

DONE, DONE_LATE, AHEAD, LATE = "done", "done_late", "ahead", "late"
STATES = {DONE: "按期完成", DONE_LATE: "完成（晚于计划）", AHEAD: "未到期", LATE: "超期"}
_OTHER = "其他项目"
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Flag:
    """One milestone: where the plan has it, where the last baseline had it, whether it is done."""

    milestone: Milestone
    begins: dt.date | None
    due: dt.date
    done_on: dt.date | None
    baseline: dt.date | None
    state: str


@dataclass(frozen=True, slots=True)
class WarRow:
    """One project on the map."""

    project: Project
    light: Light
    first: dt.date | None
    last: dt.date | None
    share: Fraction | None
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A month or a week of the axis."""

    label: str
    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class WarMap:
    """Projects by pool on a stretch of time."""

    groups: tuple[tuple[str, tuple[WarRow, ...]], ...]
    first: dt.date
    last: dt.date
    today: dt.date
    ticks: tuple[Tick, ...]

    @property
    def rows(self) -> int:
        """How many lines the map has, pools' headings included."""
        return sum(1 + len(members) for _, members in self.groups)

    def place(self, day: dt.date) -> float:
        """Return where a day stands between the two ends, 0 to 1; days outside stand at the ends."""
        whole = (self.last - self.first).days + 1
        return min(1.0, max(0.0, (day - self.first).days / whole))

    def day_at(self, place: float) -> dt.date:
        """Return the day at a place between the two ends."""
        whole = (self.last - self.first).days + 1
        return self.first + _DAY * min(whole - 1, max(0, int(place * whole)))


def build(
    projects: Iterable[Project],
    lights: Mapping[str, Light],
    milestones: Iterable[Milestone],
    baselines: Iterable[Baseline],
    today: dt.date,
    stretch: tuple[dt.date, dt.date],
    *,
    weekly: bool = False,
) -> WarMap:
    """Return the map of projects over a stretch of time, with months or weeks as its ticks."""
    steps: dict[str, list[Milestone]] = {}
    for one in sorted(milestones, key=lambda one: (one.due or "", one.number)):
        steps.setdefault(one.project, []).append(one)
    last_base = _last_baselines(baselines)
    groups: dict[str, list[WarRow]] = {pool: [] for pool in (*POOLS, _OTHER)}
    for project in projects:
        flags = tuple(_flag(one, last_base, today) for one in steps.get(project.id, []) if one.due)
        row = WarRow(project, lights[project.id], _first(project), _last(project), _share(project), flags)
        groups[project.pool if project.pool in POOLS else _OTHER].append(row)
    ticks = tuple(weeks(*stretch) if weekly else months(*stretch))
    return WarMap(
        tuple((pool, tuple(rows)) for pool, rows in groups.items() if rows), stretch[0], stretch[1], today, ticks
    )


def _last_baselines(baselines: Iterable[Baseline]) -> dict[tuple[str, str], dt.date]:
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for one in baselines:
        if one.due and (one.taken_on or "") >= found.get((one.project, one.name), ("", ""))[0]:
            found[one.project, one.name] = (one.taken_on or "", one.due)
    return {key: dt.date.fromisoformat(due) for key, (_, due) in found.items()}


def _flag(one: Milestone, baselines: Mapping[tuple[str, str], dt.date], today: dt.date) -> Flag:
    due = dt.date.fromisoformat(one.due or "")
    done = dt.date.fromisoformat(one.done_on) if one.done_on else None
    finished, open_ = (DONE_LATE if done and done > due else DONE), (LATE if due < today else AHEAD)
    begins = dt.date.fromisoformat(one.begins) if one.begins else None
    return Flag(one, begins, due, done, baselines.get((one.project, one.name)), finished if done else open_)


def days_of(project: Project) -> tuple[dt.date, dt.date] | None:
    """Return the first and the last day of a project's span; None where it has none or ends before it starts."""
    first, last = _first(project), _last(project)
    return (first, last) if first and last and first < last else None


def _first(project: Project) -> dt.date | None:
    return dt.date(*_month(project.start), 1) if project.start else None


def _last(project: Project) -> dt.date | None:
    if not project.finish:
        return None
    year, month = _month(project.finish)
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _month(text: str) -> tuple[int, int]:
    return int(text[:4]), int(text[5:7])


def _share(project: Project) -> Fraction | None:
    return Fraction(project.done, project.plan) if project.plan and project.done is not None else None


def months(first: dt.date, last: dt.date) -> Iterator[Tick]:
    """Yield the months of a stretch."""
    year, month = first.year, first.month
    while dt.date(year, month, 1) <= last:
        beyond = dt.date(year + month // 12, month % 12 + 1, 1)
        begin = dt.date(year, month, 1)
        yield Tick(f"{year}.{month}" if month == 1 or begin <= first else f"{month}月", max(first, begin),
                   min(last, beyond - _DAY))  # fmt: skip
        year, month = beyond.year, beyond.month


def weeks(first: dt.date, last: dt.date) -> Iterator[Tick]:
    """Yield the weeks, Monday to Sunday, that touch a stretch."""
    monday = first - _DAY * first.weekday()
    while monday <= last:
        sunday = monday + _DAY * 6
        yield Tick(f"{monday.month}.{monday.day}", max(first, monday), min(last, sunday))
        monday += _DAY * 7


def shifted(flag: Flag, days: int) -> Milestone:
    """Return a milestone moved by some days, as far as it is long."""
    move = _DAY * days
    begins = (flag.begins + move).isoformat() if flag.begins else None
    return replace(flag.milestone, begins=begins, due=(flag.due + move).isoformat())


def year_of(today: dt.date) -> tuple[dt.date, dt.date]:
    """Return the stretch of a whole year."""
    return dt.date(today.year, 1, 1), dt.date(today.year, 12, 31)


def weeks_around(today: dt.date, before: int = 4, after: int = 12) -> tuple[dt.date, dt.date]:
    """Return the stretch of some whole weeks before and after a day."""
    monday = today - _DAY * today.weekday()
    return monday - _DAY * 7 * before, monday + _DAY * (7 * after + 6)


def flags_of(rows: Sequence[tuple[str, tuple[WarRow, ...]]]) -> Iterator[tuple[WarRow, Flag]]:
    """Yield every milestone with its project in the order of the map."""
    for _, members in rows:
        for row in members:
            for flag in row.flags:
                yield row, flag
