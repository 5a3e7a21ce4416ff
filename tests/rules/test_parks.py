"""Plants, reserve, fits and idle land; the figures of domain §1.D and §3.9."""

from __future__ import annotations

import datetime as dt

from parkdesk.records import Lead, Lease, Parcel, Park, Plant, Room
from parkdesk.rules import parks

TODAY = dt.date(2026, 9, 30)


def plant(number="1#", area=10_000, **other):
    return Plant(id=f"p{number}{other.get('state', '')}", unit="u", park=other.pop("park", "甲园"), number=number,
                 area=area * 100, **other)  # fmt: skip


def room(floor, area, number="1#", **other):
    return Room(id=f"r{number}{floor}{other.get('room', '')}", unit="u", park="甲园", number=number, floor=floor,
                area=area * 100, **other)  # fmt: skip


def lease(tenant, floor="1", **other):
    begins, ends = other.pop("begins", "2026-01-01"), other.pop("ends", "2026-12-31")
    return Lease(id=tenant, unit="u", park="甲园", number="1#", floor=floor, tenant=tenant, begins=begins, ends=ends,
                 **other)  # fmt: skip


def test_the_roll_up_of_the_seed_is_reproduced():
    """59栋52.01万㎡ + 8栋12.23万㎡ = 67栋64.24万㎡; 在建37栋60.98万㎡; 78.3% of 160万㎡."""
    made = [
        plant("a", 520_100, use="标准厂房", state="已建", blocks=59),
        plant("b", 122_300, use="配套用房", state="已建", blocks=8),
        plant("c", 500_000, use="标准厂房", state="在建", blocks=30),
        plant("d", 109_800, use="配套用房", state="在建", blocks=7),
    ]
    parts = parks.roll_up(made)
    built, building, whole = parts["", "已建"], parts["", "在建"], parts["", ""]
    assert (built.blocks, built.area) == (67, 642_400 * 100)
    assert (building.blocks, building.area) == (37, 609_800 * 100)
    assert (whole.blocks, whole.area) == (104, 1_252_200 * 100)
    assert round(whole.area / 100 / 1_600_000 * 100, 1) == 78.3
    assert [line[:2] for line in parks.in_order(parts)] == [
        ("已建", "标准厂房"), ("已建", "配套用房"), ("已建", "小计"),
        ("在建", "标准厂房"), ("在建", "配套用房"), ("在建", "小计"),
        ("合计", "标准厂房"), ("合计", "配套用房"), ("合计", "小计"),
    ]  # fmt: skip


def test_occupancy_counts_only_standard_plants_that_are_built():
    made = [plant("1", 1000, occupied=25_000), plant("2", 1000, use="配套用房", occupied=100_000),
            plant("3", 5000, state="在建")]  # fmt: skip
    assert str(parks.occupancy(parks.roll_up(made)).shown()) == "25.0"
    assert parks.occupancy(parks.roll_up([plant("3", 5000, state="在建")])) is None


def test_the_reserve_is_five_wan_in_a_park_of_the_province_and_three_in_others():
    listed = [Park(id="1", unit="u", name="高新区", level="省级开发区"), Park(id="2", unit="u", name="乙园"),
              Park(id="3", unit="u", name="南区", parent="高新区")]  # fmt: skip
    plants = [
        plant("1", 40_000, park="高新区", occupied=500_000),
        plant("2", 15_000, park="南区"),
        plant("3", 30_000, park="乙园", signed=1),
        plant("4", 30_000, park="丙园", use="配套用房"),
    ]
    found = {one.park: one for one in parks.reserves(listed, plants)}
    assert (found["高新区"].vacant, found["高新区"].wanted, found["高新区"].is_enough) == (5_000_000, 5_000_000, True)
    assert (found["乙园"].vacant, found["乙园"].is_enough) == (2_999_999, False)
    assert found["丙园"].vacant == 0
    assert set(found) == {"高新区", "乙园", "丙园"}


def test_who_fits_this_floor():
    rooms = [
        room("1", 2000, height=600, load=100), room("2", 2000, height=450), room("3", 2500, state="入驻"),
        room("4", 1200), room("5", 5000),
    ]  # fmt: skip
    whole = plant("2#", 3000, occupied=50_000)
    lead = Lead(id="l", unit="u", name="新项目", area=150_000, floor="不限", height=500)
    assert [(f.number, f.floor) for f in parks.fits(lead, rooms, [whole, plant("1#", 9000)])] == [
        ("1#", "1"), ("2#", ""), ("1#", "5"),
    ]  # fmt: skip
    only_first = Lead(id="l", unit="u", name="新项目", area=150_000, floor="一层")
    assert [f.floor for f in parks.fits(only_first, rooms, [])] == ["1"]
    assert parks.fits(Lead(id="l", unit="u", name="没说要多大"), rooms, [whole]) == []


def test_idle_land_of_the_seed():
    """13宗539亩, 盘活120亩 = 22.3%."""
    listed = [Parcel(id=f"{n}", unit="u", number=f"{n}", area=100 * a, revived=100 * r)
              for n, (a, r) in enumerate([(100, 80), (439, 40), *[(0, 0)] * 11])]  # fmt: skip
    count, area, revived, _, rate = parks.revival(listed)
    assert (count, area, revived, str(rate.shown())) == (13, 53_900, 12_000, "22.3")
    assert parks.revival([])[-1] is None


def test_leases_that_end_soon_have_ended_or_owe():
    found = parks.expiring(
        [lease("近", ends="2026-12-01"), lease("远", ends="2028-01-01"), lease("过", ends="2026-09-29"),
         lease("欠", ends="2027-06-30", arrears=1)],
        TODAY,
    )  # fmt: skip
    assert [[one.tenant for one in part] for part in (found.soon, found.past, found.owing)] == [["近"], ["过"], ["欠"]]
    assert parks.let_area([lease("甲", area=700), lease("乙", area=1, ends="2026-09-29")], TODAY) == 700
