"""其他机制: firms, chains and projects under the mechanisms besides a project's own, and who fills each “一”."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from parkdesk.errors import UserError
from parkdesk.office.editing import save_record
from parkdesk.office.projects import mechanisms
from parkdesk.records import Assignment, Enterprise, Member, Project
from parkdesk.records.duties import TARGETS
from parkdesk.rules.slots import completeness
from parkdesk.store import new_id
from ui import faults
from ui.dialogs.few_fields import DATE, Asked, FewFieldsDialog
from ui.dialogs.record_dialog import RecordDialog
from ui.models.project_fields import LIT, UNLIT, percent
from ui.models.rows_model import Field
from ui.widgets.completion import PinyinCompleter
from ui.widgets.judgement import Judgement
from ui.widgets.rows_table import RowsTable

if TYPE_CHECKING:
    from PySide6.QtGui import QColor

    from parkdesk.records import Template
    from parkdesk.rules.slots import MemberSlots
    from ui.desk import Desk
    from ui.theme import Theme

_FIRST = "project"


class MemberMatrix(Judgement):
    """One mechanism at a time: who is under it, what is in place, and the duties of the chosen one."""

    READS: ClassVar[frozenset[str]] = frozenset(
        {"members", "assignments", "templates", "slots", "enterprises", "projects"}
    )

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._templates: list[Template] = []
        self.mechanism = QComboBox()
        self.mechanism.setMinimumWidth(220)
        self.matrix: RowsTable[MemberSlots] = RowsTable("members", (), "还没有挂联对象：点“添加”，或导入企业包抓责任表")
        self.duties: RowsTable[tuple[str, Assignment | None]] = RowsTable("member_duties", _duty_fields(desk.theme))
        self.add = QPushButton("添加…")
        self.edit = QPushButton("目标、起止…")
        self.drop = QPushButton("移出…")
        self.rate = QLabel()
        self.rate.setProperty("role", "muted")
        self._lay_out()
        self.mechanism.activated.connect(self._on_mechanism)
        self.matrix.chosen.connect(self._on_chosen)
        self.matrix.row_chosen.connect(self._on_edit)
        self.duties.row_chosen.connect(self._on_duty)
        for table in (self.matrix, self.duties):
            table.selection_described.connect(self.noted)

    def _lay_out(self) -> None:
        strip = QFrame()
        strip.setProperty("role", "strip")
        row = QHBoxLayout(strip)
        row.setContentsMargins(12, 8, 12, 8)
        row.addWidget(QLabel("机制"))
        row.addWidget(self.mechanism)
        row.addWidget(self.rate)
        row.addStretch(1)
        for button, slot in ((self.drop, self._on_drop), (self.edit, self._on_edit), (self.add, self._on_add)):
            button.clicked.connect(slot)
            row.addWidget(button)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(self.matrix)
        splitter.addWidget(self.duties)
        splitter.setSizes([900, 360])
        splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(strip)
        layout.addWidget(splitter, 1)

    def load(self) -> None:
        kept = self.mechanism.currentText()
        members = self.desk.store.select(Member)
        used = {one.template for one in members}
        self._templates = [
            one
            for one in mechanisms.templates(self.desk.store)
            if one.ref in used or (one.in_use and one.target in ("enterprise", "chain")) or one.code == "liaison"
        ]
        self.mechanism.clear()
        for one in self._templates:
            number = sum(member.template == one.ref for member in members)
            self.mechanism.addItem(f"{one.name}（{TARGETS[one.target]}，{number}）")
        names = [self.mechanism.itemText(n).partition("（")[0] for n in range(self.mechanism.count())]
        wanted = kept.partition("（")[0]
        self.mechanism.setCurrentIndex(names.index(wanted) if wanted in names else 0)
        self._show()

    def template(self) -> Template | None:
        """Return the mechanism that is shown."""
        at = self.mechanism.currentIndex()
        return self._templates[at] if 0 <= at < len(self._templates) else None

    def _show(self) -> None:
        template, kept = self.template(), self.matrix.current()
        judged = [
            one for one in mechanisms.member_matrix(self.desk.store) if template and one.member.template == template.ref
        ]
        slots = mechanisms.slots_of(self.desk.store, template) if template else []
        self.matrix.show_fields(_matrix_fields(self.desk.theme, [slot.label for slot in slots]))
        self.matrix.show_rows(judged)
        for number, one in enumerate(judged):
            if kept is not None and one.member.id == kept.member.id:
                self.matrix.choose(number)
        self.rate.setText(f"{len(judged)} 个　完整率 {percent(completeness(judged))}" if judged else "")
        self._on_chosen()

    @Slot()
    def _on_mechanism(self) -> None:
        self._show()

    @Slot()
    def _on_chosen(self) -> None:
        one, template = self.matrix.current(), self.template()
        for button in (self.edit, self.drop):
            button.setEnabled(one is not None)
        if one is None or template is None:
            self.duties.show_rows([])
            return
        held = {duty.role: duty for duty in self.desk.store.select(Assignment) if duty.subject == one.member.subject}
        roles = [role for slot in mechanisms.slots_of(self.desk.store, template) for role in slot.role_names()]
        self.duties.show_rows([(role, held.get(role)) for role in dict.fromkeys(roles)])

    @Slot(int)
    def _on_duty(self, row: int) -> None:
        one = self.matrix.current()
        if one is None:
            return
        role, held = self.duties.rows.row(row)
        member = one.member
        about = "" if member.project or member.enterprise else member.about
        draft = held or Assignment(
            id=new_id(), unit=member.unit, project=member.project, enterprise=member.enterprise, about=about, role=role,
            name="", since=member.since or "",
        )  # fmt: skip
        RecordDialog(
            self.desk, f"{member.about}：{role}", held, draft, fixed=("role",), removable=True, parent=self
        ).exec()

    @Slot()
    def _on_add(self) -> None:
        template = self.template()
        if template is None:
            return
        store = self.desk.store
        firms = store.select(Enterprise) if template.target == "enterprise" else []
        projects = store.select(Project) if template.target == _FIRST else []
        known = {one.name: one.id for one in firms} | {one.name: one.id for one in projects}
        fields = (
            Asked("about", TARGETS[template.target], is_needed=True, hint="名称，可用拼音首字母"),
            Asked("goal", "目标"),
            Asked("since", "从哪天起", DATE, store.day().isoformat()),
        )
        asked = FewFieldsDialog(f"添加到“{template.name}”", "", fields, "添加", self)
        line = asked.widgets["about"]
        assert isinstance(line, QLineEdit)
        PinyinCompleter(sorted(known), line)
        if not asked.exec():
            return
        about = asked.values["about"]
        if template.target in ("enterprise", _FIRST) and about not in known:
            self.noted.emit(f"台账里没有“{about}”：请从列表中选一个。")
            return
        key = known.get(about, "")
        made = Member(
            id=new_id(), unit=store.desk.unit, template=template.ref, about=about, goal=asked.values["goal"],
            since=asked.values["since"] or None, project=key if projects else "",
            enterprise=key if firms else "",
        )  # fmt: skip
        self._write(None, made)

    @Slot()
    def _on_edit(self) -> None:
        one = self.matrix.current()
        if one is not None:
            RecordDialog(self.desk, "挂联对象", one.member, one.member, fixed=("about",), parent=self).exec()

    @Slot()
    def _on_drop(self) -> None:
        one, template = self.matrix.current(), self.template()
        if one is None or template is None:
            return
        about = f"把“{one.member.about}”移出“{template.name}”吗？责任记录还在，可以撤销（Ctrl+Z）。"
        if faults.ask(self, "移出", about, "移出"):
            self._write(one.member, None)

    def _write(self, before: Member | None, after: Member | None) -> None:
        try:
            self.desk.bus.announce(save_record(self.desk.store, before, after))
        except UserError as error:
            faults.tell(self, error)


def _matrix_fields(theme: Theme, labels: list[str]) -> tuple[Field[MemberSlots], ...]:
    slots = tuple(
        Field(label, partial(_slot_text, at), width=16, colour=partial(_slot_colour, theme, at))
        for at, label in enumerate(labels)
    )
    return (
        Field("对象", _about, width=26),
        Field("完整率", _rate, numeric=True, width=8),
        *slots,
        Field("目标", _goal, width=20),
    )


def _about(one: MemberSlots) -> str:
    return one.member.about


def _goal(one: MemberSlots) -> str:
    return one.member.goal


def _rate(one: MemberSlots) -> str:
    return percent(one.completeness)


def _slot_text(at: int, one: MemberSlots) -> str:
    slot = one.slots[at]
    return f"{LIT} {slot.text}" if slot.lit else f"{UNLIT} {slot.missing or '未落实'}"


def _slot_colour(theme: Theme, at: int, one: MemberSlots) -> QColor:
    slot = one.slots[at]
    return theme.color("good" if slot.lit else "bad" if slot.required else "muted")


def _duty_fields(theme: Theme) -> tuple[Field[tuple[str, Assignment | None]], ...]:
    return (
        Field("责任", _role, width=13),
        Field("由谁承担（双击填写）", _holder, colour=partial(_holder_colour, theme)),
    )


def _role(one: tuple[str, Assignment | None]) -> str:
    return one[0]


def _holder(one: tuple[str, Assignment | None]) -> str:
    held = one[1]
    return " ".join(p for p in (held.name, held.post, held.phone) if p) if held else f"{UNLIT} 未落实"


def _holder_colour(theme: Theme, one: tuple[str, Assignment | None]) -> QColor | None:
    return None if one[1] else theme.color("bad")
