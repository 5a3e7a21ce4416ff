"""Why a figure is changed: asked before it is written, kept with its history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLabel, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence

USUAL_REASONS = ("企业更正上报数", "统计核查调整", "录入差错更正", "补报")


class ReasonDialog(QDialog):
    """Shows what is about to change and asks why; 「保存」 waits for a reason."""

    def __init__(
        self, what: str, old: str, new: str, reasons: Sequence[str] = USUAL_REASONS, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("修改数据")
        self.setMinimumWidth(460)
        head = QLabel(what)
        head.setProperty("role", "title")
        head.setWordWrap(True)
        change = QLabel(f"{old} → {new}")
        change.setProperty("role", "figure")
        self.reason = QComboBox()
        self.reason.setEditable(True)
        self.reason.addItems(list(reasons))
        self.reason.setCurrentIndex(-1)
        line = self.reason.lineEdit()
        assert line is not None
        line.setPlaceholderText("选一个，或写明原因；随这个数的历史保存")
        form = QFormLayout()
        form.addRow("修改原因", self.reason)
        buttons = QDialogButtonBox()
        self.save = buttons.addButton("保存", QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        self.save.setDefault(True)
        self.save.setEnabled(False)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.reason.currentTextChanged.connect(self._on_typed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(10)
        layout.addWidget(head)
        layout.addWidget(change)
        layout.addLayout(form)
        layout.addWidget(buttons)
        self.reason.setFocus()

    def text(self) -> str:
        """Return the reason."""
        return self.reason.currentText().strip()

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        self.save.setEnabled(bool(text.strip()))
