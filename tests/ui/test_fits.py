"""A 1366×768 screen at 150 %: every page of a county and of a city fits the window, and no word of it is cut."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QTabBar

from ui.main_window import MainWindow
from ui.widgets.elided_label import ElidedLabel

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
        wrong.extend(f"{name}: {text}" for text in cut(window))

    def go_through(name, page):
        look(name)
        for bar in tabs_of(page, known):
            known.append(bar)
            for number in range(1, bar.count()):
                bar.setCurrentIndex(number)
                go_through(f"{name}·{bar.tabText(number)}", page)
            bar.setCurrentIndex(0)

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
