"""亩均 joined: shared parcels, exempt and vetoed firms, missing figures, migration, what-if, results step by step."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from openpyxl import load_workbook

from parkdesk.errors import UsageError
from parkdesk.office import acreage, importing, roundtrip
from parkdesk.office.desks import create_desk
from parkdesk.office.editing import save_record
from parkdesk.records import Acreage, AcreageResult, Scheme, SchemeItem, catalogue
from parkdesk.rules.acreage import MEASURES

WAN = 10**6
NAME = "安康县域园区通用（试行模板）"


@pytest.fixture
def desk(tmp_path):
    with create_desk(tmp_path / "a.parkdesk", "610981", "旬阳市经贸局", "county", "陈晓兰") as store:
        acreage.adopt(store, "ankang", 2025)
        yield store


def firm(name, tax=100, **other):
    figures = {"own_land": 1000, "revenue": 1000 * WAN, "added": 300 * WAN, "staff": 30, "energy": 10_000,
               "carbon": 10_000, "research": 30 * WAN}  # fmt: skip
    return Acreage(id=name, unit="610981", year=2025, enterprise=name, park=other.pop("park", "甲园"), tax=tax * WAN,
                   **(figures | other))  # fmt: skip


def appraise(desk, *firms, **other):
    for one in firms:
        save_record(desk, None, one)
    found = acreage.appraise(desk, NAME, 2025, **other)
    return found, {one.firm.enterprise: one for one in found.firms}


@pytest.mark.parametrize("code", [c for c, one in catalogue.schemes().items() if "kind" not in one])
def test_every_shipped_scheme_is_taken_over_whole(desk, code):
    shipped = catalogue.schemes()[code]
    if code != "ankang":
        acreage.adopt(desk, code, 2025)
    _, groups = acreage.scheme_of(desk, shipped["name"], 2025)
    assert sum(len(scheme.items) for scheme in groups.values()) == len(shipped["items"])
    for scheme in groups.values():
        total = sum(item.weight for item in scheme.items)
        assert (scheme.faults() == []) == (total == 100)
    assert {item["code"] for item in shipped["items"]} <= MEASURES.keys()


def test_a_line_says_what_it_divides_by_its_name_and_comes_back_from_excel_the_same(desk, tmp_path):
    before = desk.digest()
    path = tmp_path / "考核指标.xlsx"
    roundtrip.export_table(desk, "scheme_items", path)
    cells = [cell.value for row in load_workbook(path).worksheets[0].iter_rows() for cell in row]
    assert "全员劳动生产率" in cells
    assert "labour" not in cells
    (incoming,) = importing.preview(desk, path)
    assert (incoming.error, incoming.plan.counts()["changed"], incoming.plan.counts()["refused"]) == ("", 0, 0)
    assert desk.digest() == before
    column = next(c for c in SchemeItem.COLUMNS if c.key == "measure")
    assert [column.kind.read(text) for text in ("亩均税收", "tax_per_mu", "别的")] == [
        "tax_per_mu",
        "tax_per_mu",
        "别的",
    ]


def test_bases_keep_all_their_digits(desk):
    acreage.adopt(desk, "huangyan2022", 2025)
    _, groups = acreage.scheme_of(desk, "黄岩2022年度（规上）", 2025)
    assert [item.base for item in groups["规下"].items] == [Fraction("11.5932"), Fraction("0.2352")]


def test_firms_on_one_parcel_are_scored_together_and_share_the_result(desk):
    _, found = appraise(desk, firm("甲", 300, parcel="一号地"), firm("乙", 0, parcel="一号地"), firm("丙", 100))
    assert found["甲"].total == found["乙"].total
    assert found["甲"].land == found["乙"].land == 2000
    assert "与乙共用宗地，合并计分" in found["甲"].remarks


def test_exempt_firms_stand_aside_and_a_veto_goes_no_higher_than_c(desk):
    found, by = appraise(
        desk, firm("甲", 500, veto="安全事故"), firm("乙", 100), firm("水厂", 900, exempt="公用事业"),
    )  # fmt: skip
    assert (by["甲"].grade, by["甲"].place) == ("C", 1)
    assert (by["水厂"].grade, by["水厂"].total) == ("T", None)
    assert found.count("T") == 1
    assert "一票否决（安全事故），最高C类" in by["甲"].remarks


def test_what_is_missing_negative_or_has_no_land_is_said(desk):
    _, by = appraise(desk, firm("甲", -5), firm("乙", 100, carbon=None), firm("丙", 100, own_land=10, let_land=20))
    assert "税收为负，亩均税收按0分计" in by["甲"].remarks
    assert "缺单位碳排放增加值，按同组平均计" in by["乙"].remarks
    assert any("没有用地面积" in text for text in by["丙"].remarks)
    assert {line[0]: line[1] for line in by["乙"].lines}["单位碳排放增加值"] == "缺"


def test_small_and_large_firms_are_ranked_apart(desk):
    _, by = appraise(desk, firm("甲", 100), firm("乙", 50), firm("小", 10, cohort="规下"))
    assert [by[name].place for name in ("甲", "乙", "小")] == [1, 2, 1]
    assert len(by["小"].lines) == 2


def test_a_scheme_whose_weights_do_not_add_up_scores_nobody_and_drops_nobody(desk):
    item = next(i for i in desk.select(SchemeItem) if i.measure == "labour")
    save_record(desk, item, replace(item, weight=1000))
    found, by = appraise(desk, firm("甲"))
    assert found.faults == ("规上：方案的权重合计是95.00，不是100；请改好权重再计分。",)
    assert by["甲"].total is None
    with pytest.raises(UsageError, match="不是100"):
        acreage.write_results(desk, found, "初评")


def test_other_weights_are_tried_without_being_kept(desk):
    firms = [firm(f"企{n}", tax=10 * n, revenue=(20 - n) * 100 * WAN) for n in range(1, 11)]
    kept, _ = appraise(desk, *firms)
    weights = {("规上", "tax_per_mu"): Fraction(0), ("规上", "revenue_per_mu"): Fraction(55)}
    tried = acreage.appraise(desk, NAME, 2025, weights)
    moved = {move.firm: (move.before, move.after) for move in acreage.moves(kept, tried)}
    assert moved["企10"][0] == "A"
    assert moved["企1"][1] == "A"
    assert acreage.appraise(desk, NAME, 2025).firms == kept.firms


def test_results_go_step_by_step_and_the_next_year_knows_them(desk):
    save_record(desk, None, AcreageResult(id="r", unit="610981", year=2024, enterprise="甲", grade="C"))
    found, by = appraise(desk, firm("甲", 300), firm("乙", 100))
    assert by["甲"].before == "C"
    assert acreage.migration(found) == {("C", "A"): 1, ("新", "B"): 1}
    acreage.write_results(desk, found, "初评")
    changes = acreage.write_results(desk, found, "公示")
    results = {one.enterprise: (one.grade, one.stage, one.score) for one in desk.select(AcreageResult, year=2025)}
    assert results == {"甲": ("A", "公示", by["甲"].total), "乙": ("B", "公示", by["乙"].total)}
    desk.undo(changes.import_id)
    assert {one.stage for one in desk.select(AcreageResult, year=2025)} == {"初评"}
    with pytest.raises(UsageError, match="没有“跳过”这一步"):
        acreage.write_results(desk, found, "跳过")


def test_parks_by_their_firms(desk):
    found, _ = appraise(desk, firm("甲", 300), firm("乙", 100, park="乙园"), firm("丙", 200, park="乙园"))
    heat = {one.park: one for one in acreage.heat(found)}
    assert heat["乙园"].tax_per_mu == Fraction(15)
    assert heat["甲园"].grades == {"A": 1}


def test_one_firm_and_firms_that_are_all_equal(desk):
    found, by = appraise(desk, firm("甲"))
    assert (by["甲"].total, by["甲"].grade) == (10_000, "A")
    assert found.remarks == ("规上只有1户参评，基准就是它自己，得分和类别没有可比性；请核对分组。",)
    found, by = appraise(desk, firm("乙"), firm("丙"))
    assert found.remarks == ("规上3户得分全部相同，并列第一，都列A类；请核对数据和方案。",)
    assert appraise(desk, firm("丁", 300))[0].remarks == ()
    assert {one.grade for one in by.values()} == {"A"}
    assert {one.place for one in by.values()} == {1}


def test_an_empty_year_and_a_scheme_taken_twice_say_so(desk):
    assert "还没有2025年的亩均数据" in acreage.appraise(desk, NAME, 2025).faults[0]
    with pytest.raises(UsageError, match="已经有"):
        acreage.adopt(desk, "ankang", 2025)
    with pytest.raises(UsageError, match="没有2024年的方案"):
        acreage.appraise(desk, NAME, 2024)
    assert len(desk.select(Scheme)) == 1


def test_a_scheme_held_against_the_year_before_takes_its_mean_or_says_what_is_missing(desk):
    acreage.adopt(desk, "huaian2024", 2025)
    save_record(desk, None, firm("甲", 300))
    found = acreage.appraise(desk, "淮安2024年", 2025)
    assert [one.total for one in found.firms] == [None]
    (fault,) = found.faults
    assert "2024年亩均数据算不出亩均税收" in fault
    for name, tax, land in (("乙", 100, 500), ("丙", 200, 1500)):  # 300万 by 20亩: 15, twice that is the base
        save_record(desk, None, replace(firm(name, tax, own_land=land), year=2024))
    found = acreage.appraise(desk, "淮安2024年", 2025)
    assert found.faults == ()
    (one,) = found.firms
    label, _, base, points = one.lines[0]
    assert (label, Fraction(base), Fraction(points)) == ("亩均税收", 30, 45)
    assert one.lines[1][2:] == ("200.0000", "17.50")
