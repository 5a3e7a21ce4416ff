"""Long work that a person stops: what was under way leaves nothing half done."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog

from parkdesk.errors import StoppedError
from parkdesk.office import importing
from parkdesk.office.desks import create_desk
from parkdesk.office.samples import sample_county
from parkdesk.paths import backups_folder
from parkdesk.reports.values import Paragraph, Report
from tests.many_firms import fill
from ui.desk_menu import DeskMenu
from ui.dialogs import import_work
from ui.dialogs.import_preview import ImportPreview
from ui.pages.enterprises import EnterprisesPage
from ui.tasks import Cancelled, Progress
from ui.widgets.paper import Saving

SAMPLE = sample_county("610981", "旬阳市", seed=3, month=3)


class Impatient(Progress):
    """A person who says stop while SQLite is at work: when it has looked up a few times."""

    def __init__(self, patience: int) -> None:
        super().__init__(lambda *_: None)
        self._patience = patience

    def is_cancelled(self) -> bool:
        self._patience -= 1
        if self._patience < 0:
            self.cancel()
        return super().is_cancelled()


@pytest.fixture
def large(empty_store):
    fill(empty_store, 4000)
    return empty_store


def test_an_export_shows_how_far_it_is_and_leaves_no_file(qtbot, make_desk, large, tmp_path, monkeypatch, settle):
    desk = make_desk(large)
    page = EnterprisesPage(desk)
    qtbot.addWidget(page)
    page.show()
    folder = tmp_path / "出去"
    folder.mkdir()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(folder / "企业库.xlsx"), ""))
    told = []

    def stop(fraction, _):
        told.append(fraction)
        if fraction > 0.1:
            desk.tasks.cancel()

    desk.tasks.progressed.connect(stop)
    page.view._on_export()
    assert desk.tasks.is_busy()  # the window is free meanwhile
    settle(desk)
    assert 0.1 < max(told) < 1
    assert list(folder.iterdir()) == []


def test_a_stopped_backup_leaves_none(qtbot, make_desk, large):
    from PySide6.QtWidgets import QWidget

    parent = QWidget()
    qtbot.addWidget(parent)
    menu = DeskMenu(make_desk(large), parent)
    with pytest.raises(StoppedError):
        menu._back_up(Impatient(3))
    folder = backups_folder(large.path)
    assert not folder.exists() or list(folder.iterdir()) == []
    assert menu._back_up(Progress(lambda *_: None)).exists()  # and the next one is made


def test_a_stopped_report_leaves_no_file(tmp_path):
    progress = Progress(lambda *_: None)
    report = Report(kind="notice", title="月通报", blocks=(Paragraph(("一切正常。",)),))
    progress.cancel()  # 「停止」 while the pages are set
    with pytest.raises(Cancelled):
        Saving(report, tmp_path / "月通报.docx")(progress)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def sheets(tmp_path):
    (tmp_path / "表").mkdir()
    return SAMPLE.write(tmp_path / "表")


def test_a_stopped_import_keeps_whole_sheets_and_no_other(sheets, empty_store, tmp_path):
    """Whatever was written is the same as if only those sheets had been chosen."""
    found = import_work.read(empty_store, sheets, Progress(lambda *_: None))
    told = []

    def second(_fraction, text):
        told.append(text)
        if len(told) == 2:
            progress.cancel()

    progress = Progress(second)
    written = import_work.write(empty_store, found, progress)
    assert len(written) == len(found) > 3
    assert written[0].changes is not None
    assert all(one.changes is None and "停止" in one.error for one in written[2:])
    whole = sum(one.changes is not None for one in written)
    other = create_desk(tmp_path / "另一份.parkdesk", "610981", "旬阳市经贸局", "county", "陈晓兰")
    try:
        for one in found[:whole]:
            importing.commit(other, importing.replan(other, one, one.options))
        assert empty_store.digest() == other.digest()
    finally:
        other.close()


def test_an_import_is_stopped_by_the_button_that_cancelled(qtbot, make_desk, empty_store, sheets, settle):
    desk = make_desk(empty_store)
    dialog = ImportPreview(desk, sheets)
    qtbot.addWidget(dialog)
    dialog.show()
    settle(desk)
    dialog.yes.click()
    stop = dialog.no
    assert (stop.text(), stop.isEnabled()) == ("停止", True)
    assert dialog.bar.isVisible()
    assert dialog.buttons.buttonRole(stop) is QDialogButtonBox.ButtonRole.RejectRole
    stop.click()
    assert not stop.isEnabled()  # said once
    assert dialog.isVisible()  # until it is known what went in
    qtbot.waitUntil(lambda: not dialog.isVisible() or stop.text() == "取消", timeout=30_000)
    if dialog.isVisible():  # stopped before the first sheet: the plan is there again, to be agreed to
        assert (empty_store.imports(), dialog.written) == ([], [])
        assert "没有写入" in dialog.told.text()
        assert dialog.is_ready()
        dialog.reject()
        assert not dialog.isVisible()
    else:
        wrote = {one.incoming.file.name for one in dialog.written if one.changes is not None}
        assert {one.file for one in empty_store.imports()} == wrote
        assert any("停止" in one.error for one in dialog.written)
