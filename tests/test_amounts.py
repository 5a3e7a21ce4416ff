"""Exact numbers: reading what offices type, rounding half-up once, showing."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkdesk.amounts import (
    LARGEST,
    UNITS,
    Points,
    Rate,
    from_stored,
    half_up,
    json_number,
    read_number,
    read_quantity,
    show,
    to_stored,
)

PRECISE = Context(prec=80, rounding=ROUND_HALF_UP)
DECIMALS = st.decimals(min_value=-(10**15), max_value=10**15, places=6, allow_nan=False, allow_infinity=False)
STORED = st.integers(min_value=-(10**17), max_value=10**17)


@given(DECIMALS, st.integers(min_value=0, max_value=8))
def test_half_up_is_what_decimal_calls_half_up(value, places):
    assert half_up(value, places) == value.quantize(Decimal(1).scaleb(-places), context=PRECISE)


@given(st.fractions(min_value=-(10**9), max_value=10**9), st.integers(min_value=0, max_value=6))
def test_half_up_never_moves_further_than_half_a_place(value, places):
    gap = Fraction(half_up(value, places)) - value
    assert abs(gap) * 2 * 10**places <= 1
    assert half_up(-value, places) == -half_up(value, places)


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [("0.05", 1, "0.1"), ("-0.05", 1, "-0.1"), ("2.675", 2, "2.68"), ("1.005", 2, "1.01"), ("0.5", 0, "1")],
)
def test_ties_go_away_from_zero(value, places, shown):
    assert str(half_up(Decimal(value), places)) == shown


@pytest.mark.parametrize(
    ("cell", "figure"),
    [
        (12, "12"),
        (12.0, "12"),
        (0.1, "0.1"),
        (1234.565, "1234.565"),
        ("1,234.5", "1234.5"),
        (" 1 234 ", "1234"),
        ("１２３４．５", "1234.5"),
        ("１，２３４", "1234"),
        ("(1,234)", "-1234"),
        ("（1,234.5）", "-1234.5"),
        ("−3.5", "-3.5"),
        ("12.5%", "12.5"),
        ("１２．５％", "12.5"),
        ("+7", "7"),
        ("1e3", "1000"),
        (Decimal("0.30"), "0.30"),
    ],
)
def test_figures_as_offices_type_them(cell, figure):
    assert read_number(cell) == Decimal(figure)


@pytest.mark.parametrize("cell", [None, "", "  ", "—", "－", "-", "/", "…", "……", "无"])
def test_missing_is_none_and_not_zero(cell):
    assert read_number(cell) is None


@pytest.mark.parametrize(
    "cell", ["约三千", "1,23,4", "12,34", "1.2.3", True, False, float("nan"), float("inf"), "12元"]
)
def test_what_is_no_figure_is_refused(cell):
    with pytest.raises(ValueError, match=re.escape(str(cell))):
        read_number(cell)


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e14, max_value=1e14))
def test_a_float_is_taken_by_its_shortest_form(cell):
    figure = read_number(cell)
    assert figure is not None
    assert float(figure) == cell
    assert len(figure.normalize().as_tuple().digits) <= len(Decimal(repr(cell)).normalize().as_tuple().digits)


@given(DECIMALS)
def test_grouped_text_reads_as_the_plain_number(value):
    assert read_number(f"{value:,f}") == value


@pytest.mark.parametrize(
    ("figure", "unit", "stored", "rounded"),
    [
        ("2312400", "万元", 2312400000000, False),
        ("0.000001", "万元", 1, False),
        ("0.0000005", "万元", 1, True),
        ("-0.0000005", "万元", -1, True),
        ("231.24", "亿元", 2312400000000, False),
        ("1.005", "%", 101, True),
        ("3", "万人", 30000, False),
    ],
)
def test_stored_integers(figure, unit, stored, rounded):
    assert to_stored(Decimal(figure), UNITS[unit]) == (stored, rounded)


@pytest.mark.parametrize("cell", ["1e999999999", "9" * 40, 1e308, 10.0**13, "-1e13"])
def test_what_no_desk_can_hold_is_refused_at_once(cell):
    with pytest.raises(ValueError, match="位数太多，存不下"):
        read_quantity(cell, UNITS["万元"])


def test_the_largest_and_the_least_figure():
    assert read_quantity(str(LARGEST), UNITS["分"]) == LARGEST
    assert to_stored(Decimal("1e-999999999"), UNITS["万元"]) == (0, True)


@given(STORED, st.sampled_from(sorted(UNITS)))
def test_stored_and_back_is_the_same(stored, name):
    unit = UNITS[name]
    exact = from_stored(stored, unit)
    figure = Decimal(exact.numerator) / Decimal(exact.denominator)
    assert to_stored(figure, unit) == (stored, False)


@pytest.mark.parametrize(
    ("stored", "unit", "places", "grouped", "text"),
    [
        (2312400000000, "亿元", 2, False, "231.24"),
        (2312400000000, "万元", 0, True, "2,312,400"),
        (-1045000000, "万元", 1, True, "-1,045.0"),
        (None, "万元", 2, False, "—"),
        (0, "万元", 2, False, "0.00"),
        (5 * 10**7, "亿元", 2, False, "0.01"),
        (49_999_999, "亿元", 2, False, "0.00"),
    ],
)
def test_shown_forms(stored, unit, places, grouped, text):
    assert show(stored, UNITS[unit], places, grouped=grouped) == text


def test_a_json_number_is_whole_where_it_can_be():
    assert json_number(Fraction(6, 2)) == 3
    assert isinstance(json_number(Fraction(6, 2)), int)
    assert json_number(Fraction(1, 8)) == 0.125


def test_a_gap_is_taken_from_the_shown_rates():
    ours, city = Rate(Fraction("0.5449")), Rate(Fraction("1.8501"))
    assert city.gap(ours).shown() == Decimal("1.4")
    assert (city - ours).shown(2) == Decimal("1.31")


def test_rates_and_points_do_not_mix():
    assert isinstance(Rate(Fraction(3)) - Rate(Fraction(1)), Points)
    assert -Points(Fraction(2)) + Points(Fraction(5)) == Points(Fraction(3))
    with pytest.raises(TypeError):
        Rate(Fraction(3)) < Points(Fraction(1))  # noqa: B015  # comparing them is the point
    assert Rate(Fraction(3)) != Points(Fraction(3))
