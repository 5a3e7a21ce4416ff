"""Backups: a copy that was opened, checked and counted before it counts; restoring; 检查."""

from __future__ import annotations

import datetime as dt
import os
import re
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
_ALL_DAYS, _DAILY_DAYS, _WEEKLY_DAYS = 2, 30, 180
_DATED = re.compile(r"(?P<name>.+)_(?P<time>\d{8}-\d{6})_.+")
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


def thin(folder: Path, name: str) -> None:
    """Let the backups called `name_时间_…` grow sparse with age: all of two days, one a day, a week, a month.

    Ages are counted from the newest backup, not from a clock that may be wrong. The newest of each day,
    week and month that opens and counts stands for it; one that is damaged stands for nothing, so it never
    drives a sound one out. Files that are not named so (a desk kept in the same folder) are not looked at.
    """
    found = sorted(dated(folder, name), reverse=True)
    if not found:
        return
    newest = found[0][0]
    groups: dict[tuple[str, object], list[Path]] = {}
    for made, path in found:
        groups.setdefault(_group(made, newest), []).append(path)
    for (span, _), paths in groups.items():
        keeper = next((path for path in paths if _is_sound(path)), None) if len(paths) > 1 and span != "all" else None
        if keeper is not None:
            for path in paths[paths.index(keeper) + 1 :]:
                path.unlink()


def dated(folder: Path, name: str = "") -> list[tuple[dt.datetime, Path]]:
    """Return the backups of a folder with the time in their names; `name` limits them to one desk's."""
    found = []
    for path in folder.glob(f"*{SUFFIX}"):
        told = _DATED.fullmatch(path.stem)
        if told and name in ("", told["name"]):
            found.append((dt.datetime.strptime(told["time"], "%Y%m%d-%H%M%S"), path))  # noqa: DTZ007 -- as named
    return found


def _group(made: dt.datetime, newest: dt.datetime) -> tuple[str, object]:
    """Return the span that one backup stands for at this age."""
    days = (newest - made).days
    if days < _ALL_DAYS:
        return ("all", None)
    if days < _DAILY_DAYS:
        return ("day", made.date())
    if days < _WEEKLY_DAYS:
        return ("week", made.isocalendar()[:2])
    return ("month", (made.year, made.month))


def _is_sound(path: Path) -> bool:
    try:
        check_file(path)
    except StoreError:
        return False
    return True


def newest_sound(folder: Path, before: Path | None = None) -> Path | None:
    """Return the newest backup of a folder that opens and counts, older than `before` where that is given."""
    paths = [path for _, path in sorted(dated(folder), reverse=True)]
    after = next((number + 1 for number, path in enumerate(paths) if before and path.name == before.name), 0)
    return next((path for path in paths[after:] if _is_sound(path)), None)


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
