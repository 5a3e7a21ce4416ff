"""How far a target is: what the ledgers and firms add up to, else what was typed into 目标完成."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from parkdesk.amounts import UNITS, half_up
from parkdesk.office.figures import summary
from parkdesk.records import Achievement, Lead, Measure, Park, ParkMonth, ParkTitle, Plant, Tier, catalogue
from parkdesk.records.kinds import DECIMAL
from parkdesk.records.names import normalise_name
from parkdesk.records.parks import MODEL_PARK
from parkdesk.reports.cells import entries
from parkdesk.reports.figures import BOTH
from parkdesk.reports.traces import Entries, Trace
from parkdesk.rules.parks import BUILT, STANDARD

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from parkdesk.periods import Period
    from parkdesk.records import Record, Target
    from parkdesk.reports.traces import Origin
    from parkdesk.store import Store

    Counting = Callable[[Store, Mapping[str, str], Period], "Reached"]

BIG_ENTRY = 1000 * UNITS["万元"].smallest
"""千万元以上入园企业."""
_STARS = frozenset({"行业之星", "成长之星", "创业之星"})


@dataclass(frozen=True, slots=True)
class Reached:
    """What was reached of a target, in its smallest unit (None where nobody knows), and what it was added up from."""

    value: int | None
    origins: tuple[Origin, ...] = ()


def reached(store: Store, period: Period, target: Target) -> Reached:
    """Return what was reached of a target by a period.

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


def _typed(store: Store, period: Period, target: Target) -> Reached | None:
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
    return Reached(int(half_up(exact, 0)), _read([newest], "value"))


def _of_firms(store: Store, period: Period, target: Target, unit: str | None) -> Reached:
    indicator = store.indicators().get(target.indicator)
    if indicator is None:
        return Reached(None)
    offices = store.offices()
    subject = f"县区:{offices[unit].name}" if unit in offices and store.desk.is_city else "all"
    if target.nature == "growth":
        growth = summary(store, period, unit).split.growth if target.indicator == "output" else None
        if growth is None:
            return Reached(None)
        both = tuple(Trace(indicator.code, period.text, measure, subject) for measure in BOTH)
        return Reached(int(half_up(growth.exact * target.measure_unit.smallest, 0)), both)
    if indicator.measure_unit.dimension != target.measure_unit.dimension:
        return Reached(None)
    measure = Measure.STOCK if indicator.is_stock else Measure.CUM
    found = [t.value for t in store.facts.totals(period, [(indicator.code, measure)], unit)]
    added = (Trace(indicator.code, period.text, measure.name.lower(), subject),)
    return Reached(sum(found), added) if found else Reached(None)


def _read(records: Sequence[Record], key: str = "") -> tuple[Origin, ...]:
    return tuple(replace(one, key=key) if isinstance(one, Entries) else one for one in entries(*records))


def _in_year(day: str | None, period: Period) -> bool:
    """Whether a day or month lies in the period's year, up to its end."""
    return day is not None and f"{period.year}-01" <= day[:7] <= f"{period.year}-{period.month:02d}"


def _plants_finished(store: Store, of: Mapping[str, str], period: Period) -> Reached:
    plants = store.select(Plant, **of)
    done = [p for p in plants if p.use == STANDARD and p.state == BUILT and _in_year(p.finished, period)]
    return Reached(sum(p.area or 0 for p in done), _read(done, "area")) if plants else Reached(None)


def _plants_built(store: Store, of: Mapping[str, str], _period: Period) -> Reached:
    plants = store.select(Plant, **of)
    built = [p for p in plants if p.use == STANDARD and p.state == BUILT]
    return Reached(sum(p.area or 0 for p in built), _read(built, "area")) if plants else Reached(None)


def _big_entries(store: Store, of: Mapping[str, str], period: Period) -> Reached:
    leads = store.select(Lead, **of)
    big = [one for one in leads if _in_year(one.entered_on, period) and (one.amount or 0) >= BIG_ENTRY]
    firms = {(one.unit, normalise_name(one.enterprise or one.name)) for one in big}
    return Reached(len(firms), _read(big)) if leads else Reached(None)


def _park_sum(key: str) -> Counting:
    def added(store: Store, of: Mapping[str, str], _period: Period) -> Reached:
        found = [p for p in store.select(Park, **of) if not p.parent and getattr(p, key) is not None]
        return Reached(sum(getattr(p, key) for p in found), _read(found, key)) if found else Reached(None)

    return added


def _model_revenue(store: Store, of: Mapping[str, str], period: Period) -> Reached:
    """Return by how many percent the 示范集中区 took in more than a year before, over those that stated both."""
    titles = store.select(ParkTitle, **of)
    models = {(t.unit, normalise_name(t.park)) for t in titles if t.kind == MODEL_PARK and t.state == "已认定"}
    stated = {(m.period, m.unit, normalise_name(m.park)): m for m in store.select(ParkMonth, **of) if m.revenue}
    pairs = [(stated.get((period.key, *park)), stated.get((period.key - 100, *park))) for park in models]
    both = [(now, before) for now, before in pairs if now is not None and before is not None]
    if not both or (base := sum(before.revenue or 0 for _, before in both)) <= 0:
        return Reached(None)
    exact = Fraction(sum(now.revenue or 0 for now, _ in both) * 100, base) - 100
    origins = _read([month for pair in both for month in pair], "revenue")
    return Reached(int(half_up(exact * UNITS["%"].smallest, 0)), origins)


def _star_firms(store: Store, of: Mapping[str, str], period: Period) -> Reached:
    tiers = [t for t in store.select(Tier, **of) if t.year == period.year and t.tier in _STARS]
    firms = {(t.unit, normalise_name(t.enterprise)) for t in tiers}
    return Reached(len(firms), _read(tiers)) if tiers else Reached(None)


def _titles(kinds: frozenset[str], levels: frozenset[str], *, in_year: bool) -> Counting:
    def counted(store: Store, of: Mapping[str, str], period: Period) -> Reached:
        listed = [t for t in store.select(ParkTitle, **of) if t.kind in kinds]
        given = [t for t in listed if t.state == "已认定" and t.level in levels]
        mine = [t for t in given if not in_year or _in_year(t.given, period)]
        return Reached(len(mine), _read(mine)) if listed else Reached(None)

    return counted


_HIGH = frozenset({"国家", "省"})
_ADDED: dict[str, Counting] = {
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
