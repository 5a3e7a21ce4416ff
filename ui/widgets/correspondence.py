"""收发记录 and 公钥: which packages went out and came in, and whose signature this desk takes."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from parkdesk.errors import UserError
from parkdesk.office import exchange
from parkdesk.periods import Period
from ui import faults
from ui.models.rows_model import Field
from ui.widgets.icon_button import IconButton
from ui.widgets.rows_table import RowsTable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parkdesk.store import LoggedPackage, Sender
    from ui.desk import Desk

_STATUSES = {
    "sent": "已导出", "delivered": "已送达", "applied": "已装入", "pending": "待补前包", "undone": "已撤销",
    "same": "已装入过", "older": "旧版", "conflict": "冲突", "refused": "被拒收", "replaced": "对方已换电脑",
    "baseline": "装入前的内容",
}  # fmt: skip
_DIRECTIONS = {"sent": "报出", "received": "收到"}


class PackageLog(QWidget):
    """Every package that went out or came in."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.table: RowsTable[LoggedPackage] = RowsTable("package_log", (), "还没有报出或收到过上报包。")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.table)

    def load(self) -> None:
        """Read the log."""
        names = {code: office.name for code, office in self.desk.store.offices().items()}
        self.table.show_fields(
            (
                Field("时间", _at, width=19),
                Field("方向", _direction, width=6),
                Field("单位", partial(_unit, names), width=14),
                Field("期间", _period, width=14),
                Field("版次", _revision, width=6),
                Field("核对码", _check_code, width=11),
                Field("状态", _status, width=9),
                Field("操作员", _by, width=9),
                Field("文件", _file),
            )
        )
        self.table.show_rows(list(self.desk.store.exchange.packages()))


class KeysPanel(QWidget):
    """The desk's own key, and the registered senders.

    Signals:
        noted: one short sentence for the status line.
    """

    noted = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._own = QLabel()
        self.export = IconButton(desk.theme, "key", "导出本单位公钥…")
        self.export.setToolTip("交给上级单位登记；公钥不是秘密，可以随便传递")
        self.register = QPushButton("登记报送单位公钥…")
        self.register.setToolTip("选择对方导出的 .pub 文件，或它的上报包；登记前请打电话核对指纹")
        self.senders: RowsTable[Sender] = RowsTable(
            "senders",
            (
                Field("单位代码", _sender_unit, width=12),
                Field("报送单位", _sender_name, width=20),
                Field("密钥指纹", _sender_fingerprint, width=26),
                Field("登记时间", _sender_since, width=19),
                Field("登记人", _sender_by),
            ),
            "还没有登记报送单位：第一次接收上报包时核对指纹登记，或在这里登记对方导出的公钥。",
        )
        row = QHBoxLayout()
        row.addWidget(self._own)
        row.addWidget(self.export)
        row.addStretch(1)
        row.addWidget(self.register)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.addLayout(row)
        layout.addWidget(self.senders, 1)
        self.export.clicked.connect(self._on_export)
        self.register.clicked.connect(self._on_register)

    def load(self) -> None:
        """Read the keys."""
        self._own.setText(f"本单位密钥指纹：{exchange.own_fingerprint(self.desk.store)}")
        self.senders.show_rows(exchange.trusted(self.desk.store))

    @Slot()
    def _on_export(self) -> None:
        info = self.desk.store.desk
        offered = f"{info.unit}{info.name}.pub"
        chosen, _ = QFileDialog.getSaveFileName(self, "导出本单位公钥", offered, "公钥文件 (*.pub)")
        if chosen:
            self.export_to(Path(chosen))

    def export_to(self, path: Path) -> None:
        """Write the public key to a file."""
        try:
            made = exchange.export_public_key(self.desk.store, path)
        except UserError as error:
            faults.tell(self, error)
        else:
            self.noted.emit(f"公钥已导出：{made}")

    @Slot()
    def _on_register(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "登记报送单位公钥", "", "公钥或上报包 (*.pub *.parkpkg)")
        question = (
            "登记之前，请打电话和对方核对密钥指纹。对方换了电脑、重新登记时，原来登记的公钥会被替换。已经核对一致了吗？"
        )
        if chosen and faults.ask(self, "登记公钥", question, "已核对，登记"):
            self.register_file(Path(chosen))

    def register_file(self, path: Path) -> None:
        """Register the sender that a file is of."""
        try:
            sender = exchange.trust(self.desk.store, path)
        except UserError as error:
            faults.tell(self, error)
            return
        self.load()
        self.noted.emit(f"已登记“{sender.name}”的公钥，指纹 {exchange.fingerprint(sender)}。")


def _at(package: LoggedPackage) -> str:
    return package.at


def _direction(package: LoggedPackage) -> str:
    return _DIRECTIONS.get(package.direction, package.direction)


def _unit(names: Mapping[str, str], package: LoggedPackage) -> str:
    return names.get(package.unit, package.unit)


def _period(package: LoggedPackage) -> str:
    return Period.parse(package.period).title if package.period != "-" else ""


def _revision(package: LoggedPackage) -> str:
    return f"r{package.revision}"


def _check_code(package: LoggedPackage) -> str:
    return package.check_code


def _status(package: LoggedPackage) -> str:
    return _STATUSES.get(package.status, package.status)


def _by(package: LoggedPackage) -> str:
    return package.by


def _file(package: LoggedPackage) -> str:
    return package.file


def _sender_unit(sender: Sender) -> str:
    return sender.unit


def _sender_name(sender: Sender) -> str:
    return sender.name


def _sender_fingerprint(sender: Sender) -> str:
    return exchange.fingerprint(sender)


def _sender_since(sender: Sender) -> str:
    return sender.since


def _sender_by(sender: Sender) -> str:
    return sender.by
