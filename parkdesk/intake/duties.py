"""The table of responsibilities (包抓责任表) as a plan: who fills which duty of which project."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from parkdesk.errors import IntakeError
from parkdesk.intake.duty_people import DutyPeople, first_day, year_in
from parkdesk.intake.fields import changed_fields, tidy_name
from parkdesk.intake.findings import Findings
from parkdesk.intake.firms import is_damaged
from parkdesk.intake.grid import Fault
from parkdesk.intake.headings import Field, match_columns
from parkdesk.intake.layout import DATA
from parkdesk.intake.newcomers import template_for_new
from parkdesk.intake.subjects import Subject, Subjects
from parkdesk.plan import FieldChange, Outcome, Plan, RecordChange, Row
from parkdesk.records import Assignment, Enterprise, Member, Project, Slot
from parkdesk.records.catalogue import FIRM_TEMPLATE
from parkdesk.records.duties import (
    DUTY_ROLES,
    ROLE_HEAD,
    ROLE_HELPER,
    ROLE_LEADER,
    ROLE_PLAN,
    ROLE_TEAM,
    ROLE_UNIT,
)
from parkdesk.records.kinds import clean_text, read_date
from parkdesk.records.names import normalise_name
from parkdesk.rules.handing_over import day_before, tenure_of
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
_FIRM = Field("firm", "企业名称", ("企业", "包抓企业", "挂联企业", "重点企业", "单位名称"))
_SINCE = Field("since", "起始日期", ("起始时间", "包抓起始日期", "任务起始日期", "责任起始日期"))
_POST = Field("post", "职务", ("领导职务", "包抓领导职务"))
_PHONE = Field("phone", "联系电话", ("电话", "手机"))


def plan_duties(task: Task) -> Plan:
    """Return what a table of responsibilities would change."""
    return _DutyPlan(task).build()


def duty_fields(store: Store) -> list[Field]:
    """Return what the columns of a table of responsibilities may be: one for every duty of the mechanisms."""
    fields = [Field(role, role, _ALIASES.get(role, ())) for role in _roles(store)]
    return [_PROJECT, _FIRM, *fields, _POST, _PHONE, _SINCE]


def _roles(store: Store) -> tuple[str, ...]:
    declared = (role for slot in store.select(Slot) for role in slot.role_names())
    return tuple(dict.fromkeys((*DUTY_ROLES, *declared)))


class _DutyPlan:
    def __init__(self, task: Task) -> None:
        self._task, self._grid = task, task.grid
        self._findings = Findings(*task.findings)
        self._roles = _roles(task.store)
        self._at = match_columns(task.layout.columns, duty_fields(task.store), task.wishes.columns)
        if "project" not in self._at and "firm" not in self._at:
            raise IntakeError(f"“{task.grid.file}”的工作表“{task.grid.sheet}”里没有“项目名称”这一列；请补上后再导入。")
        self._of = "project" if "project" in self._at else "firm"
        if not any(role in self._at for role in self._roles):
            raise IntakeError(
                f"“{task.grid.file}”的工作表“{task.grid.sheet}”里没有一列是包抓责任（如“包抓领导”）；请检查表头后再导入。"
            )
        self._subjects = Subjects(task.store, task.unit)
        self._held = {(a.subject, a.role): a for a in task.store.select(Assignment, unit=task.unit)}
        self._members = {one.enterprise for one in task.store.select(Member, unit=task.unit)}
        self._people = DutyPeople(task.store, task.unit)
        rows = [line.row for line in task.layout.of_kind(DATA)]
        self._first_day = first_day(
            task.layout, task.period, [str(cell) for row in rows for cell in task.grid.rows[row]]
        )
        self._seen: dict[str, int] = {}
        self._rows: list[tuple[int, Row]] = []
        self._records: list[RecordChange] = []

    def build(self) -> Plan:
        for line in self._task.layout.of_kind(DATA):
            name = tidy_name(self._grid.rows[line.row][self._at[self._of]])
            if reason := self._refusal(line.row, name):
                label = name or "（没有名称）"
                row = Row(Outcome.REFUSED, label, self._grid.where(line.row), f"{label}：{reason}。")
                self._rows.append((line.row, row))
            else:
                self._take(line.row, name)
        duties = {one.id: one for one in self._held.values()}
        duties |= {c.after.id: c.after for c in self._records if isinstance(c.after, Assignment)}
        self._people.judge(duties.values(), self._findings)
        if not self._first_day and "since" not in self._at and self._records:
            text = "表里没有起始日期，标题和文号里也没有年份，应走访次数算不出来；请在包抓责任里补填起始日期。"
            self._findings.explain("no_since", text)
        return self._task.plan(self._rows, self._findings, records=[*self._records, *self._people.changes])

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
        subject = self._subjects.find(name)
        is_new = not subject.is_known
        if is_new:
            subject = self._unknown(row, name)
        fields: list[FieldChange] = []
        before = len(self._records)
        self._put_under_mechanism(subject, name)
        for role in self._roles:
            if text := self._text(row, role):
                fields += self._assign(subject, role, text, row)
        touched = len(self._records) > before
        outcome = Outcome.NEW if is_new or (touched and not fields) else Outcome.CHANGED if touched else Outcome.SAME
        where = self._grid.where(row)
        key = subject.project or subject.enterprise
        self._rows.append((row, Row(outcome, name, where, fields=tuple(fields), subject=key)))

    def _put_under_mechanism(self, subject: Subject, name: str) -> None:
        """Put a firm of a firms' table under 五个一, unless it is under a mechanism for firms already."""
        if subject.enterprise and subject.enterprise not in self._members:
            self._members.add(subject.enterprise)
            member = Member(
                id=new_id(), unit=self._task.unit, template=FIRM_TEMPLATE, enterprise=subject.enterprise, about=name,
                since=self._first_day or None,
            )  # fmt: skip
            self._records.append(RecordChange(None, member))

    def _unknown(self, row: int, name: str) -> Subject:
        """Make the project or firm that the desk does not have; both are marked to be completed."""
        where, unit = self._grid.where(row), self._task.unit
        if self._of == "firm":
            firm = Enterprise(id=new_id(), unit=unit, name=name)
            self._records.append(RecordChange(None, firm))
            self._findings.explain("unknown_firm", f"名录中没有“{name}”，已按本表新建；请核对并补全名录。", where)
            return Subject(enterprise=firm.id)
        project = Project(
            id=new_id(), unit=unit, name=name, template=template_for_new(self._task.store),
            leader=self._text(row, ROLE_LEADER), department=self._text(row, ROLE_UNIT),
        )  # fmt: skip
        self._records.append(RecordChange(None, project))
        self._findings.explain("unknown_project", f"项目表中没有“{name}”，已按本表新建；请核对并补全项目表。", where)
        return Subject(project=project.id)

    def _assign(self, subject: Subject, role: str, text: str, row: int) -> list[FieldChange]:
        """Fill one duty; returns what changed of one that was filled before."""
        extra = {}
        if role == ROLE_LEADER and (post := self._text(row, "post")):
            extra["post"] = post
        if role == ROLE_HELPER and (phone := self._text(row, "phone")):
            extra["phone"] = phone
        since = self._since(row)
        old = self._held.get((subject.project or subject.enterprise, role))
        if old is None:
            new = Assignment(
                id=new_id(), unit=self._task.unit, project=subject.project, enterprise=subject.enterprise,
                role=role, name=text, since=since, **extra,
            )  # fmt: skip
        else:
            new = dataclasses.replace(old, name=text, since=old.since or since, **extra)
        self._people.meet(new, self._text(row, ROLE_UNIT))
        if new == old:
            return []
        if old is not None and normalise_name(old.name) != normalise_name(new.name):
            new = self._replaced(old, new, row)
        self._records.append(RecordChange(old, new))
        changed = changed_fields(old, new) if old else ()
        return [FieldChange(f"{role}·{field.label}", field.old, field.new) for field in changed]

    def _replaced(self, old: Assignment, new: Assignment, row: int) -> Assignment:
        """Keep who held the duty before: by this table another person does, from its date or from today on."""
        since = self._text(row, "since") and self._since(row)
        begins = since or self._task.store.day().isoformat()
        reason = f"按“{self._grid.file}”改由{new.name}承担"
        self._records.append(RecordChange(None, tenure_of(old, day_before(begins), reason, new_id())))
        return dataclasses.replace(new, since=begins)

    def _since(self, row: int) -> str:
        """Return from when a row's duties are held: its date, else 1 January of its document's or the table's year."""
        if "since" in self._at and (said := self._text(row, "since")):
            try:
                return read_date(said) or ""
            except ValueError as fault:
                self._findings.explain("since", f"起始日期{fault}；这一行没有记起始日期。", self._grid.where(row))
                return ""
        year = next((found for cell in self._grid.rows[row] if (found := year_in(str(cell)))), None)
        return f"{year}-01-01" if year else self._first_day

    def _text(self, row: int, key: str) -> str:
        at = self._at.get(key)
        text = "" if at is None else clean_text(self._grid.rows[row][at])
        return "" if text in {"-", "—", "——", "/", "无", "N/A"} else text
