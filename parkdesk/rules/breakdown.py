"""Growth told by groups of firms: by industry, park, town, size, county (domain §3.7, §3.10, §6.4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parkdesk.rules.growth import SCOPE, Part, contribution, pull, share

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from parkdesk.amounts import Points, Rate
    from parkdesk.rules.growth import FirmFigures

SIZES = ("大型", "中型", "小型", "微型")
"""统计上大中小微型企业划分办法(2017) for industry, largest first."""
_LEAST = ((1000, 40000), (300, 2000), (20, 300))  # 从业人数, 营业收入(万元): both lower bounds must be met


def size_of(staff: int | None, revenue: int | None) -> str:
    """Return a firm's size from its staff and its revenue in 万元; empty where either is unknown."""
    if staff is None or revenue is None:
        return ""
    for name, (people, money) in zip(SIZES, _LEAST, strict=False):
        if staff >= people and revenue >= money:
            return name
    return SIZES[-1]


@dataclass(frozen=True, slots=True)
class Slice:
    """A group of the population and what it does to the whole."""

    name: str
    part: Part
    pull: Points | None
    contribution: Rate | None
    share: Rate | None


def parts_by(firms: Iterable[FirmFigures], name_of: Callable[[FirmFigures], str]) -> dict[str, Part]:
    """Add the population up by a name of each firm, largest output first; firms outside it are left out."""
    parts: dict[str, Part] = {}
    for firm in firms:
        if firm.status in SCOPE:
            name = name_of(firm)
            parts[name] = parts.get(name, Part()) + Part(1, firm.now or 0, firm.base or 0)
    return dict(sorted(parts.items(), key=lambda pair: -pair[1].now))


def slices(parts: dict[str, Part]) -> list[Slice]:
    """Return what each part does to their sum: its pull, its contribution, its share."""
    whole = sum(parts.values(), Part())
    return [
        Slice(
            name,
            part,
            pull(part.now, part.base, whole.base),
            contribution(part.now, part.base, whole.now, whole.base),
            share(part.now, whole.now),
        )
        for name, part in parts.items()
    ]
