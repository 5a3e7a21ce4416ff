"""园区要素, joined: what the tab's first look shows and its reports print, read once from the desk."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parkdesk.office.checking import doubts_of_places
from parkdesk.office.workbench import period_of_work
from parkdesk.records import Lead, Lease, Parcel, Park, Plant, Room
from parkdesk.rules import parks as rules

if TYPE_CHECKING:
    from parkdesk.amounts import Rate
    from parkdesk.rules.checks.noticed import Noticed
    from parkdesk.store import Store

_SEEKING = ("线索", "洽谈", "签约")
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Seeker:
    """A project that looks for room, and where it fits."""

    lead: Lead
    fits: tuple[rules.Fit, ...]


@dataclass(frozen=True, slots=True)
class ParksBoard:
    """What the parks of a desk (or of one unit) have."""

    parts: dict[tuple[str, str], rules.Part]
    occupancy: Rate | None
    reserves: tuple[rules.Reserve, ...]
    seekers: tuple[Seeker, ...]
    parcels: int
    idle: int
    revived: int
    revived_plants: int
    revival: Rate | None
    doubts: tuple[Noticed, ...]
    leases: rules.Expiring
    let: tuple[tuple[str, int], ...]
    """What was let at the end of each of the last twelve months, in 0.01 ㎡."""


def board(store: Store, unit: str | None = None) -> ParksBoard:
    """Return what the parks have, of one unit or of all that the desk holds."""
    of = {} if unit is None else {"unit": unit}
    plants, rooms, leases = store.select(Plant, **of), store.select(Room, **of), store.select(Lease, **of)
    parts, today = rules.roll_up(plants), store.day()
    leads = [lead for lead in store.select(Lead, **of) if lead.stage in _SEEKING and (lead.area or 0) > 0]
    count, idle, revived, revived_plants, rate = rules.revival(store.select(Parcel, **of))
    return ParksBoard(
        parts, rules.occupancy(parts), tuple(rules.reserves(store.select(Park, **of), plants)),
        tuple(Seeker(lead, tuple(rules.fits(lead, rooms, plants))) for lead in leads),
        count, idle, revived, revived_plants, rate,
        tuple(doubts_of_places(store, unit, period_of_work(today))), rules.expiring(leases, today),
        tuple((f"{day.year}-{day.month:02d}", rules.let_area(leases, day)) for day in _month_ends(today)),
    )  # fmt: skip


def _month_ends(today: dt.date) -> list[dt.date]:
    """Return the last days of the twelve months up to this one."""
    ends, first = [], today.replace(day=1)
    for _ in range(_MONTHS):
        following = (first + dt.timedelta(days=32)).replace(day=1)
        ends.append(min(following - dt.timedelta(days=1), today))
        first = (first - dt.timedelta(days=1)).replace(day=1)
    return ends[::-1]
