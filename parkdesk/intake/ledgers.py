"""A sheet of a plain ledger as a plan: one planner for all of them, from the declaration alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from parkdesk.errors import IntakeError
from parkdesk.intake.fields import CellError, RowReader, changed_fields, merged_record
from parkdesk.intake.findings import Findings
from parkdesk.intake.firms import is_damaged
from parkdesk.intake.layout import DATA, GROUP
from parkdesk.intake.sums import SumCheck
from parkdesk.plan import Outcome, Plan, RecordChange, Row
from parkdesk.records import LedgerRecord, plain_ledgers
from parkdesk.records.ledger import ORDINAL
from parkdesk.store import new_id

if TYPE_CHECKING:
    from parkdesk.intake.layout import Line
    from parkdesk.intake.task import Task
    from parkdesk.records import Column

_ADDED_UP = frozenset({"quantity", "count"})
_RATES = frozenset({"rate", "plain"})


class _SumColumn(NamedTuple):
    column: int
    label: str
    declared: Column

    def text(self, value: int | None) -> str:
        return f"{self.declared.kind.write(value)}{self.declared.unit}"


class _Taken(NamedTuple):
    """One row that may be taken: the record it makes, and what it says of it (blank cells say nothing)."""

    row: int
    record: LedgerRecord
    values: dict[str, Any]


def plan_ledger(task: Task) -> Plan:
    """Return what a sheet of a plain ledger would change."""
    return _LedgerPlan(task, plain_ledgers()[task.kind]).build()


class _LedgerPlan:
    def __init__(self, task: Task, ledger: type[LedgerRecord]) -> None:
        self._task, self._grid, self._ledger = task, task.grid, ledger
        self._findings = Findings(*task.findings)
        self._reader = RowReader(
            task.grid, task.layout, ledger, remembered=task.wishes.columns, keep_notes=task.wishes.keep_notes
        )
        missing = [c.label for c in ledger.COLUMNS if c.required and not c.hidden and c.key not in self._reader.columns]
        if missing:
            labels = "、".join(f"“{label}”" for label in missing)
            raise IntakeError(f"“{task.grid.file}”的工作表“{task.grid.sheet}”里没有{labels}这一列；请补上后再导入。")
        held = task.store.select(ledger, unit=task.unit)
        self._held = {record.natural_key(): record for record in held}
        self._loose = Counter(record.words(ledger.LOOSELY) for record in held) if ledger.LOOSELY else Counter()
        self._loosely = {record.words(ledger.LOOSELY): record for record in held} if ledger.LOOSELY else {}
        self._seen: dict[tuple[str, ...], int] = {}
        self._counted: Counter[tuple[str, ...]] = Counter()
        self._rows: list[tuple[int, Row]] = []
        self._records: list[RecordChange] = []

    def build(self) -> Plan:
        summed = [c for c in self._ledger.COLUMNS if self._is_added_up(c) and c.key in self._reader.columns]
        columns = [_SumColumn(self._reader.columns[c.key], c.label, c) for c in summed]
        sums = SumCheck(self._grid, columns, [self._reader.reader(c.key) for c in summed])
        taken: list[_Taken] = []
        for line in self._task.layout.lines:
            if line.kind == DATA:
                if (one := self._read(line)) is not None:
                    sums.add(line.group, [getattr(one.record, c.key) for c in summed], in_park=False)
                    taken.append(one)
            elif line.kind != GROUP:
                sums.note(line)
        wanted = {one.record.natural_key() for one in taken}
        for one in taken:
            self._take(one, wanted)
        sums.compare(self._findings)
        return self._task.plan(self._rows, self._findings, records=self._records)

    @staticmethod
    def _is_added_up(column: Column) -> bool:
        measure = column.kind.measure
        return column.kind.name in _ADDED_UP and (measure is None or measure.dimension not in _RATES)

    def _read(self, line: Line) -> _Taken | None:
        """Return what one row says, None where it is refused."""
        try:
            values, notes = self._reader.read(line.row)
            self._refuse_unreadable(line.row, values)
        except CellError as fault:
            self._refuse(line.row, self._label(line.row), str(fault))
            return None
        record = self._ledger(id=new_id(), unit=self._task.unit, notes=notes, **values)
        self._tell_other_words(line.row, record)
        one = _Taken(line.row, record, values)
        return self._numbered(one) if ORDINAL in self._ledger.KEY else self._once(one)

    def _refuse_unreadable(self, row: int, values: dict[str, Any]) -> None:
        where = self._grid.where(row)
        for column in self._ledger.COLUMNS:
            if column.required and not column.hidden and values.get(column.key) in (None, ""):
                raise CellError(f"{where} 没有{column.label}，没有导入；请补填后再导入")
        if damaged := next((v for v in values.values() if isinstance(v, str) and is_damaged(v)), ""):
            raise CellError(f"{where} 的“{damaged}”有无法辨认的文字，没有导入；请改正后再导入")

    def _tell_other_words(self, row: int, record: LedgerRecord) -> None:
        """Say where a cell holds a word that its column does not offer; it is kept as a note."""
        for column in self._ledger.COLUMNS:
            if column.choices and (word := record.notes.get(column.label)):
                offered = "、".join(column.choices)
                text = f"{record.title()}的{column.label}“{word}”不是{offered}之一，已记入其他信息；请核对。"
                at = self._reader.columns.get(column.key)
                self._findings.explain("other_word", text, self._grid.where(row, at))

    def _numbered(self, one: _Taken) -> _Taken:
        """Count a row among those that are equal to it."""
        rest = one.record.words(tuple(key for key in self._ledger.KEY if key != ORDINAL))
        self._counted[rest] += 1
        number: dict[str, Any] = {ORDINAL: self._counted[rest]}
        return _Taken(one.row, replace(one.record, **number), one.values | number)

    def _once(self, one: _Taken) -> _Taken | None:
        first = self._seen.setdefault(one.record.natural_key(), one.row)
        if first == one.row:
            return one
        same = "、".join(c.label for c in self._ledger.COLUMNS if c.key in self._ledger.KEY)
        reason = f"与{self._grid.line(first)}的{same}都相同，没有导入；是同一条请合并，不是请改成能区分的再导入"
        self._refuse(one.row, one.record.title(), reason)
        return None

    def _take(self, one: _Taken, wanted: set[tuple[str, ...]]) -> None:
        row, record = one.row, one.record
        where, old = self._grid.where(row), self._held.get(record.natural_key())
        if old is None:
            old = self._alike(record, wanted)
        if old is None:
            self._records.append(RecordChange(None, record))
            self._rows.append((row, Row(Outcome.NEW, record.title(), where, subject=record.id)))
            return
        new = merged_record(old, dict(one.values), record.notes)
        if new == old:
            self._rows.append((row, Row(Outcome.SAME, record.title(), where, subject=old.id)))
            return
        self._records.append(RecordChange(old, new))
        fields = changed_fields(old, new)
        self._rows.append((row, Row(Outcome.CHANGED, record.title(), where, fields=fields, subject=old.id)))

    def _alike(self, record: LedgerRecord, wanted: set[tuple[str, ...]]) -> LedgerRecord | None:
        """Return the one record that is still the same though a part of its key has changed since."""
        words = record.words(self._ledger.LOOSELY)
        if not all(words) or self._loose[words] != 1:
            return None
        old = self._loosely[words]
        return None if old.natural_key() in wanted else old

    def _label(self, row: int) -> str:
        words = [text for key in self._ledger.CALLED if (text := self._reader.text(row, key))]
        return " ".join(words) or "（没有名称）"

    def _refuse(self, row: int, label: str, reason: str) -> None:
        self._rows.append((row, Row(Outcome.REFUSED, label, self._grid.where(row), f"{label}：{reason}。")))
