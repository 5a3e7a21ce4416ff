from __future__ import annotations

import dataclasses

import pytest

from parkdesk.office.desks import backup_now, is_backed_up, last_backup
from parkdesk.paths import backups_folder
from parkdesk.plan import Plan, RecordChange, Source
from parkdesk.records import Enterprise
from ui.keeping import AutoBackup

SOON = 0.001  # minutes


def type_something(desk):
    firm = desk.store.find(Enterprise, "a")
    changed = dataclasses.replace(firm, town=firm.town + "镇")
    desk.bus.changed.emit(desk.store.apply(Plan(Source("form"), (RecordChange(firm, changed),))))


def test_a_change_is_backed_up_by_itself(qtbot, desk, qapp):
    keeper = AutoBackup(desk, qapp, SOON)
    with qtbot.waitSignal(keeper.kept, timeout=10_000):
        type_something(desk)
    assert is_backed_up(desk.store)
    assert "_自动" in last_backup(desk.store).name


def test_without_a_change_nothing_is_made(qtbot, desk, qapp):
    AutoBackup(desk, qapp, SOON)
    qtbot.wait(300)
    assert last_backup(desk.store) is None


def test_what_was_backed_up_meanwhile_is_not_backed_up_again(qtbot, desk, qapp):
    AutoBackup(desk, qapp, SOON * 5)
    type_something(desk)
    made = backup_now(desk.store)
    qtbot.wait(800)
    assert list(backups_folder(desk.store.path).iterdir()) == [made]


def test_a_backup_that_cannot_be_made_is_said(qtbot, desk, qapp):
    backups_folder(desk.store.path).write_text("这里是文件")
    keeper = AutoBackup(desk, qapp, SOON)
    with qtbot.waitSignal(keeper.failed, timeout=10_000) as said:
        type_something(desk)
    assert said.args[0].startswith("自动备份没有做成")


@pytest.fixture(autouse=True)
def _work_ends(desk):
    yield
    desk.tasks.wait()
