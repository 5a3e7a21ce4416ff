"""汇总 another way: the same firms of a period added up by park or by industry, with coverage, share and place."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from parkdesk.amounts import Rate
from parkdesk.records import catalogue
from parkdesk.rules.growth import EXIT, SCOPE, Part
from parkdesk.rules.ranking import Place, places

if TYPE_CHECKING:
    from decimal import Decimal

    from parkdesk.periods import Period
    from parkdesk.store import Store

GroupedBy = Literal["park", "industry"]
OUTSIDE, UNKNOWN = "园区以外", "没有填行业"


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One park or industry: its part, its place by growth, how many firms said what they made, and its share."""

    name: str
    part: Part
    place: Place | None
    reported: int
    expected: int
    share: Rate | None


def grouped(store: Store, period: Period, by: GroupedBy, unit: str | None = None) -> list[GroupLine]:
    """Return the sums of a period by park or industry, best growth first; parks of one name in two counties are two."""
    offices, industries = store.offices(), catalogue.industries()
    parts: dict[str, Part] = {}
    reported: dict[str, int] = {}
    expected: dict[str, int] = {}
    for firm in store.facts.firms(period, "output", unit):
        if firm.status not in SCOPE:
            continue
        if by == "industry":
            name = industries.get(firm.industry[:2], UNKNOWN)
        else:
            whose = offices[firm.unit].name if firm.unit in offices else firm.unit
            name = firm.park or OUTSIDE
            name = name if unit or whose in name else f"{whose} {name}"
        parts[name] = parts.get(name, Part()) + Part(1, firm.now or 0, firm.base or 0)
        if firm.status != EXIT:
            expected[name] = expected.get(name, 0) + 1
            reported[name] = reported.get(name, 0) + (not firm.is_silent)
    return _lines(parts, reported, expected)


def _lines(parts: dict[str, Part], reported: dict[str, int], expected: dict[str, int]) -> list[GroupLine]:
    shown: dict[str, Decimal | None] = {
        name: part.growth.shown(1) if part.growth is not None else None
        for name, part in parts.items()
        if not name.endswith((OUTSIDE, UNKNOWN))  # the rest is no park and no industry: it takes no place
    }
    ranked = places(shown)
    total = sum(part.now for part in parts.values())
    lines = [
        GroupLine(
            name, part, ranked.get(name), reported.get(name, 0), expected.get(name, 0),
            Rate(Fraction(part.now * 100, total)) if total > 0 else None,
        )
        for name, part in parts.items()
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (line.place is None, line.place.rank if line.place else 0, line.name))
