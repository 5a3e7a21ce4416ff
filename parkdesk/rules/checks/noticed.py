"""What a check noticed: one plain sentence with its numbers, and the place a window can jump to."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from parkdesk.amounts import half_up
from parkdesk.rules.checks.meaning import Apply, Attribute, Bound, Figure, Heads, Official, first_figure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parkdesk.records import Indicator
    from parkdesk.rules.checks.worlds import Exact

_RATES = frozenset({"增速", "占比"})
_SAME_UNIT = frozenset({"+", "-", "绝对值", "取", "最大", "最小", "上期", "上年", "全体"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding points: a firm's figure, a unit's sum, or a record's column."""

    period: int
    enterprise: str = ""
    table: str = "facts"
    record: str = ""
    indicator: str = ""
    measure: int = 0
    field: str = ""

    @property
    def about(self) -> str:
        """What an explanation is about besides firm and period: it is the same month after month."""
        if self.table != "facts":
            return f"{self.table}:{self.record}"
        return self.indicator


@dataclass(frozen=True, slots=True)
class Noticed:
    """One finding of a check."""

    rule: str
    name: str
    level: str
    scope: str
    origin: str
    text: str
    where: str
    place: Place
    liftable: bool = False


def said(bound: Bound, value: Exact, unit: str, indicators: Mapping[str, Indicator]) -> str:
    """Return a value as a sentence says it: figures exactly in their unit, rates to one decimal."""
    if value is None:
        return "—"
    if isinstance(value, str):
        return value
    number = Fraction(value)
    if unit:
        return f"{half_up(number, 1):,f}{unit}"
    if rate := _rate_unit(bound):
        return f"{half_up(number, 1):f}{rate}"
    named = _unit_of(bound, indicators)
    return plain(number) + named if named else f"{half_up(number, 2).normalize():,f}"


def plain(number: Fraction, places: int = 6) -> str:
    """Return a figure with every digit it has, and no more."""
    text = f"{half_up(number, places):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _rate_unit(bound: Bound) -> str:
    """Return % for a rate of whatever period, 个百分点 for what lies between two; nothing for what is no rate."""
    if not isinstance(bound, Apply):
        return ""
    if bound.what in _RATES:
        return "%"
    inner = next((unit for one in bound.inputs if (unit := _rate_unit(one))), "") if bound.what in _SAME_UNIT else ""
    return "个百分点" if inner and bound.what == "-" else inner


def _unit_of(bound: Bound, indicators: Mapping[str, Indicator]) -> str:
    if isinstance(bound, Figure):
        return indicators[bound.code].unit if bound.code in indicators else ""
    if isinstance(bound, Official):
        from parkdesk.records.indicators import OFFICIAL_KINDS

        return OFFICIAL_KINDS[bound.code][1]
    if isinstance(bound, Heads):
        return "户"
    if isinstance(bound, Attribute):
        return bound.unit
    if isinstance(bound, Apply) and bound.what in _SAME_UNIT:
        found = first_figure(bound)
        return _unit_of(found, indicators) if found else _unit_of(bound.inputs[0], indicators)
    return ""
