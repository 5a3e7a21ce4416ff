"""汇总 by park and by industry, against the sums of the same firms done here."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from pathlib import Path

from parkdesk.office import downward
from parkdesk.office.demo import PERIOD, Demonstration, make_demo
from parkdesk.office.desks import open_desk
from parkdesk.office.figures import summary
from parkdesk.office.grouping import OUTSIDE, grouped
from parkdesk.records import catalogue

WAN = 10**6


def test_parks_and_industries_add_up_to_the_whole(tmp_path: Path) -> None:
    made: Demonstration = make_demo(tmp_path / "demo")
    firms = [(county.name, firm) for county in made.samples for firm in county.firms]
    by_park: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    by_industry: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for county, firm in firms:
        name = f"{county} {firm.park or OUTSIDE}"
        for sums in (by_park[name], by_industry[catalogue.industries()[firm.industry[0]]]):
            for at, value in enumerate((1, firm.now[9] * WAN, firm.base[9] * WAN)):
                sums[at] += value
    with open_desk(made.city, "周文") as city:
        total = summary(city, PERIOD).split.total
        for way, mine in (("park", by_park), ("industry", by_industry)):
            lines = grouped(city, PERIOD, way)
            assert {x.name: [x.part.count, x.part.now, x.part.base] for x in lines} == dict(mine)
            assert sum(line.part.now for line in lines) == total.now
            assert sum(line.share.exact for line in lines if line.share) == Fraction(100)
            assert all(line.reported == line.expected for line in lines)
            ranked = [line for line in lines if line.place is not None]
            assert [line.place.rank for line in ranked if line.place] == sorted(
                line.place.rank for line in ranked if line.place
            )
            assert all(line.place is None for line in lines if line.name.endswith(OUTSIDE))


def test_an_approved_value_stands_beside_what_the_firms_that_count_reported(tmp_path: Path) -> None:
    made = make_demo(tmp_path / "demo")
    with open_desk(made.city, "周文") as city:
        reported = summary(city, PERIOD, "990001").split.total.now
        downward.approve(city, "990001", PERIOD, "output", reported - 5, "统计部门核查")
        (beside,) = downward.approved(city, PERIOD, "990001")
        assert (beside.reported, beside.approved, beside.difference) == (reported, reported - 5, -5)
        assert summary(city, PERIOD, "990001").split.total.now == reported
