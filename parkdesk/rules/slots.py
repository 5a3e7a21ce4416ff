"""Which “一” of a project's mechanism are in place, and the 完整率 (domain §2.2)."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from parkdesk.frozen import frozen
from parkdesk.rules.growth import share

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from parkdesk.amounts import Rate
    from parkdesk.records import Assignment, Member, Project, Slot, Template

_TEAM_AT_LEAST = 2
_STEPS_AT_LEAST = 4


@frozen
class SlotState:
    """One “一” of one project: its label, whether it is in place, who or what fills it, what is missing.

    `duties` are the ids of the assignments that fill it.
    """

    label: str
    lit: bool
    text: str
    missing: str
    required: bool
    duties: tuple[str, ...] = ()


@frozen
class ProjectSlots:
    """A project with the state of each of its slots."""

    project: Project
    slots: tuple[SlotState, ...]

    @property
    def subject(self) -> Project:
        """What the slots are of."""
        return self.project

    @property
    def name(self) -> str:
        """How that is called."""
        return self.project.name

    @property
    def completeness(self) -> Rate | None:
        """完整率: required slots in place ÷ required slots."""
        return completeness([self])


@frozen
class MemberSlots:
    """A firm, chain or project under a mechanism with the state of each of its slots."""

    member: Member
    slots: tuple[SlotState, ...]

    @property
    def subject(self) -> Member:
        """What the slots are of."""
        return self.member

    @property
    def name(self) -> str:
        """How that is called."""
        return self.member.about

    @property
    def completeness(self) -> Rate | None:
        """完整率: required slots in place ÷ required slots."""
        return completeness([self])


def completeness(judged: Iterable[ProjectSlots | MemberSlots]) -> Rate | None:
    """Return the 完整率 over several projects or firms; None where nothing is required."""
    required = [slot for one in judged for slot in one.slots if slot.required]
    return share(sum(slot.lit for slot in required), len(required))


def by_template(slots: Iterable[Slot]) -> dict[str, list[Slot]]:
    """Return the slots of each version of a mechanism in their order."""
    found: dict[str, list[Slot]] = {}
    for slot in sorted(slots, key=lambda slot: slot.number):
        found.setdefault(slot.ref, []).append(slot)
    return found


def by_subject(duties: Iterable[Assignment]) -> dict[str, dict[str, Assignment]]:
    """Return the duties of each project or firm by role."""
    found: dict[str, dict[str, Assignment]] = {}
    for duty in duties:
        found.setdefault(duty.subject, {})[duty.role] = duty
    return found


def current_version(templates: Iterable[Template], code: str, day: str) -> str:
    """Return the version of a mechanism that new projects get on a day: the newest that is in force."""
    found = sorted((one for one in templates if one.code == code and one.in_use), key=lambda one: -one.version)
    in_force = [one for one in found if not one.effective_from or one.effective_from <= day]
    return (in_force or found)[0].ref if found else code


def judge(
    projects: Iterable[Project],
    slots: Iterable[Slot],
    duties: Iterable[Assignment],
    default_template: str,
    steps: Mapping[str, int] = MappingProxyType({}),
) -> list[ProjectSlots]:
    """Judge every project by the slots of its template (or the default one) and its own duties.

    `steps` says how many dated milestones each project has.
    """
    templates, held = by_template(slots), by_subject(duties)
    return [
        project_slots(p, templates.get(p.template or default_template, []), held.get(p.id, {}), steps.get(p.id, 0))
        for p in projects
    ]


def judge_members(members: Iterable[Member], slots: Iterable[Slot], duties: Iterable[Assignment]) -> list[MemberSlots]:
    """Judge what is under the other mechanisms by the slots of each one's own."""
    templates, held = by_template(slots), by_subject(duties)
    return [
        MemberSlots(
            one,
            tuple(
                SlotState(slot.label, bool(one.about), one.goal or one.about, "", slot.required)
                if slot.type == "object"
                else _state(slot, held.get(one.subject, {}), 0)
                for slot in templates.get(one.template, [])
            ),
        )
        for one in members
    ]


def project_slots(
    project: Project, slots: Sequence[Slot], duties: Mapping[str, Assignment], steps: int = 0
) -> ProjectSlots:
    """Judge every slot of a project; `duties` are its assignments by role."""
    states = (_object_state(project, slot) if slot.type == "object" else _state(slot, duties, steps) for slot in slots)
    return ProjectSlots(project, tuple(states))


def _state(slot: Slot, duties: Mapping[str, Assignment], steps: int) -> SlotState:
    roles = slot.role_names()
    missing = "、".join(f"缺{role}" for role in roles if role not in duties)
    filled = [duties[role] for role in roles if role in duties]
    text = "；".join(f"{duty.name}（{duty.post}）" if duty.post else duty.name for duty in filled)
    if slot.type == "milestones" and not filled:
        missing = "" if steps >= _STEPS_AT_LEAST else f"节点不足{_STEPS_AT_LEAST}个（有{steps}个）"
        return SlotState(slot.label, not missing, f"{steps}个节点" if steps else "", missing, slot.required)
    if slot.type == "team" and filled and len(_members(filled[0].name)) < _TEAM_AT_LEAST:
        missing = f"专班不足{_TEAM_AT_LEAST}人"
    held = tuple(duty.id for duty in filled)
    return SlotState(slot.label, bool(roles) and not missing, text, missing, slot.required, held)


def _object_state(project: Project, slot: Slot) -> SlotState:
    gaps = [name for name, value in (("竣工时间", project.finish), ("总投资", project.total)) if value is None]
    text = f"{project.finish} 竣工" if project.finish else ""
    return SlotState(slot.label, not gaps, text, "、".join(f"缺{gap}" for gap in gaps), slot.required)


def _members(text: str) -> list[str]:
    for mark in "，,；; ":
        text = text.replace(mark, "、")
    return [member for member in text.split("、") if member]
