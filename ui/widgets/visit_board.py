"""责任与走访: who owes visits and has made them, by department and by leader in official order; visits typed below."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from parkdesk.office.projects.visiting import by_department, by_leader, by_unit, duty_lines, official_order, place_of
from parkdesk.office.search import matches
from parkdesk.records.kinds import read_date
from parkdesk.records.visits import LEVELS
from parkdesk.rules.visiting import Count
from ui.models.project_fields import percent
from ui.models.rows_model import Field
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.filter_box import FilterBox
from ui.widgets.judgement import Judgement
from ui.widgets.quick_visit import QuickVisit
from ui.widgets.rows_table import RowsTable
from ui.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from PySide6.QtGui import QColor

    from parkdesk.office.projects.visiting import DepartmentLine, DutyLine
    from ui.desk import Desk
    from ui.theme import Theme

_NOTHING = Count()
_BY_DEPARTMENT, _BY_LEADER, _BY_UNIT = range(3)
_HEADINGS = ("包抓部门", "包抓领导", "县区")


class VisitBoard(Judgement):
    """Departments above, their duties below, and one line in which a visit is typed."""

    READS: ClassVar[frozenset[str]] = frozenset(
        {"assignments", "tenures", "visits", "projects", "people", "departments", "norms", "issues", "enterprises"}
    )

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._lines: list[DutyLine] = []
        theme = desk.theme
        self.departments: RowsTable[DepartmentLine] = RowsTable(
            "duty_departments", _department_fields(theme, "包抓部门")
        )
        self.duties: RowsTable[DutyLine] = RowsTable("duty_lines", _duty_fields(theme), "没有符合条件的责任")
        self.day = QLineEdit()
        self.day.setMaximumWidth(110)
        self.day.setToolTip("统计到哪一天；期间没有结束的季、月、周不算欠")
        self.level = FilterBox("level", "层级")
        self.level.offer(list(LEVELS))
        self.search = SearchBox(theme, "项目、姓名或拼音首字母")
        self.search.setMaximumWidth(220)
        self.lacking = QPushButton("只看有缺的")
        self.lacking.setCheckable(True)
        self.everything = QPushButton("全部")
        self.everything.setToolTip("不按上面选中的部门或领导，列出全部责任")
        self.groups = QButtonGroup(self)
        self.count = ElidedLabel()
        self.count.setProperty("role", "muted")
        self.visit = QuickVisit(desk)
        self.visit.noted.connect(self.noted)
        self.visit.left.connect(self.duties.setFocus)
        self._lay_out()
        self._listen()

    def _lay_out(self) -> None:
        strip = QFrame()
        strip.setProperty("role", "strip")
        row = QHBoxLayout(strip)
        row.setContentsMargins(12, 8, 12, 8)
        offered = [(_BY_DEPARTMENT, "按部门"), (_BY_LEADER, "按领导")]
        if self.desk.store.desk.is_city:
            offered.insert(0, (_BY_UNIT, "按县区"))
        for number, text in offered:
            chip = QPushButton(text)
            chip.setCheckable(True)
            chip.setChecked(number == offered[0][0])
            self.groups.addButton(chip, number)
            row.addWidget(chip)
        row.addWidget(QLabel("统计到"))
        for widget in (self.day, self.level, self.search, self.lacking, self.everything):
            row.addWidget(widget)
        row.addWidget(self.count, 1)
        tables = QSplitter(Qt.Orientation.Vertical)
        tables.addWidget(self.departments)
        tables.addWidget(self.duties)
        tables.setSizes([230, 330])
        tables.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(strip)
        layout.addWidget(tables, 1)
        layout.addWidget(self.visit)

    def _listen(self) -> None:
        self.day.editingFinished.connect(self.load)
        self.level.picked.connect(self._on_narrowed)
        self.search.searched.connect(self._on_narrowed)
        self.lacking.toggled.connect(self._on_narrowed)
        self.everything.clicked.connect(self._on_everything)
        self.groups.idToggled.connect(self._on_grouped)
        self.departments.chosen.connect(self._on_narrowed)
        self.duties.chosen.connect(self._on_duty)
        self.duties.row_chosen.connect(self._on_row_chosen)
        for table in (self.departments, self.duties):
            table.selection_described.connect(self.noted)
        QShortcut(QKeySequence("Ctrl+J"), self, self.visit.begin, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def load(self) -> None:
        store = self.desk.store
        if not self.day.text():
            self.day.setText(store.day().isoformat())
        try:
            upto = dt.date.fromisoformat(read_date(self.day.text()) or "")
        except ValueError:
            self.noted.emit(f"“{self.day.text()}”不是日期，请写成 2026-09-30。")
            return
        order = official_order(store)
        lines = duty_lines(store, upto)
        self._lines = sorted(
            lines, key=lambda one: (LEVELS.index(one.level) if one.level in LEVELS else len(LEVELS),
                                    place_of(order, one.holder, one.post)),
        )  # fmt: skip
        kept = self.duties.current()
        chosen = self.departments.current()
        grouping = self.groups.checkedId()
        rows = {_BY_LEADER: by_leader, _BY_UNIT: by_unit}.get(grouping, by_department)(store, lines)
        self.departments.show_fields(_department_fields(self.desk.theme, _HEADINGS[grouping]))
        self.departments.show_rows(rows)
        self._choose_department(chosen.department if chosen else "")
        self._narrow()
        self._choose_duty(kept)

    def _choose_department(self, name: str) -> None:
        for number in range(self.departments.rows.rowCount()):
            if self.departments.rows.row(number).department == name:
                self.departments.choose(number)
                return
        self.departments.clearSelection()
        self.departments.setCurrentIndex(self.departments.rootIndex())

    def _choose_duty(self, kept: DutyLine | None) -> None:
        if kept is None:
            return
        for number in range(self.duties.rows.rowCount()):
            one = self.duties.rows.row(number)
            if (one.subject, one.level, one.holder) == (kept.subject, kept.level, kept.holder):
                self.duties.choose(number)
                return

    def _narrow(self) -> None:
        text = self.search.text().strip()
        department = self.departments.current()
        condition = self.level.condition()
        shown = [
            line
            for line in self._lines
            if (department is None or line.subject in department.subjects)
            and (condition is None or line.level == condition.value)
            and (not self.lacking.isChecked() or line.count.lacking)
            and (not text or matches(text, line.name) or matches(text, line.holder))
        ]
        self.duties.show_rows(shown)
        whole = sum((line.count for line in shown), _NOTHING)
        self.count.setText(f"应走访 {whole.required}　已走访 {whole.done}　缺 {whole.lacking}")

    @Slot()
    def _on_narrowed(self) -> None:
        self._narrow()

    @Slot()
    def _on_grouped(self) -> None:
        self._choose_department("")
        self.load()

    @Slot()
    def _on_everything(self) -> None:
        self._choose_department("")
        self._narrow()

    @Slot()
    def _on_duty(self) -> None:
        line = self.duties.current()
        is_own = line is not None and line.unit == self.desk.store.desk.unit  # a county types its own visits
        self.visit.show_duty(line if line and is_own and not line.is_former else None)

    @Slot(int)
    def _on_row_chosen(self, _row: int) -> None:
        self.visit.begin()


def _department_fields(theme: Theme, heading: str) -> tuple[Field[DepartmentLine], ...]:
    levels = tuple(
        Field(
            f"{level}（应/已/缺）",
            partial(_level_text, level),
            width=19,
            colour=partial(_level_colour, theme, level),
            sort_key=partial(_level_order, level),
        )
        for level in LEVELS
    )
    return (
        Field(heading, _department, width=18),
        Field("项目（企业）", _subjects, numeric=True, width=11),
        Field("完整率", _completeness, numeric=True, width=9, sort_key=_completeness_order),
        *levels,
        Field("收集问题", _heard, numeric=True, width=9),
        Field("立项", _raised, numeric=True, width=7),
        Field("已解决", _solved, numeric=True, width=8),
    )


def _department(one: DepartmentLine) -> str:
    return one.department


def _subjects(one: DepartmentLine) -> str:
    return str(len(one.subjects))


def _completeness(one: DepartmentLine) -> str:
    return percent(one.completeness)


def _completeness_order(one: DepartmentLine) -> float:
    lit, whole = one.slots
    return lit / whole if whole else -1.0


def _level_text(level: str, one: DepartmentLine) -> str:
    count = one.levels.get(level, _NOTHING)
    return f"{count.required} / {count.done} / {count.lacking}"


def _level_order(level: str, one: DepartmentLine) -> int:
    return one.levels.get(level, _NOTHING).lacking


def _level_colour(theme: Theme, level: str, one: DepartmentLine) -> QColor | None:
    return theme.color("bad") if one.levels.get(level, _NOTHING).lacking else None


def _heard(one: DepartmentLine) -> str:
    return str(one.heard)


def _raised(one: DepartmentLine) -> str:
    return str(one.raised)


def _solved(one: DepartmentLine) -> str:
    return str(one.solved)


def _duty_fields(theme: Theme) -> tuple[Field[DutyLine], ...]:
    return (
        Field("层级", _level, width=14),
        Field("姓名", _holder, width=24),
        Field("项目（企业）", _name, width=28),
        Field("包抓部门", _duty_department, width=14),
        Field("自", _since, width=11),
        Field("应", partial(_count, "required"), numeric=True, width=6, sort_key=partial(_number, "required")),
        Field("已", partial(_count, "done"), numeric=True, width=6, sort_key=partial(_number, "done")),
        Field("缺", partial(_count, "lacking"), numeric=True, width=6, colour=partial(_lack_colour, theme),
              sort_key=partial(_number, "lacking")),
        Field("没有走访的期间", _missed, width=30, hint=_all_missed),
    )  # fmt: skip


def _level(one: DutyLine) -> str:
    return one.level


def _holder(one: DutyLine) -> str:
    words = f"{one.holder}（{one.post}）" if one.post else one.holder
    return f"{words}　已移交" if one.is_former else words


def _name(one: DutyLine) -> str:
    return one.name


def _duty_department(one: DutyLine) -> str:
    return one.department


def _since(one: DutyLine) -> str:
    return one.held.since.isoformat()


def _count(key: str, one: DutyLine) -> str:
    return str(getattr(one.count, key))


def _number(key: str, one: DutyLine) -> int:
    return int(getattr(one.count, key))


def _lack_colour(theme: Theme, one: DutyLine) -> QColor | None:
    return theme.color("bad") if one.count.lacking else None


def _missed(one: DutyLine) -> str:
    words = [f"{span.first:%m.%d}—{span.last:%m.%d}" for span in one.missed]
    return "、".join(words[:4]) + (f" 等{len(words)}期" if len(words) > 4 else "")


def _all_missed(one: DutyLine) -> str:
    return "\n".join(f"{span.first} 至 {span.last}" for span in one.missed[:60])
