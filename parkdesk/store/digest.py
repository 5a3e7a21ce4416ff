"""The digest: equal content, equal digest, whatever the way there (design §4).

SHA-256 over sorted canonical lines of the current records and facts keyed by natural key; ids,
journal, history, imports, receipts, keys, settings and sequence numbers stay out.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from parkdesk.records import LEDGERS, Enterprise, references
from parkdesk.records.indicators import Measure
from parkdesk.store.table import select

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from parkdesk.records import Record


def digest(connection: sqlite3.Connection) -> str:
    """Return the hex SHA-256 of the desk's content."""
    import hashlib  # brings OpenSSL with it: a start does without

    lines = sorted(_record_lines(connection))
    lines += sorted(_fact_lines(connection))
    hasher = hashlib.sha256()
    for line in lines:
        hasher.update(line.encode() + b"\n")
    return hasher.hexdigest()


def _natural_keys(connection: sqlite3.Connection) -> dict[str, dict[str, str]]:
    """Return the natural keys, by ledger and id, of whatever others name; ids in them give way to what they name."""
    found: dict[str, dict[str, str]] = {}

    def add(table: str) -> None:
        if table in found:
            return
        found[table] = {}
        above = references(table)
        for owner in above.values():
            add(owner)
        known = {record_id: key for owner in above.values() for record_id, key in found[owner].items()}
        for record in select(connection, LEDGERS[table]):
            found[table][record.id] = "|".join(known.get(part, part) for part in record.natural_key())

    for table in LEDGERS:
        for owner in references(table).values():
            add(owner)
    return found


def _record_lines(connection: sqlite3.Connection) -> Iterator[str]:
    keys = _natural_keys(connection)
    for table, ledger in LEDGERS.items():
        for record in select(connection, ledger):
            yield json.dumps([table, _content(record, keys)], ensure_ascii=False, sort_keys=True)


def _content(record: Record, keys: dict[str, dict[str, str]]) -> dict[str, object]:
    content: dict[str, object] = {}
    owners = references(record.TABLE)
    for c in record.COLUMNS:
        value = getattr(record, c.key)
        if c.kind.name == "reference":  # an attachment says which ledger its record is of
            owner = owners.get(c.key) or str(getattr(record, "ledger", ""))
            value = keys.get(owner, {}).get(value, value)
        content[c.key] = value
    return content


def _fact_lines(connection: sqlite3.Connection) -> Iterator[str]:
    keys = {firm.id: "|".join(firm.natural_key()) for firm in select(connection, Enterprise)}
    rows = connection.execute(
        """SELECT i.code, f.period, f.measure, e.id, f.value FROM fact f JOIN indicators i ON i.key = f.indicator
           JOIN enterprises e ON e.key = f.subject"""
    )
    for code, period, measure, subject, value in rows:
        yield f"fact\t{code}\t{period}\t{Measure(measure).code}\t{keys[subject]}\t{value}"
