"""The place step of sending a package: the drives with their room, a folder, what closes it, and in which pieces."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from parkdesk.office.sticks import Stick, sticks
from ui.models.rows_model import Field
from ui.widgets.rows_table import RowsTable

if TYPE_CHECKING:
    from ui.desk import Desk

_MEGABYTE = 2**20
_SPLITS = ((0, "不拆分"), (10, "每份不超过10MB"), (20, "每份不超过20MB"), (50, "每份不超过50MB"))
OPEN, PASSPHRASE, RECEIVER = "", "passphrase", "receiver"


class Place(NamedTuple):
    """One place that a package can go to."""

    path: Path
    title: str
    free: str


class PlaceStep(QWidget):
    """Where the file goes, closed by what, and in which pieces.

    Signals:
        chosen: another place or another way to close it.
    """

    chosen = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._folders: list[Path] = []
        self._recipients = {sender.unit for sender in desk.store.exchange.senders().values() if sender.age_recipient}
        self.places: RowsTable[Place] = RowsTable(
            "sending_places",
            (Field("位置", _place_title, width=46), Field("剩余空间", _place_free, width=20)),
            "没有发现U盘：插好后点“刷新”，或选一个文件夹。",
        )
        self.again, self.folder = QPushButton("刷新"), QPushButton("选择文件夹…")
        self.secrecy = QComboBox()
        self.passphrase, self.repeated = QLineEdit(), QLineEdit()
        for field, hint in ((self.passphrase, "口令，至少8个字"), (self.repeated, "再输一遍")):
            field.setEchoMode(QLineEdit.EchoMode.Password)
            field.setPlaceholderText(hint)
        self.split = QComboBox()
        for size, title in _SPLITS:
            self.split.addItem(title, size * _MEGABYTE)
        self.told = QLabel()
        self.told.setProperty("role", "error")
        self.told.setWordWrap(True)
        self._lay_out()
        self.again.clicked.connect(self.refresh)
        self.folder.clicked.connect(self._on_folder)
        self.secrecy.currentIndexChanged.connect(self._on_secrecy)
        for field in (self.passphrase, self.repeated):
            field.textChanged.connect(self.chosen)
        self.places.chosen.connect(self.chosen)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(QLabel("放到哪里"), 1)
        for button in (self.again, self.folder):
            button.setAutoDefault(False)
            row.addWidget(button)
        words = QHBoxLayout()
        words.addWidget(self.passphrase)
        words.addWidget(self.repeated)
        form = QFormLayout()
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        form.addRow("加密", self.secrecy)
        self._words = QWidget()
        self._words.setLayout(words)
        words.setContentsMargins(0, 0, 0, 0)
        form.addRow("", self._words)
        form.addRow("发电子邮件", self.split)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        layout.addWidget(self.places, 1)
        layout.addLayout(form)
        layout.addWidget(self.told)

    def offer(self, receiver: str, name: str) -> None:
        """Offer the ways to close a package for a receiver, by its code and name."""
        kept = self.secrecy.currentData()
        self.secrecy.blockSignals(True)
        self.secrecy.clear()
        self.secrecy.addItem("不加密（内容签名，谁都能看，不能改）", OPEN)
        self.secrecy.addItem("用口令加密，口令打电话告诉对方", PASSPHRASE)
        self.secrecy.setToolTip(
            "" if receiver in self._recipients else "装入过对方发来的包（回执、下发包都可以）以后，还可以只加密给对方"
        )
        if receiver in self._recipients:
            self.secrecy.addItem(f"只有{name}能打开（用它的公钥加密）", RECEIVER)
        self.secrecy.setCurrentIndex(max(0, self.secrecy.findData(kept)))
        self.secrecy.blockSignals(False)
        self._on_secrecy()
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Look for drives again."""
        current = self.places.current()
        found = [_of_stick(stick) for stick in sticks()]
        found += [Place(path, str(path), "文件夹") for path in self._folders]
        self.places.show_rows(found)
        self.places.choose_where(lambda place: place == current)

    def add_folder(self, path: Path) -> None:
        """Offer a folder and choose it."""
        if path not in self._folders:
            self._folders.append(path)
        self.refresh()
        for row in range(self.places.rows.rowCount()):
            if self.places.rows.row(row).path == path:
                self.places.choose(row)

    @Slot()
    def _on_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "放到哪个文件夹")
        if chosen:
            self.add_folder(Path(chosen))

    @Slot()
    def _on_secrecy(self) -> None:
        self._words.setVisible(self.secrecy.currentData() == PASSPHRASE)
        self.chosen.emit()

    def complaint(self) -> str:
        """Return why it cannot go yet; empty when it can."""
        if self.places.current() is None:
            return "请选择U盘或文件夹。"
        if self.secrecy.currentData() == PASSPHRASE and self.passphrase.text() != self.repeated.text():
            return "两遍口令不一样，请重新输入。"
        if self.secrecy.currentData() == PASSPHRASE and not self.passphrase.text():
            return "请输入口令。"
        return ""


def _of_stick(stick: Stick) -> Place:
    return Place(stick.path, f"U盘 {stick.path}", f"剩余{stick.free / 2**30:.1f}GB，共{stick.total / 2**30:.1f}GB")


def _place_title(one: Place) -> str:
    return one.title


def _place_free(one: Place) -> str:
    return one.free
