"""附件: files that belong to a record, kept beside the desk under safe names and known by their hash.

The folder travels with the desk file when both are copied; packages carry no attachments. A row that is
taken away leaves its file, so that the change can be undone.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from parkdesk.errors import StoreError
from parkdesk.office.editing import save_record
from parkdesk.records import Attachment
from parkdesk.store import new_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from parkdesk.records import Record
    from parkdesk.store import Changes, Store

LARGEST = 200 * 2**20
"""Bytes; what is larger belongs on a disk of its own."""
_CHUNK = 2**20
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)
_LONGEST_STEM = 60
_MARK = 10  # digits of the hash in the file's name
RUNNABLE = frozenset(".exe .com .bat .cmd .scr .msi .js .jse .vbs .vbe .wsf .ps1 .lnk .hta .jar .reg .sh".split())  # noqa: SIM905
"""What a double click would run: it is kept, and never opened from here."""


def attachments_folder(desk: Path) -> Path:
    """Return where a desk's attachments lie: beside it."""
    return desk.with_name(f"{desk.stem}附件")


def safe_name(name: str) -> str:
    """Return a file name that every file system takes and that stays in its folder."""
    clean = _UNSAFE.sub("_", unicodedata.normalize("NFC", name)).strip(" .")
    stem, suffix = Path(clean).stem.strip(" ."), Path(clean).suffix[:12].rstrip(" .")
    if not stem or _RESERVED.match(stem.split(".")[0]):
        stem = f"附件{stem}"
    return f"{stem[:_LONGEST_STEM]}{suffix}"


def attachments_of(store: Store, record: Record) -> list[Attachment]:
    """Return the files of a record in the order they were added."""
    return [one for one in store.select(Attachment, record=record.id) if one.ledger == record.TABLE]


def attach(store: Store, record: Record, path: Path, tick: Callable[[float], None] | None = None) -> Changes | None:
    """Copy a file to the desk's attachments and note it with the record; None where the record has it already.

    `tick` is told how far the copying is, and may raise to stop it with nothing done.
    """
    folder = attachments_folder(store.path)
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise StoreError(f"“{path.name}”不是文件，没有添加：文件夹请先压缩成一个文件。")
        if size > LARGEST:
            raise StoreError(
                f"“{path.name}”有{size // 2**20}MB，超过{LARGEST // 2**20}MB，没有添加：请放在别处，写明位置。"
            )
        folder.mkdir(exist_ok=True)
        digest, partial = _copied(path, folder, size, tick)
    except OSError as error:
        raise StoreError(f"“{path.name}”没有添加到“{folder}”：读不了这个文件，或磁盘已满、不能写入。") from error
    made = Attachment(
        id=new_id(), ledger=record.TABLE, record=record.id, name=safe_name(path.name), sha256=digest, size=size,
        added_on=store.day().isoformat(),
    )  # fmt: skip
    if any((one.sha256, one.name) == (made.sha256, made.name) for one in attachments_of(store, record)):
        partial.unlink()
        return None
    partial.replace(place_of(store, made))
    return save_record(store, None, made, f"添加附件：{record.title()}")


def _copied(path: Path, folder: Path, size: int, tick: Callable[[float], None] | None) -> tuple[str, Path]:
    """Copy beside the place under a passing name; returns the hash and where it lies."""
    partial, hasher, done = folder / f".{secrets.token_hex(6)}.tmp", hashlib.sha256(), 0
    try:
        with path.open("rb") as source, partial.open("xb") as target:
            while chunk := source.read(_CHUNK):
                hasher.update(chunk)
                target.write(chunk)
                done += len(chunk)
                if tick:
                    tick(done / max(size, 1))
            target.flush()
            os.fsync(target.fileno())
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    return hasher.hexdigest(), partial


def place_of(store: Store, attachment: Attachment) -> Path:
    """Return where an attachment lies; its name is made safe again, wherever the row came from."""
    name = Path(safe_name(attachment.name))
    mark = re.sub(r"[^0-9a-f]", "", attachment.sha256)[:_MARK]
    return attachments_folder(store.path) / f"{name.stem}_{mark}{name.suffix}"


def checked_place(store: Store, attachment: Attachment) -> Path:
    """Return where an attachment lies; raises StoreError where it is gone or no longer what was added."""
    place = place_of(store, attachment)
    if not place.is_file():
        folder = attachments_folder(store.path)
        raise StoreError(f"附件“{attachment.name}”不在这台电脑上：请把原电脑的“{folder.name}”文件夹拷到台账旁边。")
    hasher = hashlib.sha256()
    with place.open("rb") as source:
        while chunk := source.read(_CHUNK):
            hasher.update(chunk)
    if hasher.hexdigest() != attachment.sha256:
        raise StoreError(f"附件“{attachment.name}”在文件夹里被改动过，和添加时不一样：请重新添加。")
    return place


def is_runnable(attachment: Attachment) -> bool:
    """Whether opening it would run a program."""
    return Path(attachment.name).suffix.lower() in RUNNABLE


def detach(store: Store, attachment: Attachment) -> Changes:
    """Take an attachment from its record; the file stays until the folder is cleaned by hand."""
    return save_record(store, attachment, None, f"移除附件：{attachment.name}")


def save_copy(source: Path, target: Path) -> None:
    """Copy an attachment elsewhere, whole or not at all."""
    partial = target.with_name(f".{secrets.token_hex(6)}.tmp")
    try:
        shutil.copyfile(source, partial)
        partial.replace(target)
    except OSError as error:
        raise StoreError(f"附件没有另存到“{target}”：那里写不进去，或磁盘已满，请换一个地方。") from error
    finally:
        partial.unlink(missing_ok=True)
