"""Required, done and lacking against an independent computation from the maker's own workbooks."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

import pytest
from openpyxl import load_workbook

from parkdesk.office.projects.visiting import by_department, by_leader, current_names, duty_lines
from parkdesk.records import Assignment, Department, Tenure, Visit
from parkdesk.rules.visiting import Count

COLUMNS = {"县级领导": "包抓领导", "部门主要负责人": "部门主要负责人", "帮扶责任人": "帮扶责任人"}


def table(path):
    """Read an office sheet the plain way: headings in the third row, rows below."""
    rows = list(load_workbook(path).active.iter_rows(min_row=3, values_only=True))
    return [dict(zip(rows[0], row, strict=False)) for row in rows[1:] if row[1]]


def whole_weeks(first, last):
    day, number = first, 0
    while day + dt.timedelta(days=6) <= last:
        if day.weekday() == 0:
            number, day = number + 1, day + dt.timedelta(days=7)
        else:
            day += dt.timedelta(days=1)
    return number


@pytest.mark.parametrize(("seed", "month"), [(5, 9), (77, 9), (2027, 12), (8, 5)])
def test_levels_and_departments_of_a_made_up_county(county, seed, month):
    store, files = county(seed, "--month", month)
    upto = dt.date(2026, 12, 31) if month == 12 else dt.date(2026, month + 1, 1) - dt.timedelta(days=1)
    owed = {"县级领导": month // 3, "部门主要负责人": month, "帮扶责任人": whole_weeks(dt.date(2026, 1, 1), upto)}
    done = defaultdict(int)
    for visit in table(files.folder / "走访记录.xlsx"):
        if visit["日期"] <= upto.isoformat():
            done[visit["项目名称"], visit["走访层级"]] += 1
    expected = defaultdict(lambda: defaultdict(lambda: [0, 0, 0]))
    for duty in table(files.folder / "包抓责任表.xlsx"):
        for level in COLUMNS:
            had = done[duty["项目名称"], level]
            for where in (duty["牵头部门"], "全部"):
                cell = expected[where][level]
                cell[0] += owed[level]
                cell[1] += had
                cell[2] += max(0, owed[level] - had)
    lines = duty_lines(store, upto)
    found = {
        one.department: {level: [c.required, c.done, c.lacking] for level, c in one.levels.items()}
        for one in by_department(store, lines)
    }
    assert found == {where: dict(levels) for where, levels in expected.items() if where != "全部"}
    for level in COLUMNS:
        whole = sum((line.count for line in lines if line.level == level), Count())
        assert [whole.required, whole.done, whole.lacking] == expected["全部"][level]
    if month == 9:
        assert sum(line.count.done for line in lines) == files.truth["visits"]


def test_a_leader_is_replaced_in_mid_year(county):
    store, _ = county(5)
    upto = dt.date(2026, 9, 30)
    before = [line for line in duty_lines(store, upto) if line.level == "县级领导"]
    duty = store.select(Assignment, role="包抓领导")[0]
    from parkdesk.office.projects.handing_over import duties_of, plan_handover
    from parkdesk.records import Person

    leaves = next(p for p in store.select(Person) if p.name == duty.name and p.post == duty.post)
    held = len(duties_of(store, leaves))
    takes = Person(id="new", unit="610981", name="钟海", post="副市长", level="县级领导")
    store.apply(plan_handover(store, leaves, takes, "2026-05-20", "职务调整", "市人大常委会副主任"))
    assert duties_of(store, leaves) == []
    assert len(store.select(Tenure)) == held
    assert {one.since for one in store.select(Assignment) if one.name == "钟海"} == {"2026-05-20"}
    posts = [(p.post, p.since, p.until) for p in store.select(Person) if p.name == duty.name]
    assert (leaves.post, None, "2026-05-19") in posts
    assert ("市人大常委会副主任", "2026-05-20", None) in posts
    after = [line for line in duty_lines(store, upto) if line.level == "县级领导"]
    assert sum(line.count.required for line in after) == sum(line.count.required for line in before)
    assert sum(line.count.done for line in after) == sum(line.count.done for line in before)
    assert sum(line.is_former for line in after) == held


def test_departments_go_by_their_present_names():
    made = [
        Department(id="1", unit="1", name="国土局", successor="国土资源局"),
        Department(id="2", unit="1", name="国土资源局", successor="自然资源局"),
        Department(id="3", unit="1", name="自然资源局"),
        Department(id="4", unit="1", name="甲局", successor="乙局"),
        Department(id="5", unit="1", name="乙局", successor="甲局"),
    ]
    found = current_names(made)
    assert (found["国土局"], found["国土资源局"], found["自然资源局"]) == ("自然资源局",) * 3


def test_a_visit_that_cannot_be_counted_is_kept(county):
    store, _ = county(5)
    duty = store.select(Assignment, role="包抓领导")[0]
    from parkdesk.plan import Plan, RecordChange, Source

    def lines():
        return next(x for x in duty_lines(store, dt.date(2026, 9, 30))
                    if x.subject == duty.project and x.level == "县级领导")  # fmt: skip

    was = lines().count.done
    for number, day in enumerate(("2025-12-31", "2026-10-01", "2999-01-01", None)):
        visit = Visit(id=f"v{number}", unit="610981", day=day, project=duty.project, about="x", level="县级领导")
        store.apply(Plan(Source("form"), (RecordChange(None, visit),)))
    assert lines().count.done == was
    assert len([v for v in store.select(Visit) if v.id.startswith("v")]) == 4


def test_by_leader_in_official_order_and_the_same_in_sum(county):
    store, files = county(5)
    lines = duty_lines(store, dt.date(2026, 9, 30))
    leaders, departments = by_leader(store, lines), by_department(store, lines)
    sheet = table(files.folder / "包抓责任表.xlsx")
    assert [one.department for one in leaders] == list(dict.fromkeys(row["包抓领导"] for row in sheet))
    for key in ("heard", "raised", "solved"):
        assert sum(getattr(one, key) for one in leaders) == sum(getattr(one, key) for one in departments)
    assert sum((one.whole for one in leaders), Count()) == sum((one.whole for one in departments), Count())
    filled = ("包抓领导", "牵头部门", "工作专班", "推进方案", "帮扶责任人")
    for one in leaders:
        mine = [row for row in sheet if row["包抓领导"] == one.department]
        lit = sum(1 + sum(bool(row[key]) for key in filled) for row in mine)
        assert one.slots == (lit, 6 * len(mine))
