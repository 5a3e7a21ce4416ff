from __future__ import annotations

import datetime as dt

import pytest

from parkdesk.records import Milestone, Project, StageDay, catalogue
from parkdesk.rules.lights import Evidence, judge, last_day, overdue
from parkdesk.rules.workdays import WorkCalendar

WAN = 10**6
NORMS = {norm.code: norm.number for norm in catalogue.norms()}
DAYS = WorkCalendar.of(catalogue.holidays())
TODAY = dt.date(2026, 9, 30)


def project(**more):
    usual = {"stage": "在建", "plan": 100 * WAN, "done": 75 * WAN, "period": 202609, "start": "2025-03",
             "finish": "2026-12"}  # fmt: skip
    return Project(id="p", unit="1", name="甲", **(usual | more))


def light(today=TODAY, milestones=(), stages=(), norms=NORMS, **more):
    return judge(project(**more), Evidence(today, norms, DAYS, tuple(milestones), tuple(stages)))


@pytest.mark.parametrize(
    ("done", "colour"), [(75, "绿"), (66, "绿"), (65, "黄"), (45, "黄"), (44, "红"), (0, "红"), (120, "绿")]
)
def test_behind_the_time_by_ten_and_by_thirty_points(done, colour):
    found = light(done=done * WAN)
    assert found.shown == colour
    if colour == "红":
        assert f"落后{75 - done}.0个百分点" in found.why


def test_the_county_moves_its_own_lines():
    assert light(done=60 * WAN, norms={**NORMS, "light_yellow": 20}).shown == "绿"


@pytest.mark.parametrize(
    ("start", "colour"),
    [("2026-10", "绿"), ("2026-09", "黄"), ("2026-08", "黄"), ("2026-07", "红"), ("2025-12", "红"), (None, "")],
)  # fmt: skip
def test_not_started_in_the_month_it_was_to_start(start, colour):
    found = light(stage="签约", start=start, done=0)
    assert found.shown == colour
    assert found.why


def test_months_over_the_turn_of_a_year():
    assert light(dt.date(2027, 1, 5), stage="签约", start="2026-12").shown == "黄"
    assert light(dt.date(2027, 2, 5), stage="签约", start="2026-12").shown == "红"


def step(due, done_on=None):
    return Milestone(id=due or "x", unit="1", project="p", name="封顶", due=due, done_on=done_on)


def test_milestones_count_workdays():
    assert light(milestones=[step("2026-09-30")]).shown == "绿"  # due today is not late
    assert light(milestones=[step("2026-09-29")]).shown == "黄"
    assert light(milestones=[step("2026-09-29", "2026-09-30")]).shown == "绿"
    assert light(milestones=[step(None)]).shown == "绿"
    assert light(milestones=[step("2999-01-01")]).shown == "绿"
    assert light(milestones=[step("2026-08-01")]).shown == "红"
    # the National Day holiday: nobody is late by it
    assert overdue("2026-09-30", None, dt.date(2026, 10, 7), DAYS) == 0
    assert overdue("2026-09-30", None, dt.date(2026, 10, 8), DAYS) == 1
    assert overdue("2024-02-28", None, dt.date(2024, 2, 29), DAYS) == 1


def test_finished_stopped_and_unknown():
    assert light(stage="竣工投产", done=0).shown == "绿"
    assert light(stage="暂停", done=0).shown == ""
    assert light(plan=None).shown == ""
    assert "算不出进度" in light(plan=None).why
    assert light(dt.date(2027, 1, 31)).shown == "黄"  # one month after its last


def test_not_counted_by_the_statistics():
    began = StageDay(id="s", unit="1", project="p", stage="开工", day="2026-08-20")
    assert light(counted="未入统", stages=[began]).shown == "黄"
    assert light(counted="未入统").shown == "红"
    assert light(counted="已入统").shown == "绿"


def test_a_person_goes_before_the_rules_and_says_why():
    found = light(done=0, light="绿", light_reason="因洪水停工，已报批")
    assert (found.shown, found.by_rule) == ("绿", "红")
    assert "人工定为绿灯：因洪水停工，已报批" in found.why


def test_the_last_day_of_a_period():
    assert [last_day(key) for key in (202402, 202602, 202612)] == [
        dt.date(2024, 2, 29), dt.date(2026, 2, 28), dt.date(2026, 12, 31),
    ]  # fmt: skip
