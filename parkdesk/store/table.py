"""Records in their tables: one mapping, derived from the declarations, for every ledger."""

from __future__ import annotations

import dataclasses
import json
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from parkdesk.errors import DeskDamagedError
from parkdesk.records import LEDGERS, Enterprise, LedgerRecord, Project, Record, Registration
from parkdesk.rules.pinyin import search_text

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Sequence

    from parkdesk.plan import RecordChange

R = TypeVar("R", bound=Record)
_UNLIKE = frozenset({"flag", "notes"})  # kinds whose stored form is not the value itself
_UNREADABLE = (ValueError, TypeError, RecursionError)
"""What JSON that was damaged on the disk raises."""
SUBJECT_LEDGERS = {Enterprise.TABLE}
"""Ledgers whose records facts can be about; they share one space of integer keys."""


@cache
def _reader(table: str) -> tuple[str, tuple[tuple[int, Any], ...]]:
    """Return the column list of a ledger and the columns whose stored form differs from the value."""
    ledger = LEDGERS[table]
    names = ", ".join(("id", *(c.key for c in ledger.COLUMNS)))
    return names, tuple((i, c.kind.from_sql) for i, c in enumerate(ledger.COLUMNS, 1) if c.kind.name in _UNLIKE)


def select(connection: sqlite3.Connection, ledger: type[R], where: str = "", values: Sequence[Any] = ()) -> list[R]:
    """Return the records of a ledger that meet an SQL condition, in the order given or of entry."""
    names, decoded = _reader(ledger.TABLE)
    order = "" if "ORDER BY" in where else " ORDER BY key"
    rows = connection.execute(f"SELECT {names} FROM {ledger.TABLE} {where}{order}", values)
    keys = tuple(names.split(", "))
    made = []
    for row in rows:
        cells = list(row)
        for index, decode in decoded:
            try:
                cells[index] = decode(cells[index])
            except _UNREADABLE as fault:
                raise _damaged(ledger) from fault
        made.append(ledger(**dict(zip(keys, cells, strict=True))))
    return made


@cache
def _encoder(table: str) -> tuple[Callable[[Any], tuple[Any, ...]], tuple[tuple[int, Any], ...]]:
    """Return what picks a record's values, id last, and the columns whose stored form differs from the value."""
    columns = LEDGERS[table].COLUMNS
    pick = attrgetter(*(c.key for c in columns), "id")
    return pick, tuple((i, c.kind.to_sql) for i, c in enumerate(columns) if c.kind.name in _UNLIKE)


def encode(record: Record) -> tuple[Any, ...]:
    """Return a record's stored values in the order of its columns, the id last."""
    pick, coded = _encoder(record.TABLE)
    values = pick(record)
    if not coded:
        return values
    changed = list(values)
    for index, code in coded:
        changed[index] = code(changed[index])
    return tuple(changed)


def to_json(record: Record) -> str:
    """Return a record as the journal keeps it."""
    return json.dumps(dataclasses.asdict(record), ensure_ascii=False, sort_keys=True)


def from_json(ledger: str, text: str) -> Record:
    """Return a record from the journal; attributes added since take their defaults, dropped ones go.

    Raises DeskDamagedError for what the journal cannot have written.
    """
    cls = LEDGERS[ledger]
    known = {field.name for field in dataclasses.fields(cls)}
    try:
        return cls(**{key: value for key, value in dict(json.loads(text)).items() if key in known})
    except _UNREADABLE as fault:
        raise _damaged(cls) from fault


def _damaged(ledger: type[Record]) -> DeskDamagedError:
    return DeskDamagedError(
        f"台账文件里“{ledger.LABEL}”有一条记录已损坏，读不出来：请从备份恢复（台账 → 从备份恢复），原文件不会被改动。"
    )


class Writer:
    """Writes record changes of one change number and journals what was there before."""

    def __init__(self, connection: sqlite3.Connection, seq: int) -> None:
        self._connection = connection
        self._seq = seq

    def write(self, changes: Iterable[RecordChange]) -> dict[str, frozenset[str]]:
        """Write changes ledger by ledger in the order of the vocabulary; returns the ids by ledger."""
        by_ledger: dict[str, list[RecordChange]] = {}
        for change in changes:
            by_ledger.setdefault(change.subject.TABLE, []).append(change)
        for table in LEDGERS:
            if table in by_ledger:
                self._write_ledger(table, by_ledger[table])
        return {table: frozenset(c.subject.id for c in done) for table, done in by_ledger.items()}

    def _write_ledger(self, table: str, changes: list[RecordChange]) -> None:
        self._connection.executemany(
            "INSERT INTO record_history(seq, ledger, id, before, gone) VALUES (?, ?, ?, ?, ?)",
            (
                (self._seq, table, c.subject.id, to_json(c.before) if c.before else None, c.after is None)
                for c in changes
            ),
        )
        gone = [(c.before.id,) for c in changes if c.after is None and c.before is not None]
        self._connection.executemany(f"DELETE FROM {table} WHERE id = ?", gone)
        self._update(table, [c.after for c in changes if c.after is not None and c.before is not None])
        self._insert(table, [c.after for c in changes if c.after is not None and c.before is None])

    def _update(self, table: str, records: list[Record]) -> None:
        names = [c.key for c in LEDGERS[table].COLUMNS]
        derived = _derived(table)
        tail = f", {derived.column} = {derived.sql}" if derived else ""
        self._connection.executemany(
            f"UPDATE {table} SET {', '.join(f'{name} = ?' for name in names)}{tail} WHERE id = ?",
            ((*encode(r)[:-1], *((derived.value(r),) if derived else ()), r.id) for r in records),
        )

    def _insert(self, table: str, records: list[Record]) -> None:
        names = [*(c.key for c in LEDGERS[table].COLUMNS), "id"]
        marks = ["?"] * len(names)
        derived = _derived(table)
        if table in SUBJECT_LEDGERS:
            ids = ((r.id, table) for r in records)
            self._connection.executemany("INSERT OR IGNORE INTO subject(id, ledger) VALUES (?, ?)", ids)
            names.append("key")
            marks.append(f"(SELECT key FROM subject WHERE id = ?{len(marks)})")
        if derived:
            names.append(derived.column)
            marks.append(derived.sql)
        self._connection.executemany(
            f"INSERT INTO {table}({', '.join(names)}) VALUES ({', '.join(marks)})",
            ((*encode(r), derived.value(r)) if derived else encode(r) for r in records),
        )


class _Derived(NamedTuple):
    """A stored column that is derived from a record and never seen outside: its SQL over one value."""

    column: str
    sql: str
    value: Callable[[Any], Any]


def _found_by(record: Record) -> str:
    return search_text(record.title())


_SUBJECT_OF = "(SELECT key FROM subject WHERE id = ?)"
_FOUND_BY = _Derived("found_by", "?", _found_by)
_DERIVED = {
    Enterprise.TABLE: _FOUND_BY,
    Project.TABLE: _FOUND_BY,
    Registration.TABLE: _Derived("subject", _SUBJECT_OF, attrgetter("enterprise")),
}


def _derived(table: str) -> _Derived | None:
    """Return what a ledger's table holds besides its records."""
    return _FOUND_BY if issubclass(LEDGERS[table], LedgerRecord) else _DERIVED.get(table)
