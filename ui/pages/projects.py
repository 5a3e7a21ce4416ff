"""项目“六个一”: the projects of the three pools, their money, and who stands behind each “一”."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from parkdesk.office import figures
from parkdesk.records import Project
from parkdesk.records.catalogue import DEFAULT_TEMPLATE
from parkdesk.records.projects import POOLS
from parkdesk.store import Query, new_id
from ui.dialogs.record_dialog import RecordDialog
from ui.models.project_fields import progress_fields, slot_fields, totals_text
from ui.widgets.empty_state import EmptyState
from ui.widgets.page import Page
from ui.widgets.project_detail import ProjectDetail
from ui.widgets.rows_table import RowsTable
from ui.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from parkdesk.rules.slots import ProjectSlots
    from parkdesk.store import Changes
    from ui.desk import Desk
    from ui.target import Target

_LEDGERS = ("projects", "assignments", "slots", "templates")


class ProjectsPage(Page):
    """Two looks at the same projects, and the chosen one beside them."""

    TITLE: ClassVar[str] = "项目“六个一”"
    ICON: ClassVar[str] = "projects"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._all: list[ProjectSlots] = []
        self.search = SearchBox(desk.theme, "项目名称、建设单位或拼音首字母")
        self.search.setFixedWidth(270)
        self.pools = QButtonGroup(self)
        self.gaps_only = QCheckBox("只看有缺项的")
        self.totals = QLabel()
        self.totals.setProperty("role", "muted")
        self.progress: RowsTable[ProjectSlots] = RowsTable("projects_progress", ())
        self.matrix: RowsTable[ProjectSlots] = RowsTable("projects_slots", ())
        self.detail = ProjectDetail(desk)
        self.tabs = QTabWidget()
        self._stack = QStackedWidget()
        self._lay_out()
        self.search.searched.connect(self._on_filtered)
        self.pools.idToggled.connect(self._on_filtered)
        self.gaps_only.toggled.connect(self._on_filtered)
        self.tabs.currentChanged.connect(self._on_tab)
        for table in (self.progress, self.matrix):
            table.chosen.connect(self._on_chosen)
            table.selection_described.connect(self.noted)
        self.progress.row_chosen.connect(self.detail.edit_project)
        self.matrix.row_chosen.connect(self.detail.edit_project)

    def _lay_out(self) -> None:
        strip = QFrame()
        strip.setProperty("role", "strip")
        row = QHBoxLayout(strip)
        row.addWidget(self.search)
        for number, pool in enumerate(("全部", *POOLS)):
            chip = QPushButton(pool)
            chip.setCheckable(True)
            chip.setProperty("role", "chip")
            chip.setProperty("pool", pool if number else "")
            chip.setChecked(number == 0)
            self.pools.addButton(chip, number)
            row.addWidget(chip)
        row.addWidget(self.gaps_only)
        row.addStretch(1)
        add = QPushButton("新增项目")
        add.clicked.connect(self._on_add)
        row.addWidget(add)
        self.tabs.addTab(self.progress, "进展一览")
        self.tabs.addTab(self.matrix, "“六个一”落实")
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(self.tabs)
        splitter.addWidget(self.detail)
        splitter.setStretchFactor(0, 1)
        splitter.setSizes([900, 320])
        splitter.setChildrenCollapsible(False)
        empty = EmptyState(
            self.desk.theme,
            "projects",
            "还没有项目",
            "导入《重点项目进展一览表》和《包抓责任表》后，这里列出三个批次的项目，并逐项显示“六个一”是否到位。",
            "去导入",
        )
        empty.acted.connect(self._on_import)
        shown = QWidget()
        column = QVBoxLayout(shown)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(strip)
        column.addWidget(splitter, 1)
        column.addWidget(self.totals)
        self.totals.setContentsMargins(10, 4, 10, 4)
        self._stack.addWidget(empty)
        self._stack.addWidget(shown)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)

    # -- loading -----------------------------------------------------------------------------

    def shown(self) -> None:
        self._load()

    def on_changes(self, changes: Changes) -> None:
        if any(changes.touches(ledger) for ledger in _LEDGERS):
            self._load()

    def focus_on(self, target: Target) -> None:
        self.search.clear()
        self.gaps_only.setChecked(False)
        self.pools.buttons()[0].setChecked(True)
        self._on_filtered()
        row = next((n for n, line in enumerate(self._filtered()) if line.project.id == target.record), None)
        if row is not None:
            for table in (self.progress, self.matrix):
                table.choose(row)

    def _load(self) -> None:
        self._all = figures.slot_matrix(self.desk.store)
        self._all.sort(key=_pool_order)
        self._stack.setCurrentIndex(1 if self._all else 0)
        if self._all:
            offices = self.desk.store.offices().values() if self.desk.store.desk.is_city else ()
            self.progress.show_fields(progress_fields({office.code: office.name for office in offices}))
            self.matrix.show_fields(slot_fields(self._all[0], self.desk.theme))
            self._show()

    def _show(self) -> None:
        table = self.tabs.currentWidget()
        before = table.current() if isinstance(table, RowsTable) else None
        shown = self._filtered()
        for table in (self.progress, self.matrix):
            table.show_rows(shown)
            same = next((n for n, line in enumerate(shown) if before and line.project.id == before.project.id), None)
            if same is not None:
                table.choose(same)
        for button in self.pools.buttons():
            pool = button.property("pool")
            number = sum(1 for line in self._all if pool in ("", line.project.pool))
            button.setText(f"{pool or '全部'} {number}")
        self.totals.setText(totals_text(shown))

    def _filtered(self) -> list[ProjectSlots]:
        pool = self.pools.checkedButton().property("pool")
        lines = [line for line in self._all if pool in ("", line.project.pool)]
        if self.gaps_only.isChecked():
            lines = [line for line in lines if any(slot.required and not slot.lit for slot in line.slots)]
        if text := self.search.text().strip():
            found = set(self.desk.store.pages.ids(Query(Project.TABLE, search=text)))
            lines = [line for line in lines if line.project.id in found]
        return lines

    @Slot()
    def _on_filtered(self) -> None:
        if self._all:
            self._show()

    @Slot()
    def _on_tab(self) -> None:
        self._on_chosen()

    @Slot()
    def _on_chosen(self) -> None:
        table = self.tabs.currentWidget()
        if isinstance(table, RowsTable):
            self.detail.show_project(table.current())

    @Slot()
    def _on_import(self) -> None:
        self.page_wanted.emit("exchange")

    @Slot()
    def _on_add(self) -> None:
        unit = self.desk.store.desk.unit
        draft = Project(id=new_id(), unit=unit, name="", template=DEFAULT_TEMPLATE)
        RecordDialog(self.desk, "新增项目", None, draft, parent=self).exec()


def _pool_order(line: ProjectSlots) -> int:
    return POOLS.index(line.project.pool) if line.project.pool in POOLS else len(POOLS)
