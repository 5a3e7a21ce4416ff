"""The demonstration's projects brought to life: milestones, visits and problems, all invented."""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING

from parkdesk.office.projects.norms import visit_norms
from parkdesk.plan import Plan, RecordChange, Source
from parkdesk.records import Assignment, Issue, Milestone, Project, Visit
from parkdesk.records.projects import EARLY_STAGES
from parkdesk.rules.visiting import spans
from parkdesk.store import new_ids

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parkdesk.records import Record
    from parkdesk.store import Store

_STEPS = ("土地平整", "主体封顶", "设备采购", "安装调试", "竣工验收")
_PROBLEMS = (
    ("用电用气用水", "临时用电容量不足"),
    ("融资", "流动资金紧张"),
    ("用工", "熟练工短缺"),
    ("用地", "土地证未办理"),
)
_FIRST, _LAST = dt.date(2026, 1, 1), dt.date(2026, 9, 30)
_KEPT = 0.85
"""How many of the visits that were owed were made."""


def enliven(store: Store, seed: int) -> None:
    """Give a county's projects a plan of milestones, visits from its duties, and some problems."""
    chance = random.Random(seed)  # noqa: S311 -- a demonstration, no secret
    ids = new_ids()
    projects = store.select(Project)
    made: list[Record] = []
    for project in projects:
        made += _milestones(project, chance, ids)
    made += _visits(store, chance, ids)
    made += _issues(projects, chance, ids)
    store.apply(Plan(Source("demo", reason="演示项目"), tuple(RecordChange(None, record) for record in made)))


def _milestones(project: Project, chance: random.Random, ids: Iterator[str]) -> Iterator[Milestone]:
    first = 11 if project.stage in EARLY_STAGES else 2
    for number, name in enumerate(_STEPS[: chance.randint(3, 5)]):
        years, month = divmod(first + 2 * number - 1, 12)
        due = dt.date(2026 + years, month + 1, chance.randint(5, 25))
        done = due + dt.timedelta(days=chance.randint(-8, 6))
        is_done = done <= _LAST and project.stage not in EARLY_STAGES and chance.random() < 0.92
        yield Milestone(
            id=next(ids), unit=project.unit, project=project.id, number=number + 1, name=name, due=due.isoformat(),
            begins=(due - dt.timedelta(days=40)).isoformat(), done_on=done.isoformat() if is_done else None,
        )  # fmt: skip


def _visits(store: Store, chance: random.Random, ids: Iterator[str]) -> Iterator[Visit]:
    names = {project.id: project.name for project in store.select(Project)}
    norms = {norm.role: norm for norm in visit_norms(store)}
    for duty in store.select(Assignment):
        norm = norms.get(duty.role)
        if norm is None or duty.project not in names:
            continue
        for span in spans(norm.every, _FIRST, _LAST):
            if span.first < _FIRST or span.last > _LAST or chance.random() > _KEPT:
                continue
            day = span.first + dt.timedelta(days=chance.randrange(span.days))
            yield Visit(
                id=next(ids), unit=duty.unit, day=day.isoformat(), project=duty.project, about=names[duty.project],
                level=norm.name, visitor=duty.name, form=chance.choice(("实地", "实地", "实地", "电话")),
                content=chance.choice(("查看进度", "协调手续", "看安全生产", "")),
            )  # fmt: skip


def _issues(projects: list[Project], chance: random.Random, ids: Iterator[str]) -> Iterator[Issue]:
    for number, project in enumerate(chance.sample(projects, min(8, len(projects))), 1):
        raised = _LAST - dt.timedelta(days=chance.randint(5, 60))
        category, text = chance.choice(_PROBLEMS)
        is_solved = chance.random() < 0.5
        yield Issue(
            id=next(ids), unit=project.unit, number=str(number), project=project.id, about=project.name,
            category=category, text=text, source="走访", raised_on=raised.isoformat(), lead=project.department,
            due=(raised + dt.timedelta(days=11)).isoformat(), progress="" if is_solved else "正在办理",
            state="已销号" if is_solved else "办理中", result="已解决" if is_solved else "",
            satisfaction="满意" if is_solved else "",
            closed_on=(raised + dt.timedelta(days=9)).isoformat() if is_solved else None,
        )  # fmt: skip
