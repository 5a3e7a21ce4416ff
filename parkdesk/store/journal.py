"""Changes: who wrote what, when and through which file; the desk's own sequence orders them."""

from __future__ import annotations

import datetime as dt
import json
import os
from contextlib import suppress
from dataclasses import field
from itertools import count
from typing import TYPE_CHECKING, Any

from parkdesk.frozen import frozen

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    from parkdesk.plan import Finding, Plan

Clock = "Callable[[], dt.datetime]"


def now() -> dt.datetime:
    """Return the PC's clock, which may be wrong: it labels changes and never orders them."""
    return dt.datetime.now().replace(microsecond=0)  # noqa: DTZ005 -- an office has one wall clock


def new_id() -> str:
    """Return a random text id that no two offices share."""
    return os.urandom(8).hex()


def new_ids() -> Iterator[str]:
    """Yield ids of one batch: one random stem, then counted, so that thousands go into an index side by side."""
    stem = os.urandom(8).hex()
    return (f"{stem}{number:06x}" for number in count())


@frozen
class Changes:
    """What one `Store.apply` wrote: its sequence number, the records by ledger, the facts by period and indicator.

    `subjects` are the firms whose facts those are; `steps` are the ids of all changes, where it was more than one.
    """

    seq: int
    import_id: str
    records: dict[str, frozenset[str]] = field(default_factory=dict)
    facts: frozenset[tuple[int, str]] = frozenset()
    subjects: frozenset[str] = frozenset()
    steps: tuple[str, ...] = ()

    @property
    def import_ids(self) -> tuple[str, ...]:
        """The ids of all changes, the first first."""
        return self.steps or (self.import_id,)

    def touches(self, ledger: str) -> bool:
        """Whether records of `ledger` (or `facts`) changed."""
        return bool(self.facts) if ledger == "facts" else ledger in self.records

    def followed_by(self, later: Changes) -> Changes:
        """Return both as one: what one gesture wrote in several steps, or what somebody hears of only later."""
        ledgers = self.records.keys() | later.records.keys()
        none: frozenset[str] = frozenset()
        return Changes(
            later.seq,
            later.import_id,
            {ledger: self.records.get(ledger, none) | later.records.get(ledger, none) for ledger in ledgers},
            self.facts | later.facts,
            self.subjects | later.subjects,
            (*self.import_ids, *later.import_ids),
        )


@frozen
class ImportEntry:
    """One line of the import log."""

    id: str
    seq: int
    at: str
    by: str
    kind: str
    reason: str
    file: str
    sheet: str
    period: str
    unit: str
    new: int
    changed: int
    same: int
    conflict: int
    refused: int
    findings: tuple[dict[str, str], ...]
    undone: bool


_LOG = (
    "id, seq, at, by, kind, reason, file, sheet, period, unit, new, changed, same, conflict, refused, findings,"
    " undone_by"
)


def write_change(
    connection: sqlite3.Connection, plan: Plan, by: str, at: str, undoes: int | None = None
) -> tuple[int, str]:
    """Open a change for a plan; returns its sequence number and its id."""
    source, counts, made = plan.source, plan.counts(), new_id()
    values: tuple[Any, ...] = (
        made, at, by, source.kind, source.reason or source.unseal,
        source.file, source.sheet, source.sha256, source.period, source.unit,
        counts["new"], counts["changed"], counts["same"], counts["conflict"], counts["refused"],
        json.dumps([_as_dict(finding) for finding in plan.findings], ensure_ascii=False), undoes,
    )  # fmt: skip
    cursor = connection.execute(
        "INSERT INTO change(id, at, by, kind, reason, file, sheet, sha256, period, unit, new, changed, same, conflict,"
        " refused, findings, undoes) VALUES (" + ",".join("?" * len(values)) + ")",
        values,
    )
    assert cursor.lastrowid is not None
    if undoes is not None:
        connection.execute("UPDATE change SET undone_by = ? WHERE seq = ?", (cursor.lastrowid, undoes))
        connection.execute(  # undoing an undo brings the first change back to life
            "UPDATE change SET undone_by = NULL WHERE seq = (SELECT undoes FROM change WHERE seq = ?)", (undoes,)
        )
    return cursor.lastrowid, made


def count_facts(connection: sqlite3.Connection, seq: int, number: int) -> None:
    """Keep how many facts a change wrote: undoing one that wrote none need not look at the facts."""
    if number:
        connection.execute("UPDATE change SET facts = ? WHERE seq = ?", (number, seq))


def weight(connection: sqlite3.Connection, change_ids: Sequence[str]) -> int:
    """Return how many records and facts some changes wrote."""
    row = connection.execute(
        """SELECT coalesce(sum(c.facts + (SELECT count(*) FROM record_history h WHERE h.seq = c.seq)), 0)
           FROM json_each(?) j JOIN change c ON c.id = j.value""",
        (json.dumps(list(change_ids)),),
    ).fetchone()
    return int(row[0])


_FINDING = {"rule", "level", "text", "where"}
_LOST = "这次导入当时的审核发现在台账文件里已损坏，读不出来；需要时请从备份恢复。"


def _as_dict(finding: Finding) -> dict[str, str]:
    return {"rule": finding.rule, "level": finding.level.value, "text": finding.text, "where": finding.where}


def last_seq(connection: sqlite3.Connection) -> int:
    """Return the number of the newest change, 0 in a fresh desk."""
    return int(connection.execute("SELECT coalesce(max(seq), 0) FROM change").fetchone()[0])


def entries(connection: sqlite3.Connection, *, files_only: bool = True) -> list[ImportEntry]:
    """Return the import log, newest first; with `files_only=False` typed changes too."""
    where = "WHERE file <> ''" if files_only else ""
    return [_entry(row) for row in connection.execute(f"SELECT {_LOG} FROM change {where} ORDER BY seq DESC")]


def entry(connection: sqlite3.Connection, change_id: str) -> ImportEntry | None:
    """Return one line of the log by its id."""
    row = connection.execute(f"SELECT {_LOG} FROM change WHERE id = ?", (change_id,)).fetchone()
    return _entry(row) if row else None


def _entry(row: tuple[Any, ...]) -> ImportEntry:
    return ImportEntry(*(*row[:15], _findings(row[15]), row[16] is not None))


def _findings(text: str) -> tuple[dict[str, str], ...]:
    """Return what was noticed of an import; where that is damaged on the disk it says so, and the rest still works."""
    with suppress(ValueError, TypeError, RecursionError):
        found = json.loads(text)
        if isinstance(found, list) and all(isinstance(one, dict) and one.keys() >= _FINDING for one in found):
            return tuple(found)
    return ({"rule": "store.damaged", "level": "提示", "text": _LOST, "where": ""},)
