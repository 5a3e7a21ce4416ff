"""封存: what of a plan would change a sealed period (pure)."""

from __future__ import annotations

import pytest

from parkdesk.plan import FactChange, Outcome, Plan, RecordChange, Row, Source
from parkdesk.records import Enterprise, Measure, Registration
from parkdesk.seals import Breach, Register, Seals, breaches, respected

UNIT = "610981"
SEALED = Seals(UNIT, frozenset({(UNIT, 202608), (UNIT, 202609)}))


def stands(status, period, record_id="r", firm="e1"):
    return Registration(id=record_id, enterprise=firm, year=period // 100, status=status, from_period=period)


def register(*held, unit=UNIT):
    return Register(lambda _: unit, lambda firm: [one for one in held if one.enterprise == firm])


def fact(period):
    return FactChange("output", period, "e1", int(Measure.CUM), None, 5)


def plan(*records, facts=(), unseal=""):
    return Plan(Source("facts", unseal=unseal), records, facts, (Row(Outcome.NEW, "甲", subject="e1"),))


def test_facts_of_a_sealed_period_are_a_breach():
    assert breaches(plan(facts=(fact(202609),)), SEALED, register()) == [Breach(UNIT, 202609)]
    assert breaches(plan(facts=(fact(202610),)), SEALED, register()) == []
    assert breaches(plan(facts=(fact(202609),), unseal="统计核查"), SEALED, register()) == []
    assert breaches(plan(facts=(fact(202609),)), Seals(UNIT), register()) == []


def test_another_units_seal_is_its_own_and_the_desks_covers_all():
    city = Seals("610900", frozenset({(UNIT, 202609)}))
    assert breaches(plan(facts=(fact(202609),)), city, register(unit="610921")) == []
    whole = Seals("610900", frozenset({("610900", 202609)}))
    assert breaches(plan(facts=(fact(202609),)), whole, register(unit="610921")) == [Breach("610921", 202609)]


def test_a_new_firms_facts_count_for_the_unit_it_comes_with():
    made = RecordChange(None, Enterprise(id="e1", unit="610921", name="甲"))
    county = Seals("610900", frozenset({(UNIT, 202609)}))
    assert breaches(plan(made, facts=(fact(202609),)), county, register()) == []
    assert breaches(plan(facts=(fact(202609),)), county, register()) == [Breach(UNIT, 202609)]


@pytest.mark.parametrize(
    ("held", "change", "touched"),
    [
        ((), RecordChange(None, stands("在库", 202600)), [202608, 202609]),
        ((stands("在库", 202600),), RecordChange(stands("在库", 202600), stands("退库", 202600)), [202608, 202609]),
        (
            (stands("在库", 202600), stands("在库", 202608, "s")),
            RecordChange(stands("在库", 202600), stands("退库", 202600)),
            [],
        ),
        ((stands("在库", 202600),), RecordChange(None, stands("退库", 202610, "n")), []),
        ((stands("在库", 202600),), RecordChange(None, stands("在库", 202609, "n")), []),
        ((stands("在库", 202609),), RecordChange(stands("在库", 202609), None), [202609]),
        ((), RecordChange(None, stands("在库", 202700)), []),
    ],
)
def test_standings_count_when_a_sealed_month_would_read_otherwise(held, change, touched):
    found = breaches(plan(change), SEALED, register(*held))
    assert [one.period for one in found] == touched


def test_an_import_into_a_sealed_period_is_conflict_rows_and_writes_nothing():
    made = RecordChange(None, Enterprise(id="e1", unit=UNIT, name="甲"))
    left = respected(plan(made, facts=(fact(202609),)), SEALED, register())
    assert left.is_empty
    assert [row.outcome for row in left.rows] == [Outcome.CONFLICT]
    assert left.rows[0].reason == "甲：2026年1—9月已封存，没有写入：确需改动，请先解封或写明改动原因。"


def test_a_registry_holds_from_the_first_open_month():
    new = RecordChange(None, stands("在库", 202600))
    left = respected(plan(new), SEALED, register())
    assert [(c.after.from_period, c.after.status) for c in left.records] == [(202610, "在库")]
    assert left.rows[0].outcome is Outcome.NEW
    changed = RecordChange(stands("在库", 202600), stands("退库", 202600))
    left = respected(plan(changed), SEALED, register(stands("在库", 202600)))
    assert [(c.before, c.after.from_period) for c in left.records] == [(None, 202610)]


def test_a_registry_of_a_wholly_sealed_year_changes_nothing():
    year = Seals(UNIT, frozenset((UNIT, 202600 + month) for month in range(2, 13)))
    assert respected(plan(RecordChange(None, stands("在库", 202600))), year, register()).records == ()


def test_what_is_not_sealed_is_left_as_it_was():
    before = plan(facts=(fact(202610),))
    assert respected(before, SEALED, register()) is before
