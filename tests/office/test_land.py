"""供地核价 joined: each unit by its own standards, and what 审核 says of it."""

from __future__ import annotations

import pytest

from parkdesk.office import land
from parkdesk.office.checking import check
from parkdesk.office.desks import create_desk
from parkdesk.office.editing import save_record
from parkdesk.periods import Period
from parkdesk.records import Finance, LandGrade, LandOffer, Norm
from parkdesk.store import Query

WAN = 10**6
UNIT = "610981"


@pytest.fixture
def desk(tmp_path):
    with create_desk(tmp_path / "a.parkdesk", UNIT, "旬阳市经贸局", "county", "陈晓兰") as store:
        yield store


def offer(**other):
    return LandOffer(id="o", unit=UNIT, number="Z-1", area=1500, grade=" 甲等", priority="是", **other)


def found_by(desk, rule):
    return [one.noticed for one in check(desk, Period(2026, 9)).findings if one.noticed.rule == rule]


def test_no_table_of_prices_ships_and_that_is_said(desk):
    assert land.board(desk) == land.LandBoard((), ())
    save_record(desk, None, offer(price=50 * WAN))
    (parcel,) = land.board(desk).parcels
    assert parcel.least is None
    (hint,) = found_by(desk, "land.grade")
    assert hint.text.endswith("请在“最低价标准”里补填。")


def test_a_standard_that_was_entered_is_held_against_and_the_share_is_the_offices(desk):
    save_record(desk, None, LandGrade(id="g", unit=UNIT, grade="甲等", price=12_000))
    save_record(desk, None, LandGrade(id="other", unit="610921", grade="甲等", price=99_000))
    save_record(desk, None, offer(price=90 * WAN))
    assert [one.least for one in land.board(desk).parcels] == [84 * WAN]
    assert found_by(desk, "land.price") == []
    (norm,) = desk.select(Norm, code="land_priority")
    save_record(desk, norm, Norm(**{c.key: getattr(norm, c.key) for c in Norm.COLUMNS} | {"id": norm.id, "number": 80}))
    (low,) = found_by(desk, "land.price")
    assert low.text == "Z-1拟定底价90.00万元，低于最低价标准的80%96.00万元；请核对。"
    assert (low.place.table, low.place.record, low.place.field) == ("land_offers", "o", "price")


def test_a_share_beyond_the_whole_is_told_as_a_contradiction(desk):
    (norm,) = desk.select(Norm, code="enclave_share")
    save_record(
        desk, norm, Norm(**{c.key: getattr(norm, c.key) for c in Norm.COLUMNS} | {"id": norm.id, "number": 170})
    )
    (wrong,) = found_by(desk, "norm_share")
    assert wrong.level == "强制"
    assert wrong.text == "标准“以后归飞出地的比例”是170%，应当在0%到100%之间；请在“人员与标准”里改正。"


def test_the_funds_of_three_years_add_up_as_in_the_seed(desk):
    """汉阴: 3000 + 19000 + 6000 + 1460 = 29460 万元."""
    for number, (source, amount) in enumerate(
        (("专项资金", 3000), ("商业贷款", 19_000), ("专项债", 6000), ("苏陕协作", 1460))
    ):
        save_record(
            desk, None, Finance(id=f"{number}", unit=UNIT, park="甲", name=source, source=source, amount=amount * WAN)
        )
    assert desk.pages.sums(Query("finances"), ["amount"])["amount"].total == 29_460 * WAN
