from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from parkdesk.office.editing import save_record
from parkdesk.records import Enterprise
from ui.pages.enterprises import EnterprisesPage


@pytest.fixture
def page(qtbot, desk):
    made = EnterprisesPage(desk)
    qtbot.addWidget(made)
    made.resize(1270, 700)
    made.show()
    return made


def names(page):
    return [page.model.index(row, 0).data() for row in range(page.model.rowCount())]


def test_typing_in_the_search_box_narrows_the_table(page, qtbot):
    qtbot.keyClicks(page.search, "dsmy")
    qtbot.waitUntil(lambda: names(page) == ["旬阳鼎昇魔芋有限公司"])
    assert page.view._count.text() == "找到 1 户"
    qtbot.keyClick(page.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(names(page)) == 5)


def test_a_filter_narrows_and_can_be_cleared_from_the_empty_picture(page, qtbot):
    status = page.filters[0]
    assert [status.itemText(i) for i in range(status.count())] == ["全部状态", "在库", "新增入库", "退库"]
    status.setCurrentText("退库")
    status.activated.emit(status.currentIndex())
    assert names(page) == ["旬阳汉江铸造有限公司"]
    page.model.search("没有这家")
    assert page.view._stack.currentIndex() == 2
    page.view.show_all()
    assert len(names(page)) == 5


def test_enter_opens_the_firm_and_the_panel_follows_the_row(page, qtbot):
    page.table.setCurrentIndex(page.model.index(0, 0))
    qtbot.keyClick(page.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert page.panel.record_id() == "a"
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    assert page.panel.record_id() == "b"
    assert page.panel._subtitle.text() == "2026年在库"


def test_a_change_is_written_told_and_kept_in_the_history(page, qtbot, desk):
    page.view._on_row_chosen(0)
    page.panel.form.field("staff").set_text("321")
    page.panel._reason.setText("企业更正")
    with qtbot.waitSignal(desk.bus.changed):
        page.panel._save.click()
    assert desk.store.find(Enterprise, "a").staff == 321
    assert not page.panel.form.is_edited()
    line = page.panel.history.rows.row(0)
    assert (line.by, line.door, line.label, line.old, line.new, line.reason) == (
        "陈晓兰", "手工录入", "从业人数", "100", "321", "企业更正",
    )  # fmt: skip
    assert page.panel.history.rows.row(1).door == "企业名录.xlsx"


def test_a_wrong_field_keeps_the_panel_and_writes_nothing(page, desk):
    page.view._on_row_chosen(0)
    seq = desk.store.seq
    page.panel.form.field("staff").set_text("很多")
    assert not page.panel.save()
    assert desk.store.seq == seq


def test_leaving_unsaved_typing_asks_first(page, desk):
    page.view._on_row_chosen(0)
    page.panel.form.field("staff").set_text("555")

    def save_it():
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        next(button for button in box.buttons() if button.text() == "保存").click()

    QTimer.singleShot(0, save_it)
    page.table.setCurrentIndex(page.model.index(1, 0))
    assert desk.store.find(Enterprise, "a").staff == 555
    assert page.panel.record_id() == "b"


def test_a_new_firm(page, qtbot, desk):
    page.view.add.click()
    page.panel.form.field("name").set_text("旬阳新来食品有限公司")
    page.panel._save.click()
    assert len(names(page)) == 6
    assert page.table.currentIndex().data() == "旬阳新来食品有限公司"
    found = desk.store.select(Enterprise, name="旬阳新来食品有限公司")
    assert found[0].unit == "610981"


def test_a_change_from_elsewhere_is_seen(page, desk):
    page.view._on_row_chosen(0)
    before = desk.store.find(Enterprise, "a")
    desk.bus.announce(save_record(desk.store, before, dataclasses.replace(before, name="旬阳单家茶业有限公司")))
    assert names(page)[0] == "旬阳单家茶业有限公司"
    assert page.panel._title.text() == "旬阳单家茶业有限公司"


def test_an_empty_desk_says_what_to_do(qtbot, make_desk, empty_store):
    page = EnterprisesPage(make_desk(empty_store))
    qtbot.addWidget(page)
    page.show()
    assert page.view._stack.currentIndex() == 1
    with qtbot.waitSignal(page.page_wanted) as told:
        page.view._stack.currentWidget().acted.emit()
    assert told.args == ["exchange"]
