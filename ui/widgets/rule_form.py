"""One check rule as a form: what it judges, what must hold, what is said; mistakes are shown in their place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from parkdesk.office import checking
from parkdesk.records import LEDGERS
from parkdesk.records.checks import EACH, LEVELS, SCOPES, SUBJECTS
from parkdesk.rules.checks.meaning import FUNCTION_HELP
from ui.widgets.completion import PinyinCompleter

if TYPE_CHECKING:
    from parkdesk.errors import RuleError
    from parkdesk.records import CheckRule
    from ui.desk import Desk

_PAUSE = 500  # milliseconds after the last key before a rule is tried
_TWO_LINES = 52
_NO_EACH = "只看式子里写的"
_HINT = (
    "式子里写“指标.累计”“企业.联系电话”这样的词，用加减乘除、比较、且 或 非；"
    "说的话里用 {工业总产值.累计} 这样的花括号代入这一户的数。"
)


class RuleForm(QWidget):
    """Shows a rule and gives back what was typed.

    Signals:
        paused: something was changed and the person stopped typing for a moment.
    """

    paused = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = desk.store
        self._rule: CheckRule | None = None
        self.name = QLineEdit()
        self.level, self.scope, self.over, self.each, self.words = (QComboBox() for _ in range(5))
        self.level.addItems(list(LEVELS))
        self.scope.addItems(list(SCOPES))
        reported = {table: ledger.LABEL for table, ledger in LEDGERS.items() if ledger.TRAVELS == "up"}
        for key, label in {**SUBJECTS, **reported}.items():
            self.over.addItem("每户企业的月度数" if key == "firm" else label, key)
        for key, label in EACH.items():
            self.each.addItem(label or _NO_EACH, key)
        self.together, self.liftable = QCheckBox("多户合成一条说"), QCheckBox("写明说明后可以上报")
        self.needs, self.holds, self.text = (QPlainTextEdit() for _ in range(3))
        for field in (self.needs, self.holds, self.text):
            field.setFixedHeight(_TWO_LINES)
            field.setTabChangesFocus(True)
        self.needs.setPlaceholderText("空着：都适用")
        self.holds.setPlaceholderText("如 技改投资.累计 <= 工业投资.累计")
        self.text.setPlaceholderText("如 {企业}的技改投资{技改投资.累计}大于工业投资{工业投资.累计}；请核对。")
        self.words.setEditable(True)
        self.words.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.fault = QLabel()
        self.fault.setWordWrap(True)
        self.fault.setProperty("role", "doubt")
        self.fault.hide()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._last = self.holds
        self._is_showing = False
        self._lay_out()
        self._listen()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.addRow("名称", _row(self.name, QLabel("级别"), self.level, QLabel("范围"), self.scope))
        form.addRow("对象", _row(self.over, QLabel("逐个指标"), self.each, self.together, self.liftable))
        form.addRow("适用条件", self.needs)
        form.addRow("应当成立", self.holds)
        form.addRow("不成立时说", self.text)
        form.addRow("插入词", self.words)
        hint = QLabel(_HINT)
        hint.setProperty("role", "muted")
        hint.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(form)
        layout.addWidget(hint)
        layout.addWidget(self.fault)

    def _listen(self) -> None:
        self._timer.timeout.connect(self.paused)
        self.name.textEdited.connect(self._on_changed)
        for combo in (self.level, self.scope):
            combo.activated.connect(self._on_changed)
        for combo in (self.over, self.each):
            combo.activated.connect(self._on_subject)
        for box in (self.together, self.liftable):
            box.clicked.connect(self._on_changed)
        for field in (self.needs, self.holds, self.text):
            field.textChanged.connect(self._on_changed)
            field.cursorPositionChanged.connect(self._on_cursor)
        self.words.activated.connect(self._on_word)

    # -- showing -----------------------------------------------------------------------------

    def show_rule(self, rule: CheckRule, *, may_change: bool) -> None:
        """Show a rule; one from above can only be read."""
        self._is_showing = True
        self._rule = rule
        self.name.setText(rule.name)
        for combo, text in ((self.level, rule.level), (self.scope, rule.scope)):
            combo.setCurrentText(text)
        for combo, data in ((self.over, rule.over), (self.each, rule.each)):
            combo.setCurrentIndex(max(0, combo.findData(data)))
        self.together.setChecked(rule.together)
        self.liftable.setChecked(rule.liftable)
        for field, text in ((self.needs, rule.needs), (self.holds, rule.holds), (self.text, rule.text)):
            field.setPlainText(text)
            field.setReadOnly(not may_change)
        self.name.setReadOnly(not may_change)
        for widget in (self.level, self.scope, self.over, self.each, self.together, self.liftable, self.words):
            widget.setEnabled(may_change)
        self._offer_words()
        self.show_fault(None)
        self._is_showing = False
        self._timer.start()

    def rule(self) -> CheckRule:
        """Return the rule as typed."""
        assert self._rule is not None
        return replace(
            self._rule,
            name=self.name.text().strip(),
            level=self.level.currentText(),
            scope=self.scope.currentText(),
            over=self.over.currentData(),
            each=self.each.currentData(),
            needs=_line(self.needs),
            holds=_line(self.holds),
            text=_line(self.text),
            together=self.together.isChecked(),
            liftable=self.liftable.isChecked(),
        )

    def is_changed(self) -> bool:
        """Whether something was typed since the rule was shown."""
        return self._rule is not None and self.rule() != self._rule

    def show_fault(self, fault: RuleError | None) -> None:
        """Say what is wrong with the rule and mark the place."""
        self.fault.setVisible(fault is not None)
        self.fault.setText(str(fault).rpartition("不能用：")[2] if fault else "")  # which rule it is stands above
        fields = {"needs": self.needs, "holds": self.holds, "text": self.text}
        for key, field in fields.items():
            is_wrong = fault is not None and fault.field == key
            field.setExtraSelections([self._mark(field, fault.at or 0)] if is_wrong and fault else [])

    def _mark(self, field: QPlainTextEdit, at: int) -> Any:
        mark: Any = QTextEdit.ExtraSelection()  # its stubs know none of its attributes
        cursor = QTextCursor(field.document())
        cursor.setPosition(min(at, max(0, len(field.toPlainText()) - 1)))
        cursor.movePosition(QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.KeepAnchor)
        mark.cursor = cursor
        mark.format.setFontUnderline(True)
        mark.format.setBackground(self.palette().highlight())
        mark.format.setForeground(self.palette().highlightedText())
        return mark

    # -- typing ------------------------------------------------------------------------------

    def _offer_words(self) -> None:
        over, each = self.over.currentData(), bool(self.each.currentData())
        words = checking.words(self._store, over, each=each)
        self.words.clear()
        for word in words:
            self.words.addItem(word, word)
        for name, told in FUNCTION_HELP.items():
            self.words.addItem(f"{name}（）：{told}", f"{name}()")
        self.words.setCurrentIndex(-1)
        line = self.words.lineEdit()
        if line is not None:
            line.setPlaceholderText("打几个字或拼音首字母，选中就插到光标处")
            completer = PinyinCompleter([self.words.itemText(n) for n in range(self.words.count())], line)
            completer.chosen.connect(self._on_word_typed)

    @Slot()
    def _on_subject(self) -> None:
        self._offer_words()
        self._on_changed()

    @Slot()
    def _on_changed(self) -> None:
        if not self._is_showing:
            self._timer.start()

    @Slot()
    def _on_cursor(self) -> None:
        for field in (self.needs, self.holds, self.text):
            if field.hasFocus():
                self._last = field

    @Slot()
    def _on_word_typed(self) -> None:
        self.words.setCurrentIndex(self.words.findText(self.words.currentText()))
        self._on_word()

    @Slot()
    def _on_word(self) -> None:
        word = self.words.currentData()
        if not word:
            return
        self._last.insertPlainText(f"{{{word}}}" if self._last is self.text else word)
        if word.endswith("()"):
            self._last.moveCursor(QTextCursor.MoveOperation.Left)
        self.words.setCurrentIndex(-1)
        self._last.setFocus(Qt.FocusReason.OtherFocusReason)


def _row(*widgets: QWidget) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        row.addWidget(widget, 1 if isinstance(widget, QLineEdit) else 0)
    if not any(isinstance(widget, QLineEdit) for widget in widgets):
        row.addStretch(1)
    return made


def _line(field: QPlainTextEdit) -> str:
    return field.toPlainText().replace("\n", " ").strip()
