from __future__ import annotations

import json
from dataclasses import replace

import pytest

from parkdesk.errors import IntakeError
from parkdesk.intake.sheets import plan_sheet, read_file
from parkdesk.intake.subjects import tie
from parkdesk.intake.understanding import FIELD, understand
from parkdesk.intake.visits import level_named
from parkdesk.plan import Plan, RecordChange, Source
from parkdesk.records import Project, Visit
from tests.intake.test_enterprises import outcomes, rules
from tests.intake.test_projects import DUTIES, DUTY

PROJECT_HEAD = ["项目名称", "建设单位", "总投资（万元）", "年度计划投资（万元）", "形象进度"]
PROJECT_ROW = ["甲项目", "甲公司", 1000, 500, "在建"]
HEAD = ["日期", "项目名称", "走访层级", "走访人", "方式", "收集问题"]


def visit(day="2026-03-02", about="甲项目", level="县级领导", who="王建国", form="实地", problem=""):
    return [day, about, level, who, form, problem]


@pytest.fixture
def with_duties(plan_of):
    plan_of([["包抓责任表"], DUTIES, DUTY], apply=True)


def test_visits_are_kept_as_written_and_known_again(plan_of, store, with_duties):
    rows = [["包抓走访记录"], HEAD, visit(), visit(), visit("2026/3/9", form="电话", problem="用工缺口")]
    plan = plan_of(rows, apply=True)
    assert (outcomes(plan), plan.findings) == (["new"] * 3, ())
    kept = store.select(Visit)
    assert [(v.day, v.form, v.problem, v.ordinal) for v in kept] == [
        ("2026-03-02", "实地", "", 1), ("2026-03-02", "实地", "", 2), ("2026-03-09", "电话", "用工缺口", 1),
    ]  # fmt: skip
    assert all(v.project for v in kept)
    assert plan_of(rows).is_empty
    assert outcomes(plan_of([*rows, visit()])) == ["same", "same", "same", "new"]


def test_what_cannot_be_counted_is_marked_and_never_dropped(plan_of, store, with_duties):
    rows = [
        ["走访记录"], HEAD, visit("2999-01-01"), visit("2025-12-31"), visit(about="乙项目"), visit(level="", who="赵"),
        visit(who="刘立军"), visit(form="座谈"), visit(day=""),
    ]  # fmt: skip
    plan = plan_of(rows, apply=True)
    assert outcomes(plan) == ["new"] * 7
    assert sorted(rules(plan)) == ["before", "future", "no_day", "no_level", "unknown_subject", "visitor"]
    said = {f.rule.removeprefix("intake."): f.text for f in plan.findings}
    assert "日期还没有到" in said["future"]
    assert "早于责任起始日期2026-01-01" in said["before"]
    assert "项目表和企业库里都没有“乙项目”" in said["unknown_subject"]
    assert "是王建国，记的是刘立军" in said["visitor"]
    assert len(store.select(Visit)) == 7
    assert store.select(Visit)[5].content == "方式：座谈"


def test_what_was_visited_before_its_project_was_known_is_tied_when_the_project_comes(plan_of, store):
    plan_of([["走访记录"], HEAD, visit(about=" 甲项目 "), visit(about="丙项目")], apply=True)
    assert [one.project for one in store.select(Visit)] == ["", ""]
    plan = plan_of([["项目一览表"], PROJECT_HEAD, PROJECT_ROW], apply=True)
    (made,) = store.select(Project)
    assert outcomes(plan) == ["new"]
    assert [one.project for one in store.select(Visit)] == [made.id, ""]
    store.apply(Plan(Source("form"), (RecordChange(None, replace(made, id="p3", name="丙项目")),)))
    store.apply(tie(store, made.unit))
    assert [one.project for one in store.select(Visit)] == [made.id, "p3"]
    assert tie(store, made.unit).is_empty
    assert store.verify() == []


def test_levels_as_people_write_them(plan_of, store, with_duties):
    assert [level_named(word) for word in ("县领导", "部门负责人", "帮扶干部", "县级领导", "书记")] == [
        "县级领导", "部门主要负责人", "帮扶责任人", "县级领导", "书记",
    ]  # fmt: skip
    plan = plan_of(
        [["走访记录"], ["走访日期", "项目名称", "走访人", "走访情况"], ["2026-3-2", "甲项目", "张海涛", "看现场"]]
    )
    (change,) = plan.records
    assert (change.after.level, change.after.content) == ("帮扶责任人", "看现场")


def test_rows_and_sheets_that_are_refused(plan_of):
    plan = plan_of([["走访记录"], HEAD, visit(about=""), visit("2月30日"), visit()])
    assert outcomes(plan)[:2] == ["refused", "refused"]
    assert "没有走访对象" in plan.rows[0].reason
    with pytest.raises(IntakeError, match="没有“日期”这一列"):
        plan_of([["走访记录"], HEAD[1:], visit()[1:]])


@pytest.mark.parametrize("seed", [5, 77])
def test_the_visits_of_a_made_up_county(county_files, store, seed):
    made = county_files("--firms", 30, "--seed", seed)
    for name in ("重点项目进展一览表", "包抓责任表", "走访记录"):
        (sheet,) = read_file(made.folder / f"{name}.xlsx")
        plan = plan_sheet(store, sheet)
        assert set(outcomes(plan)) == {"new"}
        store.apply(plan)
        assert plan_sheet(store, sheet).is_empty, json.dumps(plan.counts())
    assert len(store.select(Visit)) == made.truth["visits"]
    assert all(one.project for one in store.select(Visit))


@pytest.mark.parametrize(("name", "count"), [("走访记录", 6), ("问题清单", 8)])
def test_every_column_is_understood(county_files, store, name, count):
    (sheet,) = read_file(county_files("--firms", 30, "--seed", 5).folder / f"{name}.xlsx")
    assert [one.role for one in understand(store, sheet).columns] == [FIELD] * count
