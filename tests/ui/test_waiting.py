from __future__ import annotations

import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from parkdesk.errors import UserError
from ui.dialogs.waiting import WaitingDialog, wait_for


def shown_waiting():
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, WaitingDialog) and w.isVisible()]


def test_the_answer_comes_back(qtbot):
    assert wait_for("等一等…", lambda _: 42) == 42
    assert shown_waiting() == []


def test_a_known_fault_is_told_and_the_wait_ends(qtbot):
    told = []

    def fail(_):
        raise UserError("磁盘已满。")

    def read():
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox):
            QTimer.singleShot(10, read)
            return
        told.append(box.text())
        box.buttons()[0].click()

    QTimer.singleShot(0, read)
    assert wait_for("等一等…", fail) is None
    assert told == ["磁盘已满。"]
    assert shown_waiting() == []


def test_a_fault_of_ours_ends_the_wait_too(qtbot, monkeypatch):
    caught = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, *_: caught.append(kind))
    assert wait_for("等一等…", lambda _: 1 // 0) is None
    assert caught == [ZeroDivisionError]
    assert shown_waiting() == []
