"""Periods: sealed means sealed at every door, reasons are kept, the wrong month is put right in one step."""

from __future__ import annotations

import datetime as dt

import pytest

from parkdesk.errors import SealedError, StoreError, UsageError
from parkdesk.office import editing, exchange, importing, periods
from parkdesk.office.demo import make_demo
from parkdesk.office.desks import open_desk
from parkdesk.office.importing import ImportOptions
from parkdesk.periods import Period
from parkdesk.plan import Outcome, Plan, RecordChange, Source
from parkdesk.records import Enterprise, Measure, Registration

AUG, SEP, OCT = Period(2026, 8), Period(2026, 9), Period(2026, 10)
WAN = 10**6


def firm_of(store):
    return next(f for f in store.select(Enterprise) if store.facts.standings(SEP)[f.id] == "在库")


def test_a_period_goes_its_way(store, tmp_path):
    assert periods.standing(store, SEP).label == "开放"
    periods.mark_checked(store, SEP)
    assert periods.standing(store, SEP).label == "已审核"
    periods.seal(store, SEP)
    now = periods.standing(store, SEP)
    assert (now.label, now.is_closed) == ("已封存", True)
    exchange.pack(store, SEP, tmp_path)
    assert periods.standing(store, SEP).label == "已上报"
    periods.send_back(store, SEP, store.desk.unit, "第3户的产值不对")
    now = periods.standing(store, SEP)
    assert (now.label, now.is_closed, now.reason) == ("已退回", False, "第3户的产值不对")
    periods.accept(store, SEP, store.desk.unit)
    assert periods.standing(store, SEP).label == "已通过"
    assert periods.standings(store)[0].period == SEP
    for again in (periods.seal, periods.mark_checked):
        with pytest.raises(StoreError, match="已通过状态"):
            again(store, SEP)


def test_packing_changes_no_content(store, tmp_path):
    before = store.digest()
    exchange.pack(store, SEP, tmp_path)
    assert store.digest() == before


def test_a_sealed_period_refuses_every_door(store, put):
    firm = firm_of(store)
    periods.seal(store, SEP)
    before = store.digest()
    with pytest.raises(SealedError, match="2026年1—9月已封存，没有写入"):
        put(firm, SEP.key, 5 * WAN)
    with pytest.raises(SealedError):
        editing.correct_fact(store, "output", SEP, firm.id, Measure.CUM, "5", "改正")
    held = next(r for r in store.select(Registration, enterprise=firm.id))
    with pytest.raises(SealedError):
        store.apply(Plan(Source("form"), (RecordChange(held, None),)))
    assert store.digest() == before
    put(firm, OCT.key, 10**12)
    put(firm, AUG.key, 5 * WAN)


def test_an_undo_does_not_reach_into_a_sealed_period(store):
    entry = next(e for e in store.imports() if e.period == SEP.text)
    periods.seal(store, SEP)
    with pytest.raises(SealedError):
        store.undo(entry.id)
    periods.unseal(store, SEP, "导错了")
    store.undo(entry.id)
    assert store.facts.slice(SEP.key) == {}


def test_unsealing_needs_a_reason_and_a_seal(store):
    with pytest.raises(StoreError, match="没有封存"):
        periods.unseal(store, SEP, "改正")
    periods.seal(store, SEP)
    with pytest.raises(UsageError, match="没有写原因"):
        periods.unseal(store, SEP, "  ")
    periods.unseal(store, SEP, "企业报错")
    assert periods.standing(store, SEP).reason == "企业报错"


def test_what_changed_after_a_seal_is_listed(store, put):
    firm = firm_of(store)
    old = store.facts.series("output", firm.id, Measure.CUM)[SEP.key]
    assert periods.revisions_since_seal(store, SEP) == []
    periods.seal(store, SEP)
    assert periods.revisions_since_seal(store, SEP) == []
    editing.correct_fact(store, "output", SEP, firm.id, Measure.CUM, "70000", "企业更正", into_sealed=True)
    periods.unseal(store, SEP, "市级退回")
    put(firm, SEP.key, 70001 * WAN)
    put(firm, SEP.key, 3 * WAN, "value_added")
    put(firm, SEP.key, None, "value_added")
    periods.seal(store, SEP)
    found = periods.revisions_since_seal(store, SEP)
    assert [(one.name, one.indicator, one.old, one.new, one.reason) for one in found] == [
        (firm.name, "output", old, 70000 * WAN, "企业更正"),
        (firm.name, "output", 70000 * WAN, 70001 * WAN, "试"),
        (firm.name, "value_added", None, 3 * WAN, "试"),
        (firm.name, "value_added", 3 * WAN, None, "试"),
    ]
    last = store.imports(files_only=False)[1]
    periods.unseal(store, SEP, "再改")
    store.undo(last.id)
    assert periods.revisions_since_seal(store, SEP) == found[:3]  # a removal that was undone removed nothing
    assert {one.by for one in found} == {"王建"}
    assert periods.revisions_since_seal(store, AUG) == []


def test_a_contradiction_is_not_sealed(store, put):
    firm = firm_of(store)
    put(firm, SEP.key, 1 * WAN, "investment")
    put(firm, SEP.key, 2 * WAN, "tech_investment")
    for step in (periods.seal, periods.mark_checked):
        with pytest.raises(StoreError, match="还有1条强制性审核问题"):
            step(store, SEP)


def previewed(store, file, **options):
    (incoming,) = importing.preview(store, file, ImportOptions(**options))
    return incoming


def test_an_import_into_a_sealed_month_is_conflicts_and_nothing_written(store, county_files):
    other = county_files("--seed", 42, "--month", 9, "--firms", 30).folder / "月报" / "2026年1-9月产值表.xlsx"
    periods.seal(store, SEP)
    before = store.digest()
    incoming = previewed(store, other)
    assert incoming.plan.count(Outcome.CONFLICT) == len(incoming.plan.rows)
    assert "已封存，没有写入" in incoming.plan.rows[0].reason
    importing.commit(store, incoming)
    assert store.digest() == before
    incoming = previewed(store, other, reason="统计核查")
    assert incoming.plan.count(Outcome.NEW) == len(incoming.plan.rows)
    importing.commit(store, incoming)
    assert {one.reason for one in periods.revisions_since_seal(store, SEP)} == {"统计核查"}


def test_the_same_file_into_a_sealed_month_is_the_same(store, folder):
    periods.seal(store, SEP)
    incoming = previewed(store, folder / "月报" / "2026年1-9月产值表.xlsx")
    assert incoming.plan.count(Outcome.SAME) == len(incoming.plan.rows)


def test_a_registry_with_a_new_firm_leaves_sealed_months_alone(store, county_files):
    periods.seal(store, SEP)
    counted = len(store.facts.standings(SEP))
    registry = county_files("--seed", 42, "--month", 9, "--firms", 30).folder / "企业名录.xlsx"
    importing.commit(store, previewed(store, registry))
    assert len(store.facts.standings(SEP)) == counted
    assert len(store.facts.standings(OCT)) == counted + 30


def test_the_wrong_month_is_put_right_in_one_step(store):
    entry = next(e for e in store.imports() if e.period == SEP.text)
    figures, standings = store.facts.slice(SEP.key), store.facts.standings(SEP)
    august, before = store.facts.slice(AUG.key), store.digest()
    changes = periods.move(store, entry.id, OCT)
    assert store.facts.slice(SEP.key) == {}
    assert store.facts.slice(OCT.key) == figures
    assert store.facts.slice(AUG.key) == august
    assert store.facts.standings(OCT) == standings
    assert store.imports()[0].reason == "报错期间：由2026年1—9月改到2026年1—10月"
    store.undo(changes.import_id)
    assert store.digest() == before


def test_a_move_brings_back_what_the_import_had_replaced(store, put):
    firm = firm_of(store)
    was = store.facts.series("output", firm.id, Measure.CUM)[SEP.key]
    put(firm, SEP.key, 5 * WAN)
    wrong = store.imports(files_only=False)[0]
    store.apply(Plan(Source("form", reason="x")))
    with pytest.raises(StoreError):
        periods.moved(store, wrong.id, OCT)  # a typed change names no period: it is no month's table
    assert store.facts.series("output", firm.id, Measure.CUM)[SEP.key] == 5 * WAN != was


@pytest.mark.parametrize(
    ("target", "error", "said"),
    [(AUG, StoreError, "已经有别的数"), (Period(2026, 2), UsageError, "没有单月数"), (SEP, StoreError, "本来就在")],
)
def test_a_move_that_cannot_be(store, target, error, said):
    entry = next(e for e in store.imports() if e.period == SEP.text)
    before = store.digest()
    with pytest.raises(error, match=said):
        periods.move(store, entry.id, target)
    with pytest.raises(StoreError, match="没有编号"):
        periods.move(store, "nobody", OCT)
    assert store.digest() == before


def test_what_a_city_passed_is_not_replaced_until_it_is_sent_back(tmp_path):
    demo = make_demo(tmp_path)
    unit = demo.samples[0].code
    with open_desk(demo.counties[0], "县") as county:
        firm = county.select(Enterprise)[0]
        editing.correct_fact(county, "output", SEP, firm.id, Measure.CUM, "99999", "企业更正")
        file = exchange.pack(county, SEP, tmp_path).file
    with open_desk(demo.city, "市") as city:
        assert periods.standing(city, SEP, unit).label == "已上报"
        periods.accept(city, SEP, unit)
        before = city.digest()
        (line,) = exchange.receive(city, [file])
        assert (line.status, city.digest()) == ("refused", before)
        assert "2026年1—9月已封存" in line.reason
        periods.send_back(city, SEP, unit, "核对产值")
        (line,) = exchange.receive(city, [file])
        assert line.status == "applied"
        (one,) = (r for r in periods.revisions_since_seal(city, SEP, unit) if r.subject == firm.id)
        assert one.new == 99999 * WAN


def test_deadlines_fall_on_workdays(store):
    listed = {one.deadline.code: one.day for one in periods.deadlines(store, SEP)}
    assert listed == {
        "firms_report": dt.date(2026, 10, 8),
        "check": dt.date(2026, 10, 12),
        "city_release": dt.date(2026, 10, 16),
        "notice": dt.date(2026, 10, 20),
        "package": dt.date(2026, 10, 22),
    }
    first = periods.deadlines(store, SEP)[0]
    calendar = periods.work_calendar(store)
    assert first.workdays_left(dt.date(2026, 9, 30), calendar) == 1
    assert first.workdays_left(dt.date(2026, 10, 12), calendar) == -3  # 9, 10 (worked) and 12 October
