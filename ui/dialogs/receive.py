"""Packages on their way in: who sent what, what it would change, what becomes of each; and only then a yes."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QPushButton, QSplitter, QVBoxLayout, QWidget

from parkdesk.office import incoming
from parkdesk.office.exchange import KeysLockedError
from parkdesk.periods import Period
from parkdesk.sync.receiving import (
    APPLIED,
    CONFLICT,
    GAP,
    HELD,
    KEY,
    OLDER,
    PASSPHRASE,
    REFUSED,
    SAME,
    SENDER,
    Consent,
    Received,
)
from ui.dialogs.door import DoorDialog
from ui.dialogs.key_passphrase import unlock
from ui.dialogs.reason import ReasonDialog
from ui.models.rows_model import Field
from ui.widgets.package_details import PackageDetails
from ui.widgets.rows_table import RowsTable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtGui import QColor

    from parkdesk.errors import UserError
    from parkdesk.office.incoming import TakenIn
    from parkdesk.plan import Row
    from parkdesk.store import Store
    from ui.desk import Desk
    from ui.tasks import Progress

STATUS_LABELS = MappingProxyType(
    {
        APPLIED: "可装入",
        SAME: "已装入过",
        OLDER: "旧版",
        CONFLICT: "冲突",
        GAP: "缺前包",
        HELD: "先存着",
        REFUSED: "拒收",
    }
)
_ASKING = MappingProxyType({SENDER: "未登记", KEY: "密钥变了", PASSPHRASE: "要口令"})
_ROLES = MappingProxyType(
    {APPLIED: "good", SAME: "muted", OLDER: "muted", CONFLICT: "bad", GAP: "warn", HELD: "warn", REFUSED: "bad"}
)
WHOLE = "整个数据包"
_RETURNING = ("数据与市级掌握的不一致", "缺报企业要补报", "同一版有两种内容，请核对后重新导出", "审核说明不清楚")


class ReceiveDialog(DoorDialog):
    """Shows a verdict and the changes for every package, asks for what is missing, then receives.

    After `exec()` said yes, `received` says what became of each file, `sent_back` to whom something goes back.
    """

    def __init__(self, desk: Desk, files: Sequence[Path], parent: QWidget | None = None) -> None:
        super().__init__(desk, "接收数据包", "确认装入", parent)
        self.files = tuple(files)
        self.received: list[Received] = []
        self.sent_back: tuple[str, ...] = ()
        self._is_writing = False
        self._compared: set[str] = set()
        self._held: set[str] = set()
        self._returns: dict[tuple[str, str], incoming.Return] = {}
        self.packages: RowsTable[Received] = RowsTable(
            "received_packages",
            (
                Field("结论", self._status, width=8, colour=self._status_colour),
                Field("单位", _sender, width=12),
                Field("期间", _period, width=12),
                Field("核对码", _check_code, width=10),
                Field("密钥指纹", _fingerprint, width=20),
                Field("退回", self._returned, width=5, colour=self._returned_colour),
                Field("说明", _reason),
            ),
        )
        self.details = PackageDetails(desk, self.plan_view)
        self.stack.addWidget(self.details)
        self.trust = QCheckBox("指纹已打电话核对一致，登记这个单位的公钥")
        self.hold = QCheckBox("这个包先存着，不装入")
        self.back = QPushButton("退回整包…")
        self.back_item = QPushButton("退回选中的一项…")
        self.gap_reason = QLineEdit()
        self.gap_reason.setPlaceholderText("前面的包收不到时，写明理由后可以直接装入；不写则先存着，等前包到了自动装入")
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setPlaceholderText("有的包加了口令：向报送单位问明口令，填在这里按回车")
        self._lay_out()
        self.packages.chosen.connect(self._on_package)
        self.trust.clicked.connect(self._on_trust)
        self.hold.clicked.connect(self._on_hold)
        self.back.clicked.connect(self._on_back)
        self.back_item.clicked.connect(self._on_back_item)
        self.gap_reason.editingFinished.connect(self._on_typed)
        self.passphrase.editingFinished.connect(self._on_typed)
        self.details.conflicts.decided.connect(self._look)
        self.details.chosen.connect(self._refresh)
        self.buttons.accepted.connect(self._on_yes)
        self._look()

    def _lay_out(self) -> None:
        self.take_size(1180, 680)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.addWidget(self.packages)
        splitter.addWidget(self.stack)
        splitter.setSizes([190, 400])
        splitter.setChildrenCollapsible(False)
        row = QHBoxLayout()
        for box in (self.trust, self.hold):
            row.addWidget(box)
        row.addStretch(1)
        for button in (self.back_item, self.back):
            button.setAutoDefault(False)
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.addWidget(splitter, 1)
        layout.addLayout(row)
        layout.addWidget(self.passphrase)
        layout.addWidget(self.gap_reason)
        layout.addLayout(self.bottom())
        for widget in (self.trust, self.hold, self.back, self.back_item, self.gap_reason, self.passphrase):
            widget.hide()

    def consent(self) -> Consent:
        """Return what the person agreed to."""
        return Consent(
            gap_reason=self.gap_reason.text().strip(),
            passphrase=self.passphrase.text(),
            choices=self.details.conflicts.choices(),
            compared=frozenset(self._compared),
        )

    # -- looking -----------------------------------------------------------------------------

    @Slot()
    def _look(self) -> None:
        work = partial(_looked, self.desk.store, self.files, self.consent())
        self._asked = self.consent()
        self.look("核对数据包", "正在核对数据包，还没有写入任何内容…", work, self._on_looked)

    def _on_failed(self, error: UserError) -> None:
        if isinstance(error, KeysLockedError) and not self._is_left and unlock(self.desk, self):
            self._on_yes() if self._is_writing else self._look()
            return
        self._is_writing = False
        super()._on_failed(error)

    @Slot(object)
    def _on_looked(self, found: list[Received]) -> None:
        at = max(0, self.packages.currentIndex().row())
        self.packages.show_rows(found)
        if 0 < at < len(found):
            self.packages.choose(at)
        statuses = [one.status for one in found]
        self.gap_reason.setVisible(GAP in statuses or bool(self.gap_reason.text()))
        self.passphrase.setVisible(any(one.asks == PASSPHRASE for one in found) or bool(self.passphrase.text()))
        self._tell()

    def _tell(self) -> None:
        found = [self.packages.rows.row(at) for at in range(self.packages.rows.rowCount())]
        statuses = [self._fate(one) for one in found]
        told = "，".join(
            f"{label} {statuses.count(status)} 个" for status, label in STATUS_LABELS.items() if status in statuses
        )
        if self._returns:
            told += f"；退回 {len(self._returns)} 项"
        self.told.setText(f"{told}。确认之前不写入任何内容。")
        self.yes.setText("确认装入" if APPLIED in statuses or not (HELD in statuses or self._returns) else "确认")
        self.yes.setEnabled(any(status in statuses for status in (APPLIED, GAP, HELD)) or bool(self._returns))

    @Slot()
    def _on_typed(self) -> None:
        if self.consent() != self._asked:
            self._look()

    @Slot()
    def _on_package(self) -> None:
        one = self.packages.current()
        if one is None:
            return
        self.details.show_package(one)
        self.stack.setCurrentWidget(self.details)
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        one = self.packages.current()
        if one is None:
            return
        mark = one.package.public_key.fingerprint if one.package else ""
        self.trust.setVisible(one.asks in (SENDER, KEY) or mark in self._compared)
        self.trust.setText(
            "对方换了密钥：新指纹已打电话核对一致，改用新公钥"
            if one.asks == KEY
            else "指纹已打电话核对一致，登记这个单位的公钥"
        )
        self.trust.setChecked(mark in self._compared)
        self.hold.setVisible(one.status in (APPLIED, HELD))
        self.hold.setChecked(one.package_id in self._held)
        is_report = one.package is not None and one.package.envelope.kind == "submission"
        self.back.setVisible(is_report and one.status in (APPLIED, HELD, CONFLICT, GAP))
        self.back.setText("不退回了" if (one.package_id, WHOLE) in self._returns else "退回整包…")
        self.back_item.setVisible(is_report and one.status == APPLIED and self.details.row() is not None)

    # -- what becomes of each ------------------------------------------------------------------

    @Slot()
    def _on_trust(self) -> None:
        one = self.packages.current()
        if one is not None and one.package is not None:
            self._compared ^= {one.package.public_key.fingerprint}
            self._look()

    @Slot()
    def _on_hold(self) -> None:
        one = self.packages.current()
        if one is not None:
            self._held ^= {one.package_id}
            self._told_anew()

    @Slot()
    def _on_back(self) -> None:
        one = self.packages.current()
        if one is None:
            return
        if self._returns.pop((one.package_id, WHOLE), None) is not None:
            self._held.discard(one.package_id)
            self._told_anew()
        elif reason := self._ask(f"退回{_sender(one)}的{_period(one)}数据包", "整包退回，不装入"):
            self._returns[one.package_id, WHOLE] = incoming.Return(one.package_id, WHOLE, reason)
            self._held.add(one.package_id)
            self._told_anew()

    @Slot()
    def _on_back_item(self) -> None:
        one, row = self.packages.current(), self.details.row()
        if one is None or row is None:
            return
        if reason := self._ask(f"退回{_sender(one)}：{row.label}", "照样装入，请对方核实更正"):
            about = _about(row)
            ledger, record = self.details.record_of(row)
            self._returns[one.package_id, about] = incoming.Return(one.package_id, about, reason, ledger, record)
            self._told_anew()

    def _told_anew(self) -> None:
        """Say again what becomes of the packages; nothing has to be looked at again for that."""
        self.packages.viewport().update()
        self._tell()
        self._refresh()

    def _fate(self, one: Received) -> str:
        return HELD if one.status in (APPLIED, GAP) and one.package_id in self._held else one.status

    def _status(self, one: Received) -> str:
        return _ASKING.get(one.asks) or STATUS_LABELS[self._fate(one)]

    def _ask(self, what: str, becomes: str) -> str:
        dialog = ReasonDialog(what, "收到", becomes, _RETURNING, self)
        dialog.setWindowTitle("退回")
        return dialog.text() if dialog.exec() else ""

    def _returned(self, one: Received) -> str:
        if (one.package_id, WHOLE) in self._returns:
            return "整包"
        number = sum(1 for package, _ in self._returns if package == one.package_id)
        return f"{number}项" if number else ""

    def _returned_colour(self, _one: Received) -> QColor:
        return self.desk.theme.color("bad")

    def _status_colour(self, one: Received) -> QColor:
        return self.desk.theme.color(_ROLES[self._fate(one)])

    # -- receiving ---------------------------------------------------------------------------

    @Slot()
    def _on_yes(self) -> None:
        self._is_writing = True
        consent = replace(self.consent(), held_back=frozenset(self._held))
        work = partial(_taken_in, self.desk.store, self.files, consent, tuple(self._returns.values()))
        self.write("装入数据包", work, self._on_received)

    @Slot(object)
    def _on_received(self, taken: TakenIn) -> None:
        self.received, self.sent_back = list(taken.received), taken.sent_back
        self.announce(list(taken.changes))


def _looked(store: Store, files: Sequence[Path], consent: Consent, _progress: Progress) -> list[Received]:
    with store.beside() as beside:
        return incoming.look(beside, files, consent)


def _taken_in(
    store: Store, files: Sequence[Path], consent: Consent, returns: Sequence[incoming.Return], _progress: Progress
) -> TakenIn:
    with store.beside() as beside:
        return incoming.take_in(beside, files, consent, returns)


def _about(row: Row) -> str:
    fields = "、".join(field.label for field in row.fields)
    return f"{row.label} {fields}".strip()


def _sender(one: Received) -> str:
    return one.package.envelope.sender.name if one.package else ""


def _period(one: Received) -> str:
    return Period.parse(one.package.envelope.periods[0]).title if one.package else ""


def _check_code(one: Received) -> str:
    return one.package.check_code if one.package else ""


def _fingerprint(one: Received) -> str:
    return one.package.public_key.fingerprint if one.package else ""


def _reason(one: Received) -> str:
    return one.reason
