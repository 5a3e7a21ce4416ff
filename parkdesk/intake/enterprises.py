"""The registry (企业名录) as a plan: firms, their standing for the year, other columns kept as notes."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from parkdesk.errors import IntakeError
from parkdesk.intake.fields import CellError, RowReader, changed_fields, merged_record, tidy_name
from parkdesk.intake.findings import Findings
from parkdesk.intake.firms import LONGEST_NAME, Ident, Register, namesake, read_code, unnamed_by
from parkdesk.intake.layout import DATA
from parkdesk.intake.standings import STATUS_FIELD
from parkdesk.plan import FieldChange, Outcome, Plan, RecordChange, Row
from parkdesk.records import Enterprise, Registration
from parkdesk.records.enterprises import STATUSES
from parkdesk.records.names import normalise_name
from parkdesk.rules import credit_code
from parkdesk.store import new_id

if TYPE_CHECKING:
    from parkdesk.intake.task import Task

_FILLED_ON = re.compile(r"(\d{4})年(\d{1,2})月|(\d{4})[-./](\d{1,2})")
_OLD_CODE_LENGTH = 15


class _Line(NamedTuple):
    """One row that may be taken."""

    row: int
    ident: Ident
    values: dict[str, Any]
    notes: dict[str, str]
    status: str


def plan_enterprises(task: Task) -> Plan:
    """Return what a registry would change."""
    return _RegistryPlan(task).build()


class _RegistryPlan:
    def __init__(self, task: Task) -> None:
        self._task = task
        self._grid = task.grid
        self._findings = Findings(*task.findings)
        self._reader = RowReader(
            task.grid, task.layout, Enterprise,
            extra=(STATUS_FIELD,), remembered=task.wishes.columns, keep_notes=task.wishes.keep_notes,
        )  # fmt: skip
        if "name" not in self._reader.columns:
            raise IntakeError(f"“{task.grid.file}”的工作表“{task.grid.sheet}”里没有“企业名称”这一列；请补上后再导入。")
        self._rows: list[tuple[int, Row]] = []
        self._records: list[RecordChange] = []

    def build(self) -> Plan:
        lines = []
        for found in self._task.layout.of_kind(DATA):
            name = tidy_name(self._reader.cell(found.row, "name"))
            try:
                lines.append(self._read(found.row, name))
            except CellError as fault:
                self._refuse(found.row, name[:LONGEST_NAME] or "（没有名称）", str(fault))
        lines = self._without_repeats(lines)
        self._tell_namesakes(lines)
        register = Register(self._task.store.select(Enterprise, unit=self._task.unit))
        for line, firm in zip(lines, register.match(line.ident for line in lines), strict=True):
            self._plan_line(line, firm)
        return self._task.plan(self._rows, self._findings, records=self._records)

    def _read(self, row: int, name: str) -> _Line:
        code, lost = read_code(self._reader.cell(row, "code"))
        if fault := unnamed_by(name, code):
            raise CellError(fault)
        if not name:
            raise CellError("没有企业名称；请补填后再导入")
        values, notes = self._reader.read(row)
        values["name"] = name
        values.pop("code", None)
        self._judge_code(name, code, lost, self._grid.where(row))
        if len(code) == _OLD_CODE_LENGTH and code.isdigit():
            values["former_code"], code = code, ""
        if code:
            values["code"] = code
        return _Line(row, Ident(name, code, lost), values, notes, self._status(row, name))

    def _judge_code(self, name: str, code: str, lost: str, where: str) -> None:
        if lost:
            text = f"{name}的信用代码被表格存成了数字“{lost}”，后几位已丢失，没有采用；请把该列设为文本后重填代码。"
            self._findings.explain("code_lost", text, where)
        elif fault := credit_code.fault(code):
            self._findings.explain("code", f"{name}：{fault}", where)

    def _status(self, row: int, name: str) -> str:
        status = self._reader.text(row, "status").replace(" ", "")
        if status and status not in STATUSES:
            choices = "、".join(STATUSES)
            text = f"{name}的在库状态“{status}”不是{choices}之一，没有采用；请核对。"
            self._findings.explain("status", text, self._grid.where(row))
            return ""
        return status

    def _refuse(self, row: int, name: str, reason: str) -> None:
        self._add(row, Row(Outcome.REFUSED, name, self._grid.where(row), f"{name}：{reason}。"))

    def _add(self, row: int, outcome: Row) -> None:
        self._rows.append((row, outcome))

    def _without_repeats(self, lines: list[_Line]) -> list[_Line]:
        """Leave out a row whose key an earlier row has: the same firm twice in one sheet."""
        first: dict[str, _Line] = {}
        kept = []
        for line in lines:
            key = line.ident.code or f"名称 {normalise_name(line.ident.name)}"
            earlier = first.setdefault(key, line)
            if earlier is line:
                kept.append(line)
            elif (earlier.values, earlier.notes, earlier.status) == (line.values, line.notes, line.status):
                self._add(line.row, Row(Outcome.SAME, line.ident.name, self._grid.where(line.row)))
            else:
                what = f"信用代码“{line.ident.code}”" if line.ident.code else "名称（都没有信用代码）"
                reason = (
                    f"与{self._grid.line(earlier.row)}的{what}相同而内容不同；请核对哪一行是对的，删去另一行后再导入"
                )
                self._refuse(line.row, line.ident.name, reason)
        return kept

    def _tell_namesakes(self, lines: list[_Line]) -> None:
        counts = Counter(normalise_name(line.ident.name) for line in lines)
        for line in lines:
            if counts[normalise_name(line.ident.name)] > 1:
                self._findings.explain("namesake", namesake(line.ident.name), self._grid.where(line.row))

    @cached_property
    def _standings(self) -> dict[str, Registration]:
        held = self._task.store.select(Registration, year=self._year)
        return {registration.enterprise: registration for registration in held if registration.from_period % 100 == 0}

    @cached_property
    def _year(self) -> int | None:
        """The year that 在库状态 is of: asked for, in the title, of the month before it was filled in, or this year."""
        task = self._task
        if task.period:
            return task.period.year
        if task.layout.months.year:
            return task.layout.months.year
        for label, value in task.layout.labels.items():
            if ("日期" in label or "时间" in label) and (found := _FILLED_ON.search(value)):
                year, month = (int(part) for part in found.groups() if part)
                return year if month > 1 else year - 1
        if today := task.wishes.today:
            self._findings.hint("year", "表中没有写年份，在库状态按今年记；不对时请指明期间再导入。", self._grid.sheet)
            return today.year
        self._findings.explain("year", "表中没有写年份，在库状态没有导入；请指明期间再导入。", self._grid.sheet)
        return None

    def _plan_line(self, line: _Line, firm: Enterprise | list[Enterprise] | None) -> None:
        name, where = line.ident.name, self._grid.where(line.row)
        if isinstance(firm, list):
            reason = (
                f"{name}：名录中有{len(firm)}户同名企业，又没有可用的信用代码，分不清是哪一户；请补填代码后再导入。"
            )
            self._add(line.row, Row(Outcome.CONFLICT, name, where, reason))
            return
        if firm is None:
            new = Enterprise(id=new_id(), unit=self._task.unit, notes=line.notes, **line.values)
        else:
            new = merged_record(firm, self._kept_code(line, firm, where), line.notes)
        fields: tuple[FieldChange, ...] = () if firm is None else changed_fields(firm, new)
        if new != firm:
            self._records.append(RecordChange(firm, new))
        standing = self._standing(line.status, new.id)
        outcome = Outcome.NEW if firm is None else Outcome.CHANGED if fields or standing else Outcome.SAME
        self._add(line.row, Row(outcome, name, where, fields=(*fields, *standing), subject=new.id))

    def _kept_code(self, line: _Line, firm: Enterprise, where: str) -> dict[str, Any]:
        """Leave a sound code on the register alone when the row, matched by name, has a doubtful one."""
        code = line.ident.code
        if not code or code == firm.code or not firm.code or not credit_code.fault(code):
            return line.values
        text = f"{firm.name}的信用代码，名录中是{firm.code}，表中是{code}，按名称认作同一户，代码没有改；请核对。"
        self._findings.explain("code_differs", text, where)
        return {key: value for key, value in line.values.items() if key != "code"}

    def _standing(self, status: str, firm: str) -> tuple[FieldChange, ...]:
        if not status or self._year is None:
            return ()
        old, year = self._standings.get(firm), self._year
        new = Registration(
            id=old.id if old else new_id(), enterprise=firm, year=year, status=status, from_period=year * 100
        )
        if old and old.status == status:
            return ()
        self._records.append(RecordChange(old, new))
        return (FieldChange("在库状态", old.status if old else "", status),)
