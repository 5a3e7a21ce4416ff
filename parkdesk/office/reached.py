"""How far a target is: what the ledgers and firms add up to, else what was typed into 目标完成."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from parkdesk.amounts import UNITS, half_up
from parkdesk.office.figures import summary
from parkdesk.records import Achievement, Lead, Measure, Park, ParkMonth, ParkTitle, Plant, Tier, catalogue
from parkdesk.records.kinds import DECIMAL
from parkdesk.records.names import normalise_name
from parkdesk.records.parks import MODEL_PARK
from parkdesk.rules.parks import BUILT, STANDARD

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from parkdesk.periods import Period
    from parkdesk.records import Target
    from parkdesk.store import Store

BIG_ENTRY = 1000 * UNITS["万元"].smallest
"""千万元以上入园企业."""
_STARS = frozenset({"行业之星", "成长之星", "创业之星"})


def reached(store: Store, period: Period, target: Target) -> int | None:
    """Return what was reached of a target by a period, in the target's smallest unit; None where nobody knows.

    What a person typed for the period goes before what is added up: an office may count what no ledger holds.
    """
    typed = _typed(store, period, target)
    if typed is not None:
        return typed
    unit = None if target.unit == store.desk.unit and store.desk.is_city else target.unit
    goal = catalogue.goals().get(target.indicator)
    if goal is not None and goal.reached:
        return _ADDED[goal.reached](store, {} if unit is None else {"unit": unit}, period)
    return _of_firms(store, period, target, unit)


def _typed(store: Store, period: Period, target: Target) -> int | None:
    """Return what was typed for the newest period of the year up to this one."""
    names = {normalise_name(name) for name in (target.name, target.indicator) if name}
    listed = [
        one
        for one in store.select(Achievement, unit=target.unit)
        if normalise_name(one.name) in names and period.year * 100 < one.period <= period.key and one.value is not None
    ]
    if not listed:
        return None
    newest = max(listed, key=lambda one: one.period)
    assert DECIMAL.measure is not None
    exact = Fraction((newest.value or 0) * target.measure_unit.smallest, DECIMAL.measure.smallest)
    return int(half_up(exact, 0))


def _of_firms(store: Store, period: Period, target: Target, unit: str | None) -> int | None:
    indicator = store.indicators().get(target.indicator)
    if indicator is None:
        return None
    if target.nature == "growth":
        growth = summary(store, period, unit).split.growth if target.indicator == "output" else None
        return None if growth is None else int(half_up(growth.exact * target.measure_unit.smallest, 0))
    if indicator.measure_unit.dimension != target.measure_unit.dimension:
        return None
    measure = Measure.STOCK if indicator.is_stock else Measure.CUM
    found = [t.value for t in store.facts.totals(period, [(indicator.code, measure)], unit)]
    return sum(found) if found else None


def _in_year(day: str | None, period: Period) -> bool:
    """Whether a day or month lies in the period's year, up to its end."""
    return day is not None and f"{period.year}-01" <= day[:7] <= f"{period.year}-{period.month:02d}"


def _plants_finished(store: Store, of: Mapping[str, str], period: Period) -> int | None:
    plants = store.select(Plant, **of)
    done = (p for p in plants if p.use == STANDARD and p.state == BUILT and _in_year(p.finished, period))
    return sum(p.area or 0 for p in done) if plants else None


def _plants_built(store: Store, of: Mapping[str, str], _period: Period) -> int | None:
    plants = store.select(Plant, **of)
    return sum(p.area or 0 for p in plants if p.use == STANDARD and p.state == BUILT) if plants else None


def _big_entries(store: Store, of: Mapping[str, str], period: Period) -> int | None:
    leads = store.select(Lead, **of)
    big = [one for one in leads if _in_year(one.entered_on, period) and (one.amount or 0) >= BIG_ENTRY]
    return len({(one.unit, normalise_name(one.enterprise or one.name)) for one in big}) if leads else None


def _park_sum(key: str) -> Callable[[Store, Mapping[str, str], Period], int | None]:
    def added(store: Store, of: Mapping[str, str], _period: Period) -> int | None:
        found = [getattr(p, key) for p in store.select(Park, **of) if not p.parent and getattr(p, key) is not None]
        return sum(found) if found else None

    return added


def _model_revenue(store: Store, of: Mapping[str, str], period: Period) -> int | None:
    """Return by how many percent the 示范集中区 took in more than a year before, over those that stated both."""
    titles = store.select(ParkTitle, **of)
    models = {(t.unit, normalise_name(t.park)) for t in titles if t.kind == MODEL_PARK and t.state == "已认定"}
    stated = {(m.period, m.unit, normalise_name(m.park)): m.revenue for m in store.select(ParkMonth, **of) if m.revenue}
    pairs = [(stated.get((period.key, *park)), stated.get((period.key - 100, *park))) for park in models]
    both = [(now, before) for now, before in pairs if now is not None and before is not None]
    if not both or (base := sum(before for _, before in both)) <= 0:
        return None
    exact = Fraction(sum(now for now, _ in both) * 100, base) - 100
    return int(half_up(exact * UNITS["%"].smallest, 0))


def _star_firms(store: Store, of: Mapping[str, str], period: Period) -> int | None:
    tiers = [t for t in store.select(Tier, **of) if t.year == period.year and t.tier in _STARS]
    return len({(t.unit, normalise_name(t.enterprise)) for t in tiers}) if tiers else None


def _titles(
    kinds: frozenset[str], levels: frozenset[str], *, in_year: bool
) -> Callable[[Store, Mapping[str, str], Period], int | None]:
    def counted(store: Store, of: Mapping[str, str], period: Period) -> int | None:
        listed = [t for t in store.select(ParkTitle, **of) if t.kind in kinds]
        given = [t for t in listed if t.state == "已认定" and t.level in levels]
        return sum(not in_year or _in_year(t.given, period) for t in given) if listed else None

    return counted


_HIGH = frozenset({"国家", "省"})
_ADDED: dict[str, Callable[[Store, Mapping[str, str], Period], int | None]] = {
    "plants_finished": _plants_finished,
    "plants_built": _plants_built,
    "big_entries": _big_entries,
    "park_firms": _park_sum("firms"),
    "park_staff": _park_sum("staff"),
    "model_revenue": _model_revenue,
    "star_firms": _star_firms,
    "national_bases": _titles(frozenset({"双创基地"}), frozenset({"国家"}), in_year=False),
    "provincial_bases": _titles(frozenset({"双创基地"}), frozenset({"省"}), in_year=False),
    "special_parks": _titles(frozenset({"特色专业园区", "双创基地"}), _HIGH, in_year=True),
    "smart_parks": _titles(frozenset({"智慧园区"}), frozenset({"国家", "省", "市", "县", ""}), in_year=True),
}
