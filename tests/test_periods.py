"""Reporting periods: what exists, how it is written, what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkdesk.errors import UsageError
from parkdesk.periods import Period

PERIODS = st.builds(Period, st.integers(1900, 2999), st.integers(2, 12))


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2026-09", Period(2026, 9)),
        (" 2026-9 ", Period(2026, 9)),
        ("2026年9月", Period(2026, 9)),
        ("2026.12", Period(2026, 12)),
        ("2026/02", Period(2026, 2)),
        ("2026Q1", Period(2026, 3)),
        ("2026Q3", Period(2026, 9)),
        ("2026q4", Period(2026, 12)),
        ("202609", Period(2026, 9)),
        ("２０２６年９月", Period(2026, 9)),
        ("2026年1—9月", Period(2026, 9)),
        ("2026 年 1-9 月份", Period(2026, 9)),
        ("2026年1至2月", Period(2026, 2)),
        ("2026年上半年", Period(2026, 6)),
        ("2026年前三季度", Period(2026, 9)),
        ("2026全年", Period(2026, 12)),
    ],
)
def test_ways_to_write_a_period(text, period):
    assert Period.parse(text) == period


@pytest.mark.parametrize(
    "text",
    ["2026-01", "2026-13", "2026-00", "2026Q5", "2026", "", "9月", "2026-09-01", "2026-1-9", "2026年2-9月", "明年"],
)
def test_what_is_no_period_is_a_usage_error_in_one_sentence(text):
    with pytest.raises(UsageError, match=r"。$") as caught:
        Period.parse(text)
    assert "\n" not in str(caught.value)


def test_a_lone_january_is_explained():
    with pytest.raises(UsageError, match="1—2月"):
        Period.parse("2026-01")


@given(PERIODS)
def test_every_form_reads_back(period):
    assert Period.parse(period.text) == period
    assert Period.from_key(period.key) == period
    assert Period.parse(str(period)) == period


@given(PERIODS, PERIODS)
def test_keys_order_as_periods_do(one, other):
    assert (one < other) == (one.key < other.key)


@given(PERIODS)
def test_the_period_before_is_one_month_shorter(period):
    before = period.previous()
    if period.is_first:
        assert before is None
    else:
        assert (before.year, before.month) == (period.year, period.month - 1)


def test_words_on_paper():
    september = Period(2026, 9)
    assert (september.label, september.title, september.quarter) == ("1—9月", "2026年1—9月", 3)
    assert (Period(2026, 2).label, Period(2026, 2).is_first, Period(2026, 2).quarter) == ("1—2月", True, None)
    assert september.of_year(2025) == Period(2025, 9)
