"""Why a finding is as it is: typed once, offered again next month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from parkdesk.office.checking import Judged

_SAVED = "改好后保存；点“删去说明”，这条就又算没有说明。"
_SUGGESTED = "这是上次写的说明：还是这个原因就直接保存，不是就改。"
_EMPTY = "写明这个数为什么是对的；说明随数据上报，下个月再出现时会提示。"


class ExplanationDialog(QDialog):
    """Shows a finding with its explanation, or the one of last time; 「保存」 waits for words."""

    def __init__(self, judged: Judged, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("审核说明")
        self.setMinimumWidth(520)
        head = QLabel(f"{judged.noticed.level}：{judged.noticed.name}")
        head.setProperty("role", "title")
        sentence = QLabel(judged.noticed.text)
        sentence.setWordWrap(True)
        hint = QLabel(_SAVED if judged.explanation else _SUGGESTED if judged.suggestion else _EMPTY)
        hint.setProperty("role", "muted")
        hint.setWordWrap(True)
        self.words = QPlainTextEdit(judged.explanation or judged.suggestion)
        self.words.setPlaceholderText("例如：6月停产检修，7月恢复生产")
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(90)
        self.words.selectAll()
        buttons = QDialogButtonBox()
        self.save = buttons.addButton("保存", QDialogButtonBox.ButtonRole.AcceptRole)
        self.save.setToolTip("Ctrl+Enter")
        self.save.setDefault(True)
        if judged.explanation:
            remove = buttons.addButton("删去说明", QDialogButtonBox.ButtonRole.DestructiveRole)
            remove.clicked.connect(self._on_remove)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.words.textChanged.connect(self._on_typed)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.save.click)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(10)
        for widget in (head, sentence, self.words, hint, buttons):
            layout.addWidget(widget)
        self.words.setFocus()
        self._on_typed()

    def text(self) -> str:
        """Return the explanation; empty to take it away."""
        return " ".join(self.words.toPlainText().split())

    @Slot()
    def _on_typed(self) -> None:
        self.save.setEnabled(bool(self.text()))

    @Slot()
    def _on_remove(self) -> None:
        self.words.clear()
        self.accept()
