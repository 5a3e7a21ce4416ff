"""The war map of a desk, re-planning a milestone, keeping a baseline."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from parkdesk.errors import UsageError
from parkdesk.office.projects.lights import lights
from parkdesk.plan import FieldChange, Outcome, Plan, RecordChange, Row, Source
from parkdesk.records import Baseline, Milestone, Project, catalogue
from parkdesk.rules import war_map
from parkdesk.store import new_id

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Sequence

    from parkdesk.store import Store


def war_map_of(
    store: Store,
    today: dt.date,
    *,
    weekly: bool = False,
    unit: str | None = None,
    only: Collection[str] | None = None,
    stretch: tuple[dt.date, dt.date] | None = None,
) -> war_map.WarMap:
    """Return the map of a year by months, or of sixteen weeks around today; `only` keeps some projects."""
    of_unit = {"unit": unit} if unit else {}
    projects = [one for one in store.select(Project, **of_unit) if only is None or one.id in only]
    shown = lights(store, today, unit)
    if stretch is None:
        stretch = war_map.weeks_around(today) if weekly else war_map.year_of(today)
    return war_map.build(
        projects, shown, store.select(Milestone, **of_unit), store.select(Baseline, **of_unit), today, stretch,
        weekly=weekly,
    )  # fmt: skip


def plan_move(store: Store, flag: war_map.Flag, days: int) -> Plan:
    """Return the plan of moving a milestone by some days; raises UsageError for one that is done."""
    if flag.done_on is not None:
        raise UsageError(f"节点“{flag.milestone.name}”已于{flag.done_on}完成，不能改计划：请先清空实际完成日期。")
    moved = war_map.shifted(flag, days)
    field = FieldChange("计划完成", flag.milestone.due or "", moved.due or "")
    row = Row(Outcome.CHANGED, flag.milestone.name, fields=(field,), subject=flag.milestone.project)
    reason = f"节点“{flag.milestone.name}”调整到{moved.due}"
    return Plan(Source("form", reason=reason), (RecordChange(flag.milestone, moved),), rows=(row,), basis=store.seq)


def plan_done(store: Store, milestone: Milestone, day: dt.date) -> Plan:
    """Return the plan of a milestone that was reached on a day."""
    after = replace(milestone, done_on=day.isoformat())
    row = Row(Outcome.CHANGED, milestone.name, subject=milestone.project)
    reason = f"节点“{milestone.name}”完成"
    return Plan(Source("form", reason=reason), (RecordChange(milestone, after),), rows=(row,), basis=store.seq)


def plan_steps(store: Store, project: Project) -> Plan:
    """Return the plan of the usual steps spread over a project's days, for one that has none.

    Raises UsageError for a project with milestones, or without a start and a finish after it.
    """
    if store.select(Milestone, project=project.id):
        raise UsageError(f"“{project.name}”已经有节点：请逐个增改。")
    row = war_map.days_of(project)
    if row is None:
        raise UsageError(f"“{project.name}”没有开工、竣工时间，或者竣工早于开工，排不了节点：请先改好。")
    first, last = row
    begins, changes = first, []
    for number, (name, share) in enumerate(catalogue.steps(), 1):
        due = first + (last - first) * share / 100
        step = Milestone(
            id=new_id(), unit=project.unit, project=project.id, number=number, name=name, begins=begins.isoformat(),
            due=due.isoformat(),
        )  # fmt: skip
        changes.append(RecordChange(None, step))
        begins = due
    lines = tuple(Row(Outcome.NEW, change.subject.title(), subject=project.id) for change in changes)
    source = Source("form", reason=f"{project.name}排节点")
    return Plan(source, tuple(changes), rows=lines, basis=store.seq)


def plan_baseline(store: Store, day: dt.date, projects: Sequence[str] | None = None) -> Plan:
    """Return the plan of keeping where every milestone stands now as the baseline of a day.

    Raises UsageError where there are no milestones or the day has its baseline already.
    """
    steps = [one for one in store.select(Milestone) if projects is None or one.project in projects]
    if not steps:
        raise UsageError("还没有节点，存不了基线：请先给项目排节点。")
    held = {one.natural_key() for one in store.select(Baseline, taken_on=day.isoformat())}
    made = [
        Baseline(
            id=new_id(), unit=one.unit, project=one.project, taken_on=day.isoformat(), name=one.name,
            begins=one.begins, due=one.due,
        )
        for one in steps
    ]  # fmt: skip
    fresh = [one for one in made if one.natural_key() not in held]
    if not fresh:
        raise UsageError(f"{day}的基线已经存过了：同一天只存一次。")
    changes = tuple(RecordChange(None, one) for one in fresh)
    row = Row(Outcome.NEW, f"{day}基线，{len(fresh)}个节点")
    return Plan(Source("form", reason=f"存{day}基线"), changes, rows=(row,), basis=store.seq)
