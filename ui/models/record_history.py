"""The history of a record as lines to read: who, when, through which file, which field, old → new."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parkdesk.records import Record
    from parkdesk.store import RecordVersion, Store

_DOORS = {
    "form": "手工录入", "table": "表格录入", "undo": "撤销", "redo": "重做", "start": "新建台账",
    "dictionary": "目录更新", "package": "装入上报包",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One field of one change."""

    at: str
    by: str
    door: str
    label: str
    old: str
    new: str
    reason: str
    seq: int = 0
    before: Record | None = None
    """The whole record as it stood before this change; None where the change made it."""


def door_of(kind: str, file: str) -> str:
    """Return how a change came in, in the office's words: the file, or what was done by hand."""
    return file or _DOORS.get(kind, "导入")


def history_lines(store: Store, record: Record) -> list[HistoryLine]:
    """Return a record's changes, newest first."""
    lines: list[HistoryLine] = []
    after: Record | None = record
    for version in store.history(record.id):
        lines += _lines_of(version, after)
        after = version.before
    return lines


def _lines_of(version: RecordVersion, after: Record | None) -> list[HistoryLine]:
    who = (version.at, version.by, door_of(version.kind, version.file))
    before, rest = version.before, (version.reason, version.seq, version.before)
    if before is None or after is None:
        label = "新增" if before is None else "删除"
        kept = after or before
        return [HistoryLine(*who, label, "", kept.title() if kept else "", *rest)]
    return [
        HistoryLine(*who, c.label, c.kind.write(getattr(before, c.key)), c.kind.write(getattr(after, c.key)), *rest)
        for c in after.COLUMNS
        if getattr(before, c.key) != getattr(after, c.key)
    ]
