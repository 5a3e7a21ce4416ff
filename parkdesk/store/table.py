"""Records in their tables: one mapping, derived from the declarations, for every ledger."""

from __future__ import annotations

import dataclasses
import json
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from parkdesk.records import LEDGERS, Enterprise, Project, Record, Registration
from parkdesk.rules.pinyin import search_text

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from parkdesk.plan import RecordChange

R = TypeVar("R", bound=Record)
_SEARCHED = {Enterprise.TABLE, Project.TABLE}
SUBJECT_LEDGERS = {Enterprise.TABLE}
"""Ledgers whose records facts can be about; they share one space of integer keys."""


@cache
def _reader(table: str) -> tuple[str, tuple[tuple[int, Any], ...]]:
    """Return the column list of a ledger and the columns whose stored form differs from the value."""
    ledger = LEDGERS[table]
    names = ", ".join(("id", *(c.key for c in ledger.COLUMNS)))
    unlike = {"flag", "notes"}
    return names, tuple((i, c.kind.from_sql) for i, c in enumerate(ledger.COLUMNS, 1) if c.kind.name in unlike)


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
            cells[index] = decode(cells[index])
        made.append(ledger(**dict(zip(keys, cells, strict=True))))
    return made


def encode(record: Record) -> tuple[Any, ...]:
    """Return a record's stored values in the order of its columns, without the id."""
    return tuple(c.kind.to_sql(getattr(record, c.key)) for c in record.COLUMNS)


def to_json(record: Record) -> str:
    """Return a record as the journal keeps it."""
    return json.dumps(dataclasses.asdict(record), ensure_ascii=False, sort_keys=True)


def from_json(ledger: str, text: str) -> Record:
    """Return a record from the journal; attributes added since take their defaults, dropped ones go."""
    cls = LEDGERS[ledger]
    known = {field.name for field in dataclasses.fields(cls)}
    return cls(**{key: value for key, value in json.loads(text).items() if key in known})


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
        if not records:
            return
        names = [c.key for c in records[0].COLUMNS] + [name for name, _ in _extras(self._connection, records[0])]
        assignments = ", ".join(f"{name} = ?" for name in names)
        self._connection.executemany(
            f"UPDATE {table} SET {assignments} WHERE id = ?",
            ((*encode(r), *(value for _, value in _extras(self._connection, r)), r.id) for r in records),
        )

    def _insert(self, table: str, records: list[Record]) -> None:
        if not records:
            return
        keyed = table in SUBJECT_LEDGERS
        if keyed:
            self._connection.executemany(
                "INSERT OR IGNORE INTO subject(id, ledger) VALUES (?, ?)", ((r.id, table) for r in records)
            )
        names = ["id", *(c.key for c in records[0].COLUMNS)]
        names += [name for name, _ in _extras(self._connection, records[0])]
        marks = ", ".join("?" * len(names))
        key_name, key_mark = ("key, ", "(SELECT key FROM subject WHERE id = ?), ") if keyed else ("", "")
        self._connection.executemany(
            f"INSERT INTO {table}({key_name}{', '.join(names)}) VALUES ({key_mark}{marks})",
            (
                (*((r.id,) if keyed else ()), r.id, *encode(r), *(v for _, v in _extras(self._connection, r)))
                for r in records
            ),
        )


def _extras(connection: sqlite3.Connection, record: Record) -> list[tuple[str, Any]]:
    """Return the stored columns that are derived from a record and never seen outside."""
    if record.TABLE in _SEARCHED:
        return [("found_by", search_text(record.title()))]
    if isinstance(record, Registration):
        found = connection.execute("SELECT key FROM subject WHERE id = ?", (record.enterprise,)).fetchone()
        return [("subject", found[0])]
    return []
