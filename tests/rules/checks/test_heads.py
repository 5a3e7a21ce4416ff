"""户数核对 between months, and outliers against a firm's own history."""

from __future__ import annotations

import pytest

from parkdesk.records import Measure
from parkdesk.rules.checks.heads import judge_heads
from parkdesk.rules.checks.outliers import judge_outliers

from .frames import made_frame

AUG, SEP = 202608, 202609
CUM, BASE = Measure.CUM, Measure.CUM_BASE


def output(*firms, period=SEP):
    return {(period, firm, "output", CUM): 5 for firm in firms}


def rules(figures, **more):
    return [(one.rule, one.level, one.place.enterprise) for one in judge_heads(made_frame(figures, **more), [SEP])]


def test_the_same_firms_are_no_finding():
    assert rules(output("甲", "乙", period=AUG) | output("甲", "乙")) == []


def test_missing_and_new():
    figures = output("旬阳甲茶业", "某某钡业", period=AUG) | output("某某钡业", "完全另一户机械")
    assert rules(figures) == [("heads.missing", "核实", "旬阳甲茶业"), ("heads.new", "核实", "完全另一户机械")]


def test_a_renamed_firm_is_one_finding_with_both_names():
    figures = output("旬阳甲茶业有限公司", period=AUG) | output("旬阳甲茶业有限责任公司")
    (one,) = judge_heads(made_frame(figures), [SEP])
    assert one.rule == "heads.renamed"
    assert "旬阳甲茶业有限公司在1—8月有数而本期没有，旬阳甲茶业有限责任公司正好相反" in one.text


def test_an_entry_is_a_hint_and_an_exit_no_finding():
    figures = output("甲", "乙", period=AUG) | output("甲", "丙丁戊")
    standing = {"甲": "在库", "乙": "退库", "丙丁戊": "新增入库"}
    assert rules(figures, standings=standing) == [("heads.entered", "提示", "丙丁戊")]


def test_a_base_alone_counts_as_present():
    figures = output("甲", period=AUG) | {(SEP, "甲", "output", BASE): 4}
    assert rules(figures) == []


def test_the_first_period_of_a_year_has_no_month_before():
    frame = made_frame(output("甲", period=202512) | output("乙", period=202602))
    assert judge_heads(frame, [202602]) == []


def test_register_and_table_differ():
    frame = made_frame(output("甲", "乙"), standings={"甲": "退库", "乙": "在库"})
    (one,) = judge_heads(frame, [SEP], {2026: {"甲": "在库", "乙": "在库"}})
    assert one.text == "甲在名录中是在库，1—9月表中列在退库；请核对。"


def months(*added, firm="甲"):
    total, figures = 0, {}
    for month, value in enumerate(added, 2):
        total += value
        figures[202600 + month, firm, "output", CUM] = total
    return figures


@pytest.mark.parametrize(
    ("added", "told"),
    [
        ((20, 10, 11, 9, 10, 12, 10, 40), "明显偏大"),
        ((20, 10, 11, 9, 10, 12, 10, 1), "明显偏小"),
        ((20, 10, 11, 9, 10, 12, 10, 12), ""),
        ((20, 10, 11, 9, 10, 40), ""),
        ((20, 10, 30, 5, 25, 12, 9, 32), ""),
    ],
    ids=["high", "low", "usual", "too little history", "restless"],
)
def test_outliers_against_a_firms_own_history(added, told):
    frame = made_frame(months(*added))
    found = judge_outliers(frame, [202601 + len(added)])
    assert [told in one.text for one in found] == ([True] if told else [])


def test_an_outlier_says_range_and_median():
    (one,) = judge_outliers(made_frame(months(20, 10, 11, 9, 10, 12, 10, 40)), [SEP])
    assert one.text == ("甲的工业总产值9月当月是40万元，此前6个月在9至12万元之间（中位数10万元），明显偏大；请核对。")
    assert (one.level, one.place.indicator) == ("提示", "output")
