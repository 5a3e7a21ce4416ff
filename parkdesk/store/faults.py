"""What SQLite's complaints mean to a clerk."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from parkdesk.errors import DeskBusyError, DeskDamagedError, StoppedError, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

_FULL = "磁盘已满，没有写入任何内容：请清理“{place}”所在磁盘后再试。"
_DISK_FAULT = "读写“{name}”时磁盘出错：请检查磁盘或U盘，换到本机硬盘后再试。"
_ROOM_NEEDED = 2**20  # with less free a desk cannot even be opened, and SQLite only says “I/O error”
_SYSTEM_SENTENCES = (
    ({errno.ENOSPC, errno.EDQUOT}, _FULL),
    ({errno.EROFS}, "“{place}”所在的磁盘是只读的，没有写入任何内容：请关掉写保护，或把“{name}”复制到本机硬盘后再试。"),
    ({errno.EACCES, errno.EPERM}, "没有权限读写“{place}”里的“{name}”：请换到有权限的文件夹。"),
    ({errno.ENOENT, errno.ENOTDIR}, "找不到“{place}”：请检查文件夹是否已移走，或U盘是否已拔出。"),
)
_SENTENCES: tuple[tuple[str, type[StoreError], str], ...] = (
    ("database or disk is full", StoreError, _FULL),
    ("readonly", StoreError, "台账文件“{name}”是只读的，没有写入任何内容：请去掉只读属性，或用“另存为”换个位置。"),
    ("unable to open", StoreError, "打不开台账文件“{name}”：请检查“{place}”是否存在、是否有权限读写。"),
    ("locked", DeskBusyError, "台账文件“{name}”正被别的程序占用：请关闭后再试。"),
    (
        "malformed",
        DeskDamagedError,
        "台账文件“{name}”已损坏：请从备份恢复（台账 → 从备份恢复），原文件不会被改动。",
    ),
    ("not a database", DeskDamagedError, "“{name}”不是台账文件或已损坏：请换一个文件，或从备份恢复。"),
    ("disk i/o error", StoreError, _DISK_FAULT),
    ("interrupted", StoppedError, "已停止，没有写入任何内容。"),
)


@contextmanager
def told_plainly(path: Path) -> Iterator[None]:
    """Turn a known SQLite or file fault about the desk at `path` into one Chinese sentence; pass others on."""
    try:
        yield
    except sqlite3.DatabaseError as fault:
        told = sentence_for(fault, path)
        if told is None:
            raise
        raise told from fault
    except OSError as fault:
        sentence = next((told for numbers, told in _SYSTEM_SENTENCES if fault.errno in numbers), _DISK_FAULT)
        raise StoreError(sentence.format(name=path.name, place=path.parent)) from fault


def sentence_for(fault: sqlite3.DatabaseError, path: Path) -> StoreError | None:
    """Return the error to raise for a fault of the world outside; None when the fault is ours."""
    text = str(fault).lower()
    for mark, error, sentence in _SENTENCES:
        if mark in text:
            told = _FULL if sentence == _DISK_FAULT and _is_full(path.parent) else sentence
            return error(told.format(name=path.name, place=path.parent))
    return None


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _ROOM_NEEDED
    except OSError:
        return False


_OPEN_DESK = Path("台账文件夹", "当前台账")


def known_cause(fault: BaseException) -> StoreError | None:
    """Return what a fault nobody caught means, where it is SQLite's complaint about the open desk."""
    return sentence_for(fault, _OPEN_DESK) if isinstance(fault, sqlite3.DatabaseError) else None
