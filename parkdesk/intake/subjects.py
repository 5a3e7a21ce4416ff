"""Whom a row is about: a project or a firm, found by the name that was written; unknown names stay as written."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from parkdesk.plan import Outcome, Plan, RecordChange, Row, Source
from parkdesk.records import Enterprise, Issue, Project, Visit
from parkdesk.records.names import normalise_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from parkdesk.store import Store


class Subject(NamedTuple):
    """The ids of the project or firm behind a name; both empty where the ledgers do not have it."""

    project: str = ""
    enterprise: str = ""

    @property
    def is_known(self) -> bool:
        """Whether a ledger has it."""
        return bool(self.project or self.enterprise)


class Subjects:
    """The projects and firms of a unit, `by_name` as compared; a project goes before a firm of the same name."""

    def __init__(self, store: Store, unit: str) -> None:
        self.by_name = {
            normalise_name(one.name): Subject(enterprise=one.id) for one in store.select(Enterprise, unit=unit)
        }
        self.by_name.update(
            {normalise_name(one.name): Subject(project=one.id) for one in store.select(Project, unit=unit)}
        )

    def find(self, name: str) -> Subject:
        """Return what a name means."""
        return self.by_name.get(normalise_name(name), Subject())


def with_those_who_waited(store: Store, unit: str, plan: Plan) -> Plan:
    """Return a plan that also ties to its new projects and firms the visits and problems that named them before."""
    made = [change.after for change in plan.records if change.before is None]
    firms = [one for one in made if isinstance(one, Enterprise)]
    projects = [one for one in made if isinstance(one, Project)]
    if not (firms or projects) or not (waiting := _waiting(store, unit)):
        return plan
    found = {normalise_name(one.name): Subject(enterprise=one.id) for one in firms}
    found |= {normalise_name(one.name): Subject(project=one.id) for one in projects}
    return replace(plan, records=(*plan.records, *_tied(waiting, found)))


def tie(store: Store, unit: str) -> Plan:
    """Return the plan of tying every visit and problem without subject to the project or firm that has its name now."""
    changes = _tied(_waiting(store, unit), Subjects(store, unit).by_name)
    rows = tuple(Row(Outcome.CHANGED, change.subject.title()) for change in changes)
    return Plan(Source("form", reason="走访、问题对上台账"), tuple(changes), rows=rows, basis=store.seq)


def _waiting(store: Store, unit: str) -> list[Visit | Issue]:
    """Return the visits and problems whose project or firm the desk does not have."""
    held: list[Visit | Issue] = [*store.select(Visit, unit=unit), *store.select(Issue, unit=unit)]
    return [one for one in held if not (one.project or one.enterprise)]


def _tied(waiting: Iterable[Visit | Issue], found: Mapping[str, Subject]) -> list[RecordChange]:
    changes = []
    for one in waiting:
        subject = found.get(normalise_name(one.about), Subject())
        if subject.is_known:
            after = replace(one, project=subject.project, enterprise=subject.enterprise)
            changes.append(RecordChange(one, after))
    return changes
