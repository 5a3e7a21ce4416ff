"""A clerk who comes from WPS works in the table of firms, in the real window, with keys and mouse."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QMimeData, QPoint, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMenu

from parkdesk.intake.clipboard import write_html
from parkdesk.office.desks import create_desk, open_desk
from parkdesk.records import Enterprise
from parkdesk.store import Query
from tests.many_firms import fill
from ui.bus import Bus
from ui.desk import Desk
from ui.main_window import MainWindow
from ui.tasks import Tasks
from ui.theme import Theme
from ui.widgets.filter_menu import FilterMenu

CTRL, SHIFT, NONE = (Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier,
                     Qt.KeyboardModifier.NoModifier)  # fmt: skip
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def open_window(qapp, qtbot, tmp_path):
    """Return an opener of the real window on a desk of so many firms."""
    opened = []

    def open_it(firms, role="county"):
        theme = Theme()
        theme.apply(qapp)
        store = create_desk(tmp_path / "旬阳.parkdesk", "610981", "旬阳市经贸局", role, "陈晓兰")
        fill(store, firms)
        window = MainWindow(Desk(store, Bus(), Tasks(), theme))
        opened.append(window)
        window.resize(1366, 768)
        window.show()
        window.activateWindow()
        qtbot.mouseClick(window._buttons["enterprises"], LEFT)
        return window, window.page("enterprises").table

    yield open_it
    for window in opened:
        window.desk.tasks.wait()
        QApplication.processEvents()
        window.hide()
        window.desk.store.close()
        window.deleteLater()


def column_of(table, key):
    return next(n for n, column in enumerate(table.model().columns) if column.key == key)


def click_cell(qtbot, table, row, column, modifier=NONE):
    index = table.model().index(row, column)
    table.scrollTo(index)
    qtbot.mouseClick(table.viewport(), LEFT, modifier, table.visualRect(index).center())


def click_heading(qtbot, table, column, modifier=NONE):
    head = table.horizontalHeader()
    table.scrollTo(table.model().index(0, column))
    qtbot.mouseClick(head.viewport(), LEFT, modifier, QPoint(head.sectionViewportPosition(column) + 12, 10))


def from_heading_menu(qtbot, table, column, text):
    """Open a heading's menu with the right button and choose from it."""

    def choose():
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        action = next(action for action in menu.actions() if action.text().startswith(text))
        qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())

    head = table.horizontalHeader()
    place = QPoint(head.sectionViewportPosition(column) + 12, 10)
    QTimer.singleShot(50, choose)
    head.customContextMenuRequested.emit(place)


def filter_by(qtbot, table, column, act):
    """Press the funnel of a heading and act in what opens."""
    head = table.horizontalHeader()
    table.scrollTo(table.model().index(0, column))
    qtbot.mouseClick(head.viewport(), LEFT, pos=head.button_of(column).center())
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, FilterMenu)
    act(menu)
    qtbot.mouseClick(menu.agree, LEFT)


def test_a_block_of_500_by_20_from_wps_with_three_bad_cells(open_window, qtbot, settle_window):
    window, table = open_window(600, "city")  # shows one column more, the unit
    page, store = window.page("enterprises"), window.desk.store
    for column in range(table.model().columnCount()):
        table.setColumnHidden(column, False)
    click_cell(qtbot, table, 0, 0)
    corner = table.model().index(499, table.seen_columns()[19])
    table.selectionModel().select(
        QItemSelection(table.model().index(0, 0), corner), QItemSelectionModel.SelectionFlag.ClearAndSelect
    )
    qtbot.keyClick(table, Qt.Key.Key_C, CTRL)
    lines = [line.split("\t") for line in QApplication.clipboard().text().split("\n")]
    assert (len(lines), len(lines[0])) == (500, 20)
    seen = table.seen_columns()
    town, staff, land, day = (seen.index(column_of(table, key)) for key in ("town", "staff", "land", "registered_on"))
    for number, line in enumerate(lines):
        line[town], line[staff] = " 棕溪镇\u3000", f"１,{number % 10}00"
    lines[7][staff], lines[100][land], lines[499][day] = "约二百", "1.2.3", "2月30日"
    digest, seq, was = store.digest(), store.seq, store.select(Enterprise)[7].staff
    data = QMimeData()
    data.setText("\r\n".join("\t".join(line) for line in lines) + "\r\n")
    data.setHtml(write_html(lines, [False] * 20))
    QApplication.clipboard().setMimeData(data)
    click_cell(qtbot, table, 0, 0)
    qtbot.keyClick(table, Qt.Key.Key_V, CTRL)
    settle_window(window)
    qtbot.waitUntil(lambda: store.seq == seq + 1)
    assert [(c.where, c.label, c.text) for c in page.sheet.refused.cells()] == [
        ("第8行", "从业人数", "约二百"), ("第101行", "用地面积", "1.2.3"), ("第500行", "注册日期", "2月30日"),
    ]  # fmt: skip
    firms = store.select(Enterprise)
    assert [firm.town for firm in firms[:500]] == ["棕溪镇"] * 500
    assert {firm.town for firm in firms[500:]} <= {"城关镇", "吕河镇", "甘溪镇", "蜀河镇"}
    assert (firms[3].staff, firms[7].staff) == (1300, was)
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert store.digest() == digest
    qtbot.keyClick(window, Qt.Key.Key_Y, CTRL)
    assert store.select(Enterprise)[499].town == "棕溪镇"
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert store.digest() == digest


def test_freezing_five_filtering_two_and_sorting_a_hundred_thousand(open_window, qtbot):
    window, table = open_window(100_000)
    model = table.model()
    assert model.rowCount() == 100_000
    fifth = table.seen_columns()[4]
    from_heading_menu(qtbot, table, fifth, "冻结到此列（前5列）")
    assert table.frozen_count() == 5
    table.horizontalScrollBar().setValue(table.horizontalScrollBar().maximum())
    click_cell(qtbot, table, 3, table.seen_columns()[1])  # a frozen column is where it is seen
    assert (table.currentIndex().row(), table.currentIndex().column()) == (3, table.seen_columns()[1])
    staff, town = column_of(table, "staff"), column_of(table, "town")
    click_heading(qtbot, table, staff)
    click_heading(qtbot, table, staff)
    click_heading(qtbot, table, column_of(table, "land"), SHIFT)
    assert model.query.sort == (("staff", True), ("land", False))
    shown = [int(model.input_text(row, staff)) for row in (0, 1, 500, 99_999)]
    assert shown == sorted(shown, reverse=True)
    assert shown[0] == 2999

    def at_least(menu):
        op, text = menu.lines[0]
        op.setCurrentText("不小于")
        qtbot.keyClicks(text, "2,000")

    def one_town(menu):
        qtbot.keyClicks(menu.search, "lhz")
        first = menu.values.item(0)
        assert [menu.values.item(n).isHidden() for n in range(1, 5)].count(False) == 1
        first.setCheckState(Qt.CheckState.Unchecked)
        first.setCheckState(Qt.CheckState.Checked)

    filter_by(qtbot, table, staff, at_least)
    filter_by(qtbot, table, town, one_town)
    expected = window.desk.store._connection.execute(
        "SELECT count(*) FROM enterprises WHERE staff >= 2000 AND town = '吕河镇'"
    ).fetchone()[0]
    assert 0 < model.rowCount() == expected
    qtbot.keyClick(table, Qt.Key.Key_A, CTRL)
    total = window.desk.store._connection.execute(
        "SELECT sum(staff) FROM enterprises WHERE staff >= 2000 AND town = '吕河镇'"
    ).fetchone()[0]
    assert f"从业人数合计 {total:,}人" in table._sums.sentence()
    from_heading_menu(qtbot, table, town, "取消这一列的筛选")
    assert model.rowCount() > expected
    window.page("enterprises").view.show_all()  # what is chosen on headings is remembered


def test_a_million_cells_are_pasted_or_stopped_and_the_window_lives(open_window, qtbot, settle_window):
    window, table = open_window(100_000)
    store, seq = window.desk.store, window.desk.store.seq
    towns = store.pages.tally(Query(Enterprise.TABLE), "town")
    line = "\t".join(["镇", "5", "2.5", "王", "1", "C30", "誉", "类", "2020-01-01", "1"])
    QApplication.clipboard().setText("\n".join([line] * 100_000))
    click_cell(qtbot, table, 0, column_of(table, "town"))
    for column in range(table.model().columnCount()):
        table.setColumnHidden(column, False)
    beats = []
    timer = QTimer()
    timer.timeout.connect(lambda: beats.append(1))
    timer.start(20)
    qtbot.keyClick(table, Qt.Key.Key_V, CTRL)
    qtbot.waitUntil(lambda: len(beats) > 5 or not window.desk.tasks.is_busy(), timeout=120_000)
    assert len(beats) > 5  # the window beats while the work is still going on
    window.strip._stop.click()
    settle_window(window)
    if store.seq == seq:  # stopped in time: nothing half done
        assert store.pages.tally(Query(Enterprise.TABLE), "town") == towns
    else:
        assert store.seq == seq + 1
        assert store.pages.tally(Query(Enterprise.TABLE), "town") == [("镇", 100_000)]


@pytest.fixture
def settle_window(qtbot):
    def wait(window):
        qtbot.waitUntil(lambda: not window.desk.tasks.is_busy(), timeout=120_000)

    return wait


KILLED = """
    import os, sys
    from pathlib import Path
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication
    from parkdesk.office.desks import open_desk
    from ui.bus import Bus
    from ui.desk import Desk
    from ui.main_window import MainWindow
    from ui.tasks import Tasks
    from ui.theme import Theme
    app = QApplication([])
    window = MainWindow(Desk(open_desk(Path(sys.argv[1]), "x"), Bus(), Tasks(), Theme()))
    window.show()
    table = window.page("enterprises").table
    column = next(n for n, c in enumerate(table.model().columns) if c.key == "staff")
    table.setCurrentIndex(table.model().index(0, column))
    for number in range(20):
        QTest.keyClicks(table, "7")
        QTest.keyClicks(table.open_editor(), f"{number:02d}")
        if number < 19:
            QTest.keyClick(table.open_editor(), Qt.Key.Key_Return)
    os.kill(os.getpid(), 9)
"""


def test_a_killed_program_loses_the_cell_being_typed_at_most(tmp_path):
    path = tmp_path / "旬阳.parkdesk"
    store = create_desk(path, "610981", "旬阳市经贸局", "county", "陈晓兰")
    fill(store, 40)
    was = [firm.staff for firm in store.select(Enterprise)]
    store.close()
    root = Path(__file__).resolve().parents[2]
    ran = subprocess.run([sys.executable, "-c", textwrap.dedent(KILLED), str(path)], cwd=root, check=False,
                         capture_output=True, text=True)  # fmt: skip
    assert ran.returncode == -9, ran.stderr
    store = open_desk(path, "陈晓兰")
    assert [firm.staff for firm in store.select(Enterprise)] == [700 + n for n in range(19)] + was[19:]
    assert store.verify() == []
    store.close()
