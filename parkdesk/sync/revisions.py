"""改动说明: what a package changes against the last one, in its sender's words and with reasons, for people to read.

The receiver compares by itself; this table tells it why.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parkdesk.sync.descriptor import Field
from parkdesk.sync.tables import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkdesk.sync.package import VerifiedPackage

_TABLE = "revisions"
_FIELDS = (
    Field("位置", "where", "string", "期间和企业，或记录"),
    Field("项目", "what", "string", "指标或栏目"),
    Field("上次", "old", "string", "上次报送的"),
    Field("这次", "new", "string", "这次报送的"),
    Field("原因", "reason", "string", "为什么改"),
)


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing the receiver will see changed since the last package; `reason` is why, as far as anybody said."""

    where: str
    what: str
    old: str
    new: str
    reason: str = ""


def table_of(seen: Sequence[Seen]) -> Table:
    """Return the changes as a table of the package."""
    rows = [tuple(_plain(text) for text in (s.where, s.what, s.old, s.new, s.reason)) for s in seen]
    return Table.of(_TABLE, "改动说明", _FIELDS, rows)


def _plain(text: str) -> str:
    """Return a text in one line that no spreadsheet runs."""
    line = " ".join(text.split())
    return f"'{line}" if line.startswith(("=", "+", "@", "'")) else line


def read(package: VerifiedPackage) -> list[Seen]:
    """Return what the sender says it changed; nothing where it says nothing, or says it in columns we do not know."""
    names = [resource.name for resource in package.descriptor.resources]
    if _TABLE not in names or [field.key for field in package.fields(_TABLE)] != [field.key for field in _FIELDS]:
        return []
    return [Seen(*(str(cell or "").removeprefix("'") for cell in row)) for row in package.rows(_TABLE)]
