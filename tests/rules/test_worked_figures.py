"""The rest of the seeds' own arithmetic (domain §3.9), worked out by the program's rules."""

from __future__ import annotations

from fractions import Fraction

from parkdesk.amounts import UNITS, half_up
from parkdesk.records import Park, Plant
from parkdesk.rules import growth, parks
from parkdesk.rules.acreage import MEASURES

YI, WAN = 10**10, 10**6


def base(now, rate):
    """Return the same months of last year from a value and its growth in percent."""
    return int(half_up(Fraction(now) / (1 + Fraction(rate) / 100), 0))


def shown(value, places=1):
    return str(value.shown(places))


def test_what_each_industry_pulled_in_seed_001():
    """纺织鞋服 +8.25 points (44.2 %), 健康食品 +6.69 (35.8 %), all others +10.3 % → 3.73."""
    whole, cloth, food = 14_176 * YI // 100, 5584 * YI // 100, 3827 * YI // 100
    before, cloth_before, food_before = base(whole, "18.66"), base(cloth, "21.42"), base(food, "26.39")
    pulls = [growth.pull(cloth, cloth_before, before), growth.pull(food, food_before, before)]
    shares = [
        growth.contribution(now, then, whole, before) for now, then in ((cloth, cloth_before), (food, food_before))
    ]
    assert [shown(pull, 2) for pull in pulls] == ["8.25", "6.69"]
    assert [shown(share) for share in shares] == ["44.2", "35.8"]
    others, others_before = whole - cloth - food, before - cloth_before - food_before
    assert shown(growth.growth(others, others_before)) == "10.3"
    assert shown(growth.pull(others, others_before, before), 2) == "3.73"


def test_a_park_yields_by_the_land_that_is_counted():
    """10.66 km² = 15990 亩 → 产值 88.7 万元/亩, 税收 1.07 万元/亩 over the whole park's area."""
    park = Park(id="p", unit="u", name="甲", planned=1066 * UNITS["km²"].smallest // 100)
    mu = Fraction(park.planned, UNITS["km²"].smallest) * 1500
    assert mu == 15_990
    land = int(mu * UNITS["亩"].smallest)
    per_mu = {
        code: half_up(Fraction(value, land) * MEASURES[code].size, places)
        for code, value, places in (("revenue_per_mu", 14_176 * YI // 100, 1), ("tax_per_mu", 171 * YI // 100, 2))
    }
    assert {code: str(value) for code, value in per_mu.items()} == {"revenue_per_mu": "88.7", "tax_per_mu": "1.07"}


def test_what_a_square_metre_of_the_first_built_plants_made():
    """产值48.42亿 on 52.01万㎡ of standard plants: 9310 元/㎡; 税收1.03亿 is 2.1 % of it."""
    built = parks.roll_up([Plant(id="a", unit="u", park="甲", blocks=59, area=520_100 * 100)])["标准厂房", "已建"]
    assert half_up(Fraction(4842 * YI, 100) / built.area, 0) == 9310  # 分 ÷ 0.01㎡ is 元 ÷ ㎡
    assert shown(growth.share(103 * YI // 100, 4842 * YI // 100)) == "2.1"


def test_a_model_zones_investment():
    """恒口: 29.9亿 +19.4 % from 25.04亿; 技改3.85亿 is 39.6 % of 9.72亿, +43.4 % from 2.68亿."""
    output, tech = 299 * YI // 10, 385 * YI // 100
    assert str(half_up(Fraction(base(output, "19.4"), YI), 2)) == "25.04"
    assert str(half_up(Fraction(base(tech, "43.4"), YI), 2)) == "2.68"
    assert shown(growth.share(tech, 972 * YI // 100)) == "39.6"
