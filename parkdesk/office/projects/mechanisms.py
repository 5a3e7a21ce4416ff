"""Mechanisms as data: versions of templates; what the city requires cannot be dropped, only renamed and moved."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from parkdesk.errors import UsageError
from parkdesk.plan import Outcome, Plan, RecordChange, Row, Source
from parkdesk.records import Assignment, Member, Project, Slot, Template, catalogue
from parkdesk.rules.slots import MemberSlots, current_version, judge_members
from parkdesk.store import new_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkdesk.store import Store


def templates(store: Store) -> list[Template]:
    """Return every version of every mechanism, the newest version of each first."""
    order: dict[str, int] = {}
    for one in store.select(Template):
        order.setdefault(one.code, len(order))
    return sorted(store.select(Template), key=lambda one: (order[one.code], -one.version))


def newest(store: Store, target: str = "") -> list[Template]:
    """Return the newest version in use of each mechanism, of one kind of object where that is asked."""
    found: dict[str, Template] = {}
    for one in templates(store):
        if one.in_use and target in ("", one.target):
            found.setdefault(one.code, one)
    return list(found.values())


def slots_of(store: Store, template: Template) -> list[Slot]:
    """Return the slots of one version in their order."""
    found = [slot for slot in store.select(Slot, template=template.code) if slot.version == template.version]
    return sorted(found, key=lambda slot: slot.number)


def used_by(store: Store, template: Template) -> int:
    """Return how many projects and firms are under a version."""
    default = catalogue.DEFAULT_TEMPLATE
    projects = sum((one.template or default) == template.ref for one in store.select(Project))
    return projects + len(store.select(Member, template=template.ref))


def current_ref(store: Store, code: str, day: str) -> str:
    """Return the version of a mechanism that new projects get on a day: the newest that is in force."""
    return current_version(store.select(Template), code, day)


def plan_template(store: Store, template: Template, slots: Sequence[Slot], *, moves: bool = False) -> Plan:
    """Return the plan of a changed template: a new version where the old one is in use, else in its place.

    Args:
        store: the desk.
        template: name, effective date and whether it is in use, as wanted.
        slots: every slot as wanted, in order.
        moves: whether the projects of the old version go over to the new one.

    Raises UsageError for a slot without a name, two of one name, or one that the city requires and that is gone.
    """
    before = next((one for one in store.select(Template, code=template.code) if one.version == template.version), None)
    held = slots_of(store, before) if before else []
    _refuse(template, slots, [] if store.desk.is_city else held)
    if before is not None and used_by(store, before) and _differ(slots, held):
        return _new_version(store, template, slots, moves=moves)
    changes = [RecordChange(before, template)] if before != template else []
    changes += [RecordChange(one, None) for one in held if one.id not in {slot.id for slot in slots}]
    known = {one.id: one for one in held}
    for number, slot in enumerate(slots, 1):
        wanted = replace(slot, template=template.code, version=template.version, number=number)
        if known.get(slot.id) != wanted:
            changes.append(RecordChange(known.get(slot.id), wanted))
    return _plan(store, changes, f"修改机制“{template.name}”")


def _new_version(store: Store, template: Template, slots: Sequence[Slot], *, moves: bool) -> Plan:
    version = max(one.version for one in store.select(Template, code=template.code)) + 1
    made = replace(template, id=new_id(), version=version)
    changes = [RecordChange(None, made)]
    changes += [
        RecordChange(None, replace(slot, id=new_id(), template=made.code, version=version, number=number))
        for number, slot in enumerate(slots, 1)
    ]
    if moves:
        old = template.ref
        default = catalogue.DEFAULT_TEMPLATE
        changes += [
            RecordChange(one, replace(one, template=made.ref))
            for one in store.select(Project)
            if (one.template or default) == old
        ]
    return _plan(store, changes, f"机制“{template.name}”新版本")


def _refuse(template: Template, slots: Sequence[Slot], held: Sequence[Slot]) -> None:
    """Refuse what cannot stand; `held` are the slots as they are, none for a city, which may drop its own."""
    if not template.name.strip():
        raise UsageError("机制没有名称：请写上名称。")
    if not slots:
        raise UsageError(f"“{template.name}”一项要素也没有：请至少留一项。")
    labels = [slot.label.strip() for slot in slots]
    if "" in labels:
        raise UsageError(f"“{template.name}”的第{labels.index('') + 1}项没有名称：请写上名称。")
    if twice := next((label for label in labels if labels.count(label) > 1), ""):
        raise UsageError(f"“{template.name}”有两项都叫“{twice}”：请改成能区分的名称。")
    kept = {slot.id for slot in slots}
    if dropped := [one.label for one in held if one.city_required and one.id not in kept]:
        raise UsageError(f"“{'”“'.join(dropped)}”是市级必填要素，可以改名、调整顺序，不能删去。")
    if loosened := [slot.label for slot in slots if slot.city_required and not slot.required]:
        raise UsageError(f"“{'”“'.join(loosened)}”是市级必填要素，不能改为选填。")


def _differ(slots: Sequence[Slot], held: Sequence[Slot]) -> bool:
    return [replace(slot, number=0) for slot in slots] != [replace(slot, number=0) for slot in held] or [
        slot.id for slot in slots
    ] != [slot.id for slot in held]


def _plan(store: Store, changes: list[RecordChange], reason: str) -> Plan:
    rows = tuple(
        Row(Outcome.NEW if change.before is None else Outcome.CHANGED, change.subject.title()) for change in changes
    )
    return Plan(Source("form", reason=reason), tuple(changes), rows=rows, basis=store.seq)


def member_matrix(store: Store, unit: str | None = None) -> list[MemberSlots]:
    """Return what is under the other mechanisms with the state of each slot."""
    members = store.select(Member, **({"unit": unit} if unit else {}))
    return judge_members(members, store.select(Slot), store.select(Assignment))
