"""封存: what of a plan would change a sealed period, and what is left of an import that would.

Pure: the gate asks before it writes, the door in asks before it shows a preview. Facts and standings
of a sealed period change only with a plan whose source says why (`Source.unseal`).
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, NamedTuple

from parkdesk.frozen import frozen
from parkdesk.periods import Period
from parkdesk.plan import Outcome, Plan, RecordChange
from parkdesk.records import Enterprise, Registration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from parkdesk.plan import Row

_TOUCHING = (Outcome.NEW, Outcome.CHANGED)


class Breach(NamedTuple):
    """A sealed period that a plan would change."""

    unit: str
    period: int

    @property
    def sentence(self) -> str:
        """What a person is told."""
        title = Period.from_key(self.period).title
        return f"{title}已封存，没有写入：确需改动，请先解封或写明改动原因。"


@frozen
class Seals:
    """The sealed (unit, period) pairs of a desk; what the desk's own unit seals is sealed for every unit in it."""

    home: str
    closed: frozenset[tuple[str, int]] = frozenset()

    @property
    def periods(self) -> frozenset[int]:
        """The periods that are sealed for anybody."""
        return frozenset(period for _, period in self.closed)

    def covers(self, unit: str, period: int) -> bool:
        """Whether a unit's figures of a period are sealed."""
        return (unit, period) in self.closed or (self.home, period) in self.closed

    def of(self, unit: str) -> list[int]:
        """Return the sealed periods of a unit, oldest first."""
        return sorted({period for period in self.periods if self.covers(unit, period)})


@frozen
class Register:
    """What must be known of firms to judge a plan: whose they are, and their standing as recorded."""

    unit_of: Callable[[str], str]
    standings_of: Callable[[str], Sequence[Registration]]


def breaches(plan: Plan, seals: Seals, register: Register) -> list[Breach]:
    """Return every sealed period that a plan would change, oldest first; none when the plan says why it may."""
    if not seals.closed or plan.source.unseal:
        return []
    return sorted({*_of_facts(plan, seals, register), *_of_standings(plan, seals, register)})


def _units(plan: Plan, register: Register) -> Callable[[str], str]:
    made = {c.after.id: c.after.unit for c in plan.records if isinstance(c.after, Enterprise)}
    return lambda firm: made.get(firm) or register.unit_of(firm)


def _of_facts(plan: Plan, seals: Seals, register: Register) -> Iterable[Breach]:
    unit_of = _units(plan, register)
    closed = seals.periods
    for firm, period in {(c.subject, c.period) for c in plan.facts if c.period in closed}:
        if seals.covers(unit := unit_of(firm), period):
            yield Breach(unit, period)


def _of_standings(plan: Plan, seals: Seals, register: Register) -> Iterable[Breach]:
    unit_of = _units(plan, register)
    for firm, changes in _registrations(plan).items():
        before = register.standings_of(firm)
        gone = {c.before.id for c in changes if c.before is not None}
        after = [r for r in before if r.id not in gone]
        after += [c.after for c in changes if isinstance(c.after, Registration)]
        unit = unit_of(firm)
        for period in seals.of(unit):
            if status_at(before, period) != status_at(after, period):
                yield Breach(unit, period)


def _registrations(plan: Plan) -> dict[str, list[RecordChange]]:
    found: dict[str, list[RecordChange]] = {}
    for change in plan.records:
        if isinstance(change.subject, Registration):
            found.setdefault(change.subject.enterprise, []).append(change)
    return found


def status_at(registrations: Iterable[Registration], period: int) -> str | None:
    """Return a firm's standing in a period: the latest of that year up to it."""
    year = period // 100 * 100
    held = [r for r in registrations if year <= r.from_period <= period]
    return max(held, key=lambda r: r.from_period).status if held else None


def respected(plan: Plan, seals: Seals, register: Register) -> Plan:
    """Return an import's plan with sealed periods left alone, every row that they stop a conflict.

    Figures of a sealed period stop the whole sheet. A registry's standing for the year holds from the
    first period that is still open, so that a new firm can be entered while earlier months stay as they are.
    """
    if not breaches(plan, seals, register):
        return plan
    if found := sorted(_of_facts(plan, seals, register)):
        return _stopped(plan, found[0].sentence)
    later = dataclasses.replace(plan, records=tuple(_from_open(plan.records, seals, register, _units(plan, register))))
    if left := breaches(later, seals, register):
        return _stopped(plan, left[0].sentence)
    return later


def _stopped(plan: Plan, sentence: str) -> Plan:
    rows = tuple(_conflict(row, sentence) if row.outcome in _TOUCHING else row for row in plan.rows)
    return dataclasses.replace(plan, records=(), facts=(), rows=rows)


def _conflict(row: Row, sentence: str) -> Row:
    return dataclasses.replace(row, outcome=Outcome.CONFLICT, reason=f"{row.label}：{sentence}")


def _from_open(
    records: Iterable[RecordChange], seals: Seals, register: Register, unit_of: Callable[[str], str]
) -> Iterable[RecordChange]:
    for change in records:
        new = change.after
        if not isinstance(new, Registration) or new.from_period % 100:
            yield change
            continue
        sealed = [period for period in seals.of(unit_of(new.enterprise)) if period // 100 == new.year]
        start = sealed[-1] + 1 if sealed else new.from_period
        if start == new.from_period:
            yield change
        elif start % 100 <= 12 and status_at(register.standings_of(new.enterprise), start) != new.status:
            held = next((r for r in register.standings_of(new.enterprise) if r.from_period == start), None)
            record_id = held.id if held else f"{new.id}-{start}"
            yield RecordChange(held, dataclasses.replace(new, id=record_id, from_period=start))
