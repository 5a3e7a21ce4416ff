"""Tables go out of the window, filled or blank, and come back through the import preview."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QFileDialog, QMessageBox

from parkdesk.office import importing
from parkdesk.periods import Period
from ui.dialogs.tables_out import TablesOutDialog


@pytest.fixture
def dialog(qtbot, make_desk, store):
    made = TablesOutDialog(make_desk(store), Period(2026, 9))
    qtbot.addWidget(made)
    made.show()
    return made


def save(dialog, hands, settle, path):
    hands.expect(QFileDialog, hands.choose(path))
    hands.expect(QMessageBox, QMessageBox.accept)
    dialog.yes.click()
    settle(dialog._desk)
    hands.check()
    assert not dialog.isVisible()


def test_a_month_goes_out_and_comes_back_as_what_was_changed(dialog, hands, settle, store, tmp_path):
    path = tmp_path / "九月.xlsx"
    dialog.kind.setCurrentIndex(dialog.kind.findData("facts"))
    assert dialog.period.isVisible()
    save(dialog, hands, settle, path)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == 1200]
    assert cells
    cells[0].value = 1250
    book.save(path)
    (incoming,) = importing.preview(store, path)
    assert [(fact.old, fact.new) for fact in incoming.plan.facts] == [(1200 * 10**6, 1250 * 10**6)]


def test_a_blank_table_is_made_for_others_to_fill_in(dialog, hands, settle, tmp_path):
    dialog.blank.setChecked(True)
    dialog.kind.setCurrentIndex(dialog.kind.findData("enterprises"))
    assert not dialog.period.isVisible()
    save(dialog, hands, settle, tmp_path / "名录样表.xlsx")
    sheet = load_workbook(tmp_path / "名录样表.xlsx").worksheets[0]
    assert any(cell.value and "企业名称" in str(cell.value) for row in sheet.iter_rows() for cell in row)


def test_a_period_that_is_none_is_told(dialog, hands):
    dialog.period.setText("2026-01")
    hands.expect(QMessageBox, QMessageBox.accept)
    dialog.yes.click()
    hands.check()
    assert dialog.isVisible()
