"""问题台账: every problem with its age; handed out, solved with a result, struck off after asking back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from parkdesk.errors import UserError
from parkdesk.office.projects import issues
from parkdesk.office.search import matches
from parkdesk.records import Issue
from parkdesk.records.visits import CLOSED, RESULTS, SATISFACTION, SOLVED
from parkdesk.store import new_id
from ui import faults
from ui.dialogs.few_fields import CHOICE, TEXT, Asked, FewFieldsDialog
from ui.dialogs.record_dialog import RecordDialog
from ui.models.rows_model import Field
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.filter_box import FilterBox
from ui.widgets.judgement import Judgement
from ui.widgets.rows_table import RowsTable
from ui.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QColor

    from parkdesk.office.projects.issues import IssueLine
    from parkdesk.store import Changes
    from ui.desk import Desk
    from ui.theme import Theme

_OPEN, _LATE, _SOLVED, _ALL = range(4)
_VIEWS = ("未办结", "超期", "待销号", "全部")


class IssueDesk(Judgement):
    """The ledger of problems."""

    READS: ClassVar[frozenset[str]] = frozenset({"issues", "visits", "holidays", "norms"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._lines: list[IssueLine] = []
        self.table: RowsTable[IssueLine] = RowsTable("issues", _fields(desk.theme), "没有符合条件的问题")
        self.views = QButtonGroup(self)
        self.search = SearchBox(desk.theme, "企业、问题、主办单位或拼音")
        self.search.setMaximumWidth(230)
        self.lead = FilterBox("lead", "主办单位")
        self.lead.setMinimumContentsLength(8)
        self.raise_all = QPushButton()
        self.add = QPushButton("新增问题…")
        self.edit = QPushButton("打开…")
        self.solve = QPushButton("办结…")
        self.close_issue = QPushButton("销号…")
        self.reopen = QPushButton("重新办理…")
        self.foot = ElidedLabel()
        self.foot.setProperty("role", "muted")
        self._lay_out()
        self.search.searched.connect(self._on_narrowed)
        self.lead.picked.connect(self._on_narrowed)
        self.views.idToggled.connect(self._on_narrowed)
        self.table.chosen.connect(self._on_chosen)
        self.table.row_chosen.connect(self._on_edit)
        self.table.selection_described.connect(self.noted)

    def _lay_out(self) -> None:
        strip = QFrame()
        strip.setProperty("role", "strip")
        row = QHBoxLayout(strip)
        row.setContentsMargins(12, 8, 12, 8)
        row.addWidget(self.search, 1)
        row.addWidget(self.lead)
        for number, text in enumerate(_VIEWS):
            chip = QPushButton(text)
            chip.setCheckable(True)
            chip.setChecked(number == _OPEN)
            self.views.addButton(chip, number)
            row.addWidget(chip)
        row.addStretch(1)
        below = QHBoxLayout()
        below.setContentsMargins(12, 4, 12, 6)
        below.setSpacing(6)
        below.addWidget(self.foot, 1)
        for button, slot in (
            (self.raise_all, self._on_raise), (self.reopen, self._on_reopen), (self.close_issue, self._on_close),
            (self.solve, self._on_solve), (self.edit, self._on_edit), (self.add, self._on_add),
        ):  # fmt: skip
            button.clicked.connect(slot)
            below.addWidget(button)
        self.raise_all.setToolTip("把走访收集、还没有立项的问题列入台账，按主办单位和时限交办")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(strip)
        layout.addWidget(self.table, 1)
        layout.addLayout(below)

    def load(self) -> None:
        store = self.desk.store
        kept = self.table.current()
        self._lines = issues.issue_lines(store, store.day())
        self.lead.offer(sorted({line.issue.lead for line in self._lines}))
        waiting = len(issues.waiting_visits(store))
        self.raise_all.setText(f"走访问题立项（{waiting}）")
        self.raise_all.setVisible(bool(waiting))
        counts = (
            sum(line.issue.is_open for line in self._lines),
            sum(bool(line.late) for line in self._lines),
            sum(line.issue.state == SOLVED for line in self._lines),
            len(self._lines),
        )
        for number, count in enumerate(counts):
            self.views.button(number).setText(f"{_VIEWS[number]} {count}")
        self._narrow()
        self.choose(kept.issue.id if kept else "")

    def choose(self, record: str) -> None:
        self.table.choose_where(lambda line: line.issue.id == record)

    def _narrow(self) -> None:
        view, text, lead = self.views.checkedId(), self.search.text().strip(), self.lead.condition()
        shown = [
            line
            for line in self._lines
            if _is_in(line, view)
            and (lead is None or line.issue.lead == (lead.value or ""))
            and (not text or matches(text, line.issue.about, line.issue.text, line.issue.lead))
        ]
        self.table.show_rows(shown)
        solved = sum(not line.issue.is_open for line in self._lines)
        whole = len(self._lines)
        rate = f"{solved * 1000 // whole / 10}%" if whole else "—"
        self.foot.setText(f"显示 {len(shown)} 件　共 {whole} 件　已解决 {solved} 件　解决率 {rate}")
        self._on_chosen()

    @Slot()
    def _on_narrowed(self) -> None:
        self._narrow()

    @Slot()
    def _on_chosen(self) -> None:
        line = self.table.current()
        state = line.issue.state if line else ""
        self.edit.setEnabled(line is not None)
        self.solve.setEnabled(bool(line and line.issue.is_open))
        self.close_issue.setEnabled(state == SOLVED)
        self.reopen.setVisible(state in (SOLVED, CLOSED))

    # -- what is done ------------------------------------------------------------------------

    def _do(self, work: Callable[[], Changes]) -> None:
        try:
            self.desk.bus.announce(work())
        except UserError as error:
            faults.tell(self, error)

    @Slot()
    def _on_add(self) -> None:
        store = self.desk.store
        today = store.day()
        draft = Issue(
            id=new_id(), unit=store.desk.unit, about="", text="", source="报送", raised_on=today.isoformat(),
            number=issues.next_number(store.select(Issue)), due=issues.limit(store, today),
        )  # fmt: skip
        RecordDialog(self.desk, "新增问题", None, draft, parent=self).exec()

    @Slot()
    def _on_edit(self) -> None:
        line = self.table.current()
        if line is not None:
            RecordDialog(self.desk, "问题", line.issue, line.issue, removable=True, parent=self).exec()

    @Slot()
    def _on_solve(self) -> None:
        line = self.table.current()
        if line is None:
            return
        fields = (
            Asked("result", "结果", CHOICE, RESULTS[0], RESULTS, is_needed=True, hint="可以另写"),
            Asked("progress", "办理情况", TEXT, line.issue.progress),
        )
        asked = FewFieldsDialog("办结", line.issue.title(), fields, "办结", self)
        if asked.exec():
            said = asked.values
            self._do(partial(issues.solve, self.desk.store, line.issue, said["result"], said["progress"]))

    @Slot()
    def _on_close(self) -> None:
        line = self.table.current()
        if line is None:
            return
        fields = (Asked("satisfaction", "回访满意度", CHOICE, SATISFACTION[0], SATISFACTION, is_needed=True),)
        about = f"{line.issue.title()}\n结果：{line.issue.result}"
        asked = FewFieldsDialog("销号", about, fields, "销号", self)
        if asked.exec():
            store = self.desk.store
            self._do(partial(issues.close, store, line.issue, asked.values["satisfaction"], store.day()))

    @Slot()
    def _on_reopen(self) -> None:
        line = self.table.current()
        if line is None:
            return
        fields = (Asked("reason", "原因", is_needed=True),)
        asked = FewFieldsDialog("重新办理", line.issue.title(), fields, "重新办理", self)
        if asked.exec():
            self._do(partial(issues.reopen, self.desk.store, line.issue, asked.values["reason"]))

    @Slot()
    def _on_raise(self) -> None:
        visits = issues.waiting_visits(self.desk.store)
        about = (
            f"把走访收集的{len(visits)}个问题列入台账，按牵头部门交办、按工作日算时限，要继续吗？可以撤销（Ctrl+Z）。"
        )
        if visits and faults.ask(self, "走访问题立项", about, "立项"):
            store = self.desk.store
            self._do(partial(store.apply, issues.raise_from(store, visits)))
            self.noted.emit(f"已立项{len(visits)}个问题。")


def _is_in(line: IssueLine, view: int) -> bool:
    if view == _OPEN:
        return line.issue.is_open
    if view == _LATE:
        return bool(line.late)
    return view == _ALL or line.issue.state == SOLVED


def _fields(theme: Theme) -> tuple[Field[IssueLine], ...]:
    def plain(heading: str, key: str, width: int) -> Field[IssueLine]:
        return Field(heading, partial(_attribute, key), width=width)

    return (
        Field("编号", partial(_attribute, "number"), width=6, sort_key=_number_order),
        plain("企业（项目）", "about", 26),
        plain("类别", "category", 10),
        plain("问题内容", "text", 24),
        plain("主办单位", "lead", 14),
        plain("提出日期", "raised_on", 11),
        plain("办结时限", "due", 11),
        Field("时限情况", _standing, width=17, colour=partial(_colour, theme), sort_key=_standing_order, hint=_limits),
        plain("进展", "progress", 16),
        plain("结果", "result", 14),
        plain("满意度", "satisfaction", 9),
        plain("来源", "source", 8),
    )


def _attribute(key: str, line: IssueLine) -> str:
    return str(getattr(line.issue, key) or "")


def _number_order(line: IssueLine) -> tuple[int, str]:
    number = line.issue.number
    return (int(number), "") if number.isdigit() else (10**9, number)


def _standing(line: IssueLine) -> str:
    return line.standing


def _limits(line: IssueLine) -> str:
    said = [line.standing]
    if line.issue.due:
        said.append(f"主办单位{line.issue.due}前办结")
    if line.support_by:
        said.append(f"协办单位{line.support_by}前反馈")
    if line.objection_by:
        said.append(f"对交办有异议的，{line.objection_by}前提出")
    return "\n".join(said)


def _standing_order(line: IssueLine) -> tuple[bool, int, int]:
    return not line.issue.is_open, -line.late, line.left if line.left is not None else 10**6


def _colour(theme: Theme, line: IssueLine) -> QColor | None:
    if not line.issue.is_open:
        return theme.color("good")
    return (
        theme.color("bad") if line.late else theme.color("warn") if line.left is not None and line.left <= 1 else None
    )
