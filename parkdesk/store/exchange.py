"""What the desk remembers of packages: slices sent and received, registered senders, the log, its own keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from parkdesk.frozen import frozen

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


class SentSlice(NamedTuple):
    """A revision of a slice that went out, and the one it replaced at the receiver's."""

    revision: int
    hash: str
    base: int


class HeldSlice(NamedTuple):
    """A version of a slice that came in, and the package that brought it."""

    revision: int
    hash: str
    package: str


@frozen
class Sender:
    """A registered sender: whoever signs for the unit with another key is refused."""

    unit: str
    name: str
    public_key: str
    since: str
    by: str
    age_recipient: str = ""


@frozen
class LoggedPackage:
    """One package that went out (`sent`) or came in (`received`).

    `desk` is the desk that made it, `place` the folder it went to or came from, `about` the package that a
    receipt answers, `reason` why it stands as it does. What is held of a sender follows from the lines
    whose status is in `COUNTED`: nothing else remembers it, so that a line taken back is as if it never came.
    """

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
    desk: str = ""
    place: str = ""
    about: str = ""
    reason: str = ""


COUNTED = ("applied", "baseline")
_LINE = (
    "id, direction, kind, unit, period, sequence, revision, sha256, check_code, file, at, by, status, seq, desk, place,"
    " about, reason"
)


class Exchange:
    """Reads and writes the exchange tables inside the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    # -- slices ------------------------------------------------------------------------------

    def sent(self) -> dict[SliceKey, SliceState]:
        """Return every slice ever sent with its last revision and content hash."""
        return {key: SliceState(one.revision, one.hash) for key, one in self.sent_slices().items()}

    def sent_slices(self) -> dict[SliceKey, SentSlice]:
        """Return every slice ever sent as it last went out."""
        return self._slices("sent_slice")

    def tried_slices(self) -> dict[SliceKey, SentSlice]:
        """Return the revisions that were given to exports, whether these came to their end or not."""
        return self._slices("tried_slice")

    def _slices(self, table: str) -> dict[SliceKey, SentSlice]:
        rows = self._connection.execute(f"SELECT unit, period, ledger, revision, hash, base FROM {table}")
        return {SliceKey(*row[:3]): SentSlice(*row[3:]) for row in rows}

    def mark_sent(self, slices: dict[SliceKey, SentSlice]) -> None:
        """Remember the slices of a package that went out."""
        self._mark("sent_slice", slices)

    def mark_tried(self, slices: dict[SliceKey, SentSlice]) -> None:
        """Give revisions to an export that begins, so that no other content ever goes out under them."""
        self._mark("tried_slice", slices)

    def _mark(self, table: str, slices: dict[SliceKey, SentSlice]) -> None:
        self._connection.executemany(
            f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?, ?, ?, ?)", ((*key, *one) for key, one in slices.items())
        )

    def received(self, unit: str) -> dict[SliceKey, SliceState]:
        """Return the slices of a sender that this desk holds."""
        return {key: SliceState(held.revision, held.hash) for key, held in self.held(unit).items() if held.revision}

    def held(self, unit: str) -> dict[SliceKey, HeldSlice]:
        """Return what is held of a sender: of every slice the highest revision that counts."""
        return {key: versions[-1] for key, versions in self.versions(unit).items()}

    def versions(self, unit: str) -> dict[SliceKey, list[HeldSlice]]:
        """Return every version of a sender's slices that counts, lowest revision first."""
        rows = self._connection.execute(
            """SELECT s.unit, s.period, s.ledger, s.revision, s.hash, s.package FROM package_slice s
               JOIN package_log l ON l.id = s.package AND l.direction = 'received'
               WHERE l.unit = ? AND l.status IN (?, ?) ORDER BY s.revision""",
            (unit, *COUNTED),
        )
        found: dict[SliceKey, list[HeldSlice]] = {}
        for row in rows:
            found.setdefault(SliceKey(*row[:3]), []).append(HeldSlice(*row[3:]))
        return found

    def last_sent(self) -> dict[SliceKey, HeldSlice]:
        """Return the newest version of every slice that a submission carried, and the package that did."""
        rows = self._connection.execute(
            """SELECT s.unit, s.period, s.ledger, s.revision, s.hash, s.package FROM package_slice s
               JOIN package_log l ON l.id = s.package AND l.direction = 'sent' AND l.kind = 'submission'
               ORDER BY s.revision, l.sequence"""
        )
        return {SliceKey(*row[:3]): HeldSlice(*row[3:]) for row in rows}

    def remember(self, package: str, slices: dict[SliceKey, SliceState]) -> None:
        """Remember which slices a package carried."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO package_slice VALUES (?, ?, ?, ?, ?, ?)",
            ((package, *key, *state) for key, state in slices.items()),
        )

    def forget_unit(self, unit: str) -> None:
        """Let nothing count any more of what a unit sent: it starts anew on another PC."""
        self._connection.execute(
            "UPDATE package_log SET status = 'replaced' WHERE unit = ? AND direction = 'received'"
            " AND status IN ('applied', 'baseline', 'pending')",
            (unit,),
        )

    # -- senders -----------------------------------------------------------------------------

    def senders(self) -> dict[str, Sender]:
        """Return the registered senders by unit code."""
        rows = self._connection.execute(
            "SELECT unit, name, public_key, since, by, age_recipient FROM sender ORDER BY unit"
        )
        return {row[0]: Sender(*row) for row in rows}

    def register(self, sender: Sender) -> None:
        """Register a sender, replacing the key it had."""
        self._connection.execute(
            "INSERT OR REPLACE INTO sender VALUES (?, ?, ?, ?, ?, ?)",
            (sender.unit, sender.name, sender.public_key, sender.since, sender.by, sender.age_recipient),
        )

    # -- log ---------------------------------------------------------------------------------

    def log(self, package: LoggedPackage) -> None:
        """Write a package into the log; a package that comes again updates its line."""
        self._connection.execute(
            f"INSERT OR REPLACE INTO package_log({_LINE}) VALUES ({', '.join('?' * 18)})",
            (
                package.id, package.direction, package.kind, package.unit, package.period, package.sequence,
                package.revision, package.sha256, package.check_code, package.file, package.at, package.by,
                package.status, package.seq, package.desk, package.place, package.about, package.reason,
            ),
        )  # fmt: skip

    def packages(self, direction: str | None = None) -> Iterable[LoggedPackage]:
        """Return the package log, newest first."""
        rows = self._connection.execute(
            f"SELECT {_LINE} FROM package_log WHERE ?1 IS NULL OR direction = ?1 ORDER BY at DESC, sequence DESC",
            (direction,),
        )
        return [LoggedPackage(*row) for row in rows]
