from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkdesk.errors import IntakeError
from parkdesk.intake.grid import Grid
from parkdesk.intake.layout import DATA, FOOTER, GROUP, OF_WHICH, SUBTOTAL, TOTAL, read_layout
from parkdesk.periods import Period


def grid(rows, merges=(), sheet="Sheet1", file="表.xlsx"):
    width = max(map(len, rows))
    return Grid(file, sheet, [[*row, *[""] * (width - len(row))] for row in rows], tuple(merges))


MONTH_ROWS = [
    ["旬阳市2026年1—9月产值表"],
    ["填报单位：旬阳市经贸局　　单位：万元、%"],
    ["序号", "企业名称", "产值（本月）", "", "产值（1—9月）", "", "备注"],
    ["", "", "本月", "上年同月", "累计", "上年同期", ""],
    ["一、在库企业"],
    [1.0, "甲公司", 1.0, 2.0, 3.0, 4.0],
    ["", "小　计", 1.0, 2.0, 3.0, 4.0],
    ["二、退库企业（留基）"],
    [2.0, "乙公司", "", "", "0", "5"],
    ["", "合  计", 1.0, 2.0, 3.0, 9.0],
    ["", "其中：园区内", 1.0, 2.0, 3.0, 9.0],
    ["填表人：　　　审核人："],
    ["1.同期为可比口径"],
]
MERGES = [((0, 0), (0, 6)), ((2, 0), (3, 0)), ((2, 1), (3, 1)), ((2, 2), (2, 3)), ((2, 4), (2, 5)), ((4, 0), (4, 6))]
KINDS = [GROUP, DATA, SUBTOTAL, GROUP, DATA, TOTAL, OF_WHICH, FOOTER, FOOTER]


@pytest.mark.parametrize("merges", [MERGES, ()])
def test_a_monthly_table_with_and_without_merges(merges):
    layout = read_layout(grid(MONTH_ROWS, merges))
    assert [column.path for column in layout.columns] == [
        ("序号",), ("企业名称",), ("产值（本月）", "本月"), ("产值（本月）", "上年同月"),
        ("产值（1—9月）", "累计"), ("产值（1—9月）", "上年同期"), ("备注",),
    ]  # fmt: skip
    assert [line.kind for line in layout.lines] == KINDS
    assert [line.group for line in layout.of_kind(DATA)] == ["一、在库企业", "二、退库企业(留基)"]
    assert layout.lines[-3].group == ""
    assert (layout.title, layout.who, layout.period) == ("旬阳市2026年1—9月产值表", "旬阳市经贸局", Period(2026, 9))
    assert layout.name_column == 1
    assert layout.findings == ()


def test_one_level_headings_with_a_unit():
    layout = read_layout(grid([["名录"], ["序号", "企业名称", "用地面积（亩）"], [1.0, "甲", 2.5]]))
    assert [column.unit.name if column.unit else None for column in layout.columns] == [None, None, "亩"]
    assert [line.kind for line in layout.lines] == [DATA]
    assert layout.period is None


def test_three_levels_and_a_spanning_row_above():
    rows = [
        ["", "", "主要指标", "", ""],
        ["序号", "企业名称", "产值", "", "税收"],
        ["", "", "本月", "累计", "累计"],
        [1.0, "甲", 1.0, 2.0, 3.0],
    ]
    merges = [((0, 2), (0, 4)), ((1, 2), (1, 3))]
    layout = read_layout(grid(rows, merges))
    assert [column.text for column in layout.columns][2:] == ["产值·本月", "产值·累计", "税收·累计"]
    assert [line.row for line in layout.lines] == [3]


def test_nested_groups_and_lone_names():
    rows = [
        ["序号", "企业名称", "产值"],
        ["一、在库企业", "", ""],
        ["（一）城关镇", "", ""],
        [1.0, "甲", 5.0],
        ["", "乙公司", ""],
        ["（二）蜀河镇", "", ""],
        [2.0, "丙", 5.0],
        ["二、退库企业", "", ""],
        [3.0, "丁", 5.0],
    ]
    layout = read_layout(grid(rows))
    groups = [line.group for line in layout.of_kind(DATA)]
    assert groups == ["一、在库企业/(一)城关镇"] * 2 + ["一、在库企业/(二)蜀河镇", "二、退库企业"]


def test_a_firm_is_never_taken_for_a_sum():
    names = [
        "合计贸易有限公司",
        "旬阳小计量仪器厂",
        "其中意电子厂",
        "注塑制品厂",
        "一二三食品厂",
        "在库企业管理有限公司",
    ]
    rows = [["序号", "企业名称", "产值"], *([float(i), name, 1.0] for i, name in enumerate(names))]
    assert [line.kind for line in read_layout(grid(rows)).lines] == [DATA] * 6


def test_repeated_headings_of_printed_pages_and_empty_rows_are_left_out():
    head = ["序号", "企业名称", "产值"]
    layout = read_layout(grid([head, [1.0, "甲", 1.0], ["", "", ""], head, [2.0, "乙", 1.0], [3.0, "", ""]]))
    assert [line.row for line in layout.lines] == [1, 4]
    twice = read_layout(grid([*MONTH_ROWS[:6], *MONTH_ROWS[2:4], [2.0, "乙公司", 1.0]], MERGES))
    assert [line.row for line in twice.of_kind(DATA)] == [5, 8]


@pytest.mark.parametrize(
    "rows",
    [
        [["旬阳甲食品有限公司", "91610981MA6XAMPL00", "在库"], ["旬阳乙食品有限公司", "91610981MA6XAMPL01", "在库"]],
        [["说明"], ["请各单位于每月8日前报送"]],
        [[1.0, 2.0, 3.0]],
        [["填报单位：", "单位：万元"]],
    ],
)
def test_no_heading_row(rows):
    with pytest.raises(IntakeError, match=r"找不到表头.*再导入。"):
        read_layout(grid(rows))


def test_disagreeing_periods_are_told_and_the_title_wins():
    rows = [["旬阳市2026年1—9月产值表"], ["序号", "企业名称", "产值（1—8月）"], [1.0, "甲", 1.0]]
    layout = read_layout(grid(rows, sheet="1-9月", file="2025年1-9月产值表.xlsx"))
    assert layout.period == Period(2026, 9)
    assert len(layout.findings) == 2
    assert "1—8月" in layout.findings[0].text
    assert "2025年" in layout.findings[1].text


def test_year_and_month_from_different_places():
    layout = read_layout(grid([["序号", "企业名称", "产值"], [1.0, "甲", 1.0]], sheet="1-6月", file="2026年月报.xlsx"))
    assert layout.period == Period(2026, 6)


def test_a_lone_january_is_no_period():
    layout = read_layout(grid([["2026年1月产值表"], ["序号", "企业名称", "产值"], [1.0, "甲", 1.0]]))
    assert layout.period is None
    assert layout.months == (2026, 1)


HEADINGS = ["序号", "企业名称", "统一社会信用代码", "所属园区", "行业名称", "备注", "联系电话"]


@given(
    st.lists(st.sampled_from(HEADINGS), min_size=3, max_size=7, unique=True),
    st.integers(0, 4),
    st.integers(0, 3),
    st.sampled_from(["{}", " {} ", "{}\n", "　{}"]),
)
def test_headings_are_found_wherever_they_stand(headings, above, left, dress):
    rows = [[""] * left + [f"标题{n}"] for n in range(above)]
    rows.append([""] * left + [dress.format(heading) for heading in headings])
    rows.append([""] * left + [f"值{n}" for n in range(len(headings))])
    if sum(h != "行业名称" for h in headings) < 2:
        return
    layout = read_layout(grid(rows))
    assert [column.text for column in layout.columns] == headings
    assert [line.row for line in layout.of_kind(DATA)] == [above + 1]


@given(st.lists(st.one_of(st.text(max_size=6), st.floats(), st.integers(), st.booleans()), min_size=3, max_size=3))
def test_any_row_below_the_headings_is_read_without_a_fault(row):
    layout = read_layout(grid([["序号", "企业名称", "产值"], row, [1.0, "甲", 1.0]]))
    assert layout.lines[-1].row in (1, 2)
