from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLineEdit

from ui.widgets.completion import PinyinCompleter

OFFERED = ("高新区", "单家湾工业园", "生物医药园", "A区", "重庆路园区")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", list(OFFERED)),
        ("园", ["单家湾工业园", "生物医药园", "重庆路园区"]),
        ("gx", ["高新区"]),
        ("gaoxin", ["高新区"]),
        ("sjw", ["单家湾工业园"]),
        ("dan", ["单家湾工业园"]),
        ("cql", ["重庆路园区"]),
        ("zhong", ["重庆路园区"]),
        ("a", ["A区"]),
        ("zz", []),
    ],
)
def test_texts_are_found_by_what_stands_there_or_by_every_reading(qtbot, typed, found):
    line = QLineEdit()
    qtbot.addWidget(line)
    assert PinyinCompleter(OFFERED, line).found(typed) == found
