from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import replace

import pytest

from parkdesk.errors import UsageError
from parkdesk.office.editing import save_record
from parkdesk.office.projects import notices
from parkdesk.office.projects.issues import close, issue_lines, limit, raise_from, reopen, solve, waiting_visits
from parkdesk.office.projects.lights import doubts, lights
from parkdesk.office.projects.scoring import scores
from parkdesk.periods import Period
from parkdesk.records import Assignment, Issue, Norm, Notice, Person, Project, Visit
from parkdesk.records.names import normalise_name

SEPTEMBER, TODAY = Period(2026, 9), dt.date(2026, 10, 12)


def sent(store):
    store.apply(notices.draft(store, notices.proposals(store, SEPTEMBER, TODAY), TODAY))
    store.apply(notices.send(store, store.select(Notice), "王建", TODAY))
    return store.select(Notice)


def test_every_unit_that_lags_gets_one_notice_of_each_kind(county):
    store, _ = county(5)
    found = notices.proposals(store, SEPTEMBER, TODAY)
    assert len({(one.addressee, one.kind) for one in found}) == len(found)
    red = {p.name for p in store.select(Project) if lights(store, TODAY)[p.id].shown in ("红", "黄")}
    told = {lag.matter for one in found for lag in one.lags if lag.rule == "light"}
    assert told == red
    late = {x.issue.title() for x in issue_lines(store, TODAY) if x.late >= 15}
    assert {lag.matter for one in found for lag in one.lags if lag.rule == "issue"} == late
    ranked = scores(store, SEPTEMBER)
    assert {one.addressee for one in found if one.kind == "提醒函"} == {one.department for one in ranked[-2:]}


def test_numbers_follow_each_other_and_nothing_is_proposed_twice(county):
    store, _ = county(5)
    made = sent(store)
    assert [one.number for one in made] == [f"旬督〔2026〕{n}号" for n in range(1, len(made) + 1)]
    assert {one.state for one in made} == {"发出"}
    assert notices.proposals(store, SEPTEMBER, TODAY) == []
    assert notices.next_numbers(store, 2027, 1) == ["旬督〔2027〕1号"]


def test_blue_yellow_red_and_no_further(county):
    store, _ = county(5)
    made = sent(store)
    assert {one.colour for one in made} == {"蓝"}
    assert notices.risen(store, TODAY) == []
    day = TODAY
    for colour in ("黄", "红"):
        day += dt.timedelta(days=30)
        late = notices.risen(store, day)
        assert len(late) == len(made)
        store.apply(notices.rise(store, late, day))
        fresh = [one for one in store.select(Notice) if one.state == "草拟"]
        assert {one.colour for one in fresh} == {colour}
        store.apply(notices.send(store, fresh, "王建", day))
    assert notices.risen(store, day + dt.timedelta(days=60)) == []
    last = max((one for one in store.select(Notice) if one.state == "发出"), key=lambda one: one.follows)
    assert last.follows.count("（") == 2
    assert "（蓝）" in last.follows
    assert "（黄）" in last.follows
    numbers = [one.number for one in store.select(Notice)]
    assert len(set(numbers)) == len(numbers)


def test_signed_answered_closed_in_this_order(county):
    store, _ = county(5)
    store.apply(notices.draft(store, notices.proposals(store, SEPTEMBER, TODAY)[:1], TODAY))
    (draft,) = store.select(Notice)
    for early in (notices.sign_for, notices.answer):
        with pytest.raises(UsageError, match="还没有发出"):
            early(store, draft, "李", TODAY)
    store.apply(notices.send(store, [draft], "王建", TODAY))
    (one,) = store.select(Notice)
    with pytest.raises(UsageError, match="还没有反馈，不能销号"):
        notices.close(store, one, "属实", TODAY)
    notices.sign_for(store, one, "李志强", TODAY)
    notices.answer(store, store.select(Notice)[0], "已倒排工期", TODAY)
    with pytest.raises(UsageError, match="没有复核意见"):
        notices.close(store, store.select(Notice)[0], " ", TODAY)
    notices.close(store, store.select(Notice)[0], "属实", TODAY)
    (one,) = store.select(Notice)
    assert (one.state, one.receiver, one.closed_on) == ("销号", "李志强", "2026-10-12")


def test_a_problem_closes_only_with_a_result_and_after_asking_back(county):
    store, _ = county(5)
    line = issue_lines(store, TODAY)[0]
    assert line.late > 0
    with pytest.raises(UsageError, match="没有写结果"):
        solve(store, line.issue, "  ")
    solve(store, line.issue, "已解决")
    one = store.find(Issue, line.issue.id)
    assert (one.state, one.is_open) == ("已办结", False)
    with pytest.raises(UsageError, match="没有回访满意度"):
        close(store, one, "", TODAY)
    close(store, one, "满意", TODAY)
    assert store.find(Issue, one.id).closed_on == "2026-10-12"
    reopen(store, store.find(Issue, one.id), "又发生")
    assert store.find(Issue, one.id).is_open


def test_problems_heard_become_lines_with_a_limit(county):
    store, _ = county(5)
    heard = waiting_visits(store)
    assert len(heard) == sum(bool(v.problem) for v in store.select(Visit))
    before = len(store.select(Issue))
    store.apply(raise_from(store, heard[:3]))
    made = store.select(Issue)[before:]
    assert [one.number for one in made] == ["41", "42", "43"]
    assert all(one.lead and one.source == "走访" for one in made)
    assert [one.due for one in made] == [limit(store, dt.date.fromisoformat(v.day)) for v in heard[:3]]
    assert len(waiting_visits(store)) == len(heard) - 3


def test_lines_are_the_countys_own(county):
    store, _ = county(5)
    norm = store.select(Norm, code="notice_visit")[0]
    save_record(store, norm, replace(norm, number=10_000))
    found = notices.proposals(store, SEPTEMBER, TODAY)
    assert not [lag for one in found for lag in one.lags if lag.rule == "visit"]


def test_the_score_is_computed_from_what_is_recorded(county):
    store, _ = county(77)
    ranked = scores(store, SEPTEMBER)
    by_department = defaultdict(list)
    for project in store.select(Project):
        by_department[project.department].append(project)
    for one in ranked:
        mine = [p for p in by_department[one.department] if p.plan and p.stage not in ("储备", "签约")]
        if not mine:
            assert one.parts["progress"] is None
            continue
        share = sum(p.done for p in mine) / (sum(p.plan for p in mine) * 0.75)
        assert float(one.parts["progress"]) == pytest.approx(min(1, share))
        assert 0 <= one.total <= 100
    assert [one.total for one in ranked] == sorted((one.total for one in ranked), reverse=True)


@pytest.mark.parametrize("seed", [5, 8])
def test_leaders_with_two_posts_or_one_name_are_marked(county, seed):
    store, _ = county(seed)
    posts = defaultdict(set)
    for duty in store.select(Assignment, role="包抓领导"):
        posts[normalise_name(duty.name)].add(duty.post)
    twice = sum(len(held) > 1 for held in posts.values())
    assert sum(one.rule == "two_posts" for one in doubts(store, TODAY)) == twice


def test_who_left_and_still_holds_a_duty_is_told(county):
    store, _ = county(5)
    duty = store.select(Assignment, role="包抓领导")[0]
    person = next(p for p in store.select(Person) if p.name == duty.name and p.post == duty.post)
    save_record(store, person, replace(person, until="2026-08-31"))
    said = [one.text for one in doubts(store, TODAY) if one.rule == "left"]
    assert said
    assert f"{duty.name}已于2026-08-31离任" in said[0]


def test_who_helps_and_who_objects_has_limits_of_his_own(bare):
    days = {"raised_on": "2026-09-28", "due": "2026-10-13"}
    one = Issue(id="i", unit="610981", about="甲", text="用电", support="乙局", **days)
    save_record(bare, None, one)
    (line,) = issue_lines(bare, dt.date(2026, 10, 8))
    assert (line.objection_by, line.support_by, line.left) == ("2026-09-29", "2026-10-08", 4)
    save_record(bare, one, replace(one, support="", raised_on=None))
    (line,) = issue_lines(bare, dt.date(2026, 10, 14))
    assert (line.objection_by, line.support_by, line.standing) == ("", "", "超期1个工作日")
