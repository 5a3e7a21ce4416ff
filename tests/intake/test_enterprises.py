from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkdesk.errors import IntakeError
from parkdesk.intake.firms import is_damaged, read_code
from parkdesk.intake.sheets import Wishes, plan_sheet, read_file
from parkdesk.periods import Period
from parkdesk.plan import Outcome
from parkdesk.records import Enterprise, Registration
from parkdesk.rules.credit_code import ALPHABET, check_character

HEAD = ["序号", "企业名称", "统一社会信用代码", "从业人数（人）", "用地面积（亩）", "在库状态", "法人特长"]


def code(number: int) -> str:
    first = f"91610981{number:09d}"
    return first + check_character(first)


A, B, C = code(1), code(2), code(3)


def rules(plan):
    return [finding.rule.removeprefix("intake.") for finding in plan.findings]


def outcomes(plan):
    return [row.outcome.value for row in plan.rows]


def test_a_registry_comes_in_whole(plan_of, store):
    rows = [
        ["企业名录"], ["填报日期：2026年10月8日"], HEAD,
        [1, "旬阳甲建材有限公司 ", A, "1,２00", 12.5, "在库", "象棋"],
        [2, "旬阳 乙食品有限公司", f" {B.lower()} ", 18, "—", "退库", ""],
    ]  # fmt: skip
    plan = plan_of(rows, apply=True)
    assert (outcomes(plan), plan.findings) == (["new", "new"], ())
    first, second = store.select(Enterprise)
    assert (first.name, first.code, first.staff, first.land) == ("旬阳甲建材有限公司", A, 1200, 1250)
    assert first.notes == {"法人特长": "象棋"}
    assert (second.name, second.code, second.land, second.notes) == ("旬阳乙食品有限公司", B, None, {})
    standings = {(r.enterprise, r.year, r.status, r.from_period) for r in store.select(Registration)}
    assert standings == {(first.id, 2026, "在库", 202600), (second.id, 2026, "退库", 202600)}


def test_the_same_again_changes_nothing(plan_of, store):
    rows = [HEAD, [1, "旬阳甲公司", A, 5, 1, "在库", "x"], [2, "旬阳乙公司", "", 5, 1, "", ""]]
    plan_of(rows, Wishes(period=Period(2026, 9)), apply=True)
    digest = store.digest()
    again = plan_of(rows, Wishes(period=Period(2026, 9)))
    assert (outcomes(again), again.is_empty) == (["same", "same"], True)
    assert store.digest() == digest


def test_a_change_is_told_field_by_field_and_blanks_keep_what_is_there(plan_of, store):
    plan_of([HEAD, [1, "旬阳甲公司", A, 5, 12.5, "在库", "x"]], Wishes(period=Period(2026, 9)), apply=True)
    plan = plan_of([HEAD, [1, "旬阳甲公司", A, 6, "", "退库", ""]], Wishes(period=Period(2026, 9)), apply=True)
    assert outcomes(plan) == ["changed"]
    assert {(f.label, f.old, f.new) for f in plan.rows[0].fields} == {
        ("从业人数", "5", "6"),
        ("在库状态", "在库", "退库"),
    }
    (firm,) = store.select(Enterprise)
    assert (firm.staff, firm.land, firm.notes) == (6, 1250, {"法人特长": "x"})
    assert [r.status for r in store.select(Registration)] == ["退库"]


def test_notes_can_be_left_out(plan_of):
    plan = plan_of([HEAD, [1, "旬阳甲公司", A, 5, 1, "", "x"]], Wishes(keep_notes=False))
    assert plan.records[0].after.notes == {}


@pytest.mark.parametrize(
    ("title", "year"),
    [
        (["2025年企业名录", "填报日期：2026年1月8日"], 2025),
        (["企业名录", "填报日期：2026年1月8日"], 2025),
        (["企业名录", "填报时间：2026-10-08"], 2026),
    ],
)
def test_the_year_of_the_standing(plan_of, title, year):
    plan = plan_of([*([line] for line in title), HEAD, [1, "旬阳甲公司", A, 5, 1, "在库", ""]])
    assert plan.records[-1].after.from_period == year * 100
    assert plan.findings == ()


def test_without_a_year_anywhere_it_is_this_year_or_told(plan_of):
    rows = [HEAD, [1, "旬阳甲公司", A, 5, 1, "在库", ""], [2, "旬阳乙公司", B, 5, 1, "在库", ""]]
    plan = plan_of(rows, Wishes(today=dt.date(2027, 3, 1)))
    assert [change.after.year for change in plan.records[1::2]] == [2027, 2027]
    assert rules(plan) == ["year"]
    plan = plan_of(rows)
    assert (rules(plan), len(plan.records)) == (["year"], 2)


def test_codes_that_are_missing_or_doubtful_are_told_not_refused(plan_of):
    bad = A[:-1] + ("0" if A[-1] != "0" else "1")
    rows = [HEAD, [1, "甲公司", "", 5], [2, "乙公司", bad, 5], [3, "丙公司", "610900100001234", 5]]
    plan = plan_of(rows)
    assert (outcomes(plan), rules(plan)) == (["new"] * 3, ["code"] * 3)
    made = [change.after for change in plan.records]
    assert [(firm.code, firm.former_code) for firm in made] == [("", None), (bad, None), ("", "610900100001234")]


def test_a_code_held_as_a_number_is_never_written(plan_of, store):
    plan_of([HEAD, [1, "旬阳甲公司", A, 5]], apply=True)
    for lost in (9.16109810000001e17, "9.16E+17"):
        plan = plan_of([HEAD, [1, "旬阳甲公司", lost, 6], [2, "旬阳乙公司", lost, 7]])
        assert (outcomes(plan), rules(plan)) == (["changed", "new"], ["code_lost", "code_lost"])
        assert [change.after.code for change in plan.records] == [A, ""]


def test_two_firms_of_one_name(plan_of, store):
    rows = [HEAD, [1, "旬阳同名公司", A, 5], [2, "旬阳同名公司", B, 6]]
    plan = plan_of(rows, apply=True)
    assert (outcomes(plan), rules(plan)) == (["new", "new"], ["namesake", "namesake"])
    assert plan_of(rows).is_empty
    unclear = plan_of([HEAD, [1, "旬阳同名公司", "", 9]])
    assert outcomes(unclear) == ["conflict"]
    assert "2户同名" in unclear.rows[0].reason
    rest = plan_of([HEAD, [1, "旬阳同名公司", "", 9], [2, "旬阳同名公司", A, 5]])
    assert outcomes(rest) == ["changed", "same"]


def test_one_firm_twice_in_a_sheet(plan_of):
    rows = [
        HEAD,
        [1, "甲公司", A, 5],
        [2, "甲公司", A, 5],
        [3, "甲公司", A, 6],
        [4, "乙公司", "", 1],
        [5, "乙公司", "", 2],
    ]
    plan = plan_of(rows)
    assert outcomes(plan) == ["new", "same", "refused", "new", "refused"]
    assert "第2行" in plan.rows[2].reason


def test_a_code_comes_to_a_firm_that_had_none_and_a_sound_one_stays(plan_of, store):
    plan_of([HEAD, [1, "旬阳甲公司", "", 5], [2, "旬阳乙公司", B, 5]], apply=True)
    bad = B[:-1] + ("0" if B[-1] != "0" else "1")
    plan = plan_of([HEAD, [1, "旬阳甲公司", A, 5], [2, "旬阳乙公司", bad, 5]], apply=True)
    assert outcomes(plan) == ["changed", "same"]
    assert "code_differs" in rules(plan)
    assert {firm.code for firm in store.select(Enterprise)} == {A, B}


def test_what_cannot_be_read_is_refused_by_name(plan_of):
    rows = [HEAD, [1, "甲公司", A, "约五十"], [2, "", B, 5], [3, "\ufffd\ufffd公司", C, 5], [4, "丁公司", "", 5]]
    plan = plan_of(rows)
    assert outcomes(plan) == ["refused", "refused", "refused", "new"]
    assert "Sheet1!D2 的从业人数“约五十”不是数字" in plan.rows[0].reason
    assert "无法辨认的文字" in plan.rows[2].reason
    assert all(row.reason.endswith("。") and row.where for row in plan.rows[:3])


def test_an_unknown_standing_is_told(plan_of):
    plan = plan_of([["2026年企业名录"], HEAD, [1, "甲公司", A, 5, 1, "开门", ""]])
    assert (outcomes(plan), rules(plan), len(plan.records)) == (["new"], ["status"], 1)


def test_no_column_of_names(plan_of):
    with pytest.raises(IntakeError, match="没有“企业名称”这一列"):
        plan_of([["统一社会信用代码", "行业代码", "行业名称", "备注"], [A, "13", "食品", ""]])


def test_the_real_registrations_of_1980_to_2004(shared, store):
    (path,) = (shared / "real").glob("安康*.csv")
    (sheet,) = read_file(path)
    plan = plan_sheet(store, sheet)
    assert plan.counts() == {"new": 1244, "changed": 0, "same": 0, "conflict": 0, "refused": 0}
    store.apply(plan)
    firms = store.select(Enterprise)
    assert len({firm.code for firm in firms}) == 1244
    assert firms[0].scope.startswith("食盐、糖、酒")
    assert {*firms[0].notes} == {"所在省份", "地区"}
    assert plan_sheet(store, sheet).is_empty


def test_the_real_xls_with_its_damaged_rows(shared, store):
    (path,) = (shared / "real").glob("陕西*.xls")
    (sheet,) = read_file(path)
    plan = plan_sheet(store, sheet)
    assert plan.counts() == {"new": 3376, "changed": 0, "same": 0, "conflict": 0, "refused": 13}
    refused = [row for row in plan.rows if row.outcome is Outcome.REFUSED]
    assert [row.where for row in refused] == [f"1!第{number}行" for number in range(3378, 3391)]
    assert all("无法辨认的文字" in row.reason for row in refused)


@given(st.text(ALPHABET, min_size=18, max_size=18), st.sampled_from([str, str.lower, " {} ".format, "{}\u3000".format]))
def test_any_code_in_any_dress_is_read_back(text, dress):
    assert read_code(dress(text)) == (text, "")


@given(st.integers(10**15, 10**18 - 1))
def test_no_long_number_ever_becomes_a_code(number):
    text, lost = read_code(float(number))
    assert (text == "" and lost) or (number < 2**53 and text == str(number))


@given(st.text("旬阳甲乙丙有限公司ABC（）·", max_size=20))
def test_ordinary_names_are_not_damaged(text):
    assert not is_damaged(text)


@pytest.mark.parametrize(
    ("written", "code"),
    [("09", "09"), (9, "09"), ("9", "09"), (13.0, "13"), ("C13", "13"), ("1320", "1320"), ("茶", "茶")],
)
def test_an_industry_is_the_same_however_excel_holds_its_code(plan_of, store, written, code):
    plan_of([["企业名称", "统一社会信用代码", "行业代码"], ["旬阳甲公司", A, written]], apply=True)
    assert store.select(Enterprise)[0].industry == code
