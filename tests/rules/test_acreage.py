"""亩均: the worked example of domain §4.3, both families, caps, missing figures, classes, and own arithmetic."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from parkdesk.amounts import half_up
from parkdesk.rules.acreage import MEASURES, RANGE, Figures, Item, Scheme, Scores, grades, land_of

HUANGYAN = tuple(
    Item(code, Fraction(weight), Fraction(base))
    for code, weight, base in (
        ("tax_per_mu", "30", "24.097"), ("added_per_mu", "20", "136.16"), ("added_per_energy", "20", "2.694"),
        ("added_per_emission", "10", "4929.81"), ("labour", "10", "18.14"), ("research_share", "10", "3.02"),
    )
)  # fmt: skip
WAN = 10**6


def firm(tax):
    """30亩, VA 3600万, 1500 tce, 0.6 t, 180 staff, R&D 3.5 % of 10,000万."""
    return {
        "tax": tax * WAN, "land": 3000, "added": 3600 * WAN, "energy": 150_000, "emission": 60, "staff": 180,
        "research": 350 * WAN, "revenue": 10_000 * WAN,
    }  # fmt: skip


def figures(*firms, bonus=None, penalty=None):
    names = {name for one in firms for name in one}
    blank = [None] * len(firms)
    return Figures({n: [one.get(n) for one in firms] for n in names}, bonus or blank, penalty or blank)


def test_the_worked_example():
    scores = Scores(Scheme(HUANGYAN), figures(firm(600), firm(1800)))
    shown = [str(half_up(scores.exact_line(n, 0), 2)) for n in range(6)]
    assert shown == ["24.90", "17.63", "17.82", "12.17", "11.03", "11.59"]
    assert scores.totals.tolist() == [9513, 14493]
    capped = Scores(Scheme(HUANGYAN, cap=Fraction(3, 2)), figures(firm(600), firm(1800)))
    assert capped.totals.tolist() == [9513, 11523]
    assert [str(half_up(Scores(Scheme(HUANGYAN), figures(firm(1800))).exact_line(0, 0), 1))] == ["74.7"]


def test_the_range_family_gives_the_least_twenty_and_the_most_a_hundred():
    item = (Item("tax_per_mu", Fraction(100)),)
    scores = Scores(Scheme(item, RANGE), figures(*({"tax": t * WAN, "land": 100} for t in (1, 2, 5))))
    assert scores.totals.tolist() == [2000, 4000, 10000]
    equal = Scores(Scheme(item, RANGE), figures(*({"tax": WAN, "land": 100} for _ in range(3))))
    assert equal.totals.tolist() == [10000] * 3


def test_the_mean_of_a_group_is_all_by_all_and_one_firm_alone_is_its_own_mean():
    item = (Item("tax_per_mu", Fraction(100)),)
    scores = Scores(Scheme(item), figures({"tax": 10 * WAN, "land": 100}, {"tax": 10 * WAN, "land": 300}))
    assert scores.bases == [Fraction(5)]
    assert scores.totals.tolist() == [20000, 6667]
    assert Scores(Scheme(item), figures({"tax": 7 * WAN, "land": 100})).totals.tolist() == [10000]
    twice = Scores(Scheme(item, factor=Fraction(2)), figures({"tax": 7 * WAN, "land": 100}))
    assert twice.totals.tolist() == [5000]


def test_negative_tax_counts_as_nothing_and_a_missing_figure_takes_the_mean():
    items = (Item("tax_per_mu", Fraction(60), Fraction(10)), Item("labour", Fraction(40), Fraction(10)))
    rows = figures(
        {"tax": -5 * WAN, "land": 100, "added": 100 * WAN, "staff": 10},
        {"tax": 10 * WAN, "land": 100, "added": 50 * WAN, "staff": 10},
        {"tax": 10 * WAN, "land": 100, "added": None, "staff": 10},
        {"tax": 10 * WAN, "land": 0, "added": 50 * WAN, "staff": None},
    )
    scores = Scores(Scheme(items), rows)
    assert scores.totals.tolist() == [4000, 8000, 9000, 7000]
    assert not scores.is_known(1, 2)
    nothing = Scores(Scheme(items, zero_missing=True), rows)
    assert nothing.totals.tolist() == [4000, 8000, 6000, 0]


def test_bonus_and_penalty_have_their_caps():
    items = (Item("tax_per_mu", Fraction(100), Fraction(1)),)
    one = {"tax": WAN, "land": 100}
    scores = Scores(Scheme(items), figures(one, one, one, bonus=[300, 1500, None], penalty=[None, None, 2500]))
    assert scores.totals.tolist() == [10300, 11000, 9000]


def test_a_scheme_that_cannot_be_right_is_told_in_sentences():
    def say(**other):
        return " ".join(Scheme((Item("tax_per_mu", Fraction(95)),), **other).faults())

    assert "合计是95.00，不是100" in say()
    assert "没有指标" in Scheme(()).faults()[0]
    assert Scheme((Item("tax_per_mu", Fraction(100)),)).faults() == []
    assert "逐级增大" in say(shares=(Fraction(30), Fraction(20), Fraction(95)))
    assert "基准值" in Scheme((Item("tax_per_mu", Fraction(100), Fraction(0)),)).faults()[0]


def test_classes_by_share_with_ties_going_up_small_groups_and_veto():
    scheme = Scheme(())
    twenty = list(range(2000, 0, -100))
    found, places = grades(twenty, [False] * 20, scheme)
    assert [found.count(g) for g in "ABCD"] == [4, 9, 6, 1]
    assert places == list(range(1, 21))
    tied = [2000, 1900, 1800, 1700, 1700, *range(1600, 100, -100)]
    found, places = grades(tied, [False] * 20, scheme)
    assert found[:6] == ["A"] * 5 + ["B"]
    assert places[3:6] == [4, 4, 6]
    found, _ = grades([3, 2, 1], [True, False, False], scheme)
    assert found == ["C", "B", "C"]
    assert grades([5], [False], scheme) == (["A"], [1])
    assert grades([7, 7, 7], [False] * 3, scheme)[0] == ["A", "A", "A"]
    assert grades([], [], scheme) == ([], [])


def test_the_real_result_of_a_district_has_these_cuts():
    """济宁高新区 2023: 275 scored firms, A 55 = 20.0 %, D 14 = 5.1 %."""
    scheme = Scheme((), shares=(Fraction(20), Fraction("55.3"), Fraction(95)))
    found, _ = grades(list(range(275)), [False] * 275, scheme)
    assert found.count("A") == 55
    assert found.count("D") == 13  # the district rounded its cut down once more


@pytest.mark.parametrize(
    ("parts", "land"),
    [((3000, None, None, None, None), 3000), ((3000, 500, 1000, None, None), 2500),
     ((None, None, None, 66_666_667, 100), 100_000), ((None, None, None, 200_000, 200), 150),
     ((None, None, None, None, None), None), ((100, None, 300, None, None), -200)],
)  # fmt: skip
def test_land_that_counts(parts, land):
    assert land_of(*parts) == land


def test_every_shown_score_equals_an_own_computation_in_fractions():
    chance = random.Random(4)
    names = ("tax", "land", "added", "energy", "carbon", "staff", "research", "revenue")
    firms = [{n: None if chance.random() < 0.05 else chance.randint(1, 10**9) for n in names} for _ in range(300)]
    items = tuple(Item(code, Fraction(weight)) for code, weight in (
        ("tax_per_mu", 35), ("revenue_per_mu", 20), ("labour", 15), ("added_per_energy", 15),
        ("added_per_carbon", 5), ("research_share", 10),
    ))  # fmt: skip
    scheme = Scheme(items, cap=Fraction(3, 2), zero_missing=True)
    scores = Scores(scheme, figures(*firms))
    for at, one in enumerate(firms):
        total = Fraction(0)
        for item in items:
            over, under, size = MEASURES[item.code].over, MEASURES[item.code].under, MEASURES[item.code].size
            pairs = [(f[over], f[under]) for f in firms if f[over] is not None and f[under] is not None]
            base = size * sum(a for a, _ in pairs) / sum(b for _, b in pairs)
            if one[over] is not None and one[under] is not None:
                total += item.weight * min(size * one[over] / one[under] / base, Fraction(3, 2))
        assert scores.totals[at] == int(half_up(total * 100, 0))


def test_a_score_on_the_very_boundary_is_rounded_up():
    items = (Item("tax_per_mu", Fraction(100), Fraction(1)),)
    for tax in (1_234_500, 9_999_500, 100_500, 5_000_500):
        exact = Fraction(tax, 10**6) / 10 * 100
        assert exact * 100 % 1 == Fraction(1, 2)
        scored = Scores(Scheme(items), figures({"tax": tax, "land": 1000}))
        assert scored.totals[0] == int(half_up(exact * 100, 0))
