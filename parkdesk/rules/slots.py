"""Which “一” of a project's mechanism are in place, and the 完整率 (domain §2.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parkdesk.rules.growth import share

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from parkdesk.amounts import Rate
    from parkdesk.records import Assignment, Project, Slot

_TEAM_AT_LEAST = 2


@dataclass(frozen=True, slots=True)
class SlotState:
    """One “一” of one project: its label, whether it is in place, who or what fills it, what is missing."""

    label: str
    lit: bool
    text: str
    missing: str
    required: bool


@dataclass(frozen=True, slots=True)
class ProjectSlots:
    """A project with the state of each of its slots."""

    project: Project
    slots: tuple[SlotState, ...]

    @property
    def completeness(self) -> Rate | None:
        """完整率: required slots in place ÷ required slots."""
        return completeness([self])


def completeness(projects: Iterable[ProjectSlots]) -> Rate | None:
    """Return the 完整率 over several projects; None where nothing is required."""
    required = [slot for project in projects for slot in project.slots if slot.required]
    return share(sum(slot.lit for slot in required), len(required))


def judge(
    projects: Iterable[Project], slots: Iterable[Slot], duties: Iterable[Assignment], default_template: str
) -> list[ProjectSlots]:
    """Judge every project by the slots of its template (or the default one) and its own duties."""
    by_template: dict[str, list[Slot]] = {}
    for slot in sorted(slots, key=lambda slot: slot.number):
        by_template.setdefault(slot.template, []).append(slot)
    by_project: dict[str, dict[str, Assignment]] = {}
    for duty in duties:
        by_project.setdefault(duty.project, {})[duty.role] = duty
    return [
        project_slots(p, by_template.get(p.template or default_template, []), by_project.get(p.id, {}))
        for p in projects
    ]


def project_slots(project: Project, slots: Sequence[Slot], duties: Mapping[str, Assignment]) -> ProjectSlots:
    """Judge every slot of a project; `duties` are its assignments by role."""
    return ProjectSlots(project, tuple(_state(project, slot, duties) for slot in slots))


def _state(project: Project, slot: Slot, duties: Mapping[str, Assignment]) -> SlotState:
    if slot.type == "object":
        return _object_state(project, slot)
    roles = slot.role_names()
    missing = "、".join(f"缺{role}" for role in roles if role not in duties)
    filled = [duties[role] for role in roles if role in duties]
    text = "；".join(f"{duty.name}（{duty.post}）" if duty.post else duty.name for duty in filled)
    if slot.type == "team" and filled and len(_members(filled[0].name)) < _TEAM_AT_LEAST:
        missing = f"专班不足{_TEAM_AT_LEAST}人"
    return SlotState(slot.label, bool(roles) and not missing, text, missing, slot.required)


def _object_state(project: Project, slot: Slot) -> SlotState:
    gaps = [name for name, value in (("竣工时间", project.finish), ("总投资", project.total)) if value is None]
    text = f"{project.finish} 竣工" if project.finish else ""
    return SlotState(slot.label, not gaps, text, "、".join(f"缺{gap}" for gap in gaps), slot.required)


def _members(text: str) -> list[str]:
    for mark in "，,；; ":
        text = text.replace(mark, "、")
    return [member for member in text.split("、") if member]
