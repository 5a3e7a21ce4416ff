"""The project that is chosen: its money and problem, and every duty with who holds it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from parkdesk.errors import UserError
from parkdesk.office.projects.stages import plan_firm, plan_stage
from parkdesk.records import Assignment
from parkdesk.records import Slot as Duty
from parkdesk.records.catalogue import DEFAULT_TEMPLATE
from parkdesk.records.projects import FINISHED_STAGES, STAGES
from parkdesk.rules.project_doubts import about_project
from parkdesk.store import new_id
from ui import faults
from ui.dialogs.few_fields import CHOICE, DATE, Asked, FewFieldsDialog
from ui.dialogs.record_dialog import RecordDialog
from ui.models.project_fields import UNLIT, completeness_text, done_rate, money
from ui.models.rows_model import Field
from ui.widgets.project_lights import MARKS
from ui.widgets.rows_table import RowsTable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QColor

    from parkdesk.plan import Plan
    from parkdesk.rules.lights import Light
    from parkdesk.rules.slots import ProjectSlots
    from ui.desk import Desk
    from ui.theme import Theme


_FEW_DUTIES = 140  # pixels


class DutyLine(NamedTuple):
    """One duty of one project: the “一” it belongs to, and who fills it."""

    slot: str
    role: str
    held: Assignment | None


class ProjectDetail(QFrame):
    """The chosen project: its money and problem, and every duty with who holds it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._line: ProjectSlots | None = None
        self.setProperty("role", "side")
        self.setMinimumWidth(240)
        self.title = QLabel()
        self.title.setProperty("role", "title")
        self.title.setWordWrap(True)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.duties: RowsTable[DutyLine] = RowsTable(
            "project_duties",
            (
                Field("责任", _duty_role, width=13, hint=_duty_slot),
                Field("由谁承担", _duty_holder, colour=partial(_duty_colour, desk.theme)),
            ),
        )
        self._lights: Mapping[str, Light] = {}
        self.edit_duty = QPushButton("编辑责任…")
        self.edit_all = QPushButton("编辑项目…")
        self.stage = QPushButton("登记阶段…")
        self.story = QPushButton("历程…")
        self.story.setToolTip("逐月投资、阶段日期、历任责任")
        self.firm = QPushButton("转入企业库")
        self.firm.setToolTip("竣工投产的项目按建设单位转为“培育”企业，不用再录")
        buttons = QGridLayout()
        for at, button in enumerate((self.edit_duty, self.edit_all, self.stage, self.story, self.firm)):
            buttons.addWidget(button, at // 2, at % 2)
        self.duties.setMinimumHeight(_FEW_DUTIES)
        inside = QWidget()
        read = QVBoxLayout(inside)
        read.setContentsMargins(0, 0, 0, 0)
        for widget in (self.title, self.words):
            read.addWidget(widget)
        read.addWidget(self.duties, 1)
        area = QScrollArea()  # at 150 % a low screen does not hold it all
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        inside.setAutoFillBackground(False)
        layout = QVBoxLayout(self)
        layout.addWidget(area, 1)
        layout.addLayout(buttons)
        self.edit_duty.clicked.connect(self._on_edit_duty)
        self.duties.row_chosen.connect(self._on_edit_duty)
        self.edit_all.clicked.connect(self.edit_project)
        self.stage.clicked.connect(self._on_stage)
        self.story.clicked.connect(self._on_story)
        self.firm.clicked.connect(self._on_firm)

    def show_lights(self, lights: Mapping[str, Light]) -> None:
        """Know the light of every project, by its id."""
        self._lights = lights

    def show_project(self, line: ProjectSlots | None) -> None:
        """Show a project, or nothing."""
        self._line = line
        self.edit_duty.setEnabled(line is not None)
        self.edit_all.setEnabled(line is not None)
        self.stage.setEnabled(line is not None)
        self.story.setEnabled(line is not None)
        project = line.project if line else None
        self.firm.setVisible(bool(project and project.stage in FINISHED_STAGES and not project.enterprise))
        self.title.setText(line.project.name if line else "")
        self.words.setText(_words(line, self._lights.get(line.project.id)) if line else "")
        self.duties.show_rows(self._duty_lines(line) if line else ())

    def _duty_lines(self, line: ProjectSlots) -> list[DutyLine]:
        template = line.project.template or DEFAULT_TEMPLATE
        slots = sorted((one for one in self._desk.store.select(Duty) if one.ref == template), key=_slot_number)
        held = {a.role: a for a in self._desk.store.select(Assignment, project=line.project.id)}
        return [DutyLine(slot.label, role, held.get(role)) for slot in slots for role in slot.role_names()]

    @Slot()
    def edit_project(self) -> None:
        """Open the form of the project."""
        if self._line is not None:
            project = self._line.project
            RecordDialog(self._desk, "编辑项目", project, project, parent=self).exec()

    @Slot()
    def _on_edit_duty(self) -> None:
        duty = self.duties.current()
        if duty is None or self._line is None:
            return
        project = self._line.project
        draft = duty.held or Assignment(
            id=new_id(), unit=project.unit, project=project.id, role=duty.role, name="",
        )  # fmt: skip
        title = f"{project.name}：{duty.slot}"
        RecordDialog(self._desk, title, duty.held, draft, fixed=("role",), removable=True, parent=self).exec()

    @Slot()
    def _on_stage(self) -> None:
        if self._line is None:
            return
        project = self._line.project
        day = self._desk.store.day()
        fields = (
            Asked("stage", "进入", CHOICE, project.stage, STAGES, is_needed=True),
            Asked("day", "日期", DATE, day.isoformat(), is_needed=True),
        )
        asked = FewFieldsDialog(
            "登记阶段", f"“{project.name}”现在是{project.stage or '（没有填）'}", fields, "登记", self
        )
        if asked.exec():
            when = type(day).fromisoformat(asked.values["day"])
            self._write(partial(plan_stage, self._desk.store, project, asked.values["stage"], when))

    @Slot()
    def _on_story(self) -> None:
        from ui.dialogs.project_story import ProjectStory

        if self._line is not None:
            ProjectStory(self._desk, self._line.project, self).exec()

    @Slot()
    def _on_firm(self) -> None:
        if self._line is not None:
            store = self._desk.store
            self._write(partial(plan_firm, store, self._line.project, store.day()))

    def _write(self, make: Callable[[], Plan]) -> None:
        try:
            self._desk.bus.announce(self._desk.store.apply(make()))
        except UserError as error:
            faults.tell(self, error)


def _slot_number(slot: Duty) -> int:
    return slot.number


def _duty_role(duty: DutyLine) -> str:
    return duty.role


def _duty_slot(duty: DutyLine) -> str:
    return f"{duty.slot}：{duty.role}"


def _duty_holder(duty: DutyLine) -> str:
    if duty.held is None:
        return f"{UNLIT} 未落实"
    parts = [duty.held.name, duty.held.post, duty.held.phone]
    return " ".join(part for part in parts if part)


def _duty_colour(theme: Theme, duty: DutyLine) -> QColor | None:
    return theme.color("bad") if duty.held is None else None


def _words(line: ProjectSlots, light: Light | None) -> str:
    project = line.project
    doubts = [doubt.text for doubt in about_project(project)]
    span = " 至 ".join(part for part in (project.start or "", project.finish or "") if part)
    return "\n".join(
        part
        for part in (
            " · ".join(p for p in (project.pool, project.stage, project.nature, span) if p),
            project.owner,
            f"累计完成 {money(project.done)} / 计划 {money(project.plan)} 万元，完成率 {done_rate(line)}",
            f"“六个一”完整率 {completeness_text(line)}",
            f"{MARKS[light.shown]}灯：{light.why}" if light and light.why else "",
            f"存在问题：{project.problem}" if project.problem else "",
            f"需协调：{project.matters}" if project.matters else "",
            *(f"核实：{text}" for text in doubts),
        )
        if part
    )
