"""Visits (走访记录) as a plan: kept as they were written; what cannot be counted is marked, never dropped."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from parkdesk.errors import IntakeError
from parkdesk.intake.fields import CellError, RowReader, tidy_name
from parkdesk.intake.findings import Findings
from parkdesk.intake.firms import is_damaged
from parkdesk.intake.layout import DATA
from parkdesk.intake.subjects import Subjects
from parkdesk.plan import Outcome, Plan, RecordChange, Row
from parkdesk.records import Assignment, Norm, Visit
from parkdesk.records.names import normalise_name
from parkdesk.records.visits import LEVEL_HEAD, LEVEL_HELPER, LEVEL_LEADER, LEVELS
from parkdesk.rules.project_doubts import about_visit
from parkdesk.store import new_ids

if TYPE_CHECKING:
    from parkdesk.intake.task import Task

_NEEDED = ("day", "about")
_LEVEL_WORDS = (
    ("县级", LEVEL_LEADER), ("市级", LEVEL_LEADER), ("县领导", LEVEL_LEADER), ("包抓领导", LEVEL_LEADER),
    ("帮扶", LEVEL_HELPER), ("责任人", LEVEL_HELPER), ("联络员", LEVEL_HELPER), ("干部", LEVEL_HELPER),
    ("负责人", LEVEL_HEAD), ("部门", LEVEL_HEAD), ("局长", LEVEL_HEAD), ("主任", LEVEL_HEAD), ("领导", LEVEL_LEADER),
)  # fmt: skip


def plan_visits(task: Task) -> Plan:
    """Return what a record of visits would change."""
    return _VisitPlan(task).build()


def level_named(text: str) -> str:
    """Return the level that words mean: 县领导 → 县级领导; words that mean none stay as they are."""
    return text if text in LEVELS else next((level for word, level in _LEVEL_WORDS if word in text), text)


class _VisitPlan:
    def __init__(self, task: Task) -> None:
        self._task, self._grid = task, task.grid
        self._findings = Findings(*task.findings)
        self._reader = RowReader(task.grid, task.layout, Visit, remembered=task.wishes.columns)
        labels = {column.key: column.label for column in Visit.COLUMNS}
        if missing := [labels[key] for key in _NEEDED if key not in self._reader.columns]:
            raise IntakeError(
                f"“{task.grid.file}”的工作表“{task.grid.sheet}”里没有“{'”“'.join(missing)}”这一列；请补上后再导入。"
            )
        self._held = {one.natural_key(): one for one in task.store.select(Visit, unit=task.unit)}
        self._subjects = Subjects(task.store, task.unit)
        levels = {norm.role: norm.name for norm in task.store.select(Norm, part="走访") if norm.role}
        duties = task.store.select(Assignment, unit=task.unit)
        self._duties = {(one.subject, levels[one.role]): one for one in duties if one.role in levels}
        self._today = task.store.day()
        self._ids = new_ids()
        self._alike: Counter[tuple[str, ...]] = Counter()
        self._rows: list[tuple[int, Row]] = []
        self._records: list[RecordChange] = []

    def build(self) -> Plan:
        for line in self._task.layout.of_kind(DATA):
            try:
                self._take(line.row, self._read(line.row))
            except CellError as fault:
                label = self._reader.text(line.row, "about") or "（没有走访对象）"
                row = Row(Outcome.REFUSED, label, self._grid.where(line.row), f"{label}：{fault}。")
                self._rows.append((line.row, row))
        return self._task.plan(self._rows, self._findings, records=self._records)

    def _read(self, row: int) -> Visit:
        about = tidy_name(self._reader.cell(row, "about"))
        if not about or is_damaged(about):
            raise CellError("没有走访对象，没有导入；请补填项目或企业名称后再导入")
        values, notes = self._reader.read(row)
        values["about"] = about
        level = values.get("level") or notes.pop("走访层级", "")
        subject = self._subjects.find(about)
        values.update(project=subject.project, enterprise=subject.enterprise)
        values["level"] = level_named(level) if level else self._level_of(values)
        if rest := "；".join(f"{label}：{text}" for label, text in notes.items()):
            values["content"] = "；".join(part for part in (values.get("content", ""), rest) if part)
        made = Visit(id="", unit=self._task.unit, day=values.pop("day", None), **values)
        self._alike[made.natural_key()] += 1
        return _numbered(made, self._alike[made.natural_key()], next(self._ids))

    def _level_of(self, values: dict[str, Any]) -> str:
        """Return the level of a visitor whose duty is known, where the sheet does not say it."""
        who, subject = normalise_name(values.get("visitor", "")), values["project"] or values["enterprise"]
        held = (
            level for (key, level), duty in self._duties.items() if key == subject and who == normalise_name(duty.name)
        )
        return next(held, "") if who else ""

    def _take(self, row: int, visit: Visit) -> None:
        where = self._grid.where(row)
        self._judge(visit, where)
        if visit.natural_key() in self._held:
            self._rows.append((row, Row(Outcome.SAME, visit.title(), where)))
            return
        self._records.append(RecordChange(None, visit))
        self._rows.append((row, Row(Outcome.NEW, visit.title(), where, subject=visit.project or visit.enterprise)))

    def _judge(self, visit: Visit, where: str) -> None:
        if not (visit.project or visit.enterprise):
            text = f"项目表和企业库里都没有“{visit.about}”，走访已记下，暂不计入任何责任；名称补进台账后自动对上。"
            self._findings.explain("unknown_subject", text, where)
        if not visit.level:
            self._findings.explain("no_level", f"{visit.title()}看不出是哪一级走访；请补填走访层级。", where)
        duty = self._duties.get((visit.project or visit.enterprise, visit.level))
        if doubt := about_visit(visit, duty.since if duty else "", self._today):
            self._findings.explain(doubt.rule, doubt.text, where)
        if duty and visit.visitor and normalise_name(visit.visitor) != normalise_name(duty.name):
            text = f"{visit.title()}：这项责任的{visit.level}是{duty.name}，记的是{visit.visitor}；次数照计，请核对。"
            self._findings.hint("visitor", text, where)


def _numbered(visit: Visit, ordinal: int, record_id: str) -> Visit:
    from dataclasses import replace

    return replace(visit, ordinal=ordinal, id=record_id)
