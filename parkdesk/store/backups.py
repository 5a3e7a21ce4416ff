"""Backups: a copy that was opened, checked and counted before it counts; restoring; 检查."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from parkdesk.errors import DeskDamagedError, DeskTooNewError, StoreError
from parkdesk.store.faults import told_plainly
from parkdesk.store.lock import DeskLock
from parkdesk.store.migrations import APPLICATION_ID, SCHEMA

if TYPE_CHECKING:
    from pathlib import Path

SUFFIX = ".parkdesk"
_KEEP = 40
_COUNTED = ("enterprises", "registrations", "projects", "assignments", "officials", "fact", "change")


def backup(connection: sqlite3.Connection, desk: Path, folder: Path, name: str) -> Path:
    """Copy the desk to `folder/name.parkdesk`; it appears under that name only when it has been checked."""
    target = _free_name(folder, name)
    part = target.with_name(target.name + ".part")
    with told_plainly(target):
        folder.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        try:
            connection.execute("VACUUM INTO ?", (str(part),))
            _assert_same(connection, part, desk)
            _sync_file(part)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    return target


def thin(folder: Path, keep: int = _KEEP) -> None:
    """Remove the oldest backups beyond `keep`; the newest sound one always stays."""
    found = sorted(folder.glob(f"*{SUFFIX}"), key=lambda path: path.stat().st_mtime)
    for old in found[:-keep]:
        old.unlink()


def restore(source: Path, target: Path) -> Path | None:
    """Put a checked backup in the place of a desk; what was there stays beside it and is returned.

    A desk that a window holds is left alone: what is typed there would go into the file that was put aside.
    """
    check_file(source)
    with told_plainly(target):
        lock = DeskLock(target)
    try:
        return _put_in_place(source, target)
    finally:
        lock.release()


def _put_in_place(source: Path, target: Path) -> Path | None:
    kept: Path | None = None
    part = target.with_name(target.name + ".part")
    with told_plainly(target):
        try:
            shutil.copyfile(source, part)
            _sync_file(part)
            if target.exists():
                kept = _free_name(target.parent, f"{target.stem}_恢复前")
                target.replace(kept)
                for tail in ("-wal", "-shm"):
                    side = target.with_name(target.name + tail)
                    if side.exists():
                        side.replace(kept.with_name(kept.name + tail))
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    return kept


def check_file(path: Path) -> dict[str, int]:
    """Open a desk file read-only, check it and count it; raises the sentence that says what is wrong."""
    if not path.exists():
        raise StoreError(f"找不到文件“{path}”：请检查路径，或U盘是否已插好。")
    assert_is_desk(path)
    with told_plainly(path), closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        complaint = connection.execute("PRAGMA quick_check").fetchone()[0]
        if complaint != "ok":
            raise DeskDamagedError(f"“{path.name}”已损坏（{complaint}）：请换用更早的备份。")
        return _counts(connection)


def assert_is_desk(path: Path) -> int:
    """Return the schema version of a desk file; raises for anything that is no desk or is newer than this program."""
    with told_plainly(path), path.open("rb") as file:
        head = file.read(100)
    if head[:16] != b"SQLite format 3\x00":
        raise DeskDamagedError(f"“{path.name}”不是台账文件或已损坏：请换一个文件，或从备份恢复。")
    version, application = int.from_bytes(head[60:64], "big"), int.from_bytes(head[68:72], "big")
    if application != APPLICATION_ID:
        raise DeskDamagedError(f"“{path.name}”不是本软件的台账文件：请选择扩展名为 {SUFFIX} 的文件。")
    if version > SCHEMA:
        raise DeskTooNewError(f"“{path.name}”由更新版本的软件写入：请先升级本软件再打开，文件没有改动。")
    return version


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    return {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in _COUNTED}


def _assert_same(connection: sqlite3.Connection, copy: Path, desk: Path) -> None:
    if check_file(copy) != _counts(connection):
        raise StoreError(f"备份“{copy.name}”与台账“{desk.name}”的记录数不一致，已放弃这份备份：请检查磁盘后重试。")


def _free_name(folder: Path, name: str) -> Path:
    target, number = folder / f"{name}{SUFFIX}", 2
    while target.exists():
        target, number = folder / f"{name}({number}){SUFFIX}", number + 1
    return target


def _sync_file(path: Path) -> None:
    with path.open("rb+") as handle:
        os.fsync(handle.fileno())
