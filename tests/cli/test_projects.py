"""Projects, duties, visits and problems by the command line: in, listed, on paper, as a script would do it."""

from __future__ import annotations

from collections import Counter

import pytest
from openpyxl import load_workbook

SHEETS = ("企业名录", "重点项目进展一览表", "包抓责任表", "走访记录", "问题清单")
KINDS = ("enterprises", "projects", "duties", "visits", "issues")


@pytest.fixture
def filled(run, county, county_files):
    made = county_files("--seed", 404, "--firms", 30)
    desk = county()
    ran = run("import", desk, *(made.folder / f"{name}.xlsx" for name in SHEETS))
    assert (ran.code, [one["kind"] for one in ran.value["files"]]) == (0, list(KINDS))
    return desk, made


def test_everything_that_came_in_is_listed(run, filled):
    desk, made = filled
    truth = made.truth
    counts = {
        "projects": truth["projects"], "visits": truth["visits"], "issues": 40, "investments": truth["projects"],
        "stages": truth["projects"], "notices": 0, "milestones": 0, "tenures": 0, "members": 0,
    }  # fmt: skip
    for table, number in counts.items():
        assert len(run("list", desk, table).value) == number, table
    issues = run("list", desk, "issues").value
    assert sum(one["state"] == "办理中" for one in issues) == truth["issues_open"]
    months = run("list", desk, "investments", "--where", "period=202609").value
    assert sum(one["done"] or 0 for one in months) == truth["project_done"]
    assert sum(one["plan"] or 0 for one in months) == truth["project_plan"]
    people = run("list", desk, "people", "--where", "level=县级领导").value
    assert {one["name"] for one in people} <= set(truth["leaders"])
    assert run("verify", desk).code == 0


def test_visits_by_level_are_those_of_the_workbook(run, filled):
    desk, made = filled
    sheet = load_workbook(made.folder / "走访记录.xlsx").active
    expected = Counter(row[2] for row in sheet.iter_rows(min_row=4, values_only=True) if row[2])
    for level, number in expected.items():
        assert len(run("list", desk, "visits", "--where", f"level={level}").value) == number


def test_the_same_files_twice_change_nothing(run, filled):
    desk, made = filled
    before = run("digest", desk).value
    ran = run("import", desk, *(made.folder / f"{name}.xlsx" for name in SHEETS))
    assert all(one["new"] == one["changed"] == one["refused"] == one["conflict"] == 0 for one in ran.value["files"])
    assert run("digest", desk).value == before


def test_the_order_of_the_sheets_does_not_show(run, county_files, tmp_path):
    made = county_files("--seed", 404, "--firms", 30)
    found = []
    for name, order in (("a", SHEETS), ("b", (SHEETS[0], SHEETS[1], SHEETS[3], SHEETS[4], SHEETS[2]))):
        desk = tmp_path / f"{name}.parkdesk"
        run("init", desk, "--unit", "610981", "--name", "旬阳市经贸局", "--role", "county", "--parent", "610900")
        for sheet in order:
            assert run("import", desk, made.folder / f"{sheet}.xlsx").code == 0
        found.append(run("digest", desk).value)
    assert found[0] == found[1]


@pytest.mark.parametrize("name", ["projects", "duties", "visits", "issues", "scores", "war_map", "war_map_weeks"])
def test_the_papers_of_projects(run, filled, tmp_path, name):
    desk, _ = filled
    path = tmp_path / f"{name}.pdf"
    ran = run("report", desk, name, "--period", "2026-09", "-o", path)
    assert (ran.code, path.read_bytes()[:5]) == (0, b"%PDF-")


def test_a_paper_without_content_says_what_is_missing(run, county, tmp_path):
    ran = run("report", county(), "notices", "--period", "2026-09", "-o", tmp_path / "x.pdf")
    assert ran.code == 1
    assert "督办还没有内容" in ran.said


def test_a_whole_kind_can_be_named_and_undone(run, county, county_files):
    made = county_files("--seed", 404, "--firms", 30)
    desk = county()
    ran = run("import", desk, made.folder / "走访记录.xlsx", "--kind", "visits")
    (only,) = ran.value["files"]
    assert only["new"] == made.truth["visits"]
    assert {one["rule"] for one in only["findings"]} == {"intake.unknown_subject"}
    assert run("undo", desk, only["import_id"]).code == 0
    assert run("list", desk, "visits").value == []


@pytest.mark.parametrize("kind", ["visits", "issues", "milestones"])
def test_blank_forms_come_back_filled(run, filled, tmp_path, kind):
    desk, _ = filled
    path = tmp_path / f"{kind}.xlsx"
    assert run("template", desk, kind, "-o", path).code == 0
    project = run("list", desk, "projects", "--columns", "name").value[0]["name"]
    book = load_workbook(path)
    sheet = book.worksheets[0]
    heads = {cell.value: cell.column for cell in sheet[3] if cell.value}
    said = {
        "visits": {"日期": "2026-09-08", "走访对象": project, "走访层级": "县级领导", "走访人": "钟海涛"},
        "issues": {"企业或项目": project, "问题内容": "供水不足", "提出日期": "2026-09-08"},
        "milestones": {"项目名称": project, "节点名称": "主体封顶", "计划完成": "2026-11-30"},
    }[kind]
    for heading, text in said.items():
        sheet.cell(4, heads[heading], text)
    book.save(path)
    (only,) = run("import", desk, path).value["files"]
    assert (only["kind"], only["new"], only["refused"], only["error"]) == (kind, 1, 0, "")
