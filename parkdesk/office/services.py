"""服务底线, joined: what was won, paid and lent, and what must not stay open."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from parkdesk.amounts import Rate
from parkdesk.office import nurture
from parkdesk.records import (
    Benchmark,
    BottomLine,
    Drill,
    Enterprise,
    Fair,
    Fund,
    Hazard,
    Inspection,
    Loan,
    Meeting,
    Payout,
    Pool,
    Registration,
    Talent,
)
from parkdesk.records.names import normalise_name
from parkdesk.rules import bottom
from parkdesk.rules.radar import RED, days_until

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parkdesk.store import Store


class FundSum(NamedTuple):
    """A year and level of 资金争取: how many, applied, approved, arrived (分)."""

    year: int
    level: str
    items: int
    applied: int
    approved: int
    arrived: int


class BenchmarkSum(NamedTuple):
    """A park or firm against the handbook: points of full points."""

    subject: str
    year: int
    score: int
    full: int
    open: int

    @property
    def rate(self) -> Rate | None:
        """达标率."""
        return Rate(Fraction(self.score * 100, self.full)) if self.full else None


@dataclass(frozen=True, slots=True)
class ServicesBoard:
    """What the tab's first look shows; counts are of this year."""

    year: int
    funds: tuple[FundSum, ...]
    paid: int
    lent: int
    meetings: int
    meeting_loans: int
    counts: Mapping[str, int]
    hazards: tuple[int, int]
    """(closed, found)"""
    benchmarks: tuple[BenchmarkSum, ...]
    findings: tuple[bottom.Finding, ...]


def board(store: Store) -> ServicesBoard:
    """Return what was done for firms this year, and what must be looked at."""
    today = store.day()
    year = str(today.year)
    payouts, loans, hazards = store.select(Payout), store.select(Loan), store.select(Hazard)
    meetings = [one for one in store.select(Meeting) if (one.day or "").startswith(year)]
    left = {one.id: days for one in hazards if (days := days_until(one.due, today)) is not None}
    findings = [
        *bottom.clawbacks(payouts, _standing(store) if payouts else {}, today.isoformat()),
        *bottom.lending(store.select(Pool), loans),
        *bottom.open_hazards(hazards, today.isoformat(), left),
        *bottom.efficiency_drops(store.select(BottomLine)),
    ]
    return ServicesBoard(
        today.year, tuple(_funds(store)),
        sum(one.amount or 0 for one in payouts if (one.paid_on or "").startswith(year)),
        sum(one.amount or 0 for one in loans if (one.lent_on or "").startswith(year)),
        len(meetings), sum(one.lent or 0 for one in meetings), _counts(store, year),
        (sum(bool(one.closed_on) for one in hazards), len(hazards)), tuple(_benchmarks(store)),
        tuple(sorted(findings, key=lambda one: not one.is_grave)),
    )  # fmt: skip


def _standing(store: Store) -> dict[str, str]:
    """Return 退库 by the register and 预警 by the radar, by firm's name."""
    names = {firm.id: normalise_name(firm.name) for firm in store.select(Enterprise)}
    newest: dict[str, Registration] = {}
    for one in sorted(store.select(Registration), key=lambda one: one.from_period):
        newest[one.enterprise] = one
    found = {normalise_name(one.firm): "预警" for one in nurture.watched(store) if one.light == RED}
    return found | {names[key]: "退库" for key, one in newest.items() if one.status == "退库" and key in names}


def _funds(store: Store) -> list[FundSum]:
    by: dict[tuple[int, str], list[Fund]] = defaultdict(list)
    for one in store.select(Fund):
        by[one.year, one.level or "未分级"].append(one)
    return [
        FundSum(
            year, level, len(held), sum(one.applied or 0 for one in held), sum(one.approved or 0 for one in held),
            sum(one.arrived or 0 for one in held),
        )
        for (year, level), held in sorted(by.items(), reverse=True)
    ]  # fmt: skip


def _counts(store: Store, year: str) -> dict[str, int]:
    """Return how often this year: inspections, trainings, drills, papers, fairs, people won."""
    found = {"检查": sum((one.day or "").startswith(year) for one in store.select(Inspection))}
    for drill in store.select(Drill):
        if (drill.day or "").startswith(year):
            found[drill.kind or "活动"] = found.get(drill.kind or "活动", 0) + 1
    found["展销"] = sum((one.day or "").startswith(year) for one in store.select(Fair))
    for talent in store.select(Talent):
        if (talent.day or "").startswith(year):
            word = talent.kind or "引进人才"
            found[word] = found.get(word, 0) + (talent.heads or 1 if word == "引进人才" else 1)
    return found


def _benchmarks(store: Store) -> list[BenchmarkSum]:
    by: dict[tuple[str, int], list[Benchmark]] = defaultdict(list)
    for one in store.select(Benchmark):
        by[one.subject, one.year].append(one)
    return [
        BenchmarkSum(
            subject, year, sum(one.score or 0 for one in held), sum(one.full or 0 for one in held),
            sum(one.score is None for one in held),
        )
        for (subject, year), held in sorted(by.items(), key=lambda item: (-item[0][1], item[0][0]))
    ]  # fmt: skip
