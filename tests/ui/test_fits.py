"""A 1366×768 screen at 150 %: every page of a county and of a city fits the window, and no word of it is cut."""

from __future__ import annotations

from contextlib import suppress

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QTabBar
from pytestqt.exceptions import TimeoutError as LateError

from ui.dialogs.manual import ManualWindow
from ui.main_window import MainWindow
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.judgement import Board
from ui.widgets.page_list import PageList

LOW = (910, 512)  # what a 1366×768 screen has left at 150 %


@pytest.fixture(params=("county", "city"))
def window(request, demonstration, open_copy, qtbot):
    made = MainWindow(open_copy(demonstration.city if request.param == "city" else demonstration.counties[0]))
    qtbot.addWidget(made)
    made.resize(*LOW)
    made.show()
    return made


def rest(qtbot, window):
    """Wait until what a page works out is there and laid out."""
    qtbot.waitUntil(lambda: not window.desk.tasks.is_busy(), timeout=60_000)
    qtbot.wait(30)


def cut_for_good(qtbot, window):
    """Return the words that stay cut: what was just filled is laid out a moment later."""
    with suppress(LateError):
        qtbot.waitUntil(lambda: not cut(window), timeout=3_000)
    return cut(window)


def cut(window):
    """Return the words that have less room than they take."""
    words = [w for w in window.findChildren(QLabel) + window.findChildren(QPushButton) if w.isVisible() and w.text()]
    found = []
    for one in words:
        if isinstance(one, QLabel) and one.wordWrap():
            is_cut = one.heightForWidth(one.width()) > one.height() + 1
        elif isinstance(one, ElidedLabel):
            is_cut = False
        else:
            is_cut = one.sizeHint().width() > one.width() + 1
        if is_cut:
            found.append(f"{type(one).__name__} {one.text()!r} {one.width()}×{one.height()}")
    return found


def tabs_of(page, known):
    return [bar for bar in page.findChildren(QTabBar) if bar.isVisible() and bar not in known]


def test_nothing_is_cut_at_150_per_cent(window, qtbot):
    wrong, known = [], []

    def look(name):
        rest(qtbot, window)
        least = window.minimumSizeHint()
        if least.width() > LOW[0] or least.height() > LOW[1] or (window.width(), window.height()) != LOW:
            wrong.append(f"{name}: {least.width()}×{least.height()}")
        wrong.extend(f"{name}: {text}" for text in cut_for_good(qtbot, window))

    def go_through(name, page):
        look(name)
        for bar in tabs_of(page, known):
            known.append(bar)
            for number in range(1, bar.count()):
                bar.setCurrentIndex(number)
                go_through(f"{name}·{bar.tabText(number)}", page)
            bar.setCurrentIndex(0)
        for listed in page.findChildren(PageList):
            for number in range(1, len(page.LOOKS) + len(page.LEDGERS)):
                listed.choose(number)
                look(f"{name}·{listed.currentItem().text()}")
            listed.choose(0)

    for entry in window.entries:
        window.open_page(entry.name)
        go_through(entry.title, window.page(entry.name))
    assert wrong == []


def test_work_under_way_makes_the_window_no_wider(window, qtbot):
    window.desk.tasks.started.emit("写数据包并读回核对")
    window.strip.note("已粘贴，改了10,000格；3处没有写入，见下方。")
    qtbot.wait(50)
    assert window.minimumSizeHint().width() <= LOW[0]
    window.desk.tasks.finished.emit()


@pytest.mark.parametrize("name", ["parks", "goals", "nurture", "services"])
def test_boards_stand_below_each_other_where_two_do_not_fit(window, qtbot, name):
    page = window.page(name)
    rest(qtbot, window)
    board = page.look()
    assert isinstance(board, Board)
    tops = [table.mapTo(board, table.rect().topLeft()).y() for table in board.tables]
    assert tops == sorted(set(tops))
    for table in board.tables:
        assert table.width() > board.width() * 0.9
        needed = table.horizontalHeader().height() + 3 * table.verticalHeader().defaultSectionSize()
        assert table.height() >= needed
        high = [table.rowHeight(row) - table.sizeHintForRow(row) for row in range(table.rows.rowCount())]
        assert min(high, default=0) >= 0  # every line of a sentence is seen
    window.resize(1366, 768)
    rest(qtbot, window)
    lefts = {table.mapTo(board, table.rect().topLeft()).x() for table in board.tables}
    assert len(lefts) == len(board.SHAPE)


def test_the_pictures_of_the_manual_fit_its_page(qtbot):
    manual = ManualWindow()
    qtbot.addWidget(manual)
    manual.resize(LOW[0] - 16, LOW[1] - 48)
    manual.show()
    qtbot.waitExposed(manual)
    assert manual.pages.horizontalScrollBar().maximum() == 0
