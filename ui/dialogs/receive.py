"""Packages on their way in: who sent what, what it would change, and only then a yes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QLineEdit,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from parkdesk.errors import UserError
from parkdesk.office import exchange
from parkdesk.sync.package import read_package
from parkdesk.sync.receiving import APPLIED, CONFLICT, GAP, OLDER, REFUSED, SAME, Consent, Received, examine
from ui.dialogs.door import DoorDialog
from ui.models.rows_model import Field
from ui.widgets.rows_table import RowsTable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtGui import QColor

    from parkdesk.plan import Plan
    from parkdesk.store import Store
    from ui.desk import Desk
    from ui.tasks import Progress
    from ui.theme import Theme

STATUS_LABELS = {
    APPLIED: "可装入",
    SAME: "已装入过",
    OLDER: "旧版",
    CONFLICT: "冲突",
    GAP: "缺前包",
    REFUSED: "拒收",
}
_ROLES = {APPLIED: "good", SAME: "muted", OLDER: "muted", CONFLICT: "bad", GAP: "warn", REFUSED: "bad"}


class Looked(NamedTuple):
    """One package before the yes: the verdict in words, what it says of itself, what it would write."""

    received: Received
    sender: str
    fingerprint: str
    check_code: str
    is_unknown: bool
    plan: Plan | None


class ReceiveDialog(DoorDialog):
    """Shows a verdict and the changes for every package, asks for what is missing, then receives.

    After `exec()` said yes, `received` says what became of each file.
    """

    def __init__(self, desk: Desk, files: Sequence[Path], parent: QWidget | None = None) -> None:
        super().__init__(desk, "接收上报包", "确认装入", parent)
        self.files = tuple(files)
        self.received: list[Received] = []
        self.resize(1120, 660)
        self.packages: RowsTable[Looked] = RowsTable(
            "received_packages",
            (
                Field("结论", _status, width=9, colour=partial(_status_colour, desk.theme)),
                Field("报送单位", _sender, width=16),
                Field("文件", _file, width=26),
                Field("核对码", _check_code, width=11),
                Field("密钥指纹", _fingerprint, width=22),
                Field("说明", _reason),
            ),
        )
        self.trust = QCheckBox("指纹已打电话核对一致，登记这些新的报送单位")
        self.gap_reason = QLineEdit()
        self.gap_reason.setPlaceholderText("前面的包收不到时，写明理由后可以直接装入；不写则先存着，等前包到了自动装入")
        self._lay_out()
        self.packages.chosen.connect(self._on_package)
        self.trust.toggled.connect(self._on_consent)
        self.gap_reason.editingFinished.connect(self._on_consent)
        self.buttons.accepted.connect(self._on_yes)
        self._look()

    def _lay_out(self) -> None:
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.addWidget(self.packages)
        splitter.addWidget(self.stack)
        splitter.setSizes([200, 400])
        splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.addWidget(splitter, 1)
        layout.addWidget(self.trust)
        layout.addWidget(self.gap_reason)
        layout.addLayout(self.bottom())
        self.trust.hide()
        self.gap_reason.hide()

    def consent(self) -> Consent:
        """Return what the person agreed to."""
        return Consent(self.trust.isChecked(), self.gap_reason.text().strip())

    # -- looking -----------------------------------------------------------------------------

    def _look(self) -> None:
        work = _Looking(self.desk.store, self.files, self.consent())
        self.look("核对数据包", "正在核对数据包，还没有写入任何内容…", work, self._on_looked)

    @Slot(object)
    def _on_looked(self, found: list[Looked]) -> None:
        self.packages.show_rows(found)
        statuses = [one.received.status for one in found]
        unknown = any(one.is_unknown for one in found)
        self.trust.setVisible(unknown or self.trust.isChecked())
        self.gap_reason.setVisible(GAP in statuses or bool(self.gap_reason.text()))
        told = "，".join(
            f"{label} {statuses.count(status)} 个" for status, label in STATUS_LABELS.items() if status in statuses
        )
        self.told.setText(f"{told}。确认之前不写入任何内容。")
        self.yes.setEnabled(APPLIED in statuses or GAP in statuses)

    @Slot()
    def _on_consent(self) -> None:
        self._look()

    @Slot()
    def _on_package(self) -> None:
        looked = self.packages.current()
        if looked is None:
            return
        if looked.plan is not None and looked.plan.rows:
            self.show_plan(looked.plan)
        else:
            lines = [looked.received.reason]
            if looked.check_code:
                lines.append(f"核对码 {looked.check_code}　密钥指纹 {looked.fingerprint}")
            self.show_words("\n\n".join(lines))

    # -- receiving ---------------------------------------------------------------------------

    @Slot()
    def _on_yes(self) -> None:
        self.write("装入数据包", _Receiving(self.desk.store, self.files, self.consent()), self._on_received)

    @Slot(object)
    def _on_received(self, received: list[Received]) -> None:
        self.received = received
        self.announce([one.changes for one in received])


class _Looking:
    """A dry run of all files together, and the changes of each."""

    def __init__(self, store: Store, files: Sequence[Path], consent: Consent) -> None:
        self._store = store
        self._files = tuple(files)
        self._consent = consent

    def __call__(self, _progress: Progress) -> list[Looked]:
        with self._store.beside() as store:
            verdicts = exchange.receive(
                store,
                self._files,
                dry_run=True,
                trust_new_sender=self._consent.new_sender,
                gap_reason=self._consent.gap_reason,
            )
            pairs = zip(self._files, verdicts, strict=False)  # waiting packages that come along follow the files
            return [_looked(store, file, received, self._consent) for file, received in pairs]


class _Receiving:
    """The real thing."""

    def __init__(self, store: Store, files: Sequence[Path], consent: Consent) -> None:
        self._store = store
        self._files = tuple(files)
        self._consent = consent

    def __call__(self, _progress: Progress) -> list[Received]:
        with self._store.beside() as store:
            return exchange.receive(
                store,
                self._files,
                trust_new_sender=self._consent.new_sender,
                gap_reason=self._consent.gap_reason,
            )


def _looked(store: Store, file: Path, received: Received, consent: Consent) -> Looked:
    try:
        package = read_package(file)
    except UserError:
        return Looked(received, "", "", "", is_unknown=False, plan=None)
    sender = package.envelope.sender
    plan: Plan | None = None
    if received.status in (APPLIED, CONFLICT):
        try:
            plan = examine(store, package, file.name, consent).plan
        except UserError:  # it stands on another of these files and can be shown only after that one
            plan = None
    is_unknown = sender.code not in store.exchange.senders() and sender.code != store.desk.unit
    return Looked(received, sender.name, package.public_key.fingerprint, package.check_code, is_unknown, plan)


def _status(looked: Looked) -> str:
    if looked.is_unknown and looked.received.status == REFUSED:
        return "未登记"
    return STATUS_LABELS[looked.received.status]


def _status_colour(theme: Theme, looked: Looked) -> QColor | None:
    return theme.color(_ROLES[looked.received.status])


def _sender(looked: Looked) -> str:
    return looked.sender


def _file(looked: Looked) -> str:
    return looked.received.file


def _check_code(looked: Looked) -> str:
    return looked.check_code


def _fingerprint(looked: Looked) -> str:
    return looked.fingerprint


def _reason(looked: Looked) -> str:
    return looked.received.reason
