"""One finished paper in a window of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.dialogs.careful import CarefulDialog
from ui.widgets.paper import Paper

if TYPE_CHECKING:
    from parkdesk.reports.values import Report
    from ui.desk import Desk


class PaperDialog(CarefulDialog):
    """Shows a report; prints it, saves it, and goes."""

    def __init__(self, desk: Desk, report: Report, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(report.title.replace("\n", ""))
        self.take_size(820, 900)
        self.paper = Paper(desk)
        self.told = QLabel()
        self.told.setWordWrap(True)
        buttons = QDialogButtonBox()
        buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole).setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.paper, 1)
        bottom = QHBoxLayout()
        bottom.addWidget(self.told, 1)
        bottom.addWidget(buttons)
        layout.addLayout(bottom)
        self.paper.noted.connect(self.told.setText)
        self.paper.show_report(report)
