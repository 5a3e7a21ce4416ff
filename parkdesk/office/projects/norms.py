"""The county's own numbers: how often to visit, where lights turn, how long a problem may take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkdesk.records import Norm, catalogue

if TYPE_CHECKING:
    from parkdesk.store import Store

VISITS = "走访"


def numbers(store: Store) -> dict[str, int]:
    """Return every number by its code; one that the desk does not have is as it ships."""
    shipped = {norm.code: norm.number for norm in catalogue.norms()}
    return shipped | {norm.code: norm.number for norm in store.select(Norm)}


def visit_norms(store: Store) -> list[Norm]:
    """Return how often each level must visit, in order."""
    return sorted((norm for norm in store.select(Norm, part=VISITS) if norm.role), key=lambda norm: norm.sort)
