"""Domain §3.8 and §3.9 as arithmetic: 岚皋's catch-up, the first-park forecast nobody should print."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkdesk.amounts import Rate
from parkdesk.rules import outlook
from parkdesk.rules.growth import FirmFigures, Part, decompose

YI = 10**10


def rate(text: str) -> Rate:
    return Rate(Fraction(text))


@pytest.mark.parametrize(("end", "target", "asked"), [(12, "10", "68.5"), (11, "0", "42.8")])
def test_the_county_that_fell_by_nine_and_a_half(end: int, target: str, asked: str) -> None:
    plan = outlook.catch_up(Part(1, 905, 1000), 9, end, rate(target))
    assert plan is not None
    assert plan.is_flat
    assert plan.required is not None
    assert str(plan.required.shown(1)) == asked
    assert plan.is_hard
    # What the months left must bring, brought, gives the target: by plain arithmetic.
    reached = (905 + plan.needed) / plan.base_end - 1
    assert reached * 100 == Fraction(target)


def test_a_known_year_is_taken_over_an_even_one() -> None:
    plan = outlook.catch_up(Part(1, 100, 100), 9, 12, rate("0"), base_end=160)
    assert plan is not None
    assert (plan.is_flat, plan.needed, plan.monthly, plan.months_left) == (False, 60, 20, 3)
    assert plan.times == Fraction(20) / Fraction(100, 9)
    assert outlook.catch_up(Part(1, 1, 1), 12, 12, rate("1")) is None
    assert outlook.catch_up(Part(1, 1, 0), 9, 12, rate("1")) is None


@given(st.integers(1, 10**12), st.lists(st.integers(0, 10**9), min_size=1, max_size=40))
def test_shares_add_up(needed: int, weights: list[int]) -> None:
    shares = outlook.spread(Fraction(needed, 7), weights)
    if sum(weights):
        assert sum(shares) == -(-needed // 7)
        assert all(part == 0 for part, weight in zip(shares, weights, strict=True) if weight == 0)
    else:
        assert not any(shares)


def test_a_plan_that_brings_what_is_needed_reaches_the_target() -> None:
    plan = outlook.catch_up(Part(2, 905 * YI, 1000 * YI), 9, 12, rate("10"))
    assert plan is not None
    parts = dict(zip("ab", outlook.spread(plan.needed, [3, 5]), strict=True))
    reached = outlook.planned_growth(plan, parts)
    assert reached is not None
    assert str(reached.shown(1)) == "10.0"
    stopped = outlook.planned_growth(plan, {})
    assert stopped is not None
    assert stopped.exact < 0


def test_the_forecast_of_the_second_seed_is_doubted() -> None:
    now, stated = 14176 * YI // 100, 155 * YI
    base = round(now / Fraction("1.1866"))
    said = outlook.doubts(now, 8, stated, base, rate("26"))
    assert len(said) == 2
    assert "后4个月月均只相当于前8个月的18.7%" in said[0]
    assert "上年后4个月月均" in said[1]
    assert outlook.doubts(171, 8, 180) == ["后4个月月均只相当于前8个月的10.5%"]
    assert outlook.doubts(100, 8, 150, 90, rate("10")) == []
    assert outlook.doubts(100, 8, 90) == ["全年预计低于1—8月已完成数"]
    assert "须达到" in outlook.doubts(100, 10, 200)[0]


def test_two_ways_to_the_year() -> None:
    assert outlook.forecast(Part(1, 90, 80), 9, 120) == (120, 135)
    assert outlook.forecast(Part(1, 90, 80), 9, None) is None


def test_if_a_leaver_had_stayed() -> None:
    firms = [
        FirmFigures("a", "a", "", "", "在库", "", "", 110, 100),
        FirmFigures("b", "b", "", "", "退库", "", "", 0, 50),
    ]
    split = decompose(firms)
    would = outlook.growth_if_stayed(split, firms[1])
    gained = outlook.gained_if_stayed(split, firms[1])
    assert would is not None
    assert gained is not None
    assert would.exact == Fraction(160 - 150, 150) * 100
    assert gained.exact == Fraction(50, 150) * 100
    half = outlook.growth_if_stayed(split, firms[1], 25)
    assert half is not None
    assert half.exact == Fraction(135 - 150, 150) * 100
