"""A project through its stages: each with its day; one that finishes becomes a firm in 培育 without retyping."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from parkdesk.errors import UsageError
from parkdesk.plan import Outcome, Plan, RecordChange, Row, Source
from parkdesk.records import Enterprise, Registration, StageDay
from parkdesk.records.names import normalise_name
from parkdesk.records.projects import FINISHED_STAGES, POOLS, STAGES
from parkdesk.store import new_id

if TYPE_CHECKING:
    import datetime as dt

    from parkdesk.records import Project
    from parkdesk.store import Store

_NURTURED = "培育"
_FINISHED_POOL, _BEGUN_POOL, _EARLY_POOL = POOLS


def pool_of(stage: str) -> str:
    """Return the pool that a stage belongs to: 竣工一批, 开工一批, 储备一批."""
    if stage in FINISHED_STAGES or stage == "试生产":
        return _FINISHED_POOL
    return _EARLY_POOL if stage in STAGES[:4] else _BEGUN_POOL


def plan_stage(store: Store, project: Project, stage: str, day: dt.date) -> Plan:
    """Return the plan of a project that came to a stage on a day; its pool follows, its day is kept."""
    if stage not in STAGES:
        raise UsageError(f"没有“{stage}”这个阶段：可用的有 {'、'.join(STAGES)}。")
    pool = project.pool if stage in ("暂停", "终止") else pool_of(stage)
    after = replace(project, stage=stage, pool=pool)
    came = StageDay(id=new_id(), unit=project.unit, project=project.id, stage=stage, day=day.isoformat(), source="登记")
    changes = [RecordChange(project, after)] if after != project else []
    held = {one.natural_key() for one in store.select(StageDay, project=project.id)}
    if came.natural_key() not in held:
        changes.append(RecordChange(None, came))
    row = Row(Outcome.CHANGED, project.name, subject=project.id)
    return Plan(Source("form", reason=f"{project.name}进入{stage}阶段"), tuple(changes), rows=(row,), basis=store.seq)


def plan_firm(store: Store, project: Project, day: dt.date) -> Plan:
    """Return the plan of taking a finished project over into the registry as a firm in 培育.

    A firm that is on the registry already (the project's owner) is linked and keeps its standing.
    Raises UsageError for a project that is not finished or was taken over before.
    """
    if project.stage not in FINISHED_STAGES:
        raise UsageError(f"“{project.name}”还在{project.stage or '（没有填）'}阶段：竣工投产以后才能转入企业库。")
    if project.enterprise and store.find(Enterprise, project.enterprise):
        raise UsageError(f"“{project.name}”已经转入企业库了：请在企业库里查看。")
    name = project.owner or project.name
    firms = {normalise_name(one.name): one for one in store.select(Enterprise, unit=project.unit)}
    firm = firms.get(normalise_name(name))
    changes = []
    if firm is None:
        notes = {"由项目转入": project.name}
        firm = Enterprise(id=new_id(), unit=project.unit, name=name, notes=notes)
        standing = Registration(
            id=new_id(), enterprise=firm.id, year=day.year, status=_NURTURED, from_period=day.year * 100,
            reason=f"项目“{project.name}”{project.stage}",
        )  # fmt: skip
        changes += [RecordChange(None, firm), RecordChange(None, standing)]
    changes.append(RecordChange(project, replace(project, enterprise=firm.id)))
    row = Row(Outcome.NEW, firm.name, subject=firm.id)
    reason = f"项目“{project.name}”转入企业库"
    return Plan(Source("form", reason=reason), tuple(changes), rows=(row,), basis=store.seq)
