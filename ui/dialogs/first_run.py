"""The first thing a person sees: make a desk for their office, or open the one they have."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QRadioButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from parkdesk import paths
from parkdesk.errors import UserError
from parkdesk.office import desks
from parkdesk.records.offices import ROLES
from ui import faults
from ui.dialogs.careful import CarefulDialog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkdesk.records import Office
    from parkdesk.store import Store

SUFFIX = ".parkdesk"
FILES = f"台账文件 (*{SUFFIX})"
_ROLE_OF_KIND = {"市": "city", "省": "city", "园区": "park"}
_PLACE_WARNINGS = {
    "network": "这个位置在网络共享上：断网或多人同时打开会损坏台账，建议放在本机硬盘，再用备份带走。",
    "removable": "这个位置在U盘或移动硬盘上：拔出时容易损坏台账，建议放在本机硬盘，再用备份或上报包带走。",
    "synchronised": "这个位置由网盘自动同步：可能传走写到一半的台账，或用旧的盖掉新的，建议放在没有同步的文件夹。",
}
_NOT_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|\s]+')


class FirstRunDialog(CarefulDialog):
    """Asks whose desk it is and who works at it; makes or opens the desk.

    After `exec()` said yes, `store` is the open desk and belongs to the caller.
    """

    def __init__(self, by: str = "", recent: Sequence[Path] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.store: Store | None = None
        self.setWindowTitle("县域工业运行台")
        self.take_size(820, 640)
        self.operator = QLineEdit(by)
        self.operator.setPlaceholderText("姓名，会签在每一次改动上")
        self.making = QRadioButton("新建台账：第一次使用，或换了单位")
        self.opening = QRadioButton("打开已有台账：换了电脑，或另有台账文件")
        self.new_desk = NewDeskForm()
        self.old_desk = OldDeskForm(recent)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.new_desk)
        self._stack.addWidget(self.old_desk)
        self._buttons = QDialogButtonBox()
        self.accept_button = self._buttons.addButton("开始使用", QDialogButtonBox.ButtonRole.AcceptRole)
        self._buttons.addButton("退出", QDialogButtonBox.ButtonRole.RejectRole)
        self._lay_out()
        group = QButtonGroup(self)
        group.addButton(self.making, 0)
        group.addButton(self.opening, 1)
        group.idToggled.connect(self._on_choice)
        self._buttons.accepted.connect(self._on_accepted)
        self._buttons.rejected.connect(self.reject)
        (self.opening if recent else self.making).setChecked(True)
        self.operator.setFocus()

    def _lay_out(self) -> None:
        product = QLabel("县域工业运行台")
        product.setProperty("role", "figure")
        secrecy = QLabel(f"「{faults.SECRECY}」")
        secrecy.setProperty("role", "doubt")
        head = QHBoxLayout()
        head.addWidget(product)
        head.addStretch(1)
        head.addWidget(secrecy)
        person = QFormLayout()
        person.addRow("操作员", self.operator)
        choices = QHBoxLayout()
        choices.setSpacing(24)
        choices.addWidget(self.making)
        choices.addWidget(self.opening)
        choices.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addLayout(head)
        layout.addLayout(person)
        layout.addLayout(choices)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self._buttons)

    @Slot(int, bool)
    def _on_choice(self, choice: int, checked: bool) -> None:
        if checked:
            self._stack.setCurrentIndex(choice)

    @Slot()
    def _on_accepted(self) -> None:
        by = self.operator.text().strip()
        if not by:
            faults.tell(self, "没有填操作员：请写上姓名，每一次改动都会签上这个名字。")
            self.operator.setFocus()
            return
        form = self.new_desk if self.making.isChecked() else self.old_desk
        try:
            self.store = form.take(by)
        except UserError as error:
            faults.tell(self, error)
            return
        self.accept()


class NewDeskForm(QWidget):
    """Unit, role, superior and place of a desk to be made."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalogue = desks.offices_catalogue()
        self._is_path_typed = False
        self.search = QLineEdit()
        self.search.setPlaceholderText("查找单位：名称、代码或拼音首字母")
        self.search.setClearButtonEnabled(True)
        self.offices = QListWidget()
        self.code = QLineEdit()
        self.code.setPlaceholderText("六位区划代码，或自编代码")
        self.name = QLineEdit()
        self.roles = {role: QRadioButton(label) for role, label in ROLES.items()}
        self.superior = QComboBox()
        self.path = QLineEdit()
        self.warning = QLabel()
        self.warning.setProperty("role", "doubt")
        self.warning.setWordWrap(True)
        for office in self._catalogue:
            item = QListWidgetItem(f"{office.name}　{office.code}　{office.kind}")
            item.setData(Qt.ItemDataRole.UserRole, office)
            self.offices.addItem(item)
            self.superior.addItem(office.name, office.code)
        self.superior.insertItem(0, "（没有上级）", "")
        self._lay_out()
        self.search.textChanged.connect(self._on_search)
        self.search.returnPressed.connect(self.offices.setFocus)
        self.offices.currentItemChanged.connect(self._on_office)
        self.name.textChanged.connect(self._on_name)
        self.path.textEdited.connect(self._on_path_typed)
        self.path.textChanged.connect(self._on_path)
        self.roles["county"].setChecked(True)
        self.superior.setCurrentIndex(0)
        self._on_name("")

    def _lay_out(self) -> None:
        roles = QHBoxLayout()
        for button in self.roles.values():
            roles.addWidget(button)
        roles.addStretch(1)
        place = QHBoxLayout()
        browse = QPushButton("浏览…")
        browse.clicked.connect(self._on_browse)
        place.addWidget(self.path, 1)
        place.addWidget(browse)
        own = QLabel("名录里没有的单位，直接填写代码和名称。")
        own.setProperty("role", "muted")
        fields = QFormLayout()
        fields.addRow("单位代码", self.code)
        fields.addRow("单位名称", self.name)
        fields.addRow("", own)
        fields.addRow("角色", roles)
        fields.addRow("上级单位", self.superior)
        fields.addRow("存放位置", place)
        fields.addRow("", self.warning)
        listed = QVBoxLayout()
        listed.addWidget(self.search)
        listed.addWidget(self.offices, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(listed, 2)
        layout.addLayout(fields, 3)

    def choose(self, code: str) -> None:
        """Choose a unit of the catalogue."""
        for number in range(self.offices.count()):
            if self.offices.item(number).data(Qt.ItemDataRole.UserRole).code == code:
                self.offices.setCurrentRow(number)

    def role(self) -> str:
        """Return the chosen role's machine word."""
        return next(role for role, button in self.roles.items() if button.isChecked())

    def take(self, by: str) -> Store:
        """Make the desk; raises UserError with what is missing or wrong."""
        code, name, path = self.code.text().strip(), self.name.text().strip(), self.path.text().strip()
        if not code or not name:
            raise UserError("没有选单位：请在左边选一个，或填写单位代码和名称。")
        if not path:
            raise UserError("没有填存放位置：请点“浏览…”选一个文件夹。")
        return desks.create_desk(_with_suffix(path), code, name, self.role(), by, self.superior.currentData() or "")

    @Slot(str)
    def _on_search(self, text: str) -> None:
        wanted = text.strip()
        first = None
        for number in range(self.offices.count()):
            item = self.offices.item(number)
            is_found = _is_called(item.data(Qt.ItemDataRole.UserRole), wanted)
            item.setHidden(not is_found)
            first = item if is_found and first is None else first
        if wanted and first is not None:
            self.offices.setCurrentItem(first)

    @Slot(QListWidgetItem, QListWidgetItem)
    def _on_office(self, item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        if item is None:
            return
        office = item.data(Qt.ItemDataRole.UserRole)
        self.code.setText(office.code)
        self.name.setText(office.name)
        self.roles[_ROLE_OF_KIND.get(office.kind, "county")].setChecked(True)
        self.superior.setCurrentIndex(max(0, self.superior.findData(office.parent)))

    @Slot(str)
    def _on_name(self, name: str) -> None:
        if not self._is_path_typed:
            stem = _NOT_IN_FILE_NAMES.sub("", name) or "新台账"
            self.path.setText(str(paths.desks_folder() / f"{stem}{SUFFIX}"))

    @Slot(str)
    def _on_path_typed(self, text: str) -> None:
        self._is_path_typed = bool(text.strip())

    @Slot(str)
    def _on_path(self, text: str) -> None:
        self.warning.setText(place_warning(text))
        self.warning.setVisible(bool(self.warning.text()))

    @Slot()
    def _on_browse(self) -> None:
        file, _ = QFileDialog.getSaveFileName(self, "台账放在哪里", self.path.text(), FILES)
        if file:
            self._is_path_typed = True
            self.path.setText(str(_with_suffix(file)))


class OldDeskForm(QWidget):
    """The desks used lately, and a way to any other file."""

    def __init__(self, recent: Sequence[Path] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path = QLineEdit()
        self.path.setPlaceholderText(f"台账文件（扩展名 {SUFFIX}）")
        self.warning = QLabel()
        self.warning.setProperty("role", "doubt")
        self.warning.setWordWrap(True)
        self.known = QListWidget()
        for path in _known_desks(recent):
            item = QListWidgetItem(f"{path.stem}\n{path}")
            item.setData(Qt.ItemDataRole.UserRole, str(path))
            self.known.addItem(item)
        browse = QPushButton("浏览…")
        row = QHBoxLayout()
        row.addWidget(self.path, 1)
        row.addWidget(browse)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(QLabel("本机的台账" if self.known.count() else "本机还没有台账，请点“浏览…”选一个文件"))
        layout.addWidget(self.known, 1)
        layout.addLayout(row)
        layout.addWidget(self.warning)
        browse.clicked.connect(self._on_browse)
        self.known.currentItemChanged.connect(self._on_known)
        self.path.textChanged.connect(self._on_path)
        self.known.setCurrentRow(0)
        self._on_path(self.path.text())

    def take(self, by: str) -> Store:
        """Open the chosen desk; raises UserError with what is wrong."""
        path = self.path.text().strip()
        if not path:
            raise UserError("没有选台账文件：请在上面选一个，或点“浏览…”。")
        return desks.open_desk(Path(path), by)

    @Slot(QListWidgetItem, QListWidgetItem)
    def _on_known(self, item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        if item is not None:
            self.path.setText(item.data(Qt.ItemDataRole.UserRole))

    @Slot(str)
    def _on_path(self, text: str) -> None:
        self.warning.setText(place_warning(text))
        self.warning.setVisible(bool(self.warning.text()))

    @Slot()
    def _on_browse(self) -> None:
        file, _ = QFileDialog.getOpenFileName(self, "打开台账", str(paths.desks_folder()), FILES)
        if file:
            self.path.setText(file)


def place_warning(path: str) -> str:
    """Return what speaks against keeping a desk at a path; nothing where the place is good."""
    return _PLACE_WARNINGS.get(paths.kind_of_place(Path(path.strip())), "") if path.strip() else ""


def _with_suffix(path: str) -> Path:
    return Path(path) if path.endswith(SUFFIX) else Path(f"{path}{SUFFIX}")


def _known_desks(recent: Sequence[Path]) -> list[Path]:
    found = sorted(paths.desks_folder().glob(f"*{SUFFIX}"))
    return list(dict.fromkeys(path for path in (*recent, *found) if path.exists()))


def _is_called(office: Office, wanted: str) -> bool:
    if not wanted:
        return True
    if any(wanted in name for name in (*office.names(), office.code)):
        return True
    return wanted.isascii() and any(wanted.lower() in _spelled(name) for name in office.names())


@cache
def _spelled(name: str) -> str:
    from parkdesk.rules.pinyin import search_text

    return search_text(name)
