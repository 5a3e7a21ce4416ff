from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from ui import faults


def press(label):
    """Press a button of the box that is open by the next event."""

    def act():
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        next(button for button in box.buttons() if button.text() == label).click()

    QTimer.singleShot(0, act)


@pytest.mark.parametrize(("label", "answer"), [("恢复", True), ("取消", False)])
def test_a_question_is_answered_by_its_own_words(qtbot, label, answer):
    press(label)
    assert faults.ask(None, "从备份恢复", "恢复吗？", "恢复") is answer


def test_a_sentence_is_told(qtbot):
    press("知道了")
    faults.tell(None, "磁盘已满。")


def test_a_report_names_places_and_kinds_but_no_values():
    def fail(figure):
        raise ValueError(f"旬阳某厂产值{figure}")

    with pytest.raises(ValueError, match="旬阳") as caught:
        fail(31415)
    text = faults.fault_report(caught.type, caught.value.__traceback__)
    assert "ValueError" in text
    assert "test_faults.py" in text
    assert "31415" not in text
    assert "旬阳" not in text
    assert str(Path(__file__).parents[2]) not in text


def test_what_nobody_caught_opens_one_window(qtbot, qapp, monkeypatch, capsys):
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    hook = faults.install_fault_hook(qapp)
    seen = []

    def act():
        window = QApplication.activeModalWidget()
        seen.append(window.text.toPlainText())
        hook(RuntimeError, RuntimeError("秘密"), None)  # a second fault while the first is shown
        window.reject()

    QTimer.singleShot(0, act)
    hook(KeyError, KeyError("甲公司"), None)
    assert len(seen) == 1
    assert "KeyError" in seen[0]
    assert "甲公司" not in seen[0]


def test_a_cause_outside_the_program_is_one_sentence(qtbot, qapp, monkeypatch, capsys):
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    hook = faults.install_fault_hook(qapp)
    seen = []

    def act():
        box = QApplication.activeModalWidget()
        seen.append(box.text())
        box.buttons()[0].click()

    QTimer.singleShot(0, act)
    fault = sqlite3.OperationalError("database or disk is full")
    hook(type(fault), fault, None)
    assert len(seen) == 1
    assert seen[0].startswith("磁盘已满")


def test_attempt_hands_any_fault_back():
    def stop():
        raise SystemExit

    assert faults.attempt(lambda: 3) == (3, None)
    assert isinstance(faults.attempt(stop)[1], SystemExit)
