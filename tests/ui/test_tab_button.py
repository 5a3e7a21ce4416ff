from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from ui.widgets.tab_button import LOWEST, TabButton


@pytest.mark.parametrize(("height", "style"), [
    (LOWEST, Qt.ToolButtonStyle.ToolButtonTextOnly), (44, Qt.ToolButtonStyle.ToolButtonTextOnly),
    (58, Qt.ToolButtonStyle.ToolButtonTextUnderIcon),
])  # fmt: skip
def test_a_low_tab_shows_its_title_alone(qtbot, theme, height, style):
    button = TabButton("月度数据", theme.icon("months"), 95)
    qtbot.addWidget(button)
    button.show()
    button.resize(95, height)
    assert button.toolButtonStyle() == style
    assert button.text() == "月度数据"
    button.resize(95, 58)
    assert button.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonTextUnderIcon
