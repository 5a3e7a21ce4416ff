"""Every project's light on a day, and every doubt about projects, duties and visits."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from parkdesk.office.periods import work_calendar
from parkdesk.office.projects.norms import numbers, visit_norms
from parkdesk.records import Assignment, Milestone, Person, Project, StageDay, Visit
from parkdesk.rules.lights import Evidence, Light, judge
from parkdesk.rules.project_doubts import Doubt, about_people, about_project, about_subject, about_visit

if TYPE_CHECKING:
    import datetime as dt

    from parkdesk.store import Store


def lights(store: Store, today: dt.date, unit: str | None = None) -> dict[str, Light]:
    """Return the light of every project by its id."""
    of_unit = {"unit": unit} if unit else {}
    steps: dict[str, list[Milestone]] = defaultdict(list)
    for one in store.select(Milestone, **of_unit):
        steps[one.project].append(one)
    stages: dict[str, list[StageDay]] = defaultdict(list)
    for day in store.select(StageDay, **of_unit):
        stages[day.project].append(day)
    norms, workdays = numbers(store), work_calendar(store)
    return {
        project.id: judge(
            project, Evidence(today, norms, workdays, tuple(steps[project.id]), tuple(stages[project.id]))
        )
        for project in store.select(Project, **of_unit)
    }


def doubts(store: Store, today: dt.date, unit: str | None = None) -> list[Doubt]:
    """Return what is to be looked at (核实), the projects' own first."""
    of_unit = {"unit": unit} if unit else {}
    found = [doubt for project in store.select(Project, **of_unit) for doubt in about_project(project)]
    levels = {norm.role: norm.name for norm in visit_norms(store)}
    duties = store.select(Assignment, **of_unit)
    found += about_people(duties, levels, store.select(Person, **of_unit))
    began = {(one.subject, levels[one.role]): one.since for one in duties if one.role in levels}
    for visit in store.select(Visit, **of_unit):
        if (unknown := about_subject(visit)) is not None:
            found.append(unknown)
        since = began.get((visit.project or visit.enterprise, visit.level), "")
        if (doubt := about_visit(visit, since, today)) is not None:
            found.append(doubt)
    return found
