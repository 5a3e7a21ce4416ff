"""The archive beside the desk: every package that came in or went out, as it was, listed with its hash.

What a desk holds of a sender can be worked out from it at any time: taking one package back and making
a lost desk anew both read it. The list is a plain CSV that people and programs can read without the desk.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from parkdesk.errors import PackageError
from parkdesk.paths import archive_folder
from parkdesk.sync.descriptor import KIND_NAMES
from parkdesk.sync.files import write_checked
from parkdesk.sync.package import read_package
from parkdesk.sync.sending import archive_name

if TYPE_CHECKING:
    from pathlib import Path

    from parkdesk.store import LoggedPackage, Store
    from parkdesk.sync.package import VerifiedPackage

RECEIVED, BASELINE = "收到", "起始"
INDEX = "目录.csv"
_COLUMNS = ("direction", "kind", "unit", "period", "sequence", "status", "reason", "file", "sha256", "at", "by")
_HEADINGS = ("方向", "种类", "单位", "期间", "顺序", "状态", "说明", "文件", "SHA-256", "时间", "操作人")


def folder_of(store: Store, line: LoggedPackage) -> Path:
    """Return the folder in which a logged package is kept."""
    archive = archive_folder(store.path)
    if line.direction == "sent":
        return archive / KIND_NAMES[line.kind]
    return archive / (BASELINE if line.status == "baseline" else RECEIVED)


def keep(folder: Path, package: VerifiedPackage) -> str:
    """Put a package into a folder of the archive and return its name there."""
    name = archive_name(package.head, package.sha256)
    folder.mkdir(parents=True, exist_ok=True)
    write_checked(folder / name, package.data)
    return name


def load(store: Store, package_id: str, direction: str = "received") -> VerifiedPackage:
    """Return a package from the archive, the very one that came or went; raises PackageError."""
    line = next(one for one in store.exchange.packages(direction) if one.id == package_id)
    path = folder_of(store, line) / _kept_name(line)
    package = read_package(path)
    if package.sha256 != line.sha256:
        raise PackageError(f"归档里的“{line.file}”与装入时不是同一个文件，请从备份找回原来的文件再试。")
    return package


def _kept_name(line: LoggedPackage) -> str:
    """Return a package's name in the archive: one that went out is logged by the name it left under."""
    if line.direction == "received":
        return line.file
    return f"{line.file.split('.parkpkg')[0]}_{line.sha256[:8]}.parkpkg"


def write_index(store: Store) -> None:
    """Write the list of everything in the archive anew, in the order in which it came and went."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_HEADINGS)
    for line in sorted(store.exchange.packages(), key=lambda one: (one.seq, one.at, one.sequence)):
        writer.writerow(_cell(line, name) for name in _COLUMNS)
    folder = archive_folder(store.path)
    folder.mkdir(parents=True, exist_ok=True)
    write_checked(folder / INDEX, text.getvalue().encode("utf-8-sig"))


def _cell(line: LoggedPackage, name: str) -> str:
    return str(getattr(line, name))


def read_index(folder: Path) -> dict[str, dict[str, str]]:
    """Return the list of an archive by SHA-256; empty where there is none, for then the files speak alone."""
    path = folder / INDEX
    try:
        rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))[1:]
    except (OSError, UnicodeDecodeError, csv.Error):
        return {}
    lines = [dict(zip(_COLUMNS, row, strict=False)) for row in rows if len(row) == len(_COLUMNS)]
    return {line["sha256"]: line for line in lines if line["direction"] == "received"}
