"""培育招商, joined: radar over the firms' months, honours, chains, leads, the gate, enclaves, leading industries."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from parkdesk.amounts import Rate
from parkdesk.office.projects.norms import numbers
from parkdesk.office.reached import BIG_ENTRY
from parkdesk.periods import Period
from parkdesk.records import (
    Acreage,
    Candidate,
    Constraint,
    Disaster,
    Enclave,
    Entry,
    Honour,
    Lead,
    Measure,
    Network,
    Park,
    ParkMonth,
    catalogue,
)
from parkdesk.records.names import normalise_name
from parkdesk.rules import attraction, radar

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from parkdesk.store import MonthRow, Store

_IN = ("在库", "新增入库")
_OUTSIDE = ("培育", "规下", "", None)
_FIRST = 2


class Watched(NamedTuple):
    """A firm that may leave: its light, why, and how far it is from the line."""

    firm: str
    record: str
    light: str
    text: str
    rolling: int | None


class Promising(NamedTuple):
    """A firm that may enter: how near it is, what its application lacks, when it is due."""

    firm: str
    record: str
    word: str
    rolling: int | None
    papers: tuple[str, ...]
    days: int | None
    doubt: str


class Reach(NamedTuple):
    """What a firm may reach for next."""

    firm: str
    record: str
    chance: radar.Chance


class ParkDoubt(NamedTuple):
    """A park's own figures that cannot go together."""

    park: str
    text: str
    record: str


class LeadingShare(NamedTuple):
    """主导产业占比 of a park."""

    park: str
    industries: str
    rate: Rate | None
    part: int
    whole: int


@dataclass(frozen=True, slots=True)
class NurtureBoard:
    """What the tab's first look shows."""

    period: Period | None
    watched: tuple[Watched, ...]
    promising: tuple[Promising, ...]
    expiring: tuple[radar.Expiry, ...]
    reaches: tuple[Reach, ...]
    steps: tuple[tuple[str, int], ...]
    stars: Mapping[str, int]
    stages: tuple[tuple[str, int, int], ...]
    """(stage, leads, 总投资)"""
    big_entries: int
    entries: tuple[tuple[Entry, attraction.EntryScore], ...]
    enclaves: tuple[tuple[Enclave, attraction.Attribution], ...]
    shares: tuple[LeadingShare, ...]
    networks: tuple[tuple[str, int, int], ...]
    """(role, firms, workers)"""
    causes: tuple[tuple[str, int, int], ...]
    """(cause, firms, 影响产值)"""
    park_doubts: tuple[ParkDoubt, ...]


def board(store: Store) -> NurtureBoard:
    """Return everything, over the newest period with figures."""
    keys = [key for key in store.facts.periods() if key % 100 >= _FIRST]
    period = Period.from_key(max(keys)) if keys else None
    norms, today = numbers(store), store.day()
    tracks = _tracks(store, period) if period else []
    rows = {row.id: row for row in store.facts.month_rows(period)} if period else {}
    leads = store.select(Lead)
    revenue = {track.id: track.rolling for track in tracks}
    return NurtureBoard(
        period,
        tuple(_watched(tracks, norms)),
        tuple(_promising(store, tracks, norms, today)),
        tuple(radar.expiring(store.select(Honour), today, norms["honour_days"])),
        tuple(_reaches(store, tracks)),
        tuple((t.name, s) for t in tracks if t.last_whole and (s := radar.step(t.rolling, t.last_whole)) is not None),
        Counter(filter(None, (radar.star(value) for value in revenue.values()))),
        tuple(_stages(leads)),
        sum(1 for one in leads if _entered(one, today) and (one.amount or 0) >= BIG_ENTRY),
        tuple((entry, attraction.entry_score(entry, norms)) for entry in store.select(Entry)),
        tuple((e, attraction.attribute(e.output or 0, e.year, e.since, norms)) for e in store.select(Enclave)),
        tuple(_shares(store, rows)),
        tuple(_networks(store)),
        tuple(_causes(store, period)),
        tuple(
            ParkDoubt(one.park, text, one.id)
            for one in store.select(ParkMonth)
            for text in attraction.doubts_of_month(one)
        ),
    )


def watched(store: Store) -> list[Watched]:
    """Return the firms that may leave the register, by the newest period with figures."""
    keys = [key for key in store.facts.periods() if key % 100 >= _FIRST]
    return _watched(_tracks(store, Period.from_key(max(keys))), numbers(store)) if keys else []


def _tracks(store: Store, period: Period) -> list[radar.Track]:
    """Return every firm's year so far."""
    year, month = period.year, period.month
    slices = {m: store.facts.slice(year * 100 + m) for m in range(_FIRST, month + 1)}
    same, whole = store.facts.slice((year - 1) * 100 + month), store.facts.slice((year - 1) * 100 + 12)
    now = slices[month]

    def of(found: Mapping[tuple[str, str, int], int], code: str, firm: str, measure: Measure) -> int | None:
        return found.get((code, firm, int(measure)))

    made = []
    for row in store.facts.month_rows(period):
        outputs = tuple(of(slices[m], "output", row.id, Measure.CUM) for m in range(month, _FIRST - 1, -1))
        made.append(
            radar.Track(
                row.id, row.name, row.status or "", month,
                of(now, "revenue", row.id, Measure.CUM), of(same, "revenue", row.id, Measure.CUM),
                of(whole, "revenue", row.id, Measure.CUM), outputs, of(now, "output", row.id, Measure.CUM_BASE),
                of(now, "power", row.id, Measure.CUM),
                _or(of(now, "power", row.id, Measure.CUM_BASE), of(same, "power", row.id, Measure.CUM)),
            )
        )  # fmt: skip
    return made


def _or(one: int | None, other: int | None) -> int | None:
    return one if one is not None else other


def _watched(tracks: list[radar.Track], norms: Mapping[str, int]) -> list[Watched]:
    found = []
    for track in tracks:
        if track.status in _IN and (risks := radar.risks(track, norms)):
            text = "；".join(risk.text for risk in risks)
            found.append(Watched(track.name, track.id, risks[0].light, text, track.rolling))
    return sorted(found, key=lambda one: (one.light != radar.RED, one.rolling or 0))


def _promising(store: Store, tracks: list[radar.Track], norms: Mapping[str, int], today: dt.date) -> list[Promising]:
    candidates = {normalise_name(one.enterprise): one for one in store.select(Candidate)}
    found = []
    for track in tracks:
        candidate = candidates.pop(normalise_name(track.name), None)
        word = radar.promise(track, norms) if track.status in _OUTSIDE else ""
        if word or (candidate is not None and track.status in _OUTSIDE):
            found.append(_promise(store, track.name, track.id, word, track.rolling, candidate, today))
    found += [
        _promise(store, one.enterprise, one.id, "", None, one, today)
        for one in candidates.values()
        if one.stage != "在库"
    ]
    order = (radar.READY, radar.KEY, radar.USUAL, "")
    return sorted(found, key=lambda one: (order.index(one.word), one.days if one.days is not None else 10**6))


def _promise(
    store: Store, name: str, record: str, word: str, rolling: int | None, candidate: Candidate | None, today: dt.date
) -> Promising:
    if candidate is None:
        return Promising(name, record, word, rolling, (), None, "")
    papers, days = tuple(radar.missing_papers(candidate)), radar.days_until(candidate.deadline, today)
    return Promising(name, record, word, rolling, papers, days, _declared_otherwise(store, candidate, record))


def _declared_otherwise(store: Store, candidate: Candidate, firm: str) -> str:
    """Say where the output that was declared is not the one that stands as 同期: it could then not be reported."""
    if candidate.declared is None:
        return ""
    key = ("output", firm, int(Measure.CUM_BASE))
    base = store.facts.slice(candidate.year * 100 + 12).get(key)
    if base is None:
        base = store.facts.slice((candidate.year - 1) * 100 + 12).get(("output", firm, int(Measure.CUM)))
    if base is None or base == candidate.declared:
        return ""
    declared, held = (Fraction(value, radar.WAN) for value in (candidate.declared, base))
    return f"申报上年产值{float(declared):,.2f}万元，台账同期{float(held):,.2f}万元，不一致直报时通不过"


def _reaches(store: Store, tracks: list[radar.Track]) -> list[Reach]:
    """Return what every firm that already holds an honour, or is near one, may reach for next."""
    ladder, held = catalogue.ladder(), defaultdict(list)
    for honour in store.select(Honour):
        held[normalise_name(honour.enterprise)].append(honour.honour)
    rungs = [radar.Rung(**one) for one in ladder]
    research = {
        normalise_name(one.enterprise): Rate(Fraction(one.research * 100, one.revenue))
        for one in sorted(store.select(Acreage), key=lambda one: one.year)
        if one.research is not None and one.revenue
    }
    found = []
    written = store.pages.rows_of("enterprises", ("honours",), [track.id for track in tracks]) if tracks else {}
    for track in tracks:
        said = written.get(track.id, ("",))[0] or ""
        held[normalise_name(track.name)] += [text for text in said.split("、") if text]
        if track.status in _IN and (mine := held.get(normalise_name(track.name))):
            chances = radar.chances(mine, track.rolling, research.get(normalise_name(track.name)), rungs)
            found += [Reach(track.name, track.id, chance) for chance in chances[:2]]
    return found


def _stages(leads: list[Lead]) -> list[tuple[str, int, int]]:
    by_stage: dict[str, list[Lead]] = defaultdict(list)
    for lead in leads:
        by_stage[lead.stage or "线索"].append(lead)
    order = next(c.choices for c in Lead.COLUMNS if c.key == "stage")
    return [(s, len(by_stage[s]), sum(one.amount or 0 for one in by_stage[s])) for s in order if s in by_stage]


def _entered(lead: Lead, today: dt.date) -> bool:
    return bool(lead.entered_on) and (lead.entered_on or "").startswith(f"{today.year}-")


def _shares(store: Store, rows: Mapping[str, MonthRow]) -> list[LeadingShare]:
    industries = store.pages.rows_of("enterprises", ("industry",), list(rows)) if rows else {}
    by_park: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for key, row in rows.items():
        value = row.figures.get(("output", Measure.CUM))
        if row.park and value is not None:
            by_park[normalise_name(row.park)].append((industries.get(key, ("",))[0] or "", value))
    found = []
    for park in store.select(Park):
        if park.codes:
            rate, part, whole = attraction.leading_share(by_park.get(normalise_name(park.name), ()), park.codes)
            found.append(LeadingShare(park.name, park.industries, rate, part, whole))
    return found


def _networks(store: Store) -> list[tuple[str, int, int]]:
    by_role: dict[str, list[Network]] = defaultdict(list)
    for one in store.select(Network):
        by_role[one.role or "（没有类别）"].append(one)
    return [(role, len(held), sum(one.staff or 0 for one in held)) for role, held in by_role.items()]


def _causes(store: Store, period: Period | None) -> list[tuple[str, int, int]]:
    """Return what holds firms back this year, what costs most first; what an event cost counts as 受灾."""
    by_cause: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for one in store.select(Constraint):
        if period is None or one.period // 100 == period.year:
            by_cause[one.cause or "其他"].append((normalise_name(one.enterprise), one.impact or 0))
    for hit in store.select(Disaster):
        if period is None or (hit.day or "").startswith(str(period.year)):
            by_cause["受灾"].append((normalise_name(hit.enterprise), hit.impact or 0))
    listed = [(cause, len({firm for firm, _ in held}), sum(v for _, v in held)) for cause, held in by_cause.items()]
    return sorted(listed, key=lambda one: -one[2])
