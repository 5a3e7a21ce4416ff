"""The whole program in a test, with a person's hands on it."""

from __future__ import annotations

import os

import pytest
from PySide6.QtCore import QLocale

from tests.hands import Hands
from ui.app import Program, count_in_chinese, speak_chinese

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def pytest_configure(config):
    """The plugin without a screen says this of every dialog; it says nothing about ours."""
    config.addinivalue_line("qt_log_ignore", "This plugin does not support")


@pytest.fixture
def hands(qtbot):
    made = Hands(qtbot)
    yield made
    made.rest()


@pytest.fixture
def program(qapp):
    before = QLocale()
    speak_chinese(qapp)
    count_in_chinese()
    made = Program(qapp)
    yield made
    if made.window is not None:
        made.window.close()
    QLocale.setDefault(before)
