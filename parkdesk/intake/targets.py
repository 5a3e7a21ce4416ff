"""The table of targets (目标任务分解表) as a plan: one unit a row, one target a column; or one target a row."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from parkdesk.amounts import UNITS, Unit, read_quantity, show
from parkdesk.errors import IntakeError
from parkdesk.intake.fields import changed_fields
from parkdesk.intake.findings import Findings
from parkdesk.intake.grid import Fault
from parkdesk.intake.headings import Field, heading_of, match_columns
from parkdesk.intake.headline import clean
from parkdesk.intake.layout import DATA, TOTAL
from parkdesk.intake.whose import unit_named
from parkdesk.plan import Outcome, Plan, RecordChange, Row
from parkdesk.records import Target, catalogue
from parkdesk.records.kinds import clean_text
from parkdesk.records.targets import TARGET_NATURES
from parkdesk.store import new_id

if TYPE_CHECKING:
    from parkdesk.intake.grid import Cell, Grid
    from parkdesk.intake.head_rows import HeadColumn
    from parkdesk.intake.layout import Layout
    from parkdesk.intake.task import Task
    from parkdesk.plan import FieldChange
    from parkdesk.records.catalogue import Goal

_UNIT = Field("unit", "单位", ("单位名称", "县区", "县（市、区）", "责任单位", "单位代码", "园区"))
_LONG = (
    Field("name", "指标", ("指标名称", "目标任务", "考核指标")),
    Field("amount", "目标值", ("目标", "任务", "任务数", "年度目标")),
    Field("measured_in", "计量单位"),
    Field("nature", "性质"),
    Field("year", "年份", ("年度",)),
    Field("document", "文号", ("文件",)),
)
_ASKED, _PROGRESS = ("目标", "任务", "计划"), ("完成", "进度", "位次", "排名", "得分", "备注", "序号", "增速")
_TOTALS = ("合计", "全市", "全县", "总计")


class TargetColumn(NamedTuple):
    """One column that holds targets."""

    column: int
    name: str
    code: str
    unit: Unit
    nature: str


def plan_targets(task: Task) -> Plan:
    """Return what a table of targets would change."""
    return _TargetPlan(task).build()


def target_fields() -> list[Field]:
    """Return what the columns of a table with one target a row may hold."""
    return [_UNIT, *_LONG]


def goal_named(text: str) -> Goal | None:
    """Return the shipped goal that a heading speaks of."""
    word = clean(text)
    return next((goal for goal in catalogue.goals().values() if word in map(clean, goal.names())), None)


def target_columns(grid: Grid, layout: Layout, unit_at: int | None) -> list[TargetColumn]:
    """Return the columns that hold targets: figures that are neither a number of the row nor what was done."""
    found = []
    for head in layout.columns:
        if head.column != unit_at and _holds_targets(grid, layout, head):
            name = clean(head.path[0]) if len(head.path) > 1 else heading_of(head)
            named = goal_named(heading_of(head)) or goal_named(head.path[0].split("（")[0]) or goal_named(name)
            unit = head.unit or _unit_above(head) or (UNITS[named.unit] if named else None)
            if unit is None:
                unit = UNITS["个"]
            nature = named.nature if named else "growth" if unit.dimension in ("rate", "points") else "flow"
            label = named.name if named else name.removesuffix("目标").removesuffix("任务") or name
            found.append(TargetColumn(head.column, label, named.code if named else "", unit, nature))
    return found


def _unit_above(head: HeadColumn) -> Unit | None:
    return next((u for path in head.path for n, u in UNITS.items() if f"（{n}）" in path or f"({n})" in path), None)


def _holds_targets(grid: Grid, layout: Layout, head: HeadColumn) -> bool:
    inner = head.path[-1]
    if len(head.path) > 1 and any(word in inner for word in _ASKED) and "完成" not in inner:
        return True
    if any(word in inner for word in _PROGRESS) or len(head.path) > 1:
        return False
    cells = [grid.rows[line.row][head.column] for line in layout.of_kind(DATA)]
    return any(isinstance(cell, (int, float)) or (isinstance(cell, str) and _is_figure(cell)) for cell in cells)


class _TargetPlan:
    def __init__(self, task: Task) -> None:
        self._task, self._grid, self._store = task, task.grid, task.store
        self._findings = Findings(*task.findings)
        self._at = match_columns(task.layout.columns, target_fields(), task.wishes.columns)
        self._long = "name" in self._at and "amount" in self._at
        if not self._long:
            self._at = match_columns(task.layout.columns, [_UNIT], task.wishes.columns)
        where = f"“{task.grid.file}”的工作表“{task.grid.sheet}”"
        if "unit" not in self._at:
            raise IntakeError(f"{where}里没有“单位”这一列；请补上后再导入。")
        self._columns = [] if self._long else target_columns(task.grid, task.layout, self._at["unit"])
        if not self._long and not self._columns:
            raise IntakeError(f"{where}里看不出哪一列是目标；请在表头写明指标和计量单位，如“新建标准化厂房（万㎡）”。")
        self._year = self._year_of_sheet()
        city = task.store.desk.is_city
        self._issuer = task.store.desk.unit if city else (task.store.desk.parent or task.store.desk.unit)
        self._held = {target.natural_key(): target for target in task.store.select(Target)}
        self._seen: dict[tuple[str, ...], int] = {}
        self._given: dict[int, list[int]] = {}
        self._totals: dict[int, int] = {}
        self._rows: list[tuple[int, Row]] = []
        self._records: list[RecordChange] = []

    def _year_of_sheet(self) -> int:
        layout, wishes = self._task.layout, self._task.wishes
        year = layout.months.year or (wishes.period.year if wishes.period else None)
        year = year or (wishes.today.year if wishes.today else None)
        if year is None and not (self._long and "year" in self._at):
            raise IntakeError(f"“{self._grid.file}”没有写是哪一年的目标；请在标题写明年份，或导入时指明期间。")
        return year or 0

    def build(self) -> Plan:
        for line in self._task.layout.lines:
            if line.kind == DATA and not self._is_total(line.row):
                self._take(line.row)
            elif line.kind == TOTAL or (line.kind == DATA and self._is_total(line.row)):
                self._take_total(line.row)
        self._compare_totals()
        return self._task.plan(self._rows, self._findings, records=self._records)

    def _name(self, row: int) -> str:
        return clean_text(self._grid.rows[row][self._at["unit"]])

    def _is_total(self, row: int) -> bool:
        return clean(self._name(row)) in _TOTALS

    def _take(self, row: int) -> None:
        name = self._name(row)
        unit = self._unit_of(name)
        if unit is None:
            known = "没有填单位" if not name else f"没有“{name}”这个单位"
            self._refuse(row, name or "（没有单位）", f"{known}，目标没有导入；请改成单位表里的名称或代码后再导入")
            return
        offices = self._store.offices()
        if (
            unit in offices
            and (ended := offices[unit].valid_to)
            and ended[:4].isdigit()
            and int(ended[:4]) < self._year
        ):
            reason = f"{offices[unit].name}已于{ended}停用，不能再下目标；请改为现在的单位后再导入"
            self._refuse(row, name, reason)
            return
        if self._long:
            self._take_long(row, name, unit)
            return
        made: list[tuple[TargetColumn, int]] = []
        for column in self._columns:
            try:
                amount = self._amount(row, column.column, column.unit)
            except ValueError as fault:
                where = self._grid.where(row, column.column)
                self._refuse(row, name, f"{where} 的{column.name}{fault}，这一行没有导入；请改正后再导入")
                return
            if amount is not None:
                made.append((column, amount))
                self._given.setdefault(column.column, []).append(amount)
        targets = [self._target(unit, column.name, column.code, column.unit, column.nature, a) for column, a in made]
        self._put(row, name, targets)

    def _take_long(self, row: int, name: str, unit: str) -> None:
        label = self._text(row, "name")
        goal = goal_named(label)
        said = self._text(row, "measured_in") or (goal.unit if goal else "")
        nature = next((c for c, text in TARGET_NATURES.items() if self._text(row, "nature") in (c, text)), "")
        nature = nature or (goal.nature if goal else "flow")
        year = self._text(row, "year")
        if not label or said not in UNITS:
            what = "指标" if not label else f"认得的计量单位（写的是“{said}”）"
            self._refuse(row, name, f"没有{what}，没有导入；请补填后再导入")
            return
        try:
            amount = self._amount(row, self._at["amount"], UNITS[said])
        except ValueError as fault:
            self._refuse(row, name, f"目标值{fault}，没有导入；请改正后再导入")
            return
        if amount is None:
            self._refuse(row, name, "没有目标值，没有导入；请补填后再导入")
            return
        code = goal.code if goal else ""
        target = self._target(unit, goal.name if goal else label, code, UNITS[said], nature, amount)
        if year.isdigit():
            target = _with_year(target, int(year))
        self._put(row, f"{name} {target.name}", [target])

    def _text(self, row: int, key: str) -> str:
        return clean_text(self._grid.rows[row][self._at[key]]) if key in self._at else ""

    def _unit_of(self, name: str) -> str | None:
        if not name:
            return None
        return name if name in self._store.offices() else unit_named(self._store, name)

    def _amount(self, row: int, at: int, unit: Unit) -> int | None:
        cell: Cell = self._grid.rows[row][at]
        if isinstance(cell, Fault):
            raise ValueError(f"是{cell}")
        amount = read_quantity(cell, unit)
        if amount is not None and amount < 0 and unit.dimension not in ("rate", "points"):
            raise ValueError(f"是{clean_text(cell)}，目标不能是负数")
        return amount

    def _target(self, unit: str, name: str, code: str, measure: Unit, nature: str, amount: int) -> Target:
        return Target(
            id=new_id(), unit=unit, year=self._year, indicator=code, name=name, nature=nature,
            measured_in=measure.name, amount=amount, issuer=self._issuer,
        )  # fmt: skip

    def _put(self, row: int, label: str, targets: list[Target]) -> None:
        where, outcome = self._grid.where(row), Outcome.SAME
        fields: list[FieldChange] = []
        for target in targets:
            first = self._seen.setdefault(target.natural_key(), row)
            if first != row:
                self._refuse(row, label, f"{target.name}在{self._grid.line(first)}已有一个目标，没有导入；请合并成一行")
                return
            old = self._held.get(target.natural_key())
            new = target if old is None else _over(old, target)
            if old is None:
                outcome = Outcome.NEW
            elif new != old:
                outcome = Outcome.CHANGED if outcome is not Outcome.NEW else outcome
                fields += changed_fields(old, new)
            if new != old:
                self._records.append(RecordChange(old, new))
        self._rows.append((row, Row(outcome, label, where, fields=tuple(fields))))

    def _take_total(self, row: int) -> None:
        for column in self._columns:
            try:
                amount = self._amount(row, column.column, column.unit)
            except ValueError:
                amount = None
            if amount is not None:
                self._totals[column.column] = amount
        if self._long or not self._totals:
            return
        targets = [
            self._target(self._issuer, c.name, c.code, c.unit, c.nature, self._totals[c.column])
            for c in self._columns
            if c.column in self._totals
        ]
        self._put(row, self._name(row) or "合计", targets)

    def _compare_totals(self) -> None:
        """Say where what the units were given does not add up to the whole, short of it above all."""
        for column in self._columns:
            given, whole = sum(self._given.get(column.column, ())), self._totals.get(column.column)
            if whole is None or given == whole or column.nature == "growth":
                continue
            shown, added = (f"{show(v, column.unit, 2)}{column.unit.name}" for v in (whole, given))
            short = "，比合计少，任务没有分完" if given < whole else ""
            text = f"{column.name}的合计是{shown}，各单位相加是{added}{short}；请核对。"
            self._findings.explain("split_differs", text, self._grid.sheet)

    def _refuse(self, row: int, label: str, reason: str) -> None:
        self._rows.append((row, Row(Outcome.REFUSED, label, self._grid.where(row), f"{label}：{reason}。")))


def _is_figure(text: str) -> bool:
    try:
        return read_quantity(text, UNITS["个"]) is not None
    except ValueError:
        return False


def _over(old: Target, new: Target) -> Target:
    """Return a target put in the place of the one on the same; what the table does not say stays."""
    return replace(old, name=new.name, measured_in=new.measured_in, amount=new.amount)


def _with_year(target: Target, year: int) -> Target:
    return replace(target, year=year)
