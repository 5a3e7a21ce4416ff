"""核定: the value the higher office takes for what a unit reported; it stands beside it, never over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from parkdesk.amounts import UNITS, read_number, show, to_stored
from parkdesk.errors import UserError
from parkdesk.office import downward
from ui.dialogs.careful import CarefulDialog
from ui.widgets.dress import dress

if TYPE_CHECKING:
    from parkdesk.periods import Period
    from parkdesk.records import Indicator
    from parkdesk.store import Changes
    from ui.desk import Desk


class ApprovalDialog(CarefulDialog):
    """Asks for indicator, value and grounds; after `exec()` said yes, `changes` were written."""

    def __init__(self, desk: Desk, unit: str, name: str, period: Period, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._unit, self._period = desk, unit, period
        self.changes: Changes | None = None
        self._held = {one.indicator: one for one in downward.approved(desk.store, period, unit) if not one.enterprise}
        self.setWindowTitle("核定")
        self.setMinimumWidth(460)
        head = QLabel(f"{name} {period.title}")
        head.setProperty("role", "title")
        self.indicator = QComboBox()
        for one in desk.store.indicators().values():
            self.indicator.addItem(f"{one.name}（{one.show_unit}）", one.code)
        self.reported = QLabel()
        self.value, self.reason = QLineEdit(), QLineEdit()
        self.reason.setPlaceholderText("例如：统计部门核查，扣除重复计算")
        self.told = QLabel("核定数放在上报数旁边，不改上报数；随下发包告诉这个单位。")
        self.told.setWordWrap(True)
        form = QFormLayout()
        for label, field in (
            ("指标", self.indicator), ("上报数", self.reported), ("核定数", self.value), ("核定依据", self.reason)
        ):  # fmt: skip
            form.addRow(label, field)
        buttons = QDialogButtonBox()
        self.save = buttons.addButton("保存", QDialogButtonBox.ButtonRole.AcceptRole)
        self.save.setProperty("role", "primary")
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole).setAutoDefault(False)
        buttons.accepted.connect(self._on_save)
        buttons.rejected.connect(self.reject)
        self.indicator.currentIndexChanged.connect(self._on_indicator)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(10)
        layout.addWidget(head)
        layout.addLayout(form)
        layout.addWidget(self.told)
        layout.addWidget(buttons)
        self._on_indicator()

    def _declared(self) -> Indicator:
        return self._desk.store.indicators()[self.indicator.currentData()]

    @Slot()
    def _on_indicator(self) -> None:
        one = self._declared()
        found = downward.reported_by(self._desk.store, self._period, self._unit, one.code)
        unit = UNITS[one.show_unit]
        self.reported.setText("没有上报" if found is None else f"{show(found, unit, one.decimals)} {one.show_unit}")
        held = self._held.get(one.code)
        self.value.setText(show(held.approved, unit, one.decimals) if held else "")
        self.reason.setText(held.reason if held else "")

    @Slot()
    def _on_save(self) -> None:
        one = self._declared()
        try:
            number = read_number(self.value.text())
        except ValueError as error:
            self._complain(str(error))
            return
        if number is None:
            self._complain("请填核定数。")
            return
        stored, _ = to_stored(number, UNITS[one.show_unit])
        try:
            self.changes = downward.approve(
                self._desk.store, self._unit, self._period, one.code, stored, self.reason.text()
            )
        except UserError as error:
            self._complain(str(error))
            return
        self.accept()

    def _complain(self, words: str) -> None:
        dress(self.told, "role", "error")
        self.told.setText(words)
