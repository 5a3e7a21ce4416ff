"""A person changes post: his duties go to who follows, in one step and with their history."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from parkdesk.errors import UsageError
from parkdesk.plan import Outcome, Plan, RecordChange, Row, Source
from parkdesk.records import Assignment, Person
from parkdesk.records.people import PERSON_LEVELS
from parkdesk.rules.handing_over import day_before, hand_over, is_held_by
from parkdesk.store import new_id, new_ids

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkdesk.store import Store


def duties_of(store: Store, person: Person) -> list[Assignment]:
    """Return the duties that a person holds now."""
    return [duty for duty in store.select(Assignment, unit=person.unit) if is_held_by(duty, person)]


def plan_handover(store: Store, leaves: Person, takes: Person, since: str, reason: str, new_post: str = "") -> Plan:
    """Return what handing every duty over from a day on would change; `new_post` is where the person goes, if known.

    Raises UsageError without a day or a reason, or when both are the same person.
    """
    if not since:
        raise UsageError("没有写从哪一天起移交：请填移交日期。")
    if not reason.strip():
        raise UsageError("没有写移交原因：请写明原因（如职务调整），原因会随历史保存。")
    if takes.natural_key() == leaves.natural_key():
        raise UsageError(f"接手的还是{leaves.name}本人：请选另一个人。")
    handed = hand_over(duties_of(store, leaves), leaves, takes, since, reason.strip(), new_ids())
    changes = [RecordChange(leaves, replace(leaves, until=day_before(since)))]
    if store.find(Person, takes.id) is None:
        changes.append(RecordChange(None, replace(takes, sort=takes.sort or leaves.sort, since=since)))
    if new_post:
        changes.append(RecordChange(None, replace(leaves, id=new_id(), post=new_post, since=since, until=None)))
    for one in handed:
        changes += [RecordChange(one.before, one.after), RecordChange(None, one.tenure)]
    rows = tuple(Row(Outcome.CHANGED, f"{one.before.role}：{leaves.name} → {takes.name}") for one in handed)
    return Plan(Source("form", reason=reason.strip()), tuple(changes), rows=rows, basis=store.seq)


def people_in_order(store: Store, unit: str | None = None) -> list[Person]:
    """Return the people level by level in the county's official order; who left comes last."""
    people = store.select(Person, **({"unit": unit} if unit else {}))
    return sorted(people, key=lambda one: (bool(one.until), _rank(one), one.sort))


def _rank(person: Person) -> int:
    return PERSON_LEVELS.index(person.level) if person.level in PERSON_LEVELS else len(PERSON_LEVELS)


def plan_order(store: Store, people: Sequence[Person]) -> Plan:
    """Return the plan of putting people in this order."""
    changes = [RecordChange(one, replace(one, sort=place)) for place, one in enumerate(people, 1) if one.sort != place]
    return Plan(Source("form", reason="调整领导排序"), tuple(changes), basis=store.seq)
