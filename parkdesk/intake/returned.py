"""A table that went out of this desk and comes back edited: what a colleague changed, against what it was then.

Rows are known by their hidden ids, columns by their headings; so moved rows and columns survive. What the
desk changed meanwhile is a conflict with all three values. Nothing that is missing is deleted.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, NamedTuple

from parkdesk.amounts import show
from parkdesk.errors import IntakeError
from parkdesk.intake.cells import few
from parkdesk.intake.fact_columns import figure_reader
from parkdesk.intake.fields import changed_fields
from parkdesk.intake.findings import Findings
from parkdesk.intake.grid import Fault
from parkdesk.intake.headings import Field, match_columns
from parkdesk.intake.layout import DATA
from parkdesk.intake.templated import told_of
from parkdesk.periods import Period
from parkdesk.plan import FactChange, FieldChange, Outcome, Plan, RecordChange, Row, Source
from parkdesk.records import LEDGERS, Enterprise, Measure
from parkdesk.records.grammar import Column
from parkdesk.records.indicators import MEASURE_LABELS
from parkdesk.records.kinds import TEXT
from parkdesk.records.names import normalise_name
from parkdesk.records.sheet_stamp import FACTS_TABLE, ID_HEADING, as_cell

if TYPE_CHECKING:
    from parkdesk.intake.grid import Cell
    from parkdesk.intake.recognise import Sheet
    from parkdesk.records import Indicator, Record
    from parkdesk.records.kinds import Kind
    from parkdesk.records.sheet_stamp import Stamp, StampedRow
    from parkdesk.store import Store

NAME_KEY = "name"
_NOT_THERE = object()


class Returned(NamedTuple):
    """What came back: the plan of the rows that the desk knows, and the rows that are new."""

    plan: Plan
    new_rows: frozenset[int]


class _Cell(NamedTuple):
    """One field of one row: what it is called, what it was, is now and shall be."""

    label: str
    key: str
    base: Any
    mine: Any
    theirs: Any


def plan_returned(store: Store, sheet: Sheet, stamp: Stamp) -> Returned:
    """Return what a colleague changed in a table; raises IntakeError where it cannot be told."""
    assert sheet.layout is not None
    if stamp.desk_id != store.desk.desk_id:
        raise IntakeError(
            f"“{sheet.grid.file}”是从“{stamp.desk_name}”的另一本台账导出的，不是这一本；"
            "请在导出它的台账里导入，或另存为 .csv 后当作普通表格导入。"
        )
    period = sheet.layout.period
    if stamp.table == FACTS_TABLE and period is not None and period.text != stamp.period:
        raise IntakeError(
            f"“{sheet.grid.file}”导出时是{Period.parse(stamp.period).title}，现在标题写的是{period.title}；"
            "请改回标题，或重新导出那个期间后再改。"
        )
    if stamp.table == FACTS_TABLE:
        return _FactsBack(store, sheet, stamp).build()
    if stamp.table not in LEDGERS:
        raise IntakeError(f"“{sheet.grid.file}”是更新的版本导出的“{stamp.table}”，这一版没有这本台账；请升级软件。")
    return _RecordsBack(store, sheet, stamp).build()


class _TableBack:
    """Rows and columns found again; what a field is, the two kinds of tables say."""

    def __init__(self, store: Store, sheet: Sheet, stamp: Stamp) -> None:
        assert sheet.layout is not None
        self._store, self._sheet, self._stamp, self._grid = store, sheet, stamp, sheet.grid
        self._layout = sheet.layout
        self._findings = Findings(*sheet.findings, *told_of(stamp, sheet))
        self._at = self._find_columns()
        self._rows: list[Row] = []
        self._records: list[RecordChange] = []
        self._facts: list[FactChange] = []
        self._labels = {normalise_name(row.label): key for key, row in stamp.rows.items()}

    def build(self) -> Returned:
        """Return the plan of every row that has an id of this desk."""
        id_column = next((c.column for c in self._layout.columns if c.text == ID_HEADING), None)
        if id_column is None:
            raise IntakeError(f"“{self._grid.file}”里隐藏的“编号”列没有了，分不清每行是谁；请重新导出一份再改。")
        seen: dict[str, int] = {}
        new_rows = set()
        data = {line.row for line in self._layout.of_kind(DATA)}
        for row in range(self._layout.first_row, len(self._grid.rows)):
            key = str(self._grid.rows[row][id_column]).strip()
            if key:
                self._take(row, key, seen)
            elif row in data:
                new_rows.add(row)
        self._tell_missing(seen)
        period = self._stamp.period
        source = Source(
            self._stamp.table, self._grid.file, self._grid.sheet, self._sheet.sha256, period, self._stamp.unit
        )
        rows, records, facts = tuple(self._rows), tuple(self._records), tuple(self._facts)
        plan = Plan(source, records, facts, rows, self._findings.all(), self._store.seq)
        return Returned(plan, frozenset(new_rows))

    def _find_columns(self) -> dict[str, int]:
        """Return where each exported column stands now: by its heading, or one very like it."""
        fields = [Field(key, heading) for key, heading in self._stamp.columns]
        exact = {column.text: column.column for column in self._layout.columns}
        found = {key: exact[heading] for key, heading in self._stamp.columns if heading in exact}
        taken = set(found.values())
        rest = [column for column in self._layout.columns if column.column not in taken and column.text != ID_HEADING]
        found |= match_columns(rest, [field for field in fields if field.key not in found])
        gone = [field.label for field in fields if field.key not in found]
        if gone:
            text = f"导出时有的“{few(gone)}”列没有了，没有当作清空；请核对。"
            self._findings.hint("column_gone", text, self._grid.sheet)
        for column in rest:
            if column.column not in found.values() and any(
                str(self._grid.rows[line.row][column.column]).strip() for line in self._layout.of_kind(DATA)
            ):
                text = f"“{column.text}”是导出以后加的列，没有导入；需要时请当作普通表格导入。"
                where = self._grid.where(self._layout.head.bottom, column.column)
                self._findings.hint("column_added", text, where)
        return found

    def _take(self, row: int, key: str, seen: dict[str, int]) -> None:
        stamped = self._stamp.rows.get(key)
        name = self._name(row) or (stamped.label if stamped else key)
        if stamped is None:
            self._refuse(row, name, f"编号“{key}”不是导出时就有的，可能是手工填的；请清空编号，当作新行导入")
        elif key in seen:
            first = self._grid.line(seen[key])
            self._refuse(row, name, f"编号与{first}的相同，可能是复制出来的行；新行请清空编号后再导入")
        elif other := self._slipped(row, stamped):
            reason = f"这一行的编号是“{stamped.label}”的，名称却是“{other}”，可能只排序了一部分列；请重新导出再改"
            self._refuse(row, name, reason)
        else:
            seen[key] = row
            self._compare(row, key, stamped)

    def _name(self, row: int) -> str:
        at = self._at.get(NAME_KEY)
        cell = self._grid.rows[row][at] if at is not None else ""
        return "" if isinstance(cell, Fault) else str(cell).strip()

    def _slipped(self, row: int, stamped: StampedRow) -> str:
        """Return the other exported row whose name stands here: ids and names no longer go together."""
        name = normalise_name(self._name(row))
        if not name or name == normalise_name(stamped.label):
            return ""
        return self._stamp.rows[self._labels[name]].label if name in self._labels else ""

    def _compare(self, row: int, key: str, stamped: StampedRow) -> None:
        raise NotImplementedError

    def _judge(self, row: int, label: str, cells: list[_Cell]) -> list[_Cell] | None:
        """Return the cells to write, None where one is in conflict; base, mine and theirs are told."""
        changed = [c for c in cells if c.theirs not in (c.base, c.mine)]
        clashes = [c for c in changed if c.mine != c.base]
        if not clashes:
            return changed
        told = "；".join(
            f"{c.label}导出时是{base}，台账现在是{mine}，表中是{theirs}"
            for c in clashes[:3]
            for base, mine, theirs in [[self._told(c, value) for value in (c.base, c.mine, c.theirs)]]
        )
        reason = f"{label}：{told}；两边都改过，没有写入，请核对后在台账里改，或重新导出再改。"
        fields = tuple(FieldChange(c.label, self._told(c, c.mine), self._told(c, c.theirs)) for c in clashes)
        self._rows.append(Row(Outcome.CONFLICT, label, self._grid.where(row), reason, fields))
        return None

    def _told(self, cell: _Cell, value: Any) -> str:
        raise NotImplementedError

    def _refuse(self, row: int, label: str, reason: str) -> None:
        self._rows.append(Row(Outcome.REFUSED, label, self._grid.where(row), f"{label}：{reason}。"))

    def _tell_missing(self, seen: dict[str, int]) -> None:
        gone = [row.label for key, row in self._stamp.rows.items() if key not in seen]
        if gone:
            text = f"导出时有、现在表里没有的有{len(gone)}行：{few(gone)}；没有当作删除，要删请在台账里删。"
            self._findings.hint("rows_gone", text, self._grid.sheet)

    def _tell_blank(self, row: int, label: str, what: str, at: int) -> None:
        if self._findings.is_open("blank_kept"):
            text = f"{label}的{what}被清空了，没有当作删除；要删请在台账里改。"
            self._findings.hint("blank_kept", text, self._grid.where(row, at))


class _FactsBack(_TableBack):
    """A month's figures."""

    def __init__(self, store: Store, sheet: Sheet, stamp: Stamp) -> None:
        super().__init__(store, sheet, stamp)
        self._period = Period.parse(stamp.period)
        self._indicators = store.indicators()
        self._held = store.facts.slice(self._period.key, stamp.unit)
        self._firms = {firm.id for firm in store.select(Enterprise, unit=stamp.unit)}
        self._rounded = [0]
        heads = {column.column: column for column in self._layout.columns}
        self._figures = []
        for key, at in self._at.items():
            code, _, word = key.partition(".")
            if word and code in self._indicators:
                indicator = self._indicators[code]
                unit = heads[at].unit or indicator.measure_unit
                if unit.dimension == indicator.measure_unit.dimension:
                    reader = figure_reader(unit, self._rounded)
                    self._figures.append((key, at, indicator, Measure[word.upper()], reader))

    def _compare(self, row: int, key: str, stamped: StampedRow) -> None:
        if key not in self._firms:
            reason = f"{stamped.label}：导出以后台账里删去了这户企业，表中的数没有写入；请核对。"
            self._rows.append(Row(Outcome.CONFLICT, stamped.label, self._grid.where(row), reason))
            return
        cells = []
        for name, at, indicator, measure, reader in self._figures:
            label = f"{indicator.name}{MEASURE_LABELS[measure]}"
            try:
                theirs = reader(self._grid.rows[row][at])
            except ValueError as fault:
                where = self._grid.where(row, at)
                self._refuse(row, stamped.label, f"{where} 的{label}{fault}，这一行没有导入；请改正后再导入")
                return
            base, mine = stamped.base.get(name), self._held.get((indicator.code, key, int(measure)))
            if theirs is None:
                if base is not None:
                    self._tell_blank(row, stamped.label, label, at)
                continue
            cells.append(_Cell(label, name, base, mine, theirs))
        changed = self._judge(row, stamped.label, cells)
        if changed is None:
            return
        for cell in changed:
            code, _, word = cell.key.partition(".")
            measure = Measure[word.upper()]
            self._facts.append(FactChange(code, self._period.key, key, int(measure), cell.mine, cell.theirs))
        fields = tuple(FieldChange(c.label, self._told(c, c.mine), self._told(c, c.theirs)) for c in changed)
        outcome = Outcome.CHANGED if changed else Outcome.SAME
        self._rows.append(Row(outcome, stamped.label, self._grid.where(row), fields=fields, subject=key))

    def _told(self, cell: _Cell, value: Any) -> str:
        indicator: Indicator = self._indicators[cell.key.partition(".")[0]]
        return f"{show(value, indicator.measure_unit, indicator.decimals)}{'' if value is None else indicator.unit}"


class _RecordsBack(_TableBack):
    """A ledger's records."""

    def __init__(self, store: Store, sheet: Sheet, stamp: Stamp) -> None:
        super().__init__(store, sheet, stamp)
        self._ledger = LEDGERS[stamp.table]
        self._columns = {c.key: c for c in self._ledger.COLUMNS}
        self._held = {record.id: record for record in store.select(self._ledger)}
        self._keys = {record.natural_key(): record.id for record in self._held.values()}

    def _compare(self, row: int, key: str, stamped: StampedRow) -> None:
        old = self._held.get(key)
        if old is None:
            reason = f"{stamped.label}：导出以后台账里删去了它，表中的改动没有写入；请核对。"
            self._rows.append(Row(Outcome.CONFLICT, stamped.label, self._grid.where(row), reason))
            return
        cells: list[_Cell] = []
        for name, at in self._at.items():
            column = self._columns.get(name)
            if column is None or name not in stamped.base:
                continue
            base = column.kind.from_sql(stamped.base[name])
            try:
                theirs = self._read(column, old.kind_of(column), self._grid.rows[row][at], base)
            except ValueError as fault:
                where = self._grid.where(row, at)
                self._refuse(row, stamped.label, f"{where} 的{column.label}{fault}，这一行没有导入；请改正后再导入")
                return
            if theirs is _NOT_THERE:
                self._tell_blank(row, stamped.label, column.label, at)
            else:
                cells.append(_Cell(column.label, name, base, getattr(old, name), theirs))
        changed = self._judge(row, stamped.label, cells)
        if changed is not None:
            self._write(row, old, stamped.label, {cell.key: cell.theirs for cell in changed})

    def _read(self, column: Column, kind: Kind, cell: Cell, base: Any) -> Any:
        """Return what a cell says; what it said when it went out is the base itself, whatever was rounded away."""
        if isinstance(cell, Fault):
            raise ValueError(f"是{cell}")
        value = kind.read(cell)
        if value == kind.read(as_cell(kind, base)):
            return base
        if value in (None, "", {}) and base not in (None, "", {}):
            return _NOT_THERE
        if column.choices and value and value not in column.choices:
            raise ValueError(f"“{value}”不是{'、'.join(column.choices)}之一")
        return value

    def _write(self, row: int, old: Record, label: str, values: dict[str, Any]) -> None:
        where = self._grid.where(row)
        new = dataclasses.replace(old, **values) if values else old
        if new == old:
            self._rows.append(Row(Outcome.SAME, label, where, subject=old.id))
            return
        if self._keys.get(new.natural_key(), old.id) != old.id:
            self._refuse(
                row, label, f"改成了与“{self._held[self._keys[new.natural_key()]].title()}”相同，没有导入；请核对"
            )
            return
        del self._keys[old.natural_key()]
        self._keys[new.natural_key()] = new.id
        self._held[new.id] = new
        self._records.append(RecordChange(old, new))
        self._rows.append(Row(Outcome.CHANGED, label, where, fields=changed_fields(old, new), subject=old.id))

    def _told(self, cell: _Cell, value: Any) -> str:
        return self._columns.get(cell.key, Column("", "", TEXT)).kind.write(value) or "空"
