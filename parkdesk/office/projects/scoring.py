"""The score of 包抓 departments from what is already recorded: slots, visits, problems, investment, notices."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from parkdesk.amounts import half_up
from parkdesk.office.figures import slot_matrix
from parkdesk.office.projects.norms import numbers
from parkdesk.office.projects.visiting import by_department, duty_lines
from parkdesk.records import Notice
from parkdesk.records.notices import RED, YELLOW
from parkdesk.records.projects import EARLY_STAGES
from parkdesk.rules.lights import last_day
from parkdesk.rules.ranking import Place, places

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from parkdesk.office.projects.visiting import DepartmentLine
    from parkdesk.periods import Period
    from parkdesk.rules.slots import ProjectSlots
    from parkdesk.store import Store

_PARTS = ("slots", "visits", "issues", "progress")
_ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Score:
    """One department's score: each part as a share of its points (None where there is nothing to judge by)."""

    department: str
    subjects: int
    parts: dict[str, Fraction | None]
    points: dict[str, int]
    deducted: int
    line: DepartmentLine
    judged: tuple[ProjectSlots, ...]
    """Its projects with their slots."""
    notices: tuple[Notice, ...]
    """Those that cost it points."""
    place: Place | None = None

    @property
    def total(self) -> Decimal:
        """Points reached of what could be judged, scaled to all points, less what notices cost; one decimal."""
        judged = [name for name in _PARTS if self.parts[name] is not None]
        most = sum(self.points[name] for name in judged)
        got = sum(((self.parts[name] or Fraction(0)) * self.points[name] for name in judged), Fraction(0))
        whole = got * sum(self.points.values()) / most if most else Fraction(0)
        return half_up(max(Fraction(0), whole - self.deducted), 1)

    def part_points(self, name: str) -> Decimal | None:
        """Points of one part, one decimal."""
        share = self.parts[name]
        return None if share is None else half_up(share * self.points[name], 1)


def scores(store: Store, period: Period, unit: str | None = None) -> list[Score]:
    """Return the departments' scores from January to the end of a period, best first; equal scores share a place."""
    norms = numbers(store)
    lines = duty_lines(store, last_day(period.key), unit)
    departments = by_department(store, lines, unit)
    matrix: dict[str, list[ProjectSlots]] = defaultdict(list)
    owner = {subject: one.department for one in departments for subject in one.subjects}
    for judged in slot_matrix(store, unit):
        if judged.project.id in owner:
            matrix[owner[judged.project.id]].append(judged)
    noted = _noted(store, period)
    cost = {YELLOW: norms["score_yellow"], RED: norms["score_red"]}
    points = {name: norms[f"score_{name}"] for name in _PARTS}
    found = [
        Score(one.department, len(one.subjects), _parts(one, matrix[one.department], period), points,
              sum(cost[notice.colour] for notice in noted[one.department]), one, tuple(matrix[one.department]),
              tuple(noted[one.department]))
        for one in departments
    ]  # fmt: skip
    ranked = places({one.department: one.total for one in found})
    placed = [replace(one, place=ranked[one.department]) for one in found]
    return sorted(placed, key=lambda one: one.place.rank if one.place else len(placed))


def _parts(line: DepartmentLine, judged: list[ProjectSlots], period: Period) -> dict[str, Fraction | None]:
    required = [slot for one in judged for slot in one.slots if slot.required]
    whole = line.whole
    return {
        "slots": _share(sum(slot.lit for slot in required), len(required)),
        "visits": _share(whole.required - whole.lacking, whole.required),
        "issues": _share(line.solved, line.raised),
        "progress": _progress(judged, period),
    }


def _progress(judged: Iterable[ProjectSlots], period: Period) -> Fraction | None:
    """Return how far investment is of what the time asks for, at most all of it; who has not begun is left out."""
    begun = [one.project for one in judged if one.project.stage not in EARLY_STAGES]
    projects = [project for project in begun if project.plan and project.done is not None]
    plan = sum(project.plan or 0 for project in projects)
    done = sum(project.done or 0 for project in projects)
    return min(_ONE, Fraction(done * 12, plan * period.month)) if plan else None


def _share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def _noted(store: Store, period: Period) -> dict[str, list[Notice]]:
    """Return each department's yellow and red notices of the year up to a period's end: they cost points."""
    found: dict[str, list[Notice]] = defaultdict(list)
    first, last = f"{period.year}-01-01", last_day(period.key).isoformat()
    for notice in store.select(Notice):
        if notice.issued_on and first <= notice.issued_on <= last and notice.colour in (YELLOW, RED):
            found[notice.addressee].append(notice)
    return found
