"""Buildings, their units and who rents them held against each other; what one record shows alone is a shipped rule."""

from __future__ import annotations

import datetime as dt

from parkdesk.rules.checks.parks import judge_parks
from tests.rules.test_parks import lease, plant, room

TODAY = dt.date(2026, 9, 30)


def judged(plants=(), rooms=(), leases=()):
    return judge_parks(plants, rooms, leases, 202609, TODAY)


def told(plants=(), rooms=(), leases=()):
    return [one.text for one in judged(plants, rooms, leases)]


def test_what_does_not_add_up_is_told_with_both_numbers():
    assert told([plant("1#", 1000, state="在建", occupied=100)]) == ["甲园 1#还是“在建”，却已入驻1㎡；请核对状态。"]
    assert told([plant("1#", 1000)], [room("1", 400), room("2", 500)]) == [
        "甲园 1#的单元面积合计900㎡，与建筑面积1,000㎡相差100㎡；请核对。"
    ]
    assert told([plant("1#", 1000)], [room("1", 400), room("2", 600)]) == []
    assert told([plant("1#", 1000)], [room("1", 1000), room("1", 9, number="9#")]) == [
        "甲园 9# 1的楼栋不在厂房台账里；请补上这一栋或改正栋号。"
    ]


def test_a_place_let_twice_blocks_and_leads_to_its_lease():
    rooms = [room("1", 1000)]
    (twice,) = judged(rooms=rooms, leases=[lease("甲", area=100_000), lease("乙", area=100_000)])
    assert twice.text == "甲园1#1同时租给了甲、乙，合计2,000㎡，大于单元面积1,000㎡；同一处厂房不能重复占用，请核对。"
    assert (twice.level, twice.place.table, twice.place.record) == ("强制", "leases", "甲")
    assert told(rooms=rooms, leases=[lease("甲", area=60_000), lease("乙", area=40_000)]) == []
    one_after_the_other = [lease("甲", area=100_000, ends="2026-06-30"), lease("乙", area=100_000, begins="2026-07-01")]
    assert told(rooms=rooms, leases=one_after_the_other) == []


def test_a_place_promised_twice_from_a_coming_day_on_is_told_now():
    coming = [
        lease("甲", area=100_000, ends="2027-06-30"),
        lease("乙", area=100_000, begins="2027-01-01", ends="2028-01-01"),
    ]
    assert [one.rule for one in judged(rooms=[room("1", 1000)], leases=coming)] == ["parks.twice"]


def test_two_tenants_whose_parts_nobody_knows_may_be_explained():
    (shared,) = judged(leases=[lease("甲"), lease("乙")])
    assert shared.text == "甲园1#1同时租给了甲、乙，分不清各占多少；重复的请改正，合租的请补填面积。"
    assert shared.level == "核实"


def test_a_lease_larger_than_its_unit_or_its_building():
    assert told(rooms=[room("1", 1000)], leases=[lease("甲", area=100_001)]) == [
        "甲园 1# 甲的租赁面积1,000.01㎡，大于单元面积1,000㎡；请核对。"
    ]
    floors = [lease("甲", "1", area=60_000), lease("乙", "2", area=60_000)]
    assert told([plant("1#", 1000)], leases=floors) == [
        "甲园 1#在租合计1,200㎡，大于建筑面积1,000㎡；请核对租赁和建筑面积。"
    ]


def test_a_lease_that_ends_before_it_begins():
    assert told(leases=[lease("甲", begins="2026-05-01", ends="2026-04-01")]) == [
        "甲园 1# 甲的到期日期2026-04-01早于起租日期2026-05-01；请改正。"
    ]
