"""目标考核: lights by the lines of the county, who must act, and the order of units over all their targets."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from parkdesk.amounts import half_up
from parkdesk.rules.ranking import Place, places

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from parkdesk.records import DutyTask

GREEN, YELLOW, RED, DARK = "绿", "黄", "红", ""
_DECEMBER = 12
_SPLIT = ("、", "，", ",", "；", ";", " ")


def light(ahead: Decimal | None, nature: str, month: int, norms: Mapping[str, int]) -> str:
    """Return how a target stands; `ahead` is in percentage points beyond the time, the whole, or the growth set.

    A stock (年末达到) is due at the year's end: before it, what is not reached yet only warns.
    """
    if ahead is None:
        return DARK
    if ahead >= 0:
        return GREEN
    if nature == "stock":
        return RED if month == _DECEMBER else YELLOW
    if nature == "growth":
        return RED if -ahead > norms["goal_red"] or month == _DECEMBER else YELLOW
    if -ahead > norms["goal_red"]:
        return RED
    return YELLOW if -ahead >= norms["goal_yellow"] else GREEN


class Standing(NamedTuple):
    """A unit over all its targets: how many, how many it is behind in, its mean lead, its place."""

    unit: str
    name: str
    targets: int
    behind: int
    mean: Decimal | None
    place: Place | None


def standings(lines: Iterable[tuple[str, str, Decimal | None]]) -> list[Standing]:
    """Return 综合位次 of units from (unit, name, ahead) of each of their targets: the mean of what is known."""
    by_unit: dict[str, tuple[str, list[Decimal | None]]] = {}
    for unit, name, ahead in lines:
        by_unit.setdefault(unit, (name, []))[1].append(ahead)
    means: dict[str, Decimal | None] = {}
    for unit, (_, found) in by_unit.items():
        known = [value for value in found if value is not None]
        means[unit] = half_up(Fraction(sum(known, Decimal(0))) / len(known), 2) if known else None
    placed = places(means)
    made = [
        Standing(unit, name, len(found), sum(v is not None and v < 0 for v in found), means[unit], placed[unit])
        for unit, (name, found) in by_unit.items()
    ]
    return sorted(made, key=lambda one: (one.place is None, one.place.rank if one.place else 0))


class Duty(NamedTuple):
    """Who answers for a task: the first of the 责任单位 leads, the others share, the 配合单位 help."""

    task: str
    lead: str
    others: tuple[str, ...]
    support: tuple[str, ...]


def duties(tasks: Iterable[DutyTask], names: Mapping[str, str]) -> list[Duty]:
    """Return every task's units by the names they have now; `names` maps former names to present ones."""
    made = []
    for task in tasks:
        leads = [names.get(name, name) for name in units_in(task.lead)]
        helps = [names.get(name, name) for name in units_in(task.support)]
        made.append(Duty(task.name, leads[0] if leads else "", tuple(leads[1:]), tuple(helps)))
    return made


def units_in(text: str) -> list[str]:
    """Return the units that a cell lists."""
    for mark in _SPLIT:
        text = text.replace(mark, "、")
    return [part.strip() for part in text.split("、") if part.strip()]


def matrix(found: Sequence[Duty]) -> dict[str, dict[str, str]]:
    """Return 责任单位/配合单位 as a matrix: by unit, what it is in each task (牵头, 责任, 配合)."""
    cells: dict[str, dict[str, str]] = {}
    for duty in found:
        for role, units in (("配合", duty.support), ("责任", duty.others), ("牵头", (duty.lead,) if duty.lead else ())):
            for unit in units:
                cells.setdefault(unit, {})[duty.task] = role
    return cells
