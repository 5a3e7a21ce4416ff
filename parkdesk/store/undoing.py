"""Taking a change back, and taking that back again (redo): always an inverse plan through the one gate.

A change that was undone and redone is alive again; both steps stay in the journal. What an undone
change wrote is found by following `undoes`, because restored figures carry the source they had.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkdesk.errors import StoreError
from parkdesk.plan import FactChange, Plan, RecordChange, Source
from parkdesk.records import LEDGERS
from parkdesk.store.table import from_json, select

if TYPE_CHECKING:
    import sqlite3

    from parkdesk.store.journal import ImportEntry

UNDO, REDO = "undo", "redo"

# Every figure that change :seq wrote or took away; :undone is the change that it undid, 0 for none.
_TOUCHED = """SELECT indicator, period, measure, subject FROM fact WHERE source = :seq
  UNION SELECT indicator, period, measure, subject FROM fact_history WHERE replaced_by IN (:seq, :undone)"""


def inverse(connection: sqlite3.Connection, entry: ImportEntry) -> Plan:
    """Return the plan that takes a change back; raises StoreError where something changed the same things since."""
    undone, wrote_facts = connection.execute(
        "SELECT coalesce(undoes, 0), facts FROM change WHERE seq = ?", (entry.seq,)
    ).fetchone()
    keys = {"seq": entry.seq, "undone": undone}
    _refuse_if_touched(connection, entry, keys, with_facts=bool(wrote_facts))
    source = Source(
        REDO if entry.kind == UNDO else UNDO,
        entry.file,
        entry.sheet,
        period=entry.period,
        unit=entry.unit,
        reason=f"重做第{undone}号变更" if entry.kind == UNDO else f"撤销第{entry.seq}号变更",
    )
    facts = _facts(connection, keys) if wrote_facts else ()
    return Plan(source, tuple(_records(connection, entry.seq)), facts)


def _records(connection: sqlite3.Connection, seq: int) -> list[RecordChange]:
    by_ledger: dict[str, list[tuple[str, str | None]]] = {}
    for ledger, record_id, before in connection.execute(
        "SELECT ledger, id, before FROM record_history WHERE seq = ?", (seq,)
    ):
        by_ledger.setdefault(ledger, []).append((record_id, before))
    changes = []
    for ledger, rows in by_ledger.items():
        where = "WHERE id IN (SELECT id FROM record_history WHERE seq = ? AND ledger = ?)"
        current = {record.id: record for record in select(connection, LEDGERS[ledger], where, (seq, ledger))}
        changes += [
            RecordChange(current.get(record_id), from_json(ledger, before) if before else None)
            for record_id, before in rows
        ]
    return changes


def _facts(connection: sqlite3.Connection, keys: dict[str, int]) -> tuple[FactChange, ...]:
    rows = connection.execute(
        f"""SELECT i.code, k.period, s.id, k.measure, f.value, h.value FROM ({_TOUCHED}) k
            LEFT JOIN fact f USING (indicator, period, measure, subject)
            LEFT JOIN fact_history h ON h.replaced_by = :seq AND h.indicator = k.indicator
              AND h.period = k.period AND h.measure = k.measure AND h.subject = k.subject
            JOIN indicators i ON i.key = k.indicator JOIN subject s ON s.key = k.subject""",
        keys,
    )
    return tuple(FactChange(*row) for row in rows)


def _refuse_if_touched(
    connection: sqlite3.Connection, entry: ImportEntry, keys: dict[str, int], *, with_facts: bool
) -> None:
    """Refuse to take back what a living later change built on."""
    parts = [
        """SELECT max(b.seq) n FROM record_history a JOIN record_history b ON b.id = a.id AND b.seq > a.seq
           JOIN change c ON c.seq = b.seq AND c.undone_by IS NULL AND c.undoes IS NULL WHERE a.seq = :seq"""
    ]
    if with_facts:
        parts += [
            f"""SELECT max(n) FROM (
                  SELECT f.source n FROM ({_TOUCHED}) k JOIN fact f USING (indicator, period, measure, subject)
                  UNION ALL SELECT h.replaced_by FROM ({_TOUCHED}) k
                    JOIN fact_history h USING (indicator, period, measure, subject))
                JOIN change c ON c.seq = n AND c.undone_by IS NULL AND c.undoes IS NULL WHERE n > :seq"""
        ]
    later = connection.execute(f"SELECT max(n) FROM ({' UNION ALL '.join(parts)})", keys).fetchone()[0]
    if later is not None:
        raise StoreError(
            f"“{entry.file or '这次修改'}”之后，内容又被第{later}号变更改过：请先撤销后面的改动，再撤销它。"
        )
