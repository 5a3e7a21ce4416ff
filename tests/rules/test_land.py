"""供地核价 by seed 002: 70 % of the grade's least price for priority industries, never below what a parcel cost."""

from __future__ import annotations

from parkdesk.records import LandGrade, LandOffer
from parkdesk.rules.checks.land import judge_land
from parkdesk.rules.land import reckon

NORMS = {"land_priority": 70, "land_service": 15}
WAN = 1_000_000


def grades(price="12000"):
    """Return one invented standard: 120 元/㎡."""
    return {"甲等": LandGrade(id="g", unit="u", grade="甲等", price=int(price))}


def offer(**values):
    return LandOffer(id="o", unit="u", number="Z-1", **{"area": 1500, "grade": "甲等", **values})


def said(one):
    return [text for _, text in reckon(one, grades(), NORMS).doubts]


def test_the_least_price_is_the_standard_times_the_area_in_square_metres():
    found = reckon(offer(), grades(), NORMS)  # 15亩 = 1公顷 = 10000㎡
    assert (found.share, found.by_standard, found.least) == (100, 120 * WAN, 120 * WAN)
    assert reckon(offer(area=100), grades(), NORMS).by_standard == 8 * WAN  # 1亩 = 666.67㎡, exactly 10000/15


def test_a_priority_industry_pays_seven_tenths_unless_the_parcel_cost_more():
    assert reckon(offer(priority="是"), grades(), NORMS).least == 84 * WAN
    costly = offer(priority="是", acquired=60 * WAN, prepared=20 * WAN, fees=10 * WAN)
    assert (reckon(costly, grades(), NORMS).by_standard, reckon(costly, grades(), NORMS).least) == (84 * WAN, 90 * WAN)
    assert reckon(offer(priority="是"), grades(), {**NORMS, "land_priority": 80}).least == 96 * WAN


def test_a_price_below_is_told_with_what_it_is_below():
    assert said(offer(priority="是", price=84 * WAN)) == []
    assert said(offer(priority="是", price=83 * WAN)) == [
        "Z-1拟定底价83.00万元，低于最低价标准的70%84.00万元；请核对。"
    ]
    assert said(offer(priority="是", acquired=90 * WAN, price=85 * WAN)) == [
        "Z-1拟定底价85.00万元，低于成本费用之和90.00万元；请核对。"
    ]


def test_services_may_take_fifteen_in_a_hundred_of_the_floor():
    assert said(offer(floor=100_000, service=15_000)) == []
    assert said(offer(floor=100_000, service=15_001)) == [
        "Z-1的服务设施占总建筑面积的15.0%，超过15%，不能按工业用地管理；请核对。"
    ]
    assert said(offer(floor=0, service=1)) == ["Z-1的服务设施没有总建筑面积可比，不能按工业用地管理；请核对。"]


def test_a_grade_without_a_standard_is_no_price_of_zero():
    found = reckon(offer(grade="乙等", price=1), grades(), NORMS)
    assert (found.by_standard, found.least) == (None, None)
    assert found.doubts[0][1] == "Z-1没有土地等别“乙等”的标准，算不出最低价；请在“最低价标准”里补填。"
    assert said(offer(grade="")) == ["Z-1没有土地等别，算不出最低价；请在“供地核价”里补填。"]


def test_a_finding_stands_on_its_column():
    (found,) = judge_land([offer(price=1)], grades(), NORMS, 202609)
    assert (found.level, found.place.table, found.place.record, found.place.field) == (
        "核实", "land_offers", "o", "price",
    )  # fmt: skip
