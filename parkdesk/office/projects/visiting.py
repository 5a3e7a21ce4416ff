"""应走访、已走访、缺: every duty's visits of a year up to a day, and what they add up to by department and leader."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from parkdesk.office.figures import slot_matrix
from parkdesk.office.projects.norms import numbers, visit_norms
from parkdesk.records import Assignment, Department, Enterprise, Issue, Person, Project, Tenure, Visit
from parkdesk.records.duties import ROLE_UNIT
from parkdesk.records.names import normalise_name
from parkdesk.records.visits import LEVEL_LEADER
from parkdesk.rules.growth import share
from parkdesk.rules.visiting import Count, Held, Span, count, missed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parkdesk.amounts import Rate
    from parkdesk.records import Norm
    from parkdesk.store import Store

NO_DEPARTMENT, NO_LEADER = "（没有牵头部门）", "（没有包抓领导）"
_PHONE = "电话"


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One duty with its visits: whom it is of, who holds it, what was owed and done."""

    subject: str
    name: str
    unit: str
    department: str
    level: str
    holder: str
    post: str
    held: Held
    count: Count
    missed: tuple[Span, ...]
    duty: Assignment | Tenure
    visits: tuple[Visit, ...]
    """Those that count for it."""

    @property
    def is_former(self) -> bool:
        """Whether it was handed over since."""
        return isinstance(self.duty, Tenure)


@dataclass(slots=True)
class DepartmentLine:
    """One department's (or one leader's) projects: visits by level, problems, slots in place and required."""

    department: str
    subjects: set[str] = field(default_factory=set)
    levels: dict[str, Count] = field(default_factory=dict)
    told: list[Visit] = field(default_factory=list)
    """The visits that told of a problem."""
    issues: list[Issue] = field(default_factory=list)
    slots: tuple[int, int] = (0, 0)
    lines: list[DutyLine] = field(default_factory=list)
    """The duties that it adds up."""

    @property
    def heard(self) -> int:
        """How many problems visits told of."""
        return len(self.told)

    @property
    def raised(self) -> int:
        """How many problems were put on the list."""
        return len(self.issues)

    @property
    def solved(self) -> int:
        """How many of them are solved."""
        return sum(not issue.is_open for issue in self.issues)

    @property
    def completeness(self) -> Rate | None:
        """完整率: required slots in place ÷ required slots of all its projects."""
        return share(*self.slots)

    @property
    def whole(self) -> Count:
        """All levels together."""
        return sum(self.levels.values(), Count())


class _Desk:
    """What a desk knows of duties and visits, read once."""

    def __init__(self, store: Store, unit: str | None) -> None:
        of_unit = {"unit": unit} if unit else {}
        self.duties = store.select(Assignment, **of_unit)
        self.tenures = store.select(Tenure, **of_unit)
        projects, firms = store.select(Project, **of_unit), store.select(Enterprise, **of_unit)
        self.names = {one.id: one.name for one in firms} | {one.id: one.name for one in projects}
        self.departments = {one.id: one.department for one in projects}
        self._current = current_names(store.select(Department, **of_unit))
        self.by_name = {normalise_name(name): key for key, name in self.names.items()}
        for duty in self.duties:
            if duty.role == ROLE_UNIT:
                self.departments[duty.subject] = duty.name
        phone_counts = bool(numbers(store)["visit_phone"])
        self.visits: dict[tuple[str, str], list[Visit]] = defaultdict(list)
        self.told: dict[str, list[Visit]] = defaultdict(list)
        for visit in store.select(Visit, **of_unit):
            subject = visit.project or visit.enterprise or self.by_name.get(normalise_name(visit.about), "")
            if visit.problem:
                self.told[subject].append(visit)
            if visit.day and (phone_counts or visit.form != _PHONE):
                self.visits[subject, visit.level].append(visit)

    def department_of(self, subject: str) -> str:
        """Return a project's or firm's department by its present name."""
        name = self.departments.get(subject, "")
        return self._current.get(normalise_name(name), name) or NO_DEPARTMENT


def current_names(departments: Iterable[Department]) -> dict[str, str]:
    """Return the present name of every department by each name it ever had; chains of successors are followed."""
    names = {normalise_name(one.name): one for one in departments}
    found = {}
    for key, one in names.items():
        last, seen = one, {key}
        while last.successor and (after := normalise_name(last.successor)) not in seen:
            seen.add(after)
            if after not in names:
                break
            last = names[after]
        found[key] = last.successor or last.name
    return found


def duty_lines(store: Store, upto: dt.date, unit: str | None = None) -> list[DutyLine]:
    """Return every duty that owes visits, of the year of `upto` until that day, who held it before included.

    A duty without a date counts from 1 January of that year.
    """
    desk = _Desk(store, unit)
    norms = {norm.role: norm for norm in visit_norms(store)}
    present = [_line(desk, norms[one.role], one, upto) for one in desk.duties if one.role in norms]
    former = [_line(desk, norms[one.role], one, upto) for one in desk.tenures if one.role in norms]
    return [line for line in (*present, *former) if line is not None]


def _line(desk: _Desk, norm: Norm, duty: Assignment | Tenure, upto: dt.date) -> DutyLine | None:
    first = dt.date(upto.year, 1, 1)
    since = max(first, dt.date.fromisoformat(duty.since) if duty.since else first)
    until = dt.date.fromisoformat(duty.until) if isinstance(duty, Tenure) and duty.until else None
    if since > upto or (until is not None and until < since):
        return None
    subject = duty.project or duty.enterprise or duty.about
    held, made = Held(since, until), desk.visits[subject, norm.name]
    days = [dt.date.fromisoformat(visit.day) for visit in made if visit.day]
    counted = tuple(visit for visit, day in zip(made, days, strict=True) if held.holds(day, upto))
    owed = count(norm.every, norm.number, held, days, upto)
    gaps = tuple(missed(norm.every, norm.number, held, days, upto))
    return DutyLine(
        subject, desk.names.get(subject, duty.about), duty.unit, desk.department_of(subject), norm.name, duty.name,
        duty.post, held, owed, gaps, duty, counted,
    )  # fmt: skip


def by_department(store: Store, lines: Sequence[DutyLine], unit: str | None = None) -> list[DepartmentLine]:
    """Return what the duties add up to for every department, in the county's order, with the problems heard."""
    order = {department.name: department.sort for department in store.select(Department)}
    found = _grouped(store, lines, {line.subject: line.department for line in lines}, unit)
    return sorted(found, key=lambda one: (order.get(one.department, len(order) + 1), one.department))


def by_leader(store: Store, lines: Sequence[DutyLine], unit: str | None = None) -> list[DepartmentLine]:
    """Return what the duties of every leader's projects add up to, the leaders in the county's official order."""
    order = official_order(store)
    held = {line.subject: line for line in lines if line.level == LEVEL_LEADER and not line.is_former}
    groups = {line.subject: NO_LEADER for line in lines}
    groups |= {subject: line.holder for subject, line in held.items()}
    posts = {line.holder: line.post for line in held.values()}
    found = _grouped(store, lines, groups, unit)
    return sorted(found, key=lambda one: place_of(order, one.department, posts.get(one.department, "")))


def by_unit(store: Store, lines: Sequence[DutyLine]) -> list[DepartmentLine]:
    """Return what the duties add up to for every county of a city, in official order."""
    offices = store.offices()
    names = {line.subject: offices[line.unit].name if line.unit in offices else line.unit for line in lines}
    order = {office.name: at for at, office in enumerate(offices.values())}
    found = _grouped(store, lines, names, None)
    return sorted(found, key=lambda one: order.get(one.department, len(order)))


def _grouped(store: Store, lines: Sequence[DutyLine], groups: dict[str, str], unit: str | None) -> list[DepartmentLine]:
    """Add the duties up by the group that each project or firm belongs to."""
    desk = _Desk(store, unit)
    found: dict[str, DepartmentLine] = {}
    for line in lines:
        name = groups[line.subject]
        one = found.setdefault(name, DepartmentLine(name))
        one.subjects.add(line.subject)
        one.lines.append(line)
        one.levels[line.level] = one.levels.get(line.level, Count()) + line.count
    for one in found.values():
        one.told = [visit for subject in sorted(one.subjects) for visit in desk.told.get(subject, ())]
    for judged in slot_matrix(store, unit):
        if (name := groups.get(judged.project.id, "")) in found:
            required = [slot for slot in judged.slots if slot.required]
            lit, whole = found[name].slots
            found[name].slots = (lit + sum(slot.lit for slot in required), whole + len(required))
    owner = {subject: one for one in found.values() for subject in one.subjects}
    for issue in store.select(Issue, **({"unit": unit} if unit else {})):
        subject = issue.project or issue.enterprise or desk.by_name.get(normalise_name(issue.about), "")
        if (whose := owner.get(subject)) is not None:
            whose.issues.append(issue)
    return list(found.values())


def official_order(store: Store) -> dict[str, int]:
    """Return each person's place in the county's official order, by name and post; never the alphabet's."""
    people = sorted(store.select(Person), key=lambda one: one.sort)
    places: dict[str, int] = {}
    for place, person in enumerate(people):
        places.setdefault(person_key(person.name, person.post), place)
        places.setdefault(person_key(person.name, ""), place)
    return places


def person_key(name: str, post: str) -> str:
    """Return what tells two people of one name apart."""
    return f"{normalise_name(name)}|{normalise_name(post)}"


def place_of(order: dict[str, int], name: str, post: str) -> int:
    """Return a person's place; who is not on the list comes last."""
    found = order.get(person_key(name, post))
    return found if found is not None else order.get(person_key(name, ""), len(order))
