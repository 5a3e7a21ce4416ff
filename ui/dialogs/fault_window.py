"""What a person sees of a fault of ours: what happened, and a report to send."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget


class FaultWindow(QDialog):
    """Shows the report of a fault of ours and lets it be copied."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("程序出错")
        self.resize(640, 380)
        head = QLabel(
            "程序出了一个没有料到的错误。已经保存的内容不受影响，可以继续使用；如果再次出现，请重新打开程序。"
        )
        head.setWordWrap(True)
        hint = QLabel("下面的说明只有程序版本和出错位置，不含任何业务数据，可以复制后发给维护人员。")
        hint.setWordWrap(True)
        self.text = QPlainTextEdit(text)
        self.text.setReadOnly(True)
        buttons = QDialogButtonBox()
        copy = buttons.addButton("复制说明", QDialogButtonBox.ButtonRole.ActionRole)
        close = buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole)
        copy.clicked.connect(self._on_copy)
        close.clicked.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (head, hint, self.text, buttons):
            layout.addWidget(widget)

    @Slot()
    def _on_copy(self) -> None:
        QApplication.clipboard().setText(self.text.toPlainText())
