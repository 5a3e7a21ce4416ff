from __future__ import annotations

import datetime as dt

from parkdesk.office.projects import notices
from parkdesk.office.projects.issues import issue_lines
from parkdesk.office.projects.lights import lights
from parkdesk.office.projects.reminders import project_items
from parkdesk.periods import Period
from parkdesk.records import Notice

TODAY = dt.date(2026, 10, 12)


def test_the_workbench_hears_of_lights_problems_notices_and_the_rhythm(county):
    store, _ = county(5)
    red = sum(one.shown == "红" for one in lights(store, TODAY).values())
    late = sum(bool(one.late) for one in issue_lines(store, TODAY))
    said = {one.kind: one.text for one in project_items(store, TODAY)}
    assert said["red"] == f"{red} 个项目亮红灯"
    assert said["issues"] == f"{late} 个问题超期"
    assert "drafts" not in said
    assert "rhythm" in said
    store.apply(notices.draft(store, notices.proposals(store, Period(2026, 9), TODAY), TODAY))
    drafts = len(store.select(Notice))
    assert {one.kind: one.text for one in project_items(store, TODAY)}["drafts"] == f"{drafts} 份督办等着编号发出"
    store.apply(notices.send(store, store.select(Notice), "王", TODAY))
    later = {one.kind: one.text for one in project_items(store, TODAY + dt.timedelta(days=30))}
    assert later["risen"] == f"{drafts} 份督办到期没有反馈"


def test_a_desk_without_projects_hears_nothing(bare):
    assert project_items(bare, TODAY) == []
