from __future__ import annotations

import datetime as dt

from parkdesk.records import Milestone
from parkdesk.rules.war_map import AHEAD, DONE, DONE_LATE, LATE, flags_of, months, shifted, weeks, weeks_around, year_of
from tests.reports.war import TODAY, sample


def test_months_and_weeks_of_a_stretch():
    assert [tick.label for tick in months(*year_of(TODAY))][:3] == ["2026.1", "2月", "3月"]
    assert len(list(months(dt.date(2026, 11, 15), dt.date(2027, 2, 3)))) == 4
    ticks = list(weeks(dt.date(2026, 12, 28), dt.date(2027, 1, 3)))
    assert [(one.label, one.last) for one in ticks] == [("12.28", dt.date(2027, 1, 3))]
    first, last = weeks_around(TODAY)
    assert (first.weekday(), last.weekday(), (last - first).days + 1) == (0, 6, 17 * 7)


def test_every_project_stands_on_the_map_once_and_flags_say_how_they_stand():
    found = sample(60)
    assert found.rows == 60 + len(found.groups)
    states = {flag.state for _, flag in flags_of(found.groups)}
    assert states == {DONE, DONE_LATE, AHEAD, LATE}
    for _, flag in flags_of(found.groups):
        if flag.done_on is None:
            assert flag.state == (LATE if flag.due < TODAY else AHEAD)
        else:
            assert flag.state == (DONE_LATE if flag.done_on > flag.due else DONE)


def test_places_and_days_answer_each_other():
    found = sample(1)
    for day in (found.first, dt.date(2026, 6, 30), found.last):
        assert found.day_at(found.place(day) + 1e-9) == day
    assert (found.place(dt.date(2020, 1, 1)), found.place(dt.date(2030, 1, 1))) == (0.0, 1.0)


def test_a_milestone_is_moved_as_far_as_it_is_long():
    _, flag = next(flags_of(sample(3).groups))
    one = Milestone(id="m", unit="1", project="p", name="x", begins="2026-02-01", due="2026-02-20")
    from dataclasses import replace

    moved = shifted(replace(flag, milestone=one, begins=dt.date(2026, 2, 1), due=dt.date(2026, 2, 20)), 10)
    assert (moved.begins, moved.due) == ("2026-02-11", "2026-03-02")
