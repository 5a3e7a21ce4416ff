"""Read from a desk what a quarterly report is written from; the words and the page come later."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from parkdesk.amounts import UNITS, from_stored, half_up
from parkdesk.periods import Period
from parkdesk.records import Absence, Enterprise, Investment, Measure, OfficialFigure
from parkdesk.reports.inputs import IndicatorTotal, Letterhead, MonthPoint, QuarterlyInput
from parkdesk.reports.values import Curve, Heat
from parkdesk.rules.breakdown import parts_by, size_of
from parkdesk.rules.growth import EXIT, NEW, SCOPE, STAY, Part, decompose

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from parkdesk.amounts import Rate
    from parkdesk.records import Indicator
    from parkdesk.rules.growth import FirmFigures
    from parkdesk.rules.slots import ProjectSlots
    from parkdesk.store import Store, Total

OUTPUT: Final = "output"
_DECEMBER: Final = 12
_HEAT_ROWS, _HEAT_MONTHS = 10, 6


def gather(
    store: Store,
    period: Period,
    projects: Iterable[ProjectSlots] = (),
    letterhead: Letterhead | None = None,
    notes: tuple[str, ...] = (),
) -> QuarterlyInput:
    """Read a period of the desk's own unit (a city: of all its units); projects come judged by the caller."""
    unit = None if store.desk.is_city else store.desk.unit
    firms = tuple(store.facts.firms(period, OUTPUT, unit))
    expected = sum(firm.status in SCOPE and firm.status != EXIT for firm in firms)
    return QuarterlyInput(
        period=period,
        place=store.place,
        split=decompose(firms),
        firms=firms,
        totals=tuple(_indicator_totals(store, period, unit, expected)),
        officials=_officials(store, store.desk.unit, period),
        city_officials=_officials(store, store.desk.parent, period),
        projects=tuple(projects),
        months=tuple(_months(store, period, unit)),
        letterhead=letterhead or Letterhead(signature=store.desk.name),
        notes=notes,
        has_peers=not store.desk.is_city,
        last_year=_whole(store, period.of_year(period.year - 1), unit),
        base_year=_base_year(store, period, unit, sum(firm.base or 0 for firm in firms if firm.status in SCOPE)),
        groups=firm_groups(store, period, unit, firms),
    )


def firm_groups(
    store: Store, period: Period, unit: str | None, firms: Iterable[FirmFigures]
) -> dict[str, dict[str, str]]:
    """Return, for each way to group firms, the group of each: county, park, town, size."""
    offices = store.offices()
    known = {firm.id: firm for firm in store.select(Enterprise, **({"unit": unit} if unit else {}))}
    units = [unit] if unit else store.facts.units()
    staff, revenue = (
        {subject: value for one in units for subject, value in store.facts.column(code, period.key, how, one).items()}
        for code, how in (("staff", Measure.STOCK), ("revenue", Measure.CUM))
    )
    made: dict[str, dict[str, str]] = {"县区": {}, "园区": {}, "镇办": {}, "规模": {}}
    for firm in firms:
        record = known[firm.subject]
        earned = revenue.get(firm.subject)
        made["县区"][firm.subject] = offices[firm.unit].name if firm.unit in offices else firm.unit
        made["园区"][firm.subject] = firm.park
        made["镇办"][firm.subject] = record.town
        made["规模"][firm.subject] = size_of(
            staff.get(firm.subject, record.staff), None if earned is None else earned // UNITS["万元"].smallest
        )
    if unit is not None:
        del made["县区"]
    return {name: groups for name, groups in made.items() if any(groups.values())}


def heat_of(store: Store, given: QuarterlyInput, way: str) -> Heat | None:
    """Return growth by group and month of the year so far, the largest groups first."""
    groups = given.groups.get(way, {})
    unit = None if store.desk.is_city else store.desk.unit
    months = [point.period for point in given.months][-_HEAT_MONTHS:]
    by_month = [
        parts_by(store.facts.firms(month, OUTPUT, unit), lambda firm: groups.get(firm.subject, "")) for month in months
    ]
    if len(months) < 2:
        return None
    rows = [name for name in by_month[-1] if name][:_HEAT_ROWS]
    lines = tuple(tuple(_shown(parts.get(name, Part()).growth) for parts in by_month) for name in rows)
    return Heat(tuple(rows), tuple(month.label for month in months), lines) if rows else None


def _shown(rate: Rate | None) -> Decimal | None:
    return None if rate is None else rate.shown(1)


def investments(store: Store, period: Period, unit: str | None) -> list[Investment]:
    """Return what projects put in by the months of a year so far."""
    said = store.select(Investment, **({"unit": unit} if unit else {}))
    return [one for one in said if period.year * 100 < one.period <= period.key]


def investment_curve(mine: Sequence[Investment]) -> Curve | None:
    """Return what projects had put in by each month against an even share of their yearly plan."""
    months = sorted({one.period for one in mine})
    if len(months) < 2:
        return None
    plan = sum(one.plan or 0 for one in mine if one.period == months[-1])
    yi = UNITS["亿元"]
    done = [sum(one.done or 0 for one in mine if one.period == month) for month in months]
    return Curve(
        tuple(Period.from_key(month).label for month in months),
        tuple(half_up(from_stored(plan * (month % 100) // _DECEMBER, yi), 2) for month in months),
        tuple(half_up(from_stored(value, yi), 2) for value in done),
    )


def _whole(store: Store, period: Period, unit: str | None) -> MonthPoint | None:
    """Return the output of some months with its own base, where the desk holds both."""
    pairs = [(OUTPUT, Measure.CUM), (OUTPUT, Measure.CUM_BASE)]
    totals = [total for total in store.facts.totals(period, pairs, unit) if total.status in SCOPE]
    now, base = _sum(totals, Measure.CUM), _sum(totals, Measure.CUM_BASE)
    return None if now is None or base is None else MonthPoint(period, now, base)


def _base_year(store: Store, period: Period, unit: str | None, base: int) -> int | None:
    """Return the year's comparable base: this period's, grown to December as last year's figures grew."""
    pairs = [(OUTPUT, Measure.CUM)]
    so_far, whole = (
        _sum(store.facts.totals(Period(period.year - 1, month), pairs, unit), Measure.CUM)
        for month in (period.month, _DECEMBER)
    )
    return base * whole // so_far if so_far and whole and whole >= so_far else None


def _officials(store: Store, unit: str, period: Period) -> dict[str, OfficialFigure]:
    found = store.select(OfficialFigure, unit=unit, period=period.key)
    return {official.figure: official for official in found}


def _indicator_totals(store: Store, period: Period, unit: str | None, expected: int) -> Iterable[IndicatorTotal]:
    indicators = [indicator for code, indicator in store.indicators().items() if code != OUTPUT]
    wanted = [(i.code, measure) for i in indicators for measure in _measures(i)]
    totals = [total for total in store.facts.totals(period, wanted, unit) if total.status in SCOPE]
    excused = _excused(store, period, unit)
    for indicator in indicators:
        now, base = _measures(indicator)
        mine = [total for total in totals if total.indicator == indicator.code]
        reported = sum(total.firms for total in mine if total.measure is now and total.status != EXIT)
        answered = reported + excused.get(indicator.code, 0)
        yield IndicatorTotal(indicator, _sum(mine, now), _sum(mine, base), answered, expected)


def _excused(store: Store, period: Period, unit: str | None) -> Counter[str]:
    """Count, by indicator, the firms that should report and have 无 with a reason: they are not missing."""
    absences = store.select(Absence, period=period.key)
    standings = store.facts.standings(period, unit) if absences else {}
    stocks = {code for code, indicator in store.indicators().items() if indicator.is_stock}
    return Counter(
        one.indicator
        for one in absences
        if standings.get(one.enterprise) in (STAY, NEW)
        and period.key
        not in store.facts.series(
            one.indicator, one.enterprise, Measure.STOCK if one.indicator in stocks else Measure.CUM
        )
    )


def _measures(indicator: Indicator) -> tuple[Measure, Measure]:
    return (Measure.STOCK if indicator.is_stock else Measure.CUM), Measure.CUM_BASE


def _sum(totals: Iterable[Total], measure: Measure) -> int | None:
    values = [total.value for total in totals if total.measure is measure]
    return sum(values) if values else None


def _months(store: Store, period: Period, unit: str | None) -> Iterable[MonthPoint]:
    """Return the cumulative output of the year's periods so far, those with figures."""
    for key in store.facts.periods():
        if period.year * 100 < key <= period.key:
            point = _whole(store, Period.from_key(key), unit)
            if point is not None:
                yield point
