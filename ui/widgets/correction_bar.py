"""What a sheet was taken for, and the fields to say otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from parkdesk.intake.sheet_kinds import kinds
from parkdesk.office import importing
from parkdesk.periods import Period

if TYPE_CHECKING:
    from parkdesk.office.importing import ImportOptions, Incoming
    from parkdesk.store import Store


class CorrectionBar(QWidget):
    """What a sheet was taken for: kind, period and unit, each correctable before another look."""

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = QComboBox()
        self.kind.addItem("自动识别", "auto")
        for kind in kinds().values():
            if kind.is_kept:
                self.kind.addItem(kind.label, kind.code)
        self.period = QLineEdit()
        self.period.setPlaceholderText("如 2026-09")
        self.period.setMaximumWidth(110)
        self.unit = QComboBox()
        self.unit.addItem("按表内填写", None)
        for office in store.offices().values():
            self.unit.addItem(office.name, office.code)
        self.again = QPushButton("重新预览")
        self.again.setAutoDefault(False)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for label, field in (("这张表是", self.kind), ("期间", self.period), ("单位", self.unit)):
            layout.addWidget(QLabel(label))
            layout.addWidget(field)
        layout.addWidget(self.again)
        layout.addStretch(1)

    def show_incoming(self, incoming: Incoming) -> None:
        """Show what a sheet was taken for."""
        self.kind.setCurrentIndex(max(0, self.kind.findData(incoming.kind)))
        self.period.setText(incoming.period.text if incoming.period else "")
        self.unit.setCurrentIndex(max(0, self.unit.findData(incoming.unit)))

    def options(self) -> ImportOptions:
        """Return what the person set; raises UsageError for a period that is none."""
        period = Period.parse(self.period.text()) if self.period.text().strip() else None
        return importing.ImportOptions(kind=self.kind.currentData(), period=period, unit=self.unit.currentData())
