from __future__ import annotations

import pytest

from parkdesk.errors import IntakeError
from parkdesk.intake.sheets import plan_sheet, read_file
from parkdesk.records import Issue
from tests.intake.test_enterprises import outcomes, rules

HEAD = ["编号", "企业名称", "类别", "问题内容", "提出日期", "主办单位", "办结时限", "结果"]


def issue(number=1, firm="旬阳甲公司", text="用电", raised="2026-03-02", due="2026-03-11", result="正在办理"):
    return [number, firm, "用地", text, raised, "市发改局", due, result]


def test_problems_are_known_again_and_move_on(plan_of, store):
    rows = [["企业问题清单"], HEAD, issue(), issue(2, result="已解决"), issue(3, result="暂不能解决")]
    plan = plan_of(rows, apply=True)
    assert (outcomes(plan), set(rules(plan))) == (["new"] * 3, {"unknown_subject"})
    kept = store.select(Issue)
    assert [(i.number, i.state, i.result, i.progress) for i in kept] == [
        ("1", "办理中", "", "正在办理"), ("2", "已办结", "已解决", ""), ("3", "办理中", "", "暂不能解决"),
    ]  # fmt: skip
    assert plan_of(rows).is_empty
    later = plan_of([["企业问题清单"], HEAD, issue(text="临时用电", result="已解决")], apply=True)
    assert outcomes(later) == ["changed"]
    assert next((i.state, i.text) for i in store.select(Issue)) == ("已办结", "临时用电")


def test_a_limit_is_worked_out_in_workdays_where_none_is_given(plan_of):
    plan = plan_of([["问题清单"], HEAD, issue(raised="2026-09-28", due="")])
    assert plan.records[0].after.due == "2026-10-13"  # the National Day holiday lies between


def test_doubts_are_said_and_nothing_is_dropped(plan_of, store):
    rows = [["问题清单"], HEAD, issue(due="2026-03-01"), issue(2, raised="", due=""), issue(3, raised="2999-01-01")]
    plan = plan_of(rows, apply=True)
    assert outcomes(plan) == ["new"] * 3
    assert {"due", "no_day", "future"} <= set(rules(plan))
    closed = plan_of([["问题清单"], [*HEAD, "销号日期"], [*issue(9, result=""), "2026-04-01"]])
    assert closed.records[0].after.state == "办理中"  # nothing closes without a result
    assert len(store.select(Issue)) == 3


def test_what_is_refused(plan_of):
    plan = plan_of([["问题清单"], HEAD, issue(firm=""), issue(text=""), issue(raised="昨天")])
    assert outcomes(plan) == ["refused"] * 3
    with pytest.raises(IntakeError, match="没有“问题内容”这一列"):
        plan_of([["企业问题清单"], ["编号", "企业名称", "主办单位", "办结时限", "提出日期"], [1, "甲", "乙", "", ""]])


@pytest.mark.parametrize("seed", [5, 77])
def test_the_problems_of_a_made_up_county(county_files, store, seed):
    made = county_files("--firms", 30, "--seed", seed)
    (sheet,) = read_file(made.folder / "问题清单.xlsx")
    store.apply(plan_sheet(store, sheet))
    assert plan_sheet(store, sheet).is_empty
    kept = store.select(Issue)
    assert (len(kept), sum(one.is_open for one in kept)) == (40, made.truth["issues_open"])
