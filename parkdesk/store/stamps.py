"""Which desk of an office last wrote what: stamps (desk, number) instead of clocks, and what changed since.

An item is a field of a record, a record's being there (field ``), or a fact. Rows are kept for colleagues'
packages only; a desk that works alone has none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from parkdesk.records import LEDGERS
from parkdesk.store.table import from_json, select

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping

    from parkdesk.records import Record

FACTS = "facts"


class Item(NamedTuple):
    """One thing two people can change: ledger, id, field; a fact's id is `period|indicator|subject|measure`."""

    ledger: str
    id: str
    field: str


class Stamp(NamedTuple):
    """A write: by which desk, and its how manieth batch of writes."""

    desk: str
    n: int


class Stamps:
    """Reads and writes stamps inside the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def all(self) -> dict[Item, frozenset[Stamp]]:
        """Return the stamps of every item that has its own."""
        found: dict[Item, set[Stamp]] = {}
        for row in self._connection.execute("SELECT ledger, id, field, desk, n FROM stamp"):
            found.setdefault(Item(*row[:3]), set()).add(Stamp(*row[3:]))
        return {item: frozenset(stamps) for item, stamps in found.items()}

    def seen(self) -> dict[str, int]:
        """Return how much of every desk's writing is known here."""
        return dict(self._connection.execute("SELECT desk, n FROM seen").fetchall())

    def replace(self, stamps: Mapping[Item, Iterable[Stamp]], seen: Mapping[str, int]) -> None:
        """Put all stamps anew."""
        self._connection.execute("DELETE FROM stamp")
        self._connection.execute("DELETE FROM seen")
        self._connection.executemany(
            "INSERT INTO stamp VALUES (?, ?, ?, ?, ?)",
            ((*item, *stamp) for item, several in stamps.items() for stamp in several),
        )
        self._connection.executemany("INSERT INTO seen VALUES (?, ?)", seen.items())

    def changed_since(self, seq: int) -> list[Item]:
        """Return every item that is not what it was at change `seq`."""
        return [*self._records_since(seq), *self._facts_since(seq)]

    def _records_since(self, seq: int) -> Iterable[Item]:
        rows = self._connection.execute(
            """SELECT h.ledger, h.id, h.before FROM record_history h JOIN (
                 SELECT id, min(seq) AS seq FROM record_history WHERE seq > ? GROUP BY id) first USING (id, seq)""",
            (seq,),
        ).fetchall()
        now = {table: {r.id: r for r in select(self._connection, LEDGERS[table])} for table in {row[0] for row in rows}}
        for table, record_id, before in rows:
            yield from _differences(table, from_json(table, before) if before else None, now[table].get(record_id))

    def _facts_since(self, seq: int) -> Iterable[Item]:
        rows = self._connection.execute(
            """SELECT k.period || '|' || i.code || '|' || s.id || '|' || k.measure FROM (
                 SELECT indicator, period, measure, subject FROM fact WHERE source > :seq
                 UNION SELECT indicator, period, measure, subject FROM fact_history WHERE replaced_by > :seq) k
               JOIN indicators i ON i.key = k.indicator JOIN subject s ON s.key = k.subject""",
            {"seq": seq},
        )
        return (Item(FACTS, row[0], "") for row in rows)


def _differences(table: str, before: Record | None, after: Record | None) -> Iterable[Item]:
    subject = before or after
    if subject is None:
        return
    if before is None or after is None:
        yield Item(table, subject.id, "")
        return
    for column in subject.COLUMNS:
        if getattr(before, column.key) != getattr(after, column.key):
            yield Item(table, subject.id, column.key)
