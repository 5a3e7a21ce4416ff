"""Figures that an authority issues (增加值增速, 年度任务) as a plan: stored with source and date, never computed."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from parkdesk.amounts import UNITS, Unit, read_quantity, show
from parkdesk.errors import IntakeError, UsageError
from parkdesk.intake.fields import CellError, changed_fields
from parkdesk.intake.findings import Findings
from parkdesk.intake.grid import Fault
from parkdesk.intake.headings import Field, likeness, match_columns
from parkdesk.intake.headline import clean, months_in, unit_in, units_named, without_brackets
from parkdesk.intake.layout import DATA
from parkdesk.intake.whose import unit_named
from parkdesk.periods import Period
from parkdesk.plan import FieldChange, Outcome, Plan, RecordChange, Row
from parkdesk.records import OfficialFigure
from parkdesk.records.indicators import OFFICIAL_KINDS
from parkdesk.records.kinds import clean_text, read_date
from parkdesk.store import new_id

if TYPE_CHECKING:
    from parkdesk.intake.grid import Cell
    from parkdesk.intake.task import Task

OFFICIAL_FIELDS = (
    Field("figure", "指标", ("指标名称", "官方指标", "项目")),
    Field("value", "数值", ("值", "指标值", "数据")),
    Field("unit", "单位名称", ("单位", "县区", "地区", "单位代码")),
    Field("period", "期间", ("时间", "月份", "统计期间")),
    Field("measure", "计量单位", ("数据单位",)),
    Field("source", "来源", ("数据来源", "发布单位", "发布机构")),
    Field("released_on", "发布日期", ("发布时间", "公布日期")),
)
_NEEDED = ("figure", "value")
_LIKE_ENOUGH = 0.6


def plan_officials(task: Task) -> Plan:
    """Return what a table of official figures would change."""
    return _OfficialPlan(task).build()


def figure_named(text: str) -> str | None:
    """Return the code of the official figure that a text names: 「增加值增速」 → va_growth."""
    word = without_brackets(text)
    if word in OFFICIAL_KINDS:
        return word
    for code, (label, _) in OFFICIAL_KINDS.items():
        if word and (word == label or label.endswith(word)):
            return code
    score, code = max((likeness(word, label), code) for code, (label, _) in OFFICIAL_KINDS.items())
    return code if score >= _LIKE_ENOUGH else None


class _OfficialPlan:
    def __init__(self, task: Task) -> None:
        self._task, self._grid = task, task.grid
        self._findings = Findings(*task.findings)
        self._at = match_columns(task.layout.columns, OFFICIAL_FIELDS, task.wishes.columns)
        labels = {field.key: field.label for field in OFFICIAL_FIELDS}
        if missing := [labels[key] for key in _NEEDED if key not in self._at]:
            raise IntakeError(
                f"“{task.grid.file}”的工作表“{task.grid.sheet}”里没有“{'”“'.join(missing)}”列；请补上后再导入。"
            )
        self._held = {f.natural_key(): f for f in task.store.select(OfficialFigure)}
        self._seen: dict[tuple[str, ...], tuple[int, OfficialFigure]] = {}
        self._rows: list[tuple[int, Row]] = []
        self._records: list[RecordChange] = []

    def build(self) -> Plan:
        for line in self._task.layout.of_kind(DATA):
            label = self._text(line.row, "figure") or "（没有指标）"
            try:
                self._take(line.row, self._read(line.row))
            except CellError as fault:
                row = Row(Outcome.REFUSED, label, self._grid.where(line.row), f"{label}：{fault}。")
                self._rows.append((line.row, row))
        return self._task.plan(self._rows, self._findings, records=self._records)

    def _read(self, row: int) -> OfficialFigure:
        for at in self._at.values():
            if isinstance(cell := self._grid.rows[row][at], Fault):
                raise CellError(f"{self._grid.where(row, at)} 是{cell}；请改正后再导入")
        text = self._text(row, "figure")
        figure = figure_named(text)
        if figure is None:
            known = "、".join(label for label, _ in OFFICIAL_KINDS.values())
            raise CellError(f"没有“{text}”这个官方指标；可以导入的有：{known}")
        declared = UNITS[OFFICIAL_KINDS[figure][1]]
        value = self._value(row, text, declared)
        try:
            released_on = read_date(self._cell(row, "released_on"))
        except ValueError as fault:
            raise CellError(f"发布日期{fault}；请改正后再导入") from None
        return OfficialFigure(
            id=new_id(),
            unit=self._unit(row),
            period=self._period(row).key,
            figure=figure,
            value=value,
            source=self._text(row, "source"),
            released_on=released_on,
        )

    def _value(self, row: int, text: str, declared: Unit) -> int:
        cell = self._cell(row, "value")
        where = self._grid.where(row, self._at["value"])
        units = units_named(self._text(row, "measure"))
        given = units[0] if units else unit_in(text) or self._task.layout.units.get(declared.dimension) or declared
        if given.dimension != declared.dimension:
            raise CellError(f"{where} 的计量单位是{given.name}，应以{declared.name}计；请改正后再导入")
        try:
            value = read_quantity(cell, given)
        except ValueError as fault:
            raise CellError(f"{where} 的数值{fault}；请改正后再导入") from None
        if value is None:
            raise CellError(f"{where} 没有数值；请补填后再导入")
        return value

    def _unit(self, row: int) -> str:
        text = self._text(row, "unit")
        if not text:
            return self._task.unit
        found = text if text in self._task.store.offices() else unit_named(self._task.store, text)
        if found is None:
            raise CellError(f"没有“{text}”这个单位；请核对单位名称")
        return found

    def _period(self, row: int) -> Period:
        text = self._text(row, "period")
        if not text and self._task.period:
            return self._task.period
        months = months_in(text)
        year, month = months.year or self._task.layout.months.year, months.month
        try:
            return Period(year, month) if year and month else Period.parse(text)
        except UsageError as fault:
            raise CellError(str(fault).rstrip("。")) from None

    def _take(self, row: int, new: OfficialFigure) -> None:
        label = f"{new.title()}（{Period.from_key(new.period).title}）"
        first, said = self._seen.setdefault(new.natural_key(), (row, new))
        if first != row:
            if new.value != said.value:
                raise CellError(f"与{self._grid.line(first)}是同一个数而不一样；请核对哪一行是对的，删去另一行后再导入")
            self._rows.append((row, Row(Outcome.SAME, label, self._grid.where(row))))
            return
        old = self._held.get(new.natural_key())
        fields: tuple[FieldChange, ...] = ()
        if old is not None:
            new = dataclasses.replace(
                new, id=old.id, source=new.source or old.source, released_on=new.released_on or old.released_on
            )
            fields = tuple(self._readable(old, new, field) for field in changed_fields(old, new))
        if new != old:
            self._records.append(RecordChange(old, new))
            self._held[new.natural_key()] = new
        outcome = Outcome.NEW if old is None else Outcome.CHANGED if fields else Outcome.SAME
        self._rows.append((row, Row(outcome, label, self._grid.where(row), fields=fields)))

    def _readable(self, old: OfficialFigure, new: OfficialFigure, field: FieldChange) -> FieldChange:
        if field.label != "数值":
            return field
        unit = old.measure_unit
        return FieldChange(field.label, *(f"{show(f.value, unit, 2)}{unit.name}" for f in (old, new)))

    def _cell(self, row: int, key: str) -> Cell:
        at = self._at.get(key)
        return "" if at is None else self._grid.rows[row][at]

    def _text(self, row: int, key: str) -> str:
        return clean(clean_text(self._cell(row, key)))
