"""A package in parts, for mail boxes that take small files only: each part says what it belongs to.

A part is one line of JSON behind a mark, then its share of the bytes; so parts can be renamed by mail
programs and joined in any order, and a part of another file is never taken for one of this.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from parkdesk.errors import PackageError
from parkdesk.sync.container import MAX_PACKED
from parkdesk.sync.secrecy import sha256

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

SUFFIX = ".parkpart"
_MARK = b"ParkDesk-part 1 "
_LONGEST_HEAD = 2000
_MOST = 999


@dataclass(frozen=True, slots=True)
class PartHead:
    """What a part says of itself: the whole file's name, SHA-256 and size, and which part it is."""

    name: str
    sha256: str
    size: int
    number: int
    count: int


def split(name: str, data: bytes, limit: int) -> dict[str, bytes]:
    """Return the parts of a file by file name, none larger than `limit` bytes; raises PackageError."""
    room = limit - _LONGEST_HEAD
    count = -(-len(data) // room) if room > 0 else _MOST + 1
    if count > _MOST:
        raise PackageError(f"每份{limit // 1024}KB太小，要拆成{_MOST}份以上：请把每份放大一些再导出。")
    whole = sha256(data)
    made = {}
    for number in range(1, count + 1):
        head = PartHead(name, whole, len(data), number, count)
        share = data[(number - 1) * room : number * room]
        line = _MARK + json.dumps(asdict(head), ensure_ascii=False).encode() + b"\n"
        made[f"{name}.{number:03d}-{count:03d}{SUFFIX}"] = line + share
    return made


def read_head(data: bytes) -> tuple[PartHead, bytes] | None:
    """Return what a part says and its share of the bytes; None for a file that is no part."""
    if not data.startswith(_MARK):
        return None
    line, _, share = data[: _LONGEST_HEAD + 1].partition(b"\n")
    try:
        raw = json.loads(line[len(_MARK) :])
        head = PartHead(**raw)
    except (ValueError, TypeError):
        raise PackageError("这一份的开头读不懂，可能已损坏，请让对方重新发送这一份。") from None
    texts = isinstance(head.name, str) and isinstance(head.sha256, str)
    numbers = all(type(n) is int for n in (head.size, head.number, head.count))
    if not (texts and numbers and 0 < head.number <= head.count <= _MOST and 0 < head.size <= MAX_PACKED):
        raise PackageError("这一份的开头不合规定，可能已损坏，请让对方重新发送这一份。")
    return head, data[len(line) + 1 :] if share or len(data) > len(line) else b""


def join(head: PartHead, shares: Mapping[int, bytes]) -> bytes:
    """Return the whole file from its parts; raises PackageError naming the parts that are missing."""
    missing = [str(number) for number in range(1, head.count + 1) if number not in shares]
    if missing:
        raise PackageError(
            f"“{head.name}”分成{head.count}份，还缺第{'、'.join(missing[:9])}份：请放到同一个文件夹里再装入。"
        )
    data = b"".join(shares[number] for number in range(1, head.count + 1))
    if len(data) != head.size or sha256(data) != head.sha256:
        raise PackageError(f"“{head.name}”的各份合起来与原文件不一致，有一份已损坏，请让对方重新发送。")
    return data


def neighbours(path: Path) -> Iterator[Path]:
    """Yield the other files beside a part that may be parts too."""
    yield from sorted(one for one in path.parent.glob(f"*{SUFFIX}") if one != path)


def shares_of(head: PartHead, parts: Iterable[bytes]) -> dict[int, bytes]:
    """Return the shares among some files that belong to one whole, by number; others are passed over."""
    found: dict[int, bytes] = {}
    for data in parts:
        try:
            read = read_head(data)
        except PackageError:
            continue
        if read and (read[0].sha256, read[0].count) == (head.sha256, head.count):
            found[read[0].number] = read[1]
    return found
