from __future__ import annotations

import datetime as dt
import itertools

import pytest

from parkdesk.errors import UsageError
from parkdesk.office.projects.war_map import plan_baseline, plan_done, plan_move, plan_steps, war_map_of
from parkdesk.plan import Plan, RecordChange, Source
from parkdesk.records import Baseline, Milestone, Project
from parkdesk.rules.war_map import flags_of

TODAY = dt.date(2026, 10, 12)


@pytest.fixture
def project(bare):
    made = Project(id="p", unit="610981", name="甲项目", start="2026-01", finish="2026-12")
    bare.apply(Plan(Source("form"), (RecordChange(None, made),)))
    return made


def test_the_usual_steps_are_spread_over_a_projects_days(bare, project):
    bare.apply(plan_steps(bare, project))
    steps = bare.select(Milestone)
    assert [one.name for one in steps] == ["手续办理", "土建施工", "设备采购", "安装调试", "竣工投产"]
    assert (steps[0].begins, steps[-1].due) == ("2026-01-01", "2026-12-31")
    assert all(before.due == after.begins for before, after in itertools.pairwise(steps))
    with pytest.raises(UsageError, match="已经有节点"):
        plan_steps(bare, project)


@pytest.mark.parametrize(("start", "finish"), [(None, "2026-12"), ("2026-12", None), ("2026-12", "2026-01")])
def test_a_project_without_days_gets_no_steps(bare, start, finish):
    with pytest.raises(UsageError, match="排不了节点"):
        plan_steps(bare, Project(id="q", unit="610981", name="乙项目", start=start, finish=finish))


def test_a_step_is_moved_done_and_compared_with_its_baselines(bare, project):
    with pytest.raises(UsageError, match="还没有节点"):
        plan_baseline(bare, TODAY)
    bare.apply(plan_steps(bare, project))
    bare.apply(plan_baseline(bare, dt.date(2026, 1, 5)))
    with pytest.raises(UsageError, match="已经存过了"):
        plan_baseline(bare, dt.date(2026, 1, 5))

    def flag(name="设备采购"):
        return next(one for _, one in flags_of(war_map_of(bare, TODAY).groups) if one.milestone.name == name)

    before = flag().due
    bare.apply(plan_move(bare, flag(), 10))
    assert (flag().due - before).days == 10
    assert flag().baseline == before
    bare.apply(plan_baseline(bare, dt.date(2026, 6, 1)))
    assert len(bare.select(Baseline)) == 10  # many, by their day
    assert flag().baseline == flag().due
    bare.apply(plan_done(bare, flag().milestone, dt.date(2026, 8, 20)))
    assert flag().state in ("done", "done_late")
    with pytest.raises(UsageError, match="不能改计划"):
        plan_move(bare, flag(), 1)
