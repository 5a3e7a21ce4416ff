"""Typing into the sheet of a month: one Plan for what was typed and for what follows from it.

A typed 本月 carries 累计 along, and 累计 that had agreed with 本月 before goes on agreeing; a 累计 that was
reported on its own stays. A typed 累计 never changes a reported 本月: where they disagree, 以前月份修订 is said.
A typed 增速 fills in the side that is missing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from parkdesk.amounts import read_number, read_quantity, show
from parkdesk.errors import UsageError
from parkdesk.office.month_sheet import PAIRS, closed_units
from parkdesk.plan import FactChange, FieldChange, Outcome, Plan, RecordChange, RefusedCell, Row, Source
from parkdesk.records import Absence, CellMark, Enterprise, Measure
from parkdesk.records.indicators import MEASURE_LABELS, figure_name
from parkdesk.records.kinds import quantity, shown_in
from parkdesk.rules.cumulative import base_from_growth, cum_from, now_from_growth, revision
from parkdesk.rules.growth import growth
from parkdesk.store import new_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from parkdesk.periods import Period
    from parkdesk.records import Indicator
    from parkdesk.store import Changes, Store

NOTHING = "无"
"""What a person types for 「no such figure」; the reason may follow it."""
_ORDER = (Measure.MONTH_BASE, Measure.CUM_BASE, Measure.MONTH, Measure.CUM, Measure.STOCK)
_BASES = {Measure.MONTH: Measure.MONTH_BASE, Measure.CUM: Measure.CUM_BASE}
_STEP = 500
_FEW = 40  # entries; above it both periods are read at once
Cell = tuple[str, Measure, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One cell as a person typed it; `is_growth` for a 增速, whose `measure` says of which figure."""

    subject: str
    indicator: str
    measure: Measure
    text: str
    is_growth: bool = False
    unit: str = ""
    """The unit it was typed in, where it is not the indicator's."""

    @property
    def column(self) -> str:
        """The word by which the cell's column is known."""
        return figure_name(self.indicator, self.measure, is_growth=self.is_growth)


@dataclass(frozen=True, slots=True)
class Typed:
    """What typing would write, and what a person should be told or asked before it is written."""

    plan: Plan
    said: tuple[str, ...] = ()
    refused: tuple[RefusedCell, ...] = ()
    wants_reason: str = ""
    """Why a reason is asked; empty where none is."""


def type_figures(
    store: Store,
    period: Period,
    entries: Sequence[Entry],
    reason: str = "",
    tick: Callable[[int], None] | None = None,
) -> Typed:
    """Plan what was typed into a period's sheet; a cell that cannot be read is refused and the rest goes in.

    `tick` hears how many cells are understood.
    """
    sitting = _Sitting(store, period, at_once=len(entries) > _FEW)
    for number, entry in enumerate(sorted(entries, key=_first_what_others_follow)):
        if tick and number % _STEP == 0:
            tick(number)
        sitting.take(entry)
    facts, records = sitting.facts(), tuple(sitting.records)
    counts = (Row(Outcome.NEW if c.old is None else Outcome.CHANGED, sitting.named(c), fields=(sitting.field(c),))
              for c in facts)  # fmt: skip
    rows = (*counts, *(Row(Outcome.REFUSED, f"{c.where} {c.label}", reason=c.reason) for c in sitting.refused))
    source = Source("form", period=period.text, reason=reason.strip())
    plan = Plan(source, records, facts, rows, basis=store.seq)
    return Typed(plan, tuple(dict.fromkeys(sitting.said)), tuple(sitting.refused), _why_ask(store, period, facts))


def with_reason(typed: Typed, reason: str) -> Plan:
    """Return the plan under the reason that a person gave."""
    return replace(typed.plan, source=replace(typed.plan.source, reason=reason.strip()))


def write_typed(store: Store, typed: Typed, reason: str = "") -> Changes:
    """Write what was typed; raises UsageError where a reason is wanted and none was given."""
    if typed.wants_reason and not reason.strip():
        raise UsageError(f"{typed.wants_reason}，改数要写明原因，原因会随历史保存。")
    return store.apply(with_reason(typed, reason))


def set_mark(store: Store, mark: CellMark) -> Changes:
    """Keep a note or a follow-up mark on a figure; one that says nothing any more is taken away."""
    place = {"enterprise": mark.enterprise, "period": mark.period, "indicator": mark.indicator}
    before = next((m for m in store.select(CellMark, **place) if m.measure == mark.measure), None)
    after = replace(mark, id=before.id if before else mark.id) if mark.text or mark.follow else None
    change = (RecordChange(before, after),) if before or after else ()
    return store.apply(Plan(Source("form", period=str(mark.period)), change, basis=store.seq))


def _first_what_others_follow(entry: Entry) -> tuple[str, str, bool, int]:
    return (entry.subject, entry.indicator, entry.is_growth, _ORDER.index(entry.measure))


def _why_ask(store: Store, period: Period, facts: Iterable[FactChange]) -> str:
    """Say why a reason is wanted: a sealed period, or a figure that came in by a file or from somebody else."""
    closed = closed_units(store, period)
    units: dict[str, str] = {}
    for change in facts:
        if closed and units.setdefault(change.subject, _unit_of(store, change.subject)) in closed:
            return f"{period.title}已经封存"
        if change.old is None:
            continue
        version = store.facts.history(change.indicator, change.period, change.subject, Measure(change.measure))[0]
        if version.file:
            return f"原来的数来自“{version.file}”"
        if version.by != store.by:
            return f"原来的数由{version.by}录入"
    return ""


def _unit_of(store: Store, subject: str) -> str:
    firm = store.find(Enterprise, subject)
    return firm.unit if firm else ""


def _read(text: str, indicator: Indicator, unit: str) -> int | None:
    if not unit or unit == indicator.unit:
        return read_quantity(text, indicator.measure_unit)
    value = shown_in(quantity(indicator.unit, indicator.decimals), unit).read(text)
    assert value is None or isinstance(value, int)
    return value


class _Sitting:
    """The figures of a period while entries are taken one after the other."""

    def __init__(self, store: Store, period: Period, *, at_once: bool) -> None:
        """Begin with what is kept; `at_once` reads both periods whole instead of figure by figure."""
        self._store, self._period = store, period
        self._whole: dict[int, dict[tuple[str, str, int], int]] | None = None
        if at_once:
            keys = [one.key for one in (period, period.previous()) if one]
            self._whole = {key: store.facts.slice(key) for key in keys}
        self._indicators = store.indicators()
        self._absent = {(a.enterprise, a.indicator): a for a in store.select(Absence, period=period.key)}
        self._held: dict[Cell, dict[int, int]] = {}
        self._new: dict[Cell, int | None] = {}
        self._names: dict[str, str] = {}
        self.records: list[RecordChange] = []
        self.said: list[str] = []
        self.refused: list[RefusedCell] = []

    # -- figures -----------------------------------------------------------------------------

    def _kept(self, cell: Cell, period: Period) -> int | None:
        code, measure, subject = cell
        if self._whole is not None:
            return self._whole[period.key].get((code, subject, int(measure)))
        if cell not in self._held:
            self._held[cell] = self._store.facts.series(code, subject, measure)
        return self._held[cell].get(period.key)

    def _stored(self, cell: Cell) -> int | None:
        return self._kept(cell, self._period)

    def _now(self, cell: Cell) -> int | None:
        return self._new[cell] if cell in self._new else self._stored(cell)

    def _before(self, cell: Cell) -> int | None:
        previous = self._period.previous()
        return self._kept(cell, previous) if previous else None

    def facts(self) -> tuple[FactChange, ...]:
        """Return what differs from what is kept."""
        return tuple(
            FactChange(code, self._period.key, subject, int(measure), old, new)
            for (code, measure, subject), new in self._new.items()
            if (old := self._stored((code, measure, subject))) != new
        )

    # -- words -------------------------------------------------------------------------------

    def _text(self, indicator: Indicator, value: int | None) -> str:
        return f"{show(value, indicator.measure_unit, indicator.decimals, grouped=True)}{indicator.unit}"

    def _firm(self, subject: str) -> str:
        if subject not in self._names:
            firm = self._store.find(Enterprise, subject)
            self._names[subject] = firm.name if firm else subject
        return self._names[subject]

    def named(self, change: FactChange) -> str:
        """Return how a change is called in a list."""
        return f"{self._firm(change.subject)} {self._indicators[change.indicator].name}"

    def field(self, change: FactChange) -> FieldChange:
        """Return a change as people read it."""
        indicator = self._indicators[change.indicator]
        label = f"{indicator.name}{MEASURE_LABELS[Measure(change.measure)]}"
        return FieldChange(label, self._text(indicator, change.old), self._text(indicator, change.new))

    # -- entries -----------------------------------------------------------------------------

    def take(self, entry: Entry) -> None:
        """Take one cell in; what cannot be read is refused in one sentence."""
        indicator, text = self._indicators[entry.indicator], entry.text.strip()
        label = "增速" if entry.is_growth else MEASURE_LABELS[entry.measure]
        try:
            if self._period.is_first and entry.measure in (Measure.MONTH, Measure.MONTH_BASE):
                raise ValueError("1—2月没有单月数，请填累计数")
            if entry.is_growth:
                self._take_growth(entry, indicator, text)
            elif text.startswith(NOTHING):
                self._take_nothing(entry, indicator, text.removeprefix(NOTHING).strip(" ：:，,（）()"))
            else:
                self._take_figure(entry, _read(text, indicator, entry.unit))
        except ValueError as fault:
            self.refused.append(
                RefusedCell(
                    entry.subject, entry.column, f"{indicator.name}{label}", self._firm(entry.subject), text, str(fault)
                )
            )

    def _take_figure(self, entry: Entry, value: int | None) -> None:
        cell = (entry.indicator, entry.measure, entry.subject)
        before_it = self._now(cell)
        if value == before_it:
            return
        self._new[cell] = value
        absent = self._absent.pop((entry.subject, entry.indicator), None) if value is not None else None
        if absent:
            self.records.append(RecordChange(absent, None))
        for month, cum in PAIRS:
            if entry.measure is month and value is not None:
                self._carry(entry, cum, before_it, value)
            elif entry.measure is cum and month is Measure.MONTH:
                self._compare(entry, month, cum)

    def _carry(self, entry: Entry, cum: Measure, month_before: int | None, value: int) -> None:
        """Let 累计 follow a typed 本月, unless it was reported on its own."""
        cell = (entry.indicator, cum, entry.subject)
        indicator, before, total = self._indicators[entry.indicator], self._before(cell), self._now(cell)
        if before is None:
            self.said.append(f"上期没有{MEASURE_LABELS[cum]}数，{MEASURE_LABELS[cum]}没有推算，请一并填写。")
        elif total is None or month_before is None or total == before + month_before:
            self._new[cell] = cum_from(value, before)
            self.said.append(f"{MEASURE_LABELS[cum]}随之为{self._text(indicator, self._new[cell])}。")
        elif (by := revision(value, total, before)) is not None:
            self.said.append(f"{MEASURE_LABELS[cum]}按上报数保留，以前月份修订{self._text(indicator, by)}。")

    def _compare(self, entry: Entry, month: Measure, cum: Measure) -> None:
        cell = (entry.indicator, cum, entry.subject)
        reported = self._now((entry.indicator, month, entry.subject))
        by = revision(reported, self._now(cell), self._before(cell))
        if by is not None:
            said = self._text(self._indicators[entry.indicator], by)
            self.said.append(f"本月按上报数保留，与两期累计之差不符：以前月份修订{said}。")

    def _take_growth(self, entry: Entry, indicator: Indicator, text: str) -> None:
        """Fill the missing side of a growth; two known sides already say what the growth is."""
        number = read_number(text)
        if number is None:
            raise ValueError("增速由本期和同期算出，不单独保存")
        rate = Fraction(number)
        now_cell = (entry.indicator, entry.measure, entry.subject)
        base_cell = (entry.indicator, _BASES[entry.measure], entry.subject)
        now, base = self._now(now_cell), self._now(base_cell)
        known = growth(now, base)
        if known is not None and known.shown(max(-int(number.as_tuple().exponent), 0)) == number:
            return  # a block brings along what follows from its other columns
        if (now is None) == (base is None):
            which = "两个数都有" if now is not None else "本期和同期都没有"
            raise ValueError(f"{which}，增速推算不了，请直接填本期数或同期数")
        if now is not None:
            found, cell = base_from_growth(now, rate, indicator.measure_unit, indicator.decimals), base_cell
        else:
            assert base is not None
            found, cell = now_from_growth(base, rate, indicator.measure_unit, indicator.decimals), now_cell
        if found is None:
            raise ValueError(f"按增速{number}%推算不出数")
        self._take_figure(replace(entry, measure=cell[1], is_growth=False), found)
        self.said.append(f"按增速{number}%推算{MEASURE_LABELS[cell[1]]}为{self._text(indicator, found)}。")

    def _take_nothing(self, entry: Entry, indicator: Indicator, reason: str) -> None:
        """Say that a firm has no such figure; what was reported of it goes, with its history."""
        if not reason:
            raise ValueError("写“无”要说明原因，如“无 停产检修”")
        before = self._absent.get((entry.subject, entry.indicator))
        after = Absence(
            id=before.id if before else new_id(),
            unit=_unit_of(self._store, entry.subject),
            period=self._period.key,
            enterprise=entry.subject,
            indicator=entry.indicator,
            reason=reason,
        )
        if after != before:
            self.records.append(RecordChange(before, after))
        for measure in (Measure.MONTH, Measure.CUM, Measure.STOCK):
            cell = (entry.indicator, measure, entry.subject)
            if self._now(cell) is not None:
                self._new[cell] = None
        self.said.append(f"{indicator.name}记为“无”：{reason}，不算缺报。")
