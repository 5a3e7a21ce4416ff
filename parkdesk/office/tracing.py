"""溯源: from a number on paper back to the facts behind it, each with who wrote it, when and through which file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from parkdesk.amounts import show
from parkdesk.periods import Period
from parkdesk.records import Measure, OfficialFigure
from parkdesk.records.catalogue import industries
from parkdesk.records.indicators import MEASURE_LABELS, OFFICIAL_KINDS
from parkdesk.reports.figures import IN_PARKS, SILENT
from parkdesk.reports.gather import firm_groups
from parkdesk.reports.quarterly_tables import UNGROUPED
from parkdesk.rules.growth import SCOPE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from parkdesk.reports.values import Trace
    from parkdesk.rules.growth import FirmFigures
    from parkdesk.store import FactVersion, Store

_OFFICIAL: Final = "official"
_EVERYBODY: Final = "all"


@dataclass(frozen=True, slots=True)
class FactBehind:
    """One fact behind a number: whose, the value as text, where it came from; `subject` is a firm's id."""

    subject: str
    name: str
    value: str
    stored: int
    source: str


@dataclass(frozen=True, slots=True)
class Behind:
    """The facts behind one number of one kind: 「工业总产值 2026年1—9月 累计」, largest first, and their sum."""

    title: str
    indicator: str
    period: Period
    measure: Measure | None
    facts: tuple[FactBehind, ...]
    total: str


def facts_behind(store: Store, traces: Iterable[Trace]) -> list[Behind]:
    """Return the facts behind a number, one block for each kind of fact it was computed from."""
    return [_official(store, t) if t.measure == _OFFICIAL else _reported(store, t) for t in traces]


def _official(store: Store, trace: Trace) -> Behind:
    period = Period.parse(trace.period)
    label = OFFICIAL_KINDS.get(trace.indicator, (trace.indicator, ""))[0]
    offices = store.offices()
    units = dict.fromkeys((store.desk.unit, store.desk.parent))
    issued = store.select(OfficialFigure, period=period.key, figure=trace.indicator)
    said = [one for unit in units for one in issued if one.unit == unit]
    facts = []
    for one in said:
        name = offices[one.unit].name if one.unit in offices else one.unit
        text = f"{show(one.value, one.measure_unit, 2)}{one.measure_unit.name}"
        source = "，".join(part for part in (one.source, one.released_on or "") if part) or "登记的发布数"
        facts.append(FactBehind("", name, text, one.value, source))
    return Behind(f"{label} {period.title}（发布数）", trace.indicator, period, None, tuple(facts), "")


def _reported(store: Store, trace: Trace) -> Behind:
    period, measure = Period.parse(trace.period), Measure[trace.measure.upper()]
    indicator = store.indicators()[trace.indicator]
    unit = None if store.desk.is_city else store.desk.unit
    firms = _firms_of(store, period, unit, trace.subject)
    values: dict[str, int] = {}
    for one in [unit] if unit else store.facts.units():
        values |= store.facts.column(trace.indicator, period.key, measure, one)
    named = sorted(((values[f.subject], f) for f in firms if f.subject in values), key=lambda pair: -pair[0])

    def shown(value: int) -> str:
        places = 0 if value % indicator.measure_unit.smallest == 0 else indicator.decimals
        return f"{show(value, indicator.measure_unit, places, grouped=True)}{indicator.unit}"

    facts = tuple(
        FactBehind(f.subject, f.name, shown(value), value, _source(store, trace, period, measure, f.subject))
        for value, f in named
    )
    title = f"{indicator.name} {period.title} {MEASURE_LABELS[measure]}"
    return Behind(title, trace.indicator, period, measure, facts, shown(sum(value for value, _ in named)))


def _firms_of(store: Store, period: Period, unit: str | None, subject: str) -> list[FirmFigures]:
    """Return the firms that a subject means: one, a standing, a group (「园区:高新园」), or the whole population."""
    firms = store.facts.firms(period, "output", unit)
    way, _, name = subject.partition(":")
    if name:
        groups = firm_groups(store, period, unit, firms).get(way, {})
        if way == "行业":
            names = industries()
            groups = {firm.subject: names.get(firm.industry[:2], "") for firm in firms}
        unknown = UNGROUPED.get(way, "")
        return [f for f in firms if f.status in SCOPE and (groups.get(f.subject) or unknown) == name]
    if subject in (IN_PARKS, SILENT):
        return [f for f in firms if f.status in SCOPE and (f.park if subject == IN_PARKS else f.is_silent)]
    if subject in SCOPE:
        return [firm for firm in firms if firm.status == subject]
    if subject != _EVERYBODY:
        return [firm for firm in firms if firm.subject == subject]
    return [firm for firm in firms if firm.status in SCOPE]


def _source(store: Store, trace: Trace, period: Period, measure: Measure, subject: str) -> str:
    versions = store.facts.history(trace.indicator, period.key, subject, measure)
    return _told(versions[0], len(versions)) if versions else ""


def _told(version: FactVersion, count: int) -> str:
    parts = [version.file, version.by, version.at[:16].replace("T", " "), version.reason]
    if count > 1:
        parts.append(f"改过{count - 1}次")
    return "，".join(part for part in parts if part)
