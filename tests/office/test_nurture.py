"""培育招商 joined from a desk's own months and ledgers."""

from __future__ import annotations

import datetime as dt

import pytest

from parkdesk.office import nurture
from parkdesk.office.desks import create_desk
from parkdesk.office.editing import save_record
from parkdesk.plan import FactChange, Plan, RecordChange, Source
from parkdesk.records import (
    Candidate,
    Constraint,
    Disaster,
    Enclave,
    Enterprise,
    Entry,
    Honour,
    Lead,
    Network,
    Park,
    Registration,
)
from parkdesk.store import Store

WAN = 10**6
CUM, BASE = 1, 3


@pytest.fixture
def desk(tmp_path):
    create_desk(tmp_path / "a.parkdesk", "610981", "旬阳市经贸局", "county", "陈晓兰").close()
    with Store.open(tmp_path / "a.parkdesk", "陈晓兰", clock=lambda: dt.datetime(2026, 10, 20, 9, 0)) as store:
        yield store


def put(store, *records):
    for record in records:
        save_record(store, None, record)


def firm(store, key, status, **figures):
    industry = figures.pop("industry", "13")
    records = [Enterprise(id=key, unit="610981", name=f"{key}公司", industry=industry, park="甲园"),
               Registration(id=f"r{key}", enterprise=key, year=2026, status=status, from_period=202600)]  # fmt: skip
    facts = [
        FactChange(code, period, key, measure, None, value)
        for (code, period, measure), value in figures["facts"].items()
    ]
    store.apply(Plan(Source("test"), tuple(RecordChange(None, r) for r in records), tuple(facts), basis=store.seq))


def months(revenue, output=5000):
    return {("revenue", 202609, CUM): revenue * WAN, ("output", 202609, CUM): output * WAN,
            ("output", 202608, CUM): output * WAN - 1, ("output", 202609, BASE): output * WAN}  # fmt: skip


def test_the_radar_reads_the_desks_own_months(desk):
    firm(desk, "甲", "在库", facts=months(1000))
    firm(desk, "乙", "在库", facts=months(5000) | {("revenue", 202509, CUM): 1, ("revenue", 202512, CUM): 2})
    firm(desk, "丙", "规下", facts=months(1800))
    put(
        desk,
        Candidate(id="c", unit="610981", enterprise="丙公司", year=2026, kind="小升规", deadline="2026-11-20",
                  declared=4000 * WAN),
    )  # fmt: skip
    board = nurture.board(desk)
    assert [(one.firm, one.light) for one in board.watched] == [("甲公司", "红")]
    (near,) = board.promising
    assert (near.firm, near.word, near.days) == ("丙公司", "达规未入", 31)
    assert "增值税申报表" in near.papers
    assert board.stars == {"成长之星": 2, "创业之星": 1}


def test_what_was_declared_and_what_stands_as_base_must_agree(desk):
    firm(desk, "丙", "规下", facts=months(1800) | {("output", 202512, CUM): 3000 * WAN})
    candidate = Candidate(id="c", unit="610981", enterprise="丙公司", year=2026, declared=4000 * WAN)
    put(desk, candidate)
    (near,) = nurture.board(desk).promising
    assert "申报上年产值4,000.00万元，台账同期3,000.00万元" in near.doubt


def test_ledgers_are_added_up_beside_it(desk):
    firm(desk, "甲", "在库", facts=months(9000, 5584), industry="18")
    firm(desk, "乙", "在库", facts=months(9000, 3827), industry="13")
    firm(desk, "丙", "在库", facts=months(9000, 4765), industry="38")
    roles = {"总部企业": 1, "生产企业": 29, "原辅料批发": 38, "支部工厂": 15, "电商文创设计": 13}
    networks = [
        Network(id=f"{role}{n}", unit="610981", enterprise=f"{role}{n}", role=role)
        for role, count in roles.items()
        for n in range(count)
    ]
    records = (
        *networks,
        Park(id="p", unit="610981", name="甲园", industries="纺织、食品", codes="18、13"),
        Honour(id="h", unit="610981", enterprise="甲公司", honour="高新技术企业", until="2026-12-01"),
        Lead(id="l", unit="610981", name="项目", stage="签约", amount=2000 * WAN, entered_on="2026-03-01"),
        Entry(id="e", unit="610981", project="项目", fit=10_000),
        Enclave(id="n", unit="610981", project="飞地", year=2026, out_unit="宁陕县", in_unit="高新区", since=2020,
                output=1000 * WAN),
        Constraint(id="k", unit="610981", enterprise="甲公司", period=202609, cause="限电", impact=300 * WAN),
        Disaster(id="d", unit="610981", event="暴雨", enterprise="甲公司", day="2026-08-25", impact=500 * WAN),
    )  # fmt: skip
    desk.apply(Plan(Source("test"), tuple(RecordChange(None, r) for r in records), basis=desk.seq))
    board = nurture.board(desk)
    assert sum(count for _, count, _ in board.networks) == 96
    (share,) = board.shares
    assert str(share.rate.shown()) == "66.4"
    assert [one.days for one in board.expiring] == [42]
    assert board.big_entries == 1
    assert board.stages == (("签约", 1, 2000 * WAN),)
    assert board.entries[0][1].missing
    assert board.enclaves[0][1][:2] == (700 * WAN, 300 * WAN)
    assert board.causes == (("受灾", 1, 500 * WAN), ("限电", 1, 300 * WAN))
    assert {one.chance.name for one in board.reaches} >= {"绿色工厂"}


def test_an_empty_desk_has_nothing_to_say(desk):
    board = nurture.board(desk)
    assert (board.period, board.watched, board.park_doubts) == (None, (), ())
