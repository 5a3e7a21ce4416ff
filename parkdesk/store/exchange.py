"""What the desk remembers of packages: slices sent and received, registered senders, the log, its own keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable


class SliceKey(NamedTuple):
    """A slice of content: whose, of which period (`-` for none), which ledger (`facts` included)."""

    unit: str
    period: str
    ledger: str


class SliceState(NamedTuple):
    """The last state of a slice that was sent or received."""

    revision: int
    hash: str


@dataclass(frozen=True, slots=True)
class Sender:
    """A registered sender: whoever signs for the unit with another key is refused."""

    unit: str
    name: str
    public_key: str
    since: str
    by: str


@dataclass(frozen=True, slots=True)
class LoggedPackage:
    """One package that went out (`sent`) or came in (`received`)."""

    id: str
    direction: str
    kind: str
    unit: str
    period: str
    sequence: int
    revision: int
    sha256: str
    check_code: str
    file: str
    at: str
    by: str
    status: str
    seq: int


class Exchange:
    """Reads and writes the exchange tables inside the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    # -- slices ------------------------------------------------------------------------------

    def sent(self) -> dict[SliceKey, SliceState]:
        """Return every slice ever sent with its last revision and content hash."""
        rows = self._connection.execute("SELECT unit, period, ledger, revision, hash FROM sent_slice")
        return {SliceKey(*row[:3]): SliceState(*row[3:]) for row in rows}

    def mark_sent(self, slices: dict[SliceKey, SliceState], sequence: int) -> None:
        """Remember the slices of a package that went out."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO sent_slice VALUES (?, ?, ?, ?, ?, ?)",
            ((*key, *state, sequence) for key, state in slices.items()),
        )

    def received(self, unit: str) -> dict[SliceKey, SliceState]:
        """Return the slices of a unit that this desk holds."""
        rows = self._connection.execute(
            "SELECT unit, period, ledger, revision, hash FROM received_slice WHERE unit = ?", (unit,)
        )
        return {SliceKey(*row[:3]): SliceState(*row[3:]) for row in rows}

    def mark_received(self, slices: dict[SliceKey, SliceState], package: str, desk: str, seq: int) -> None:
        """Remember the slices a package brought; what they replace is kept for undo."""
        for key in slices:
            self._connection.execute(
                """INSERT INTO received_slice_history
                   SELECT ?1, ?2, ?3, r.revision, r.hash, r.package, r.desk, r.seq, ?4
                   FROM (SELECT 1) LEFT JOIN received_slice r ON r.unit = ?1 AND r.period = ?2 AND r.ledger = ?3""",
                (*key, seq),
            )
        self._connection.executemany(
            "INSERT OR REPLACE INTO received_slice VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            ((*key, *state, package, desk, seq) for key, state in slices.items()),
        )

    def forget_received(self, seq: int) -> None:
        """Put back the slice states that change `seq` replaced (undo)."""
        rows = self._connection.execute(
            "SELECT unit, period, ledger, revision, hash, package, desk, seq FROM received_slice_history"
            " WHERE replaced_by = ?",
            (seq,),
        ).fetchall()
        for row in rows:
            self._connection.execute("DELETE FROM received_slice WHERE unit = ? AND period = ? AND ledger = ?", row[:3])
            if row[3] is not None:
                self._connection.execute("INSERT INTO received_slice VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        self._connection.execute("DELETE FROM received_slice_history WHERE replaced_by = ?", (seq,))
        self._connection.execute(
            "UPDATE package_log SET status = 'undone' WHERE seq = ? AND direction = 'received'", (seq,)
        )

    def forget_unit(self, unit: str) -> None:
        """Forget which slices of a unit are held: it starts anew on another PC."""
        self._connection.execute("DELETE FROM received_slice WHERE unit = ?", (unit,))

    # -- senders -----------------------------------------------------------------------------

    def senders(self) -> dict[str, Sender]:
        """Return the registered senders by unit code."""
        rows = self._connection.execute("SELECT unit, name, public_key, since, by FROM sender ORDER BY unit")
        return {row[0]: Sender(*row) for row in rows}

    def register(self, sender: Sender) -> None:
        """Register a sender, replacing the key it had."""
        self._connection.execute(
            "INSERT OR REPLACE INTO sender VALUES (?, ?, ?, ?, ?)",
            (sender.unit, sender.name, sender.public_key, sender.since, sender.by),
        )

    # -- log ---------------------------------------------------------------------------------

    def log(self, package: LoggedPackage) -> None:
        """Write a package into the log; a package that comes again updates its line."""
        self._connection.execute(
            "INSERT OR REPLACE INTO package_log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                package.id, package.direction, package.kind, package.unit, package.period, package.sequence,
                package.revision, package.sha256, package.check_code, package.file, package.at, package.by,
                package.status, package.seq,
            ),
        )  # fmt: skip

    def packages(self, direction: str | None = None) -> Iterable[LoggedPackage]:
        """Return the package log, newest first."""
        rows = self._connection.execute(
            "SELECT id, direction, kind, unit, period, sequence, revision, sha256, check_code, file, at, by, status,"
            " seq FROM package_log WHERE ?1 IS NULL OR direction = ?1 ORDER BY at DESC, sequence DESC",
            (direction,),
        )
        return [LoggedPackage(*row) for row in rows]
