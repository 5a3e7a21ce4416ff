"""Workdays: weekends, holidays, 调休, deadlines that move on."""

from __future__ import annotations

import datetime as dt

import pytest

from parkdesk.periods import Period
from parkdesk.records import Holiday, catalogue
from parkdesk.rules.workdays import WorkCalendar

SHIPPED = WorkCalendar.of(catalogue.holidays())


def day(text):
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "is_worked"),
    [
        ("2026-10-09", True),
        ("2026-10-01", False),
        ("2026-10-10", True),
        ("2026-10-11", False),
        ("2026-02-14", True),
        ("2026-02-23", False),
    ],
)
def test_the_shipped_year(text, is_worked):
    assert SHIPPED.is_workday(day(text)) is is_worked


def test_days_are_counted_over_a_holiday():
    assert SHIPPED.add(day("2026-09-30"), 1) == day("2026-10-08")
    assert SHIPPED.add(day("2026-09-30"), 3) == day("2026-10-10")
    assert SHIPPED.add(day("2026-10-08"), -1) == day("2026-09-30")
    assert SHIPPED.add(day("2026-10-08"), 0) == day("2026-10-08")
    assert SHIPPED.between(day("2026-09-30"), day("2026-10-10")) == 3
    assert SHIPPED.between(day("2026-10-10"), day("2026-09-30")) == -3


def test_a_deadline_on_a_day_off_moves_on():
    assert SHIPPED.deadline(Period(2026, 8), 20) == day("2026-09-20")  # a Sunday that is worked
    assert SHIPPED.deadline(Period(2026, 10), 8) == day("2026-11-09")
    assert SHIPPED.deadline(Period(2026, 12), 1) == day("2027-01-04")
    assert SHIPPED.deadline(Period(2026, 3), 31) == day("2026-04-30")


def test_an_empty_table_knows_weekends():
    plain = WorkCalendar.of([])
    assert plain.on_or_after(day("2026-10-03")) == day("2026-10-05")
    own = WorkCalendar.of([Holiday(id="1", day="2026-10-05", name="县庆")])
    assert own.on_or_after(day("2026-10-03")) == day("2026-10-06")


def test_shipped_days_say_that_they_are_unverified():
    assert {one.source for one in catalogue.holidays()} == {"软件预置，未经核实"}
    assert len({one.day for one in catalogue.holidays()}) == len(catalogue.holidays())
