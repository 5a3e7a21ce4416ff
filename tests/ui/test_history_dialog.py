"""历史、核查 in the window: what was reported then, and revisions with both growths."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QMessageBox

from parkdesk.office import editing, exchange, periods
from parkdesk.periods import Period
from parkdesk.records import Measure
from ui.dialogs.history import HistoryDialog

SEP = Period(2026, 9)
FIRM = "旬阳单氏茶业有限公司"


@pytest.fixture
def opened(qtbot, make_desk, store):
    kept = []

    def open_dialog():
        kept.append(made := HistoryDialog(make_desk(store), SEP))
        qtbot.addWidget(made)
        made.show()
        return made

    yield open_dialog
    kept.clear()


def shown(table):
    rows = table.rows
    return [[rows.data(rows.index(r, c)) for c in range(rows.columnCount())] for r in range(rows.rowCount())]


def test_what_was_reported_then_stands_beside_what_is_now(opened, store, hands, tmp_path):
    exchange.pack(store, SEP, tmp_path)
    editing.correct_fact(store, "output", SEP, "a", Measure.CUM, "1234", "企业更正")
    leaf = opened().then
    assert "报出" in leaf.when.currentText()
    assert shown(leaf.table) == [[FIRM, "工业总产值累计（万元）", "1,200.00", "1,234.00", ""]]
    assert leaf.told.text() == "有1处和现在不同"
    leaf.every.setChecked(True)
    assert len(shown(leaf.table)) == len(store.facts.slice(SEP.key))
    leaf.when.setEditText("昨天")
    hands.expect(QMessageBox, QMessageBox.accept)
    leaf.look.click()
    hands.check()


def test_a_revision_shows_both_growths_before_it_is_written(opened, store, hands):
    periods.seal(store, SEP)
    leaf = opened().revision
    hands.expect(QMessageBox, QMessageBox.accept)
    leaf.add.click()  # no firm yet
    hands.check()
    leaf.firm.setText(FIRM)
    leaf.figure.setCurrentIndex(leaf.figure.findText("工业总产值累计（万元）"))
    leaf.value.setText("900")
    leaf.add.click()
    assert [text.replace(",", "") for text in shown(leaf.rows)[0][1:]] == ["1200.00", "900.00"]
    assert "2,300.00 → 2,000.00 万元" in leaf.effects.text()
    assert "增速 -23.3% → -33.3%" in leaf.effects.text()
    hands.expect(QMessageBox, QMessageBox.accept)
    leaf.yes.click()  # the document is missing
    hands.check()
    assert store.facts.series("output", "a", Measure.CUM)[SEP.key] == 1200 * 10**6
    leaf.reason.setText("陕统函〔2026〕9号")
    hands.expect(QMessageBox, QMessageBox.accept)
    leaf.yes.click()
    hands.check()
    assert store.facts.series("output", "a", Measure.CUM)[SEP.key] == 900 * 10**6
    assert [one.reason for one in periods.revisions_since_seal(store, SEP)] == ["统计核查：陕统函〔2026〕9号"]
