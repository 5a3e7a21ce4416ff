"""The worked examples of domain §3.7–§3.10."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkdesk.amounts import Rate
from parkdesk.rules.growth import (
    Decomposition,
    FirmFigures,
    Part,
    contribution,
    contribution_from_pull,
    decompose,
    growth,
    progress_gap,
    pull,
    required_growth,
    rising_share,
    share,
    top_down,
    top_up,
    two_year_average,
)

D = Decimal


def rate(text: str) -> Rate:
    return Rate(Fraction(text))


def shown(value, places=1):
    return None if value is None else value.shown(places)


XUNYANG = Decomposition(Part(110, 2300400, 2060896), Part(3, 12000, 0), Part(7, 0, 240000))


def test_the_seed_county_decomposes_as_the_domain_says():
    assert shown(XUNYANG.growth) == D("0.5")
    assert shown(XUNYANG.pull_of(XUNYANG.stay), 2) == D("10.41")
    assert shown(XUNYANG.pull_of(XUNYANG.new), 2) == D("0.52")
    assert shown(XUNYANG.pull_of(XUNYANG.exit), 2) == D("-10.43")
    assert shown(XUNYANG.drag_simple, 2) == D("10.43")
    assert shown(XUNYANG.drag_counterfactual, 2) == D("11.70")
    assert XUNYANG.stay.growth.shown(1) == D("11.6")


def test_the_real_headline_gives_the_same_picture():
    assert shown(growth(23124, 23009)) == D("0.5")
    assert shown(pull(0, 2400, 23009), 2) == D("-10.43")
    assert shown(pull(120, 0, 23009), 2) == D("0.52")
    assert shown(share(2400, 23124), 2) == D("10.38")


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [("1.3", "6.3", "20.6"), ("13.1", "19.5", "67.2")],
    ids=["安康2021H1", "安康2022Q1"],
)
def test_contribution_of_published_pulls(part, whole, expected):
    assert shown(contribution_from_pull(rate(part), rate(whole))) == D(expected)


def test_hanyin_growth_follows_from_pull_and_contribution():
    assert Rate(Fraction("7.5") / Fraction("39.1") * 100).shown(1) == D("19.2")


def test_the_textbook_example():
    # 40.98亿 (+19.6 %) with a part of 23.58亿 (+27 %): bases 34.26 and 18.57
    assert shown(contribution(2358, 1857, 4098, 3426), 2) == D("74.55")
    assert shown(pull(2358, 1857, 3426), 2) == D("14.62")


def test_rising_share_of_trades():
    assert shown(rising_share([1] * 23 + [-1] * 13)) == D("63.9")
    assert shown(rising_share([1] * 21 + [0] * 14)) == D("60.0")
    assert shown(rising_share([1] * 29 + [-1] * 7)) == D("80.6")
    assert rising_share([]) is None


def test_two_year_average():
    assert shown(two_year_average(rate("6.6"), rate("-21.8"))) == D("-8.7")


@pytest.mark.parametrize(
    ("done", "month", "expected"), [("125.64", 10, "42.31"), ("70.41", 10, "-12.92"), ("65", 7, "6.67")]
)
def test_progress_against_time(done, month, expected):
    assert shown(progress_gap(rate(done), month), 2) == D(expected)


def test_catching_up():
    assert shown(required_growth(rate("10"), rate("-9.5"), Fraction(3, 4))) == D("68.5")
    assert shown(required_growth(rate("0"), rate("-9.5"), Fraction(9, 11))) == D("42.8")
    assert required_growth(rate("0"), rate("0"), Fraction(1)) is None


def test_leading_industries():
    assert shown(share(5584 + 3827, 14176)) == D("66.4")


def test_growth_needs_a_positive_base():
    assert growth(5, 0) is None
    assert growth(5, -3) is None
    assert growth(None, 3) is None
    assert pull(1, 0, 0) is None


def test_contribution_is_suppressed_when_growth_is_within_half_a_point():
    assert contribution(10, 0, 1005, 1000) is None
    assert contribution(10, 0, 1006, 1000) is not None
    assert contribution(10, 0, 995, 1000) is None


def firm(name: str, status: str, now: int | None, base: int | None) -> FirmFigures:
    return FirmFigures(name, name, "", "1", status, "", "", now, base)


def test_leavers_with_a_value_still_add_up():
    split = decompose([firm("a", "在库", 110, 100), firm("b", "退库", 5, 40), firm("c", "培育", 70, 1)])
    assert split.exit == Part(1, 5, 40)
    pulls = [split.pull_of(part).exact for part in (split.stay, split.new, split.exit)]
    assert sum(pulls) == split.growth.exact


def test_top_lists_hold_only_real_moves():
    firms = [firm("a", "在库", 5, 9), firm("b", "在库", 9, 5), firm("c", "在库", 7, 7), firm("d", "规下", 99, 1)]
    assert [f.name for f in top_up(firms)] == ["b"]
    assert [f.name for f in top_down(firms)] == ["a"]


parts = st.builds(Part, st.integers(0, 500), st.integers(-(10**12), 10**15), st.integers(0, 10**15))


@given(parts, parts, parts)
def test_pulls_add_up_to_growth(stay, new, left):
    split = Decomposition(stay, new, left)
    if split.growth is None:
        assert split.total.base <= 0
        return
    assert sum(split.pull_of(part).exact for part in (stay, new, left)) == split.growth.exact
