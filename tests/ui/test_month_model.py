from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from parkdesk.office.month_sheet import read_sheet
from parkdesk.periods import Period
from parkdesk.plan import FactChange, Plan, Source
from parkdesk.records import Measure
from ui.models.month_model import FIRST_FIGURE, MARKS, CellFinding, MonthModel
from ui.models.month_sheet import columns_for, firm_lines, lines_of, sums_by_status, whole_of

PERIOD = Period(2026, 9)


CUM, CUM_BASE, GROWTH, PULL = range(FIRST_FIGURE + 1, FIRST_FIGURE + 5)  # 本月 stands before them


@pytest.fixture
def sheet(store):
    """Return what the model shows of the period, read as the page reads it."""

    def read(period=PERIOD):
        found = read_sheet(store, period)
        sums = sums_by_status(store.facts.totals(period, sorted(found.present)), found)
        columns = columns_for(store.indicators().values(), found)
        return columns, lines_of(found.rows, sums, found), found, whole_of(sums)

    return read


@pytest.fixture
def model(qapp, theme, sheet):
    made = MonthModel(theme)
    tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)
    made.show_sheet(*sheet())
    yield made
    del tester


def texts(model):
    columns = (0, 1, *range(FIRST_FIGURE, model.columnCount()))
    return [[model.index(r, c).data() for c in columns] for r in range(model.rowCount())]


def test_the_sheet_is_the_office_s_own(model):
    assert [model.headerData(c, Qt.Orientation.Horizontal) for c in range(model.columnCount())] == [
        "企业名称", "状态", "统一社会信用代码", "行业", "园区", "工业总产值\n本月\n（万元）",
        "工业总产值\n累计\n（万元）",
        "工业总产值\n上年同期\n（万元）", "工业总产值\n累计增速\n（%）", "工业总产值\n拉动\n（点）",
    ]  # fmt: skip
    assert texts(model) == [
        ["规上合计（5户）", "", "—", "2,300", "3,000", "▼ -23.3", "▼ -23.33"],
        ["在库（3户）", "", "—", "2,000", "2,500", "▼ -20.0", "▼ -16.67"],
        ["旬阳单氏茶业有限公司", "在库", "—", "1,200", "1,000", "20.0", "6.67"],
        ["旬阳鼎昇魔芋有限公司", "在库", "—", "800", "1,000", "▼ -20.0", "▼ -6.67"],
        ["旬阳禾川建材有限公司", "在库", "—", "—", "500", "—", "▼ -16.67"],
        ["新增入库（1户）", "", "—", "300", "0", "—", "10.00"],
        ["旬阳恒嘉玩具有限公司", "新增入库", "—", "300", "0", "—", "10.00"],
        ["退库（1户）", "", "—", "0", "500", "▼ -100.0", "▼ -16.67"],
        ["旬阳汉江铸造有限公司", "退库", "—", "0", "500", "▼ -100.0", "▼ -16.67"],
    ]


def test_firms_sort_inside_their_group_and_what_is_missing_comes_last(model):
    model.sort(CUM, Qt.SortOrder.AscendingOrder)
    names = [line[0] for line in texts(model)]
    assert names[1:5] == ["在库（3户）", "旬阳鼎昇魔芋有限公司", "旬阳单氏茶业有限公司", "旬阳禾川建材有限公司"]
    model.sort(CUM, Qt.SortOrder.DescendingOrder)
    assert [line[0] for line in texts(model)][2:5] == [
        "旬阳单氏茶业有限公司", "旬阳鼎昇魔芋有限公司", "旬阳禾川建材有限公司",
    ]  # fmt: skip


def test_figures_and_growth_of_firms_can_be_typed_and_nothing_else(model):
    editable = {
        (r, c)
        for r in range(model.rowCount())
        for c in range(model.columnCount())
        if model.flags(model.index(r, c)) & Qt.ItemFlag.ItemIsEditable
    }
    assert editable == {(r, c) for r in (2, 3, 4, 6, 8) for c in (FIRST_FIGURE, CUM, CUM_BASE, GROWTH)}
    assert model.lock_reason(0, CUM).startswith("合计")


def test_typing_is_announced_and_writes_nothing(model, qtbot):
    with qtbot.waitSignal(model.gesture_made) as told:
        assert model.setData(model.index(2, CUM), " 1,250.5 ")
    ((row, column, text),) = told.args[0].cells()
    assert (row, column, text) == (2, CUM, " 1,250.5 ")
    cell = model.cell(model.index(2, CUM))
    assert (cell.firm.name, cell.column.measure, cell.stored) == ("旬阳单氏茶业有限公司", Measure.CUM, 1200 * 10**6)
    assert model.index(2, CUM).data() == "1,200"


def test_typing_the_same_is_nothing(model, qtbot):
    with qtbot.assertNotEmitted(model.gesture_made):
        assert not model.setData(model.index(2, CUM), "1200")
        assert not model.setData(model.index(0, CUM), "1")


def test_what_waits_for_a_yes_looks_so_and_takes_the_same_text_for_a_yes(model, qtbot, theme):
    model.show_drafts({"c": {("output", Measure.CUM): 450 * 10**6}})
    index = model.index(4, CUM)
    assert index.data() == "450"
    assert index.data(Qt.ItemDataRole.FontRole).italic()
    assert index.data(Qt.ItemDataRole.BackgroundRole) == theme.color("pending_soft")
    with qtbot.waitSignal(model.gesture_made):
        assert model.setData(index, "450")


def test_findings_and_notes_are_marked(model, theme):
    model.show_findings({("a", "output", 1): (CellFinding("核实", "增速异常"),)})
    index = model.index(2, CUM)
    assert index.data(MARKS) == {"explain"}
    assert index.data(Qt.ItemDataRole.BackgroundRole) == theme.color("warn_soft")
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "核实：增速异常"
    model.show_findings({("a", "output", 1): (CellFinding("强制", "累计小于上期"),)})
    assert index.data(Qt.ItemDataRole.BackgroundRole) == theme.color("bad_soft")


def test_every_digit_is_there_to_be_edited(store, theme, sheet):
    store.apply(Plan(Source("form"), facts=(FactChange("output", 202609, "a", 1, 1200 * 10**6, 1_234_567_891),)))
    model = MonthModel(theme)
    model.show_sheet(*sheet())
    index = model.index(2, CUM)
    assert index.data() == "1,234.57"
    assert index.data(Qt.ItemDataRole.EditRole) == "1234.567891"


def test_a_fall_is_seen_without_colour_and_with_it(model, theme):
    falling, rising = model.index(3, GROWTH), model.index(2, GROWTH)
    assert falling.data().startswith("▼")
    assert falling.data(Qt.ItemDataRole.ForegroundRole) == theme.color("bad")
    assert rising.data(Qt.ItemDataRole.ForegroundRole) is None


def test_other_indicators_appear_where_somebody_reported_them(store, theme, sheet):
    store.apply(
        Plan(
            Source("facts"),
            facts=(
                FactChange("staff", 202609, "a", int(Measure.STOCK), None, 55),
                FactChange("output", 202609, "a", int(Measure.MONTH), None, 10**6),
            ),
        )
    )
    columns = sheet()[0]
    assert [column.heading.split("\n", 1)[1].replace("\n", "") for column in columns] == [
        "本月（万元）", "累计（万元）", "上年同期（万元）", "累计增速（%）", "拉动（点）", "期末（人）",
    ]  # fmt: skip


def test_a_month_that_nobody_reported_follows_from_two_totals(store, theme, sheet):
    facts = (FactChange("output", 202608, "a", int(Measure.CUM), None, 1000 * 10**6),)
    store.apply(Plan(Source("facts"), facts=facts))
    model = MonthModel(theme)
    model.show_sheet(*sheet())
    index = model.index(2, FIRST_FIGURE)
    assert index.data() == "200"
    assert model.cell(index).is_derived
    assert index.data(Qt.ItemDataRole.ForegroundRole) == theme.color("muted")
    assert model.index(1, FIRST_FIGURE).data() == "200"  # the group's sum has it too


def test_a_list_without_groups(model, sheet):
    columns, _, found, whole = sheet()
    model.show_sheet(columns, firm_lines(found.rows, found), found, whole)
    assert model.rowCount() == 5
    assert model.row_of("c") == 2
