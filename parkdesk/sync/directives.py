"""下发包: what an office issues to those below it: definitions for all, and what is meant for one unit.

Everything is carried every time (it is small), so a directive never leaves a gap; what counts is each
slice's highest revision. Definitions are matched by their code and put over the receiver's own; what the
office above no longer lists goes only where it came from above and nothing stands on it; a number of the rules
(标准) is issued only where its office changed it, and is the receiver's own again when it no longer does.
Targets, returned items and approved values belong to the unit they name and to the office that issued them. A
verdict on a period (退回, 通过) moves the receiver's own state of that period; the receiver may move it on.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from parkdesk.plan import Plan, RecordChange
from parkdesk.records import LEDGERS, CheckRule, Indicator, Norm, PeriodState, Record, Wording, catalogue
from parkdesk.records.checks import VERDICTS
from parkdesk.store import SliceKey
from parkdesk.sync.merging import Content, Merged, record_row
from parkdesk.sync.sending import Delivery, Draft, SentPackage, number_slices, party_of, send
from parkdesk.sync.slices import (
    DEFINITIONS,
    ISSUED,
    NO_PERIOD,
    TABLES_OF,
    TASKS,
    empty_slice,
    period_of,
    record_table,
    remember_indicators_from_above,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from parkdesk.periods import Period
    from parkdesk.plan import Source
    from parkdesk.store import Store
    from parkdesk.sync.descriptor import Kind
    from parkdesk.sync.tables import Table

KIND: Kind = "directive"
_CITY, _COUNTY = "city", "county"
_DEFINED = frozenset(ledger.TABLE for ledger in DEFINITIONS)
_TASKS = frozenset(ledger.TABLE for ledger in TASKS)


# -- out -------------------------------------------------------------------------------------


def pack(store: Store, period: Period, folder: Path, unit: str = "", delivery: Delivery | None = None) -> SentPackage:
    """Write a directive to one unit, or, without one, to all: then with every unit's targets, nothing private."""
    return send(store, draft(store, period, unit), folder, delivery)


def draft(store: Store, period: Period, unit: str = "") -> Draft:
    """Return what would be issued; nothing is written."""
    own = store.desk.unit
    tables: dict[SliceKey, Table] = {}
    for ledger in DEFINITIONS:
        key = SliceKey(own, NO_PERIOD, ledger.TABLE)
        tables[key] = record_table(key, [_as_issued(record) for record in store.select(ledger) if _is_own(record)])
    for ledger in ISSUED if unit else TASKS:
        mine = [r for r in _given(store, ledger, own) if unit in ("", _unit_of(r)) and _unit_of(r) != own]
        for key, records in _by_slice(mine):
            tables[key] = record_table(key, records)
    for key in store.exchange.sent():
        is_theirs = key.unit == unit if unit else key.ledger in _TASKS
        if key.ledger in TABLES_OF[KIND] and key.unit != own and is_theirs:
            tables.setdefault(key, empty_slice(key))
    slices, carried, states = number_slices(store, tables, whole=True, carries=lambda _key: True)
    return Draft(KIND, party_of(store, unit) if unit else None, period.text, slices, carried, states)


def _by_slice(records: Sequence[Record]) -> list[tuple[SliceKey, list[Record]]]:
    def key_of(record: Record) -> SliceKey:
        return SliceKey(_unit_of(record), period_of(record), record.TABLE)

    return [(key, list(group)) for key, group in groupby(sorted(records, key=key_of), key=key_of)]


def _unit_of(record: Record) -> str:
    return str(getattr(record, "unit", ""))


def _given(store: Store, ledger: type[Record], issuer: str) -> list[Record]:
    """Return what an office issued of a ledger: a state of a period only where it is its verdict."""
    if ledger is PeriodState:
        return [one for one in store.select(PeriodState) if one.state in VERDICTS]
    return store.select(ledger, issuer=issuer)


def may_issue(issuer: str, record: Record) -> bool:
    """Whether an office above may say this: what it issued itself, or its verdict on a period."""
    if isinstance(record, PeriodState):
        return record.state in VERDICTS
    return getattr(record, "issuer", "") == issuer


def _is_own(record: Record) -> bool:
    """Whether a definition is this office's to issue: what came from above is passed on by its maker."""
    if isinstance(record, Norm):
        return record not in catalogue.norms()
    return not isinstance(record, (CheckRule, Wording)) or record.origin == _COUNTY


def _as_issued(record: Record) -> Record:
    """Return a definition as those below shall know it: a rule or wording of this office is one from above to them."""
    return replace(record, origin=_CITY) if isinstance(record, (CheckRule, Wording)) else record


# -- in --------------------------------------------------------------------------------------


def merge(
    store: Store,
    slices: Mapping[SliceKey, Content],
    held: Mapping[SliceKey, Content],
    source: Source,
    issuer: str,
    *,
    takes_back: bool = False,
) -> Merged:
    """Return what putting these slices in place of the held ones would change.

    Args:
        store: the receiving desk.
        slices: the new content by slice.
        held: what is held of the same slices from the same issuer; what it lists alone goes.
        source: what the import log will name.
        issuer: the office that issues; what others issued is not touched.
        takes_back: whether a directive is taken back, so that what came with the program goes too if it was not there.
    """
    shipped = frozenset() if takes_back else frozenset(record.id for record in catalogue.shipped())
    changes: list[RecordChange] = []
    for key, content in slices.items():
        if key.ledger in _DEFINED:
            changes += _defined(store, LEDGERS[key.ledger], content, held.get(key, Content()), shipped)
        elif key.ledger == PeriodState.TABLE:
            changes += _judged(store, content, held.get(key, Content()) if takes_back else Content())
        else:
            changes += _issued(store, key, content, issuer)
    rows = tuple(record_row(change) for change in changes)
    return Merged.of(Plan(source, tuple(changes), rows=rows, basis=store.seq))


def _defined(
    store: Store, ledger: type[Record], content: Content, held: Content, shipped: frozenset[str]
) -> list[RecordChange]:
    mine = {record.natural_key(): record for record in store.select(ledger)}
    incoming = {record.natural_key(): record for record in content.records()}
    changes = []
    for key, record in incoming.items():
        before = mine.get(key)
        after = replace(record, id=before.id) if before else record
        if before != after:
            changes.append(RecordChange(before, after))
    for record in held.records():
        key = record.natural_key()
        if key in incoming or key not in mine:
            continue
        if isinstance(record, Norm):
            if (own := _own_norm(store, mine[key])) != mine[key]:
                changes.append(RecordChange(mine[key], own))
        elif mine[key].id not in shipped and not _stands_on(store, mine[key]):
            changes.append(RecordChange(mine[key], None))
    return changes


def _own_norm(store: Store, held: Record) -> Record | None:
    """Return a number as this desk last set it itself, else as it ships; the rules cannot do without it."""
    own: Record | None = held
    for version in store.history(held.id):
        if version.kind != "package":
            break
        own = version.before
    return own or next((norm for norm in catalogue.norms() if norm.id == held.id), None)


def _stands_on(store: Store, record: Record) -> bool:
    """Whether figures stand on a definition, so that it must stay."""
    if not isinstance(record, Indicator):
        return False
    return any(key[0] == record.code for period in store.facts.periods() for key in store.facts.slice(period))


def _judged(store: Store, content: Content, taken_back: Content) -> list[RecordChange]:
    """Return how periods move by a verdict; one that is taken back goes if the period still stands as it said."""
    mine = {one.natural_key(): one for one in store.select(PeriodState)}
    incoming = {one.natural_key(): one for one in content.records()}
    changes = []
    for key, verdict in incoming.items():
        before = mine.get(key)
        after = replace(verdict, id=before.id) if before else verdict
        if before != after:
            changes.append(RecordChange(before, after))
    for verdict in taken_back.records():
        before = mine.get(verdict.natural_key())
        if verdict.natural_key() not in incoming and before == replace(verdict, id=before.id if before else ""):
            changes.append(RecordChange(before, None))
    return changes


def _issued(store: Store, key: SliceKey, content: Content, issuer: str) -> list[RecordChange]:
    incoming = {record.id: record for record in content.records()}
    mine = {record.id: record for record in current(store, key, issuer)}
    changes = [RecordChange(mine.get(one), record) for one, record in incoming.items() if mine.get(one) != record]
    return changes + [RecordChange(mine[one], None) for one in sorted(mine.keys() - incoming.keys())]


def current(store: Store, key: SliceKey, issuer: str, content: Content | None = None) -> list[Record]:
    """Return what the desk holds in the place of a slice, before or after it was put there."""
    ledger = LEDGERS[key.ledger]
    if key.ledger in _DEFINED or ledger is PeriodState:
        keys = {record.natural_key() for record in (content or Content()).records()}
        return [record for record in store.select(ledger) if record.natural_key() in keys]
    found = store.select(ledger, unit=key.unit, issuer=issuer)
    return [record for record in found if period_of(record) == key.period]


def remember(store: Store, held: Mapping[SliceKey, Content]) -> None:
    """Remember which indicators come from above, as the held slices say."""
    codes = {
        record.code
        for key, content in held.items()
        if key.ledger == Indicator.TABLE
        for record in content.records()
        if isinstance(record, Indicator)
    }
    remember_indicators_from_above(store, codes)
