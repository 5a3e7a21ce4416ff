from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from parkdesk.periods import Period
from parkdesk.plan import FactChange, Plan, Source
from parkdesk.records import Measure
from ui.models.month_model import FIRST_FIGURE, MonthModel
from ui.models.month_sheet import columns_for, firm_lines, lines_of, sums_by_status

PERIOD = Period(2026, 9)


@pytest.fixture
def sheet(store):
    """Return the columns and lines of the period, read as the page reads them."""

    def read():
        rows = store.facts.month_rows(PERIOD)
        present = frozenset(key for row in rows for key in row.figures)
        sums = sums_by_status(store.facts.totals(PERIOD, sorted(present)))
        return columns_for(store.indicators().values(), rows, present), lines_of(rows, sums)

    return read


@pytest.fixture
def model(qapp, theme, sheet):
    made = MonthModel(theme)
    tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)
    made.show_sheet(*sheet())
    yield made
    del tester


def texts(model):
    return [[model.index(r, c).data() for c in range(model.columnCount())] for r in range(model.rowCount())]


def test_the_sheet_is_the_office_s_own(model):
    assert [model.headerData(c, Qt.Orientation.Horizontal) for c in range(model.columnCount())] == [
        "企业名称", "状态", "工业总产值\n累计（万元）", "工业总产值\n上年同期（万元）", "工业总产值\n累计增速（%）",
    ]  # fmt: skip
    assert texts(model) == [
        ["规上合计（5户）", "", "2,300", "3,000", "▼ -23.3"],
        ["在库（3户）", "", "2,000", "2,500", "▼ -20.0"],
        ["旬阳单氏茶业有限公司", "在库", "1,200", "1,000", "20.0"],
        ["旬阳鼎昇魔芋有限公司", "在库", "800", "1,000", "▼ -20.0"],
        ["旬阳禾川建材有限公司", "在库", "—", "500", "—"],
        ["新增入库（1户）", "", "300", "0", "—"],
        ["旬阳恒嘉玩具有限公司", "新增入库", "300", "0", "—"],
        ["退库（1户）", "", "0", "500", "▼ -100.0"],
        ["旬阳汉江铸造有限公司", "退库", "0", "500", "▼ -100.0"],
    ]


def test_firms_sort_inside_their_group_and_what_is_missing_comes_last(model):
    model.sort(FIRST_FIGURE, Qt.SortOrder.AscendingOrder)
    names = [line[0] for line in texts(model)]
    assert names[1:5] == ["在库（3户）", "旬阳鼎昇魔芋有限公司", "旬阳单氏茶业有限公司", "旬阳禾川建材有限公司"]
    model.sort(FIRST_FIGURE, Qt.SortOrder.DescendingOrder)
    assert [line[0] for line in texts(model)][2:5] == [
        "旬阳单氏茶业有限公司", "旬阳鼎昇魔芋有限公司", "旬阳禾川建材有限公司",
    ]  # fmt: skip


def test_only_stored_figures_of_firms_can_be_typed(model):
    editable = {
        (r, c)
        for r in range(model.rowCount())
        for c in range(model.columnCount())
        if model.flags(model.index(r, c)) & Qt.ItemFlag.ItemIsEditable
    }
    assert editable == {(r, c) for r in (2, 3, 4, 6, 8) for c in (2, 3)}


def test_typing_is_announced_and_writes_nothing(model, qtbot):
    with qtbot.waitSignal(model.typed) as told:
        assert model.setData(model.index(2, FIRST_FIGURE), " 1,250.5 ")
    cell, text = told.args
    assert (cell.firm.name, cell.column.measure, cell.stored, text) == (
        "旬阳单氏茶业有限公司", Measure.CUM, 1200 * 10**6, "1,250.5",
    )  # fmt: skip
    assert model.index(2, FIRST_FIGURE).data() == "1,200"


def test_typing_the_same_is_nothing(model, qtbot):
    with qtbot.assertNotEmitted(model.typed):
        assert not model.setData(model.index(2, FIRST_FIGURE), "1200")
        assert not model.setData(model.index(0, FIRST_FIGURE), "1")


def test_every_digit_is_there_to_be_edited(store, theme, sheet):
    store.apply(Plan(Source("form"), facts=(FactChange("output", 202609, "a", 1, 1200 * 10**6, 1_234_567_891),)))
    model = MonthModel(theme)
    model.show_sheet(*sheet())
    index = model.index(2, FIRST_FIGURE)
    assert index.data() == "1,234.57"
    assert index.data(Qt.ItemDataRole.EditRole) == "1234.567891"


def test_a_fall_is_seen_without_colour_and_with_it(model, theme):
    falling, rising = model.index(3, 4), model.index(2, 4)
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
    columns, _ = sheet()
    assert [column.heading.split("\n")[1] for column in columns] == [
        "本月（万元）", "累计（万元）", "上年同期（万元）", "累计增速（%）", "期末（人）",
    ]  # fmt: skip


def test_a_list_without_groups(model, store):
    model.show_sheet(model.columns, firm_lines(store.facts.month_rows(PERIOD)))
    assert model.rowCount() == 5
    assert model.row_of("c") == 2
