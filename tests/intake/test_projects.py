from __future__ import annotations

import pytest

from parkdesk.errors import IntakeError
from parkdesk.intake.sheets import Wishes, plan_sheet, read_file
from parkdesk.periods import Period
from parkdesk.records import Assignment, Department, Investment, Member, Person, Project, StageDay, Tenure
from tests.intake.test_enterprises import outcomes, rules

WAN = 10**6
TITLE = [["重点项目进展一览表"], ["截止时间：2026年9月底　　单位：万元、%"]]
HEAD = [
    "序号",
    "项目名称",
    "建设单位",
    "建设性质",
    "起止年限",
    "总投资",
    "年度计划投资",
    "本月完成",
    "累计完成",
    "完成率",
    "形象进度",
    "需协调事项",
]


def project(name, done=10, span="2025.3-2026.12", stage="在建", nature="技改", note=""):
    return [1, name, "旬阳甲公司", nature, span, "1,000", 100, 1, done, 10, stage, note]


def test_a_project_list(plan_of, store):
    rows = [
        *TITLE,
        HEAD,
        ["一、竣工一批"],
        project("甲项目", note="用地"),
        ["二、储备一批"],
        project("乙项目", span="2027-2028"),
    ]
    plan = plan_of(rows, apply=True)
    assert (outcomes(plan), plan.findings, plan.source.period) == (["new", "new"], (), "2026-09")
    first, second = store.select(Project)
    assert (first.total, first.plan, first.month_done, first.done) == (1000 * WAN, 100 * WAN, WAN, 10 * WAN)
    assert (first.start, first.finish, first.pool, first.period) == ("2025-03", "2026-12", "竣工一批", 202609)
    assert (first.stage, first.nature, first.matters, first.notes) == ("在建", "技改", "用地", {})
    assert (second.pool, second.start, second.notes) == ("储备一批", None, {"起止年限": "2027-2028"})
    assert plan_of(rows).is_empty


def test_words_outside_the_choices_are_kept_as_notes(plan_of):
    change, _ = plan_of([*TITLE, HEAD, project("甲项目", stage="主体完成80%", nature="改建")]).records
    assert (change.after.stage, change.after.notes) == ("", {"建设性质": "改建", "形象进度": "主体完成80%"})


def test_progress_moves_on_and_an_older_sheet_does_not_turn_it_back(plan_of, store):
    plan_of([*TITLE, HEAD, project("甲项目", 10)], apply=True)
    later = plan_of([*TITLE, HEAD, project("甲项目", 20)], Wishes(period=Period(2026, 10)), apply=True)
    assert outcomes(later) == ["changed"]
    assert ("累计完成投资", "10.00", "20.00") in {(f.label, f.old, f.new) for f in later.rows[0].fields}
    older = plan_of([*TITLE, HEAD, project("甲项目", 10)])
    assert (outcomes(older), older.is_empty) == (["conflict"], True)
    assert "更晚期间" in older.rows[0].reason


def test_other_money_units(plan_of):
    rows = [
        ["重点项目进展一览表"],
        ["单位：亿元"],
        ["项目名称", "总投资", "年度计划（万元）", "形象进度"],
        ["甲项目", 1.2, 30, "在建"],
    ]
    (change,) = plan_of(rows).records
    assert (change.after.total, change.after.plan) == (12_000 * WAN, 30 * WAN)


def test_a_wrong_unit_is_refused_row_by_row(plan_of):
    plan = plan_of([["重点项目进展一览表"], ["项目名称", "总投资（亩）", "形象进度"], ["甲项目", 3, "在建"]])
    assert outcomes(plan) == ["refused"]
    assert "以亩计，应以万元计" in plan.rows[0].reason


def test_doubtful_and_unreadable_projects(plan_of):
    rows = [
        *TITLE, HEAD, project("甲项目", 2000), project("乙项目", "若干"), project("甲项目"), project(""),
        project("丙项目", span="2026.9-2025.1"), project("丁项目", span="2026.13-2027.1"), project("戊项目", -1),
    ]  # fmt: skip
    plan = plan_of(rows)
    assert outcomes(plan) == ["new", "refused", "refused", "refused", "new", "refused", "new"]
    assert rules(plan) == ["over_total", "span", "absurd"]
    assert "累计完成投资“若干”不是数字" in plan.rows[1].reason
    assert "第4行" in plan.rows[2].reason


def test_sums_are_compared_and_are_no_projects(plan_of):
    rows = [*TITLE, HEAD, project("甲项目"), ["", "合计", "", "", "", 1001, 100, 1, 10]]
    plan = plan_of(rows)
    assert (outcomes(plan), rules(plan)) == (["new"], ["sum_differs"])
    assert "1001.00万元" in plan.findings[0].text


def test_no_column_of_names(plan_of):
    with pytest.raises(IntakeError, match="没有“项目名称”这一列"):
        plan_of([["总投资", "形象进度", "建设性质", "年度计划"], [1, "在建", "新建", 1]])


DUTIES = [
    "序号",
    "项目名称",
    "包抓领导",
    "职务",
    "牵头部门",
    "部门主要负责人",
    "帮扶责任人",
    "联系电话",
    "工作专班",
    "推进方案",
]
DUTY = [
    1,
    "甲项目",
    "王建国",
    "副市长",
    "市发改局",
    "李志强",
    "张海涛",
    "0915-0001234",
    "陈晓东、杨文博",
    "旬项办发〔2026〕1号",
]


def test_responsibilities(plan_of, store):
    plan_of([*TITLE, HEAD, project("甲项目")], apply=True)
    plan = plan_of([["“六个一”包抓责任表"], DUTIES, DUTY], apply=True)
    assert (outcomes(plan), plan.findings, len(plan.records)) == (["new"], (), 6 + 3 + 1)
    assert {a.since for a in store.select(Assignment)} == {"2026-01-01"}
    assert [(p.name, p.level, p.sort) for p in store.select(Person)] == [
        ("王建国", "县级领导", 1), ("李志强", "部门主要负责人", 2), ("张海涛", "帮扶责任人", 3),
    ]  # fmt: skip
    assert [d.name for d in store.select(Department)] == ["市发改局"]
    held = {a.role: (a.name, a.post, a.phone) for a in store.select(Assignment)}
    assert held == {
        "包抓领导": ("王建国", "副市长", ""), "牵头部门": ("市发改局", "", ""), "部门主要负责人": ("李志强", "", ""),
        "帮扶责任人": ("张海涛", "", "0915-0001234"), "工作专班": ("陈晓东、杨文博", "", ""),
        "推进方案": ("旬项办发〔2026〕1号", "", ""),
    }  # fmt: skip
    assert plan_of([["“六个一”包抓责任表"], DUTIES, DUTY]).is_empty


def test_a_change_of_hands_and_blanks_that_delete_nothing(plan_of, store):
    plan_of([["包抓责任表"], DUTIES, DUTY], apply=True)
    plan = plan_of([["包抓责任表"], DUTIES, [1, "甲项目", "刘立军", "副市长", "", "", "", "", "—", ""]], apply=True)
    assert outcomes(plan) == ["changed"]
    today = store.day().isoformat()
    assert [(f.label, f.old, f.new) for f in plan.rows[0].fields] == [
        ("包抓领导·姓名或内容", "王建国", "刘立军"), ("包抓领导·起始日期", "2026-01-01", today),
    ]  # fmt: skip
    assert len(store.select(Assignment)) == 6
    (before,) = store.select(Tenure)
    assert (before.role, before.name, before.since) == ("包抓领导", "王建国", "2026-01-01")
    assert (before.until < today, "刘立军" in before.reason) == (True, True)


def test_a_project_that_is_not_on_the_list(plan_of, store):
    plan = plan_of([["包抓责任表"], DUTIES, DUTY], apply=True)
    assert rules(plan) == ["unknown_project"]
    (made,) = store.select(Project)
    assert (made.name, made.leader, made.department) == ("甲项目", "王建国", "市发改局")


def test_duty_rows_that_are_refused(plan_of):
    plan = plan_of([["包抓责任表"], DUTIES, DUTY, DUTY, [3, "", "王"], [4, "乙项目", "\ufffd\ufffd"]])
    assert outcomes(plan) == ["new", "refused", "refused", "refused"]
    with pytest.raises(IntakeError, match="没有一列是包抓责任"):
        plan_of([["包抓责任表"], ["序号", "项目名称", "备注"], [1, "甲项目", "x"]], Wishes(kind="duties"))


def test_a_leader_merged_over_several_projects(plan_of, store):
    rows = [["包抓责任表"], DUTIES, DUTY, [2, "乙项目", None, None, "市住建局", *[None] * 5]]
    plan_of(rows, merges=("C3:C4", "D3:D4"), apply=True)
    assert [a.post for a in store.select(Assignment) if a.role == "包抓领导" and a.name == "王建国"] == ["副市长"] * 2


def test_the_projects_of_a_made_up_county(county_files, store):
    made = county_files("--firms", 40, "--seed", 11)
    for name in ("重点项目进展一览表", "包抓责任表"):
        (sheet,) = read_file(made.folder / f"{name}.xlsx")
        plan = plan_sheet(store, sheet)
        assert (set(outcomes(plan)), plan.findings) == ({"new"}, ())
        store.apply(plan)
        assert plan_sheet(store, sheet).is_empty
    projects = store.select(Project)
    assert len(projects) == made.truth["projects"]
    sums = {key: sum(getattr(p, key) or 0 for p in projects) for key in ("total", "plan", "done")}
    truth = {"total": "project_investment", "plan": "project_plan", "done": "project_done"}
    assert sums == {key: made.truth[name] * WAN for key, name in truth.items()}
    months = store.select(Investment)
    assert {(one.project, one.period) for one in months} == {(p.id, 202609) for p in projects}
    assert sum(one.done or 0 for one in months) == made.truth["project_done"] * WAN
    assert {(one.project, one.stage) for one in store.select(StageDay)} == {(p.id, p.stage) for p in projects}


def test_the_months_of_a_project_are_kept_and_its_stages_have_days(plan_of, store):
    plan_of([*TITLE, HEAD, project("甲项目", 10, stage="开工")], apply=True)
    plan_of([*TITLE, HEAD, project("甲项目", 20, stage="在建")], Wishes(period=Period(2026, 10)), apply=True)
    plan_of([*TITLE, HEAD, project("甲项目", 20, stage="在建")], Wishes(period=Period(2026, 11)), apply=True)
    plan_of([*TITLE, HEAD, project("甲项目", 8, stage="开工")], Wishes(period=Period(2026, 8)))
    assert [(one.period, one.done) for one in store.select(Investment)] == [
        (202609, 10 * WAN), (202610, 20 * WAN), (202611, 20 * WAN),
    ]  # fmt: skip
    assert [(one.stage, one.day) for one in store.select(StageDay)] == [("开工", "2026-09-30"), ("在建", "2026-10-31")]


def test_a_figure_before_the_start_is_kept_and_marked(plan_of):
    plan = plan_of([*TITLE, HEAD, project("甲项目", 10, stage="签约")])
    assert (outcomes(plan), rules(plan)) == (["new"], ["early_money"])
    assert "还在签约阶段，却填了完成投资10万元" in plan.findings[0].text


def test_a_table_of_firms_puts_them_under_their_own_mechanism(plan_of, store):
    head = ["序号", "企业名称", *DUTIES[2:]]
    rows = [["2021年重点工业企业“五个一”包抓责任表"], head, [1, "旬阳甲公司", *DUTY[2:9], "实施方案"]]
    plan = plan_of(rows, apply=True)
    assert rules(plan) == ["unknown_firm"]
    (member,) = store.select(Member)
    assert (member.template, member.about, member.since) == ("five_ones", "旬阳甲公司", "2021-01-01")
    held = store.select(Assignment)
    assert {(a.enterprise, a.project, a.since) for a in held} == {(member.enterprise, "", "2021-01-01")}
    assert plan_of(rows).is_empty


def test_what_the_statistics_counted_is_kept_by_month(plan_of, store):
    head = [*HEAD[:9], "累计入统投资（亿元）", *HEAD[9:]]
    row = project("甲项目")
    plan_of([*TITLE, head, [*row[:9], 0.0008, *row[9:]]], apply=True)
    (month,) = store.select(Investment)
    assert (month.done, month.counted) == (10 * WAN, 8 * WAN)
    wrong = plan_of([*TITLE, head, [*row[:9], "若干", *row[9:]]])
    assert (outcomes(wrong), "累计入统投资“若干”不是数字" in wrong.rows[0].reason) == (["refused"], True)


@pytest.mark.parametrize(
    ("title", "document", "wishes", "since"),
    [
        ("包抓责任表", "旬项办发〔2025〕8号", Wishes(period=Period(2026, 9)), "2025-01-01"),
        ("2026年包抓责任表", "方案", Wishes(), "2026-01-01"),
        ("包抓责任表", "方案", Wishes(period=Period(2024, 6)), "2024-01-01"),
        ("包抓责任表", "方案", Wishes(), ""),
    ],
)
def test_from_when_duties_without_dates_count(plan_of, store, title, document, wishes, since):
    plan = plan_of([[title], DUTIES, [*DUTY[:9], document]], wishes, apply=True)
    assert {a.since for a in store.select(Assignment)} == {since}
    assert ("no_since" in rules(plan)) == (not since)


def test_a_date_in_the_sheet_goes_before_everything(plan_of, store):
    head, row = [*DUTIES, "起始日期"], [*DUTY, "2026年5月20日"]
    plan_of([["包抓责任表"], head, row], apply=True)
    assert {a.since for a in store.select(Assignment)} == {"2026-05-20"}
