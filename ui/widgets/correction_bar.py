"""What a sheet as a whole was taken for, and the fields to say otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from parkdesk.amounts import UNITS
from parkdesk.intake.correction import Correction
from parkdesk.intake.pivot import SHAPES
from parkdesk.intake.sheet_kinds import kinds
from parkdesk.periods import Period

if TYPE_CHECKING:
    from parkdesk.intake.understanding import Understanding
    from parkdesk.office.importing import Incoming
    from parkdesk.store import Store

_AS_WRITTEN = "按表内填写"


class CorrectionBar(QWidget):
    """Kind, period, unit, unit of measure and layout of a sheet, each correctable before another look."""

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind, self.unit, self.measure, self.shape = (QComboBox() for _ in range(4))
        self.kind.addItem("自动识别", "")
        for kind in kinds().values():
            self.kind.addItem(kind.label, kind.code)
        self.period = QLineEdit()
        self.period.setPlaceholderText("如 2026-09")
        self.period.setMaximumWidth(90)
        self.unit.addItem(_AS_WRITTEN, "")
        for office in store.offices().values():
            self.unit.addItem(office.name, office.code)
        self.measure.addItem(_AS_WRITTEN, "")
        for name in UNITS:
            self.measure.addItem(name, name)
        for shape, label in SHAPES.items():
            self.shape.addItem(label, shape)
        self.again, self.afresh = QPushButton("重新预览"), QPushButton("恢复自动识别")
        self.again.setToolTip("按这里写的重新看一遍这张表，并记住")
        self.afresh.setToolTip("忘掉对这种表更正过的一切，从头再看一遍")
        first, second = QHBoxLayout(), QHBoxLayout()  # two lines: a screen at 150 % has no room for one
        said = (("这张表是", self.kind), ("期间", self.period), ("单位", self.unit))
        rest = (("计量单位", self.measure), ("排列", self.shape))
        for line, pairs in ((first, said), (second, rest)):
            for label, field in pairs:
                line.addWidget(QLabel(label))
                line.addWidget(field)
        for combo in (self.kind, self.unit, self.measure, self.shape):
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(7)
        for button in (self.again, self.afresh):
            button.setAutoDefault(False)
            second.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for line in (first, second):
            line.addStretch(1)
            layout.addLayout(line)
        self._shown = Correction()
        self._measure = ""

    def show_incoming(self, incoming: Incoming, told: Understanding | None) -> None:
        """Show what a sheet was taken for; a table of our own says all this itself."""
        measures = told.measures if told else ()
        self._measure = measures[0] if len(measures) == 1 else ""
        self._shown = Correction(
            kind=incoming.kind or "", period=incoming.period, unit=incoming.unit or "", shape=told.shape if told else ""
        )
        _choose(self.kind, self._shown.kind)
        _choose(self.unit, self._shown.unit)
        _choose(self.measure, self._measure)
        _choose(self.shape, self._shown.shape)
        self.period.setText(incoming.period.text if incoming.period else "")
        self.setEnabled(incoming.content is not None and incoming.content.stamp is None)

    def correction(self) -> Correction:
        """Return what the person set otherwise; raises UsageError for a period that is none."""
        period = Period.parse(self.period.text()) if self.period.text().strip() else None
        measure = self.measure.currentData()
        kind, unit, shape = (field.currentData() or "" for field in (self.kind, self.unit, self.shape))
        return Correction(
            kind=kind if kind != self._shown.kind else "",
            period=period if period != self._shown.period else None,
            unit=unit if unit != self._shown.unit else "",
            shape=shape if shape != self._shown.shape else "",
            units={"": measure} if measure and measure != self._measure else {},
        )


def _choose(field: QComboBox, data: str) -> None:
    field.setCurrentIndex(max(0, field.findData(data)))
