"""月度数据 as an office fills it in: the sheet of a period, and what follows from each figure as it is typed.

本月 and 累计 follow from each other; what was reported is never overwritten by what merely follows from it
(design §3): where a reported 本月 disagrees with two 累计, the sheet says 以前月份修订.
"""

from __future__ import annotations

from dataclasses import field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from parkdesk.frozen import frozen
from parkdesk.periods import Period
from parkdesk.records import Absence, CellMark, Measure, PeriodState
from parkdesk.rules.cumulative import cum_from, month_from, revision
from parkdesk.rules.growth import NEW, STAY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from parkdesk.store import MonthRow, Store

FigureKey = tuple[str, Measure]
"""Indicator code and measure: one column of stored figures."""
PAIRS = ((Measure.MONTH, Measure.CUM), (Measure.MONTH_BASE, Measure.CUM_BASE))
"""本月 and the 累计 it belongs to, this year's and the base's."""
_LAST_YEAR = MappingProxyType({Measure.MONTH_BASE: Measure.MONTH, Measure.CUM_BASE: Measure.CUM})


@frozen
class MonthSheet:
    """Everything that a period's sheet shows.

    `derived` holds, by firm, what follows from other figures and is stored nowhere; `revised` by how much
    earlier months were revised; `absent` who has no such figure, and why; `closed` the units whose period is
    sealed.
    """

    period: Period
    rows: list[MonthRow]
    derived: dict[str, dict[FigureKey, int]] = field(default_factory=dict)
    revised: dict[tuple[str, str], int] = field(default_factory=dict)
    absent: dict[tuple[str, str], Absence] = field(default_factory=dict)
    marks: dict[tuple[str, str, Measure], CellMark] = field(default_factory=dict)
    closed: frozenset[str] = frozenset()
    present: frozenset[FigureKey] = frozenset()
    """The columns that this period and the one before (of 1—2月: last year's) have figures in."""

    def value(self, row: MonthRow, key: FigureKey) -> int | None:
        """Return a figure, stored or following from others."""
        found = row.figures.get(key)
        return found if found is not None else self.derived.get(row.id, {}).get(key)

    def has_reported(self, row: MonthRow, indicator: str) -> bool:
        """Whether a firm has said what there is to say of an indicator; 「无」 with a reason counts."""
        return any((indicator, measure) in row.figures for measure in (Measure.CUM, Measure.MONTH, Measure.STOCK)) or (
            (row.id, indicator) in self.absent
        )


def read_sheet(store: Store, period: Period, unit: str | None = None) -> MonthSheet:
    """Return the sheet of a period, of one unit or of the whole desk."""
    rows = store.facts.month_rows(period, unit)
    present = {key for row in rows for key in row.figures}
    derived: dict[str, dict[FigureKey, int]] = {}
    revised: dict[tuple[str, str], int] = {}
    previous = period.previous()
    if previous:
        earlier = store.facts.slice(previous.key, unit)
        present |= {(code, Measure(measure)) for code, _, measure in earlier}
        for row in rows:
            _derive(row, earlier, derived, revised, {code for code, _ in present})
    else:
        present |= {(code, Measure(m)) for code, _, m in store.facts.slice(period.of_year(period.year - 1).key, unit)}
    said = _absences(store, period), _marks(store, period), closed_units(store, period)
    return MonthSheet(period, rows, derived, revised, *said, frozenset(present))


def renewed(store: Store, sheet: MonthSheet, firms: frozenset[str]) -> MonthSheet:
    """Return a sheet with a few of its firms read again; the others' figures stay as they were read."""
    period, previous = sheet.period, sheet.period.previous()
    now = store.facts.figures(period.key, firms)
    rows = [replace(row, figures=now.get(row.id, {})) if row.id in firms else row for row in sheet.rows]
    derived = {firm: figures for firm, figures in sheet.derived.items() if firm not in firms}
    revised = {key: by for key, by in sheet.revised.items() if key[0] not in firms}
    present = sheet.present.union(*now.values())
    if previous:
        found = store.facts.figures(previous.key, firms)
        earlier = {(code, firm, int(m)): value for firm, held in found.items() for (code, m), value in held.items()}
        for row in rows:
            if row.id in firms:
                _derive(row, earlier, derived, revised, {code for code, _ in present})
    said = _absences(store, period), _marks(store, period), sheet.closed
    return MonthSheet(period, rows, derived, revised, *said, present)


def _absences(store: Store, period: Period) -> dict[tuple[str, str], Absence]:
    return {(a.enterprise, a.indicator): a for a in store.select(Absence, period=period.key)}


def _marks(store: Store, period: Period) -> dict[tuple[str, str, Measure], CellMark]:
    return {(m.enterprise, m.indicator, _measure(m)): m for m in store.select(CellMark, period=period.key)}


def _derive(
    row: MonthRow,
    earlier: Mapping[tuple[str, str, int], int],
    derived: dict[str, dict[FigureKey, int]],
    revised: dict[tuple[str, str], int],
    codes: Iterable[str],
) -> None:
    for code in codes:
        for month, cum in PAIRS:
            before = earlier.get((code, row.id, int(cum)))
            if before is None:
                continue
            reported, total = row.figures.get((code, month)), row.figures.get((code, cum))
            if reported is None and (follows := month_from(total, before)) is not None:
                derived.setdefault(row.id, {})[code, month] = follows
            elif total is None and (follows := cum_from(reported, before)) is not None:
                derived.setdefault(row.id, {})[code, cum] = follows
            elif month is Measure.MONTH and (by := revision(reported, total, before)) is not None:
                revised[row.id, code] = by


def _measure(mark: CellMark) -> Measure:
    return next((one for one in Measure if one.code == mark.measure), Measure.CUM)


def closed_units(store: Store, period: Period) -> frozenset[str]:
    """Return the units whose period is sealed: its figures change only with a reason."""
    return frozenset(state.unit for state in store.select(PeriodState, period=period.key) if state.is_closed)


def monthly_series(store: Store, indicator: str, subject: str, measure: Measure) -> dict[int, int]:
    """Return a figure over all periods by period key; 本月 that nobody reported follows from 累计."""
    found = store.facts.series(indicator, subject, measure)
    cum = dict(PAIRS).get(measure)
    if cum is None:
        return found
    totals = store.facts.series(indicator, subject, cum)
    for key in totals:
        previous = Period.from_key(key).previous()
        month = month_from(totals[key], totals.get(previous.key)) if previous else None
        if key not in found and month is not None:
            found[key] = month
    return dict(sorted(found.items()))


def proposals(
    store: Store, sheet: MonthSheet, keys: Iterable[FigureKey], unit: str | None = None
) -> dict[str, dict[FigureKey, int]]:
    """Return a start for the empty cells of these columns, by firm: nothing is reported until a person says so.

    本月 and 期末 as in the month before, the base as last year reported it.
    """
    previous, last = sheet.period.previous(), sheet.period.of_year(sheet.period.year - 1)
    earlier = read_sheet(store, previous, unit) if previous else None
    before = {row.id: row for row in earlier.rows} if earlier else {}
    a_year_ago = read_sheet(store, last, unit)
    then = {row.id: row for row in a_year_ago.rows}
    found: dict[str, dict[FigureKey, int]] = {}
    for row in sheet.rows:
        if row.status not in (STAY, NEW):
            continue
        start: dict[FigureKey, int | None] = {}
        for code, measure in keys:
            if measure in (Measure.MONTH, Measure.STOCK) and earlier and row.id in before:
                start[code, measure] = earlier.value(before[row.id], (code, measure))
            elif measure in _LAST_YEAR and row.id in then:
                start[code, measure] = a_year_ago.value(then[row.id], (code, _LAST_YEAR[measure]))
        fresh = {key: value for key, value in start.items() if value is not None and _is_open(sheet, row, key)}
        if fresh:
            found[row.id] = fresh
    return found


def _is_open(sheet: MonthSheet, row: MonthRow, key: FigureKey) -> bool:
    """Whether nothing was said of a cell yet: no figure of its kind, and no 无."""
    code, measure = key
    kin = next((pair for pair in PAIRS if measure in pair), (measure,))
    return all((code, one) not in row.figures for one in kin) and (row.id, code) not in sheet.absent
