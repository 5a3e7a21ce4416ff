"""A county's first month in the real window, and the city that opens its file."""

from __future__ import annotations

import sqlite3

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox

from parkdesk.office.desks import last_backup
from ui.dialogs.first_run import FirstRunDialog
from ui.dialogs.import_preview import ImportPreview
from ui.dialogs.receive import ReceiveDialog
from ui.dialogs.sending import SendDialog

NUMBER = "旬经贸字〔2026〕12号"
_SHEETS = ("企业名录.xlsx", "重点项目进展一览表.xlsx", "包抓责任表.xlsx")


@pytest.fixture
def files(county_files):
    made = county_files("--seed", 5, "--firms", 40)
    months = sorted((made.folder / "月报").glob("*.xlsx"))
    return [*(made.folder / name for name in _SHEETS), *months], made.truth


def settle(qtbot, window):
    qtbot.waitUntil(lambda: not window.desk.tasks.is_busy(), timeout=60_000)


def go_to(qtbot, window, name):
    qtbot.mouseClick(window._buttons[name], Qt.MouseButton.LeftButton)
    return window.page(name)


def begin(qtbot, hands, program, unit, search, path):
    """Make a desk in the first-run dialog."""

    def act(dialog: FirstRunDialog):
        assert "国家秘密" in " ".join(label.text() for label in dialog.findChildren(type(dialog.new_desk.warning)))
        dialog.making.setChecked(True)
        dialog.operator.clear()
        hands.write(dialog.operator, "王晓梅")
        hands.write(dialog.new_desk.search, search)
        assert dialog.new_desk.code.text() == unit
        dialog.new_desk.path.setText(str(path))
        hands.click(dialog.accept_button)

    hands.expect(FirstRunDialog, act)
    assert program.ask_for_desk()
    hands.check()
    window = program.window
    window.resize(1366, 768)
    return window


def import_files(qtbot, hands, window, files):
    def look_and_agree(dialog: ImportPreview):
        if not dialog.is_ready():
            return False
        seen = dialog.incoming()
        assert len(seen) == len(files)
        assert all(one.error == "" for one in seen), [one.error for one in seen]
        assert [one.kind for one in seen] == ["enterprises", *["facts"] * 8, "projects", "duties"]
        assert not any("名录中没有" in finding.text for one in seen for finding in one.plan.findings)
        assert window.desk.store.counts()["enterprises"] == 0  # nothing is written before the yes
        hands.click(dialog.yes)
        return True

    page = go_to(qtbot, window, "exchange")
    hands.expect(QFileDialog, hands.choose(*files))
    hands.expect(ImportPreview, look_and_agree)
    hands.click(page.import_button)
    hands.check()
    settle(qtbot, window)
    assert len(window.desk.store.imports()) == len(files)


def look_around(qtbot, window, truth):
    firms = go_to(qtbot, window, "enterprises")
    assert firms.model.rowCount() == truth["enterprises"]
    months = go_to(qtbot, window, "months")
    settle(qtbot, window)
    shown = " ".join(figure.text() for _, figure in months.headline._pairs)
    assert f"{truth['output'] / 10000:.2f}" in shown
    projects = go_to(qtbot, window, "projects")
    assert projects.progress.rows.rowCount() == truth["projects"]
    projects.tabs.setCurrentWidget(projects.matrix)
    line = projects.matrix.rows.row(0)
    assert len(line.slots) == 6
    assert {slot.lit for project in projects._all for slot in project.slots} == {True, False}
    assert f"完成 {truth['project_done']:,} 万元" in projects.totals.text()


def make_report(qtbot, hands, window, truth, folder):
    page = go_to(qtbot, window, "reports")
    page.fields.choose("quarterly")  # the PC remembers the last one
    page.fields.number.setText(NUMBER)
    page.fields.number.editingFinished.emit()
    qtbot.waitUntil(lambda: page.made is not None and page.made.wish == page.wish(), timeout=60_000)
    settle(qtbot, window)
    text = page.made.report.text()
    assert NUMBER in text
    assert f"{truth['output'] / 10000:.2f}亿元" in text
    assert page.view.page_count() > 5
    for suffix, magic in ((".pdf", b"%PDF"), (".docx", b"PK"), (".xlsx", b"PK")):
        target = folder / f"报告{suffix}"
        hands.expect(QFileDialog, hands.choose(target))
        hands.expect(QMessageBox, hands.press("不用"))
        hands.click(page.save_buttons[suffix])
        settle(qtbot, window)
        qtbot.waitUntil(target.exists, timeout=30_000)
        assert target.read_bytes().startswith(magic)
        hands.check()


def export_package(qtbot, hands, window, folder):
    def to_the_place(dialog: SendDialog):
        if window.desk.tasks.is_busy() or not (dialog.is_ready() or dialog.place.isVisible()):
            return False
        if not dialog.place.isVisible():
            hands.click(dialog.next)
            return False
        assert not dialog.is_ready()  # no place is chosen yet
        hands.click(dialog.place.folder)
        return True

    def write(dialog: SendDialog):
        if window.desk.tasks.is_busy() or not dialog.is_ready():
            return False
        if dialog.sent is None:
            hands.click(dialog.next)
            return False
        assert dialog.sent.check_code in dialog.done_words.text()
        assert "已读回核对" in dialog.done_words.text()
        hands.click(dialog.next)
        return True

    page = go_to(qtbot, window, "exchange")
    hands.expect(SendDialog, to_the_place)
    hands.expect(QFileDialog, hands.choose(folder))
    hands.expect(SendDialog, write)
    hands.click(page.pack_button)
    settle(qtbot, window)
    hands.check()
    (package,) = folder.glob("*.parkpkg")
    return package


def receive_package(qtbot, hands, window, package):
    def trust(dialog: ReceiveDialog):
        if window.desk.tasks.is_busy():
            return False
        assert not dialog.is_ready()  # nobody knows this sender yet
        dialog.trust.click()
        return True

    def agree(dialog: ReceiveDialog):
        if not dialog.is_ready():
            return False
        looked = dialog.packages.current()
        assert looked.status == "applied"
        assert looked.plan is not None
        assert looked.plan.rows
        assert window.desk.store.counts()["facts"] == 0
        hands.click(dialog.yes)
        return True

    page = go_to(qtbot, window, "exchange")
    hands.expect(QFileDialog, hands.choose(package))
    hands.expect(ReceiveDialog, trust)
    hands.expect(ReceiveDialog, agree)
    hands.click(page.receive_button)
    hands.check()
    settle(qtbot, window)


def test_first_month(qtbot, hands, program, files, tmp_path):
    sheets, truth = files
    county = begin(qtbot, hands, program, "610981", "xy", tmp_path / "旬阳.parkdesk")
    import_files(qtbot, hands, county, sheets)
    look_around(qtbot, county, truth)
    make_report(qtbot, hands, county, truth, tmp_path)
    stick = tmp_path / "U盘"
    stick.mkdir()
    package = export_package(qtbot, hands, county, stick)
    assert "2026-09 已上报 r1" in county.strip._sent.text()
    kept = county.desk.store
    city = begin(qtbot, hands, program, "610900", "安康市", tmp_path / "安康.parkdesk")
    assert last_backup(kept) is not None  # the county's desk was backed up as it closed
    with pytest.raises(sqlite3.ProgrammingError):
        kept.counts()

    receive_package(qtbot, hands, city, package)
    summary = go_to(qtbot, city, "summary")
    qtbot.waitUntil(lambda: summary.month is not None, timeout=30_000)
    settle(qtbot, city)
    rows = {row.name: row for row in summary.month.rows}
    assert rows["旬阳市"].part.now == truth["output"] * 10**6
    assert rows["旬阳市"].place.rank == 1
    assert summary.not_reported() == [name for name in rows if name not in ("旬阳市", "安康市合计")]
    assert len(summary.not_reported()) == 12
    qtbot.waitUntil(lambda: not summary.chart.pixmap().isNull(), timeout=30_000)
