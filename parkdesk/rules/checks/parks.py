"""Checks between buildings, their units and who rents them: what one record alone cannot show."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING

from parkdesk.amounts import UNITS, show
from parkdesk.rules.checks.noticed import Noticed, Place
from parkdesk.rules.parks import BUILT, building, is_active

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from parkdesk.records import Lease, LedgerRecord, Plant, Room

RULES = {
    "parks.state": ("没有建成的厂房不应有入驻", "核实"),
    "parks.units": ("单元面积合计等于建筑面积", "核实"),
    "parks.building": ("单元的楼栋在厂房台账里", "核实"),
    "parks.dates": ("到期日期不早于起租日期", "强制"),
    "parks.twice": ("同一处厂房不重复出租", "强制"),
    "parks.shared": ("同一处厂房租给几户", "核实"),
    "parks.let": ("租赁面积不大于单元面积", "核实"),
    "parks.building_let": ("一栋的在租面积不大于建筑面积", "核实"),
}
"""The checks between the ledgers of plants: what they are called and how much they weigh."""
_M2 = UNITS["㎡"]
_GRAVEST = ("parks.twice", "parks.shared", "parks.let")


def judge_parks(
    plants: Sequence[Plant], rooms: Sequence[Room], leases: Sequence[Lease], period: int, today: dt.date
) -> list[Noticed]:
    """Return what does not add up between buildings, their units and who rents them."""
    found = [*_of_plants(plants, rooms), *_of_rooms(plants, rooms), *_of_leases(plants, rooms, leases, today)]
    return [_noticed(rule, record, text, period) for rule, record, text in found]


_Found = tuple[str, "LedgerRecord", str]


def _noticed(rule: str, record: LedgerRecord, text: str, period: int) -> Noticed:
    name, level = RULES[rule]
    place = Place(period, table=record.TABLE, record=record.id)
    return Noticed(rule, name, level, "表间", "shipped", text, f"{record.LABEL} {record.title()}", place)


def _of_plants(plants: Sequence[Plant], rooms: Sequence[Room]) -> Iterator[_Found]:
    areas: dict[tuple[str, str], int] = defaultdict(int)
    for room in rooms:
        areas[building(room.park, room.number)] += room.area or 0
    for plant in plants:
        area, occupied = plant.area or 0, plant.occupied or 0
        if plant.state != BUILT and occupied > 0:
            text = f"{plant.title()}还是“{plant.state}”，却已入驻{_m2(occupied)}；请核对状态。"
            yield "parks.state", plant, text
        inside = areas.get(building(plant.park, plant.number), 0)
        if inside and area and inside != area:
            gap = _m2(abs(inside - area))
            text = f"{plant.title()}的单元面积合计{_m2(inside)}，与建筑面积{_m2(area)}相差{gap}；请核对。"
            yield "parks.units", plant, text


def _of_rooms(plants: Sequence[Plant], rooms: Sequence[Room]) -> Iterator[_Found]:
    known = {building(plant.park, plant.number) for plant in plants}
    for room in rooms:
        if known and building(room.park, room.number) not in known:
            yield "parks.building", room, f"{room.title()}的楼栋不在厂房台账里；请补上这一栋或改正栋号。"


def _of_leases(
    plants: Sequence[Plant], rooms: Sequence[Room], leases: Sequence[Lease], today: dt.date
) -> Iterator[_Found]:
    areas = {_place(room): room.area or 0 for room in rooms}
    by_place: dict[tuple[str, ...], list[Lease]] = defaultdict(list)
    for lease in leases:
        if lease.begins and lease.ends and lease.ends < lease.begins:
            text = f"{lease.title()}的到期日期{lease.ends}早于起租日期{lease.begins}；请改正。"
            yield "parks.dates", lease, text
        by_place[_place(lease)].append(lease)
    for place, held in by_place.items():
        yield from _of_place(held, areas.get(place), today)
    yield from _of_buildings(plants, leases, today)


def _of_place(held: Sequence[Lease], area: int | None, today: dt.date) -> Iterator[_Found]:
    """Look at a place today and on the days when further leases begin; say the gravest thing once."""
    begins = (dt.date.fromisoformat(lease.begins) for lease in held if lease.begins)
    days = sorted({today, *(day for day in begins if day > today)})
    found = [one for day in days if (one := _on_day([lease for lease in held if is_active(lease, day)], area))]
    yield from sorted(found, key=lambda one: _GRAVEST.index(one[0]))[:1]


def _on_day(held: Sequence[Lease], area: int | None) -> _Found | None:
    let, names = sum(lease.area or 0 for lease in held), "、".join(lease.tenant for lease in held)
    where = f"{held[0].park}{held[0].number}{held[0].floor}{held[0].room}" if held else ""
    if area is not None and let > area:
        if len(held) == 1:
            return "parks.let", held[0], f"{held[0].title()}的租赁面积{_m2(let)}，大于单元面积{_m2(area)}；请核对。"
        told = f"合计{_m2(let)}，大于单元面积{_m2(area)}；同一处厂房不能重复占用，请核对。"
        return "parks.twice", held[0], f"{where}同时租给了{names}，{told}"
    if len(held) > 1 and (area is None or any(lease.area is None for lease in held)):
        return "parks.shared", held[0], f"{where}同时租给了{names}，分不清各占多少；重复的请改正，合租的请补填面积。"
    return None


def _of_buildings(plants: Sequence[Plant], leases: Iterable[Lease], today: dt.date) -> Iterator[_Found]:
    let: dict[tuple[str, str], int] = defaultdict(int)
    for lease in leases:
        if is_active(lease, today):
            let[building(lease.park, lease.number)] += lease.area or 0
    for where, built in _buildings(plants).items():
        area = sum(plant.area or 0 for plant in built)
        if area and let[where] > area:
            text = f"{built[0].title()}在租合计{_m2(let[where])}，大于建筑面积{_m2(area)}；请核对租赁和建筑面积。"
            yield "parks.building_let", built[0], text


def _buildings(plants: Iterable[Plant]) -> Mapping[tuple[str, str], list[Plant]]:
    found: dict[tuple[str, str], list[Plant]] = defaultdict(list)
    for plant in plants:
        found[building(plant.park, plant.number)].append(plant)
    return found


def _place(one: Room | Lease) -> tuple[str, ...]:
    return one.words(("park", "number", "floor", "room"))


def _m2(stored: int) -> str:
    """Return an area as people read it; what is no whole ㎡ keeps its decimals."""
    return f"{show(stored, _M2, 2 if stored % _M2.smallest else 0, grouped=True)}㎡"
