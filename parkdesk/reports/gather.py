"""Read from a desk what a quarterly report is written from; the words and the page come later."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from parkdesk.periods import Period
from parkdesk.records import Absence, Measure, OfficialFigure
from parkdesk.reports.inputs import IndicatorTotal, Letterhead, MonthPoint, QuarterlyInput
from parkdesk.rules.growth import EXIT, NEW, SCOPE, STAY, decompose

if TYPE_CHECKING:
    from collections.abc import Iterable

    from parkdesk.records import Indicator
    from parkdesk.rules.slots import ProjectSlots
    from parkdesk.store import Store, Total

OUTPUT: Final = "output"


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
    )


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
    pairs = [(OUTPUT, Measure.CUM), (OUTPUT, Measure.CUM_BASE)]
    for key in store.facts.periods():
        if period.year * 100 < key <= period.key:
            month = Period.from_key(key)
            totals = [total for total in store.facts.totals(month, pairs, unit) if total.status in SCOPE]
            now, base = _sum(totals, Measure.CUM), _sum(totals, Measure.CUM_BASE)
            if now is not None and base is not None:
                yield MonthPoint(month, now, base)
