"""A column that nobody knows becomes an indicator of the office's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from parkdesk.amounts import UNITS
from parkdesk.errors import UserError
from parkdesk.intake.headline import without_brackets
from parkdesk.office import importing
from ui import faults
from ui.dialogs.careful import CarefulDialog

if TYPE_CHECKING:
    from parkdesk.store import Changes
    from ui.desk import Desk

_NATURES = (("按月累计的数（产值、税金一类）", False), ("到月底的数（人数、面积一类）", True))


class NewIndicatorDialog(CarefulDialog):
    """Asks for name, unit and nature; after `exec()` said yes, `changes` is what was written."""

    def __init__(self, desk: Desk, heading: str, unit: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.changes: Changes | None = None
        self.setWindowTitle("新建指标")
        self.setMinimumWidth(460)
        self.name = QLineEdit(without_brackets(heading))
        self.unit = QComboBox()
        self.unit.addItems(list(UNITS))
        self.unit.setCurrentText(unit or "万元")
        self.nature = QComboBox()
        for label, is_stock in _NATURES:
            self.nature.addItem(label, is_stock)
        hint = QLabel("建好以后，这个名字的列以后都会自动认出来。自己建的指标留在本单位，上级没有的不随上报包报出。")
        hint.setProperty("role", "muted")
        hint.setWordWrap(True)
        form = QFormLayout()
        form.addRow("指标名称", self.name)
        form.addRow("计量单位", self.unit)
        form.addRow("性质", self.nature)
        buttons = QDialogButtonBox()
        self.yes = buttons.addButton("新建", QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        self.yes.setProperty("role", "primary")
        layout = QVBoxLayout(self)
        layout.addWidget(hint)
        layout.addLayout(form)
        layout.addWidget(buttons)
        buttons.accepted.connect(self._on_yes)
        buttons.rejected.connect(self.reject)

    @Slot()
    def _on_yes(self) -> None:
        try:
            self.changes = importing.add_indicator(
                self._desk.store, self.name.text(), self.unit.currentText(), is_stock=self.nature.currentData()
            )
        except UserError as error:
            faults.tell(self, error)
            return
        self._desk.bus.announce(self.changes)
        self.accept()
