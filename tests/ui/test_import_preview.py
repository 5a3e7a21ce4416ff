from __future__ import annotations

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from parkdesk.office.samples import sample_county
from parkdesk.plan import Outcome
from ui.dialogs.import_preview import ImportPreview

SAMPLE = sample_county("610981", "旬阳市", seed=3, month=3)


@pytest.fixture(scope="module")
def sheets(tmp_path_factory):
    return SAMPLE.write(tmp_path_factory.mktemp("sheets"))


@pytest.fixture
def preview(qtbot, make_desk, empty_store):
    desk, opened = make_desk(empty_store), []

    def open_preview(files):
        opened.append(dialog := ImportPreview(desk, files))
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.waitUntil(lambda: not desk.tasks.is_busy(), timeout=30_000)
        return dialog

    yield open_preview
    opened.clear()


def agree(qtbot, dialog):
    dialog.yes.click()
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=30_000)
    return dialog.written


def kinds(dialog):
    return [one.kind for one in dialog.incoming()]


def test_nothing_is_written_before_the_yes(preview, sheets, empty_store):
    before = empty_store.digest()
    dialog = preview(sheets)
    assert dialog.is_ready()
    assert empty_store.digest() == before
    dialog.reject()
    assert empty_store.digest() == before
    assert dialog.written == []


def test_registers_come_before_what_builds_on_them(preview, sheets):
    dialog = preview(list(reversed(sheets)))
    assert kinds(dialog) == ["enterprises", "facts", "facts", "projects", "duties"]
    assert [one.period.text for one in dialog.incoming()[1:3]] == ["2026-02", "2026-03"]
    assert not any("名录中没有" in f.text for one in dialog.incoming() for f in one.plan.findings)


def test_the_yes_writes_exactly_what_was_shown(qtbot, preview, sheets, empty_store):
    dialog = preview(sheets)
    promised = [one.plan for one in dialog.incoming()]
    told = []
    dialog.desk.bus.changed.connect(told.append)
    written = agree(qtbot, dialog)
    assert [one.incoming.plan for one in written] == promised
    assert all(one.changes is not None for one in written)
    assert [changes.import_ids for changes in told] == [tuple(one.changes.import_id for one in written)]
    assert empty_store.counts()["enterprises"] == len(SAMPLE.firms)


def test_the_same_files_again_change_nothing(qtbot, preview, sheets):
    agree(qtbot, preview(sheets))
    dialog = preview(sheets)
    assert not dialog.is_ready()
    assert all(one.plan.is_empty for one in dialog.incoming())
    assert "没有需要写入的内容" in dialog.told.text()


def test_a_sheet_that_is_not_ticked_stays_out(qtbot, preview, sheets, empty_store):
    dialog = preview(sheets)
    for number in range(3, 5):
        dialog._sheets.item(number).setCheckState(Qt.CheckState.Unchecked)
    dialog._sheets.item(0).setCheckState(Qt.CheckState.Unchecked)
    written = agree(qtbot, dialog)
    assert [one.incoming.kind for one in written] == ["facts", "facts"]
    assert any(
        "名录中没有" in f.text for f in written[0].incoming.plan.findings
    )  # looked at again without the register
    assert empty_store.counts()["projects"] == 0


def test_a_bad_file_gets_its_sentence_and_hinders_no_other(preview, sheets, tmp_path):
    bad = tmp_path / "坏的.xlsx"
    bad.write_text("不是表格")
    dialog = preview([bad, sheets[0]])
    assert kinds(dialog)[0] == "enterprises"
    assert "1 张表没有读入" in dialog.told.text()
    dialog._sheets.setCurrentRow(1)
    assert dialog.stack.currentWidget() is dialog.words
    assert "坏的.xlsx" in dialog.words.text()
    assert dialog.is_ready()


def test_a_new_row_shows_what_it_brings(preview, sheets):
    view = (dialog := preview(sheets)).plan_view
    dialog._sheets.setCurrentRow(2)
    row = view.rows.current()
    assert row.outcome is Outcome.NEW
    shown = {view.changes.rows.row(n).label: view.changes.rows.row(n).new for n in range(view.changes.rows.rowCount())}
    assert shown["工业总产值（累计）"].endswith("万元")
    dialog._sheets.setCurrentRow(0)
    labels = [view.changes.rows.row(n).label for n in range(view.changes.rows.rowCount())]
    assert "统一社会信用代码" in labels


def test_a_changed_figure_shows_old_and_new(qtbot, preview, sheets, tmp_path):
    agree(qtbot, preview(sheets))
    book = load_workbook(sheets[2])
    sheet = book.worksheets[0]
    cell = next(
        c for row in sheet.iter_rows(min_row=5) for c in row if isinstance(c.value, int | float) and c.column > 6
    )
    old, cell.value = cell.value, cell.value + 7
    book.save(tmp_path / "改.xlsx")
    view = preview([tmp_path / "改.xlsx"]).plan_view
    view._by_outcome[Outcome.CHANGED].click()
    assert view.rows.rows.rowCount() == 1
    change = view.changes.rows.row(0)
    assert str(old) in change.old.replace(",", "")
    assert str(old + 7) in change.new.replace(",", "")
    assert "→" in view.rows.rows.data(view.rows.rows.index(0, 3))


def test_counts_filter_the_rows(preview, sheets):
    view = preview([sheets[0]]).plan_view
    assert view._by_outcome[Outcome.NEW].text() == f"新增 {len(SAMPLE.firms)}"
    assert not view._by_outcome[Outcome.REFUSED].isEnabled()
    view._by_outcome[Outcome.NEW].click()
    assert view.rows.rows.rowCount() == len(SAMPLE.firms)


def test_a_corrected_period_is_looked_at_again(qtbot, preview, sheets):
    dialog = preview([sheets[0], sheets[1]])
    dialog._sheets.setCurrentRow(1)
    dialog.correction.period.setText("2026-04")
    dialog.correction.again.click()
    qtbot.waitUntil(lambda: not dialog.desk.tasks.is_busy(), timeout=30_000)
    assert dialog.incoming()[1].period.text == "2026-04"
    assert "2026年1—4月" in dialog._sheets.item(1).text()


def test_enter_in_the_period_writes_nothing(qtbot, preview, sheets, empty_store):
    dialog = preview([sheets[1]])
    dialog.correction.period.setFocus()
    qtbot.keyClick(dialog.correction.period, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert empty_store.imports() == []


def test_a_wrong_period_is_told(hands, preview, sheets):
    dialog = preview([sheets[1]])
    dialog.correction.period.setText("2026-01")

    def read(box):
        assert "没有“2026-01”这个期间" in box.text()
        box.accept()

    hands.expect(QMessageBox, read)
    dialog.correction.again.click()
    hands.check()
