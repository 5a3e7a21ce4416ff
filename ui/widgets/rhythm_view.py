"""节奏与考核: the year's tasks of every rhythm with their days, and the departments' score as it stands."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from parkdesk.office.projects import rhythm
from parkdesk.office.projects.scoring import scores
from parkdesk.office.workbench import period_of_work
from ui.dialogs.few_fields import DATE, Asked, FewFieldsDialog
from ui.models.rows_model import Field
from ui.widgets.judgement import Judgement
from ui.widgets.rows_table import RowsTable

if TYPE_CHECKING:
    from PySide6.QtGui import QColor

    from parkdesk.office.projects.rhythm import TaskLine
    from parkdesk.office.projects.scoring import Score
    from ui.desk import Desk
    from ui.theme import Theme

_NEAR, _ALL = range(2)
_NEAR_DAYS = 45
_PARTS = {"slots": "要素完整", "visits": "走访帮扶", "issues": "问题解决", "progress": "投资进度"}


class RhythmView(Judgement):
    """The calendar at the left, the score at the right.

    Signals:
        paper_wanted: the person wants a paper; carries its name.
    """

    READS: ClassVar[frozenset[str]] = frozenset(
        {"rhythm_tasks", "templates", "slots", "visits", "issues", "projects", "assignments", "notices", "norms"}
    )
    paper_wanted = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._lines: list[TaskLine] = []
        today = desk.store.day()
        self.tasks: RowsTable[TaskLine] = RowsTable("rhythm_tasks", _task_fields(desk.theme, today), "这段时间没有任务")
        self.scores: RowsTable[Score] = RowsTable("department_scores", (), "还没有包抓责任，评不了分")
        self.year = QComboBox()
        self.year.addItems([str(today.year + step) for step in range(1, -4, -1)])
        self.year.setCurrentText(str(today.year))
        self.views = QButtonGroup(self)
        self.done = QPushButton("登记完成…")
        self.again = QPushButton("没有完成")
        self.paper = QPushButton("评分表…")
        self.head = QLabel()
        self.head.setProperty("role", "section")
        self._lay_out()
        self.year.currentTextChanged.connect(self._on_year)
        self.views.idToggled.connect(self._on_narrowed)
        self.tasks.chosen.connect(self._on_chosen)
        self.tasks.row_chosen.connect(self._on_done)
        for table in (self.tasks, self.scores):
            table.selection_described.connect(self.noted)

    def _lay_out(self) -> None:
        splitter = QSplitter(Qt.Orientation.Horizontal)
        left, tools = _part(self.tasks)
        tools.addWidget(self.year)
        for number, text in enumerate(("近期没有完成的", "全年")):
            chip = QPushButton(text)
            chip.setCheckable(True)
            chip.setChecked(number == _NEAR)
            self.views.addButton(chip, number)
            tools.addWidget(chip)
        tools.addStretch(1)
        for button, slot in ((self.again, self._on_again), (self.done, self._on_done)):
            button.clicked.connect(slot)
            tools.addWidget(button)
        right, others = _part(self.scores)
        others.addWidget(self.head)
        others.addStretch(1)
        self.paper.clicked.connect(self._on_paper)
        others.addWidget(self.paper)
        splitter.addWidget(left)
        splitter.addWidget(right)
        splitter.setSizes([620, 640])
        splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)

    def load(self) -> None:
        store = self.desk.store
        self._lines = rhythm.task_lines(store, int(self.year.currentText()))
        self._narrow()
        period = period_of_work(store.day())
        self.head.setText(f"包抓部门评分（{period.title}）")
        found = scores(store, period)
        points = found[0].points if found else {}
        self.scores.show_fields(_score_fields(self.desk.theme, points))
        self.scores.show_rows(found)

    def _narrow(self) -> None:
        today, kept = self.desk.store.day(), self.tasks.current()
        shown = self._lines
        if self.views.checkedId() == _NEAR:
            near = dt.timedelta(days=_NEAR_DAYS)
            shown = [line for line in self._lines if line.done is None and abs(line.task.due - today) <= near]
        self.tasks.show_rows(shown)
        for number, line in enumerate(shown):
            if kept is not None and line.task == kept.task:
                self.tasks.choose(number)
        self._on_chosen()

    @Slot()
    def _on_year(self) -> None:
        self.load()

    @Slot()
    def _on_narrowed(self) -> None:
        self._narrow()

    @Slot()
    def _on_chosen(self) -> None:
        line = self.tasks.current()
        self.done.setEnabled(line is not None)
        self.again.setVisible(bool(line and line.done))

    @Slot()
    def _on_done(self) -> None:
        line = self.tasks.current()
        if line is None:
            return
        today = self.desk.store.day().isoformat()
        fields = (
            Asked("day", "完成日期", DATE, today, is_needed=True),
            Asked("document", "文件", value=line.task.document, hint="文号或名称"),
        )
        asked = FewFieldsDialog("登记完成", f"{line.task.period} {line.task.name}", fields, "登记", self)
        if asked.exec():
            day = dt.date.fromisoformat(asked.values["day"])
            self.desk.bus.announce(rhythm.mark_done(self.desk.store, line, day, asked.values["document"]))

    @Slot()
    def _on_again(self) -> None:
        line = self.tasks.current()
        changes = rhythm.mark_open(self.desk.store, line) if line is not None else None
        if changes is not None:
            self.desk.bus.announce(changes)

    @Slot()
    def _on_paper(self) -> None:
        self.paper_wanted.emit("scores")


def _part(table: QWidget) -> tuple[QWidget, QHBoxLayout]:
    strip = QFrame()
    strip.setProperty("role", "strip")
    tools = QHBoxLayout(strip)
    tools.setContentsMargins(12, 6, 12, 6)
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(strip)
    column.addWidget(table, 1)
    return part, tools


def _task_fields(theme: Theme, today: dt.date) -> tuple[Field[TaskLine], ...]:
    return (
        Field("期间", _period, width=13, sort_key=_due_order),
        Field("任务", _task, width=14),
        Field("应完成", _due, width=11, sort_key=_due_order),
        Field("情况", partial(_standing, today), width=17, colour=partial(_tone, theme, today)),
        Field("对应文件", _document, width=22),
        Field("机制", _mechanism, width=18),
    )


def _period(line: TaskLine) -> str:
    return line.task.period


def _task(line: TaskLine) -> str:
    return line.task.name


def _due(line: TaskLine) -> str:
    return line.task.due.isoformat()


def _due_order(line: TaskLine) -> tuple[dt.date, str]:
    return line.task.due, line.task.name


def _standing(today: dt.date, line: TaskLine) -> str:
    return line.standing(today)


def _tone(theme: Theme, today: dt.date, line: TaskLine) -> QColor | None:
    tone = line.tone(today)
    return theme.color(tone) if tone else None


def _document(line: TaskLine) -> str:
    return line.done.document if line.done else line.task.document


def _mechanism(line: TaskLine) -> str:
    return line.mechanism


def _score_fields(theme: Theme, points: dict[str, int]) -> tuple[Field[Score], ...]:
    parts = tuple(
        Field(f"{label}（{points.get(name, 0)}）", partial(_part_points, name), numeric=True, width=10,
              sort_key=partial(_part_order, name))
        for name, label in _PARTS.items()
    )  # fmt: skip
    return (
        Field("位次", _place, width=8, sort_key=_place_order),
        Field("部门", _department, width=16),
        Field("得分", _total, numeric=True, width=8, sort_key=_total_order, colour=partial(_total_colour, theme)),
        *parts,
        Field("扣分", _deducted, numeric=True, width=7),
    )


def _place(one: Score) -> str:
    return f"{one.place.rank}{'（并列）' if one.place.tied else ''}" if one.place else "—"


def _place_order(one: Score) -> int:
    return one.place.rank if one.place else 10**6


def _department(one: Score) -> str:
    return one.department


def _total(one: Score) -> str:
    return str(one.total)


def _total_order(one: Score) -> float:
    return float(one.total)


def _total_colour(theme: Theme, one: Score) -> QColor | None:
    return theme.color("bad") if one.total < 60 else None


def _part_points(name: str, one: Score) -> str:
    points = one.part_points(name)
    return "—" if points is None else str(points)


def _part_order(name: str, one: Score) -> float:
    return float(one.parts[name] or 0)


def _deducted(one: Score) -> str:
    return str(one.deducted)
