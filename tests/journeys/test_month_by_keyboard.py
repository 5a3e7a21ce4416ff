"""A clerk fills in a month with the keyboard only: no mouse from the first tab to the last firm."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from parkdesk.office.desks import create_desk
from parkdesk.plan import FactChange, Plan, RecordChange, Source
from parkdesk.records import Absence, Enterprise, Measure, Registration

WAN = 10**6
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
# name, status, 1—8月 total and base, base of 1—9月 (万元)
FIRMS = (
    ("旬阳单氏茶业有限公司", "在库", 900, 800),
    ("旬阳鼎昇魔芋有限公司", "在库", 500, 600),
    ("旬阳禾川建材有限公司", "在库", 450, 400),
    ("旬阳恒嘉玩具有限公司", "新增入库", 300, None),
)


@pytest.fixture
def window(program, qtbot, tmp_path):
    store = create_desk(tmp_path / "旬阳.parkdesk", "610981", "旬阳市经贸局", "county", "陈晓兰")
    records, facts = [], []
    for number, (name, status, total, base) in enumerate(FIRMS):
        key = f"f{number}"
        records.append(Enterprise(id=key, unit="610981", name=name))
        records.append(Registration(id=f"r{number}", enterprise=key, year=2026, status=status, from_period=202600))
        facts.append(FactChange("output", 202608, key, int(Measure.CUM), None, total * WAN))
        if base:
            facts.append(FactChange("output", 202608, key, int(Measure.CUM_BASE), None, base * WAN))
    changes = tuple(RecordChange(None, record) for record in records)
    store.apply(Plan(Source("facts", file="8月.xlsx"), changes, tuple(facts)))
    program.show(store)
    window = program.window
    window.resize(1366, 768)
    with qtbot.waitActive(window):
        window.activateWindow()
    return window


def press(qtbot, key, held=Qt.KeyboardModifier.NoModifier):
    """Press a key where the keyboard is, and let what it did happen."""
    qtbot.keyClick(QApplication.focusWidget(), key, held)
    qtbot.wait(30)


def write(qtbot, text):
    """Type figures where the keyboard is."""
    for letter in text:
        qtbot.keyClicks(QApplication.focusWidget(), letter)


def compose(qtbot, text):
    """Write Chinese as an input method does: letters first shown as they are spelled, then the words."""
    for spelled in ("w", "wu"):
        QApplication.sendEvent(QApplication.focusWidget(), QInputMethodEvent(spelled, []))
    done = QInputMethodEvent()
    done.setCommitString(text)
    QApplication.sendEvent(QApplication.focusWidget(), done)


def open_september(qtbot, window):
    """Go to 月度数据 and on to the month to be filled in."""
    press(qtbot, Qt.Key.Key_3, CTRL)
    page = window._pages["months"]
    press(qtbot, Qt.Key.Key_Right, ALT)
    qtbot.waitUntil(lambda: page.picker.period().text == "2026-09")  # a button takes a while to spring back
    return page


def here(page):
    """Return the firm and the heading that the cursor stands on."""
    index = page.table.currentIndex()
    heading = page.model.headerData(index.column(), Qt.Orientation.Horizontal).split("\n", 1)[1].replace("\n", "")
    return page.model.firm(index.row()).name[2:6], heading


def kept(window):
    names = {firm.id: firm.name[2:6] for firm in window.desk.store.select(Enterprise)}
    found = window.desk.store.facts.slice(202609)
    return {(names[firm], Measure(measure).name): value / WAN for (_, firm, measure), value in found.items()}


def test_a_month_is_typed_with_the_keyboard_only(window, qtbot):
    page = open_september(qtbot, window)
    assert here(page) == ("单氏茶业", "本月（万元）")

    write(qtbot, "130")  # the first digit opens the cell and is not lost
    press(qtbot, Qt.Key.Key_Return)
    assert here(page) == ("鼎昇魔芋", "本月（万元）")
    write(qtbot, "8x")
    press(qtbot, Qt.Key.Key_Escape)  # a slip is taken back before it is written
    write(qtbot, "80.5")
    press(qtbot, Qt.Key.Key_Return)
    assert here(page) == ("禾川建材", "本月（万元）")

    compose(qtbot, "无 停产检修")  # the first letter of an input method opens the cell and is not lost
    assert QApplication.focusWidget().text() == "无 停产检修"
    press(qtbot, Qt.Key.Key_Return)
    assert here(page) == ("恒嘉玩具", "本月（万元）")  # past the heading of the next group
    press(qtbot, Qt.Key.Key_Tab)
    assert here(page) == ("恒嘉玩具", "累计（万元）")
    write(qtbot, "350")
    press(qtbot, Qt.Key.Key_Tab)
    assert here(page) == ("恒嘉玩具", "上年同期（万元）")

    assert kept(window) == {
        ("单氏茶业", "MONTH"): 130, ("单氏茶业", "CUM"): 1030,
        ("鼎昇魔芋", "MONTH"): 80.5, ("鼎昇魔芋", "CUM"): 580.5,
        ("恒嘉玩具", "CUM"): 350,
    }  # fmt: skip
    (absent,) = window.desk.store.select(Absence)
    assert absent.reason == "停产检修"
    assert page.headline._pairs[5][1].text() == "4 / 4 户"

    press(qtbot, Qt.Key.Key_Up)
    press(qtbot, Qt.Key.Key_Up)
    press(qtbot, Qt.Key.Key_Up)  # past the heading to 鼎昇魔芋
    press(qtbot, Qt.Key.Key_Left)
    press(qtbot, Qt.Key.Key_F2)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    assert editor.text() == ("580.5" if here(page)[1].startswith("累计") else editor.text())
    press(qtbot, Qt.Key.Key_Escape)


def test_one_gesture_is_one_step_back(window, qtbot):
    open_september(qtbot, window)
    write(qtbot, "130")
    press(qtbot, Qt.Key.Key_Return)
    assert len(kept(window)) == 2  # 本月 and the 累计 that follows
    press(qtbot, Qt.Key.Key_Z, CTRL)
    assert kept(window) == {}
    press(qtbot, Qt.Key.Key_Y, CTRL)
    assert kept(window) == {("单氏茶业", "MONTH"): 130, ("单氏茶业", "CUM"): 1030}


def test_what_is_no_figure_stays_in_its_cell(window, qtbot, hands):
    from PySide6.QtWidgets import QMessageBox

    open_september(qtbot, window)
    hands.expect(QMessageBox, lambda box: box.accept())
    write(qtbot, "12x")
    press(qtbot, Qt.Key.Key_Return)
    page = window._pages["months"]
    qtbot.waitUntil(lambda: page.table.open_editor() is not None)
    with qtbot.waitActive(window):  # without a window manager nobody gives the window the keyboard back
        window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is page.table.open_editor())
    assert page.table.open_editor().text() == "12x"
    hands.check()
    press(qtbot, Qt.Key.Key_End)
    press(qtbot, Qt.Key.Key_Backspace)
    press(qtbot, Qt.Key.Key_Return)
    assert kept(window)["单氏茶业", "MONTH"] == 12
