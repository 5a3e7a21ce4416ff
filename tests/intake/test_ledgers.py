"""Sheets of plain ledgers: one planner for all, from the declaration."""

from __future__ import annotations

import pytest

from parkdesk.errors import IntakeError
from parkdesk.intake.sheet_kinds import kinds
from parkdesk.intake.task import Wishes
from parkdesk.records import Parcel, Plant, plain_ledgers

HEAD = ["序号", "园区", "栋号", "用途", "层数", "建筑面积", "状态", "建设模式", "已入驻面积", "备注"]
TITLE = [["旬阳市标准化厂房台账"], ["单位：平方米"]]


def book(*rows):
    return [*TITLE, HEAD, *[list(row) for row in rows]]


def test_a_building_is_read_with_its_unit_and_kept_to_the_last_digit(plan_of, store):
    plan = plan_of(book([1, "城东园", "1#", "标准厂房", 3, "6,000.5", "已建", "PPP", 1200, "临街"]), apply=True)
    (plant,) = store.select(Plant)
    assert plan.counts()["new"] == 1
    assert (plant.area, plant.occupied, plant.floors, plant.mode) == (600_050, 120_000, 3, "PPP")
    assert plant.notes == {"备注": "临街"}


def test_square_kilometres_of_wan_are_read_as_the_heading_says(plan_of, store):
    head = [*HEAD]
    head[5], head[8] = "建筑面积（万㎡）", "已入驻面积（万㎡）"
    row = [1, "城东园", "1#", "标准厂房", 3, 1.25, "已建", "PPP", 0.5, ""]
    plan_of([["厂房台账"], head, row], apply=True)
    (plant,) = store.select(Plant)
    assert (plant.area, plant.occupied) == (1_250_000, 500_000)


def test_the_same_file_twice_changes_nothing(plan_of):
    rows = book([1, "城东园", "1#", "标准厂房", 3, 6000, "已建", "PPP", 1200, ""])
    plan_of(rows, apply=True)
    again = plan_of(rows)
    assert again.is_empty
    assert again.counts()["same"] == 1


def test_a_building_that_was_finished_since_stays_one_building(plan_of, store):
    plan_of(book([1, "城东园", "1#", "标准厂房", 3, 6000, "在建", "PPP", "", ""]), apply=True)
    plan = plan_of(book([1, "城东园", "1#", "标准厂房", 3, 6100, "已建", "PPP", 100, ""]), apply=True)
    assert plan.counts()["changed"] == 1
    (plant,) = store.select(Plant)
    assert (plant.state, plant.area) == ("已建", 610_000)


def test_a_finished_part_beside_one_still_being_built_are_two(plan_of, store):
    plan_of(book([1, "城东园", "1#", "标准厂房", 3, 6000, "在建", "PPP", "", ""]), apply=True)
    both = book(
        [1, "城东园", "1#", "标准厂房", 3, 6000, "在建", "PPP", "", ""],
        [2, "城东园", "1#", "标准厂房", 3, 2000, "已建", "PPP", "", ""],
    )
    plan = plan_of(both, apply=True)
    assert (plan.counts()["new"], plan.counts()["same"]) == (1, 1)
    assert len(store.select(Plant)) == 2


def test_what_a_row_leaves_blank_stays_as_it_is_kept(plan_of, store):
    plan_of(book([1, "城东园", "1#", "标准厂房", 3, 6000, "已建", "PPP", 1200, "甲"]), apply=True)
    plan_of(book([1, "城东园", "1#", "标准厂房", "", 6000, "已建", "", "", ""]), apply=True)
    (plant,) = store.select(Plant)
    assert (plant.floors, plant.mode, plant.occupied, plant.notes) == (3, "PPP", 120_000, {"备注": "甲"})


def test_two_equal_rows_are_refused_not_merged(plan_of):
    row = [1, "城东园", "1#", "标准厂房", 3, 6000, "已建", "PPP", 1200, ""]
    plan = plan_of(book(row, row))
    assert (plan.counts()["new"], plan.counts()["refused"]) == (1, 1)
    refused = next(r for r in plan.rows if r.reason)
    assert "园区、栋号、用途、状态都相同" in refused.reason


@pytest.mark.parametrize(
    ("cell", "at", "said"),
    [("", 5, "没有建筑面积"), ("六千", 5, "不是数字"), ("", 1, "没有园区"), ("园\ufffd区", 1, "无法辨认")],
)
def test_a_row_that_cannot_be_right_is_refused_with_its_place(plan_of, cell, at, said):
    good = [1, "城东园", "1#", "标准厂房", 3, 6000, "已建", "PPP", 1200, ""]
    bad = [*good]
    bad[2], bad[at] = "2#", cell
    plan = plan_of(book(good, bad))
    assert plan.counts()["new"] == 1
    (refused,) = [r for r in plan.rows if r.reason]
    assert said in refused.reason
    assert "后再导入" in refused.reason


def test_a_word_that_the_column_does_not_offer_is_kept_and_told(plan_of, store):
    plan = plan_of(book([1, "城东园", "1#", "标准厂房", 3, 6000, "已建", "自建自用", 0, ""]), apply=True)
    (plant,) = store.select(Plant)
    assert (plant.mode, plant.notes) == ("", {"建设模式": "自建自用"})
    assert [f.rule for f in plan.findings] == ["intake.other_word"]


def test_a_sum_that_differs_is_told_with_both_numbers(plan_of):
    plan = plan_of(
        book(
            [1, "城东园", "1#", "标准厂房", 3, 6000, "已建", "PPP", 100, ""],
            [2, "城东园", "2#", "标准厂房", 3, 4000, "已建", "PPP", 100, ""],
            ["", "合计", "", "", "", 11000, "", "", 200, ""],
        )
    )
    assert plan.counts()["new"] == 2
    (finding,) = plan.findings
    assert "11,000㎡" in finding.text
    assert "10,000㎡" in finding.text


def test_a_missing_column_is_named(plan_of):
    with pytest.raises(IntakeError, match="建筑面积"):
        plan_of([["厂房台账"], ["序号", "园区", "栋号"], [1, "城东园", "1#"]], Wishes(kind="plants"))


def test_idle_land_is_read_as_the_generator_writes_it(plan_of, store):
    rows = [
        ["旬阳市低效闲置工业用地处置台账"],
        ["单位：亩、平方米"],
        ["序号", "宗地编号", "企业", "面积（亩）", "闲置原因", "处置方式", "责任单位", "已盘活面积（亩）"],
        [1, "610981-001", "某某公司", 41, "停产", "司法拍卖", "自然资源局", 12.5],
    ]
    plan_of(rows, apply=True)
    (parcel,) = store.select(Parcel)
    assert (parcel.area, parcel.revived, parcel.measure) == (4100, 1250, "司法拍卖")


@pytest.mark.parametrize("table", plain_ledgers())
def test_every_plain_ledger_recognises_a_sheet_with_its_own_headings(sheet_of, table):
    ledger = plain_ledgers()[table]
    columns = [c for c in ledger.COLUMNS if not c.hidden and c.kind.name != "notes"]
    samples = {"text": "甲", "choice": "", "date": "2026-09-30", "month": "2026-09", "number": 202609}
    row = [c.choices[0] if c.choices else samples.get(c.kind.name, 12) for c in columns]
    sheet = sheet_of([[f"旬阳市{kinds()[table].label}"], [c.heading for c in columns], row, row])
    assert sheet.kind is not None
    assert sheet.kind.code == table
