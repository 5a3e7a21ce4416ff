"""The project list (重点项目进展一览表) as a plan: pools from the group rows, money, start and finish."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from parkdesk.amounts import UNITS, show
from parkdesk.errors import IntakeError
from parkdesk.intake.fields import CellError, RowReader, changed_fields, merged_record, quantity_reader, tidy_name
from parkdesk.intake.findings import Findings
from parkdesk.intake.firms import is_damaged
from parkdesk.intake.headings import Field
from parkdesk.intake.headline import clean
from parkdesk.intake.layout import DATA, GROUP
from parkdesk.intake.newcomers import template_for_new
from parkdesk.intake.sums import SumCheck
from parkdesk.plan import Outcome, Plan, RecordChange, Row
from parkdesk.records import Investment, Project, StageDay
from parkdesk.records.names import normalise_name
from parkdesk.rules.lights import last_day
from parkdesk.rules.project_doubts import about_project
from parkdesk.store import new_id

if TYPE_CHECKING:
    from parkdesk.intake.layout import Line
    from parkdesk.intake.task import Task

SPAN_FIELD = Field("span", "起止年限", ("建设期限", "建设年限", "起止时间", "建设起止年限", "建设周期"))
COUNTED_FIELD = Field("counted_money", "累计入统投资", ("入统投资", "累计入统", "入统投资额", "纳统投资"))
_SPAN_TEXT = re.compile(r"(\d{4})[.年/-](\d{1,2})月?[-—–―~至到]+(\d{4})[.年/-](\d{1,2})月?$")
_MONEY = ("total", "plan", "month_done", "done")
_MONTHLY = ("plan", "month_done", "done")
_PROGRESS = frozenset({"month_done", "done", "stage", "problem", "pool"})
_POOL_WORDS = (
    ("竣工", "竣工一批"), ("储备", "储备一批"), ("前期", "储备一批"), ("谋划", "储备一批"),
    ("开工", "开工一批"), ("在建", "开工一批"), ("续建", "开工一批"),
)  # fmt: skip


class _MoneyColumn(NamedTuple):
    column: int
    label: str

    def text(self, value: int | None) -> str:
        return f"{show(value, UNITS['万元'], 2)}万元"


def plan_projects(task: Task) -> Plan:
    """Return what a project list would change."""
    return _ProjectPlan(task).build()


class _ProjectPlan:
    def __init__(self, task: Task) -> None:
        self._task, self._grid = task, task.grid
        self._findings = Findings(*task.findings)
        self._reader = RowReader(
            task.grid, task.layout, Project,
            extra=(SPAN_FIELD, COUNTED_FIELD), remembered=task.wishes.columns, keep_notes=task.wishes.keep_notes,
        )  # fmt: skip
        if "name" not in self._reader.columns:
            raise IntakeError(f"“{task.grid.file}”的工作表“{task.grid.sheet}”里没有“项目名称”这一列；请补上后再导入。")
        self._known = {normalise_name(project.name): project for project in task.store.select(Project, unit=task.unit)}
        heads = {column.column: column for column in task.layout.columns}
        self._counted = heads.get(self._reader.columns.get(COUNTED_FIELD.key, -1))
        self._months = {(i.project, i.period): i for i in task.store.select(Investment, unit=task.unit)}
        self._stages: dict[str, StageDay] = {}
        for one in sorted(task.store.select(StageDay, unit=task.unit), key=lambda one: one.day or ""):
            self._stages[one.project] = one
        self._template = template_for_new(task.store)
        self._seen: dict[str, int] = {}
        self._rows: list[tuple[int, Row]] = []
        self._records: list[RecordChange] = []

    def build(self) -> Plan:
        money = [key for key in _MONEY if key in self._reader.columns]
        labels = {column.key: column.label for column in Project.COLUMNS}
        columns = [_MoneyColumn(self._reader.columns[key], labels[key]) for key in money]
        sums = SumCheck(self._grid, columns, [self._reader.reader(key) for key in money])
        for line in self._task.layout.lines:
            if line.kind == DATA:
                values = self._take(line)
                if values is not None:
                    sums.add(line.group, [values.get(key) for key in money], in_park=False)
            elif line.kind != GROUP:
                sums.note(line)
        sums.compare(self._findings)
        return self._task.plan(self._rows, self._findings, records=self._records)

    def _take(self, line: Line) -> dict[str, Any] | None:
        """Plan one row; returns what it says, None where it is refused."""
        name = tidy_name(self._reader.cell(line.row, "name"))
        try:
            values, notes = self._read(line, name)
            counted = self._counted_money(line.row)
        except CellError as fault:
            self._add(line.row, Outcome.REFUSED, name or "（没有名称）", f"{name or '（没有名称）'}：{fault}。")
            return None
        self._judge(line.row, name, values, notes)
        old = self._known.get(normalise_name(name))
        if old is None:
            new = Project(id=new_id(), unit=self._task.unit, notes=notes, template=self._template, **values)
            self._records.append(RecordChange(None, new))
            self._follow(new, values, counted)
            self._rows.append((line.row, Row(Outcome.NEW, name, self._grid.where(line.row), subject=new.id)))
            return values
        new = merged_record(old, values, notes)
        self._follow(old, values, counted)
        if self._is_outdated(old, new):
            reason = f"{name}：台账中已有更晚期间的进度，这张表较早，没有覆盖；确要改回请在项目表中修改。"
            self._add(line.row, Outcome.CONFLICT, name, reason)
        elif new == old:
            self._add(line.row, Outcome.SAME, name)
        else:
            self._records.append(RecordChange(old, new))
            row = Row(Outcome.CHANGED, name, self._grid.where(line.row), fields=changed_fields(old, new))
            self._rows.append((line.row, row))
        return values

    def _counted_money(self, row: int) -> int | None:
        """Return what the statistics counted of a project so far, where the sheet has such a column."""
        if self._counted is None:
            return None
        unit = self._counted.unit or self._task.layout.units.get("money") or UNITS["万元"]
        try:
            return quantity_reader(UNITS["万元"], unit)(self._grid.rows[row][self._counted.column])
        except ValueError as fault:
            raise CellError(
                f"{self._grid.where(row, self._counted.column)} 的累计入统投资{fault}；请改正后再导入"
            ) from None

    def _follow(self, project: Project, values: dict[str, Any], counted: int | None) -> None:
        """Keep what the sheet says of its period besides the project: the month's money, and the stage it came to."""
        period = self._task.period
        if period is None:
            return
        kept = {key: values[key] for key in (*_MONTHLY, "stage") if key in values}
        if counted is not None:
            kept["counted"] = counted
        held = self._months.get((project.id, period.key))
        if kept and held is None:
            new = Investment(id=new_id(), unit=project.unit, project=project.id, period=period.key, **kept)
            self._records.append(RecordChange(None, new))
        elif held is not None and (merged := merged_record(held, kept, {})) != held:
            self._records.append(RecordChange(held, merged))
        stage, last = values.get("stage"), self._stages.get(project.id)
        day = last_day(period.key).isoformat()
        if stage and (last is None or (last.stage != stage and (last.day or "") < day)):
            came = StageDay(
                id=new_id(), unit=project.unit, project=project.id, stage=stage, day=day,
                source=f"{period.title}一览表",
            )  # fmt: skip
            self._records.append(RecordChange(None, came))

    def _read(self, line: Line, name: str) -> tuple[dict[str, Any], dict[str, str]]:
        if is_damaged(name):
            raise CellError("有无法辨认的文字，没有导入；请改正后再导入")
        if not name:
            raise CellError("没有项目名称，没有导入；请补填后再导入")
        first = self._seen.setdefault(normalise_name(name), line.row)
        if first != line.row:
            raise CellError(f"与{self._grid.line(first)}的项目同名；请改成能区分的名称（如加“二期”）后再导入")
        values, notes = self._reader.read(line.row)
        values["name"] = name
        span = self._reader.text(line.row, "span")
        if found := _SPAN_TEXT.match(clean(span)):
            start, finish = (f"{y}-{int(m):02d}" for y, m in ((found[1], found[2]), (found[3], found[4])))
            values.update(start=start, finish=finish)
            if not ("01" <= start[5:] <= "12" and "01" <= finish[5:] <= "12"):
                raise CellError(f"{self._grid.where(line.row)} 的起止年限“{span}”没有这样的月份；请改正后再导入")
        elif span:
            notes["起止年限"] = span
        pool = next((pool for word, pool in _POOL_WORDS if word in line.group), "")
        if pool:
            values["pool"] = pool
        if self._task.period:
            values["period"] = self._task.period.key
        return values, notes

    def _judge(self, row: int, name: str, values: dict[str, Any], notes: dict[str, str]) -> None:
        for key in _MONEY:
            if (values.get(key) or 0) < 0:
                where = self._grid.where(row, self._reader.columns[key])
                self._findings.explain("absurd", f"{name}的投资数是负数；请核对。", where)
        trial = Project(id="", unit=self._task.unit, notes=notes, **values)
        places = {"over_total": "done", "early_money": "done"}
        for doubt in about_project(trial):
            at = self._reader.columns.get(places.get(doubt.rule, ""))
            self._findings.explain(doubt.rule, doubt.text, self._grid.where(row, at))

    def _is_outdated(self, old: Project, new: Project) -> bool:
        later = old.period is not None and (new.period or 0) < old.period
        return later and any(getattr(old, key) != getattr(new, key) for key in _PROGRESS)

    def _add(self, row: int, outcome: Outcome, name: str, reason: str = "") -> None:
        self._rows.append((row, Row(outcome, name, self._grid.where(row), reason)))
