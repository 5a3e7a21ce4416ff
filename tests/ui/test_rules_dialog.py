"""审核规则 in the window: listed, tried while typed, saved, switched off, put back."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QMessageBox

from parkdesk.office import checking
from parkdesk.periods import Period
from parkdesk.plan import Plan, RecordChange, Source
from parkdesk.records import CheckRule
from ui.dialogs.rules import RulesDialog

SEP = Period(2026, 9)


@pytest.fixture
def opened(qapp, make_desk, store):
    dialogs = []

    def open_dialog():
        dialogs.append(dialog := RulesDialog(make_desk(store), SEP))
        dialog.show()
        return dialog

    yield open_dialog
    for dialog in dialogs:
        dialog._listed = None  # nothing is unsaved: closing asks no question, which nobody would answer
        dialog.close()
    dialogs.clear()


def choose(dialog, code):
    rows = dialog.list.rows
    dialog.list.choose(next(n for n in range(rows.rowCount()) if rows.row(n).rule.code == code))


def write(dialog, holds):
    dialog.add.click()
    dialog.form.name.setText("产值不小于一千万")
    dialog.form.holds.setPlainText(holds)
    dialog.form.text.setPlainText("{企业}产值{工业总产值.累计}，不到一千万元。")


def test_a_rule_is_tried_while_it_is_typed_and_then_kept(qtbot, opened, store):
    dialog = opened()
    write(dialog, "工业总产值.累计 >= 1000")
    qtbot.waitUntil(lambda: dialog.found.text().startswith("发现"), timeout=20_000)
    assert "旬阳鼎昇魔芋有限公司产值800万元，不到一千万元。" in {
        dialog.findings.rows.row(n).noticed.text for n in range(dialog.findings.rows.rowCount())
    }
    assert store.select(CheckRule) == []
    dialog.save.click()
    (kept,) = store.select(CheckRule)
    assert (kept.code, kept.origin, kept.name) == ("own_1", "county", "产值不小于一千万")
    assert "own_1" in {one.noticed.rule for one in checking.check(store, SEP).findings}
    assert dialog.list.current().rule == kept


def test_a_mistake_is_said_and_its_place_marked(qtbot, opened, store):
    dialog = opened()
    write(dialog, "工业总产值.累计 >= 产值.累记")
    qtbot.waitUntil(dialog.form.fault.isVisible, timeout=20_000)
    assert dialog.form.fault.text().startswith("没有“产值.累记”")
    assert "“应当成立”第13个字" in dialog.form.fault.text()
    (mark,) = dialog.form.holds.extraSelections()
    assert mark.cursor.selectedText() == "产"
    dialog.save.click()
    assert store.select(CheckRule) == []
    dialog.form.holds.setPlainText("工业总产值.累计 >= 0")
    qtbot.waitUntil(lambda: not dialog.form.fault.isVisible(), timeout=20_000)
    assert dialog.form.holds.extraSelections() == []


def test_a_shipped_rule_is_changed_switched_off_and_put_back(hands, opened, store):
    dialog = opened()
    choose(dialog, "phone")
    assert not dialog.remove.isEnabled()
    dialog.switch.click()
    (kept,) = store.select(CheckRule)
    assert (kept.code, kept.active) == ("phone", False)
    assert dialog.remove.text() == "恢复原样"
    dialog.form.level.setCurrentText("核实")
    dialog.save.click()
    assert store.select(CheckRule)[0].level == "核实"
    hands.expect(QMessageBox, hands.press("恢复原样"))
    dialog.remove.click()
    hands.check()
    assert store.select(CheckRule) == []
    assert dialog.list.current().origin == "shipped"


def test_a_rule_from_above_can_only_be_read(opened, store):
    above = CheckRule(id="a", origin="city", code="c", name="市里的", level="强制", holds="1 = 1", text="甲")
    store.apply(Plan(Source("package"), (RecordChange(None, above),)))
    dialog = opened()
    choose(dialog, "c")
    assert "上级下发" in dialog.told.text()
    assert dialog.form.holds.isReadOnly()
    assert not any(button.isEnabled() for button in (dialog.save, dialog.switch, dialog.remove))


def test_words_are_put_where_the_cursor_stands(opened):
    dialog = opened()
    dialog.add.click()
    form = dialog.form
    form.holds.setFocus()
    form.holds.setPlainText(" <= 5")
    form.words.setCurrentIndex(form.words.findData("绝对值()"))
    form.words.activated.emit(form.words.currentIndex())
    form.words.setCurrentIndex(form.words.findData("工业总产值.累计"))
    form.words.activated.emit(form.words.currentIndex())
    assert form.holds.toPlainText() == "绝对值(工业总产值.累计) <= 5"
    form._last = form.text
    form.words.setCurrentIndex(form.words.findData("工业总产值.累计"))
    form.words.activated.emit(form.words.currentIndex())
    assert form.text.toPlainText() == "{工业总产值.累计}"


def test_what_is_not_saved_is_asked_about(hands, opened):
    dialog = opened()
    write(dialog, "1 = 1")
    hands.expect(QMessageBox, hands.press("继续改"))
    dialog.close_button.click()
    assert dialog.isVisible()
    hands.expect(QMessageBox, hands.press("放弃"))
    dialog.close_button.click()
    hands.check()
    assert not dialog.isVisible()


def test_a_dialog_that_was_left_tries_nothing_more(qtbot, opened):
    dialog = opened()
    choose(dialog, "phone")
    dialog.close_button.click()
    dialog._on_paused()  # the pause that had begun ends after the dialog was left
    assert not dialog._desk.tasks.is_busy()
