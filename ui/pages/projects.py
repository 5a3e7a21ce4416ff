"""项目“六个一”: the projects of the three pools, and everything that stands around them, each in a view of its own."""

from __future__ import annotations

from functools import partial
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
from parkdesk.office.projects.lights import doubts, lights
from parkdesk.office.projects.mechanisms import current_ref
from parkdesk.office.projects.recording import tie_to_ledgers
from parkdesk.office.workbench import period_of_work
from parkdesk.records import Assignment, Project, Visit
from parkdesk.records.catalogue import DEFAULT_TEMPLATE
from parkdesk.records.projects import POOLS
from parkdesk.rules.project_doubts import UNKNOWN_SUBJECT
from parkdesk.store import Query, new_id
from ui.dialogs.record_dialog import RecordDialog
from ui.models.project_fields import progress_fields, slot_fields, totals_text
from ui.models.rows_model import Field
from ui.pages.ledger import Look
from ui.widgets.empty_state import EmptyState
from ui.widgets.page import Page
from ui.widgets.project_detail import ProjectDetail
from ui.widgets.project_sheet import ProjectSheet
from ui.widgets.rows_table import RowsTable
from ui.widgets.search_box import SearchBox
from ui.widgets.stage_board import StageBoard
from ui.widgets.war_map_panel import WarMapPanel

if TYPE_CHECKING:
    from parkdesk.reports.values import Report
    from parkdesk.rules.lights import Light
    from parkdesk.rules.project_doubts import Doubt
    from parkdesk.rules.slots import ProjectSlots
    from parkdesk.store import Changes, Store
    from ui.desk import Desk
    from ui.target import Target
    from ui.tasks import Progress
    from ui.widgets.judgement import Judgement

_LEDGERS = (
    "projects",
    "assignments",
    "slots",
    "templates",
    "milestones",
    "baselines",
    "stages",
    "norms",
    "holidays",
    "visits",
    "people",
)
_VIEWS = (
    Look("责任与走访", "visit_board", "VisitBoard"),
    Look("问题台账", "issue_desk", "IssueDesk"),
    Look("督办", "notice_desk", "NoticeDesk"),
    Look("节奏与考核", "rhythm_view", "RhythmView"),
    Look("其他机制", "member_matrix", "MemberMatrix"),
    Look("机制模板", "mechanism_editor", "MechanismEditor"),
    Look("人员与标准", "people_view", "PeopleView"),
)
"""The views beside the projects themselves, imported when they are first gone to."""
VIEW_NAMES = ("duties", "issues", "notices", "rhythm", "members", "mechanisms", "people")
"""What a `Target` calls them, in the same order."""


class ProjectsPage(Page):
    """Two looks at the same projects, and the chosen one beside them."""

    TITLE: ClassVar[str] = "项目“六个一”"
    ICON: ClassVar[str] = "projects"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._all: list[ProjectSlots] = []
        self._lights: dict[str, Light] = {}
        self.views: dict[int, Judgement] = {}
        self.whole = QTabWidget()
        self.board = StageBoard(desk)
        self.war_map = WarMapPanel(desk)
        self.doubts: RowsTable[Doubt] = RowsTable("project_doubts", (Field("要核实的", _doubt_text),), "没有要核实的")
        self.sheet = ProjectSheet(desk)
        self.search = SearchBox(desk.theme, "项目名称、建设单位或拼音首字母")
        self.search.setMaximumWidth(270)
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
        for carrier in (self.board, self.war_map, self.sheet):
            carrier.chosen.connect(self._on_project)
            carrier.noted.connect(self.noted)
        self.board.opened.connect(self.detail.edit_project)
        self.doubts.row_chosen.connect(self._on_doubt)
        self.sheet.opened.connect(self.detail.edit_project)
        self.war_map.paper_wanted.connect(self._on_paper)
        self.whole.currentChanged.connect(self._on_view)

    def _lay_out(self) -> None:
        strip = QFrame()
        strip.setProperty("role", "strip")
        row = QHBoxLayout(strip)
        row.addWidget(self.search, 1)
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
        self.tabs.addTab(self.board, "阶段看板")
        self.tabs.addTab(self.war_map, "作战图")
        self.tabs.addTab(self.doubts, "核实")
        self.tabs.addTab(self.sheet, "逐项录入")
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
        self.whole.setDocumentMode(True)
        self.whole.addTab(self._stack, "项目")
        for view in _VIEWS:
            holder = QWidget()
            QVBoxLayout(holder).setContentsMargins(0, 0, 0, 0)
            self.whole.addTab(holder, view.title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.whole)

    # -- loading -----------------------------------------------------------------------------

    def shown(self) -> None:
        self._load()

    def on_changes(self, changes: Changes) -> None:
        if any(changes.touches(ledger) for ledger in _LEDGERS):
            self._load()
        self.sheet.take_in(changes)
        for view in self.views.values():
            view.take_in(changes)

    def view(self, number: int) -> Judgement:
        """Return a view beside the projects, built when it is first gone to."""
        if number not in self.views:
            made = _VIEWS[number].load()(self.desk)
            made.noted.connect(self.noted)
            if hasattr(made, "paper_wanted"):
                made.paper_wanted.connect(self._on_paper)
            inside = self.whole.widget(number + 1).layout()
            assert inside is not None
            inside.addWidget(made)
            self.views[number] = made
            made.load()
        return self.views[number]

    @Slot(int)
    def _on_view(self, number: int) -> None:
        if self._is_loaded and number > 0:
            self.view(number - 1)

    @Slot(str)
    def _on_paper(self, name: str) -> None:
        self.desk.tasks.run("正在生成…", _Writing(self.desk.store, name), self._on_written, passing=True)

    @Slot(object)
    def _on_written(self, report: Report) -> None:
        from ui.dialogs.paper import PaperDialog

        PaperDialog(self.desk, report, self).exec()

    @Slot(str)
    def _on_project(self, project_id: str) -> None:
        self.detail.show_project(next((line for line in self._all if line.project.id == project_id), None))

    def focus_on(self, target: Target) -> None:
        if target.view in VIEW_NAMES:
            number = VIEW_NAMES.index(target.view)
            self.whole.setCurrentIndex(number + 1)
            if target.record:
                self.view(number).choose(target.record)
            return
        self.whole.setCurrentIndex(0)
        self.search.clear()
        self.gaps_only.setChecked(False)
        self.pools.buttons()[0].setChecked(True)
        self._on_filtered()
        for table in (self.progress, self.matrix):
            table.choose_where(partial(_is_project, target.record))

    def _load(self) -> None:
        self._all = figures.slot_matrix(self.desk.store)
        self._all.sort(key=_pool_order)
        self._lights.clear()  # the table's columns hold this very dict
        self._lights.update(lights(self.desk.store, self.desk.store.day()))
        self.detail.show_lights(self._lights)
        found = doubts(self.desk.store, self.desk.store.day())
        self.doubts.show_rows(found)
        self.tabs.setTabText(self.tabs.indexOf(self.doubts), f"核实 {len(found)}" if found else "核实")
        self._stack.setCurrentIndex(1 if self._all else 0)
        if self._all:
            offices = self.desk.store.offices().values() if self.desk.store.desk.is_city else ()
            units = {office.code: office.name for office in offices}
            self.progress.show_fields(progress_fields(units, self.desk.theme, self._lights))
            self.matrix.show_fields(slot_fields(self._all[0], self.desk.theme))
            self._show()

    def _show(self) -> None:
        table = self.tabs.currentWidget()
        before = table.current() if table in (self.progress, self.matrix) else None
        shown = self._filtered()
        for table in (self.progress, self.matrix):
            table.show_rows(shown)
            table.choose_where(partial(_is_project, before.project.id if before else ""))
        self._show_carrier(shown)
        for button in self.pools.buttons():
            pool = button.property("pool")
            number = sum(1 for line in self._all if pool in ("", line.project.pool))
            button.setText(f"{pool or '全部'} {number}")
        self.totals.setText(totals_text(shown))

    def _show_carrier(self, shown: list[ProjectSlots]) -> None:
        """Show the board or the map where it is seen; the other follows when it is gone to."""
        if self.tabs.currentWidget() is self.board:
            self.board.show_rows(shown, self._lights)
        elif self.tabs.currentWidget() is self.war_map:
            self.war_map.show_rows(shown)
        elif self.tabs.currentWidget() is self.sheet:
            self.sheet.narrow(self.pools.checkedButton().property("pool"), self.search.text().strip())

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
        self._show_carrier(self._filtered())
        self._on_chosen()

    @Slot()
    def _on_chosen(self) -> None:
        table = self.tabs.currentWidget()
        if table in (self.progress, self.matrix):
            self.detail.show_project(table.current())
        elif table is self.sheet:
            self._on_project(self.sheet.current())

    @Slot(int)
    def _on_doubt(self, row: int) -> None:
        """Open the record that is doubtful: a project, a duty, a visit."""
        doubt, store = self.doubts.rows.row(row), self.desk.store
        visit = store.find(Visit, doubt.record)
        if doubt.rule == UNKNOWN_SUBJECT and visit and (tied := tie_to_ledgers(store, visit.unit)):
            self.desk.bus.announce(tied)
            self.noted.emit("名称与台账相同的走访、问题已对上，可以撤销（Ctrl+Z）。")
            if store.find(Visit, visit.id) != visit:
                return
        found = (
            ("项目", store.find(Project, doubt.record)),
            ("包抓责任", store.find(Assignment, doubt.record)),
            ("走访", store.find(Visit, doubt.record)),
        )
        for title, record in found:
            if record is not None:
                RecordDialog(
                    self.desk, title, record, record, removable=record.TABLE != Project.TABLE, parent=self
                ).exec()

    @Slot()
    def _on_import(self) -> None:
        self.page_wanted.emit("exchange")

    @Slot()
    def _on_add(self) -> None:
        unit = self.desk.store.desk.unit
        template = current_ref(self.desk.store, DEFAULT_TEMPLATE, self.desk.store.day().isoformat())
        draft = Project(id=new_id(), unit=unit, name="", template=template)
        RecordDialog(self.desk, "新增项目", None, draft, parent=self).exec()


class _Writing:
    """Writes a paper of the catalogue on the worker."""

    def __init__(self, store: Store, name: str) -> None:
        self._store, self._name = store, name

    def __call__(self, _progress: Progress) -> Report:
        from parkdesk.office import reporting  # the papers are not needed before one is asked for

        with self._store.beside() as store:
            return reporting.build(store, self._name, period_of_work(store.day()))


def _doubt_text(doubt: Doubt) -> str:
    return doubt.text


def _is_project(project_id: str, line: ProjectSlots) -> bool:
    return line.project.id == project_id


def _pool_order(line: ProjectSlots) -> int:
    return POOLS.index(line.project.pool) if line.project.pool in POOLS else len(POOLS)
