from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit

from parkdesk.plan import FactChange, Plan, Source
from parkdesk.records import Measure
from ui.dialogs.reason import ReasonDialog
from ui.models.month_model import FIRST_FIGURE
from ui.pages.months import MonthsPage


@pytest.fixture
def page(qtbot, desk):
    made = MonthsPage(desk)
    qtbot.addWidget(made)
    made.resize(1270, 700)
    made.show()
    return made


def names(page):
    return [page.model.index(row, 0).data() for row in range(page.model.rowCount())]


def in_reason_dialog(act):
    """Do something in the reason dialog once it is open."""

    def wait():
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, ReasonDialog):
            act(dialog)
        else:
            QTimer.singleShot(10, wait)

    QTimer.singleShot(0, wait)


def type_figure(page, qtbot, row, text):
    page.table.setFocus()
    page.table.setCurrentIndex(page.model.index(row, FIRST_FIGURE))
    page.table.edit(page.table.currentIndex())
    editor = page.table.indexWidget(page.table.currentIndex()) or QApplication.focusWidget()
    editor.selectAll()
    qtbot.keyClicks(editor, text)
    qtbot.keyClick(editor, Qt.Key.Key_Return)


def test_the_newest_period_opens_with_its_headline(page):
    assert page.picker.period().text == "2026-09"
    shown = [figure.text() for _, figure in page.headline._pairs]
    assert shown == ["5 户", "0.23 亿元", "0.30 亿元", "▼ -23.3%", "1 / 1 户", "3 / 4 户"]
    assert names(page)[0] == "规上合计（5户）"


def test_a_figure_is_typed_with_a_reason(page, qtbot, desk):
    def give_reason(dialog):
        assert not dialog.save.isEnabled()
        dialog.reason.setCurrentText("企业更正上报数")
        dialog.save.click()

    in_reason_dialog(give_reason)
    with qtbot.waitSignal(desk.bus.changed):
        type_figure(page, qtbot, 2, "1,300.5")
    versions = desk.store.facts.history("output", 202609, "a", Measure.CUM)
    assert [(v.value, v.reason) for v in versions] == [(1_300_500_000, "企业更正上报数"), (1_200_000_000, "")]
    assert page.model.index(2, FIRST_FIGURE).data() == "1,300.5"
    assert page.model.index(0, FIRST_FIGURE).data() == "2,400.5"


def test_without_a_reason_nothing_is_written(page, qtbot, desk):
    seq = desk.store.seq
    seen = []
    in_reason_dialog(lambda dialog: (seen.append(dialog), dialog.reject()))
    type_figure(page, qtbot, 2, "9")
    qtbot.waitUntil(lambda: bool(seen))
    assert desk.store.seq == seq
    assert page.model.index(2, FIRST_FIGURE).data() == "1,200"


def test_text_that_is_no_figure_is_told(page, qtbot, desk, monkeypatch):
    told = []
    monkeypatch.setattr("ui.faults.tell", lambda _, error: told.append(str(error)))

    def give_reason(dialog):
        dialog.reason.setCurrentText("试试")
        dialog.save.click()

    in_reason_dialog(give_reason)
    type_figure(page, qtbot, 2, "12x")
    qtbot.waitUntil(lambda: told == ["“12x”不是数字：请输入以万元计的数。"])


def test_the_origin_of_a_figure_follows_the_cell(page, qtbot, desk):
    page.table.setCurrentIndex(page.model.index(2, FIRST_FIGURE))
    page._history.click()
    assert page.panel._title.text() == "旬阳单氏茶业有限公司"
    assert page.panel._figure.text() == "1,200 万元"
    assert page.panel.versions.rows.row(0).file == "企业名录.xlsx"
    page.table.setCurrentIndex(page.model.index(3, FIRST_FIGURE))
    assert page.panel._title.text() == "旬阳鼎昇魔芋有限公司"
    page.table.setCurrentIndex(page.model.index(0, FIRST_FIGURE))
    assert page.panel.versions.rows.rowCount() == 0


def test_who_has_not_reported_and_who_falls(page):
    page.shown_firms.setCurrentIndex(1)
    page._on_narrowed()
    assert names(page) == ["旬阳禾川建材有限公司"]
    page.shown_firms.setCurrentIndex(2)
    page._on_narrowed()
    assert names(page) == ["旬阳鼎昇魔芋有限公司", "旬阳汉江铸造有限公司"]


def test_a_firm_is_found_by_initials(page, qtbot):
    qtbot.keyClicks(page.search, "hcjc")
    qtbot.waitUntil(lambda: names(page) == ["旬阳禾川建材有限公司"])


def test_another_period_is_one_key_away(page, qtbot, desk):
    changes = desk.store.apply(
        Plan(Source("facts", file="8月.xlsx"), facts=(FactChange("output", 202608, "a", 1, None, 7),))
    )
    desk.bus.announce(changes)
    assert page.picker.period().text == "2026-09"
    page.picker._on_earlier()
    assert page.picker.period().text == "2026-08"
    assert page.model.index(2, FIRST_FIGURE).data() == "0.00"


def test_an_empty_desk_says_what_to_do(qtbot, make_desk, empty_store):
    page = MonthsPage(make_desk(empty_store))
    qtbot.addWidget(page)
    page.show()
    assert page._stack.currentIndex() == 1
    assert not page.headline.isVisible()


def test_a_digit_on_the_cell_begins_to_type_over_it(page, qtbot):
    page.table.setFocus()
    page.table.setCurrentIndex(page.model.index(2, FIRST_FIGURE))
    qtbot.keyClicks(page.table, "7")
    editor = page.table.findChild(QLineEdit)
    assert editor.text() == "7"
    assert editor.alignment() & Qt.AlignmentFlag.AlignRight
    qtbot.keyClick(editor, Qt.Key.Key_Escape)


def test_enter_edits_the_figure_and_leaves_sums_alone(page, qtbot):
    page.table.setFocus()
    page.table.setCurrentIndex(page.model.index(0, FIRST_FIGURE))
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert page.table.findChild(QLineEdit) is None
    page.table.setCurrentIndex(page.model.index(2, FIRST_FIGURE))
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    editor = page.table.findChild(QLineEdit)
    assert editor.text() == "1200"
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
