"""What a column reads from a cell and shows."""

from __future__ import annotations

import datetime as dt

import pytest

from parkdesk.records.kinds import PERIOD


@pytest.mark.parametrize(
    "cell", ["2026-09", "202609", 202609.0, "2026年1—9月", "2026年9月", dt.date(2026, 9, 1), "2026-09-01 00:00:00"]
)
def test_a_period_is_read_as_people_write_it_and_shown_in_one_form(cell):
    assert PERIOD.read(cell) == 202609
    assert PERIOD.write(202609) == "2026-09"


@pytest.mark.parametrize("cell", ["99", "2026-01", "九月", 20265])
def test_what_is_no_period_is_refused_with_how_to_write_it(cell):
    with pytest.raises(ValueError, match="请写成 2026-0"):
        PERIOD.read(cell)
