"""园区要素: plants rolled up, occupancy, the ready reserve, who fits which floor, leases that end (domain §1.D)."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from parkdesk.amounts import Rate
from parkdesk.records.names import normalise_name
from parkdesk.records.parks import BUILD_STATES, HIGH_LEVELS, PLANT_USES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parkdesk.records import Lead, Lease, Parcel, Park, Plant, Room

BUILT, BUILDING = "已建", "在建"
STANDARD = PLANT_USES[0]
HIGH_RESERVE, OTHER_RESERVE = 50_000 * 100, 30_000 * 100
"""动态储备 in 0.01 ㎡: parks of the province's level and above, and the others (seed 004)."""
_VACANT = ("空置", "腾退")
_NUMBER = re.compile(r"\d+")
SOON_DAYS = 90


@dataclass(slots=True)
class Part:
    """Buildings added up: 栋数, 建筑面积, 已入驻, 签约待入驻; areas in 0.01 ㎡."""

    blocks: int = 0
    area: int = 0
    occupied: int = 0
    signed: int = 0

    def add(self, plant: Plant) -> None:
        """Take in a building; several counted together count as many."""
        self.blocks += plant.blocks or 1
        self.area += plant.area or 0
        self.occupied += plant.occupied or 0
        self.signed += plant.signed or 0

    @property
    def vacant(self) -> int:
        """What stands empty and is promised to nobody."""
        return self.area - self.occupied - self.signed


def roll_up(plants: Iterable[Plant]) -> dict[tuple[str, str], Part]:
    """Return the buildings by 用途 × 状态; 「」 for either stands for all of them."""
    found: dict[tuple[str, str], Part] = defaultdict(Part)
    for plant in plants:
        for use in (plant.use, ""):
            for state in (plant.state, ""):
                found[use, state].add(plant)
    return dict(found)


def in_order(parts: dict[tuple[str, str], Part]) -> list[tuple[str, str, Part]]:
    """Return the cells of a roll-up as a table lists them: state by state, its uses, then its sum."""
    return [
        (state or "合计", use or "小计", part)
        for state in (*reversed(BUILD_STATES), "")
        for use in (*PLANT_USES, "")
        if (part := parts.get((use, state)))
    ]


def occupancy(parts: dict[tuple[str, str], Part]) -> Rate | None:
    """Return 厂房入驻率: occupied of the standard plants that are built, None where there are none."""
    part = parts.get((STANDARD, BUILT))
    return Rate(Fraction(part.occupied * 100, part.area)) if part and part.area > 0 else None


class Reserve(NamedTuple):
    """动态储备 of a park: what stands ready and what should."""

    park: str
    level: str
    vacant: int
    wanted: int

    @property
    def is_enough(self) -> bool:
        """Whether the park holds what it should."""
        return self.vacant >= self.wanted

    @property
    def rate(self) -> Rate:
        """What is there of what should be."""
        return Rate(Fraction(max(self.vacant, 0) * 100, self.wanted))


def reserves(parks: Iterable[Park], plants: Sequence[Plant]) -> list[Reserve]:
    """Return the reserve of every park that has plants or is on the list; zones count with the park they belong to."""
    known = {normalise_name(park.name): park for park in parks}
    found: dict[str, int] = {normalise_name(p.name): 0 for p in known.values() if not p.parent}
    names = {key: park.name for key, park in known.items()}
    for plant in plants:
        key = normalise_name(plant.park)
        if key in known and known[key].parent:
            key = normalise_name(known[key].parent)
        names.setdefault(key, plant.park)
        found.setdefault(key, 0)
        if plant.use == STANDARD and plant.state == BUILT:
            found[key] += (plant.area or 0) - (plant.occupied or 0) - (plant.signed or 0)
    made = []
    for key, vacant in found.items():
        level = known[key].level if key in known else ""
        made.append(Reserve(names[key], level, vacant, HIGH_RESERVE if level in HIGH_LEVELS else OTHER_RESERVE))
    return made


class Fit(NamedTuple):
    """A place that a project fits into: a unit, or the room left in a building; `spare` is what stays empty."""

    park: str
    number: str
    floor: str
    room: str
    area: int
    spare: int
    record: str
    ledger: str


def fits(lead: Lead, rooms: Sequence[Room], plants: Sequence[Plant]) -> list[Fit]:
    """Return where a project fits, tightest first: its park before others, units before buildings without any."""
    wanted = lead.area or 0
    if wanted <= 0:
        return []
    divided = {building(room.park, room.number) for room in rooms}
    found = [
        Fit(r.park, r.number, r.floor, r.room, r.area or 0, (r.area or 0) - wanted, r.id, "rooms")
        for r in rooms
        if r.state in _VACANT and (r.area or 0) >= wanted and _suits(lead, r)
    ]
    for plant in plants:
        left = (plant.area or 0) - (plant.occupied or 0) - (plant.signed or 0)
        is_whole = building(plant.park, plant.number) not in divided
        if is_whole and plant.state == BUILT and plant.use == STANDARD and left >= wanted:
            found.append(Fit(plant.park, plant.number, "", "", left, left - wanted, plant.id, "plants"))
    aim = normalise_name(lead.park)
    return sorted(found, key=lambda fit: (aim != "" and normalise_name(fit.park) != aim, fit.spare))


def _suits(lead: Lead, room: Room) -> bool:
    """Whether a unit bears what a project needs; what nobody measured of it does not rule it out."""
    if lead.floor == "一层" and _floor(room.floor) not in (1, None):
        return False
    pairs = ((lead.height, room.height), (lead.load, room.load), (lead.power, room.power))
    return all(need is None or there is None or there >= need for need, there in pairs)


def _floor(text: str) -> int | None:
    if found := _NUMBER.search(text):
        return int(found[0])
    return {"一": 1, "首": 1, "二": 2, "三": 3, "四": 4, "五": 5}.get(text[:1])


def building(park: str, number: str) -> tuple[str, str]:
    """Return what tells a building apart, however its names are written."""
    return normalise_name(park), normalise_name(number)


def revival(parcels: Iterable[Parcel]) -> tuple[int, int, int, int, Rate | None]:
    """Return 宗数, 台账亩, 已盘活亩, 已盘活厂房㎡ and 盘活率 (areas in hundredths)."""
    listed = list(parcels)
    area = sum(p.area or 0 for p in listed)
    revived = sum(p.revived or 0 for p in listed)
    plants = sum(p.revived_plant or 0 for p in listed)
    return len(listed), area, revived, plants, Rate(Fraction(revived * 100, area)) if area > 0 else None


def is_active(lease: Lease, day: dt.date) -> bool:
    """Whether a lease runs on a day; one without a beginning always ran, one without an end runs on."""
    at = day.isoformat()
    return (lease.begins or "") <= at and (not lease.ends or lease.ends >= at)


@dataclass(frozen=True, slots=True)
class Expiring:
    """Leases that end soon or have arrears."""

    soon: tuple[Lease, ...] = field(default=())
    past: tuple[Lease, ...] = field(default=())
    owing: tuple[Lease, ...] = field(default=())


def expiring(leases: Sequence[Lease], today: dt.date) -> Expiring:
    """Return the leases that end within the coming months, those that have ended, and those with arrears."""
    at, until = today.isoformat(), (today + dt.timedelta(days=SOON_DAYS)).isoformat()
    dated = sorted((lease for lease in leases if lease.ends), key=lambda lease: lease.ends or "")
    return Expiring(
        tuple(lease for lease in dated if at <= (lease.ends or "") <= until),
        tuple(lease for lease in dated if (lease.ends or "") < at),
        tuple(lease for lease in leases if (lease.arrears or 0) > 0),
    )


def let_area(leases: Iterable[Lease], day: dt.date) -> int:
    """Return what is let on a day, in 0.01 ㎡."""
    return sum(lease.area or 0 for lease in leases if is_active(lease, day))
