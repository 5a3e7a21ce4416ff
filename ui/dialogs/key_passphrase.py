"""The passphrase over the desk's own keys: asked when something must be signed, set and taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from parkdesk.errors import UserError
from parkdesk.office import exchange
from ui.dialogs.careful import CarefulDialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from parkdesk.store import Store
    from ui.desk import Desk


class KeyPassphraseDialog(CarefulDialog):
    """Asks for a passphrase, twice where it is a new one, until the act takes it."""

    def __init__(
        self,
        store: Store,
        title: str,
        words: str,
        act: Callable[[Store, str], None],
        *,
        is_new: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._store, self._act, self._is_new = store, act, is_new
        self.setWindowTitle(title)
        self.setMinimumWidth(440)
        text = QLabel(words)
        text.setWordWrap(True)
        self.first, self.second = QLineEdit(), QLineEdit()
        self.told = QLabel()
        self.told.setProperty("role", "error")
        self.told.setWordWrap(True)
        form = QFormLayout()
        for label, field in (("口令", self.first), ("再输一遍", self.second)):
            field.setEchoMode(QLineEdit.EchoMode.Password)
            if field is self.first or is_new:
                form.addRow(label, field)
        buttons = QDialogButtonBox()
        self.yes = buttons.addButton("确定", QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole).setAutoDefault(False)
        buttons.accepted.connect(self._on_yes)
        buttons.rejected.connect(self.reject)
        (self.second if is_new else self.first).returnPressed.connect(self._on_yes)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.addWidget(text)
        layout.addLayout(form)
        layout.addWidget(self.told)
        layout.addWidget(buttons)
        self.first.setFocus()

    @Slot()
    def _on_yes(self) -> None:
        if self._is_new and self.first.text() != self.second.text():
            self.told.setText("两遍口令不一样，请重新输入。")
            return
        try:
            self._act(self._store, self.first.text())
        except UserError as error:
            self.told.setText(str(error))
            self.first.selectAll()
            self.first.setFocus()
            return
        self.accept()


def unlock(desk: Desk, parent: QWidget | None) -> bool:
    """Ask for the passphrase of the desk's keys; whether they are open now."""
    words = "签名要用本单位的密钥，它加了口令。输入一次，到关闭程序为止不再问。"
    dialog = KeyPassphraseDialog(desk.store, "密钥口令", words, exchange.unlock_keys, parent=parent)
    return bool(dialog.exec())


def lock(desk: Desk, parent: QWidget | None) -> bool:
    """Ask for a new passphrase for the desk's keys; whether it was set."""
    words = (
        "给本单位的密钥加口令：以后每次打开程序，第一次导出或接收时要输入。口令至少8个字；"
        "忘了口令就只能换密钥，由上级和同事重新登记。以前的备份里密钥仍然没有口令，请保管好备份。"
    )
    dialog = KeyPassphraseDialog(desk.store, "给密钥加口令", words, exchange.lock_keys, is_new=True, parent=parent)
    return bool(dialog.exec())


def take_off(desk: Desk, parent: QWidget | None) -> bool:
    """Ask for the passphrase and keep the keys without one from now on; whether it was taken off."""
    words = "取消密钥口令：以后导出和接收不再问口令。请输入现在的口令。"
    dialog = KeyPassphraseDialog(desk.store, "取消密钥口令", words, exchange.remove_passphrase, parent=parent)
    return bool(dialog.exec())
