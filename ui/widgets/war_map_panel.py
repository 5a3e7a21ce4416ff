"""The war map with its tools: months or weeks, re-planning by carrying flags, milestones, baselines, the wall sheet."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from parkdesk.errors import UserError
from parkdesk.office.projects.war_map import plan_baseline, plan_done, plan_move, plan_steps, war_map_of
from parkdesk.records import Milestone, Project
from parkdesk.store import new_id
from ui import faults
from ui.dialogs.few_fields import DATE, Asked, FewFieldsDialog
from ui.dialogs.record_dialog import RecordDialog
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.war_map_view import WarMapView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkdesk.plan import Plan
    from parkdesk.rules.slots import ProjectSlots
    from parkdesk.rules.war_map import Flag
    from ui.desk import Desk

_MONTHS, _WEEKS = range(2)


class WarMapPanel(QWidget):
    """The map of the projects that are shown, and what a person does on it.

    Signals:
        chosen: a project's line was clicked; carries its id.
        paper_wanted: the person wants the wall sheet; carries the paper's name.
        noted: one short sentence for the status line.
    """

    chosen = Signal(str)
    paper_wanted = Signal(str)
    noted = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._only: list[str] = []
        self._project = ""
        self.view = WarMapView(desk.theme)
        self.view.moved.connect(self._on_moved)
        self.view.flag_opened.connect(self._on_opened)
        self.view.project_chosen.connect(self._on_project)
        self.scale = QButtonGroup(self)
        self.add = QPushButton("新增节点…")
        self.steps = QPushButton("排节点")
        self.done = QPushButton("登记完成…")
        self.baseline = QPushButton("存基线")
        self.sheet = QPushButton("挂图…")
        self._lay_out()
        desk.theme.changed.connect(self.view.viewport().update)

    def _lay_out(self) -> None:
        strip = QFrame()
        row = QHBoxLayout(strip)
        row.setContentsMargins(10, 6, 10, 6)
        for number, text in ((_MONTHS, "按月"), (_WEEKS, "按周")):
            chip = QPushButton(text)
            chip.setCheckable(True)
            chip.setChecked(number == _MONTHS)
            self.scale.addButton(chip, number)
            row.addWidget(chip)
        self.scale.idToggled.connect(self._on_scale)
        hint = ElidedLabel("旗子左右拖动改计划，Ctrl+Z 撤销")
        hint.setProperty("role", "muted")
        hint.setToolTip("选中旗子后，←→ 移一天，Ctrl+←→ 移一周，↑↓ 换一面，Enter 打开")
        row.addWidget(hint, 1)
        for button, slot in (
            (self.steps, self._on_steps),
            (self.add, self._on_add),
            (self.done, self._on_done),
            (self.baseline, self._on_baseline),
            (self.sheet, self._on_sheet),
        ):
            button.clicked.connect(slot)
            row.addWidget(button)
        self.steps.setToolTip("给点中的项目按开工到竣工排上常用的几步，再拖动调整")
        self.baseline.setToolTip("记下今天所有节点的计划，以后改了计划也看得出差多少")
        self.sheet.setToolTip("到报表里预览、打印 A3、A2 挂图")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(strip)
        layout.addWidget(self.view, 1)

    def show_rows(self, lines: Sequence[ProjectSlots]) -> None:
        """Show the map of these projects."""
        self._only = [line.project.id for line in lines]
        self._show()

    def choose_project(self, project_id: str) -> None:
        """Mark a project's line."""
        self._project = project_id
        self.view.choose_project(project_id)

    def _show(self) -> None:
        store = self._desk.store
        weekly = self.scale.checkedId() == _WEEKS
        self.view.show_map(war_map_of(store, store.day(), weekly=weekly, only=set(self._only)))

    def _write(self, plan: Plan) -> None:
        self._desk.bus.announce(self._desk.store.apply(plan))

    @Slot()
    def _on_scale(self) -> None:
        self._show()

    @Slot(str)
    def _on_project(self, project_id: str) -> None:
        self._project = project_id
        self.chosen.emit(project_id)

    @Slot(object, int)
    def _on_moved(self, flag: Flag, days: int) -> None:
        try:
            plan = plan_move(self._desk.store, flag, days)
            self._write(plan)
        except UserError as error:
            faults.tell(self, error)
            return
        self.noted.emit(f"{plan.source.reason}（Ctrl+Z 撤销）。")

    @Slot(object)
    def _on_opened(self, flag: Flag) -> None:
        step = flag.milestone
        RecordDialog(self._desk, "节点", step, step, removable=True, parent=self).exec()

    @Slot()
    def _on_add(self) -> None:
        project = self._desk.store.find(Project, self._project)
        if project is None:
            self.noted.emit("先点一个项目，再给它加节点。")
            return
        held = self._desk.store.select(Milestone, project=project.id)
        number = max((one.number for one in held), default=0) + 1
        draft = Milestone(id=new_id(), unit=project.unit, project=project.id, number=number, name="")
        RecordDialog(self._desk, f"新增节点：{project.name}", None, draft, parent=self).exec()

    @Slot()
    def _on_steps(self) -> None:
        project = self._desk.store.find(Project, self._project)
        if project is None:
            self.noted.emit("先点一个项目，再给它排节点。")
            return
        try:
            plan = plan_steps(self._desk.store, project)
        except UserError as error:
            faults.tell(self, error)
            return
        self._write(plan)
        self.noted.emit(f"已给“{project.name}”排了{len(plan.records)}个节点，拖动旗子调整（Ctrl+Z 撤销）。")

    @Slot()
    def _on_done(self) -> None:
        flag = self.view.chosen()
        if flag is None:
            self.noted.emit("先点一面旗子，再登记完成。")
            return
        today = self._desk.store.day().isoformat()
        asked = FewFieldsDialog(
            "登记完成", f"节点“{flag.milestone.name}”，计划 {flag.due} 完成",
            (Asked("day", "完成日期", DATE, today, is_needed=True),), "登记", self,
        )  # fmt: skip
        if asked.exec():
            self._write(plan_done(self._desk.store, flag.milestone, dt.date.fromisoformat(asked.values["day"])))

    @Slot()
    def _on_baseline(self) -> None:
        day = self._desk.store.day()
        try:
            self._write(plan_baseline(self._desk.store, day))
        except UserError as error:
            faults.tell(self, error)
            return
        self.noted.emit(f"已存{day}的基线。")

    @Slot()
    def _on_sheet(self) -> None:
        self.paper_wanted.emit("war_map_weeks" if self.scale.checkedId() == _WEEKS else "war_map")
