from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox

from parkdesk.plan import FactChange, Plan, RecordChange, Source
from parkdesk.records import Absence, CellMark, Enterprise, Measure
from parkdesk.store import Filter
from ui.dialogs.reason import ReasonDialog
from ui.dialogs.reminding import RemindingDialog
from ui.models.month_model import FIRST_FIGURE, STATUS
from ui.models.sheet_model import Gesture
from ui.pages.months import MonthsPage
from ui.target import Target
from ui.widgets.month_strip import EVERYONE, FALLING, FOLLOWED, SILENT

MONTH, CUM = FIRST_FIGURE, FIRST_FIGURE + 1


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


def type_figure(page, qtbot, row, text, column=CUM):
    """Type over a cell; Chinese comes as an input method brings it."""
    page.table.setFocus()
    page.table.setCurrentIndex(page.model.index(row, column))
    page.table.edit(page.table.currentIndex())
    editor = page.table.open_editor()
    editor.clear()
    if text.isascii():
        qtbot.keyClicks(editor, text)
    else:
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(editor, event)
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
    assert page.model.index(2, CUM).data() == "1,300.5"
    assert page.model.index(0, CUM).data() == "2,400.5"


def test_without_a_reason_nothing_is_written(page, qtbot, desk):
    seq = desk.store.seq
    seen = []
    in_reason_dialog(lambda dialog: (seen.append(dialog), dialog.reject()))
    type_figure(page, qtbot, 2, "9")
    qtbot.waitUntil(lambda: bool(seen))
    assert desk.store.seq == seq
    assert page.model.index(2, CUM).data() == "1,200"


def test_text_that_is_no_figure_is_told_and_stays_in_the_cell(page, qtbot, desk, monkeypatch):
    told = []
    monkeypatch.setattr("ui.faults.tell", lambda _, error: told.append(str(error)))
    type_figure(page, qtbot, 2, "12x")
    qtbot.waitUntil(lambda: told == ["旬阳单氏茶业有限公司 工业总产值累计：“12x”不是数字。"])
    qtbot.waitUntil(lambda: page.table.findChild(QLineEdit) is not None)
    assert page.table.findChild(QLineEdit).text() == "12x"
    qtbot.keyClick(page.table.findChild(QLineEdit), Qt.Key.Key_Escape)


def test_the_origin_of_a_figure_follows_the_cell(page, qtbot, desk):
    page.table.setCurrentIndex(page.model.index(2, CUM))
    page.strip.panel.click()
    assert page.panel._title.text() == "旬阳单氏茶业有限公司"
    assert page.panel._figure.text() == "1,200 万元"
    assert page.panel.versions.rows.row(0).file == "企业名录.xlsx"
    page.table.setCurrentIndex(page.model.index(3, CUM))
    assert page.panel._title.text() == "旬阳鼎昇魔芋有限公司"
    page.table.setCurrentIndex(page.model.index(0, CUM))
    assert page.panel.versions.rows.rowCount() == 0


def test_who_has_not_reported_and_who_falls(page):
    page.strip.shown_firms.setCurrentIndex(SILENT)
    page._on_narrowed()
    assert names(page) == ["旬阳禾川建材有限公司"]
    page.strip.shown_firms.setCurrentIndex(FALLING)
    page._on_narrowed()
    assert names(page) == ["旬阳鼎昇魔芋有限公司", "旬阳汉江铸造有限公司"]


def test_a_firm_is_found_by_initials(page, qtbot):
    qtbot.keyClicks(page.strip.search, "hcjc")
    qtbot.waitUntil(lambda: names(page) == ["旬阳禾川建材有限公司"])


def test_another_period_is_one_key_away(page, qtbot, desk):
    changes = desk.store.apply(
        Plan(Source("facts", file="8月.xlsx"), facts=(FactChange("output", 202608, "a", 1, None, 7),))
    )
    desk.bus.announce(changes)
    assert page.picker.period().text == "2026-09"
    page.picker._on_earlier()
    assert page.picker.period().text == "2026-08"
    assert page.model.index(2, CUM).data() == "0.00"


def test_an_empty_desk_says_what_to_do(qtbot, make_desk, empty_store):
    page = MonthsPage(make_desk(empty_store))
    qtbot.addWidget(page)
    page.show()
    assert page._stack.currentIndex() == 1
    assert not page.headline.isVisible()


def test_a_digit_on_the_cell_begins_to_type_over_it(page, qtbot):
    page.table.setFocus()
    page.table.setCurrentIndex(page.model.index(2, CUM))
    qtbot.keyClicks(page.table, "7")
    editor = page.table.findChild(QLineEdit)
    assert editor.text() == "7"
    assert editor.alignment() & Qt.AlignmentFlag.AlignRight
    qtbot.keyClick(editor, Qt.Key.Key_Escape)


def test_f2_edits_the_figure_and_leaves_sums_alone(page, qtbot):
    page.table.setFocus()
    page.table.setCurrentIndex(page.model.index(0, FIRST_FIGURE))
    qtbot.keyClick(page.table, Qt.Key.Key_F2)
    assert page.table.findChild(QLineEdit) is None
    page.table.setCurrentIndex(page.model.index(2, CUM))
    qtbot.keyClick(page.table, Qt.Key.Key_F2)
    editor = page.table.findChild(QLineEdit)
    assert editor.text() == "1200"
    qtbot.keyClick(editor, Qt.Key.Key_Escape)


def september_of(desk, **figures):
    """Give firm b its 1—8月 total, so that months follow."""
    changes = desk.store.apply(
        Plan(Source("form"), facts=(FactChange("output", 202608, "b", int(Measure.CUM), None, 700 * 10**6),))
    )
    desk.bus.announce(changes)


def test_a_new_month_is_typed_and_totals_follow(page, qtbot, desk):
    page.picker._later.click()
    assert page.picker.period().text == "2026-10"
    row = page.model.row_of("a")
    with qtbot.waitSignal(desk.bus.changed):
        type_figure(page, qtbot, row, "130", MONTH)
    assert page.model.index(row, MONTH).data() == "130"
    assert page.model.index(row, CUM).data() == "1,330"
    with qtbot.waitSignal(desk.bus.changed):
        type_figure(page, qtbot, page.model.row_of("b"), "950")
    row = page.model.row_of("b")
    assert (page.model.index(row, MONTH).data(), page.model.index(row, CUM).data()) == ("150", "950")


def test_last_month_and_last_year_stand_beside_the_cell(page, desk):
    september_of(desk)
    page.table.setCurrentIndex(page.model.index(page.model.row_of("b"), CUM))
    assert page.bar.title.text() == "旬阳鼎昇魔芋有限公司"
    assert [label.text() for label in page.bar.figures.values()] == ["700", "1,000", "14.3%", "▼ -20.0%"]
    assert [bar.text for bar in page.bar.chart.bars][-2:] == ["2026年1—8月 700 万元", "2026年1—9月 800 万元"]
    assert len(page.bar.chart.bars) == 12
    assert page.bar.chart.bars[-1].is_chosen


def test_nothing_with_a_reason_counts_as_reported(page, qtbot, desk):
    with qtbot.waitSignal(desk.bus.changed):
        type_figure(page, qtbot, page.model.row_of("c"), "无 停产检修")
    (absent,) = desk.store.select(Absence)
    assert absent.reason == "停产检修"
    assert page.model.index(page.model.row_of("c"), CUM).data() == "无"
    assert page.headline._pairs[5][1].text() == "4 / 4 户"
    page.strip.shown_firms.setCurrentIndex(SILENT)
    page._on_narrowed()
    assert names(page) == []


def test_nothing_is_asked_for_its_reason_by_a_key(page, qtbot, desk):
    page.table.setFocus()
    page.table.setCurrentIndex(page.model.index(page.model.row_of("c"), CUM))
    in_reason_dialog(lambda dialog: (dialog.reason.setCurrentText("停产"), dialog.save.click()))
    with qtbot.waitSignal(desk.bus.changed):
        page.typing.say_nothing()
    assert desk.store.select(Absence)[0].reason == "停产"


def test_a_note_and_a_follow_up(page, qtbot, desk):
    page.table.setCurrentIndex(page.model.index(page.model.row_of("b"), CUM))
    page._on_note_wanted()
    page.panel.note.setText("等企业回话")
    qtbot.keyClick(page.panel.note, Qt.Key.Key_Return)
    page.typing.follow_current()
    (mark,) = desk.store.select(CellMark)
    assert (mark.enterprise, mark.text, mark.follow) == ("b", "等企业回话", True)
    page.strip.shown_firms.setCurrentIndex(FOLLOWED)
    page._on_narrowed()
    assert names(page) == ["旬阳鼎昇魔芋有限公司"]


def test_a_start_from_last_month_waits_for_a_yes(page, qtbot, desk):
    september_of(desk)
    page.picker._later.click()
    seq = desk.store.seq
    page._on_start()
    assert page.typing.waiting() == 1  # only firm b has a month to copy: 800 − 700
    assert page.model.index(page.model.row_of("b"), MONTH).data() == "100"
    assert desk.store.seq == seq
    page.strip.confirm.click()
    assert page.typing.waiting() == 0
    row = page.model.row_of("b")
    assert [page.model.index(row, c).data() for c in (MONTH, CUM)] == ["100", "900"]
    assert desk.store.seq == seq + 1


def test_one_paste_is_one_change(page, qtbot, desk):
    seq = desk.store.seq
    page.picker._later.click()
    rows = [page.model.row_of("a"), page.model.row_of("b")]
    with qtbot.waitSignal(desk.bus.changed):
        page.model.gesture_made.emit(Gesture("粘贴", rows, [CUM, CUM + 1], [["1,300", "1100"], ["９００", None]]))
    assert desk.store.seq == seq + 1
    assert desk.store.facts.slice(202610) == {
        ("output", "a", 1): 1300 * 10**6, ("output", "a", 3): 1100 * 10**6, ("output", "b", 1): 900 * 10**6,
    }  # fmt: skip


def test_who_is_reminded_and_with_which_words(page, qtbot, desk):
    seen = []

    def look():
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, RemindingDialog):
            QTimer.singleShot(10, look)
            return
        dialog.copy_all.click()
        seen.append((dialog.head.text(), QApplication.clipboard().text()))
        dialog.table.row_chosen.emit(0)

    QTimer.singleShot(0, look)
    page.strip.remind.click()
    assert seen[0][0].startswith("没有报产值的 1 户")
    assert "旬阳禾川建材有限公司：贵公司2026年1—9月工业总产值尚未报送" in seen[0][1]
    assert page.model.firm(page.table.currentIndex().row()).id == "c"


def test_findings_arrive_on_their_cells(page, qtbot, desk):
    changes = desk.store.apply(
        Plan(Source("form"), facts=(FactChange("output", 202608, "b", int(Measure.CUM), None, 900 * 10**6),))
    )
    desk.bus.announce(changes)  # 1—9月 is now less than 1—8月
    qtbot.waitUntil(lambda: bool(page._found), timeout=15_000)
    index = page.model.index(page.model.row_of("b"), CUM)
    assert "强制" in index.data(Qt.ItemDataRole.ToolTipRole)


def test_another_page_leads_to_a_figure(page):
    page.strip.shown_firms.setCurrentIndex(FALLING)
    page.focus_on(Target("months", page.picker.period(), "c", "output", int(Measure.CUM)))
    assert page.strip.shown_firms.currentIndex() == EVERYONE
    index = page.table.currentIndex()
    assert (page.model.firm(index.row()).id, index.column()) == ("c", CUM)


def shown_by(page):
    """Return everything a sheet shows, line by line, with its headline."""
    model = page.model
    lines = [[model.index(r, c).data() for c in range(model.columnCount())] for r in range(model.rowCount())]
    return lines, [value.text() for _, value in page.headline._pairs]


def test_what_is_typed_is_shown_as_if_all_were_read_again(page, qtbot, desk, monkeypatch):
    september_of(desk)
    page.picker._later.click()
    fresh = MonthsPage(desk)
    qtbot.addWidget(fresh)
    whole = []
    monkeypatch.setattr(page, "_read", lambda: whole.append(1))
    typed = [("a", CUM, "1300"), ("b", MONTH, "130"), ("c", CUM, "无 停产"), ("d", CUM + 1, "20"), ("e", CUM, "3"),
             ("a", CUM, ""), ("b", CUM + 1, "1000"), ("c", CUM, "40"), ("e", CUM, "")]  # fmt: skip
    tester = QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for firm, column, text in typed:
        with qtbot.waitSignal(desk.bus.changed):
            type_figure(page, qtbot, page.model.row_of(firm), text, column)
        fresh.picker.set_periods([202610], page.picker.period())
        fresh._read()
        assert shown_by(page) == shown_by(fresh), (firm, text)
    tester.deleteLater()
    assert not whole


def test_a_figure_that_needs_another_column_or_digit_reads_the_sheet_again(page, qtbot, desk):
    page.picker._later.click()
    for firm, text in (("b", "800"), ("d", "300.5")):
        with qtbot.waitSignal(desk.bus.changed):
            type_figure(page, qtbot, page.model.row_of(firm), text)
    assert [page.model.index(page.model.row_of(firm), CUM).data() for firm in "bd"] == ["800.0", "300.5"]


def test_enter_passes_over_sums_and_stays_where_nothing_can_be_typed(page, qtbot):
    page.table.setFocus()
    last = page.model.row_of("c")
    page.table.setCurrentIndex(page.model.index(last, CUM))
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert page.model.firm(page.table.currentIndex().row()).id == "d"  # the heading of 新增入库 lies between
    pull = next(n for n, c in enumerate(page.model.columns, FIRST_FIGURE) if c.is_pull)
    page.table.setCurrentIndex(page.model.index(last, pull))
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert (page.table.currentIndex().row(), page.table.currentIndex().column()) == (last, pull)


def test_a_block_lists_what_it_could_not_write_and_leads_there(page, qtbot, desk):
    page.picker._later.click()
    first = page.model.row_of("a")
    page.table.setFocus()
    page.table.setCurrentIndex(page.model.index(first, CUM))
    lines = ["1,300\t1100\t18.2\t0.1", "９00\t很多\t\t", "40", "小计\t1", "30\t"]
    QApplication.clipboard().setText("\n".join(lines))
    seq = desk.store.seq
    qtbot.keyClick(page.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(page.sheet.refused.cells()))
    assert desk.store.seq == seq + 1
    assert desk.store.facts.slice(202610) == {
        ("output", "a", 1): 1300 * 10**6, ("output", "a", 3): 1100 * 10**6, ("output", "b", 1): 900 * 10**6,
        ("output", "c", 1): 40 * 10**6, ("output", "d", 1): 30 * 10**6,
    }  # fmt: skip
    told = [(cell.where, cell.label.split()[0], cell.text) for cell in page.sheet.refused.cells()]
    assert told == [
        ("旬阳单氏茶业有限公司", "工业总产值", "0.1"), ("新增入库（1户）", "工业总产值", "小计"),
        ("新增入库（1户）", "工业总产值", "1"), ("旬阳鼎昇魔芋有限公司", "工业总产值上年同期", "很多"),
    ]  # fmt: skip
    page.sheet.refused.list.row_chosen.emit(3)
    assert page.table.currentIndex() == page.model.index(page.model.row_of("b"), CUM + 1)
    assert page.table.open_editor().text() == "很多"
    qtbot.keyClick(page.table.open_editor(), Qt.Key.Key_Escape)


def test_a_very_large_block_is_written_aside(page, qtbot, desk, monkeypatch):
    monkeypatch.setattr("ui.pages.month_typing._LARGE", 1)
    page.picker._later.click()
    seq = desk.store.seq
    rows = [page.model.row_of("a"), page.model.row_of("b")]
    with qtbot.waitSignal(desk.bus.changed):
        page.model.gesture_made.emit(Gesture("粘贴", rows, [CUM], [["1300"], ["900"]]))
    assert desk.store.seq == seq + 1
    assert page.model.index(rows[1], CUM).data() == "900"
    qtbot.waitUntil(lambda: not desk.tasks.is_busy())
    assert not page.model.lock_reason(rows[0], CUM)


def test_a_firm_of_the_month_is_found_by_sound_and_code(page, qtbot):
    bar = page.table.find_bar
    bar.begin()
    bar.text.setText("moyu")
    qtbot.keyClick(bar.text, Qt.Key.Key_Return)
    assert page.model.firm(page.table.currentIndex().row()).id == "b"
    bar.begin_goto()
    bar.text.setText("0004x")
    qtbot.keyClick(bar.text, Qt.Key.Key_Return)
    assert page.model.firm(page.table.currentIndex().row()).id == "d"
    assert not bar.isVisible()


def test_another_unit_is_a_way_to_look_and_to_type_and_nothing_else(page, qtbot, desk):
    page.picker._later.click()
    row, digest = page.model.row_of("b"), desk.store.digest()
    assert page.model.units(CUM) == ("元", "万元", "亿元")
    page.table.show_unit(CUM, "亿元")
    assert page.table.heading(CUM) == "工业总产值\n累计\n（亿元）"
    assert page.table.heading(CUM + 1).endswith("（亿元）")  # the base is compared with it
    assert desk.store.digest() == digest
    with qtbot.waitSignal(desk.bus.changed):
        type_figure(page, qtbot, row, "0.123456")
    assert desk.store.facts.slice(202610)["output", "b", 1] == 1234_5600 * 100
    assert page.model.index(row, CUM).data() == "0.1235"
    assert page.model.input_text(row, CUM) == "0.123456"
    assert page.bar.what.text() == "工业总产值 累计（亿元）"
    page.table.show_unit(CUM, "元")
    assert page.model.index(row, CUM).data() == "12,345,600.00"
    with qtbot.waitSignal(desk.bus.changed):
        type_figure(page, qtbot, row, "9000000.01")
    assert desk.store.facts.slice(202610)["output", "b", 1] == 9000000_01
    fresh = MonthsPage(desk)
    qtbot.addWidget(fresh)
    fresh.show()
    assert fresh.model.shown_unit(CUM) == "元"  # remembered
    fresh.table.show_unit(CUM, "万元")


def test_headings_narrow_and_order_the_sheet_and_it_is_remembered(page, qtbot, desk):
    model = page.model
    assert [value for value, _ in model.tally(STATUS)] == ["在库", "新增入库", "退库"]
    model.filter_column(STATUS, (Filter("1", "in", ("在库", "退库")),))
    model.filter_column(CUM, (Filter("x", "ge", Decimal(800)),))
    assert names(page) == ["旬阳单氏茶业有限公司", "旬阳鼎昇魔芋有限公司"]  # a part has no groups and no sums
    page.table.setCurrentIndex(model.index(0, CUM))
    page.table.sort_by([(STATUS, False), (CUM, False)])
    assert names(page) == ["旬阳鼎昇魔芋有限公司", "旬阳单氏茶业有限公司"]
    assert page.table.currentIndex().row() == 1  # the cursor stays on its firm
    assert len(model.tally(STATUS)) == 1  # under the other column's condition
    page.hide()
    fresh = MonthsPage(desk)
    qtbot.addWidget(fresh)
    with qtbot.waitSignal(fresh.table.selection_described):
        fresh.show()
    assert sorted(names(fresh)) == sorted(names(page))
    fresh._on_clear()
    assert len(names(fresh)) == 9
    fresh.hide()
    third = MonthsPage(desk)
    qtbot.addWidget(third)
    third.show()
    assert len(names(third)) == 9


def test_a_ticked_value_is_the_one_that_is_shown_and_a_dash_is_nothing(page):
    model = page.model
    assert model.tally(CUM) == [("0", 1), ("300", 1), ("800", 1), ("1,200", 1), ("—", 1)]
    model.filter_column(CUM, (Filter("x", "in", ("1,200", "—")),))
    assert sorted(names(page)) == sorted(["旬阳单氏茶业有限公司", "旬阳禾川建材有限公司"])
    model.filter_column(CUM, (Filter("x", "empty"),))
    assert names(page) == ["旬阳禾川建材有限公司"]
    model.show_all()


def test_a_sum_of_nothing_is_no_zero(page):
    page.picker._later.click()
    assert [figure.text() for _, figure in page.headline._pairs][1:4] == ["—", "—", "—"]


def test_a_full_disk_is_told_and_the_figure_stays_in_its_cell(page, qtbot, desk, hands):
    page.picker._later.click()
    desk.store._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    pages = desk.store._connection.execute("PRAGMA page_count").fetchone()[0]
    desk.store._connection.execute(f"PRAGMA max_page_count = {pages}")
    seq = desk.store.seq
    told = []
    reason = "停产检修" * 4000  # more than the pages at hand have room for

    def read(box):
        told.append(box.text())
        hands.click(box.buttons()[0])

    hands.expect(QMessageBox, read)
    page.typing.take(page.model.cell(page.model.index(page.model.row_of("b"), CUM)), f"无 {reason}")
    hands.check()
    assert "磁盘已满" in told[0]
    assert desk.store.seq == seq
    qtbot.waitUntil(lambda: page.table.open_editor() is not None)
    assert page.table.open_editor().text() == f"无 {reason}"
    qtbot.keyClick(page.table.open_editor(), Qt.Key.Key_Escape)


def test_a_block_of_a_million_cells_is_not_taken_for_a_month(page, qtbot, desk):
    seq = desk.store.seq
    with qtbot.waitSignal(page.typing.noted) as noted:
        page.typing.take_gesture(Gesture("粘贴", range(200_000), range(10), ()))
    assert "2,000,000格太多了" in noted.args[0]
    assert desk.store.seq == seq


def test_how_many_firms_the_headings_let_through_is_said(page, qtbot):
    with qtbot.waitSignal(page.noted) as noted:
        page.model.filter_column(STATUS, (Filter("1", "in", ("退库",)),))
    assert noted.args[0].startswith("按列头筛选，显示1户")
    page.model.show_all()


def test_the_first_import_is_what_an_empty_page_shows_next(qtbot, make_desk, empty_store):
    desk = make_desk(empty_store)
    page = MonthsPage(desk)
    qtbot.addWidget(page)
    page.show()
    early = 202003
    assert page.picker.period().key != early
    firm = Enterprise(id="n", unit="610981", name="旬阳新来企业有限公司")
    fact = FactChange("output", early, "n", int(Measure.CUM), None, 10**8)
    desk.bus.announce(desk.store.apply(Plan(Source("facts"), (RecordChange(None, firm),), (fact,))))
    assert page.picker.period().key == early
