"""Files on their way in: parts joined, encryption opened, then verified; one way for every kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parkdesk.errors import PackageError
from parkdesk.sync import parts, secrecy
from parkdesk.sync.container import MAX_PACKED
from parkdesk.sync.package import VerifiedPackage, read_package

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from parkdesk.sync.keys import AgeIdentity


@dataclass(frozen=True, slots=True)
class Opened:
    """One file, or one set of parts: its first path, and the package in it or the sentence why there is none."""

    path: Path
    package: VerifiedPackage | None
    error: str = ""
    wants_passphrase: bool = False


def open_files(files: Sequence[Path], identity: AgeIdentity | None = None, passphrase: str = "") -> list[Opened]:
    """Open many files in the order given; parts of one whole are one of them, wherever they stand in the list."""
    opened: list[Opened] = []
    joined: set[str] = set()
    for path in files:
        try:
            data = read_bytes(path)
            if part := parts.read_head(data):
                if part[0].sha256 in joined:
                    continue
                joined.add(part[0].sha256)
                data = _joined(part[0], [path, *(one for one in files if one != path), *parts.neighbours(path)])
            opened.append(Opened(path, _verified(data, identity, passphrase)))
        except PackageError as error:
            wants = isinstance(error, secrecy.PassphraseNeededError)
            opened.append(Opened(path, None, f"“{path.name}”：{error}", wants))
    return opened


def open_file(path: Path, identity: AgeIdentity | None = None, passphrase: str = "") -> VerifiedPackage:
    """Open one file, joined with the parts beside it; raises PackageError, naming the file."""
    (opened,) = open_files([path], identity, passphrase)
    if opened.package is None:
        raise PackageError(opened.error)
    return opened.package


def read_bytes(path: Path) -> bytes:
    """Read a file that is no larger than a package may be; raises PackageError."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_PACKED + 1)
    except OSError as error:
        reason = "文件不存在" if isinstance(error, FileNotFoundError) else "读取失败"
        raise PackageError(f"打不开这个文件（{reason}），请检查U盘或文件夹后再试。") from error


def _joined(head: parts.PartHead, candidates: Sequence[Path]) -> bytes:
    found: dict[int, bytes] = {}
    for path in candidates:
        if len(found) == head.count:
            break
        found |= parts.shares_of(head, [_or_nothing(path)])
    return parts.join(head, found)


def _or_nothing(path: Path) -> bytes:
    try:
        return read_bytes(path)
    except PackageError:
        return b""


def _verified(data: bytes, identity: AgeIdentity | None, passphrase: str) -> VerifiedPackage:
    if secrecy.is_closed(data):
        data = secrecy.open_closed(data, identity, passphrase)
    return read_package(data)
