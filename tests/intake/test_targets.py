"""目标任务分解表: units down, targets across; or one target a row."""

from __future__ import annotations

import pytest

from parkdesk.errors import IntakeError
from parkdesk.intake.task import Wishes
from parkdesk.office.editing import save_record
from parkdesk.records import Office, Target

TITLE = "2026年标准化工业厂房、新增千万元入园企业预期任务目标分解表"
HEAD = ["序号", "单位", "新建标准化厂房（万平方米）", "新增投资千万元以上入园企业（户）"]


def table(*rows):
    return [[TITLE], HEAD, *[list(row) for row in rows]]


def held(store):
    return {(t.unit, t.indicator): t.amount for t in store.select(Target)}


def test_each_unit_gets_its_targets_in_the_units_of_the_heading(plan_of, store):
    plan = plan_of(table([1, "汉滨区", 6.5, 8], [2, "旬阳市", 58.5, 72], ["", "合计", 65.0, 80]), apply=True)
    assert plan.findings == ()
    assert held(store) == {
        ("610902", "new_plants"): 6_500_000, ("610902", "big_entries"): 8,
        ("610981", "new_plants"): 58_500_000, ("610981", "big_entries"): 72,
        ("610900", "new_plants"): 65_000_000, ("610900", "big_entries"): 80,
    }  # fmt: skip
    assert {t.issuer for t in store.select(Target)} == {"610900"}
    assert {(t.nature, t.year) for t in store.select(Target)} == {("flow", 2026)}


def test_the_same_table_twice_changes_nothing_and_another_figure_is_a_change(plan_of, store):
    plan_of(table([1, "汉滨区", 6.5, 8]), apply=True)
    assert plan_of(table([1, "汉滨区", 6.5, 8])).is_empty
    plan = plan_of(table([1, "汉滨区", 7, 8]), apply=True)
    assert plan.counts()["changed"] == 1
    assert held(store)["610902", "new_plants"] == 7_000_000


def test_what_was_split_short_of_the_whole_is_told_with_both_numbers(plan_of):
    plan = plan_of(table([1, "汉滨区", 6.5, 8], [2, "旬阳市", 40, 72], ["", "合计", 65.0, 80]))
    (finding,) = plan.findings
    assert "65.00万平方米" in finding.text
    assert "46.50万平方米" in finding.text
    assert "没有分完" in finding.text


def test_a_unit_that_no_longer_exists_and_one_nobody_knows_are_refused_by_name(plan_of, store):
    gone = Office(id="999001", code="999001", name="老县", kind="县", valid_to="2021-03-31")
    save_record(store, None, gone)
    plan = plan_of(table([1, "老县", 1, 1], [2, "不存在县", 1, 1], [3, "汉滨区", 1, 1]))
    assert (plan.counts()["refused"], plan.counts()["new"]) == (2, 1)
    said = [row.reason for row in plan.rows if row.reason]
    assert "老县已于2021-03-31停用" in said[0]
    assert "没有“不存在县”这个单位" in said[1]


@pytest.mark.parametrize(("cell", "said"), [("-3", "不能是负数"), ("六", "不是数字")])
def test_a_target_that_is_none_is_refused_with_its_cell(plan_of, cell, said):
    plan = plan_of(table([1, "汉滨区", cell, 8], [2, "旬阳市", 1, 1]))
    (row,) = [row for row in plan.rows if row.reason]
    assert said in row.reason
    assert "C3" in row.reason


def test_progress_columns_beside_the_targets_are_left_alone(plan_of, store):
    rows = [
        [TITLE],
        ["序号", "单位", "新建标准化厂房（万㎡）", "", "", "新增千万元入园企业（户）", "", ""],
        ["", "", "目标", "累计完成", "完成率", "目标", "累计完成", "完成率"],
        [1, "汉滨区", 6.5, 3, "46%", 8, 2, "25%"],
        [2, "旬阳市", 7.5, 3, "40%", 9, 2, "22%"],
    ]
    plan_of(rows, apply=True)
    assert held(store) == {
        ("610902", "new_plants"): 6_500_000, ("610902", "big_entries"): 8,
        ("610981", "new_plants"): 7_500_000, ("610981", "big_entries"): 9,
    }  # fmt: skip


def test_one_target_a_row_with_its_own_unit_and_nature(plan_of, store):
    rows = [
        ["2026年目标任务"],
        ["单位", "指标", "目标值", "计量单位", "性质"],
        ["旬阳市", "入驻企业", "2,000", "户", "年末达到"],
        ["旬阳市", "工业总产值", 98, "亿元", ""],
        ["旬阳市", "怪指标", 3, "桶", ""],
    ]
    plan = plan_of(rows, apply=True)
    found = {t.name: (t.amount, t.nature, t.measured_in) for t in store.select(Target)}
    assert found == {"入驻企业": (2000, "stock", "户"), "工业总产值": (98 * 10**10, "flow", "亿元")}
    assert plan.counts()["refused"] == 1


def test_a_table_without_units_or_without_targets_is_refused_in_one_sentence(plan_of):
    with pytest.raises(IntakeError, match="单位"):
        plan_of([[TITLE], ["序号", "项目名称", "数量"], [1, "甲", 3]], Wishes(kind="targets"))
    with pytest.raises(IntakeError, match="哪一列是目标"):
        plan_of([[TITLE], ["序号", "单位", "备注"], [1, "汉滨区", "无"]], Wishes(kind="targets"))
