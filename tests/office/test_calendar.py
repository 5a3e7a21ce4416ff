"""The office's own workdays: typed as people write them, and what deadlines make of them."""

from __future__ import annotations

import datetime as dt

import pytest

from parkdesk.errors import UsageError
from parkdesk.office import calendar, periods
from parkdesk.office.desks import create_desk
from parkdesk.periods import Period

DAY = dt.date


@pytest.fixture
def store(tmp_path):
    with create_desk(tmp_path / "旬阳.parkdesk", "610981", "旬阳市经贸局", "county", "王建", "610900") as made:
        yield made


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2027-02-06", [DAY(2027, 2, 6)]),
        ("2027年2月6日至2027年2月8日", [DAY(2027, 2, 6), DAY(2027, 2, 7), DAY(2027, 2, 8)]),
        ("2027-02-06 — 2027-02-07、2027-02-14", [DAY(2027, 2, 6), DAY(2027, 2, 7), DAY(2027, 2, 14)]),
        ("2027/2/6，2027/2/6", [DAY(2027, 2, 6)]),
    ],
)
def test_days_are_read_as_people_write_them(text, days):
    assert calendar.read_days(text) == days


@pytest.mark.parametrize("wrong", ["", "春节", "2027-02-30", "2027-02-08 至 2027-02-06", "2027-01-01 至 2027-06-01"])
def test_what_is_no_day_is_told(wrong):
    with pytest.raises(UsageError):
        calendar.read_days(wrong)


def test_deadlines_go_by_the_own_table(store):
    november = Period(2026, 11)

    def due():
        return next(one.day for one in periods.deadlines(store, november) if one.deadline.code == "package")

    assert due() == DAY(2026, 12, 22)  # a Tuesday
    calendar.set_days(store, calendar.read_days("2026-12-22 至 2026-12-23"), "冬至", works=False)
    assert due() == DAY(2026, 12, 24)
    assert [one.name for one in calendar.holidays(store, 2026) if one.day == "2026-12-22"] == ["冬至"]
    calendar.set_days(store, [DAY(2026, 12, 22)], "调休", works=True, source="通知")
    assert due() == DAY(2026, 12, 22)
    calendar.remove_days(store, [one for one in calendar.holidays(store) if (one.day or "") >= "2026-12-22"])
    assert due() == DAY(2026, 12, 22)
    step = next(one for one in calendar.deadlines(store) if one.code == "package")
    calendar.set_deadline(store, step, 26)
    assert due() == DAY(2026, 12, 28)  # 26 is a Saturday
    with pytest.raises(UsageError, match="1 至 31"):
        calendar.set_deadline(store, step, 32)
    with pytest.raises(UsageError, match="名称"):
        calendar.set_days(store, [DAY(2026, 12, 22)], " ", works=True)
