"""The line above the month's sheet: which period, whose, which firms, and what can be done with the month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QMenu, QWidget

from ui.widgets.filter_box import FilterBox
from ui.widgets.icon_button import IconButton
from ui.widgets.period_picker import PeriodPicker
from ui.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from ui.desk import Desk

EVERYONE, SILENT, FALLING, FOUND, FOLLOWED = range(5)
_SHOWN = ("全部企业", "没有报产值的", "产值下降的", "有审核问题的", "待跟进的")


class MonthStrip(QFrame):
    """Controls of the month's page.

    Signals:
        picked: another period or unit was chosen.
        narrowed: other firms are to be shown, or grouped otherwise.
        remind_wanted, start_wanted, confirm_wanted, drop_wanted: what a button or the menu says.
        panel_wanted: the panel beside the sheet is to be shown or hidden.
    """

    picked = Signal()
    narrowed = Signal()
    remind_wanted = Signal()
    start_wanted = Signal()
    confirm_wanted = Signal()
    drop_wanted = Signal()
    panel_wanted = Signal(bool)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = desk.theme
        self.setProperty("role", "strip")
        self.picker = PeriodPicker(theme)
        self.picker.picked.connect(self._on_picked)
        self.unit = FilterBox("unit", "单位")
        self.unit.picked.connect(self.picked)
        self.unit.setVisible(desk.store.desk.is_city)
        self.search = SearchBox(theme, "名称、代码、拼音首字母")
        self.search.setToolTip("查找企业（Ctrl+F）")
        self.search.setMaximumWidth(220)
        self.search.searched.connect(self._on_narrowed)
        self.shown_firms = QComboBox()
        self.shown_firms.addItems(_SHOWN)
        self.shown_firms.activated.connect(self._on_narrowed)
        self.confirm = IconButton(theme, "check", "全部确认", primary=True)
        self.confirm.setToolTip("把预填的数全部保存（Ctrl+Enter）")
        self.confirm.setShortcut(QKeySequence("Ctrl+Return"))
        self.confirm.clicked.connect(self.confirm_wanted)
        self.confirm.hide()
        self.remind = IconButton(theme, "person", "催报")
        self.remind.setToolTip("谁还没有报，复制催报文字")
        self.remind.clicked.connect(self.remind_wanted)
        self.more = IconButton(theme, "edit", "本月")
        self.more.setToolTip("参照上月预填、按状态分组")
        self.more.setMenu(self._menu())
        self.panel = IconButton(theme, "history", "来历")
        self.panel.setCheckable(True)
        self.panel.setShortcut("Ctrl+H")
        self.panel.setToolTip("所选数据的批注、来源、修改历史和各期数据（Ctrl+H）")
        self.panel.toggled.connect(self.panel_wanted)
        self._lay_out()

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        start = menu.addAction("参照上月预填空格", self.start_wanted.emit)
        start.setToolTip("本月数、期末数照上月，同期照上年；确认之前不算上报")
        self.drop = menu.addAction("取消预填", self.drop_wanted.emit)
        self.drop.setEnabled(False)
        menu.addSeparator()
        self.grouped = QAction("按状态分组", menu)
        self.grouped.setCheckable(True)
        self.grouped.setChecked(True)
        self.grouped.toggled.connect(self._on_narrowed)
        menu.addAction(self.grouped)
        return menu

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        for widget in (self.picker, self.unit, self.search, self.shown_firms):
            row.addWidget(widget, 4 if widget is self.search else 0)
        row.addStretch(1)
        for button in (self.confirm, self.remind, self.more, self.panel):
            row.addWidget(button)

    def show_drafts(self, count: int) -> None:
        """Offer to say yes to the figures that wait for it."""
        self.confirm.setVisible(bool(count))
        self.remind.setVisible(not count)  # a narrow window holds one of them; what was typed comes first
        self.confirm.setText(f"全部确认（{count:,}）")
        self.drop.setEnabled(bool(count))

    @Slot()
    def _on_picked(self) -> None:
        self.picked.emit()

    @Slot()
    def _on_narrowed(self) -> None:
        self.narrowed.emit()
