"""溯源: the facts behind every figure add up to it, by an arithmetic of the test's own."""

from __future__ import annotations

from fractions import Fraction

from parkdesk.amounts import half_up
from parkdesk.office import reporting
from parkdesk.office.tracing import facts_behind
from parkdesk.periods import Period
from parkdesk.plan import Plan, RecordChange, Source
from parkdesk.records import OfficialFigure
from parkdesk.reports.traces import Trace
from parkdesk.store import Store

SEPTEMBER = Period(2026, 9)


def test_every_money_figure_is_the_sum_of_its_facts(store: Store) -> None:
    report = reporting.build(store, "quarterly", SEPTEMBER)
    checked = 0
    for figure in report.figures():
        if figure.text.endswith("亿元") and len(figure.trace) == 1 and figure.trace[0].measure != "official":
            (behind,) = facts_behind(store, figure.trace)
            total = sum(fact.stored for fact in behind.facts)
            assert f"{half_up(Fraction(total, 10**10), 2)}亿元" == figure.text, figure
            checked += 1
    assert checked >= 5


def test_growth_leads_to_both_sides(store: Store) -> None:
    report = reporting.build(store, "quarterly", SEPTEMBER)
    growth = next(figure for figure in report.figures() if figure.text.startswith("同比"))
    now, base = facts_behind(store, growth.trace)
    rate = half_up(Fraction(sum(f.stored for f in now.facts), sum(f.stored for f in base.facts)) * 100 - 100, 1)
    assert growth.text == f"同比增长{rate}%"
    assert "累计" in now.title
    assert "上年同期" in base.title
    first = now.facts[0]
    assert "产值表.xlsx" in first.source
    assert "王建" in first.source


def test_a_group_and_a_firm(store: Store) -> None:
    whole = facts_behind(store, [Trace("output", "2026-09", "cum")])[0]
    parks = {f.park for f in store.facts.firms(SEPTEMBER)} - {""}
    inside = [facts_behind(store, [Trace("output", "2026-09", "cum", f"园区:{park}")])[0] for park in parks]
    outside = {f.subject for f in store.facts.firms(SEPTEMBER) if not f.park}
    known = sum(len(one.facts) for one in inside) + sum(fact.subject in outside for fact in whole.facts)
    assert known == len(whole.facts)
    firm = whole.facts[0]
    (alone,) = facts_behind(store, [Trace("output", "2026-09", "cum", firm.subject)])
    assert [fact.name for fact in alone.facts] == [firm.name]


def test_an_official_figure_says_who_issued_it(store: Store) -> None:
    record = OfficialFigure(
        id="o", unit="610981", period=202609, figure="va_growth", value=70, source="市统计局", released_on="2026-10-10"
    )
    store.apply(Plan(Source("form"), records=(RecordChange(None, record),)))
    (behind,) = facts_behind(store, [Trace("va_growth", "2026-09", "official")])
    assert [(fact.value, fact.source) for fact in behind.facts] == [("0.70%", "市统计局，2026-10-10")]
