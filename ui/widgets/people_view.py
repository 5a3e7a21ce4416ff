"""人员与标准: leaders in their official order, handing over in one step, and the county's own numbers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from parkdesk.errors import UserError
from parkdesk.office.projects.handing_over import duties_of, people_in_order, plan_handover, plan_order
from parkdesk.records import Department, Norm, Person
from parkdesk.records.notices import EVERY
from parkdesk.store import new_id
from ui import faults
from ui.dialogs.few_fields import CHOICE, DATE, Asked, FewFieldsDialog
from ui.dialogs.record_dialog import RecordDialog
from ui.models.rows_model import Field
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.judgement import Judgement
from ui.widgets.rows_table import RowsTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QColor

    from parkdesk.plan import Plan
    from parkdesk.records import Record
    from ui.desk import Desk
    from ui.theme import Theme


class PeopleView(Judgement):
    """People at the left; departments and numbers at the right."""

    READS: ClassVar[frozenset[str]] = frozenset({"people", "departments", "norms", "assignments"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.people: RowsTable[Person] = RowsTable(
            "people", _person_fields(desk.theme), "导入包抓责任表后列出领导和干部"
        )
        self.departments: RowsTable[Department] = RowsTable("departments", _department_fields(), "还没有部门")
        self.norms: RowsTable[Norm] = RowsTable("norms", _norm_fields())
        self.up = QPushButton("上移")
        self.down = QPushButton("下移")
        self.hand = QPushButton("职务变动、移交…")
        self._lay_out()
        self.people.row_chosen.connect(self._on_person)
        self.departments.row_chosen.connect(self._on_department)
        self.norms.row_chosen.connect(self._on_norm)

    def _lay_out(self) -> None:
        splitter = QSplitter(Qt.Orientation.Horizontal)
        buttons = ((self.up, partial(self._move, -1)), (self.down, partial(self._move, 1)), (self.hand, self._on_hand))
        splitter.addWidget(_part("领导和干部（按本县的排序，不按拼音）", self.people, buttons, self._on_add_person))
        right = QSplitter(Qt.Orientation.Vertical)
        right.addWidget(_part("部门（改过名的写上现称）", self.departments, (), self._on_add_department))
        right.addWidget(_part("标准：走访频次、亮灯线、时限、督办和评分（双击修改）", self.norms, (), None))
        right.setSizes([200, 380])
        splitter.addWidget(right)
        splitter.setSizes([640, 620])
        for one in (splitter, right):
            one.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)

    def load(self) -> None:
        store = self.desk.store
        kept = self.people.current()
        people = people_in_order(store)
        self.people.show_rows(people)
        for number, person in enumerate(people):
            if kept is not None and person.id == kept.id:
                self.people.choose(number)
        self.departments.show_rows(sorted(store.select(Department), key=_sort))
        self.norms.show_rows(sorted(store.select(Norm), key=_sort))

    def _edit(self, title: str, before: Record | None, draft: Record, fixed: tuple[str, ...] = ()) -> None:
        removable = before is not None and not isinstance(draft, Norm)
        RecordDialog(self.desk, title, before, draft, fixed=fixed, removable=removable, parent=self).exec()

    @Slot(int)
    def _on_person(self, row: int) -> None:
        person = self.people.rows.row(row)
        self._edit("人员", person, person)

    @Slot()
    def _on_add_person(self) -> None:
        last = max((one.sort for one in self.desk.store.select(Person)), default=0)
        unit = self.desk.store.desk.unit
        self._edit("新增人员", None, Person(id=new_id(), unit=unit, name="", sort=last + 1))

    @Slot(int)
    def _on_department(self, row: int) -> None:
        one = self.departments.rows.row(row)
        self._edit("部门", one, one)

    @Slot()
    def _on_add_department(self) -> None:
        last = max((one.sort for one in self.desk.store.select(Department)), default=0)
        unit = self.desk.store.desk.unit
        self._edit("新增部门", None, Department(id=new_id(), unit=unit, name="", sort=last + 1))

    @Slot(int)
    def _on_norm(self, row: int) -> None:
        one = self.norms.rows.row(row)
        self._edit("标准", one, one, ("code", "part", "role"))

    def _write(self, plan: Plan) -> bool:
        try:
            self.desk.bus.announce(self.desk.store.apply(plan))
        except UserError as error:
            faults.tell(self, error)
            return False
        return True

    def _move(self, step: int) -> None:
        person = self.people.current()
        people = people_in_order(self.desk.store)
        at = next((n for n, one in enumerate(people) if person is not None and one.id == person.id), -1)
        if at >= 0 and 0 <= at + step < len(people):
            people[at], people[at + step] = people[at + step], people[at]
            self._write(plan_order(self.desk.store, people))

    @Slot()
    def _on_hand(self) -> None:
        person = self.people.current()
        if person is None:
            return
        store = self.desk.store
        others = [one for one in people_in_order(store) if one.id != person.id and not one.until]
        duties = duties_of(store, person)
        fields = (
            Asked(
                "name", "由谁接手", CHOICE, "", tuple(one.title() for one in others), is_needed=True, hint="可以另写"
            ),
            Asked("post", "接手人职务", value=person.post),
            Asked("day", "从哪天起", DATE, store.day().isoformat(), is_needed=True),
            Asked(
                "reason",
                "原因",
                CHOICE,
                "职务调整",
                ("职务调整", "调离", "退休", "分工调整"),
                is_needed=True,
                hint="可另写",
            ),
            Asked("new_post", f"{person.name}的新职务", hint="调到别处就空着"),
        )
        about = f"{person.title()}名下有{len(duties)}项责任，一次全部移交；原来由谁承担、到哪天为止都留在历史里。"
        asked = FewFieldsDialog("职务变动、移交", about, fields, "移交", self)
        if not asked.exec():
            return
        said = asked.values
        takes = next((one for one in others if one.title() == said["name"]), None)
        if takes is None:
            takes = Person(id=new_id(), unit=person.unit, name=said["name"], post=said["post"], level=person.level,
                           department=person.department, sort=person.sort)  # fmt: skip
        try:
            plan = plan_handover(store, person, takes, said["day"], said["reason"], said["new_post"])
        except UserError as error:
            faults.tell(self, error)
            return
        if self._write(plan):
            self.noted.emit(f"已移交{len(duties)}项责任（Ctrl+Z 撤销）。")


def _part(
    title: str,
    table: QWidget,
    buttons: tuple[tuple[QPushButton, Callable[[], None]], ...],
    add: Callable[[], None] | None,
) -> QWidget:
    strip = QFrame()
    strip.setProperty("role", "strip")
    row = QHBoxLayout(strip)
    row.setContentsMargins(12, 6, 12, 6)
    head = ElidedLabel(title)
    head.setProperty("role", "muted")
    row.addWidget(head, 1)
    for button, slot in buttons:
        button.clicked.connect(slot)
        row.addWidget(button)
    if add is not None:
        fresh = QPushButton("新增…")
        fresh.clicked.connect(add)
        row.addWidget(fresh)
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(strip)
    column.addWidget(table, 1)
    return part


def _sort(one: Department | Norm) -> int:
    return one.sort


def _attribute(key: str, one: Record) -> str:
    return str(getattr(one, key) or "")


def _number(key: str, one: Record) -> int:
    return int(getattr(one, key))


def _person_fields(theme: Theme) -> tuple[Field[Person], ...]:
    def plain(heading: str, key: str, width: int) -> Field[Person]:
        return Field(heading, partial(_attribute, key), width=width, colour=partial(_gone, theme))

    return (
        Field("排序", partial(_attribute, "sort"), numeric=True, width=6, sort_key=partial(_number, "sort")),
        plain("姓名", "name", 9),
        plain("职务", "post", 20),
        plain("层级", "level", 14),
        plain("单位", "department", 14),
        plain("联系电话", "phone", 14),
        plain("任职", "since", 11),
        plain("离任", "until", 11),
    )


def _gone(theme: Theme, one: Person) -> QColor | None:
    return theme.color("muted") if one.until else None


def _department_fields() -> tuple[Field[Department], ...]:
    return (
        Field("排序", partial(_attribute, "sort"), numeric=True, width=6, sort_key=partial(_number, "sort")),
        Field("部门名称", partial(_attribute, "name"), width=18),
        Field("现称", partial(_attribute, "successor"), width=18),
        Field("启用", partial(_attribute, "since"), width=11),
        Field("停用", partial(_attribute, "until"), width=11),
    )


def _norm_fields() -> tuple[Field[Norm], ...]:
    return (
        Field("类别", partial(_attribute, "part"), width=7),
        Field("名称", partial(_attribute, "name"), width=36),
        Field("数值", _norm_text, width=12, numeric=True, sort_key=partial(_number, "number")),
        Field("责任", partial(_attribute, "role"), width=14),
    )


def _norm_text(one: Norm) -> str:
    every = f"/{EVERY[one.every]}" if one.every in EVERY else ""
    return f"{one.number} {one.measure}{every}".strip()
