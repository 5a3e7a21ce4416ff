from __future__ import annotations

from fractions import Fraction

import pytest

from parkdesk.amounts import UNITS, Points, Rate
from parkdesk.reports import sentences


def rate(text: str) -> Rate:
    return Rate(Fraction(text))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("3.2", "增长3.2%"),
        ("-9.5", "下降9.5%"),
        ("0", "持平"),
        ("0.04", "持平"),
        ("-0.04", "持平"),
        ("-0.05", "下降0.1%"),
    ],
)
def test_the_sign_as_printed_chooses_the_verb(value: str, words: str) -> None:
    assert sentences.growth(rate(value)) == words


def test_an_amount_is_never_shown_as_nothing() -> None:
    assert sentences.amount(231_2400 * 10**6, UNITS["亿元"]) == "231.24亿元"
    assert sentences.amount(30 * 10**6, UNITS["亿元"]) == "30万元"
    assert sentences.amount(0, UNITS["亿元"]) == "0.00亿元"
    assert sentences.amount(None, UNITS["亿元"]) == "未录入"


def test_no_base_is_no_growth() -> None:
    assert sentences.growth(None) == "—"
    assert "无基数" in sentences.over_base(None)
    assert sentences.over_base(rate("0.01")) == "与上年同期持平"


@pytest.mark.parametrize(
    ("now", "base", "words"),
    [
        (110, 100, "同比增长10.0%"), (90, 100, "同比下降10.0%"), (5, 0, "上年同期无基数，不计增速"),
        (5, None, "上年同期无基数，不计增速"), (50, -70, "比上年同期增加120万元（上年同期为负数，不计增速）"),
        (-90, -70, "比上年同期减少20万元（上年同期为负数，不计增速）"), (-70, -70, "与上年同期持平"),
    ],
)  # fmt: skip
def test_a_base_below_zero_is_told_by_the_amount(now: int, base: int | None, words: str) -> None:
    stored = None if base is None else base * 10**6
    assert sentences.compared(now * 10**6, stored, UNITS["万元"], 0) == words


def test_gap_is_of_the_displayed_rates() -> None:
    # exact gap 1.44 would print 1.4 as well; 0.46 → 0.5 and 1.94 → 1.9 must give 1.4, not 1.5
    assert sentences.gap(rate("0.46"), rate("1.94"), "全市平均水平") == "低于全市平均水平1.4个百分点"
    assert sentences.gap(rate("2"), rate("1"), "全市平均水平") == "高于全市平均水平1.0个百分点"
    assert sentences.gap(rate("1"), rate("1.02"), "全市平均水平") == "与全市平均水平持平"
    assert sentences.gap(rate("1"), None, "全市平均水平") == "全市平均水平未录入"
    assert sentences.shortfall(rate("0.7"), rate("7.5"), "建议增速") == "欠建议增速6.8个百分点"


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        ("1.0", "-2.0", "较上月由负转正"),
        ("-1.0", "2.0", "较上月由正转负"),
        ("-1.0", "-3.5", "降幅较上月收窄2.5个百分点"),
        ("-4.0", "-3.5", "降幅较上月扩大0.5个百分点"),
        ("4.0", "3.2", "较上月提高0.8个百分点"),
        ("3.2", "4.0", "较上月回落0.8个百分点"),
        ("0", "-1.0", "较上月提高1.0个百分点"),
        ("3.21", "3.2", "与上月持平"),
    ],
)
def test_how_a_rate_moved(now: str, before: str, words: str) -> None:
    assert sentences.movement(rate(now), rate(before), "上月") == words


def test_pull_and_drag() -> None:
    assert sentences.pull(Points(Fraction("10.41"))) == "拉动10.41个百分点"
    assert sentences.pull(Points(Fraction("-10.431"))) == "下拉10.43个百分点"
    assert sentences.pull(Points(Fraction("0.001"))) == "对增速没有影响"
    assert sentences.pull(None) == "拉动—"


def test_completion_against_the_calendar() -> None:
    assert sentences.completion(rate("71.3"), 8) == "完成年度任务的71.3%，超时间进度4.6个百分点"
    assert sentences.completion(rate("70.41"), 10) == "完成年度任务的70.4%，欠时间进度12.9个百分点"
    assert sentences.completion(rate("75"), 9) == "完成年度任务的75.0%，与时间进度持平"
    assert sentences.completion(None, 9) == "年度任务未录入"


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "零"), (7, "七"), (10, "十"), (13, "十三"), (20, "二十"), (21, "二十一"), (99, "九十九"), (100, "100")],
)
def test_numerals(number: int, words: str) -> None:
    assert sentences.numeral(number) == words


def test_rank_and_amount() -> None:
    assert sentences.rank(7) == "第七位"
    assert sentences.rank(2, tied=True) == "并列第二位"
    assert sentences.amount(2312400 * 10**6, UNITS["亿元"]) == "231.24亿元"
    assert sentences.amount(None, UNITS["亿元"]) == "未录入"
    assert sentences.percent(rate("-1.25")) == "−1.3%"
