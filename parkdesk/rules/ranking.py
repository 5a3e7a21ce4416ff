"""Standard competition ranking (1, 1, 3) with ties told apart as 并列 (domain §3.6, §9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from parkdesk.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

Name = TypeVar("Name")


@frozen
class Place:
    """A rank; `tied` when someone else holds the same one."""

    rank: int
    tied: bool


def places(values: Mapping[Name, Decimal | None], *, lower_is_better: bool = False) -> dict[Name, Place | None]:
    """Rank by the *displayed* values, so that readers see ties where figures look equal; missing ones have no rank."""
    known = {name: value for name, value in values.items() if value is not None}
    ordered = sorted(known.values(), reverse=not lower_is_better)
    return {
        name: None if value is None else Place(ordered.index(value) + 1, ordered.count(value) > 1)
        for name, value in values.items()
    }
