"""供地核价, joined: the parcels of a desk by the least prices and the shares that hold there."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from parkdesk.office.projects.norms import numbers
from parkdesk.records import LandGrade, LandOffer
from parkdesk.records.names import normalise_name
from parkdesk.rules.checks.land import judge_land
from parkdesk.rules.land import Reckoned, reckon

if TYPE_CHECKING:
    from collections.abc import Iterable

    from parkdesk.rules.checks.noticed import Noticed
    from parkdesk.store import Store


class LandBoard(NamedTuple):
    """Every parcel with its least price, and the standards they are held against."""

    parcels: tuple[Reckoned, ...]
    grades: tuple[LandGrade, ...]


def board(store: Store) -> LandBoard:
    """Return what every parcel may be offered for at least; each unit's parcels by its own standards."""
    grades, norms = store.select(LandGrade), numbers(store)
    parcels = [reckon(one, _of_unit(grades, one.unit), norms) for one in store.select(LandOffer)]
    return LandBoard(tuple(sorted(parcels, key=lambda one: not one.doubts)), tuple(grades))


def doubts_of_land(store: Store, unit: str, period: int) -> list[Noticed]:
    """Return what is wrong with the prices and floors of a unit's parcels."""
    offers = store.select(LandOffer, unit=unit)
    return judge_land(offers, _of_unit(store.select(LandGrade), unit), numbers(store), period) if offers else []


def _of_unit(grades: Iterable[LandGrade], unit: str) -> dict[str, LandGrade]:
    """Return a unit's standards by their grade, however it is written."""
    return {normalise_name(one.grade): one for one in grades if one.unit == unit}
