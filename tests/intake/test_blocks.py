from __future__ import annotations

import pytest

from parkdesk.intake.blocks import tables_of
from parkdesk.intake.grid import Grid


def tables(rows):
    width = max(map(len, rows))
    return tables_of(Grid("表.xlsx", "Sheet1", [[*row, *[""] * (width - len(row))] for row in rows]))


FIRST = [["企业名录"], ["序号", "企业名称", "地址"], [1.0, "旬阳甲公司", "城关镇"]]
SECOND = [["重点项目"], ["项目名称", "建设单位", "总投资"], ["魔芋二期", "旬阳甲公司", 5.0]]


@pytest.mark.parametrize("between", [[], [[]], [[], []], [["填表人：张三"]], [["填表人：张三"], []]])
def test_a_second_table_below_is_a_table_of_its_own(between):
    first, second = tables([*FIRST, *between, *SECOND])
    assert first.rows[2][1] == "旬阳甲公司"
    assert [row[:3] for row in second.rows] == [["重点项目", "", ""], *SECOND[1:]]
    top = len(FIRST) + len(between)
    assert second.where(2, 2) == f"Sheet1!C{top + 3}"
    assert second.line(2) == f"第{top + 3}行"


def test_two_tables_beside_each_other_with_an_empty_column_between():
    rows = [[*left, *[""] * (4 - len(left)), *right] for left, right in zip(FIRST, SECOND, strict=True)]
    first, second = tables(rows)
    assert first.rows[2][:3] == [1.0, "旬阳甲公司", "城关镇"]
    assert second.rows[2] == ["魔芋二期", "旬阳甲公司", 5.0]
    assert second.where(2, 2) == "Sheet1!G3"


@pytest.mark.parametrize(
    "rows",
    [
        [*FIRST[:2], [1.0, "旬阳甲公司", "x"], FIRST[1], [2.0, "旬阳乙公司", "x"]],
        [
            ["项目名称", "牵头部门", "包抓领导"],
            ["高新产业园区", "市工信部门", "李领导"],
            ["新材料园区", "市发改部门", "王领导"],
        ],
        [["企业名称", "代码", "", "行业名称", "备注"], ["旬阳甲公司", "x", "", "食品", "y"]],
        [["企业名称", "产值", "建设单位", "项目数"], ["旬阳甲公司", 1.0, "x", 2.0]],
        [["说明"], ["请各单位于每月8日前报送"]],
    ],
)
def test_one_table_stays_one(rows):
    assert len(tables(rows)) == 1
