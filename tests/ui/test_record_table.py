from __future__ import annotations

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, Qt
from PySide6.QtWidgets import QApplication

from parkdesk.records import Enterprise, columns_of
from ui.models.ledger_model import LedgerModel
from ui.widgets.record_table import RecordTable


@pytest.fixture
def table(qtbot, store):
    model = LedgerModel(store, Enterprise.TABLE, columns_of(Enterprise)[:8])
    model.reload()
    made = RecordTable("try")
    qtbot.addWidget(made)
    made.setModel(model)
    model.setParent(made)
    made.lay_out([column.width for column in model.columns], hidden=[2])
    made.resize(900, 400)
    made.show()
    return made


def select(table, top, left, bottom, right):
    block = QItemSelection(table.model().index(top, left), table.model().index(bottom, right))
    table.selectionModel().select(block, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def test_a_block_is_copied_as_other_programs_take_it(table, qtbot):
    select(table, 0, 0, 1, 3)  # column 2 is hidden and stays out
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == (
        "旬阳单氏茶业有限公司\t91610928MA70K0001X\t\n旬阳鼎昇魔芋有限公司\t91610928MA70K0002X\t"
    )


def test_headings_can_come_along(table, qtbot):
    select(table, 0, 0, 0, 0)
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.clipboard().text() == "企业名称\n旬阳单氏茶业有限公司"


def test_enter_opens_the_row(table, qtbot):
    table.setCurrentIndex(table.model().index(2, 1))
    with qtbot.waitSignal(table.row_chosen) as told:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert told.args == [2]


def test_a_click_on_the_heading_sorts_in_the_store(table, qtbot):
    head = table.horizontalHeader()
    place = head.sectionViewportPosition(0) + 20
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place, 8))
    assert table.model().query.sort == (("name", False),)


def test_the_selection_is_said(table, qtbot):
    with qtbot.waitSignal(table.selection_described, check_params_cb=lambda text: text == "选中 2 行 × 3 列 · 计数 4"):
        select(table, 0, 0, 1, 3)


def test_widths_and_hidden_columns_are_remembered(table, qtbot, store):
    table.setColumnWidth(0, 333)
    table.hide_column(2, hidden=False)
    again = RecordTable("try")
    qtbot.addWidget(again)
    again.setModel(table.model())
    again.lay_out([column.width for column in table.model().columns], hidden=[2])
    assert again.columnWidth(0) == 333
    assert not again.isColumnHidden(2)


def test_a_frozen_column_stays_and_shows_the_same_rows(table, qtbot):
    table.freeze(1)
    table.horizontalScrollBar().setValue(200)
    assert table._frozen.isColumnHidden(1)
    assert not table._frozen.isColumnHidden(0)
    assert table._frozen.width() == table.columnWidth(0)
    table.setColumnWidth(0, 150)
    assert table._frozen.columnWidth(0) == 150
    table.setCurrentIndex(table.model().index(0, 1))
    assert table.columnViewportPosition(1) >= table._frozen.covered_width


def test_headings_are_never_cut(table):
    metrics = table.horizontalHeader().fontMetrics()
    for column in range(table.model().columnCount()):
        if not table.isColumnHidden(column):
            heading = table.model().headerData(column, Qt.Orientation.Horizontal)
            assert table.columnWidth(column) > metrics.horizontalAdvance(heading)


def test_selecting_everything_asks_no_column_for_all_its_rows(table, qtbot):
    table.selectAll()
    assert table.selected_block()[0] == range(5)
    assert not table.horizontalHeader().selectionModel().hasSelection()
    head = table.horizontalHeader()
    qtbot.mouseClick(
        head.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, 8)
    )  # still sorts by the view's own hand
    assert table.model().query.sort
