"""Targets: what was reached, lights by nature, the order of units, and where a figure comes from."""

from __future__ import annotations

from decimal import Decimal

import pytest

from parkdesk.amounts import UNITS
from parkdesk.errors import UsageError
from parkdesk.office import goals, workbench
from parkdesk.office.desks import create_desk
from parkdesk.office.editing import save_record
from parkdesk.office.reached import reached
from parkdesk.periods import Period
from parkdesk.records import Achievement, Lead, ParkMonth, ParkTitle, Plant, Target, catalogue
from parkdesk.rules.goals import light, standings

NORMS = {norm.code: norm.number for norm in catalogue.norms()}
SEP = Period(2026, 9)
WAN = 10**6


@pytest.fixture
def desk(tmp_path):
    with create_desk(tmp_path / "a.parkdesk", "610900", "安康市工信局", "city", "陈晓兰") as store:
        yield store


def target(unit, indicator, amount, **other):
    return Target(id=f"{unit}{indicator}", unit=unit, year=2026, indicator=indicator, name=other.pop("name", indicator),
                  amount=amount, issuer="610900", **other)  # fmt: skip


def put(store, *records):
    for record in records:
        save_record(store, None, record)


def plant(unit, area, finished):
    return Plant(
        id=f"{unit}{finished}", unit=unit, park="甲园", number=f"{unit}{finished}", area=area, finished=finished
    )


@pytest.mark.parametrize(
    ("ahead", "nature", "month", "lamp"),
    [("0", "flow", 9, "绿"), ("-9.9", "flow", 9, "绿"), ("-10", "flow", 9, "黄"), ("-30", "flow", 9, "黄"),
     ("-30.1", "flow", 9, "红"), ("-40", "stock", 9, "黄"), ("-1", "stock", 12, "红"), ("0", "stock", 3, "绿"),
     ("-2", "growth", 9, "黄"), ("-2", "growth", 12, "红"), (None, "flow", 9, "")],
)  # fmt: skip
def test_lights_by_nature(ahead, nature, month, lamp):
    assert light(None if ahead is None else Decimal(ahead), nature, month, NORMS) == lamp


def test_stock_and_flow_are_kept_apart_and_added_up_from_the_ledgers(desk):
    put(
        desk,
        target("610981", "new_plants", 10 * WAN, measured_in="万㎡"),
        target("610981", "all_plants", 20 * WAN, measured_in="万㎡", nature="stock"),
        target("610981", "big_entries", 4, measured_in="户"),
        plant("610981", 4 * WAN, "2026-03"), plant("610981", 9 * WAN, "2025-12"), plant("610981", 3 * WAN, "2026-10"),
        Lead(id="a", unit="610981", name="甲", entered_on="2026-02-01", amount=1000 * WAN),
        Lead(id="b", unit="610981", name="乙", entered_on="2026-02-01", amount=1000 * WAN - 1),
        Lead(id="c", unit="610981", name="丙", entered_on="2025-02-01", amount=5000 * WAN),
    )  # fmt: skip
    found = {line.target.indicator: line.progress for line in goals.board(desk, SEP).lines}
    assert found["new_plants"].done == 4 * WAN
    assert found["all_plants"].done == 16 * WAN
    assert found["big_entries"].done == 1
    assert found["new_plants"].ahead == Decimal("-35.00")
    assert found["all_plants"].ahead == Decimal("-20.00")


def test_what_was_typed_goes_before_what_is_added_up(desk):
    put(
        desk, target("610981", "smart_parks", 4, measured_in="个", name="智慧园区"),
        ParkTitle(id="p", unit="610981", park="甲园", title_name="智慧园区", kind="智慧园区", state="已认定",
                  given="2026-05-01"),
    )  # fmt: skip
    assert goals.board(desk, SEP).lines[0].progress.done == 1
    put(desk, Achievement(id="x", unit="610981", name="智慧园区", period=202608, value=300))
    put(desk, Achievement(id="y", unit="610981", name="智慧园区", period=202610, value=400))
    assert goals.board(desk, SEP).lines[0].progress.done == 3


def test_units_stand_in_order_and_the_tree_leads_to_the_buildings(desk):
    put(
        desk,
        target("610900", "new_plants", 20 * WAN, measured_in="万㎡"),
        target("610981", "new_plants", 10 * WAN, measured_in="万㎡"),
        target("610921", "new_plants", 8 * WAN, measured_in="万平方米"),
        plant("610981", 9 * WAN, "2026-03"), plant("610921", 2 * WAN, "2026-03"),
    )  # fmt: skip
    board = goals.board(desk, SEP)
    assert [(one.name, one.place.rank, str(one.mean)) for one in board.standings] == [
        ("旬阳市", 1, "15.00"), ("汉阴县", 2, "-50.00"),
    ]  # fmt: skip
    (split,) = board.splits
    assert (split.given, split.gap) == (18 * WAN, 2 * WAN)
    nodes = goals.tree(desk, board, next(line.target for line in board.lines if line.progress.unit == "610981"))
    assert [(n.depth, n.name, n.done) for n in nodes] == [
        (0, "安康市", "11.00万㎡"), (1, "汉阴县", "2.00万平方米"), (1, "旬阳市", "9.00万㎡"), (2, "甲园", "9.00万㎡"),
        (3, "6109812026-03", "9.00万㎡"),
    ]  # fmt: skip
    assert nodes[-1].ledger == "plants"


def test_units_without_figures_have_no_place():
    found = standings([("a", "甲", None), ("b", "乙", Decimal("-1")), ("c", "丙", Decimal("-1"))])
    assert [(one.name, one.place.rank if one.place else None) for one in found] == [("乙", 1), ("丙", 1), ("甲", None)]
    assert found[0].place.tied


def test_an_unknown_set_is_refused_in_one_sentence(desk):
    with pytest.raises(UsageError, match="没有“2099”这个目标集"):
        goals.adopt(desk, "2099")


def test_the_workbench_says_which_target_of_the_ledgers_is_behind(tmp_path):
    with create_desk(tmp_path / "b.parkdesk", "610981", "旬阳市经贸局", "county", "陈晓兰") as store:
        put(
            store,
            target("610981", "new_plants", 10 * WAN, measured_in="万㎡", name="新建标准化厂房"),
            plant("610981", 4 * WAN, "2026-03"),
        )
        (item,) = [one for one in workbench.targets_in_red(store, SEP) if one.kind == "target"]
        assert "40.0%" in item.detail
        assert "35.0个百分点" in item.detail


def test_projects_of_one_name_in_two_counties_are_two_firms(desk):
    leads = [
        Lead(id=unit, unit=unit, name="冷链项目", entered_on="2026-02-01", amount=9000 * WAN)
        for unit in ("610981", "610921")
    ]
    put(desk, target("610900", "big_entries", 4, measured_in="户"), *leads)
    assert goals.board(desk, SEP).lines[0].progress.done == 2


def test_the_growth_of_model_parks_is_reckoned_over_those_that_stated_both_years(desk):
    wanted = target("610981", "model_revenue", 2000, name="示范集中区营业收入增速", nature="growth", measured_in="%")
    put(desk, wanted)
    assert reached(desk, Period(2026, 9), wanted).value is None
    for park, kind, now, before in (
        ("甲园", "示范集中区", 150, 100), ("乙园", "示范集中区", 90, 100),
        ("丙园", "绿色园区", 900, 100), ("丁园", "示范集中区", 500, None),
    ):  # fmt: skip
        put(
            desk,
            ParkTitle(id=f"t{park}", unit="610981", park=park, title_name=kind, kind=kind, state="已认定"),
            ParkMonth(id=f"n{park}", unit="610981", park=park, period=202609, revenue=now),
            ParkMonth(id=f"b{park}", unit="610981", park=park, period=202509, revenue=before),
        )
    assert reached(desk, Period(2026, 9), wanted).value == 20 * UNITS["%"].smallest
