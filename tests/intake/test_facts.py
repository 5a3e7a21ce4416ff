from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkdesk.amounts import UNITS
from parkdesk.errors import IntakeError
from parkdesk.intake.fact_columns import figure_reader, indicator_of, measure_of
from parkdesk.intake.sheets import Wishes
from parkdesk.periods import Period
from parkdesk.records import Enterprise, Measure, Registration, catalogue
from tests.intake.test_enterprises import A, B, C, outcomes, rules

TITLE = ["旬阳市2026年1—9月产值表"]
UNIT = ["单位：万元、%"]
TOP = [
    "序号",
    "企业名称",
    "统一社会信用代码",
    "所属园区",
    "工业总产值（本月）",
    None,
    "工业总产值（1—9月）",
    None,
    None,
    "从业人数",
    "备注",
]
LOW = [None] * 4 + ["本月", "上年同月", "累计", "上年同期", "增速"] + [None] * 2
HEAD = [TITLE, UNIT, TOP, LOW]
WAN = 10**6


def firm(number, name, code, *figures, park=""):
    return [number, name, code, park, *figures]


def facts_of(store, period=202609):
    names = {e.id: e.name for e in store.select(Enterprise)}
    return {
        (names[subject], code, Measure(measure).code): value
        for (code, subject, measure), value in store.facts.slice(period).items()
    }


def test_measures_units_and_dress(plan_of, store):
    rows = [*HEAD, firm(1, "甲公司", A, " 10 ", "—", "1,234", "１００", 9.9, 50)]
    plan = plan_of(rows, apply=True)
    assert facts_of(store) == {
        ("甲公司", "output", "month"): 10 * WAN,
        ("甲公司", "output", "cum"): 1234 * WAN,
        ("甲公司", "output", "cum_base"): 100 * WAN,
        ("甲公司", "staff", "stock"): 50,
    }
    assert rules(plan) == ["unknown_firm", "absurd_change", "rate_differs", "unclassed"]
    assert (plan.source.period, plan.source.kind) == ("2026-09", "facts")


def test_the_same_again_changes_nothing_and_revisions_are_told(plan_of, store):
    rows = [*HEAD, firm(1, "甲公司", A, 10, 9, 100, 90, 1, 50)]
    plan_of(rows, apply=True)
    assert outcomes(plan_of(rows)) == ["same"]
    assert plan_of(rows).is_empty
    rows[-1] = firm(1, "甲公司", A, 10, "", 101, 90, 1, 50)
    plan = plan_of(rows, apply=True)
    assert outcomes(plan) == ["changed"]
    assert [(f.label, f.old, f.new) for f in plan.rows[0].fields] == [("工业总产值累计", "100.00万元", "101.00万元")]
    assert facts_of(store)["甲公司", "output", "month_base"] == 9 * WAN


def test_group_rows_decide_the_standing_and_sums_are_compared(plan_of, store):
    rows = [
        *HEAD,
        ["一、在库企业"],
        firm(1, "甲公司", A, 10, 9, 100, 90, 1, 50, park="高新园"),
        firm("", "小 计", "", 10, 9, 100, 90),
        ["二、退库企业（留基）"],
        firm(2, "乙公司", B, 0, 5, 0, 40, -100, 5),
        firm("", "小 计", "", 0, 5, 0, 40),
        firm("", "合 计", "", 10, 14, 101, 130),
        firm("", "其中：园区内", "", 10, 9, 100, 91),
        ["填表人：张三"],
    ]
    plan = plan_of(rows, apply=True)
    assert outcomes(plan) == ["new", "new"]
    assert {e.name for e in store.select(Enterprise)} == {"甲公司", "乙公司"}
    standings = {r.status: r.from_period for r in store.select(Registration)}
    assert standings == {"在库": 202609, "退库": 202609}
    sums = [finding for finding in plan.findings if finding.rule == "intake.sum_differs"]
    assert [(f.where, f.text) for f in sums] == [
        ("Sheet1!G11", "合计的工业总产值累计是101.00万元，各户相加是100.00万元，相差1.00万元；请核对。"),
        (
            "Sheet1!H12",
            "其中:园区内的工业总产值上年同期是91.00万元，各户相加是90.00万元，相差1.00万元；请核对。".replace(
                ":", "："
            ),
        ),
    ]


def test_sums_above_their_rows_and_of_blocks(plan_of):
    head = [["2026年1—9月产值表"], UNIT, ["企业名称", "产值累计", "上年同期"]]
    above = [*head, ["合计", 30, 3], ["甲公司", 10, 1], ["乙公司", 20, 2]]
    assert "sum_differs" not in rules(plan_of(above))
    blocks = [*head, ["甲公司", 10, 1], ["小计", 10, 1], ["乙公司", 20, 2], ["小计", 20, 2], ["合计", 30, 3]]
    assert "sum_differs" not in rules(plan_of(blocks))
    wrong = [*head, ["甲公司", 10, 1], ["小计", 11, 1], ["合计", "缺", 1]]
    assert [rule for rule in rules(plan_of(wrong)) if "sum" in rule] == ["sum_differs", "sum_unreadable"]


def test_unknown_firms_are_made_and_told(plan_of, store):
    plan = plan_of([*HEAD, firm(1, "甲公司", A, 1, 1, 9, 9, 0, 5, park="高新园"), firm(2, "乙公司", "", 1, 1, 9, 9)])
    assert rules(plan) == ["unknown_firm", "unknown_firm", "code", "unclassed"]
    assert plan.findings[-1].text.startswith("有2户企业没有在库状态，汇总和报表暂不计入：甲公司、乙公司；")
    made = [change.after for change in plan.records]
    assert [(e.name, e.code, e.park) for e in made] == [("甲公司", A, "高新园"), ("乙公司", "", "")]


def test_rows_match_by_code_then_by_name(plan_of, store):
    plan_of(
        [["企业名称", "统一社会信用代码", "行业代码"], ["甲公司", A, "13"], ["乙（旬阳）公司", B, "14"]], apply=True
    )
    bad = B[:-1] + ("0" if B[-1] != "0" else "1")
    rows = [*HEAD, firm(1, "甲有限公司", A, 1, 1, 9, 9), firm(2, "乙(旬阳)公司", bad, 1, 1, 9, 9)]
    plan = plan_of(rows, apply=True)
    assert rules(plan) == ["name_differs", "code_differs", "unclassed"]
    assert len(store.select(Enterprise)) == 2
    lost = plan_of([*HEAD, firm(1, "甲公司", 9.16e17, 2, 1, 9, 9)])
    assert (rules(lost), outcomes(lost)) == (["code_lost", "unclassed"], ["changed"])
    nameless = plan_of([*HEAD, firm(1, "甲公司", "", 1, 1, 9, 9)])
    assert (rules(nameless), outcomes(nameless)) == (["code", "unclassed"], ["same"])


def test_two_firms_of_one_name(plan_of, store):
    plan_of([["企业名称", "统一社会信用代码", "行业代码"], ["同名公司", A, "13"], ["同名公司", B, "14"]], apply=True)
    assert outcomes(plan_of([*HEAD, firm(1, "同名公司", "", 1, 1, 9, 9)])) == ["conflict"]
    both = plan_of([*HEAD, firm(1, "同名公司", A, 1, 1, 9, 9), firm(2, "同名公司", "", 2, 1, 9, 9)], apply=True)
    assert outcomes(both) == ["new", "new"]
    third = plan_of([*HEAD, firm(1, "同名公司", C, 1, 1, 9, 9)])
    assert rules(third) == ["unknown_firm", "namesake", "unclassed"]
    fresh = plan_of([*HEAD, firm(1, "新公司", A[:-1] + "0", 1, 1, 9, 9), firm(2, "新公司", C, 1, 1, 9, 9)])
    assert [f.where for f in fresh.findings if f.rule == "intake.namesake"] == ["Sheet1!第6行"]


def test_one_firm_twice(plan_of):
    rows = [*HEAD, firm(1, "甲公司", A, 1, 1, 9, 9), firm(2, "甲公司", A, 1, 1, 9, 9), firm(3, "甲公司", A, 2, 1, 9, 9)]
    plan = plan_of([*rows, firm(4, "甲公司", "", 3, 1, 9, 9)])
    assert outcomes(plan) == ["new", "same", "refused", "refused"]
    assert len(plan.records) == 1


def test_figures_that_cannot_be_read_refuse_the_row_by_name(plan_of, store):
    rows = [*HEAD, firm(1, "甲公司", A, 1, 1, "12万", 9), firm(2, "乙公司", B, 1, 1, 9, 9), firm(3, "", "", 1, 1, 9, 9)]
    plan = plan_of(rows)
    assert outcomes(plan) == ["refused", "new", "refused"]
    assert plan.rows[0].label == "甲公司"
    assert "Sheet1!G5 的工业总产值累计“12万”不是数字" in plan.rows[0].reason
    assert {fact.subject for fact in plan.facts} == {plan.records[0].after.id}


def test_an_error_cell_is_not_a_missing_figure(plan_of, tmp_path):
    rows = [*HEAD, firm(1, "甲公司", A, 1, 1, "=1/0", 9)]
    plan = plan_of(rows)
    assert outcomes(plan) == ["refused"]
    assert "没有算出结果的公式" in plan.rows[0].reason
    assert "uncomputed" in rules(plan)


@pytest.mark.parametrize("at", [1, 2])
def test_an_error_is_no_name_and_no_code_of_a_firm(plan_of, at):
    bad = firm(1, "甲公司", A, 1, 1, 9, 9)
    bad[at] = "#N/A"
    plan = plan_of([*HEAD, bad])
    assert outcomes(plan) == ["refused"]
    assert "错误值#N/A，这一行没有导入" in plan.rows[0].reason


def test_an_error_in_a_word_about_an_unknown_firm_is_left_out(plan_of):
    plan = plan_of([*HEAD, firm(1, "甲公司", A, 1, 1, 9, 9, park="#REF!")])
    assert plan.records[0].after.park == ""
    (told,) = [f for f in plan.findings if f.rule == "intake.word_left_out"]
    assert (told.where, told.text) == ("Sheet1!D5", "所属园区是错误值#REF!，没有采用；请在企业库中补填。")


def test_a_figure_that_no_desk_can_hold_refuses_its_row(plan_of):
    plan = plan_of([*HEAD, firm(1, "甲公司", A, 1, 1, "1e999999999", 9), firm(2, "乙公司", B, 1, 1, 1e300, 9)])
    assert outcomes(plan) == ["refused", "refused"]
    assert "Sheet1!G5 的工业总产值累计“1E+999999999”的位数太多，存不下" in plan.rows[0].reason


def test_negative_and_absurd_figures_are_kept_and_told(plan_of):
    rows = [*HEAD, firm(1, "甲公司", A, -5, 1, 2 * 10**7, 9, 0, 300_000), firm(2, "乙公司", B, 1, 1, 9, 95)]
    plan = plan_of(rows)
    assert outcomes(plan) == ["new", "new"]
    told = [f.where for f in plan.findings if "absurd" in f.rule]
    assert told == ["Sheet1!E5", "Sheet1!G5", "Sheet1!J5", "Sheet1!G5", "Sheet1!G6"]
    assert len(plan.facts) == 9


def test_january_and_february(plan_of, store):
    title = ["旬阳市2026年1—2月产值表"]
    top = [h.replace("1—9月", "1—2月") if isinstance(h, str) else h for h in TOP]
    plan = plan_of([title, UNIT, top, LOW, firm(1, "甲公司", A, 7, 7, 20, 19)], apply=True)
    assert {key[2] for key in facts_of(store, 202602)} == {"cum", "cum_base"}
    assert rules(plan).count("lone_month") == 2
    with pytest.raises(IntakeError, match=r"看不出.*没有单独的1月"):
        plan_of([["2026年1月产值表"], UNIT, ["企业名称", "产值累计"], ["甲公司", 1]])


def test_a_month_that_disagrees_with_two_cumulative_figures(plan_of, store):
    top = [h.replace("1—9月", "1—8月") if isinstance(h, str) else h for h in TOP]
    plan_of([["2026年1—8月产值表"], UNIT, top, LOW, firm(1, "甲公司", A, 10, 9, 100, 90)], apply=True)
    plan = plan_of([*HEAD, firm(1, "甲公司", A, 10, 9, 115, 99)], apply=True)
    (finding,) = [f for f in plan.findings if f.rule == "intake.revised_months"]
    assert "以前月份修订5.00万元" in finding.text
    assert facts_of(store)["甲公司", "output", "month"] == 10 * WAN


def test_units_are_converted_exactly(plan_of, store):
    rows = [
        ["2026年1—9月产值表"], ["单位：千元"], ["企业名称", "产值累计", "用电量（万度）", "营业收入（亿元）"],
        ["甲公司", 1.1, 0.07, "0.12345678"],
    ]  # fmt: skip
    plan = plan_of(rows, apply=True)
    assert facts_of(store) == {
        ("甲公司", "output", "cum"): 110_000,
        ("甲公司", "power", "cum"): 70_000,
        ("甲公司", "revenue", "cum"): 1_234_567_800,
    }
    assert "rounded" not in rules(plan)


@pytest.mark.parametrize("blank", [" ", "　", "　　　"])
def test_a_unit_beside_the_name_of_the_office_is_seen(plan_of, store, blank):
    rows = [["2026年1—9月产值表"], [f"填报单位：旬阳市经贸局{blank}单位：元"], ["企业名称", "产值累计"], ["甲公司", 7]]
    assert "unit_missing" not in rules(plan_of(rows, apply=True))
    assert facts_of(store) == {("甲公司", "output", "cum"): 700}


def test_a_heading_of_a_measure_alone_speaks_of_the_indicator_to_its_left(plan_of, store):
    rows = [
        ["2026年1—9月产值表"], ["单位：万元"],
        ["企业名称", "产值累计（亿元）", "上年同期", "增速", "同期数", "出口额", "上年同期", "从业人数", "去年同期"],
        ["甲公司", 3, 2, 50, 2, 9, 8, 7, 6],
    ]  # fmt: skip
    plan = plan_of(rows, apply=True)
    assert facts_of(store) == {
        ("甲公司", "output", "cum"): 3 * 10**10,
        ("甲公司", "output", "cum_base"): 2 * 10**10,
        ("甲公司", "staff", "stock"): 7,
    }
    assert [f.where for f in plan.findings if f.rule == "intake.column_unknown"] == [
        "Sheet1!F3",
        "Sheet1!G3",
        "Sheet1!I3",
    ]
    assert "column_twice" in rules(plan)


def test_units_that_are_missing_or_wrong(plan_of):
    rows = [["2026年1—9月产值表"], ["企业名称", "产值累计", "用电量（万元）"], ["甲公司", 1.000000_5, 2]]
    plan = plan_of(rows)
    assert rules(plan)[:2] == ["unit_missing", "unit_wrong"]
    assert "rounded" in rules(plan)
    assert [(fact.indicator, fact.new) for fact in plan.facts] == [("output", 1_000_001)]


def test_columns_nobody_knows_are_told(plan_of):
    rows = [
        ["2026年1—9月产值表"],
        UNIT,
        ["企业名称", "产值累计", "产值累计", "出口交货值", "备注"],
        ["甲公司", 1, 2, 3, "x"],
    ]
    plan = plan_of(rows)
    assert rules(plan)[:2] == ["column_twice", "column_unknown"]
    assert [fact.new for fact in plan.facts] == [WAN]
    with pytest.raises(IntakeError, match="没有一列是已知的指标"):
        plan_of(
            [["2026年1—9月月报"], ["企业名称", "统一社会信用代码", "出口累计"], ["甲公司", A, 3]], Wishes(kind="facts")
        )


def test_a_corrected_column(plan_of):
    rows = [["2026年1—9月产值表"], UNIT, ["企业名称", "产值累计", "交货"], ["甲公司", 1, 3]]
    plan = plan_of(rows, Wishes(columns={"交货": "revenue.cum_base", "产值累计": ""}))
    assert [(fact.indicator, fact.measure) for fact in plan.facts] == [("revenue", int(Measure.CUM_BASE))]


def test_a_table_of_counties_is_no_table_of_firms(plan_of):
    rows = [["2026年1—9月产值表"], UNIT, ["单位名称", "产值累计", "上年同期"], ["汉滨区", 1, 3], ["白河县", 1, 3]]
    with pytest.raises(IntakeError, match="各县区的汇总表"):
        plan_of(rows)


def test_standings_from_a_column_and_head_count(plan_of, store):
    registry = ["企业名称", "统一社会信用代码", "在库状态"]
    plan_of([["2026年企业名录"], registry, ["甲公司", A, "在库"], ["乙公司", B, "在库"]], apply=True)
    rows = [["2026年1—9月产值表"], UNIT, ["企业名称", "产值累计", "状态"], ["甲公司", 1, "退库"]]
    plan = plan_of(rows, apply=True)
    assert rules(plan) == ["standing", "absent"]
    assert "乙公司" in plan.findings[-1].text
    by_name = {e.id: e.name for e in store.select(Enterprise)}
    now = {by_name[k]: v for k, v in store.facts.standings(Period(2026, 9)).items()}
    assert now == {"甲公司": "退库", "乙公司": "在库"}
    assert {by_name[k]: v for k, v in store.facts.standings(Period(2026, 8)).items()}["甲公司"] == "在库"


def test_an_earlier_table_read_later_leaves_later_standings_alone(plan_of, store):
    def month(number, status):
        head = [[f"2026年1—{number}月产值表"], UNIT, ["企业名称", "产值累计", "状态"]]
        return plan_of([*head, ["甲公司", number, status]], apply=True)

    plan_of([["2026年企业名录"], ["企业名称", "行业代码", "在库状态"], ["甲公司", "13", "在库"]], apply=True)
    for number, status in ((3, "在库"), (6, "在库"), (2, "退库")):
        month(number, status)
    found = {m: next(iter(store.facts.standings(Period(2026, m)).values())) for m in (2, 3, 6)}
    assert found == {2: "退库", 3: "在库", 6: "在库"}


@pytest.mark.parametrize(
    ("path", "measure"),
    [
        (("工业总产值（本月）", "本月"), Measure.MONTH),
        (("工业总产值（本月）", "上年同月"), Measure.MONTH_BASE),
        (("工业总产值（本月）", "上年同期"), Measure.MONTH_BASE),
        (("工业总产值（1—9月）", "累计"), Measure.CUM),
        (("工业总产值（1—9月）", "上年同期"), Measure.CUM_BASE),
        (("产值", "9月"), Measure.MONTH),
        (("产值", "1-9月"), Measure.CUM),
        (("产值", "本月止累计"), Measure.CUM),
        (("产值", "上年1-9月"), Measure.CUM_BASE),
        (("产值",), Measure.CUM),
        (("营业收入累计",), Measure.CUM),
    ],
)
def test_what_a_heading_measures(path, measure):
    assert measure_of(path, is_stock=False) is measure
    assert measure_of(path, is_stock=True) is (None if "同" in path[-1] or "上年" in path[-1] else Measure.STOCK)


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("规上工业总产值（万元）", "output"), ("产值", "output"), ("主营业务收入累计", "revenue"), ("实缴税收", "tax"),
        ("用电（万度）", "power"), ("从业人员平均人数", "staff"), ("工业投资完成额", "investment"),
        ("新产品产值", None), ("出口交货值", None), ("利润", None), ("产值税收率", None),
    ],
)  # fmt: skip
def test_which_indicator_a_heading_names(heading, code):
    found = indicator_of((heading,), catalogue.indicators())
    assert (found.code if found else None) == code


DRESSES = ["{}", " {} ", "{}\u3000", "{:,}"]


@given(st.integers(-(10**12), 10**12), st.sampled_from(DRESSES), st.booleans())
def test_numbers_as_text_in_any_dress(number, dress, full_width):
    text = dress.format(number)
    if full_width:
        text = text.translate(str.maketrans("0123456789,-", "０１２３４５６７８９，－"))
    assert figure_reader(UNITS["万元"], [0])(text) == number * WAN


@given(st.integers(-(10**11), 10**11), st.integers(0, 6))
def test_floats_are_taken_by_their_shortest_form(number, places):
    rounded = [0]
    exact = Decimal(number).scaleb(-places)
    assert figure_reader(UNITS["万元"], rounded)(float(exact)) == int(exact * WAN)
    assert rounded == [0]


def test_a_percentage_among_money_is_refused_by_name(plan_of, store):
    rows = [*HEAD, firm(1, "甲公司", A, 10, 9, "12%", 90), firm(2, "乙公司", B, 10, 9, 100, 90)]
    plan = plan_of(rows, apply=True)
    assert outcomes(plan) == ["refused", "new"]
    assert "“12%”是百分比，这里要填数" in plan.rows[0].reason
    assert ("乙公司", "output", "cum") in facts_of(store)


@pytest.mark.parametrize(("unit", "heading"), [("单位：万美元", "产值累计"), ("单位：万元", "产值累计（万美元）")])
def test_foreign_money_is_not_read_as_wan(plan_of, unit, heading):
    with pytest.raises(IntakeError, match="计量单位是万美元，而工业总产值应以万元计"):
        plan_of([TITLE, [unit], ["企业名称", heading], ["甲公司", 100]])


def test_what_stands_in_brackets_of_the_unit_line_does_not_hide_the_unit(plan_of, store):
    plan_of([TITLE, ["单位：亿元（保留两位小数）"], ["企业名称", "产值累计"], ["甲公司", "1.5"]], apply=True)
    assert facts_of(store)["甲公司", "output", "cum"] == 15 * 10**9


def test_a_period_asked_for_against_the_title_is_told(plan_of):
    rows = [*HEAD, firm(1, "甲公司", A, 10, 9, 100, 90)]
    told = [f.text for f in plan_of(rows, Wishes(period=Period(2026, 8))).findings if f.rule == "intake.period_asked"]
    assert told == ["表里写的是2026年1—9月，按指明的2026年1—8月读入；请核对期间。"]
    assert "period_asked" not in rules(plan_of(rows, Wishes(period=Period(2026, 9))))


def test_a_name_with_characters_nobody_sees_is_the_same_firm(plan_of, store):
    rows = [*HEAD, firm(1, "甲公司", "", 10, 9, 100, 90)]
    plan_of(rows, apply=True)
    rows[-1] = firm(1, "\ufeff甲\u200b公司", "", 10, 9, 100, 90)
    plan = plan_of(rows)
    assert outcomes(plan) == ["same"]
    assert "name_differs" not in rules(plan)


def test_a_remark_in_the_column_of_names_is_no_firm(plan_of):
    plan = plan_of([*HEAD, firm(1, "旬" * 300, "", 10, 9, 100, 90), firm(2, "乙公司", B, 10, 9, 100, 90)])
    assert outcomes(plan) == ["refused", "new"]
    assert "名称有300个字，不像企业名称" in plan.rows[0].reason
