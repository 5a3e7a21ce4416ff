"""工作日历和时限 in the window."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QMessageBox

from parkdesk.office import calendar
from parkdesk.periods import Period
from ui.dialogs.calendar import CalendarDialog
from ui.dialogs.few_fields import FewFieldsDialog


@pytest.fixture
def dialog(qtbot, make_desk, empty_store):
    made = CalendarDialog(make_desk(empty_store), Period(2026, 11))
    qtbot.addWidget(made)
    made.show()
    return made


def fill(**values):
    def act(asked):
        for key, text in values.items():
            widget = asked.widgets[key]
            widget.setCurrentText(text) if hasattr(widget, "setCurrentText") else widget.setText(text)
        asked.yes.click()

    return act


def shown(table):
    return [[table.rows.data(table.rows.index(row, c)) for c in range(3)] for row in range(table.rows.rowCount())]


def test_a_span_of_days_is_entered_and_taken_out(dialog, hands, empty_store):
    before = len(calendar.holidays(empty_store, 2027))
    hands.expect(FewFieldsDialog, fill(days="2027-12-30 至 2027-12-31", name="迎新", kind="放假"))
    dialog.add.click()
    hands.check()
    assert dialog.year.currentData() == 2027
    assert ["2027-12-30", "四", "迎新"] in shown(dialog.days)
    assert len(calendar.holidays(empty_store, 2027)) == before + 2
    place = [row[0] for row in shown(dialog.days)].index("2027-12-31")
    dialog.days.choose(place)
    dialog.remove.click()
    assert "2027-12-31" not in [row[0] for row in shown(dialog.days)]


def test_a_worked_weekend_moves_a_deadline(dialog, hands, empty_store):
    dialog.leaves.setCurrentIndex(1)
    place = [row[0] for row in shown(dialog.steps)].index(
        next(one.name for one in calendar.deadlines(empty_store) if one.code == "package")
    )
    dialog.steps.choose(place)
    hands.expect(FewFieldsDialog, fill(day="26"))
    dialog.change.click()
    hands.check()
    assert shown(dialog.steps)[-1][2] == "12月28日（星期一）"
    hands.expect(FewFieldsDialog, fill(days="2026-12-26", name="元旦", kind="调休上班"))
    dialog.add.click()
    hands.check()
    assert shown(dialog.steps)[-1][2] == "12月26日（星期六）"


def test_what_cannot_be_is_told(dialog, hands):
    hands.expect(FewFieldsDialog, fill(days="春节", name="春节"))
    hands.expect(QMessageBox, QMessageBox.accept)
    dialog.add.click()
    hands.check()
