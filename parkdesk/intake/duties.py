"""The table of responsibilities (包抓责任表) as a plan: who fills which duty of which project."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from parkdesk.errors import IntakeError
from parkdesk.intake.fields import changed_fields, tidy_name
from parkdesk.intake.findings import Findings
from parkdesk.intake.firms import is_damaged
from parkdesk.intake.grid import Fault
from parkdesk.intake.headings import Field, match_columns
from parkdesk.intake.layout import DATA
from parkdesk.plan import FieldChange, Outcome, Plan, RecordChange, Row
from parkdesk.records import Assignment, Project, Slot
from parkdesk.records.duties import (
    DUTY_ROLES,
    ROLE_HEAD,
    ROLE_HELPER,
    ROLE_LEADER,
    ROLE_PLAN,
    ROLE_TEAM,
    ROLE_UNIT,
)
from parkdesk.records.kinds import clean_text
from parkdesk.records.names import normalise_name
from parkdesk.store import new_id

if TYPE_CHECKING:
    from parkdesk.intake.task import Task
    from parkdesk.store import Store

_ALIASES = {
    ROLE_LEADER: ("县级领导", "市级领导", "包抓县级领导", "包联领导", "牵头领导"),
    ROLE_UNIT: ("牵头单位", "包抓部门", "责任单位", "包抓单位"),
    ROLE_HEAD: ("部门负责人", "主要负责人", "部门主要领导"),
    ROLE_HELPER: ("帮扶干部", "联络员", "包抓责任人"),
    ROLE_TEAM: ("工作班子", "专班成员", "工作专班成员", "工作班子成员"),
    ROLE_PLAN: ("工作方案", "方案", "方案文号", "实施方案"),
}
_PROJECT = Field("project", "项目名称", ("项目", "重点项目", "重点项目名称"))
_POST = Field("post", "职务", ("领导职务", "包抓领导职务"))
_PHONE = Field("phone", "联系电话", ("电话", "手机"))


def plan_duties(task: Task) -> Plan:
    """Return what a table of responsibilities would change."""
    return _DutyPlan(task).build()


def duty_fields(store: Store) -> list[Field]:
    """Return what the columns of a table of responsibilities may be: one for every duty of the mechanisms."""
    fields = [Field(role, role, _ALIASES.get(role, ())) for role in _roles(store)]
    return [_PROJECT, *fields, _POST, _PHONE]


def _roles(store: Store) -> tuple[str, ...]:
    declared = (role for slot in store.select(Slot) for role in slot.role_names())
    return tuple(dict.fromkeys((*DUTY_ROLES, *declared)))


class _DutyPlan:
    def __init__(self, task: Task) -> None:
        self._task, self._grid = task, task.grid
        self._findings = Findings(*task.findings)
        self._roles = _roles(task.store)
        self._at = match_columns(task.layout.columns, duty_fields(task.store), task.wishes.columns)
        if "project" not in self._at:
            raise IntakeError(f"“{task.grid.file}”的工作表“{task.grid.sheet}”里没有“项目名称”这一列；请补上后再导入。")
        if not any(role in self._at for role in self._roles):
            raise IntakeError(
                f"“{task.grid.file}”的工作表“{task.grid.sheet}”里没有一列是包抓责任（如“包抓领导”）；请检查表头后再导入。"
            )
        self._projects = {normalise_name(p.name): p for p in task.store.select(Project, unit=task.unit)}
        self._held = {(a.project, a.role): a for a in task.store.select(Assignment, unit=task.unit)}
        self._seen: dict[str, int] = {}
        self._rows: list[tuple[int, Row]] = []
        self._records: list[RecordChange] = []

    def build(self) -> Plan:
        for line in self._task.layout.of_kind(DATA):
            name = tidy_name(self._grid.rows[line.row][self._at["project"]])
            if reason := self._refusal(line.row, name):
                label = name or "（没有名称）"
                row = Row(Outcome.REFUSED, label, self._grid.where(line.row), f"{label}：{reason}。")
                self._rows.append((line.row, row))
            else:
                self._take(line.row, name)
        return self._task.plan(self._rows, self._findings, records=self._records)

    def _refusal(self, row: int, name: str) -> str:
        if not name:
            return "没有项目名称，没有导入；请补填后再导入"
        for at in self._at.values():
            cell = self._grid.rows[row][at]
            if isinstance(cell, Fault) or is_damaged(str(cell)):
                what = str(cell) if isinstance(cell, Fault) else "有无法辨认的文字"
                return f"{self._grid.where(row, at)} {what}，没有导入；请改正后再导入"
        first = self._seen.setdefault(normalise_name(name), row)
        return f"与{self._grid.line(first)}的项目同名；请合并成一行后再导入" if first != row else ""

    def _take(self, row: int, name: str) -> None:
        project = self._projects.get(normalise_name(name))
        is_new = project is None
        if project is None:
            project = Project(
                id=new_id(),
                unit=self._task.unit,
                name=name,
                leader=self._text(row, ROLE_LEADER),
                department=self._text(row, ROLE_UNIT),
            )
            self._records.append(RecordChange(None, project))
            text = f"项目表中没有“{name}”，已按本表新建；请核对并补全项目表。"
            self._findings.explain("unknown_project", text, self._grid.where(row))
        fields: list[FieldChange] = []
        before = len(self._records)
        for role in self._roles:
            if text := self._text(row, role):
                fields += self._assign(project.id, role, text, row)
        touched = len(self._records) > before
        outcome = Outcome.NEW if is_new or (touched and not fields) else Outcome.CHANGED if touched else Outcome.SAME
        where = self._grid.where(row)
        self._rows.append((row, Row(outcome, name, where, fields=tuple(fields), subject=project.id)))

    def _assign(self, project: str, role: str, text: str, row: int) -> list[FieldChange]:
        """Fill one duty; returns what changed of one that was filled before."""
        extra = {}
        if role == ROLE_LEADER and (post := self._text(row, "post")):
            extra["post"] = post
        if role == ROLE_HELPER and (phone := self._text(row, "phone")):
            extra["phone"] = phone
        old = self._held.get((project, role))
        if old is None:
            new = Assignment(id=new_id(), unit=self._task.unit, project=project, role=role, name=text, **extra)
        else:
            new = dataclasses.replace(old, name=text, **extra)
        if new == old:
            return []
        self._records.append(RecordChange(old, new))
        changed = changed_fields(old, new) if old else ()
        return [FieldChange(f"{role}·{field.label}", field.old, field.new) for field in changed]

    def _text(self, row: int, key: str) -> str:
        at = self._at.get(key)
        text = "" if at is None else clean_text(self._grid.rows[row][at])
        return "" if text in {"-", "—", "——", "/", "无", "N/A"} else text
