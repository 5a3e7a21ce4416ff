"""机制: every version of every mechanism; slots renamed, moved, added, taken away; what the city requires stays."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from parkdesk.errors import UserError
from parkdesk.office.projects import mechanisms
from parkdesk.records import Slot as MechanismSlot
from parkdesk.records import Template
from parkdesk.records.duties import EVERY, SLOT_TYPES, TARGETS
from parkdesk.store import new_id
from ui import faults
from ui.widgets.judgement import Judgement

if TYPE_CHECKING:
    from ui.desk import Desk

_ID = Qt.ItemDataRole.UserRole
_TYPES = {
    "object": "项目本身", "leader": "领导", "unit": "部门", "person": "个人", "team": "专班", "document": "方案",
    "milestones": "节点", "bank": "银行", "rhythm": "节奏", "ledger": "台账", "text": "文字",
}  # fmt: skip
_LABEL, _TYPE, _ROLES, _REQUIRED, _EVERY, _DOCUMENT, _CITY = range(7)
_HEADS = ("名称", "类型", "由哪些责任填（用、隔开）", "必填", "周期", "对应文件", "市级")
_WIDTHS = (190, 96, 210, 54, 84, 150, 84)


class MechanismEditor(Judgement):
    """The mechanisms at the left, the slots of the chosen one at the right."""

    READS: ClassVar[frozenset[str]] = frozenset({"templates", "slots", "projects", "members"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._template: Template | None = None
        self._slots: list[MechanismSlot] = []
        self._is_filling = False
        self.list = QListWidget()
        self.list.setSpacing(3)
        self.name = QLineEdit()
        self.effective = QLineEdit()
        self.effective.setPlaceholderText("生效日期，如 2027-01-01")
        self.effective.setMaximumWidth(180)
        self.in_use = QCheckBox("启用")
        self.moves = QCheckBox("已有项目一并改用新版本")
        self.table = QTableWidget(0, len(_HEADS))
        self.table.setHorizontalHeaderLabels(list(_HEADS))
        self.table.verticalHeader().setDefaultSectionSize(34)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        for column, width in enumerate(_WIDTHS):
            self.table.setColumnWidth(column, width)
        self.said = QLabel()
        self.said.setProperty("role", "muted")
        self.said.setWordWrap(True)
        self.add = QPushButton("加一项")
        self.up = QPushButton("上移")
        self.down = QPushButton("下移")
        self.drop = QPushButton("去掉")
        self.fresh = QPushButton("新建机制…")
        self.save = QPushButton("保存")
        self.save.setProperty("role", "primary")
        self._lay_out()
        self.list.currentItemChanged.connect(self._on_chosen)
        for button, slot in (
            (self.add, self._on_add), (self.up, self._on_up), (self.down, self._on_down), (self.drop, self._on_drop),
            (self.save, self._on_save), (self.fresh, self._on_fresh),
        ):  # fmt: skip
            button.clicked.connect(slot)

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.list, 1)
        column.addWidget(self.fresh)
        head = QFrame()
        head.setProperty("role", "strip")
        row = QHBoxLayout(head)
        row.setContentsMargins(12, 8, 12, 8)
        for widget in (QLabel("名称"), self.name, self.effective, self.in_use):
            row.addWidget(widget)
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 6, 12, 8)
        for button in (self.add, self.up, self.down, self.drop):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self.moves)
        foot.addWidget(self.save)
        self.said.setContentsMargins(12, 4, 12, 4)
        right = QWidget()
        whole = QVBoxLayout(right)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(head)
        whole.addWidget(self.said)
        whole.addWidget(self.table, 1)
        whole.addLayout(foot)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(left)
        splitter.addWidget(right)
        splitter.setSizes([280, 980])
        splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)

    def load(self) -> None:
        kept = self._template.ref if self._template else ""
        self.list.blockSignals(True)
        self.list.clear()
        for one in mechanisms.templates(self.desk.store):
            used = mechanisms.used_by(self.desk.store, one)
            words = f"{one.name}　第{one.version}版" if one.version > 1 else one.name
            item = QListWidgetItem(words + ("" if one.in_use else "（停用）") + (f"　{used}个在用" if used else ""))
            item.setData(_ID, one)
            item.setToolTip(f"{TARGETS.get(one.target, one.target)}　{one.about}".strip())
            self.list.addItem(item)
        self.list.blockSignals(False)
        row = next((n for n in range(self.list.count()) if self.list.item(n).data(_ID).ref == kept), 0)
        self.list.setCurrentRow(row)

    @Slot()
    def _on_chosen(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self._show(item.data(_ID), mechanisms.slots_of(self.desk.store, item.data(_ID)))

    def _show(self, template: Template, slots: list[MechanismSlot]) -> None:
        self._template, self._slots = template, slots
        self.name.setText(template.name)
        self.effective.setText(template.effective_from)
        self.in_use.setChecked(template.in_use)
        used = mechanisms.used_by(self.desk.store, template)
        self.moves.setVisible(bool(used))
        self.moves.setChecked(False)
        said = [f"适用：{TARGETS.get(template.target, template.target)}", template.about]
        if used:
            said.append(f"有{used}个项目（企业）在用：要素有改动时另存为新版本，已有的仍按原来的版本。")
        self.said.setText("　".join(part for part in said if part))
        self._fill()

    def _fill(self) -> None:
        self.table.setRowCount(0)
        for row, slot in enumerate(self._slots):
            self.table.insertRow(row)
            self.table.setItem(row, _LABEL, QTableWidgetItem(slot.label))
            self.table.setCellWidget(row, _TYPE, _box(list(_TYPES.values()), _TYPES[slot.type]))
            self.table.setItem(row, _ROLES, QTableWidgetItem(slot.roles))
            required = QTableWidgetItem()
            required.setFlags(
                Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            )
            required.setCheckState(Qt.CheckState.Checked if slot.required else Qt.CheckState.Unchecked)
            self.table.setItem(row, _REQUIRED, required)
            self.table.setCellWidget(row, _EVERY, _box(["", *EVERY.values()], EVERY.get(slot.every, "")))
            self.table.setItem(row, _DOCUMENT, QTableWidgetItem(slot.document))
            city = QTableWidgetItem("" if self.desk.store.desk.is_city or not slot.city_required else "市级必填")
            city.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            if self.desk.store.desk.is_city:  # what the city ticks goes down in its 下发包 and cannot be dropped there
                city.setFlags(city.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                city.setCheckState(Qt.CheckState.Checked if slot.city_required else Qt.CheckState.Unchecked)
            self.table.setItem(row, _CITY, city)

    def _read(self) -> list[MechanismSlot]:
        types = {label: code for code, label in _TYPES.items()}
        every = {label: code for code, label in EVERY.items()}
        return [
            replace(
                slot,
                label=self._cell(row, _LABEL),
                type=types[self._choice(row, _TYPE)],
                roles=self._cell(row, _ROLES),
                required=self._item(row, _REQUIRED).checkState() == Qt.CheckState.Checked,
                city_required=self._is_city_required(row, slot),
                every=every.get(self._choice(row, _EVERY), ""),
                document=self._cell(row, _DOCUMENT),
            )
            for row, slot in enumerate(self._slots)
        ]

    def _is_city_required(self, row: int, slot: MechanismSlot) -> bool:
        if not self.desk.store.desk.is_city:
            return slot.city_required
        return self._item(row, _CITY).checkState() == Qt.CheckState.Checked

    def _cell(self, row: int, column: int) -> str:
        return self._item(row, column).text().strip()

    def _item(self, row: int, column: int) -> QTableWidgetItem:
        item = self.table.item(row, column)
        assert item is not None  # every cell is filled
        return item

    def _choice(self, row: int, column: int) -> str:
        box = self.table.cellWidget(row, column)
        assert isinstance(box, QComboBox)
        return box.currentText()

    # -- what is done ------------------------------------------------------------------------

    @Slot()
    def _on_add(self) -> None:
        if self._template is None:
            return
        self._slots = [
            *self._read(),
            MechanismSlot(id=new_id(), template=self._template.code, version=self._template.version,
                          number=len(self._slots) + 1, label=f"第{len(self._slots) + 1}项"),
        ]  # fmt: skip
        self._fill()
        self.table.setCurrentCell(len(self._slots) - 1, _LABEL)
        self.table.editItem(self._item(len(self._slots) - 1, _LABEL))

    @Slot()
    def _on_up(self) -> None:
        self._swap(-1)

    @Slot()
    def _on_down(self) -> None:
        self._swap(1)

    def _swap(self, step: int) -> None:
        row = self.table.currentRow()
        if 0 <= row < len(self._slots) and 0 <= row + step < len(self._slots):
            self._slots = self._read()
            self._slots[row], self._slots[row + step] = self._slots[row + step], self._slots[row]
            self._fill()
            self.table.setCurrentCell(row + step, _LABEL)

    @Slot()
    def _on_drop(self) -> None:
        row = self.table.currentRow()
        if not 0 <= row < len(self._slots):
            return
        if self._slots[row].city_required and not self.desk.store.desk.is_city:
            self.noted.emit(f"“{self._slots[row].label}”是市级必填要素，可以改名、调整顺序，不能去掉。")
            return
        self._slots = self._read()
        del self._slots[row]
        self._fill()

    @Slot()
    def _on_fresh(self) -> None:
        from ui.dialogs.few_fields import CHOICE, Asked, FewFieldsDialog

        fields = (
            Asked("name", "名称", is_needed=True),
            Asked("target", "适用于", CHOICE, TARGETS["project"], tuple(TARGETS.values()), is_needed=True),
        )
        asked = FewFieldsDialog("新建机制", "先起名，再在右边逐项添加要素，保存后生效。", fields, "新建", self)
        if not asked.exec():
            return
        target = next(code for code, label in TARGETS.items() if label == asked.values["target"])
        code = f"own_{new_id()[:8]}"
        made = Template(id=new_id(), code=code, name=asked.values["name"], target=target)
        first = MechanismSlot(id=new_id(), template=code, number=1, label="第1项")
        self.list.clearSelection()
        self._show(made, [first])

    @Slot()
    def _on_save(self) -> None:
        if self._template is None:
            return
        wanted = replace(
            self._template, name=self.name.text().strip(), effective_from=self.effective.text().strip(),
            in_use=self.in_use.isChecked(),
        )  # fmt: skip
        try:
            plan = mechanisms.plan_template(self.desk.store, wanted, self._read(), moves=self.moves.isChecked())
            if plan.is_empty:
                self.noted.emit("没有改动。")
                return
            changes = self.desk.store.apply(plan)
        except UserError as error:
            faults.tell(self, error)
            return
        self._template = wanted
        self.desk.bus.announce(changes)
        self.noted.emit(f"已保存：{plan.source.reason}（Ctrl+Z 撤销）。")


def _box(choices: list[str], chosen: str) -> QComboBox:
    assert len(SLOT_TYPES) == len(_TYPES)
    box = QComboBox()
    box.addItems(choices)
    box.setCurrentText(chosen)
    return box
