"""Safe export: what is said to be on the stick is on the stick, whole, under its name — or nothing is."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import secrets
import shutil
from typing import TYPE_CHECKING

from parkdesk.errors import PackageError
from parkdesk.sync.descriptor import KIND_NAMES

if TYPE_CHECKING:
    from pathlib import Path

    from parkdesk.sync.package import Package

_CHUNK = 2**20
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*/\\\s]')
_FULL = {errno.ENOSPC, errno.EDQUOT}
_NAMELESS = {errno.EINVAL, errno.EILSEQ, errno.ENAMETOOLONG}
_LOCKED = {errno.EROFS, errno.EACCES, errno.EPERM}
_GONE = {errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.EIO, errno.ENOTDIR, errno.ESTALE}


def package_file_name(package: Package) -> str:
    """Return a package's file name: `610981旬阳市_2026-09_上报_r2.parkpkg`; what goes down says to whom."""
    sender, receiver = package.sender, package.receiver
    whose = f"{sender.code}{sender.name}"
    if package.kind == "directive" and receiver is not None:
        whose += f"致{receiver.code}{receiver.name}"
    return f"{_FORBIDDEN.sub('', whose)}_{package.periods[0]}_{KIND_NAMES[package.kind]}_r{package.revision}.parkpkg"


def write_checked(path: Path, data: bytes) -> None:
    """Write a file beside its place, read it back, compare, and only then give it its name."""
    partial = path.with_name(f".{path.stem[:40]}.{secrets.token_hex(4)}.tmp")
    try:
        _assert_room(path, len(data))
        try:
            _write_through(partial, data)
            if _hash_of(partial) != hashlib.sha256(data).digest():
                raise PackageError(
                    f"写到“{path.parent}”的内容读回来不一样，盘已坏或容量是虚标的，没有导出，请换一个U盘再试。"
                )
            partial.replace(path)
        finally:
            with contextlib.suppress(OSError):
                partial.unlink(missing_ok=True)
        _sync_folder(path.parent)
    except OSError as error:
        raise PackageError(_sentence(path, error)) from error


def _assert_room(path: Path, size: int) -> None:
    """Say so before writing when the place is too small; a missing folder is found by the writing itself."""
    if path.parent.is_dir() and (free := shutil.disk_usage(path.parent).free) < size:
        raise PackageError(
            f"“{path.name}”没有导出到“{path.parent}”：空间不够，要{_megabytes(size)}MB，只剩{_megabytes(free)}MB，"
            "请清理后再试，或换一个盘。"
        )


def _megabytes(size: int) -> str:
    return f"{size / 2**20:.1f}"


def _write_through(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
        if hasattr(os, "posix_fadvise"):  # so that reading back asks the medium, not the cache
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _hash_of(path: Path) -> bytes:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.digest()


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows has no way to fsync a folder
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sentence(path: Path, error: OSError) -> str:
    where = f"“{path.name}”没有导出到“{path.parent}”"
    if error.errno in _FULL:
        return f"{where}：空间不够，请清理后再试，或换一个盘。"
    if error.errno == errno.EFBIG:
        return f"{where}：文件超过这个盘单个文件的上限（FAT32是4GB），请分份导出，或换一个exFAT、NTFS格式的盘。"
    if error.errno in _NAMELESS:
        return f"{where}：这个盘存不了这样的中文文件名，请换一个盘，或先导出到硬盘再拷贝。"
    if error.errno in _LOCKED:
        return f"{where}：该位置只读或没有写入权限，请关掉写保护或换一个位置再试。"
    if error.errno in _GONE:
        return f"{where}：文件夹不存在或盘已被拔出，请插好后重新选择位置再试。"
    return f"{where}：写入失败（{error.strerror or error}），请换一个位置再试。"
