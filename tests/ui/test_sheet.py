"""Typing into a ledger's table: keys, blocks, lists, undo; with real key events on a real desk."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QMimeData, QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QMessageBox

from parkdesk.office.desks import create_desk
from parkdesk.office.editing import save_record
from parkdesk.plan import Plan, RecordChange, Source
from parkdesk.records import Enterprise, columns_of
from parkdesk.store import Filter
from parkdesk.store.query import STATUS
from ui.dialogs.waiting import WaitingDialog
from ui.models.ledger_model import LedgerModel
from ui.undo import UndoHistory
from ui.widgets.record_sheet import RecordSheet
from ui.widgets.record_table import RecordTable

COLUMNS = (
    *(c for c in columns_of(Enterprise) if c.key in ("name", "code", "park", "town", "staff", "land", "phone")), STATUS,
)  # fmt: skip
NAME, CODE, PARK, TOWN, STAFF, LAND, PHONE, STANDING = range(8)
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def sheet(qtbot, desk, request):
    table = RecordTable(request.node.name[:40])
    model = LedgerModel(desk.store, Enterprise.TABLE, COLUMNS, table)
    model.completed = frozenset({"park"})
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, table)
    table.setModel(model)
    model.reload()
    desk.bus.changed.connect(model.take_in)
    made = RecordSheet(desk, table)
    made.history = UndoHistory(desk, made)
    qtbot.addWidget(made)
    table.lay_out([column.width for column in COLUMNS])
    made.resize(1100, 500)
    made.show()
    made.activateWindow()
    table.setFocus()
    yield made
    assert tester.model() is model


@pytest.fixture
def table(sheet):
    return sheet.table


def at(table, row, column):
    table.setCurrentIndex(table.model().index(row, column))


def said(table, row, column):
    return table.model().index(row, column).data()


def select(table, top, left, bottom, right):
    at(table, top, left)
    block = QItemSelection(table.model().index(top, left), table.model().index(bottom, right))
    table.selectionModel().select(block, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def clipboard(text, html=""):
    data = QMimeData()
    data.setText(text)
    if html:
        data.setHtml(html)
    QApplication.clipboard().setMimeData(data)


def type_in(qtbot, table, text, key=Qt.Key.Key_Return, modifier=Qt.KeyboardModifier.NoModifier):
    """Type over the current cell and leave it."""
    qtbot.keyClicks(table, text[0])
    editor = table.open_editor()
    assert editor is not None
    qtbot.keyClicks(editor, text[1:])
    qtbot.keyClick(editor, key, modifier)


def paste(qtbot, table, text, html=""):
    clipboard(text, html)
    qtbot.keyClick(table, Qt.Key.Key_V, CTRL)


# -- typing --------------------------------------------------------------------------------------


def test_a_key_types_over_the_cell_and_enter_goes_down(table, qtbot, desk):
    at(table, 0, STAFF)
    type_in(qtbot, table, "250")
    assert (table.currentIndex().row(), table.currentIndex().column()) == (1, STAFF)
    assert desk.store.find(Enterprise, "a").staff == 250
    assert said(table, 0, STAFF) == "250"
    type_in(qtbot, table, "7", Qt.Key.Key_Return, SHIFT)
    assert table.currentIndex().row() == 0
    assert desk.store.find(Enterprise, "b").staff == 7


def test_tabs_go_right_and_enter_goes_back_to_where_they_began(table, qtbot, desk):
    at(table, 1, TOWN)
    type_in(qtbot, table, "x", Qt.Key.Key_Tab)
    type_in(qtbot, table, "5", Qt.Key.Key_Tab)
    type_in(qtbot, table, "12.5", Qt.Key.Key_Return)
    assert (table.currentIndex().row(), table.currentIndex().column()) == (2, TOWN)
    firm = desk.store.find(Enterprise, "b")
    assert (firm.town, firm.staff, firm.land) == ("x", 5, 1250)


def test_f2_goes_into_the_text_and_arrows_stay_in_it(table, qtbot, desk):
    at(table, 0, STAFF)
    qtbot.keyClick(table, Qt.Key.Key_F2)
    editor = table.open_editor()
    assert editor.text() == "100"
    qtbot.keyClick(editor, Qt.Key.Key_End)
    qtbot.keyClick(editor, Qt.Key.Key_Left)
    qtbot.keyClicks(editor, "5")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert desk.store.find(Enterprise, "a").staff == 1050


def test_arrows_leave_a_cell_that_was_typed_over(table, qtbot, desk):
    at(table, 0, STAFF)
    type_in(qtbot, table, "1", Qt.Key.Key_Right)
    assert table.currentIndex().column() == LAND
    assert desk.store.find(Enterprise, "a").staff == 1


def test_escape_keeps_what_was_there(table, qtbot, desk):
    at(table, 0, STAFF)
    seq = desk.store.seq
    type_in(qtbot, table, "9", Qt.Key.Key_Escape)
    assert desk.store.seq == seq
    assert said(table, 0, STAFF) == "100"


def test_the_same_text_again_is_no_change(table, qtbot, desk):
    at(table, 0, STAFF)
    seq = desk.store.seq
    type_in(qtbot, table, "100")
    assert desk.store.seq == seq


@pytest.mark.parametrize("frozen", [0, 2])
def test_the_first_key_of_an_input_method_is_not_lost(table, qtbot, desk, frozen):
    table.freeze(frozen)
    at(table, 0, NAME)
    for preedit in ("d", "di", "ding"):
        QApplication.sendEvent(table, QInputMethodEvent(preedit, []))
        assert table.open_editor() is not None
        assert desk.store.find(Enterprise, "a").name == "旬阳单氏茶业有限公司"
    last = QInputMethodEvent()
    last.setCommitString("定安茶业")
    QApplication.sendEvent(table, last)
    editor = table.open_editor()
    assert editor.text() == "定安茶业"
    assert editor.isVisible()
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert desk.store.find(Enterprise, "a").name == "定安茶业"


def test_a_locked_cell_says_why_and_is_not_opened(table, qtbot):
    at(table, 0, STANDING)
    with qtbot.waitSignal(table.selection_described, check_params_cb=lambda text: "不能在这里改" in text):
        qtbot.keyClicks(table, "x")
    assert table.open_editor() is None


def test_a_cell_that_cannot_be_read_is_listed_and_opened_again_with_what_was_typed(sheet, table, qtbot, desk):
    at(table, 1, STAFF)
    type_in(qtbot, table, "abc")
    assert [(c.where, c.label, c.text, c.reason) for c in sheet.refused.cells()] == [
        ("第2行", "从业人数", "abc", "“abc”不是数字"),
    ]  # fmt: skip
    sheet.refused.list.row_chosen.emit(0)
    editor = table.open_editor()
    assert editor.text() == "abc"
    editor.setText("33")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert desk.store.find(Enterprise, "b").staff == 33
    assert sheet.refused.cells() == []


def test_a_list_completes_by_pinyin_and_taking_one_goes_down(table, qtbot, desk):
    at(table, 1, PARK)
    qtbot.keyClicks(table, "x")
    editor = table.open_editor()
    qtbot.keyClicks(editor, "x")
    assert editor.completer().model().stringList() == ["新型材料园"]
    editor.completer().activated.emit("新型材料园")
    editor.setText("新型材料园")
    qtbot.waitUntil(lambda: table.currentIndex().row() == 2)
    assert desk.store.find(Enterprise, "b").park == "新型材料园"


# -- blocks --------------------------------------------------------------------------------------


def test_a_block_is_pasted_in_one_change_and_one_undo_takes_it_back(sheet, table, qtbot, desk):
    seq, digest = desk.store.seq, desk.store.digest()
    at(table, 0, TOWN)
    paste(qtbot, table, "城关镇\t１，２００\t\n 吕河镇 \t很多\t8.25\n")
    assert desk.store.seq == seq + 1
    a, b = desk.store.find(Enterprise, "a"), desk.store.find(Enterprise, "b")
    assert (a.town, a.staff, a.land, b.town, b.staff, b.land) == ("城关镇", 1200, None, "吕河镇", 101, 825)
    assert [(c.where, c.label, c.text) for c in sheet.refused.cells()] == [("第2行", "从业人数", "很多")]
    sheet.history.stack.undo()
    assert desk.store.digest() == digest
    assert said(table, 0, TOWN) == ""
    sheet.history.stack.redo()
    assert said(table, 0, TOWN) == "城关镇"
    sheet.history.stack.undo()
    assert desk.store.digest() == digest


def test_undo_goes_back_many_steps_through_edits_and_imports(sheet, table, qtbot, desk):
    digests = [desk.store.digest()]
    for number in range(30):
        at(table, number % 5, TOWN)
        type_in(qtbot, table, f"zhen{number}")
        digests.append(desk.store.digest())
    firm = Enterprise(id="new", unit="610981", name="旬阳新来有限公司")
    plan = Plan(Source("enterprises", file="新.xlsx"), (RecordChange(None, firm),))
    desk.bus.announce(desk.store.apply(plan))
    assert table.model().rowCount() == 6
    sheet.history.stack.undo()
    assert table.model().rowCount() == 5
    for digest in reversed(digests[:-1]):
        sheet.history.stack.undo()
        assert desk.store.digest() == digest
    assert not sheet.history.stack.canUndo()
    for _ in range(31):
        sheet.history.stack.redo()
    assert table.model().rowCount() == 6
    assert said(table, 4, TOWN) == "zhen29"


def test_rows_are_added_when_the_paste_is_longer(table, qtbot, desk):
    at(table, 4, NAME)
    paste(qtbot, table, "旬阳汉江铸造有限公司\t\n旬阳己矿业有限公司\t91610928MA70K0009X\n旬阳庚矿业有限公司\t")
    assert table.model().rowCount() == 7
    assert [said(table, row, NAME) for row in (4, 5, 6)] == [
        "旬阳汉江铸造有限公司", "旬阳己矿业有限公司", "旬阳庚矿业有限公司",
    ]  # fmt: skip
    assert desk.store.find(Enterprise, table.model().id_at(5)).code == "91610928MA70K0009X"


def test_over_a_filter_only_rows_in_sight_take_the_paste(sheet, table, qtbot, desk):
    table.model().filter_column(STANDING, (Filter("status", "eq", "在库"),))
    at(table, 1, TOWN)
    paste(qtbot, table, "甲镇\n乙镇\n丙镇")
    assert [desk.store.find(Enterprise, key).town for key in "abcde"] == ["", "甲镇", "乙镇", "", ""]
    assert "多出的1行没有新增" in sheet.refused.cells()[0].reason


def test_locked_cells_in_a_block_are_told_only_where_they_differ(sheet, table, qtbot, desk):
    select(table, 0, PHONE, 1, STANDING)
    paste(qtbot, table, "0915\t在库\n0916\t退库")
    assert [(c.where, c.label, c.text) for c in sheet.refused.cells()] == [("第2行", "在库状态", "退库")]
    assert [desk.store.find(Enterprise, key).phone for key in "ab"] == ["0915", "0916"]


def test_a_block_with_its_headings_and_merged_cells_is_understood(table, qtbot, desk):
    at(table, 0, PARK)
    html = (
        "<table><tr><td>所属园区</td><td>镇办</td></tr>"
        "<tr><td rowspan=2>高新园</td><td>甲</td></tr><tr><td>乙</td></tr></table>"
    )
    paste(qtbot, table, "", html)
    firms = [desk.store.find(Enterprise, key) for key in "abc"]
    assert [(f.park, f.town) for f in firms] == [("高新园", "甲"), ("高新园", "乙"), ("新型材料园", "")]


def test_one_cell_fills_a_selection_and_a_block_is_repeated(table, qtbot, desk):
    select(table, 0, TOWN, 3, TOWN)
    paste(qtbot, table, "城关镇")
    assert [desk.store.find(Enterprise, key).town for key in "abcde"] == ["城关镇"] * 4 + [""]
    select(table, 0, STAFF, 3, STAFF)
    paste(qtbot, table, "1\n2")
    assert [desk.store.find(Enterprise, key).staff for key in "abcd"] == [1, 2, 1, 2]


def test_headings_say_where_a_block_goes_whatever_their_order(table, qtbot, desk):
    at(table, 0, PARK)
    paste(qtbot, table, "从业人数（人）\t企业名称\t联系电话\n7\t旬阳甲有限公司\t0915-1\n8\t旬阳乙有限公司\t0915-2\n")
    assert [said(table, row, NAME) for row in (0, 1)] == ["旬阳甲有限公司", "旬阳乙有限公司"]
    assert [said(table, row, STAFF) for row in (0, 1)] == ["7", "8"]
    assert desk.store.find(Enterprise, "a").phone == "0915-1"
    assert said(table, 0, PARK) == "生物医药园"  # where the cursor stood


def test_one_text_goes_into_every_selected_cell_and_the_selection_stays(sheet, table, qtbot, desk):
    select(table, 1, PARK, 3, TOWN)
    qtbot.keyClicks(table, "A")
    editor = table.open_editor()
    qtbot.keyClicks(editor, "-1")
    qtbot.keyClick(editor, Qt.Key.Key_Return, CTRL)
    assert [[said(table, row, column) for column in (PARK, TOWN)] for row in (1, 2, 3)] == [["A-1"] * 2] * 3
    assert said(table, 0, TOWN) != "A-1"
    assert table.selected_block() == (range(1, 4), [PARK, TOWN])
    sheet.history.stack.undo()
    assert said(table, 3, TOWN) != "A-1"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("=1200+350", 1550), ("=(1,200-200)*3", 3000), ("=10/4*2", 5), ("=2000*90%", 1800)],
)
def test_a_figure_is_reckoned_as_it_is_typed(table, qtbot, desk, typed, kept):
    at(table, 0, STAFF)
    type_in(qtbot, table, typed)
    assert desk.store.find(Enterprise, "a").staff == kept


def test_what_cannot_be_reckoned_is_told_and_words_stay_words(sheet, table, qtbot, desk):
    at(table, 0, STAFF)
    type_in(qtbot, table, "=12+")
    assert desk.store.find(Enterprise, "a").staff == 100
    assert [(c.where, c.text, c.reason) for c in sheet.refused.cells()] == [("第1行", "=12+", "“=12+”不是数字")]
    at(table, 0, TOWN)
    type_in(qtbot, table, "=1+1")
    assert desk.store.find(Enterprise, "a").town == "=1+1"


def test_a_double_click_on_the_corner_fills_as_far_as_the_column_beside(table, qtbot, desk):
    at(table, 0, PARK)
    type_in(qtbot, table, "A-1")
    at(table, 0, PARK)
    corner = table._fill.handle().center()
    with qtbot.assertNotEmitted(table.row_chosen):
        qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=corner)
    assert [said(table, row, PARK) for row in range(5)] == ["A-1"] * 5  # every firm has a code beside it
    desk.bus.announce(desk.store.undo(desk.store.imports(files_only=False)[0].id))
    assert said(table, 2, PARK) == "新型材料园"  # one change, one undo


def test_replacing_says_what_it_could_not_replace(table, qtbot, desk):
    qtbot.keyClick(table, Qt.Key.Key_F, CTRL | SHIFT)
    bar = table.find_bar
    bar.text.setText("新增入库")
    bar.new.setText("在库")
    bar.replace_all.click()
    assert bar.said.text() == "替换了0处，1处不能在这里改"
    assert said(table, 3, STANDING) == "新增入库"


def test_a_filter_belongs_to_its_desk_and_the_columns_to_every_desk(sheet, table, qtbot, desk, tmp_path):
    """A clerk who opens the desk of another county must not see it with rows left out."""
    name = table._layout._name
    table.model().filter_column(PARK, (Filter("park", "eq", "新型材料园"),))
    table.show_unit(LAND, "㎡")
    table._layout.keep_if_waiting()

    def opened(store):
        again = RecordTable(name)
        qtbot.addWidget(again)
        again.setModel(LedgerModel(store, Enterprise.TABLE, COLUMNS, again))
        again.lay_out([column.width for column in COLUMNS])
        return again

    assert opened(desk.store).model().column_filters(PARK)
    with create_desk(tmp_path / "邻县.parkdesk", "610982", "邻县经贸局", "county", "李梅") as other:
        fresh = opened(other)
        assert not fresh.model().column_filters(PARK)
        assert fresh.heading(LAND) == "用地面积（㎡）"
        fresh.model().filter_column(TOWN, (Filter("town", "eq", "城关镇"),))
        fresh._layout.keep_if_waiting()
    assert opened(desk.store).model().column_filters(PARK)
    assert not opened(desk.store).model().column_filters(TOWN)


def test_what_is_copied_here_is_pasted_here(table, qtbot, desk):
    select(table, 0, CODE, 2, PARK)
    qtbot.keyClick(table, Qt.Key.Key_C, CTRL)
    data = QApplication.clipboard().mimeData()
    assert "mso-number-format" in data.html()
    assert data.text().splitlines()[0] == "91610928MA70K0001X\t生物医药园"
    at(table, 2, PHONE)
    qtbot.keyClick(table, Qt.Key.Key_V, CTRL)
    assert desk.store.find(Enterprise, "c").phone == "91610928MA70K0001X"


def test_cut_delete_fill_down_and_fill_right(table, qtbot, desk):
    select(table, 0, TOWN, 0, TOWN)
    paste(qtbot, table, "城关镇")
    select(table, 0, TOWN, 2, TOWN)
    qtbot.keyClick(table, Qt.Key.Key_D, CTRL)
    assert [desk.store.find(Enterprise, key).town for key in "abc"] == ["城关镇"] * 3
    at(table, 3, TOWN)
    qtbot.keyClick(table, Qt.Key.Key_D, CTRL)  # a single cell takes the one above
    assert desk.store.find(Enterprise, "d").town == "城关镇"
    select(table, 0, PARK, 0, TOWN)
    qtbot.keyClick(table, Qt.Key.Key_R, CTRL)
    assert desk.store.find(Enterprise, "a").town == "生物医药园"
    select(table, 0, TOWN, 1, TOWN)
    qtbot.keyClick(table, Qt.Key.Key_X, CTRL)
    assert QApplication.clipboard().text() == "生物医药园\n城关镇"
    assert desk.store.find(Enterprise, "a").town == ""
    select(table, 2, TOWN, 3, STAFF)
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    assert [(f.town, f.staff) for f in (desk.store.find(Enterprise, k) for k in "cd")] == [("", None)] * 2


def test_dragging_the_corner_fills_and_counts_on(table, qtbot, desk):
    select(table, 0, STAFF, 1, STAFF)  # 100, 101
    handle = table._fill.handle().center()
    below = table.visualRect(table.model().index(4, STAFF)).center()
    view = table.viewport()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=handle)
    qtbot.mouseMove(view, QPoint(handle.x(), (handle.y() + below.y()) // 2))
    qtbot.mouseMove(view, below)
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=below)
    assert [desk.store.find(Enterprise, key).staff for key in "abcde"] == [100, 101, 102, 103, 104]
    select(table, 0, PARK, 0, PARK)
    handle = table._fill.handle().center()
    right = table.visualRect(table.model().index(0, TOWN)).center()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=handle)
    qtbot.mouseMove(view, right)
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=right)
    assert desk.store.find(Enterprise, "a").town == "生物医药园"


# -- what is seen --------------------------------------------------------------------------------


def test_an_edit_does_not_move_the_row_it_is_in(table, qtbot):
    table.sort_by([(STAFF, True)])
    at(table, 0, STAFF)
    kept = table.model().id_at(0)
    type_in(qtbot, table, "1")
    assert table.model().id_at(0) == kept
    table.sort_by([(STAFF, False)])
    assert table.model().id_at(0) == kept


def test_headings_sort_by_several_columns(table, qtbot):
    head = table.horizontalHeader()

    def click(column, modifier=Qt.KeyboardModifier.NoModifier):
        place = QPoint(head.sectionViewportPosition(column) + 10, 8)
        qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, modifier, place)

    click(PARK)
    assert table.model().query.sort == (("park", False),)
    click(STAFF, SHIFT)
    click(STAFF, SHIFT)
    assert table.model().query.sort == (("park", False), ("staff", True))
    click(PARK, SHIFT)
    assert table.model().query.sort == (("park", True), ("staff", True))
    click(NAME)
    click(NAME)
    click(NAME)
    assert table.model().query.sort == ()


def test_the_cursor_stays_on_its_record_when_sorted(table):
    at(table, 0, TOWN)
    table.sort_by([(STAFF, True)])
    assert (table.currentIndex().row(), table.currentIndex().column()) == (4, TOWN)


def test_the_status_line_adds_a_selection_up_exactly(table, qtbot, desk):
    table._sums.begin()
    select(table, 0, STAFF, 4, STAFF)
    assert table._sums.sentence() == "选中 5 行 × 1 列 · 计数 5 · 合计 510人 · 平均 102人"
    desk.bus.announce(save_record(desk.store, f := desk.store.find(Enterprise, "a"), _with_land(f, 12345)))
    select(table, 0, LAND, 1, LAND)
    table.show_unit(LAND, "㎡")
    assert table._sums.sentence() == "选中 2 行 × 1 列 · 计数 1 · 合计 82,300㎡ · 平均 82,300㎡"


def _with_land(firm, land):
    import dataclasses

    return dataclasses.replace(firm, land=land)


def test_another_unit_changes_the_heading_and_nothing_that_is_kept(table, qtbot, desk):
    at(table, 0, LAND)
    type_in(qtbot, table, "15")
    digest = desk.store.digest()
    table.show_unit(LAND, "㎡")
    assert table.heading(LAND) == "用地面积（㎡）"
    assert said(table, 0, LAND) == "10,000"
    assert desk.store.digest() == digest
    at(table, 1, LAND)
    type_in(qtbot, table, "20000")
    assert desk.store.find(Enterprise, "b").land == 3000


def test_frozen_columns_order_and_units_are_remembered(sheet, table, qtbot, desk):
    table.freeze(2)
    table.show_unit(LAND, "㎡")
    table.horizontalHeader().moveSection(5, 1)
    again = RecordTable(table._layout._name)
    qtbot.addWidget(again)
    model = LedgerModel(desk.store, Enterprise.TABLE, COLUMNS, again)
    again.setModel(model)
    again.freeze(1)
    again.lay_out([column.width for column in COLUMNS])
    assert again.frozen_count() == 2
    assert again._frozen.columns() == [NAME, LAND]
    assert again.heading(LAND) == "用地面积（㎡）"
    assert again.seen_columns()[:3] == [NAME, LAND, CODE]


def test_a_cell_in_a_frozen_column_is_typed_into_where_it_is_seen(table, qtbot, desk):
    table.freeze(2)
    table.resize(500, 300)
    table.horizontalScrollBar().setValue(table.horizontalScrollBar().maximum())
    qtbot.mouseClick(
        table._frozen.viewport(),
        Qt.MouseButton.LeftButton,
        pos=table._frozen.visualRect(table.model().index(1, CODE)).center(),
    )
    assert (table.currentIndex().row(), table.currentIndex().column()) == (1, CODE)
    qtbot.keyClicks(table, "9")
    editor = table.open_editor()
    assert editor.mapToGlobal(QPoint(0, 0)) == table._frozen.viewport().mapToGlobal(
        table._frozen.visualRect(table.model().index(1, CODE)).topLeft()
    )
    qtbot.keyClicks(editor, "1610928MA70K0099X")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert desk.store.find(Enterprise, "b").code == "91610928MA70K0099X"


def test_find_and_replace_go_through_the_table_as_it_is_seen(sheet, table, qtbot, desk):
    qtbot.keyClick(table, Qt.Key.Key_F, CTRL | SHIFT)
    bar = table.find_bar
    assert bar.isVisible()
    bar.text.setText("园")
    at(table, 0, NAME)
    qtbot.keyClick(bar.text, Qt.Key.Key_Return)
    assert table.currentIndex().column() == PARK
    assert bar.said.text() == "第1处，共2处"
    bar.next.click()
    bar.next.click()
    assert table.currentIndex().row() == 0
    seq = desk.store.seq
    bar.new.setText("区")
    bar.replace_all.click()
    assert desk.store.seq == seq + 1
    assert [desk.store.find(Enterprise, key).park for key in "ac"] == ["生物医药区", "新型材料区"]
    bar.text.setText("101")
    assert bar.cells() == [(1, STAFF)]
    bar.text.setText("没有这个")
    qtbot.keyClick(bar.text, Qt.Key.Key_Return)
    assert bar.said.text() == "没有找到"
    qtbot.keyClick(bar.text, Qt.Key.Key_Escape)
    assert not bar.isVisible()


@pytest.mark.parametrize("text", ["dsmy", "moyu", "DSMY", "xyds"])
def test_finding_by_sound_in_full_in_initials_and_by_every_reading(table, qtbot, desk, text):
    qtbot.keyClick(table, Qt.Key.Key_F, CTRL | SHIFT)
    table.find_bar.text.setText(text)
    rows = [row for row, column in table.find_bar.cells() if column == NAME]
    assert rows == ([0, 1] if text == "xyds" else [1])  # 单 is read dān too


def test_a_contact_is_found_by_sound_and_only_the_written_word_is_replaced(sheet, table, qtbot, desk):
    at(table, 0, TOWN)
    paste(qtbot, table, "城关镇\n吕河镇")
    qtbot.keyClick(table, Qt.Key.Key_F, CTRL | SHIFT)
    bar, seq = table.find_bar, desk.store.seq
    bar.text.setText("lhz")
    assert bar.cells() == [(1, TOWN)]
    bar.new.setText("棕溪镇")
    bar.replace_all.click()
    assert desk.store.seq == seq
    assert bar.said.text() == "没有找到"


@pytest.mark.parametrize(("text", "row"), [("3", 2), ("0004x", 3), ("恒嘉", 3), ("sscy", 0), ("dsmy", 1)])
def test_going_to_a_row_by_number_code_or_sound(sheet, table, qtbot, text, row):
    at(table, 4, TOWN)
    qtbot.keyClick(table, Qt.Key.Key_G, CTRL)
    table.find_bar.text.setText(text)
    qtbot.keyClick(table.find_bar.text, Qt.Key.Key_Return)
    assert (table.currentIndex().row(), table.currentIndex().column()) == (row, TOWN)


def test_a_large_paste_runs_aside_and_is_one_change(sheet, table, qtbot, desk, settle):
    seq = desk.store.seq
    at(table, 4, NAME)
    lines = ["旬阳汉江铸造有限公司\t"] + [f"旬阳第{n}户有限公司\t{n:018d}" for n in range(3000)]
    paste(qtbot, table, "\n".join(lines))
    assert table.model().lock_reason(0, NAME)  # nothing is typed into what is being written
    settle(desk)
    qtbot.waitUntil(lambda: table.model().rowCount() == 3005)
    assert not table.model().lock_reason(0, NAME)
    assert desk.store.seq == seq + 1
    sheet.history.stack.undo()
    assert table.model().rowCount() == 5


def test_a_large_step_is_undone_aside_and_can_be_stopped(sheet, table, qtbot, desk, settle, hands):
    before = desk.store.digest()
    at(table, 4, NAME)
    lines = ["旬阳汉江铸造有限公司\t"] + [f"旬阳第{n}户有限公司\t{n:018d}" for n in range(6000)]
    paste(qtbot, table, "\n".join(lines))
    settle(desk)
    qtbot.waitUntil(lambda: table.model().rowCount() == 6005)
    after = desk.store.digest()
    hands.expect(WaitingDialog, lambda dialog: hands.click(dialog.stop))
    sheet.history.undo()
    hands.check()
    settle(desk)
    assert desk.store.digest() == after  # stopped: nothing half done, and the step is still there
    assert sheet.history.stack.canUndo()
    hands.expect(WaitingDialog, lambda _: None)
    sheet.history.undo()
    assert desk.store.digest() == before
    assert table.model().rowCount() == 5
    hands.expect(WaitingDialog, lambda _: None)
    sheet.history.redo()
    assert desk.store.digest() == after
    assert table.model().rowCount() == 6005


def test_a_large_step_that_others_built_on_is_refused_and_leaves(sheet, table, qtbot, desk, settle, hands):
    at(table, 4, NAME)
    paste(qtbot, table, "\n".join(["旬阳汉江铸造有限公司", *(f"旬阳第{n}户有限公司" for n in range(4500))]))
    settle(desk)
    qtbot.waitUntil(sheet.history.stack.canUndo)
    firm = desk.store.select(Enterprise)[-1]
    desk.store.apply(Plan(Source("form"), (RecordChange(firm, replace(firm, town="城关镇")),)))  # nobody was told
    seq = desk.store.seq
    hands.expect(QMessageBox, lambda box: hands.click(box.buttons()[0]))
    sheet.history.undo()
    hands.check()
    assert desk.store.seq == seq
    assert not sheet.history.stack.canUndo()


def test_what_one_gesture_wrote_in_several_steps_is_one_entry(sheet, table, desk):
    before = desk.store.digest()
    firms = [Enterprise(id=f"n{n}", unit="610981", name=f"新{n}") for n in range(3)]
    plans = [Plan(Source("enterprises", file=f"{n}.xlsx"), (RecordChange(None, firm),)) for n, firm in enumerate(firms)]
    desk.bus.announce(*[desk.store.apply(plan) for plan in plans])
    after = desk.store.digest()
    assert sheet.history.stack.count() == 1
    assert sheet.history.stack.undoText() == "0.xlsx等3张表"
    for _ in range(2):
        sheet.history.stack.undo()
        assert (desk.store.digest(), table.model().rowCount()) == (before, 5)
        sheet.history.stack.redo()
        assert (desk.store.digest(), table.model().rowCount()) == (after, 8)


def test_a_large_paste_that_is_stopped_writes_nothing(sheet, table, qtbot, desk, settle):
    digest = desk.store.digest()
    at(table, 0, NAME)
    paste(qtbot, table, "\n".join(f"旬阳第{n}户有限公司\t{n:018d}" for n in range(30_000)))
    desk.tasks.cancel()
    settle(desk)
    assert desk.store.digest() == digest
    assert not table.model().lock_reason(0, NAME)


def test_a_full_disk_is_told_and_the_cell_stays_as_it_was(sheet, table, qtbot, desk, hands):
    def read(box):
        assert "磁盘已满" in box.text()
        hands.click(box.buttons()[0])

    desk.store._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    pages = desk.store._connection.execute("PRAGMA page_count").fetchone()[0]
    desk.store._connection.execute(f"PRAGMA max_page_count = {pages}")
    hands.expect(QMessageBox, read)
    at(table, 0, NAME)
    paste(qtbot, table, "\n".join(f"旬阳第{n}户有限公司" * 3 for n in range(400)))
    hands.check()
    assert desk.store.find(Enterprise, "a").name == "旬阳单氏茶业有限公司"
    assert table.model().rowCount() == 5
