from __future__ import annotations

import datetime as dt

import pytest

from parkdesk.rules.visiting import Count, Held, count, missed, required, spans

D = dt.date


def owed(every, since, upto, until=None, times=1):
    return required(every, times, Held(since, until), upto)


@pytest.mark.parametrize(
    ("every", "upto", "number"),
    [
        ("quarter", D(2026, 9, 30), 3),
        ("quarter", D(2026, 9, 29), 2),  # a quarter that still runs is not owed
        ("month", D(2026, 9, 30), 9),
        ("month", D(2026, 2, 28), 2),
        ("month", D(2026, 2, 27), 1),
        ("week", D(2026, 9, 30), 38),  # 5 January to 27 September
        ("week", D(2026, 1, 11), 1),
        ("week", D(2026, 1, 10), 0),
        ("halfyear", D(2026, 9, 30), 1),
        ("year", D(2026, 12, 31), 1),
    ],
)
def test_from_the_first_of_january(every, upto, number):
    assert owed(every, D(2026, 1, 1), upto) == number


def test_a_whole_year_is_four_twelve_and_its_whole_weeks():
    assert [owed(every, D(2026, 1, 1), D(2026, 12, 31)) for every in ("quarter", "month", "week")] == [4, 12, 51]
    assert owed("week", D(2024, 1, 1), D(2024, 12, 31)) == 52  # a leap year that begins on a Monday


def test_week_53_and_the_turn_of_the_year():
    last = list(spans("week", D(2026, 12, 28), D(2026, 12, 31)))
    assert [(one.first, one.last) for one in last] == [(D(2026, 12, 28), D(2027, 1, 3))]
    assert last[0].first.isocalendar().week == 53
    assert owed("week", D(2026, 12, 28), D(2027, 1, 3)) == 1


def test_a_leap_day():
    assert owed("month", D(2024, 2, 1), D(2024, 2, 28)) == 0
    assert owed("month", D(2024, 2, 1), D(2024, 2, 29)) == 1


def test_taken_over_in_mid_quarter_is_pro_rata():
    # 1 April to 30 June has 91 days; half of it is 45.5
    assert owed("quarter", D(2026, 5, 16), D(2026, 6, 30)) == 1  # 46 days held
    assert owed("quarter", D(2026, 5, 17), D(2026, 6, 30)) == 0  # 45 days held
    assert owed("quarter", D(2026, 5, 17), D(2026, 9, 30)) == 1
    assert owed("week", D(2026, 3, 4), D(2026, 3, 15)) == 1  # Wednesday: the first whole week is the next


@pytest.mark.parametrize("day", [D(2026, 4, 2), D(2026, 5, 1), D(2026, 5, 16), D(2026, 6, 29)])
@pytest.mark.parametrize("times", [1, 2, 3])
def test_who_leaves_and_who_follows_owe_the_whole_together(day, times):
    before = owed("quarter", D(2026, 4, 1), D(2026, 6, 30), until=day - dt.timedelta(days=1), times=times)
    after = owed("quarter", day, D(2026, 6, 30), times=times)
    assert before + after == times


def test_done_and_lacking():
    held = Held(D(2026, 1, 1))
    visits = [D(2025, 12, 31), D(2026, 1, 1), D(2026, 9, 30), D(2026, 10, 1)]
    assert count("quarter", 1, held, visits, D(2026, 9, 30)) == Count(3, 2, 1)
    assert count("quarter", 1, Held(D(2999, 1, 1)), visits, D(2026, 9, 30)) == Count(0, 0, 0)
    many = [D(2026, 1, n) for n in range(1, 9)]
    assert count("quarter", 1, held, many, D(2026, 9, 30)) == Count(3, 8, 0)
    assert [one.first for one in missed("quarter", 1, held, many, D(2026, 9, 30))] == [D(2026, 4, 1), D(2026, 7, 1)]
