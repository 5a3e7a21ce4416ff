from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from parkdesk.store import Filter
from ui.models.narrowing import as_json, from_json
from ui.models.rows_model import Field, RowsModel
from ui.widgets.rows_table import RowsTable

FIELDS = (
    Field("名称", lambda row: row[0], width=10),
    Field("数", lambda row: str(row[1]), numeric=True, sort_key=lambda row: row[1]),
)
ROWS = [("乙", 20), ("甲", 3), ("丙", 100)]


@pytest.fixture
def table(qtbot, request):
    made = RowsTable(request.node.name, FIELDS)  # its layout is remembered by name
    qtbot.addWidget(made)
    return made


def test_the_model_keeps_qts_promises(qapp):
    model = RowsModel(FIELDS)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_rows(ROWS)
    model.sort(1, Qt.SortOrder.DescendingOrder)
    model.show_fields(FIELDS[:1])
    model.show_rows(ROWS)
    model.sort(0)
    model.show_rows([])
    assert tester.model() is model


def test_figures_sort_as_figures_and_stand_at_the_right(table):
    table.show_rows(ROWS)
    table.rows.sort(1)
    assert [table.rows.row(number)[1] for number in range(3)] == [3, 20, 100]
    assert table.rows.data(table.rows.index(0, 1), Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight


def test_the_current_row_stays_the_same_when_the_order_changes(table):
    table.show_rows(ROWS)
    table.choose(2)
    table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    assert table.current() == ("丙", 100)
    assert table.currentIndex().row() == 0


def test_new_rows_keep_the_chosen_order_and_choose_the_first(table, qtbot):
    table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    with qtbot.waitSignal(table.chosen):
        table.show_rows(ROWS)
    assert table.current() == ("甲", 3)
    with qtbot.waitSignal(table.chosen):
        table.show_rows([])
    assert table.current() is None


def test_a_block_is_copied_for_excel(table):
    table.show_rows(ROWS)
    table.selectAll()
    table.copy()
    assert QApplication.clipboard().text() == "乙\t20\n甲\t3\n丙\t100"


def test_the_last_column_fills_and_the_others_have_their_width(table):
    assert table.horizontalHeader().stretchLastSection()
    assert table.columnWidth(0) >= 10 * table.fontMetrics().horizontalAdvance("0")


def test_every_table_finds_and_goes_to(table, qtbot):
    table.show_rows([*ROWS, ("旬阳单氏茶业", 7)])
    table.resize(400, 200)
    table.show()
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    bar = table.find_bar
    assert bar.isVisible()
    assert not bar.replace.isVisible()  # nothing is typed here
    for text, row in (("bing", 2), ("ss", 3), ("20", 0)):
        bar.text.setText(text)
        qtbot.keyClick(bar.text, Qt.Key.Key_Return)
        assert table.currentIndex().row() == row
        assert not table.visualRect(table.currentIndex()).translated(table.viewport().pos()).intersects(bar.geometry())
    qtbot.keyClick(bar.text, Qt.Key.Key_Escape)
    qtbot.keyClick(table, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    bar.text.setText("cy")
    qtbot.keyClick(bar.text, Qt.Key.Key_Return)
    assert (table.currentIndex().row(), bar.isVisible()) == (3, False)


def test_headings_narrow_and_order_rows_that_are_held_whole(table):
    table.show_rows([*ROWS, ("甲", 20), ("", 7)])
    table.rows.filter_column(1, (Filter("1", "any", (Filter("1", "ge", Decimal(20)), Filter("1", "lt", Decimal(5)))),))
    shown = [table.rows.row(n) for n in range(table.rows.rowCount())]
    assert shown == [("乙", 20), ("甲", 3), ("丙", 100), ("甲", 20)]
    table.sort_by([(1, True), (0, False)])
    shown = [table.rows.row(n) for n in range(table.rows.rowCount())]
    assert shown == [("丙", 100), ("乙", 20), ("甲", 20), ("甲", 3)]
    assert table.rows.tally(0) == [("丙", 1), ("乙", 1), ("甲", 2)]
    table.rows.filter_column(1, ())
    table.rows.filter_column(0, (Filter("0", "empty"),))
    assert table.rows.row(0) == ("", 7)
    table.show_rows(ROWS)  # conditions stay until they are let go
    assert (table.rows.rowCount(), table.rows.is_narrowed()) == (0, True)
    table.rows.filter_column(0, ())
    assert table.rows.rowCount() == 3


@pytest.mark.parametrize("condition", [
    Filter("k", "contains", "镇"), Filter("k", "in", ("", "甲")),
    Filter("k", "ge", Decimal("12.50")), Filter("k", "filled"),
    Filter("k", "any", (Filter("k", "eq", Decimal(1)), Filter("k", "empty"))), Filter("k", "gt", 1200),
])  # fmt: skip
def test_a_condition_is_there_again_after_a_restart(condition):
    assert from_json("k", as_json([condition])) == (condition,)


@pytest.mark.parametrize("text", ["", "[", "[1]", '[["ge"]]', '[["figure", ["ge", "x"]]]'])
def test_what_was_remembered_badly_is_no_condition(text):
    assert from_json("k", text) == ()


def test_the_filter_of_a_heading_opens_on_any_table(table, qtbot):
    table.show_rows(ROWS)
    table.resize(400, 200)
    table.show()
    head = table.horizontalHeader()
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=head.button_of(1).center())
    menu = QApplication.activePopupWidget()
    op, text = menu.lines[0]
    op.setCurrentText("大于")
    qtbot.keyClicks(text, "19")
    qtbot.mouseClick(menu.agree, Qt.MouseButton.LeftButton)
    assert [table.rows.row(n)[1] for n in range(table.rows.rowCount())] == [20, 100]


def test_a_row_is_chosen_by_what_it_is_wherever_it_stands(table):
    table.show_rows(ROWS)
    table.sort_by([(1, True)])
    assert table.choose_where(lambda row: row[0] == "甲")
    assert (table.currentIndex().row(), table.current()) == (2, ("甲", 3))
    table.rows.filter_column(1, (Filter("1", "gt", Decimal(5)),))
    assert not table.choose_where(lambda row: row[0] == "甲")
    table.rows.show_all()
    assert table.rows.rowCount() == 3
