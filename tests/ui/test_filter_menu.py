from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from parkdesk.records import Enterprise, columns_of
from parkdesk.store.query import STATUS
from ui.models.ledger_model import LedgerModel
from ui.widgets.filter_menu import FilterMenu

COLUMNS = (*(c for c in columns_of(Enterprise) if c.key in ("name", "park", "staff")), STATUS)
NAME, PARK, STAFF, STANDING = range(4)


@pytest.fixture
def model(store, qapp):
    made = LedgerModel(store, Enterprise.TABLE, COLUMNS)
    made.reload()
    return made


@pytest.fixture
def open_menu(qtbot, model, theme):
    parent = QWidget()
    qtbot.addWidget(parent)

    def open_it(column):
        return FilterMenu(model, column, parent)

    return open_it


def ids(model):
    return "".join(model.id_at(row) for row in range(model.rowCount()))


def condition(menu, number, op, text):
    menu.lines[number][0].setCurrentText(op)
    menu.lines[number][1].setText(text)


def tick(menu, *wanted):
    for row in range(1, menu.values.count()):
        item = menu.values.item(row)
        is_wanted = item.data(Qt.ItemDataRole.UserRole) in wanted
        item.setCheckState(Qt.CheckState.Checked if is_wanted else Qt.CheckState.Unchecked)


@pytest.mark.parametrize(
    ("column", "conditions", "joined", "found"),
    [
        (NAME, [("包含", "茶业"), ("包含", "建材")], "或者", "ac"),
        (NAME, [("不包含", "茶业"), ("开头是", "旬阳"), ("结尾是", "铸造有限公司")], "并且", "e"),
        (NAME, [("等于", "旬阳恒嘉玩具有限公司")], "并且", "d"),
        (NAME, [("不等于", "旬阳恒嘉玩具有限公司")], "并且", "abce"),
        (PARK, [("为空", "")], "并且", "bde"),
        (PARK, [("不为空", "")], "并且", "ac"),
        (STAFF, [("大于", "100"), ("不大于", "１０３")], "并且", "bcd"),
        (STAFF, [("小于", "101"), ("不小于", "104")], "或者", "ae"),
        (STANDING, [("等于", "在库")], "并且", "abc"),
    ],
)
def test_conditions(model, open_menu, column, conditions, joined, found):
    menu = open_menu(column)
    for number, (op, text) in enumerate(conditions):
        condition(menu, number, op, text)
    menu.joined.setCurrentText(joined)
    menu._on_agreed()
    assert ids(model) == found
    again = open_menu(column)  # what stands is shown again
    shown = [(op.currentText(), text.text()) for op, text in again.lines if op.currentIndex()]
    assert [op for op, _ in shown] == [op for op, _ in conditions]
    again._on_cleared()
    assert ids(model) == "abcde"


def test_values_are_ticked_with_how_often_they_stand_there(model, open_menu):
    menu = open_menu(PARK)
    assert [menu.values.item(n).text() for n in range(menu.values.count())] == [
        "（全选）", "（空白）（3）", "新型材料园（1）", "生物医药园（1）",
    ]  # fmt: skip
    tick(menu, "（空白）", "生物医药园")
    assert menu.values.item(0).checkState() == Qt.CheckState.Unchecked
    menu._on_agreed()
    assert ids(model) == "abde"
    standing = open_menu(STANDING)  # counts what the other headings leave
    assert standing.values.item(1).text() == "在库（2）"
    tick(standing, "在库")
    standing._on_agreed()
    assert ids(model) == "ab"
    model.show_all()
    assert ids(model) == "abcde"


def test_values_are_found_by_pinyin_and_only_those_are_taken(model, open_menu):
    menu = open_menu(PARK)
    menu.search.setText("swyy")
    assert [menu.values.item(n).isHidden() for n in range(1, 4)] == [True, True, False]
    menu._on_agreed()
    assert ids(model) == "a"


def test_all_and_none(model, open_menu):
    menu = open_menu(PARK)
    menu.values.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert all(menu.values.item(n).checkState() == Qt.CheckState.Unchecked for n in range(4))
    menu._on_agreed()
    assert ids(model) == ""


def test_a_condition_that_is_no_figure_keeps_the_menu(model, open_menu):
    menu = open_menu(STAFF)
    condition(menu, 0, "大于", "很多")
    menu._on_agreed()
    assert "不是数字" in menu.lines[0][1].toolTip()
    assert ids(model) == "abcde"


def test_typing_a_condition_chooses_the_first_operator(model, open_menu, qtbot):
    menu = open_menu(NAME)
    qtbot.keyClicks(menu.lines[0][1], "x")
    assert menu.lines[0][0].currentText() == "包含"
