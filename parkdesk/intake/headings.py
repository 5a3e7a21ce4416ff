"""Which column of a sheet is which field: by its name or alias, then by likeness."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

from parkdesk.intake.headline import clean, without_brackets

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from parkdesk.intake.head_rows import HeadColumn

_LIKE_ENOUGH = 0.75
# Headings that differ in one of these mean different things however alike they look.
_TELLING = ("本月", "当月", "本年", "累计", "上年", "同期", "同月", "计划", "增速", "代码", "名称")


class Field(NamedTuple):
    """Something a column may hold, with every name it goes by."""

    key: str
    label: str
    aliases: tuple[str, ...] = ()

    def names(self) -> tuple[str, ...]:
        """Return label and aliases for comparing."""
        return tuple(without_brackets(name) or clean(name) for name in (self.label, *self.aliases))


def match_columns(
    columns: Iterable[HeadColumn], fields: Iterable[Field], remembered: Mapping[str, str] | None = None
) -> dict[str, int]:
    """Return the column of each field that has one; no column and no field is used twice.

    `remembered` maps a heading's text to a field key ('' for 不导入), as a person corrected it before.
    """
    free = {column.column: column for column in columns}
    open_fields = {field.key: field for field in fields}
    found: dict[str, int] = {}

    def take(key: str, index: int) -> None:
        found[key] = index
        del free[index], open_fields[key]

    for column in list(free.values()):
        key = (remembered or {}).get(column.text)
        if key in open_fields:
            take(key, column.column)
        elif key == "":
            del free[column.column]
    for column in list(free.values()):
        key = next((f.key for f in open_fields.values() if heading_of(column) in f.names()), None)
        if key is not None:
            take(key, column.column)
    for score, key, index in _likenesses(free.values(), open_fields.values()):
        if score >= _LIKE_ENOUGH and key in open_fields and index in free:
            take(key, index)
    return found


def heading_of(column: HeadColumn) -> str:
    """Return the words that name a column: the innermost heading, without brackets and blanks."""
    return without_brackets(column.path[-1]) or clean(column.path[-1])


def _likenesses(columns: Iterable[HeadColumn], fields: Iterable[Field]) -> list[tuple[float, str, int]]:
    scores = [
        (max(likeness(heading_of(column), name) for name in field.names()), field.key, column.column)
        for column in columns
        for field in fields
    ]
    return sorted(scores, key=lambda score: (-score[0], score[2], score[1]))


def likeness(one: str, other: str) -> float:
    """Return 0 … 1: how alike two headings are; the same start of a longer name counts as very like."""
    if any((word in one) != (word in other) for word in _TELLING):
        return 0.0
    if len(one) >= 3 and len(other) >= 3 and (one.startswith(other) or other.startswith(one)):
        return 0.9
    return SequenceMatcher(None, one, other).ratio()
