"""What a table of responsibilities tells besides the duties: people in their order, departments, since when."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from parkdesk.plan import RecordChange
from parkdesk.records import Assignment, Department, Norm, Person
from parkdesk.records.duties import ROLE_HEAD, ROLE_HELPER, ROLE_LEADER, ROLE_UNIT
from parkdesk.records.names import normalise_name
from parkdesk.records.visits import LEVEL_HEAD, LEVEL_HELPER, LEVEL_LEADER
from parkdesk.rules.project_doubts import about_people
from parkdesk.store import new_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from parkdesk.intake.findings import Findings
    from parkdesk.intake.layout import Layout
    from parkdesk.periods import Period
    from parkdesk.store import Store

_LEVELS = {ROLE_LEADER: LEVEL_LEADER, ROLE_HEAD: LEVEL_HEAD, ROLE_HELPER: LEVEL_HELPER}
_DOCUMENT_YEAR = re.compile(r"[〔\[（(【](20\d\d)[〕\]）)】]\s*第?\s*\d+\s*号")
_YEAR = re.compile(r"(?<!\d)(20\d\d)年")


def year_in(text: str) -> int | None:
    """Return the year of a document number: 旬项办发〔2026〕3号 → 2026."""
    found = _DOCUMENT_YEAR.search(text)
    return int(found[1]) if found else None


def first_day(layout: Layout, period: Period | None, cells: Iterable[str]) -> str:
    """Return when duties without dates began: 1 January of the year in the document number, title or period."""
    years = Counter(found for cell in cells if (found := year_in(cell)))
    titled = _YEAR.search(layout.title)
    said = int(titled[1]) if titled else layout.months.year or (period.year if period else None)
    year = years.most_common(1)[0][0] if years else said
    return f"{year}-01-01" if year else ""


class DutyPeople:
    """Gathers the people and departments that a table names and the desk does not know yet, in the table's order."""

    def __init__(self, store: Store, unit: str) -> None:
        self._unit = unit
        self._people = store.select(Person, unit=unit)
        self._known = {one.natural_key() for one in self._people}
        self._departments = {one.natural_key() for one in store.select(Department, unit=unit)}
        self._last = {Person: self._count(self._people), Department: self._count(store.select(Department, unit=unit))}
        self._roles = {norm.role: norm.name for norm in store.select(Norm, part="走访") if norm.role}
        self.changes: list[RecordChange] = []

    @staticmethod
    def _count(listed: Iterable[Person | Department]) -> int:
        return max((one.sort for one in listed), default=0)

    def meet(self, duty: Assignment, department: str) -> None:
        """Note who holds a duty and of which department."""
        if duty.role == ROLE_UNIT:
            self._add_department(duty.name)
        elif duty.role in _LEVELS and not _is_several(duty.name):
            self._add_person(duty, "" if duty.role == ROLE_LEADER else department)

    def _add_person(self, duty: Assignment, department: str) -> None:
        new = Person(
            id=new_id(), unit=self._unit, name=duty.name, post=duty.post, level=_LEVELS[duty.role],
            department=department, phone=duty.phone, sort=self._last[Person] + 1,
        )  # fmt: skip
        named = [one for one in self._people if normalise_name(one.name) == normalise_name(duty.name)]
        if new.natural_key() in self._known or (named and not duty.post and not department):
            return
        self._known.add(new.natural_key())
        self._last[Person] += 1
        self._people.append(new)
        self.changes.append(RecordChange(None, new))

    def _add_department(self, name: str) -> None:
        new = Department(id=new_id(), unit=self._unit, name=name, sort=self._last[Department] + 1)
        if new.natural_key() not in self._departments:
            self._departments.add(new.natural_key())
            self._last[Department] += 1
            self.changes.append(RecordChange(None, new))

    def judge(self, duties: Iterable[Assignment], findings: Findings) -> None:
        """Say what is doubtful about who holds the duties: several posts, one name twice, who left."""
        for doubt in about_people(duties, self._roles, self._people):
            findings.explain(doubt.rule, doubt.text)


def _is_several(name: str) -> bool:
    return any(mark in name for mark in "、，,；;")
