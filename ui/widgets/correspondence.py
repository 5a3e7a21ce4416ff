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
from parkdesk.sync.descriptor import KIND_NAMES
from ui import faults
from ui.models.rows_model import Field
from ui.widgets.icon_button import IconButton
from ui.widgets.rows_table import RowsTable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QColor

    from parkdesk.store import Changes, LoggedPackage, Sender, Store
    from ui.desk import Desk
    from ui.tasks import Progress
    from ui.theme import Theme

_STATUSES = {
    "sent": "已导出", "delivered": "已送达", "applied": "已装入", "pending": "待补前包", "undone": "已撤销",
    "held": "先存着",
    "same": "已装入过", "older": "旧版", "conflict": "冲突", "refused": "被拒收", "replaced": "对方已换电脑",
    "baseline": "装入前的内容",
}  # fmt: skip
_ROLES = {"applied": "good", "pending": "warn", "held": "warn", "conflict": "bad", "refused": "bad", "undone": "muted",
          "replaced": "muted", "older": "muted"}  # fmt: skip
_DIRECTIONS = {"sent": "报出", "received": "收到"}


class PackageLog(QWidget):
    """Every package that went out or came in; what came in can be taken back, what waits can be taken in.

    Signals:
        noted: one short sentence for the status line.
        receive_wanted: the archived files of packages that wait.
    """

    noted = Signal(str)
    receive_wanted = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.table: RowsTable[LoggedPackage] = RowsTable("package_log", (), "还没有报出或收到过数据包。")
        self.undo = IconButton(desk.theme, "undo", "撤销这个包…")
        self.undo.setToolTip("恢复成没有收到过这个包的样子；后来收到的包不受影响，以后还可以重新装入")
        self.take_in = QPushButton("装入…")
        self.take_in.setToolTip("先存着的、缺前包的，在这里装入")
        self.again = QPushButton("再拷一份…")
        self.again.setToolTip("路上丢了U盘、对方没收到时：把发出过的这个包原样再拷一份（不加密）")
        foot = QHBoxLayout()
        for button in (self.undo, self.take_in, self.again):
            foot.addWidget(button)
        foot.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.table, 1)
        layout.addLayout(foot)
        self.table.chosen.connect(self._on_chosen)
        self.table.selection_described.connect(self.noted)
        self.undo.clicked.connect(self._on_undo)
        self.take_in.clicked.connect(self._on_take_in)
        self.again.clicked.connect(self._on_again)

    def load(self) -> None:
        """Read the log."""
        names = {code: office.name for code, office in self.desk.store.offices().items()}
        self.table.show_fields(
            (
                Field("时间", _at, width=17),
                Field("方向", _direction, width=6),
                Field("种类", _kind, width=7),
                Field("单位", partial(_unit, names), width=12),
                Field("期间", _period, width=12),
                Field("版次", _revision, width=5),
                Field("核对码", _check_code, width=11),
                Field("状态", _status, width=9, hint=_why, colour=partial(_status_colour, self.desk.theme)),
                Field("操作员", _by, width=8),
                Field("放在哪里", _place, width=18),
                Field("文件", _file),
            )
        )
        lines = [one for one in self.desk.store.exchange.packages() if one.status != "baseline"]
        self.table.show_rows(lines)
        self._on_chosen()

    @Slot()
    def _on_chosen(self) -> None:
        one = self.table.current()
        came = one is not None and one.direction == "received"
        self.undo.setEnabled(came and one is not None and one.status == "applied" and one.kind != "receipt")
        self.take_in.setEnabled(came and one is not None and one.status in ("held", "pending"))
        self.again.setEnabled(one is not None and one.direction == "sent" and one.kind != "receipt")

    @Slot()
    def _on_undo(self) -> None:
        one = self.table.current()
        if one is None:
            return
        question = f"要撤销“{one.file}”吗？台账会恢复成没有收到过它的样子，撤销本身也留有记录，以后可以重新装入。"
        if faults.ask(self, "撤销收到的包", question, "撤销"):
            work = partial(_take_back, self.desk.store, one.seq)
            self.desk.tasks.run("撤销收到的包", work, partial(self._on_undone, one))

    def _on_undone(self, one: LoggedPackage, changes: Changes) -> None:
        self.desk.bus.announce(changes)
        self.load()
        self.noted.emit(f"已撤销“{one.file}”。")

    @Slot()
    def _on_take_in(self) -> None:
        one = self.table.current()
        if one is not None:
            self.receive_wanted.emit([exchange.archived(self.desk.store, one)])

    @Slot()
    def _on_again(self) -> None:
        one = self.table.current()
        folder = QFileDialog.getExistingDirectory(self, "放到哪里（可以选U盘）") if one is not None else ""
        if one is not None and folder:
            work = partial(_copied, self.desk.store, one, Path(folder))
            self.desk.tasks.run("再拷一份并读回核对", work, self._on_copied)

    @Slot(object)
    def _on_copied(self, path: Path) -> None:
        self.noted.emit(f"已拷好并读回核对，可以安全拔出：{path}")


def _copied(store: Store, one: LoggedPackage, folder: Path, _progress: Progress) -> Path:
    with store.beside() as beside:
        return exchange.send_again(beside, one, folder)


def _take_back(store: Store, seq: int, _progress: Progress) -> Changes:
    with store.beside() as beside:
        return exchange.undo_change(beside, seq)


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
        self.lock = QPushButton()
        self.lock.setToolTip("本单位的私钥存在台账里；加了口令，拿到台账文件的人也签不了名")
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
        row.addWidget(self.lock)
        row.addStretch(1)
        row.addWidget(self.register)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.addLayout(row)
        layout.addWidget(self.senders, 1)
        self.export.clicked.connect(self._on_export)
        self.lock.clicked.connect(self._on_lock)
        self.register.clicked.connect(self._on_register)

    def load(self) -> None:
        """Read the keys."""
        self._own.setText(f"本单位密钥指纹：{exchange.own_fingerprint(self.desk.store)}")
        self.lock.setText("取消密钥口令…" if exchange.is_locked(self.desk.store) else "给密钥加口令…")
        self.senders.show_rows(exchange.trusted(self.desk.store))

    @Slot()
    def _on_lock(self) -> None:
        from ui.dialogs import key_passphrase

        was_locked = exchange.is_locked(self.desk.store)
        if (key_passphrase.take_off if was_locked else key_passphrase.lock)(self.desk, self):
            self.noted.emit("密钥口令已取消。" if was_locked else "密钥已加口令，导出和接收时会问。")
            self.load()

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
        chosen, _ = QFileDialog.getOpenFileName(self, "登记公钥", "", "公钥或数据包 (*.pub *.parkpkg)")
        if chosen:
            self.register_file(Path(chosen))

    def register_file(self, path: Path) -> None:
        """Register the sender that a file is of, after its fingerprint was compared."""
        try:
            party, key, _ = exchange.whose_key(self.desk.store, path)
            known = self.desk.store.exchange.senders().get(party.code)
            mark = f"“{party.name}”的密钥指纹是：\n\n{key.fingerprint}\n\n"
            if known is not None and known.public_key != key.line:
                mark += f"现在登记的是：{exchange.fingerprint(known)}。换成新的以后，旧电脑发来的包不再接收。\n\n"
            question = f"{mark}请打电话请对方念出它的指纹。一致吗？"
            if not faults.ask(self, "登记公钥", question, "一致，登记"):
                return
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


def _kind(package: LoggedPackage) -> str:
    return KIND_NAMES[package.kind] if package.kind == "receipt" else f"{KIND_NAMES[package.kind]}包"


def _why(package: LoggedPackage) -> str:
    return package.reason or _status(package)


def _status_colour(theme: Theme, package: LoggedPackage) -> QColor | None:
    role = _ROLES.get(package.status)
    return theme.color(role) if role else None


def _place(package: LoggedPackage) -> str:
    return package.place


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
