"""历史: every figure's past, a month as of an earlier day, change or report, and 统计核查 revisions."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from parkdesk.errors import UsageError
from parkdesk.office.editing import planned_fact
from parkdesk.plan import Plan, Row, Source
from parkdesk.records import Enterprise, Measure
from parkdesk.rules.growth import Part, decompose

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parkdesk.periods import Period
    from parkdesk.plan import FactChange
    from parkdesk.rules.growth import FirmFigures
    from parkdesk.store import Changes, FactVersion, ImportEntry, Store
    from parkdesk.store.facts import FactKey

_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")


def moment(store: Store, text: str) -> int:
    """Return the change number that a moment means: a number, a day (its end), or a package's id or file name."""
    clean = text.strip()
    if clean.isdigit():
        return int(clean)
    if _DAY.match(clean):
        return max((e.seq for e in store.imports(files_only=False) if e.at[:10] <= clean), default=0)
    for package in store.exchange.packages():
        if clean in (package.id, package.file):
            return package.seq
    raise UsageError(f"看不懂时点“{text}”：请写变更序号、日期（如 2026-10-08）或数据包的文件名。")


def facts_as_of(store: Store, period: Period, when: str, unit: str | None = None) -> dict[FactKey, int]:
    """Return a month's figures as they stood at a moment."""
    return store.facts.as_of(period.key, moment(store, when), unit)


def past_of(store: Store, indicator: str, period: Period, subject: str, measure: Measure) -> list[FactVersion]:
    """Return every value a figure has had, newest first, with who, when, why and through which file."""
    return store.facts.history(indicator, period.key, subject, measure)


def changes(store: Store, *, files_only: bool = False) -> list[ImportEntry]:
    """Return every change of the desk, newest first."""
    return store.imports(files_only=files_only)


# -- 统计核查 ----------------------------------------------------------------------------------


class Correction(NamedTuple):
    """One figure as 统计核查 fixed it, in the indicator's unit as typed."""

    indicator: str
    period: Period
    subject: str
    measure: Measure
    text: str


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """A unit's total of one indicator and period before and after a revision; growth is read off the parts."""

    indicator: str
    period: Period
    before: Part
    after: Part


@dataclass(frozen=True, slots=True)
class Revised:
    """A revision as a plan, with old and new growth side by side."""

    plan: Plan
    effects: tuple[BeforeAfter, ...]


def revision(store: Store, corrections: Sequence[Correction], reason: str) -> Revised:
    """Return what a 统计核查 would change, in sealed periods too, and what it does to growth.

    Raises UsageError without a reason (name the document) or for text that is no figure.
    """
    if not reason.strip():
        raise UsageError("没有写原因：统计核查修订要写明文件或依据，原因会列在以后的报告里。")
    planned = [planned_fact(store, *one) for one in corrections]
    facts = tuple(change for change, _ in planned if change.old != change.new)
    rows = tuple(row for _, row in planned)
    periods = "、".join(sorted({one.period.text for one in corrections}))
    source = Source("revision", period=periods, reason=f"统计核查：{reason.strip()}", unseal=reason.strip())
    return Revised(Plan(source, facts=facts, rows=_labelled(store, rows, corrections), basis=store.seq),
                   tuple(_effects(store, facts, corrections)))  # fmt: skip


def revise(store: Store, revised: Revised) -> Changes:
    """Write a revision that was looked at."""
    return store.apply(revised.plan)


def _labelled(store: Store, rows: Iterable[Row], corrections: Iterable[Correction]) -> tuple[Row, ...]:
    named = []
    for row, one in zip(rows, corrections, strict=True):
        firm = store.find(Enterprise, one.subject)
        label = f"{firm.name if firm else one.subject} {one.period.title} {row.label}"
        named.append(dataclasses.replace(row, label=label, subject=one.subject))
    return tuple(named)


def _effects(store: Store, facts: Sequence[FactChange], corrections: Sequence[Correction]) -> Iterable[BeforeAfter]:
    touched = dict.fromkeys((one.indicator, one.period) for one in corrections)
    for indicator, period in touched:
        new = {(f.subject, f.measure): f.new for f in facts if (f.indicator, f.period) == (indicator, period.key)}
        firms = store.facts.firms(period, indicator)

        def after(firm: FirmFigures, new: dict[tuple[str, int], int | None] = new) -> FirmFigures:
            now = new.get((firm.subject, int(Measure.CUM)), firm.now)
            base = new.get((firm.subject, int(Measure.CUM_BASE)), firm.base)
            return dataclasses.replace(firm, now=now, base=base)

        yield BeforeAfter(indicator, period, decompose(firms).total, decompose(map(after, firms)).total)


# -- then and now ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ThenAndNow:
    """One figure of a period as it stood at a moment and as it stands now, None where there was none."""

    subject: str
    name: str
    indicator: str
    measure: Measure
    then: int | None
    now: int | None


@dataclass(frozen=True, slots=True)
class Moment:
    """A report that carried a period: a moment that people ask about, by its file."""

    label: str
    key: str


def moments(store: Store, period: Period) -> list[Moment]:
    """Return the packages that carried a period, newest first, as moments to look back to."""
    verbs = {"sent": "报出", "received": "收到"}
    return [
        Moment(f"{one.at[:16]} {verbs[one.direction]} {one.file}", one.id)
        for one in store.exchange.packages()
        if one.period == period.text and one.kind == "submission" and one.seq
    ]


def compared(store: Store, period: Period, when: str, *, all_of_them: bool = False) -> list[ThenAndNow]:
    """Return a period's figures at a moment beside those of today: what differs, or all."""
    then, now = facts_as_of(store, period, when), store.facts.slice(period.key)
    names = {firm.id: firm.name for firm in store.select(Enterprise)}
    keys = sorted(then.keys() | now.keys(), key=lambda key: (names.get(key[1], key[1]), key[0], key[2]))
    return [
        ThenAndNow(subject, names.get(subject, subject), code, Measure(measure), then.get(key), now.get(key))
        for key in keys
        for code, subject, measure in (key,)
        if all_of_them or then.get(key) != now.get(key)
    ]
