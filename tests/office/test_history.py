"""History: moments, a month as it stood, 统计核查 with old and new growth side by side."""

from __future__ import annotations

import pytest

from parkdesk.errors import UsageError
from parkdesk.office import exchange, history, periods
from parkdesk.office.history import Correction
from parkdesk.periods import Period
from parkdesk.records import Enterprise, Measure

SEP = Period(2026, 9)
WAN = 10**6


def firm_of(store):
    return next(f for f in store.select(Enterprise) if store.facts.standings(SEP)[f.id] == "在库")


def test_a_month_as_of_a_change_a_day_and_a_report(store, put, tmp_path):
    firm = firm_of(store)
    key = ("output", firm.id, int(Measure.CUM))
    was = store.facts.slice(SEP.key)[key]
    sent = exchange.pack(store, SEP, tmp_path)
    seq = store.seq
    put(firm, SEP.key, was + WAN)
    for when in (str(seq), sent.package_id):
        assert history.facts_as_of(store, SEP, when)[key] == was
    assert history.facts_as_of(store, SEP, str(store.seq))[key] == was + WAN
    today = store.now_text()[:10]
    assert history.facts_as_of(store, SEP, today)[key] == was + WAN
    assert history.facts_as_of(store, SEP, "2000-01-01") == {}
    with pytest.raises(UsageError, match="看不懂时点“昨天”"):
        history.moment(store, "昨天")


def test_a_figures_past(store, put):
    firm = firm_of(store)
    was = store.facts.series("output", firm.id, Measure.CUM)[SEP.key]
    put(firm, SEP.key, was + WAN)
    newest, first = history.past_of(store, "output", SEP, firm.id, Measure.CUM)
    assert (newest.value, newest.reason, newest.by) == (was + WAN, "试", "王建")
    assert (first.value, first.file) == (was, "2026年1-9月产值表.xlsx")


def test_a_revision_of_a_closed_period_shows_both_growths(store):
    firm = firm_of(store)
    periods.seal(store, SEP)
    was = store.facts.series("output", firm.id, Measure.CUM)[SEP.key]
    revised = history.revision(
        store, [Correction("output", SEP, firm.id, Measure.CUM, str(was // WAN - 1000))], "陕统函〔2026〕9号"
    )
    (effect,) = revised.effects
    assert effect.after.now == effect.before.now - 1000 * WAN - was % WAN
    assert effect.after.base == effect.before.base
    assert effect.after.growth < effect.before.growth
    assert store.facts.series("output", firm.id, Measure.CUM)[SEP.key] == was  # looked at, not written
    assert firm.name in revised.plan.rows[0].label
    history.revise(store, revised)
    (listed,) = periods.revisions_since_seal(store, SEP)
    assert listed.reason == "统计核查：陕统函〔2026〕9号"
    assert history.changes(store)[0].kind == "revision"


def test_a_revised_base_moves_growth_the_other_way(store):
    firm = firm_of(store)
    revised = history.revision(store, [Correction("output", SEP, firm.id, Measure.CUM_BASE, "1")], "核查")
    (effect,) = revised.effects
    assert effect.after.growth > effect.before.growth


def test_a_revision_needs_its_document(store):
    with pytest.raises(UsageError, match="统计核查修订要写明文件"):
        history.revision(store, [], " ")
