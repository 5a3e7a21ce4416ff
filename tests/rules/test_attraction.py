"""Entry scores, enclaves, leading industries, and seed 001's own figures, which are caught."""

from __future__ import annotations

from parkdesk.records import Entry, ParkMonth, catalogue
from parkdesk.rules import attraction

NORMS = {norm.code: norm.number for norm in catalogue.norms()}
YI = 10**10


def entry(score, **other):
    return Entry(id="e", unit="u", project="新项目", **{**dict.fromkeys(attraction.ENTRY_ITEMS, score * 100), **other})


def test_the_entry_form_weighs_a_hundred_and_passes_at_seventy():
    assert sum(NORMS[f"entry_{key}"] for key in attraction.ENTRY_ITEMS) == 100
    assert attraction.entry_score(entry(70), NORMS).passes
    assert attraction.entry_score(entry(70), NORMS).points == 70
    assert not attraction.entry_score(entry(69), NORMS).passes
    assert not attraction.entry_score(entry(100, veto="环境"), NORMS).passes
    open_one = attraction.entry_score(entry(100, jobs=None), NORMS)
    assert (open_one.passes, open_one.missing, open_one.points) == (False, ("就业",), 95)


def test_the_entry_form_goes_by_the_weights_of_the_office():
    heavy = {**NORMS, "entry_tax": 0, "entry_jobs": 20, "entry_pass": 80}  # 100 again, and the bar higher
    assert attraction.entry_score(entry(80, tax=None), heavy) == (80, True, ())
    assert not attraction.entry_score(entry(79, tax=None), heavy).passes
    double = {**NORMS, **{f"entry_{key}": 2 * NORMS[f"entry_{key}"] for key in attraction.ENTRY_ITEMS}}
    assert attraction.entry_score(entry(71, fit=6000), double) == attraction.entry_score(entry(71, fit=6000), NORMS)
    none = {**NORMS, **{f"entry_{key}": 0 for key in attraction.ENTRY_ITEMS}}
    assert not attraction.entry_score(entry(100), none).passes


def test_an_enclave_belongs_to_its_sender_for_five_years_and_then_seven_to_three():
    assert attraction.attribute(1000, 2024, 2020, NORMS)[:2] == (1000, 0)
    assert attraction.attribute(1001, 2025, 2020, NORMS)[:2] == (701, 300)
    assert sum(attraction.attribute(999, 2030, 2020, NORMS)[:2]) == 999


def test_the_share_of_the_leading_industries_of_the_seed():
    """66.4 % = (55.84 + 38.27) of 141.76."""
    outputs = [("18", 5584), ("13", 3827), ("38", 4765)]
    rate, part, whole = attraction.leading_share(outputs, "18、13")
    assert (str(rate.shown()), part, whole) == ("66.4", 9411, 14176)
    assert attraction.leading_share(outputs, "")[0] is None
    assert attraction.leading_share([], "18")[0] is None


def seed001(**other):
    figures = {
        "output": 14176 * YI // 100, "output_growth": 1866, "tax": 171 * YI // 100, "investment": 3566 * YI // 100,
        "tech": 3419 * YI // 100, "year_output": 155 * YI, "year_growth": 2600, "year_tax": 18 * YI // 10,
    }  # fmt: skip
    return ParkMonth(id="m", unit="u", park="甲园", period=202308, **{**figures, **other})


def test_the_figures_of_seed_001_are_caught():
    found = attraction.doubts_of_month(seed001())
    assert found == [
        "预计全年产值155.00亿元，后4个月平均每月只有3.31亿元，而前8个月平均17.72亿元",
        "按增速倒推，上年1—8月产值119.47亿元已占上年全年123.02亿元的97.1%，产值和增速对不上",
        "预计全年税收1.80亿元，1—8月已完成1.71亿元，后4个月只剩0.09亿元（按已有进度全年约2.57亿元）",
        "技改投资34.19亿元占工业投资35.66亿元的95.9%，比重过高",
    ]


def test_figures_that_go_together_are_left_alone():
    sane = seed001(year_output=215 * YI, year_growth=1900, year_tax=26 * YI // 10, tech=20 * YI)
    assert attraction.doubts_of_month(sane) == []
    assert attraction.doubts_of_month(seed001(output=None, tax=None, tech=None)) == []
    below = attraction.doubts_of_month(seed001(year_output=100 * YI, tax=None, tech=None))
    assert below == ["预计全年产值100.00亿元，小于1—8月已完成的141.76亿元"]
