from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkdesk.records.kinds import COUNT, LAND, MONEY, TEXT, shown_in, units_for


def test_what_a_figure_can_be_shown_in():
    assert units_for(MONEY) == ("元", "万元", "亿元")
    assert units_for(LAND) == ("亩", "㎡")
    assert units_for(COUNT) == units_for(TEXT) == ()
    assert shown_in(MONEY, "万元") is MONEY


def test_another_unit_says_the_same():
    stored = MONEY.read("12345.67")
    assert MONEY.write(stored) == "12,345.67"
    assert shown_in(MONEY, "元").write(stored) == "123,456,700.00"
    assert shown_in(MONEY, "亿元").write(stored) == "1.2346"
    assert shown_in(MONEY, "亿元").typed(stored) == "1.234567"
    assert shown_in(LAND, "㎡").write(LAND.read("15")) == "10,000"


@pytest.mark.parametrize(
    ("kind", "unit"), [(MONEY, "元"), (MONEY, "万元"), (MONEY, "亿元"), (LAND, "亩"), (LAND, "㎡")]
)
@given(stored=st.none() | st.integers(-(10**15), 10**15))
def test_what_is_typed_over_unchanged_changes_nothing(kind, unit, stored):
    shown = shown_in(kind, unit)
    assert shown.read(shown.typed(stored)) == stored


def test_a_figure_too_long_is_told():
    with pytest.raises(ValueError, match="位数太多"):
        shown_in(LAND, "㎡").read("1e999999999")
