"""One target typed: whose, of which year, on what, how much, in which unit."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from parkdesk.amounts import UNITS, read_quantity
from parkdesk.errors import UserError
from parkdesk.office import editing
from parkdesk.office.downward import set_target
from parkdesk.office.goals import exact
from parkdesk.records import Target, catalogue
from parkdesk.records.targets import TARGET_NATURES
from parkdesk.store import new_id
from ui import faults

if TYPE_CHECKING:
    from ui.desk import Desk

_MEASURES = ("万㎡", "户", "个", "亿元", "万元", "%", "个百分点", "人", "万人", "亩", "位")


class TargetDialog(QDialog):
    """Adds a target, or changes or takes away one."""

    def __init__(self, desk: Desk, year: int, before: Target | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._before = desk, before
        self.setWindowTitle("修改目标" if before else "新增目标")
        self.unit, self.goal, self.nature, self.measure = QComboBox(), QComboBox(), QComboBox(), QComboBox()
        for office in desk.store.offices().values():
            self.unit.addItem(office.name, office.code)
        self.goal.setEditable(True)
        for goal in catalogue.goals().values():
            self.goal.addItem(goal.name, goal.code)
        for code, label in TARGET_NATURES.items():
            self.nature.addItem(label, code)
        self.measure.addItems(_MEASURES)
        self.year, self.amount, self.document = QLineEdit(str(year)), QLineEdit(), QLineEdit()
        self.fault = QLabel()
        self.fault.setProperty("role", "error")
        self.fault.setWordWrap(True)
        form = QFormLayout()
        for label, field in (
            ("单位", self.unit), ("年份", self.year), ("指标", self.goal), ("性质", self.nature),
            ("目标值", self.amount), ("计量单位", self.measure), ("文号", self.document),
        ):  # fmt: skip
            form.addRow(label, field)
        buttons = QDialogButtonBox()
        buttons.addButton("保存", QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        if before is not None:
            remove = buttons.addButton("删除", QDialogButtonBox.ButtonRole.DestructiveRole)
            remove.clicked.connect(self._on_remove)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self.fault)
        layout.addWidget(buttons)
        self.goal.currentIndexChanged.connect(self._on_goal)
        buttons.accepted.connect(self._on_save)
        buttons.rejected.connect(self.reject)
        self._fill(before)
        self.resize(420, self.sizeHint().height())

    def _fill(self, before: Target | None) -> None:
        self.unit.setCurrentIndex(max(self.unit.findData(before.unit if before else self._desk.store.desk.unit), 0))
        if before is None:
            self._on_goal()
            return
        self.year.setText(str(before.year))
        self.goal.setEditText(before.name)
        self.nature.setCurrentIndex(self.nature.findData(before.nature))
        if self.measure.findText(before.measured_in) < 0:
            self.measure.addItem(before.measured_in)
        self.measure.setCurrentText(before.measured_in)
        self.amount.setText(exact(before).removesuffix(before.measured_in))
        self.document.setText(before.document)

    @Slot()
    def _on_goal(self) -> None:
        goal = catalogue.goals().get(str(self.goal.currentData() or ""))
        if goal is not None:
            self.nature.setCurrentIndex(self.nature.findData(goal.nature))
            self.measure.setCurrentText(goal.unit)

    @Slot()
    def _on_save(self) -> None:
        try:
            target = self._read()
            if self._before is not None and target.natural_key() == self._before.natural_key():
                changes = editing.save_record(self._desk.store, self._before, target)
            else:
                changes = set_target(self._desk.store, target)
        except ValueError as fault:
            self.fault.setText(f"{fault}。")
            return
        except UserError as error:
            self.fault.setText(str(error))
            return
        self._desk.bus.announce(changes)
        self.accept()

    def _read(self) -> Target:
        """Return the target as typed; raises ValueError with the reason where it is none."""
        name, year = self.goal.currentText().strip(), self.year.text().strip()
        unit = UNITS[self.measure.currentText()]
        amount = read_quantity(self.amount.text(), unit)
        if not name:
            raise ValueError("没有写指标：请选一个或填写名称")
        if not (year.isdigit() and len(year) == 4):
            raise ValueError(f"年份“{year}”不是四位数字：请写成 2026")
        if amount is None:
            raise ValueError("没有写目标值：请填一个数")
        goal = next((goal for goal in catalogue.goals().values() if name in goal.names()), None)
        made = Target(
            id=new_id(), unit=str(self.unit.currentData()), year=int(year), indicator=goal.code if goal else "",
            name=name, nature=str(self.nature.currentData()), measured_in=unit.name, amount=amount,
            issuer=self._desk.store.desk.unit, document=self.document.text().strip(),
        )  # fmt: skip
        if self._before is None:
            return made
        return dataclasses.replace(
            made, id=self._before.id, issuer=self._before.issuer, indicator=made.indicator or self._before.indicator
        )

    @Slot()
    def _on_remove(self) -> None:
        assert self._before is not None
        if faults.ask(self, "删除", f"要删除“{self._before.title()}”吗？删除后可以撤销（Ctrl+Z）。", "删除"):
            self._desk.bus.announce(editing.remove_records(self._desk.store, [self._before]))
            self.accept()
