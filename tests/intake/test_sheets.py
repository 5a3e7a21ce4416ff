from __future__ import annotations

import gc
from dataclasses import replace

import pytest

from parkdesk.errors import IntakeError, UsageError
from parkdesk.intake.correction import Correction
from parkdesk.intake.memory import remember, remembered_columns
from parkdesk.intake.sheets import Wishes, plan_sheet, read_clipboard, read_file
from parkdesk.intake.whose import unit_named
from parkdesk.plan import Outcome
from parkdesk.records import Enterprise
from parkdesk.store import Store, new_desk_info
from tests.intake.workbooks import write_book

REGISTRY = [["序号", "企业名称", "统一社会信用代码"], [1, "旬阳甲建材有限公司", "91610981MA6XAMPL0C"]]
KINDS = {
    "企业名录": "enterprises",
    "重点项目进展一览表": "projects",
    "包抓责任表": "duties",
    "走访记录": "visits",
    "问题清单": "issues",
    "标准化厂房台账": "plants",
    "低效闲置工业用地台账": "parcels",
    "目标任务分解表": "targets",
}


@pytest.mark.parametrize("name", KINDS)
def test_every_workbook_of_an_office_is_recognised(county_files, store, name):
    (sheet,) = read_file(county_files("--firms", 30).folder / f"{name}.xlsx")
    assert sheet.kind.code == KINDS[name]
    counts = plan_sheet(store, sheet).counts()
    assert counts["new"] > 0
    assert counts["refused"] == 0


def test_monthly_tables_are_recognised(county_files):
    for path in (county_files("--firms", 30).folder / "月报").iterdir():
        (sheet,) = read_file(path)
        assert sheet.kind.code == "facts"
        assert sheet.layout.findings == ()


def test_kinds_without_a_title(sheet_of):
    assert (
        sheet_of([["单位", "期间", "指标", "数值", "来源"], ["旬阳市", "2026-09", "增加值增速", 5, "x"]]).kind.code
        == "officials"
    )
    assert sheet_of([["企业名称", "产值累计", "上年同期"], ["甲", 1, 2]]).kind.code == "facts"
    assert sheet_of([["项目名称", "总投资", "形象进度"], ["甲", 1, "在建"]]).kind.code == "projects"


def test_an_unknown_kind_of_sheet_can_be_named_by_a_person(store, sheet_of):
    sheet = sheet_of([["企业", "备注"], ["旬阳甲公司", "x"]])
    assert sheet.kind is None
    with pytest.raises(IntakeError, match="是哪一类表"):
        plan_sheet(store, sheet)
    assert plan_sheet(store, sheet, Wishes(kind="enterprises")).count(Outcome.NEW) == 1
    with pytest.raises(UsageError, match="没有“x”这一类表"):
        plan_sheet(store, sheet, Wishes(kind="x"))


def test_sheets_of_one_book_stand_for_themselves(store, tmp_path):
    path = write_book(tmp_path / "x.xlsx", ("名录", REGISTRY), ("说明", [["请各企业核对"]]))
    good, bad = read_file(path)
    assert plan_sheet(store, good).count(Outcome.NEW) == 1
    with pytest.raises(IntakeError, match="“说明”里找不到表头"):
        plan_sheet(store, bad)


def test_a_block_from_the_clipboard(store):
    (sheet,) = read_clipboard("企业名称\t统一社会信用代码\t行业名称\n旬阳甲公司\t91610981MA6XAMPL0C\t食品\n")
    assert plan_sheet(store, sheet).count(Outcome.NEW) == 1


def test_a_plan_names_its_source(store, sheet_of):
    plan = plan_sheet(store, sheet_of(REGISTRY, file="名录.xlsx"))
    assert (plan.source.kind, plan.source.file, plan.source.sheet) == ("enterprises", "名录.xlsx", "Sheet1")
    assert (plan.source.unit, len(plan.source.sha256), plan.basis) == ("610981", 64, store.seq)


@pytest.mark.parametrize("line", ["填报单位：白河县经贸局", "填报单位：安康高新区经发局"])
def test_another_units_sheet_is_refused(store, sheet_of, line):
    with pytest.raises(IntakeError, match=r"不是旬阳市.*没有导入"):
        plan_sheet(store, sheet_of([["企业名录"], [line], *REGISTRY]))


@pytest.mark.parametrize(
    "line", ["填报单位：旬阳市经贸局", "填报单位：旬阳县工信局", "填报单位：旬阳高新区管委会", "填报单位：工业股"]
)
def test_ones_own_sheet_under_its_names(store, sheet_of, line):
    assert plan_sheet(store, sheet_of([["企业名录"], [line], *REGISTRY])).source.unit == "610981"


def test_an_asked_unit_counts_and_must_exist(store, sheet_of):
    sheet = sheet_of([["企业名录"], ["填报单位：白河县经贸局"], *REGISTRY])
    assert plan_sheet(store, sheet, Wishes(unit="610929")).source.unit == "610929"
    with pytest.raises(UsageError, match="没有代码为“999999”的单位"):
        plan_sheet(store, sheet, Wishes(unit="999999"))
    with pytest.raises(IntakeError, match="不是旬阳市"):
        plan_sheet(store, sheet, Wishes(unit="610981"))


def test_a_city_desk_asks_whose_it_is(tmp_path, store, sheet_of):
    with Store.create(tmp_path / "市.parkdesk", new_desk_info("610900", "安康市", "city"), "测试员") as city:
        city.apply(_vocabulary())
        assert plan_sheet(city, sheet_of([["名录"], ["填报单位：白河县经贸局"], *REGISTRY])).source.unit == "610929"
        assert plan_sheet(city, sheet_of([["石泉县企业名录"], *REGISTRY])).source.unit == "610922"
        with pytest.raises(UsageError, match="请指明它是哪个县区的表"):
            plan_sheet(city, sheet_of([["企业名录"], *REGISTRY]))


def _vocabulary():
    from parkdesk.plan import Plan, RecordChange, Source
    from parkdesk.records import catalogue

    return Plan(Source("start"), tuple(RecordChange(None, record) for record in catalogue.shipped()))


def test_units_in_texts(store):
    assert unit_named(store, "安康市旬阳市经贸局") == "610981"
    assert unit_named(store, "某公司") is None


def test_corrected_headings_are_remembered_for_the_layout(store, sheet_of):
    rows = [
        ["企业名录"],
        ["序号", "厂家全称", "统一社会信用代码", "行业代码", "小名"],
        [1, "旬阳甲公司", "91610981MA6XAMPL0C", "13", "甲"],
    ]
    sheet = sheet_of(rows)
    with pytest.raises(IntakeError, match="没有“企业名称”这一列"):
        plan_sheet(store, sheet)
    for said in ({"厂家全称": "name"}, {"小名": ""}):
        remember(store, replace(sheet, said=Correction(columns=said)))
    assert remembered_columns(store, sheet.layout) == {"厂家全称": "name", "小名": ""}
    store.apply(plan_sheet(store, sheet))
    (firm,) = store.select(Enterprise)
    assert (firm.name, firm.notes) == ("旬阳甲公司", {})
    assert remembered_columns(store, sheet_of(REGISTRY).layout) == {}


def test_the_collector_works_again_even_after_a_refusal(store, sheet_of, tmp_path):
    with pytest.raises(IntakeError):
        read_file(tmp_path / "没有.xlsx")
    plan_sheet(store, sheet_of(REGISTRY))
    assert gc.isenabled()
