"""阶段看板: the projects as cards under their stages; a card carried to another stage is written with its day."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from parkdesk.errors import UserError
from parkdesk.office.projects.stages import plan_stage
from parkdesk.records import Project
from parkdesk.records.projects import STAGES
from ui import faults
from ui.dialogs.few_fields import DATE, Asked, FewFieldsDialog
from ui.models.project_fields import done_rate
from ui.widgets.project_lights import light_icon

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QDropEvent

    from parkdesk.rules.lights import Light
    from parkdesk.rules.slots import ProjectSlots
    from ui.desk import Desk

_WIDTH, _CARD = 176, 82
_ID = Qt.ItemDataRole.UserRole
_NO_STAGE = "没有填阶段"


class StageColumn(QListWidget):
    """The cards of one stage.

    Signals:
        carried: a card was let go here; carries the project's id.
    """

    carried = Signal(str)

    def __init__(self, stage: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stage = stage
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setWordWrap(True)
        self.setSpacing(3)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    def dropEvent(self, event: QDropEvent) -> None:
        source = event.source()
        if isinstance(source, StageColumn) and source is not self and (item := source.currentItem()):
            event.setDropAction(Qt.DropAction.IgnoreAction)  # the desk says where the card stands
            event.accept()
            self.carried.emit(item.data(_ID))


class StageBoard(QScrollArea):
    """One column for each stage, in the order of a project's life.

    Signals:
        chosen: a card was clicked; carries the project's id.
        opened: a card was double-clicked.
        noted: one short sentence for the status line.
    """

    chosen = Signal(str)
    opened = Signal(str)
    noted = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.columns: dict[str, StageColumn] = {}
        self._titles: dict[str, QLabel] = {}
        self.setWidgetResizable(True)
        inside = QWidget()
        row = QHBoxLayout(inside)
        row.setContentsMargins(10, 8, 10, 8)
        row.setSpacing(8)
        for stage in (*STAGES, ""):
            title = QLabel()
            title.setProperty("role", "section")
            column = StageColumn(stage)
            column.setFixedWidth(_WIDTH)
            column.carried.connect(partial(self._on_carried, stage))
            column.itemClicked.connect(self._on_clicked)
            column.itemActivated.connect(self._on_activated)
            box = QVBoxLayout()
            box.setSpacing(2)
            box.addWidget(title)
            box.addWidget(column, 1)
            row.addLayout(box)
            self.columns[stage], self._titles[stage] = column, title
        row.addStretch(1)
        self.setWidget(inside)

    def show_rows(self, lines: Sequence[ProjectSlots], lights: Mapping[str, Light]) -> None:
        """Show projects under their stages; stages without any stay narrow heads where cards can be put."""
        theme = self._desk.theme
        for stage, column in self.columns.items():
            column.clear()
            members = [line for line in lines if (line.project.stage if line.project.stage in STAGES else "") == stage]
            self._titles[stage].setText(f"{stage or _NO_STAGE}　{len(members)}")
            for line in members:
                project, light = line.project, lights.get(line.project.id)
                who = " · ".join(part for part in (project.leader, project.department) if part)
                item = QListWidgetItem(f"{project.name}\n{who}\n完成率 {done_rate(line)}")
                item.setIcon(light_icon(theme, light.shown if light else ""))
                item.setToolTip(f"{project.name}\n{light.why if light else ''}")
                item.setData(_ID, project.id)
                item.setSizeHint(QSize(_WIDTH - 24, _CARD))
                column.addItem(item)
            is_needed = bool(members) or stage not in ("", "暂停", "终止", "设备采购", "在谈", "落地")
            column.setVisible(is_needed)
            self._titles[stage].setVisible(is_needed)

    @Slot(QListWidgetItem)
    def _on_clicked(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(_ID))

    @Slot(QListWidgetItem)
    def _on_activated(self, item: QListWidgetItem) -> None:
        self.opened.emit(item.data(_ID))

    def _on_carried(self, stage: str, project_id: str) -> None:
        project = self._desk.store.find(Project, project_id)
        if project is not None and stage:
            come_to_stage(self._desk, project, stage, self._desk.store.day(), self)


def come_to_stage(desk: Desk, project: Project, stage: str, day: dt.date, parent: QWidget) -> bool:
    """Ask for the day a project came to a stage and write it; returns whether it was written."""
    about = f"“{project.name}”从{project.stage or '（没有填）'}进入{stage}"
    asked = FewFieldsDialog(
        "登记阶段", about, (Asked("day", "日期", DATE, day.isoformat(), is_needed=True),), "登记", parent
    )
    if not asked.exec():
        return False
    try:
        when = type(day).fromisoformat(asked.values["day"])
        desk.bus.announce(desk.store.apply(plan_stage(desk.store, project, stage, when)))
    except UserError as error:
        faults.tell(parent, error)
        return False
    return True
