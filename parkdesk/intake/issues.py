"""The list of problems (问题清单/销号台账) as a plan: solved only where a result is given, deadlines in workdays."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from parkdesk.errors import IntakeError
from parkdesk.intake.fields import CellError, RowReader, changed_fields, merged_record, tidy_name
from parkdesk.intake.findings import Findings
from parkdesk.intake.firms import is_damaged
from parkdesk.intake.layout import DATA
from parkdesk.intake.subjects import Subjects
from parkdesk.plan import Outcome, Plan, RecordChange, Row
from parkdesk.records import Holiday, Issue, Norm
from parkdesk.records.visits import CLOSED, HANDLING, RESULT_SOLVED, RESULTS, SOLVED
from parkdesk.rules.workdays import WorkCalendar
from parkdesk.store import new_ids

if TYPE_CHECKING:
    from parkdesk.intake.task import Task

_UNFINISHED = ("正在", "办理中", "推进", "未解决", "未办结", "暂不能", "协调中", "跟进")
_FINISHED = ("已解决", "已办结", "办结", "解决", "已销号", "销号", "完成", "已解释", "不允许")
_LIMIT = "limit_lead"


def plan_issues(task: Task) -> Plan:
    """Return what a list of problems would change."""
    return _IssuePlan(task).build()


def state_of(result: str) -> str:
    """Return how far a problem is by the words of its result."""
    if not result or any(word in result for word in _UNFINISHED):
        return HANDLING
    return SOLVED if any(word in result for word in _FINISHED) else HANDLING


class _IssuePlan:
    def __init__(self, task: Task) -> None:
        self._task, self._grid = task, task.grid
        self._findings = Findings(*task.findings)
        self._reader = RowReader(task.grid, task.layout, Issue, remembered=task.wishes.columns)
        labels = {column.key: column.label for column in Issue.COLUMNS}
        if missing := [labels[key] for key in ("about", "text") if key not in self._reader.columns]:
            raise IntakeError(
                f"“{task.grid.file}”的工作表“{task.grid.sheet}”里没有“{'”“'.join(missing)}”这一列；请补上后再导入。"
            )
        self._held = {one.natural_key(): one for one in task.store.select(Issue, unit=task.unit)}
        self._subjects = Subjects(task.store, task.unit)
        self._calendar = WorkCalendar.of(task.store.select(Holiday))
        self._limit = next((norm.number for norm in task.store.select(Norm, code=_LIMIT)), 7)
        self._ids = new_ids()
        self._alike: Counter[tuple[str, ...]] = Counter()
        self._rows: list[tuple[int, Row]] = []
        self._records: list[RecordChange] = []

    def build(self) -> Plan:
        for line in self._task.layout.of_kind(DATA):
            try:
                self._take(line.row)
            except CellError as fault:
                label = self._reader.text(line.row, "about") or "（没有企业名称）"
                row = Row(Outcome.REFUSED, label, self._grid.where(line.row), f"{label}：{fault}。")
                self._rows.append((line.row, row))
        return self._task.plan(self._rows, self._findings, records=self._records)

    def _take(self, row: int) -> None:
        values = self._read(row)
        new = Issue(id=next(self._ids), unit=self._task.unit, **values)
        self._alike[new.natural_key()] += 1
        new = replace(new, ordinal=self._alike[new.natural_key()])
        where = self._grid.where(row)
        self._judge(new, where)
        old = self._held.get(new.natural_key())
        if old is None:
            self._records.append(RecordChange(None, new))
            self._rows.append((row, Row(Outcome.NEW, new.title(), where, subject=new.enterprise or new.project)))
            return
        merged = merged_record(old, self._kept(old, values), {})
        if merged == old:
            self._rows.append((row, Row(Outcome.SAME, old.title(), where)))
            return
        self._records.append(RecordChange(old, merged))
        self._rows.append((row, Row(Outcome.CHANGED, old.title(), where, fields=changed_fields(old, merged))))

    def _kept(self, old: Issue, values: dict[str, Any]) -> dict[str, Any]:
        """Return what a row brings to a problem that is known: what was worked out by us gives way to what is kept."""
        if old.state == CLOSED and values["state"] == SOLVED:
            values = {**values, "state": CLOSED}
        if old.due and "due" not in self._reader.columns:
            values = {**values, "due": old.due}
        return values

    def _read(self, row: int) -> dict[str, Any]:
        about = tidy_name(self._reader.cell(row, "about"))
        if not about or is_damaged(about):
            raise CellError("没有企业或项目名称，没有导入；请补填后再导入")
        values, notes = self._reader.read(row)
        if not values.get("text"):
            raise CellError("没有问题内容，没有导入；请补填后再导入")
        subject = self._subjects.find(about)
        values.update(about=about, project=subject.project, enterprise=subject.enterprise)
        if "问题类别" in notes:
            values["category"] = notes.pop("问题类别")
        if "来源" in notes:
            values["source"] = notes.pop("来源")
        self._settle(values)
        if rest := "；".join(f"{label}：{text}" for label, text in notes.items()):
            values["progress"] = "；".join(part for part in (values.get("progress", ""), rest) if part)
        if not values.get("due") and values.get("raised_on"):
            raised = dt.date.fromisoformat(values["raised_on"])
            values["due"] = self._calendar.add(raised, self._limit).isoformat()
        return values

    def _settle(self, values: dict[str, Any]) -> None:
        """Say from the words of the result how far the problem is; what is no result is progress."""
        result = values.get("result", "")
        if values.get("state") in (None, HANDLING):
            values["state"] = state_of(result)
        if values["state"] == SOLVED and values.get("closed_on"):
            values["state"] = CLOSED
        if values["state"] == HANDLING and result:
            values["progress"] = "；".join(part for part in (values.get("progress", ""), result) if part)
            values["result"] = ""
        elif values["state"] == SOLVED and result not in RESULTS and "解决" in result:
            values["progress"] = "；".join(part for part in (values.get("progress", ""), result) if part)
            values["result"] = RESULT_SOLVED

    def _judge(self, issue: Issue, where: str) -> None:
        today = self._task.store.day().isoformat()
        if not (issue.project or issue.enterprise):
            text = f"企业库和项目表里都没有“{issue.about}”，问题已记下；名称补进台账后自动对上。"
            self._findings.explain("unknown_subject", text, where)
        if not issue.raised_on:
            self._findings.explain("no_day", f"{issue.title()}没有提出日期，算不出时限；请补填。", where)
        elif issue.raised_on > today:
            self._findings.explain("future", f"{issue.title()}的提出日期{issue.raised_on}还没有到；请核对。", where)
        if issue.due and issue.raised_on and issue.due < issue.raised_on:
            text = f"{issue.title()}的办结时限{issue.due}早于提出日期{issue.raised_on}；请核对。"
            self._findings.explain("due", text, where)
        if issue.closed_on and not issue.result:
            text = f"{issue.title()}写了销号日期，没有结果，没有销号；请补填结果。"
            self._findings.explain("no_result", text, where)
        if not issue.lead:
            self._findings.hint("no_lead", f"{issue.title()}没有主办单位；请补填。", where)
