"""What the 台账 menu does to a desk as a whole: made anew from its archive, made one of its own."""

from __future__ import annotations

import shutil

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox

from parkdesk.office import desks
from parkdesk.paths import archive_folder
from ui.main_window import MainWindow


@pytest.fixture
def window(qtbot, demonstration, tmp_path, make_desk, settle):
    folder = tmp_path / "demo"
    shutil.copytree(demonstration.folder, folder)
    with desks.open_desk(folder / demonstration.city.name, "周文") as store:
        made = MainWindow(make_desk(store))
        qtbot.addWidget(made)
        made.show()
        yield made
        settle(made.desk)
        made.close()


def test_a_city_is_made_anew_from_its_archive(window, hands, settle, tmp_path):
    told = []

    def read(box):
        told.append(box.text())
        hands.press("打开")(box)

    opened = []
    window.open_wanted.connect(opened.append)
    target = tmp_path / "重建.parkdesk"
    hands.expect(QFileDialog, hands.choose(archive_folder(window.desk.store.path)))
    hands.expect(QFileDialog, hands.choose(target))
    hands.expect(QMessageBox, read)
    window.desk_menu.rebuild()
    settle(window.desk)
    hands.check()
    assert opened == [target]
    assert "装入 3 个包" in told[0]
    with desks.open_desk(target, "周文") as again:
        for period in window.desk.store.facts.periods():
            there, here = again.facts.slice(period), window.desk.store.facts.slice(period)
            assert there == here


def test_a_copied_desk_becomes_one_of_its_own(window, hands, settle):
    before = window.desk.store.desk.desk_id
    content = window.desk.store.digest()
    hands.expect(QMessageBox, hands.press("是复制的，另立编号"))
    hands.expect(QMessageBox, hands.press("知道了"))
    window.desk_menu.start_as_own_desk()
    settle(window.desk)
    hands.check()
    assert window.desk.store.desk.desk_id != before
    assert window.desk.store.digest() == content
