"""A plan of milestones (节点计划) as a plan: each row one step of one project, with its days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parkdesk.errors import IntakeError
from parkdesk.intake.fields import CellError, RowReader, changed_fields, merged_record, tidy_name
from parkdesk.intake.findings import Findings
from parkdesk.intake.headings import Field
from parkdesk.intake.layout import DATA
from parkdesk.intake.subjects import Subjects
from parkdesk.plan import Outcome, Plan, RecordChange, Row
from parkdesk.records import Milestone
from parkdesk.store import new_ids

if TYPE_CHECKING:
    from parkdesk.intake.task import Task

PROJECT_FIELD = Field("about", "项目名称", ("项目", "重点项目"))


def plan_milestones(task: Task) -> Plan:
    """Return what a plan of milestones would change."""
    return _MilestonePlan(task).build()


class _MilestonePlan:
    def __init__(self, task: Task) -> None:
        self._task, self._grid = task, task.grid
        self._findings = Findings(*task.findings)
        self._reader = RowReader(
            task.grid, task.layout, Milestone, extra=(PROJECT_FIELD,), remembered=task.wishes.columns
        )
        labels = {"about": "项目名称", "name": "节点名称"}
        if missing := [label for key, label in labels.items() if key not in self._reader.columns]:
            raise IntakeError(
                f"“{task.grid.file}”的工作表“{task.grid.sheet}”里没有“{'”“'.join(missing)}”这一列；请补上后再导入。"
            )
        held = task.store.select(Milestone, unit=task.unit)
        self._held = {one.natural_key(): one for one in held}
        self._last: dict[str, int] = {}
        for one in held:
            self._last[one.project] = max(one.number, self._last.get(one.project, 0))
        self._subjects = Subjects(task.store, task.unit)
        self._ids = new_ids()
        self._seen: dict[tuple[str, ...], int] = {}
        self._project = ""
        self._rows: list[tuple[int, Row]] = []
        self._records: list[RecordChange] = []

    def build(self) -> Plan:
        for line in self._task.layout.of_kind(DATA):
            label = self._reader.text(line.row, "name") or "（没有节点名称）"
            try:
                self._take(line.row)
            except CellError as fault:
                row = Row(Outcome.REFUSED, label, self._grid.where(line.row), f"{label}：{fault}。")
                self._rows.append((line.row, row))
        return self._task.plan(self._rows, self._findings, records=self._records)

    def _take(self, row: int) -> None:
        self._project = tidy_name(self._reader.cell(row, "about")) or self._project  # merged cells say it once
        values, notes = self._reader.read(row)
        subject = self._subjects.find(self._project)
        if not subject.project:
            raise CellError(f"项目表里没有“{self._project}”，没有导入；请先导入项目一览表")
        if not values.get("name"):
            raise CellError("没有节点名称，没有导入；请补填后再导入")
        new = self._made(subject.project, values, notes)
        where = self._grid.where(row)
        first = self._seen.setdefault(new.natural_key(), row)
        if first != row:
            raise CellError(f"与{self._grid.line(first)}是同一个项目的同名节点，没有导入；请改成能区分的名称")
        self._judge(new, where)
        label = f"{self._project}：{new.name}"
        old = self._held.get(new.natural_key())
        if old is None:
            self._records.append(RecordChange(None, new))
            self._rows.append((row, Row(Outcome.NEW, label, where, subject=subject.project)))
            return
        merged = merged_record(old, {key: value for key, value in values.items() if key != "number"}, {})
        outcome = Outcome.SAME if merged == old else Outcome.CHANGED
        if merged != old:
            self._records.append(RecordChange(old, merged))
        self._rows.append((row, Row(outcome, label, where, fields=changed_fields(old, merged))))

    def _made(self, project: str, values: dict[str, Any], notes: dict[str, str]) -> Milestone:
        self._last[project] = self._last.get(project, 0) + 1
        remark = "；".join([values.pop("remark", ""), *(f"{label}：{text}" for label, text in notes.items())]).strip(
            "；"
        )
        values["number"] = self._last[project]
        return Milestone(id=next(self._ids), unit=self._task.unit, project=project, remark=remark, **values)

    def _judge(self, one: Milestone, where: str) -> None:
        if not one.due:
            text = f"{self._project}的节点“{one.name}”没有计划完成日期，不会亮灯；请补填。"
            self._findings.explain("no_due", text, where)
        elif one.begins and one.due < one.begins:
            text = f"{self._project}的节点“{one.name}”计划完成{one.due}早于计划开始{one.begins}；请核对。"
            self._findings.explain("span", text, where)
        if one.done_on and one.done_on > self._task.store.day().isoformat():
            text = f"{self._project}的节点“{one.name}”实际完成{one.done_on}还没有到；请核对。"
            self._findings.explain("future", text, where)
