"""The leaf of the import preview that shows a sheet as it was understood, and where a click puts it right."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QMessageBox

from parkdesk.office import periods
from parkdesk.office.roundtrip import export_table
from parkdesk.periods import Period
from parkdesk.plan import Outcome
from tests.intake.workbooks import write_book
from ui.dialogs.import_preview import ImportPreview
from ui.dialogs.new_indicator import NewIndicatorDialog

HEAD = ["序号", "企业名称", "产值累计", "上年同期", "增速", "出口交货值累计", "停产原因"]


def rows(month=9, *, head=HEAD, value=12):
    return [
        [f"旬阳市2026年1—{month}月产值表"],
        ["填报单位：旬阳市经贸局　　单位：万元"],
        head,
        ["一、在库企业"],
        [1, "旬阳甲公司", value, 10, 20, 3, ""],
        [2, "旬阳乙公司", 5, 10, -50, 4, "检修"],
        ["", "合计", value + 5, 20, -15, 7, ""],
        ["填表人：张三"],
    ]


@pytest.fixture
def preview(qtbot, make_desk, empty_store, tmp_path):
    desk, opened = make_desk(empty_store), []

    def open_preview(**books):
        files = [write_book(tmp_path / f"{name}.xlsx", ("表", content)) for name, content in books.items()]
        opened.append(dialog := ImportPreview(desk, files))
        qtbot.addWidget(dialog)
        dialog.show()
        settle(qtbot, dialog)
        return dialog

    yield open_preview
    opened.clear()


def settle(qtbot, dialog):
    qtbot.waitUntil(lambda: not dialog.desk.tasks.is_busy(), timeout=30_000)


def go(dialog, row, column):
    table = dialog.understood.table
    table.setCurrentIndex(dialog.understood.model.index(row, column))


def pick(qtbot, dialog, combo, data):
    """Choose in a list as a hand does."""
    combo.setCurrentIndex(combo.findData(data))
    combo.activated.emit(combo.currentIndex())
    settle(qtbot, dialog)


def ground(dialog, row, column):
    return dialog.understood.model.index(row, column).data(Qt.ItemDataRole.BackgroundRole)


def headings(dialog):
    model = dialog.understood.model
    across = Qt.Orientation.Horizontal
    return [model.headerData(column, across).partition("\n")[2] for column in range(model.columnCount())]


def test_every_cell_has_the_colour_of_what_it_is(preview):
    dialog = preview(九月=rows())
    theme = dialog.desk.theme
    wanted = {
        (0, 0): "sunken", (2, 1): "accent_soft", (3, 0): "sum_soft", (4, 1): "surface", (4, 2): "pending_soft",
        (4, 4): "window", (4, 5): "warn_soft", (2, 5): "warn_soft", (6, 2): "sum_soft", (7, 0): "sunken",
    }  # fmt: skip
    assert {at: ground(dialog, *at) for at in wanted} == {at: theme.color(role) for at, role in wanted.items()}
    assert headings(dialog)[1:4] == ["企业名称", "工业总产值累计", "工业总产值上年同期"]
    assert headings(dialog)[5:] == ["不认识", "不认识"]
    assert dialog.leaves.currentWidget() is dialog.understood  # something needs a look
    for chip in ("标题", "表头", "分组行", "数据栏", "不认识", "合计", "表尾"):
        assert chip in dialog.understood.legend.text()
    assert isinstance(ground(dialog, 4, 2), QColor)


def test_a_doubtful_cell_says_why(preview):
    content = rows()
    content[5][2] = "约5"
    dialog = preview(九月=content)
    assert ground(dialog, 5, 2) == dialog.desk.theme.color("bad_soft")
    go(dialog, 5, 2)
    assert "约5" in dialog.understood.doubt.text()
    go(dialog, 4, 2)
    assert "名录中没有" in dialog.understood.doubt.text()
    go(dialog, 0, 0)
    assert not dialog.understood.doubt.isVisible()


def test_a_column_is_put_right_and_next_month_needs_no_hand(qtbot, preview):
    dialog = preview(九月=rows())
    dialog.understood.next_doubt.click()
    assert "出口交货值" in dialog.understood.column_name.text()
    pick(qtbot, dialog, dialog.understood.role, "revenue.cum")
    assert headings(dialog)[5] == "营业收入累计"
    assert {fact.indicator for fact in dialog.incoming()[0].plan.facts} == {"output", "revenue"}
    dialog.understood.next_doubt.click()
    pick(qtbot, dialog, dialog.understood.role, "note")
    assert "不认识" not in headings(dialog)
    dialog.reject()
    head = [*HEAD[:5], "出口交货值累计", "停产原因"]
    later = preview(十月=rows(10, head=head))
    assert (headings(later)[5], headings(later)[6]) == ("营业收入累计", "备注")
    assert later.leaves.currentWidget() is later.stack  # nothing is doubtful any more


def test_what_is_typed_is_found_by_its_sound(qtbot, preview):
    dialog = preview(九月=rows())
    go(dialog, 4, 5)
    role = dialog.understood.role
    role.setFocus()
    qtbot.keyClicks(role.lineEdit(), "yysrlj")
    offered = role.lineEdit().completer().model().stringList()
    assert "营业收入累计" in offered
    role.lineEdit().setText("营业收入累计")
    role.lineEdit().completer().activated.emit("营业收入累计")
    qtbot.waitUntil(lambda: headings(dialog)[5] == "营业收入累计", timeout=30_000)


def test_a_column_becomes_an_indicator_of_one_s_own(qtbot, hands, preview, empty_store):
    dialog = preview(九月=rows())
    go(dialog, 4, 5)

    def agree(asked):
        assert asked.name.text() == "出口交货值累计"
        asked.name.setText("出口交货值")
        asked.yes.click()

    hands.expect(NewIndicatorDialog, agree)
    dialog.understood.indicator.click()
    hands.check()
    settle(qtbot, dialog)
    assert headings(dialog)[5] == "出口交货值累计"
    (made,) = [one for one in empty_store.indicators().values() if one.name == "出口交货值"]
    assert made.unit == "万元"


def test_an_indicator_that_is_there_already_is_told(hands, preview):
    dialog = preview(九月=rows())
    asked = NewIndicatorDialog(dialog.desk, "产值", "万元", dialog)

    def read(box):
        assert "已有" in box.text()
        box.accept()

    hands.expect(QMessageBox, read)
    asked.yes.click()
    hands.check()
    assert asked.changes is None


def test_a_unit_of_measure_a_row_and_the_headings_are_put_right(qtbot, preview):
    content = rows()
    content.insert(6, ["", "两家企业", 17, 20, "", "", ""])
    dialog = preview(九月=content)
    assert dialog.incoming()[0].plan.count(Outcome.NEW) == 3
    go(dialog, 6, 1)
    assert dialog.understood.line.currentData() == "data"
    pick(qtbot, dialog, dialog.understood.line, "skipped")
    assert dialog.incoming()[0].plan.count(Outcome.NEW) == 2
    go(dialog, 4, 2)
    pick(qtbot, dialog, dialog.understood.measure, "亿元")
    assert max(fact.new for fact in dialog.incoming()[0].plan.facts) == 12 * 10**10
    model = dialog.understood.table.selectionModel()
    go(dialog, 1, 0)
    for row in (1, 2):
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        model.select(dialog.understood.model.index(row, 0), flags)
    assert dialog.understood.row_name.text() == "第2—3行是"
    pick(qtbot, dialog, dialog.understood.line, "head")
    assert dialog.understood.model.role(1, 0) == "heading"
    dialog.correction.afresh.click()  # everything is forgotten again
    settle(qtbot, dialog)
    assert dialog.incoming()[0].plan.count(Outcome.NEW) == 3
    assert dialog.understood.model.role(1, 0) == "title"


def test_a_correction_holds_for_the_other_workbooks_of_the_drop(qtbot, preview):
    dialog = preview(八月=rows(8), 九月=rows(9, value=13))
    dialog._sheets.item(1).setCheckState(Qt.CheckState.Unchecked)
    go(dialog, 4, 5)
    pick(qtbot, dialog, dialog.understood.role, "revenue.cum")
    assert [{fact.indicator for fact in one.plan.facts} for one in dialog.incoming()] == [{"output", "revenue"}] * 2
    assert dialog._sheets.item(1).checkState() is Qt.CheckState.Unchecked  # what was left out stays out


def test_a_table_turned_round_names_its_rows(preview):
    firms = ["旬阳甲公司", "旬阳乙有限公司", "旬阳丙厂"]
    content = [
        ["旬阳市2026年1—9月", "", "", ""],
        ["指标（万元）", *firms],
        ["工业总产值累计", 12, 5, 7],
        ["营业收入累计", 11, 4, 6],
    ]
    dialog = preview(九月=content)
    model = dialog.understood.model
    assert dialog.incoming()[0].plan is not None
    assert model.headerData(2, Qt.Orientation.Vertical) == "3 工业总产值累计"
    assert model.meaning(3, 2).key == "revenue.cum"


def test_a_sheet_nobody_understands_is_shown_all_the_same(qtbot, preview):
    content = [["情况"], ["甲", "乙"], ["厂家", "1—9月完成"], ["旬阳甲公司", 12], ["旬阳乙公司", 5]]
    dialog = preview(表=content)
    assert dialog.incoming()[0].plan is None
    assert dialog.leaves.currentWidget() is dialog.understood
    dialog.correction.kind.setCurrentIndex(dialog.correction.kind.findData("facts"))
    dialog.correction.again.click()
    settle(qtbot, dialog)
    go(dialog, 2, 0)
    pick(qtbot, dialog, dialog.understood.line, "head")
    go(dialog, 3, 0)
    pick(qtbot, dialog, dialog.understood.role, "name")
    go(dialog, 3, 1)
    pick(qtbot, dialog, dialog.understood.role, "output.cum")
    dialog.correction.period.setText("2026-09")
    dialog.correction.again.click()
    settle(qtbot, dialog)
    (incoming,) = dialog.incoming()
    assert (incoming.error, incoming.plan.count(Outcome.NEW), incoming.period.text) == ("", 2, "2026-09")


def test_a_sealed_period_asks_for_its_reason(qtbot, preview, empty_store):
    dialog = preview(九月=rows())
    dialog.yes.click()
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=30_000)
    periods.seal(empty_store, Period(2026, 9))
    dialog = preview(九月更正=rows(value=13))
    assert dialog.unseal.isVisible()
    assert not dialog.is_ready()
    dialog.reason.setText("企业更正")
    dialog.unseal.click()
    settle(qtbot, dialog)
    dialog.yes.click()
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=30_000)
    (revised,) = periods.revisions_since_seal(empty_store, Period(2026, 9))
    assert revised.reason == "企业更正"


def test_a_table_of_our_own_needs_no_correcting(qtbot, preview, empty_store, make_desk, tmp_path):
    dialog = preview(九月=rows())
    dialog.yes.click()
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=30_000)
    export_table(empty_store, "enterprises", tmp_path / "企业库.xlsx")
    own = ImportPreview(make_desk(empty_store), [tmp_path / "企业库.xlsx"])
    qtbot.addWidget(own)
    own.show()
    settle(qtbot, own)
    own.leaves.setCurrentWidget(own.understood)
    assert "不用更正" in own.understood.said.text()
    assert not own.understood.role.isEnabled()
    assert not own.correction.isEnabled()
