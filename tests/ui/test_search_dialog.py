from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from ui.dialogs.search import Command, SearchDialog

PAGES = {"enterprises", "projects", "reports"}


@pytest.fixture
def done():
    return []


@pytest.fixture
def dialog(qtbot, desk, done):
    commands = [Command("月度数据", lambda: done.append("months")), Command("立即备份", lambda: done.append("backup"))]
    made = SearchDialog(desk, commands, PAGES)
    qtbot.addWidget(made)
    made.show()
    return made


def listed(dialog):
    rows = dialog.table.rows
    return [(rows.index(r, 0).data(), rows.index(r, 1).data()) for r in range(rows.rowCount())]


def test_it_offers_the_commands_before_anything_is_typed(dialog):
    assert listed(dialog) == [("命令", "月度数据"), ("命令", "立即备份")]


def test_a_firm_is_found_by_initials_and_gone_to_by_enter(dialog, qtbot):
    qtbot.keyClicks(dialog.box, "hcjc")
    qtbot.waitUntil(lambda: listed(dialog) == [("企业", "旬阳禾川建材有限公司")])
    with qtbot.waitSignal(dialog.item_wanted) as told:
        qtbot.keyClick(dialog.box, Qt.Key.Key_Return)
    assert (told.args[0].page, told.args[0].record) == ("enterprises", "c")
    assert not dialog.isVisible()


def test_enter_does_not_wait_for_the_pause(dialog, qtbot, done):
    qtbot.keyClicks(dialog.box, "beifen")
    qtbot.keyClick(dialog.box, Qt.Key.Key_Return)
    assert done == ["backup"]


def test_arrows_move_in_the_list_while_the_line_has_the_keyboard(dialog, qtbot, done):
    qtbot.keyClick(dialog.box, Qt.Key.Key_Down)
    assert dialog.table.currentIndex().row() == 1
    qtbot.keyClick(dialog.box, Qt.Key.Key_Return)
    assert done == ["backup"]


def test_nothing_found_is_said_and_enter_does_nothing(dialog, qtbot, done):
    qtbot.keyClicks(dialog.box, "zzzz")
    qtbot.waitUntil(lambda: listed(dialog) == [])
    qtbot.keyClick(dialog.box, Qt.Key.Key_Return)
    assert dialog.isVisible()
    qtbot.keyClick(dialog.box, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert done == []


def test_the_window_opens_it_by_a_key(qtbot, desk):
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from ui.main_window import MainWindow

    window = MainWindow(desk)
    qtbot.addWidget(window)
    window.show()
    with qtbot.waitActive(window):
        window.activateWindow()

    def act():
        found = QApplication.activeModalWidget()
        found.box.setText("dsmy")
        qtbot.keyClick(found.box, Qt.Key.Key_Return)

    QTimer.singleShot(150, act)
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    page = window._pages["enterprises"]
    assert window._stack.currentWidget() is page
    assert page.panel.record_id() == "b"
