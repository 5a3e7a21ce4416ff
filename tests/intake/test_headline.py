from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkdesk.amounts import UNITS
from parkdesk.intake.headline import (
    Months,
    cumulative_month,
    filled_in_by,
    labels_in,
    months_in,
    unit_in,
    units_of,
    without_brackets,
)


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("旬阳市2026年1—9月规模以上工业企业产值完成情况表", (2026, 9)),
        ("2026年 1－12 月", (2026, 12)),
        ("2026年1~2月", (2026, 2)),
        ("２０２６年１至８月", (2026, 8)),
        ("2026年9月规上工业", (2026, 9)),
        ("2026年前三季度工业运行", (2026, 9)),
        ("2026年一季度", (2026, 3)),
        ("2026年第四季度", (2026, 12)),
        ("2026年上半年", (2026, 6)),
        ("2026Q3", (2026, 9)),
        ("2026-09产值表", (2026, 9)),
        ("产值表202609", (2026, 9)),
        ("截止时间：2026年9月底", (2026, 9)),
        ("截至2026年9月30日", (2026, 9)),
        ("1-9月", (None, 9)),
        ("9月", (None, 9)),
        ("2026年标准化工业厂房任务分解表", (2026, None)),
        ("填报日期：2026年10月8日", (None, None)),
        ("2026-10-08", (None, None)),
        ("20261008", (None, None)),
        ("2026年1月", (2026, 1)),
        ("2026年1-19月", (2026, None)),
        ("企业名录", (None, None)),
    ],
)
def test_periods_as_titles_give_them(text, months):
    assert months_in(text) == Months(*months)


@given(st.integers(2000, 2099), st.integers(2, 12), st.sampled_from("-—–~至到－～"), st.booleans())
def test_every_period_is_read_back(year, month, dash, spaced):
    gap = " " if spaced else ""
    assert months_in(f"某县{year}年{gap}1{gap}{dash}{month}{gap}月产值表") == Months(year, month)


def test_months_of_a_heading():
    assert cumulative_month("工业总产值（1—9月）") == 9
    assert cumulative_month("工业总产值（本月）") is None


@pytest.mark.parametrize(
    ("heading", "unit", "words"),
    [
        ("用电量（万千瓦时）", "万千瓦时", "用电量"),
        ("用地面积(亩)", "亩", "用地面积"),
        ("从业人数 （人）", "人", "从业人数"),
        ("产值【单位：亿元】", "亿元", "产值"),
        ("工业总产值（1—9月）（万元）", "万元", "工业总产值"),
        ("工业总产值（1—9月）", None, "工业总产值"),
    ],
)
def test_units_in_headings(heading, unit, words):
    assert unit_in(heading) == (UNITS[unit] if unit else None)
    assert without_brackets(heading) == words


def test_the_unit_line():
    labels = labels_in("填报单位：旬阳市经贸局　　　　　　单位：万元、%")
    assert labels == {"填报单位": "旬阳市经贸局", "单位": "万元、%"}
    assert filled_in_by(labels) == "旬阳市经贸局"
    assert {name: unit.name for name, unit in units_of(labels).items()} == {"money": "万元", "rate": "%"}


def test_blank_forms_and_spread_labels():
    assert filled_in_by(labels_in("填报单位：　　　　填报日期：")) == ""
    assert filled_in_by(labels_in("填报单位（盖章）：旬阳市经贸局")) == "旬阳市经贸局"
    assert units_of(labels_in("单 位：万元"))["money"].name == "万元"
    assert filled_in_by(labels_in("单位：旬阳市经贸局")) == "旬阳市经贸局"
