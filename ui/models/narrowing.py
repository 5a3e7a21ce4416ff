"""Headings that narrow and order a table: conditions, value lists, several columns to sort by.

A ledger leaves the work to SQLite; a table that is held whole goes through its texts here.
"""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from parkdesk.amounts import read_number
from parkdesk.records.kinds import Kind, clean_text
from parkdesk.store import Filter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_FALLS, _NOTHING = "▼", "—"
_MOST_VALUES = 2000
_OF_TEXTS: dict[str, Callable[[str, str], bool]] = {
    "contains": lambda text, wanted: wanted in text,
    "lacks": lambda text, wanted: wanted not in text,
    "eq": lambda text, wanted: text == wanted,
    "ne": lambda text, wanted: text != wanted,
    "begins": lambda text, wanted: text.startswith(wanted),
    "ends": lambda text, wanted: text.endswith(wanted),
}
_OF_FIGURES: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "eq": lambda figure, wanted: figure == wanted,
    "ne": lambda figure, wanted: figure != wanted,
    "gt": lambda figure, wanted: figure > wanted,
    "ge": lambda figure, wanted: figure >= wanted,
    "lt": lambda figure, wanted: figure < wanted,
    "le": lambda figure, wanted: figure <= wanted,
}


class Narrowed:
    """What a heading needs of a model to narrow and order it; `narrowed` is the model's signal that it did."""

    ALWAYS_OFFERED = True
    """Whether every heading shows its funnel; else the one under the mouse does."""

    def filter_key(self, column: int) -> str:
        """Return the word that stands for a column in a condition."""
        raise NotImplementedError

    def filter_label(self, column: int) -> str:
        """Return what a column is called."""
        raise NotImplementedError

    def filter_kind(self, column: int) -> Kind:
        """Return how what is typed into a condition is read."""
        raise NotImplementedError

    def filter_unit(self, column: int) -> str:  # noqa: ARG002 -- quantities have one
        """Return the unit that a condition's figure is typed in."""
        return ""

    def column_filters(self, column: int) -> tuple[Filter, ...]:
        """Return the conditions on one heading."""
        raise NotImplementedError

    def filter_column(self, column: int, filters: tuple[Filter, ...]) -> None:
        """Set the conditions on one heading; none lets it go."""
        raise NotImplementedError

    def tally(self, column: int) -> list[tuple[Any, int]]:
        """Return a column's values and how often each stands there, under the other columns' conditions."""
        raise NotImplementedError

    def order(self) -> list[tuple[int, bool]]:
        """Return the columns that are sorted by and whether downwards, most important first."""
        raise NotImplementedError

    def sort_by(self, order: Sequence[tuple[int, bool]]) -> None:
        """Sort by several columns; by none is the order in which the rows were given."""
        raise NotImplementedError


def figure_kind() -> Kind:
    """Return how a figure of a table that is held whole is typed into a condition."""
    return Kind("figure", read_number, str, "", numeric=True)


def word_kind() -> Kind:
    """Return how a word of a table that is held whole is typed into a condition."""
    return Kind("text", clean_text, str, "")


class Conditions:
    """The conditions on the headings of a table that is held whole, by the columns' keys."""

    def __init__(self) -> None:
        self.on: dict[str, tuple[Filter, ...]] = {}

    def put(self, key: str, filters: tuple[Filter, ...]) -> None:
        """Set the conditions on one heading; none lets it go."""
        self.on.pop(key, None)
        if filters:
            self.on[key] = filters

    def keep(self, keys: Iterable[str]) -> None:
        """Let the conditions go whose columns are not there any more."""
        there = set(keys)
        self.on = {key: filters for key, filters in self.on.items() if key in there}

    def let_through(
        self, shown: Callable[[str], str], exact: Callable[[str], str] | None = None, but: str = ""
    ) -> bool:
        """Whether a row meets every condition; one heading's may be left out.

        Values are ticked as they are shown; what is typed is held against every digit.
        """
        return all(
            _meets(one, shown(key), exact(key) if exact else _filled(shown(key)))
            for key, filters in self.on.items()
            if key != but
            for one in filters
        )


def tally_of(texts: Iterable[str], *, numeric: bool) -> list[tuple[str, int]]:
    """Return different texts and how often each stands there, in their order."""
    found = Counter(texts)
    order = sorted(found, key=_by_figure if numeric else None)
    return [(text, found[text]) for text in order[:_MOST_VALUES]]


def _by_figure(text: str) -> tuple[bool, Decimal, str]:
    number = figure_of(text)
    return number is None, number or Decimal(0), text


def figure_of(text: str) -> Decimal | None:
    """Return the figure that a cell shows, if it shows one."""
    try:
        return read_number(text.removeprefix(_FALLS).strip())
    except ValueError:
        return None


def _filled(text: str) -> str:
    """Return a text without the dash that stands for nothing."""
    return "" if text == _NOTHING else text


def _meets(condition: Filter, shown: str, text: str) -> bool:
    op, value = condition.op, condition.value
    if op == "any":
        return any(_meets(part, shown, text) for part in value)
    if op == "in":
        return shown in value
    if op in ("empty", "filled"):
        return bool(text.strip()) == (op == "filled")
    if isinstance(value, Decimal):
        number = figure_of(text)
        return op == "ne" if number is None else _OF_FIGURES[op](number, value)
    return _OF_TEXTS[op](text.lower(), str(value).lower())


# -- what is remembered ------------------------------------------------------------------------


def as_json(filters: Sequence[Filter]) -> str:
    """Return conditions as text, so that they are there again after a restart."""
    return json.dumps([_as_list(one) for one in filters], ensure_ascii=False)


def from_json(key: str, text: str) -> tuple[Filter, ...]:
    """Return the conditions that were remembered for a column; what cannot be read any more is none."""
    try:
        return tuple(_from_list(key, one) for one in json.loads(text or "[]"))
    except (ValueError, TypeError, ArithmeticError):
        return ()


def _as_list(one: Filter) -> list[Any]:
    if one.op == "any":
        return [one.op, [_as_list(part) for part in one.value]]
    if isinstance(one.value, Decimal):
        return ["figure", [one.op, str(one.value)]]
    return [one.op, list(one.value) if isinstance(one.value, tuple) else one.value]


def _from_list(key: str, kept: list[Any]) -> Filter:
    op, value = kept
    if op == "figure":
        return Filter(key, value[0], Decimal(value[1]))
    if op == "any":
        return Filter(key, op, tuple(_from_list(key, part) for part in value))
    return Filter(key, op, tuple(value) if isinstance(value, list) else value)
