"""How many visits a duty owes, has had and lacks (domain §1.B09): by quarter, month, whole week; pro rata at the ends.

A period is owed when it is over: nobody lacks the visit of a quarter that still runs. Where somebody took a
duty over inside a quarter or month, the part that he held counts, half and more for one; who handed it over
owes the rest, so that both together owe what one would have. Weeks count only whole, Monday to Sunday.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_DAY = dt.timedelta(days=1)
_WEEK = dt.timedelta(days=7)
_MONTHS = {"month": 1, "quarter": 3, "halfyear": 6, "year": 12}
_HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Span:
    """Some days, both ends counted."""

    first: dt.date
    last: dt.date

    @property
    def days(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    def holds(self, day: dt.date) -> bool:
        """Whether a day is one of them."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Held:
    """When one person held a duty: since, and until which day where it was handed over."""

    since: dt.date
    until: dt.date | None = None

    def holds(self, day: dt.date, upto: dt.date) -> bool:
        """Whether a visit on a day counts for this duty, of what is known up to another."""
        return self.since <= day <= min(self.until or upto, upto)


@dataclass(frozen=True, slots=True)
class Count:
    """应走访、已走访、缺: what was owed by a day, what was done, what lacks."""

    required: int = 0
    done: int = 0
    lacking: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.required + other.required, self.done + other.done, self.lacking + other.lacking)


def spans(every: str, since: dt.date, until: dt.date) -> Iterator[Span]:
    """Yield the weeks, months, quarters … that touch the days from `since` to `until`, in order."""
    if every == "week":
        first = since - _DAY * since.weekday()
        while first <= until:
            yield Span(first, first + _WEEK - _DAY)
            first += _WEEK
        return
    length = _MONTHS[every]
    year, month = since.year, (since.month - 1) // length * length + 1
    while dt.date(year, month, 1) <= until:
        following = month + length
        beyond = dt.date(year + (following > 12), (following - 1) % 12 + 1, 1)
        yield Span(dt.date(year, month, 1), beyond - _DAY)
        year, month = beyond.year, beyond.month


def required(every: str, times: int, held: Held, upto: dt.date) -> int:
    """Return how many visits are owed by the evening of `upto`, over the periods that ended by then."""
    last = min(held.until or upto, upto)
    return sum(_owed(span, every, times, held) for span in spans(every, held.since, last) if span.last <= upto)


def _owed(span: Span, every: str, times: int, held: Held) -> int:
    starts_late = held.since > span.first
    ends_early = held.until is not None and held.until < span.last
    if not (starts_late or ends_early):
        return times
    if every == "week":
        return 0
    first, last = max(span.first, held.since), min(span.last, held.until or span.last)
    part = Fraction(times * ((last - first).days + 1), span.days)
    # Half and more goes to who takes over, only more than half to who hands over: together they owe the whole.
    return math.ceil(part - _HALF) if ends_early else math.floor(part + _HALF)


def count(every: str, times: int, held: Held, visits: Iterable[dt.date], upto: dt.date) -> Count:
    """Return what a duty owed, had and lacks by a day; visits before it was held or after that day do not count."""
    owed = required(every, times, held, upto)
    done = sum(held.holds(day, upto) for day in visits)
    return Count(owed, done, max(0, owed - done))


def missed(every: str, times: int, held: Held, visits: Sequence[dt.date], upto: dt.date) -> list[Span]:
    """Return the periods that ended with fewer visits than they owed, whatever others had too many."""
    last = min(held.until or upto, upto)
    return [
        span
        for span in spans(every, held.since, last)
        if span.last <= upto and sum(span.holds(day) for day in visits) < _owed(span, every, times, held)
    ]
