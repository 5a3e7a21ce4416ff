"""The desk: one SQLite file, one gate for writing (`apply`), everything read through its rooms."""

from __future__ import annotations

import json
import sqlite3
from contextlib import ExitStack, closing, contextmanager, suppress
from typing import TYPE_CHECKING, Any, Self, TypeVar

from parkdesk.errors import StoreError
from parkdesk.frozen import frozen
from parkdesk.records import LEDGERS, Indicator, Office, Record
from parkdesk.store import backups, journal, migrations, undoing
from parkdesk.store.digest import digest
from parkdesk.store.exchange import Exchange
from parkdesk.store.facts import Facts
from parkdesk.store.faults import sentence_for, told_plainly
from parkdesk.store.issued import Issued
from parkdesk.store.journal import Changes, ImportEntry, new_id
from parkdesk.store.lock import DeskLock
from parkdesk.store.orphans import refuse_orphans
from parkdesk.store.query import Pages
from parkdesk.store.resting import collector_at_rest
from parkdesk.store.sealed import Sealed
from parkdesk.store.stamps import Stamps
from parkdesk.store.table import Writer, from_json, select

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from parkdesk.plan import Plan

R = TypeVar("R", bound=Record)

_LOOKS_UP_AFTER = 20_000  # steps of SQLite, a few milliseconds
_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 3000",
    "PRAGMA cache_size = -65536",
    "PRAGMA temp_store = MEMORY",
)


@frozen
class DeskInfo:
    """Whose desk it is: a random id apart from the unit, the unit's code and name, its role and its parent unit."""

    desk_id: str
    unit: str
    name: str
    role: str
    parent: str

    @property
    def is_city(self) -> bool:
        """Whether this desk consolidates others."""
        return self.role == "city"


@frozen
class RecordVersion:
    """One earlier state of a record: what it was before change `seq`."""

    before: Record | None
    seq: int
    at: str
    by: str
    kind: str
    file: str
    reason: str


class Store:
    """An open desk. It belongs to the thread that opened it.

    Rooms: `facts`, `pages`, `exchange`, `stamps`, `issued`; records through `select` and `find`. The one gate for
    writing content is `apply`; exchange bookkeeping and settings are written inside `transaction()`.
    """

    def __init__(
        self,
        path: Path,
        connection: sqlite3.Connection,
        lock: DeskLock | None,
        by: str,
        clock: Callable[[], dt.datetime],
    ) -> None:
        self.path = path
        self.by = by
        self._connection = connection
        self._lock = lock
        self._clock = clock
        self.facts = Facts(connection)
        self.pages = Pages(connection)
        self.exchange = Exchange(connection)
        self.stamps = Stamps(connection)
        self.issued = Issued(connection)
        self.keyring: dict[str, str] = {}
        """The desk's own secrets once a passphrase opened them; never written, shared with `beside`."""
        self.desk = self._read_desk()
        self.sealed = Sealed(connection, self.desk.unit)
        self.opened_seq = self.seq

    # -- opening and closing -----------------------------------------------------------------

    @classmethod
    def create(cls, path: Path, info: DeskInfo, by: str, *, clock: Callable[[], dt.datetime] = journal.now) -> Store:
        """Make a new desk at `path`; raises StoreError where there is one already."""
        if path.exists():
            raise StoreError(f"“{path}”已经存在：请换个文件名，或直接打开它。")
        with told_plainly(path), ExitStack() as unless_fine:
            path.parent.mkdir(parents=True, exist_ok=True)
            lock = DeskLock(path)
            unless_fine.callback(lock.release)
            for tail in ("", "-wal", "-shm"):  # half a desk would stand in the way of the next try
                unless_fine.callback(path.with_name(path.name + tail).unlink, missing_ok=True)
            connection = _connect(path)
            unless_fine.callback(connection.close)
            migrations.migrate(connection)
            _prepare(connection)
            with connection:
                connection.executemany(
                    "INSERT INTO desk VALUES (?, ?)",
                    (
                        ("desk_id", info.desk_id), ("unit", info.unit), ("name", info.name),
                        ("role", info.role), ("parent", info.parent),
                    ),
                )  # fmt: skip
            unless_fine.pop_all()
        return cls(path, connection, lock, by, clock)

    @classmethod
    def open(
        cls,
        path: Path,
        by: str,
        *,
        clock: Callable[[], dt.datetime] = journal.now,
        shared: bool = False,
        backup_folder: Path | None = None,
    ) -> Store:
        """Open a desk and bring it up to date, after a backup where steps are pending.

        Args:
            path: the desk file.
            by: the operator who signs every change.
            clock: labels changes.
            shared: a second connection of the process that already holds the desk (background work).
            backup_folder: where the backup before a migration goes; beside the desk by default.
        """
        if not path.exists():
            raise StoreError(f"找不到台账文件“{path}”：请检查路径，或新建一个。")
        version = backups.assert_is_desk(path)
        with told_plainly(path), ExitStack() as unless_fine:
            lock = None if shared else DeskLock(path)
            if lock:
                unless_fine.callback(lock.release)
            connection = _connect(path)
            unless_fine.callback(connection.close)  # Windows puts no backup in the place of a file that is open
            if version < migrations.SCHEMA:
                folder = backup_folder or path.parent / f"{path.stem}备份"
                backups.backup(connection, path, folder, f"{path.stem}_{clock():%Y%m%d-%H%M%S}_升级前")
                migrations.migrate(connection)
            _prepare(connection)
            made = cls(path, connection, lock, by, clock)
            unless_fine.pop_all()
        return made

    def beside(self) -> Store:
        """Open a second connection to this desk for a background thread of the same process."""
        made = Store.open(self.path, self.by, clock=self._clock, shared=True)
        made.keyring = self.keyring
        return made

    def close(self) -> None:
        """Checkpoint, close and give the desk free."""
        try:
            with told_plainly(self.path), closing(self._connection):
                if self._lock is not None:
                    self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            if self._lock is not None:
                self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: object, fault: BaseException | None, __: object) -> None:
        told = sentence_for(fault, self.path) if isinstance(fault, sqlite3.DatabaseError) else None
        if told is None:
            self.close()
            return
        with suppress(StoreError):  # what went wrong first is what is told
            self.close()
        raise told from fault

    # -- reading -----------------------------------------------------------------------------

    @property
    def seq(self) -> int:
        """The number of the newest change."""
        return journal.last_seq(self._connection)

    def select(self, ledger: type[R], **equals: Any) -> list[R]:
        """Return the records whose attributes equal the given values, in the order they were entered."""
        where = "WHERE " + " AND ".join(f"{_known(ledger, name)} = ?" for name in equals) if equals else ""
        return select(self._connection, ledger, where, tuple(equals.values()))

    def find(self, ledger: type[R], record_id: str) -> R | None:
        """Return a record by id."""
        found = select(self._connection, ledger, "WHERE id = ?", (record_id,))
        return found[0] if found else None

    def records(self, ledger: type[R], ids: Sequence[str]) -> dict[str, R]:
        """Return many records by id, in the order they were entered."""
        where = "WHERE id IN (SELECT value FROM json_each(?))"
        return {r.id: r for r in select(self._connection, ledger, where, (json.dumps(list(ids)),))}

    def indicators(self) -> dict[str, Indicator]:
        """Return the indicators by code, in their order."""
        return {i.code: i for i in sorted(self.select(Indicator), key=lambda i: i.sort)}

    def offices(self) -> dict[str, Office]:
        """Return the offices by code, in their order."""
        return {o.code: o for o in sorted(self.select(Office), key=lambda o: o.sort)}

    @property
    def place(self) -> str:
        """What the desk's unit is called in a sentence: the county, not its bureau."""
        found = self.select(Office, code=self.desk.unit)
        return found[0].name if found else self.desk.name

    def imports(self, *, files_only: bool = True) -> list[ImportEntry]:
        """Return the import log, newest first."""
        return journal.entries(self._connection, files_only=files_only)

    def records_written_by(self, seq: int, ledger: type[R]) -> list[tuple[Record | None, R | None]]:
        """Return the records of a ledger that a change wrote: what was there before it, what is there now."""
        rows = self._connection.execute(
            "SELECT id, before FROM record_history WHERE seq = ? AND ledger = ?", (seq, ledger.TABLE)
        )
        return [(from_json(ledger.TABLE, r[1]) if r[1] else None, self.find(ledger, r[0])) for r in rows.fetchall()]

    def change(self, change_id: str) -> ImportEntry | None:
        """Return one change of the journal, whether a file brought it or a person typed it."""
        return journal.entry(self._connection, change_id)

    def history(self, record_id: str) -> list[RecordVersion]:
        """Return the earlier states of a record, newest change first."""
        rows = self._connection.execute(
            """SELECT h.ledger, h.before, c.seq, c.at, c.by, c.kind, c.file, c.reason FROM record_history h
               JOIN change c ON c.seq = h.seq WHERE h.id = ? ORDER BY c.seq DESC""",
            (record_id,),
        )
        return [RecordVersion(from_json(r[0], r[1]) if r[1] else None, *r[2:]) for r in rows]

    def counts(self) -> dict[str, int]:
        """Return how many records every ledger holds, and how many facts."""
        found = {
            table: int(self._connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]) for table in LEDGERS
        }
        found["facts"] = int(self._connection.execute("SELECT count(*) FROM fact").fetchone()[0])
        return found

    def digest(self) -> str:
        """Return the digest of the desk's content."""
        return digest(self._connection)

    def setting(self, name: str, default: str = "") -> str:
        """Return a setting or secret of the desk."""
        found = self._connection.execute("SELECT value FROM desk WHERE name = ?", (name,)).fetchone()
        return str(found[0]) if found else default

    # -- writing -----------------------------------------------------------------------------

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Write whole or not at all; a transaction inside another joins it."""
        if self._is_writing():
            yield
            return
        with told_plainly(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._is_writing():
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def stoppable(self, is_stopped: Callable[[], bool]) -> Iterator[None]:
        """Break off what is read or written here once a person said stop, by StoppedError: whole or not at all."""
        self._connection.set_progress_handler(is_stopped, _LOOKS_UP_AFTER)
        try:
            with told_plainly(self.path):
                yield
        finally:
            self._connection.set_progress_handler(None, 0)

    def _is_writing(self) -> bool:
        return self._connection.in_transaction

    def apply(self, plan: Plan, *, undoes: int | None = None) -> Changes:
        """Write a plan, journal it and say what changed, in one transaction.

        Raises StoreError when the desk moved on since the plan was made or when what would go is still spoken of,
        SealedError when it would change a
        sealed period without saying why.
        """
        with self.transaction(), collector_at_rest():
            if plan.basis and plan.basis != self.seq and not plan.is_empty:
                raise StoreError("预览之后台账又有了改动，没有写入任何内容：请重新预览一次。")
            self.sealed.refuse(plan)
            seq, made = journal.write_change(self._connection, plan, self.by, self.now_text(), undoes)
            going = self.facts.indicator_keys()  # an indicator may go with its facts
            records = Writer(self._connection, seq).write(plan.records)
            facts = self.facts.write(plan.facts, seq, going | self.facts.indicator_keys(), undoes)
            refuse_orphans(self._connection, plan, self.facts.periods)
            journal.count_facts(self._connection, seq, len(plan.facts))
        return Changes(seq, made, records, facts, frozenset(change.subject for change in plan.facts))

    def set_setting(self, name: str, value: str) -> None:
        """Keep a setting or secret with the desk; it is no content and has no history."""
        with self.transaction():
            self._connection.execute("INSERT OR REPLACE INTO desk VALUES (?, ?)", (name, value))

    def undo(self, import_id: str) -> Changes:
        """Take an import or any other change back by an inverse plan through the same gate; undoing an undo redoes.

        Raises StoreError when the import is unknown, undone already, or was followed by changes of the same things.
        """
        entry = self.undoable(import_id)
        if entry.kind == "package":
            raise StoreError("数据包要在“数据交换”里撤销：它的内容要按其余的包重新推定。")
        return self.apply(undoing.inverse(self._connection, entry), undoes=entry.seq)

    def undo_all(self, import_ids: Sequence[str]) -> list[Changes]:
        """Take back what one gesture wrote, the last first: all of it or nothing."""
        with self.transaction():
            return [self.undo(import_id) for import_id in reversed(import_ids)]

    def weight(self, import_ids: Sequence[str]) -> int:
        """Return how many records and figures some changes wrote: whether undoing them takes a while."""
        return journal.weight(self._connection, import_ids)

    def undoable(self, import_id: str) -> ImportEntry:
        """Return the change that an import wrote; raises StoreError when it is unknown or undone already."""
        entry = journal.entry(self._connection, import_id)
        if entry is None:
            raise StoreError(f"没有编号为“{import_id}”的导入：请用“导入记录”核对编号。")
        if entry.undone:
            raise StoreError(f"“{entry.file or entry.kind}”这次导入已经撤销过了。")
        return entry

    # -- keeping -----------------------------------------------------------------------------

    def backup(self, folder: Path, why: str) -> Path:
        """Make a checked backup named 单位_时间_why in `folder`."""
        name = self.desk.name or self.path.stem
        made = backups.backup(self._connection, self.path, folder, f"{name}_{self._clock():%Y%m%d-%H%M%S}_{why}")
        backups.thin(folder, name)
        return made

    def verify(self) -> list[str]:
        """Check integrity and invariants; returns one plain sentence per complaint, none when all is well."""
        with told_plainly(self.path):
            found = [
                f"文件结构有误：{row[0]}"
                for row in self._connection.execute("PRAGMA integrity_check")
                if row[0] != "ok"
            ]
            for sql, sentence in _INVARIANTS:
                number = self._connection.execute(sql).fetchone()[0]
                if number:
                    found.append(sentence.format(number))
        return found

    def now_text(self) -> str:
        """Return the PC's time as changes carry it."""
        return self._clock().isoformat(sep=" ", timespec="seconds")

    def day(self) -> dt.date:
        """Return the PC's date."""
        return self._clock().date()

    def _read_desk(self) -> DeskInfo:
        with told_plainly(self.path):
            return DeskInfo(*(self.setting(name) for name in ("desk_id", "unit", "name", "role", "parent")))


_INVARIANTS: Sequence[tuple[str, str]] = (
    ("SELECT count(*) FROM fact f LEFT JOIN enterprises e ON e.key = f.subject WHERE e.key IS NULL",
     "有{}个数据找不到所属企业"),
    ("SELECT count(*) FROM fact f LEFT JOIN indicators i ON i.key = f.indicator WHERE i.key IS NULL",
     "有{}个数据找不到所属指标"),
    ("SELECT count(*) FROM registrations r LEFT JOIN enterprises e ON e.key = r.subject WHERE e.key IS NULL",
     "有{}条在库状态找不到所属企业"),
        ("SELECT count(*) FROM (SELECT 1 FROM registrations GROUP BY subject, from_period HAVING count(*) > 1)",
     "有{}户企业在同一期间有两个在库状态"),
    ("SELECT count(*) FROM assignments a LEFT JOIN projects p ON p.id = a.project"
     " WHERE a.project <> '' AND p.id IS NULL",
     "有{}条包抓责任找不到所属项目"),
    ("SELECT count(*) FROM fact f LEFT JOIN change c ON c.seq = f.source WHERE c.seq IS NULL",
     "有{}个数据没有来源记录"),
    ("SELECT count(*) FROM (SELECT 1 FROM enterprises WHERE code <> '' GROUP BY unit, code HAVING count(*) > 1)",
     "有{}个信用代码被多户企业使用"),
)  # fmt: skip


def _known(ledger: type[Record], name: str) -> str:
    if name != "id" and name not in {c.key for c in ledger.COLUMNS}:
        raise KeyError(name)
    return name


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None, check_same_thread=True)


def _prepare(connection: sqlite3.Connection) -> None:
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def new_desk_info(unit: str, name: str, role: str, parent: str = "") -> DeskInfo:
    """Return the identity of a desk to be made."""
    return DeskInfo(new_id(), unit, name, role, parent)
