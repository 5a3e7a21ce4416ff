"""集中区年度考核 and 1+N: weighted lines, caps, prizes for the first five and ten, every score explained."""

from __future__ import annotations

from fractions import Fraction

from parkdesk.records import SchemeItem, SchemeScore
from parkdesk.rules import assessment


def item(name, weight, base=None, direction="越高越好"):
    return SchemeItem(id=name, unit="u", scheme="s", year=2026, name=name, weight=weight * 100,
                      base=None if base is None else base * 10_000, direction=direction)  # fmt: skip


def score(subject, name, value=None, adjust=None, text=""):
    return SchemeScore(id=f"{subject}{name}", unit="u", scheme="s", year=2026, subject=subject, item=name,
                       value=None if value is None else value * 100, adjust=adjust, text=text)  # fmt: skip


ITEMS = [item("厂房完成率", 60, 100), item("事故起数", 40, None, "越低越好")]


def test_points_places_prizes_and_what_is_missing():
    scores = [
        score("甲园", "厂房完成率", 130), score("甲园", "事故起数", 2),
        score("乙园", "厂房完成率", 50), score("乙园", "事故起数", 1),
        score("丙园", "厂房完成率", 50, adjust=-200, text="瞒报"), score("丙园", "表彰", adjust=300, text="省级表彰"),
    ]  # fmt: skip
    found = assessment.assess(ITEMS, scores, Fraction(6, 5), "1、2")
    assert [(one.subject, str(one.total), one.place.rank, one.prize) for one in found] == [
        ("甲园", "92.00", 1, "前1名"), ("乙园", "70.00", 2, "前2名"), ("丙园", "31.00", 3, ""),
    ]  # fmt: skip
    assert found[2].missing == ("事故起数",)
    assert assessment.explained(found[0].lines[0]) == "完成130，基准100，权重60，得72分"
    assert assessment.explained(found[2].lines[0]) == "完成50，基准100，权重60，得30分，扣2分（瞒报）"
    assert assessment.explained(found[2].lines[1]) == "没有完成值，得0分"


def test_equal_points_share_a_place_and_nobody_reaches_beyond_the_cap():
    scores = [score("甲", "厂房完成率", 100), score("乙", "厂房完成率", 900), score("丙", "厂房完成率", 800)]
    found = assessment.assess([item("厂房完成率", 100, 100)], scores, Fraction(6, 5), "")
    assert [(one.subject, one.place.rank, one.place.tied) for one in found] == [
        ("乙", 1, True), ("丙", 1, True), ("甲", 3, False),
    ]  # fmt: skip


def test_no_accident_is_the_best_and_weights_must_add_up():
    scores = [score("甲", "事故起数", 0), score("乙", "事故起数", 3)]
    found = assessment.assess([item("事故起数", 100, None, "越低越好")], scores, None, "")
    assert [(one.subject, str(one.total)) for one in found] == [("甲", "100.00"), ("乙", "0.00")]
    assert assessment.faults(ITEMS) == []
    assert "合计是60.00，不是100" in assessment.faults(ITEMS[:1])[0]
    assert "没有指标" in assessment.faults([])[0]
