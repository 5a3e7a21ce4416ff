"""溯源: from a number on paper back to the facts and records behind it, each with who wrote it, when, through what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from parkdesk.amounts import show
from parkdesk.periods import Period
from parkdesk.records import LEDGERS, Enterprise, Measure, OfficialFigure, Project
from parkdesk.records.catalogue import industries
from parkdesk.records.indicators import MEASURE_LABELS, OFFICIAL_KINDS
from parkdesk.reports.figures import ANSWERED, DUE, IN_PARKS, OUTPUT, RISEN, SILENT
from parkdesk.reports.gather import firm_groups
from parkdesk.reports.quarterly_tables import UNGROUPED
from parkdesk.reports.traces import FIRMS, Entries, Trace
from parkdesk.rules.growth import NEW, SCOPE, STAY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from parkdesk.records import Column, Record
    from parkdesk.reports.traces import Origin
    from parkdesk.rules.growth import FirmFigures
    from parkdesk.store import FactVersion, RecordVersion, Store

_OFFICIAL: Final = "official"
_EVERYBODY: Final = "all"
_TOLD_OF: Final = 6  # of a record that is counted: as many of its columns as a line holds
_STANDINGS: Final[dict[str, Callable[[FirmFigures], bool]]] = {
    IN_PARKS: lambda firm: bool(firm.park),
    SILENT: lambda firm: firm.is_silent,
    DUE: lambda firm: firm.status in (STAY, NEW),
    ANSWERED: lambda firm: firm.status in (STAY, NEW) and not firm.is_silent,
    RISEN: lambda firm: not firm.is_silent and firm.change > 0,
}


@dataclass(frozen=True, slots=True)
class FactBehind:
    """One fact or record behind a number: whose, the value as text, where it came from.

    `subject` is the id of the firm, or of the record of `ledger` that a person may go to.
    """

    subject: str
    name: str
    value: str
    stored: int
    source: str
    ledger: str = ""


@dataclass(frozen=True, slots=True)
class Behind:
    """What is behind one number of one kind: 「工业总产值 2026年1—9月 累计」, 「项目 总投资」, and the sum.

    Figures of firms have an indicator, a period and a measure; records have none of them.
    """

    title: str
    indicator: str
    period: Period | None
    measure: Measure | None
    facts: tuple[FactBehind, ...]
    total: str


def facts_behind(store: Store, traces: Iterable[Origin]) -> list[Behind]:
    """Return what is behind a number, one block for each kind of fact or record it was computed from."""
    return [_behind(store, trace) for trace in traces]


def _behind(store: Store, trace: Origin) -> Behind:
    if isinstance(trace, Entries):
        return _recorded(store, trace)
    if trace.measure == _OFFICIAL:
        return _official(store, trace)
    return _counted(store, trace) if trace.measure == FIRMS else _reported(store, trace)


# -- records -----------------------------------------------------------------------------------


def _recorded(store: Store, trace: Entries) -> Behind:
    ledger = LEDGERS[trace.ledger]
    there = store.records(ledger, trace.ids)
    column = next((one for one in ledger.COLUMNS if one.key == trace.key), None)
    lines = tuple(_record_line(store, one, there.get(one), column) for one in trace.ids)
    title = f"{ledger.LABEL} {column.heading}" if column else ledger.LABEL
    adds_up = column is not None and column.kind.measure is not None and column.kind.measure.dimension in _ADDABLE
    total = column.kind.write(sum(line.stored for line in lines)) if column and adds_up else ""
    return Behind(title, "", None, None, lines, total)


_ADDABLE: Final = ("money", "area", "land")
_OF_PROJECTS: Final = ("assignments", "tenures", "milestones", "investments")


def _record_line(store: Store, key: str, record: Record | None, column: Column | None) -> FactBehind:
    history = store.history(key)
    source = _told(history[0], len(history)) if history else ""
    if record is None:
        return FactBehind("", "（已从台账里删除）", "", 0, source)
    # What hangs on a project (a duty, a milestone, a month's investment) is looked at there.
    project = getattr(record, "project", "") if record.TABLE in _OF_PROJECTS else ""
    place = (Project.TABLE, project) if project else (record.TABLE, key)
    text, stored = _summary(record), 0
    if column is not None:
        value = getattr(record, column.key)
        text, stored = record.kind_of(column).write(value) or "（没有填）", value if isinstance(value, int) else 0
    return FactBehind(place[1], record.title(), text, stored, source, place[0])


def _summary(record: Record) -> str:
    """Return what a record says in its first filled columns besides its own name."""
    texts = ((one.heading, record.kind_of(one).write(getattr(record, one.key))) for one in record.COLUMNS
             if not one.hidden)  # fmt: skip
    title = record.title()
    said = [f"{heading}：{text}" for heading, text in texts if text and text not in title]
    return "；".join(said[:_TOLD_OF])


# -- figures -----------------------------------------------------------------------------------


def _official(store: Store, trace: Trace) -> Behind:
    period = Period.parse(trace.period)
    label = OFFICIAL_KINDS.get(trace.indicator, (trace.indicator, ""))[0]
    offices = store.offices()
    _, _, whose = trace.subject.partition(":")
    units = [code for code, one in offices.items() if one.name == whose] or [store.desk.unit, store.desk.parent]
    issued = store.select(OfficialFigure, period=period.key, figure=trace.indicator)
    said = [one for unit in units for one in issued if one.unit == unit]
    facts = []
    for one in said:
        name = offices[one.unit].name if one.unit in offices else one.unit
        text = f"{show(one.value, one.measure_unit, 2)}{one.measure_unit.name}"
        source = "，".join(part for part in (one.source, one.released_on or "") if part) or "登记的发布数"
        facts.append(FactBehind("", name, text, one.value, source))
    return Behind(f"{label} {period.title}（发布数）", trace.indicator, period, None, tuple(facts), "")


def _counted(store: Store, trace: Trace) -> Behind:
    """Return the firms themselves, with what tells why they are among those that are counted."""
    period = Period.parse(trace.period)
    offices, unit = store.offices(), None if store.desk.is_city else store.desk.unit
    firms = sorted(_firms_of(store, period, unit, trace), key=lambda firm: -(firm.now or 0))
    measure = store.indicators()[OUTPUT].measure_unit
    lines = []
    for firm in firms:
        value = (
            "无"
            if firm.excused
            else "未报"
            if firm.now is None
            else f"{show(firm.now, measure, 2, grouped=True)}{measure.name}"
        )
        where = firm.park or (offices[firm.unit].name if firm.unit in offices else "")
        told = "，".join(part for part in (firm.status, where) if part)
        lines.append(FactBehind(firm.subject, firm.name, value, firm.now or 0, told, Enterprise.TABLE))
    return Behind(f"企业 {period.title} 产值", "", period, None, tuple(lines), "")


def _reported(store: Store, trace: Trace) -> Behind:
    period, measure = Period.parse(trace.period), Measure[trace.measure.upper()]
    indicator = store.indicators()[trace.indicator]
    unit = None if store.desk.is_city else store.desk.unit
    firms = _firms_of(store, period, unit, trace)
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


def _firms_of(store: Store, period: Period, unit: str | None, trace: Trace) -> list[FirmFigures]:
    """Return the firms that a trace means: one, a group (「园区:高新园」), or all; those of its standing."""
    firms = store.facts.firms(period, OUTPUT, unit)
    way, _, name = trace.subject.partition(":")
    if name:
        groups = firm_groups(store, period, unit, firms).get(way, {})
        if way == "行业":
            names = industries()
            groups = {firm.subject: names.get(firm.industry[:2], "") for firm in firms}
        unknown = UNGROUPED.get(way, "")
        firms = [f for f in firms if (groups.get(f.subject) or unknown) == name]
    elif trace.subject in _STANDINGS or trace.subject in SCOPE:
        firms = [firm for firm in firms if _stands(firm, trace.subject)]
    elif trace.subject != _EVERYBODY:
        return [firm for firm in firms if firm.subject == trace.subject]
    return [firm for firm in firms if _stands(firm, trace.standing)]


def _stands(firm: FirmFigures, standing: str) -> bool:
    """Whether a firm has a standing of the register, or one of those that follow from its figures; none: 规上."""
    if standing in _STANDINGS:
        return firm.status in SCOPE and _STANDINGS[standing](firm)
    return firm.status == standing if standing else firm.status in SCOPE


def _source(store: Store, trace: Trace, period: Period, measure: Measure, subject: str) -> str:
    versions = store.facts.history(trace.indicator, period.key, subject, measure)
    return _told(versions[0], len(versions)) if versions else ""


def _told(version: FactVersion | RecordVersion, count: int) -> str:
    parts = [version.file, version.by, version.at[:16].replace("T", " "), version.reason]
    if count > 1:
        parts.append(f"改过{count - 1}次")
    return "，".join(part for part in parts if part)
