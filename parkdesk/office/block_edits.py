"""Cells typed, pasted or filled into a table: one Plan for each gesture; what cannot go in is listed cell by cell."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from parkdesk.intake.fields import tidy_name
from parkdesk.intake.firms import read_code
from parkdesk.plan import Finding, Level, Outcome, Plan, RecordChange, RefusedCell, Row, Source
from parkdesk.records import Enterprise, LedgerRecord
from parkdesk.rules import credit_code
from parkdesk.store import new_ids

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from parkdesk.records import Column, Record
    from parkdesk.records.kinds import Kind
    from parkdesk.store import Store

_WIDE_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_DAY_OF_THIS_YEAR = re.compile(r"^(\d{1,2})[-./月](\d{1,2})[日号]?$")
_SHORT_YEAR = re.compile(r"^(\d{2})([-./年]\d{1,2}[-./月]\d{1,2})[日号]?$")
_KEYS = ("name", "code")
"""Columns that another record may have the same of; a refused row is told by its cells there."""
_FEW = 50
_STEP = 2000


@dataclass(frozen=True, slots=True)
class CellEdit:
    """One cell of a record as it was typed, and in which row a person saw it; a row that is added has no record."""

    record: str
    column: str
    text: str
    row: int = 0


@dataclass(frozen=True, slots=True)
class BlockPlan:
    """What a gesture would write, and what it cannot."""

    plan: Plan
    refused: tuple[RefusedCell, ...] = ()
    cells: int = 0
    """How many cells differ from what is kept."""


@dataclass(slots=True)
class _Draft:
    """One record while its cells are taken in."""

    before: Record | None
    values: dict[str, Any] = field(default_factory=dict)
    edits: dict[str, CellEdit] = field(default_factory=dict)


def plan_cells(
    store: Store,
    ledger: type[Record],
    edits: Iterable[CellEdit],
    added: Sequence[Sequence[CellEdit]] = (),
    kinds: Mapping[str, Kind] | None = None,
    tick: Callable[[int], None] | None = None,
) -> BlockPlan:
    """Return what typing these cells would change.

    Args:
        store: the desk.
        ledger: whose records the cells are of.
        edits: cells of records that are there; gone through twice.
        added: cells of records to be added, row by row.
        kinds: how a column is read where it is shown in another unit than it is declared in.
        tick: told how many cells were read; may raise to stop the work.
    """
    return _Block(store, ledger, kinds or {}, tick).plan(edits, added)


class _Block:
    def __init__(
        self, store: Store, ledger: type[Record], kinds: Mapping[str, Kind], tick: Callable[[int], None] | None
    ) -> None:
        self._store, self._ledger, self._kinds, self._tick = store, ledger, kinds, tick
        self._columns = {c.key: c for c in ledger.COLUMNS}
        self._year = store.day().year
        self._refused: list[RefusedCell] = []
        self._findings: list[Finding] = []
        self._cells = 0

    def plan(self, edits: Iterable[CellEdit], added: Sequence[Sequence[CellEdit]]) -> BlockPlan:
        """Read every cell, then judge record by record."""
        held = self._store.records(self._ledger, list(dict.fromkeys(edit.record for edit in edits)))
        drafts = {key: _Draft(record) for key, record in held.items()}
        for number, edit in enumerate(edits):
            if self._tick and number % _STEP == 0:
                self._tick(number)
            if edit.record in drafts:
                self._take(drafts[edit.record], edit)
        fresh = [self._fresh(row) for row in added if any(edit.text.strip() for edit in row)]
        changes = [change for draft in drafts.values() if (change := self._changed(draft))]
        ids = new_ids()
        changes += [change for draft in fresh if (change := self._added(draft, next(ids)))]
        taken = self._namesakes([change for change, _ in changes])
        changes = [pair for pair in (self._without_double(*pair, taken) for pair in changes) if pair]
        rows = [Row(Outcome.CHANGED if c.before else Outcome.NEW, c.subject.title()) for c, _ in changes]
        rows += [Row(Outcome.REFUSED, cell.label, cell.where, cell.reason) for cell in self._refused]
        plan = Plan(
            Source("table"),
            tuple(change for change, _ in changes),
            rows=tuple(rows),
            findings=tuple(self._findings),
            basis=self._store.seq,
        )
        return BlockPlan(plan, tuple(self._refused), self._cells)

    def _take(self, draft: _Draft, edit: CellEdit) -> None:
        column = self._columns[edit.column]
        if edit.column in _KEYS or not draft.edits:
            draft.edits[edit.column] = edit
        try:
            draft.values[edit.column] = self._read(column, edit)
        except ValueError as fault:
            self._refuse(edit, str(fault))

    def _refuse(self, edit: CellEdit, reason: str) -> None:
        label = self._columns[edit.column].label
        self._refused.append(RefusedCell(edit.record, edit.column, label, f"第{edit.row + 1}行", edit.text, reason))

    def _read(self, column: Column, edit: CellEdit) -> Any:
        kind, text = self._kinds.get(column.key, column.kind), edit.text
        if column.required and not text.strip():
            raise ValueError(f"{column.label}不能为空")
        if column.key == "code":
            return self._read_code(text, edit.row)
        if column.key == "name":
            text = tidy_name(text)
        elif kind.name == "date":
            text = self._with_year(text)
        elif kind.name in ("text", "optional"):
            text = text.translate(_WIDE_DIGITS)
        value = kind.read(text)
        if column.choices and value and value not in column.choices:
            raise ValueError(f"“{text}”不是{'、'.join(column.choices)}之一")
        return value

    def _read_code(self, text: str, row: int) -> str:
        code, lost = read_code(text)
        if lost:
            raise ValueError(f"代码被表格存成了数字“{lost}”，后几位已丢失，请把那一列设为文本后重新复制")
        if self._ledger is Enterprise and code and (fault := credit_code.fault(code)):
            self._findings.append(Finding("code", Level.EXPLAIN, fault, f"第{row + 1}行"))
        return code

    def _with_year(self, text: str) -> str:
        """Complete a date typed in short: 9.30 is of this year, 26-9-30 of 2026."""
        plain = unicodedata.normalize("NFKC", text).strip()
        if found := _DAY_OF_THIS_YEAR.match(plain):
            return f"{self._year}-{found[1]}-{found[2]}"
        if found := _SHORT_YEAR.match(plain):
            return f"20{found[1]}{found[2]}"
        return plain.removesuffix("号")

    def _fresh(self, row: Sequence[CellEdit]) -> _Draft:
        draft = _Draft(None)
        for edit in row:
            if edit.text.strip():
                self._take(draft, edit)
        return draft

    def _changed(self, draft: _Draft) -> tuple[RecordChange, _Draft] | None:
        before = draft.before
        assert before is not None
        differing = {key: value for key, value in draft.values.items() if getattr(before, key) != value}
        if not differing:
            return None
        self._cells += len(differing)
        return RecordChange(before, dataclasses.replace(before, **differing)), draft

    def _added(self, draft: _Draft, fresh_id: str) -> tuple[RecordChange, _Draft] | None:
        values = {key: value for key, value in draft.values.items() if value is not None}
        if "unit" in self._columns:
            values.setdefault("unit", self._store.desk.unit)
        missing = [c.label for c in self._columns.values() if c.required and not values.get(c.key)]
        if missing:
            if not any(self._columns[e.column].required for e in draft.edits.values()):
                first = next(iter(draft.edits.values()))
                self._refuse(first, f"这一行没有{'、'.join(missing)}，没有新增")
            return None
        self._cells += len(draft.values)
        return RecordChange(None, self._ledger(id=fresh_id, **values)), draft

    # -- who has the key already -------------------------------------------------------------

    def _namesakes(self, changes: list[RecordChange]) -> dict[tuple[str, ...], Record]:
        """Return who has the natural keys that records would newly take."""
        new = [c.subject for c in changes if _takes_a_key(c)]
        if not new:
            return {}
        held: list[Any] = []
        if len(new) <= _FEW and issubclass(self._ledger, Enterprise):
            for record in new:
                key = "code" if getattr(record, "code", "") else "name"
                held += self._store.select(self._ledger, **{key: getattr(record, key)})
        elif len(new) <= _FEW and issubclass(self._ledger, LedgerRecord):
            for record in new:
                said = {k: v for k in self._ledger.KEY if (v := getattr(record, k)) not in (None, "")}
                held += self._store.select(self._ledger, **said)
        else:
            held = self._store.select(self._ledger)
        going = {c.subject.id for c in changes if c.before is not None}
        found = {record.natural_key(): record for record in held if record.id not in going}
        kept = (c.subject for c in changes if c.before is not None and not _takes_a_key(c))
        return found | {record.natural_key(): record for record in kept}

    def _without_double(
        self, change: RecordChange, draft: _Draft, taken: dict[tuple[str, ...], Record]
    ) -> tuple[RecordChange, _Draft] | None:
        """Leave a key alone that another record has, in the desk or further up in the block; a new row goes whole."""
        if not _takes_a_key(change):
            return change, draft
        new = change.subject
        other = taken.setdefault(new.natural_key(), new)
        if other is new:
            return change, draft
        name = "code" if new.natural_key()[0] == "code" and "code" in draft.edits else "name"
        edit = draft.edits.get(name) or next(iter(draft.edits.values()))
        self._refuse(edit, f"与“{other.title()}”重复")
        if change.before is None:
            self._cells -= len(draft.values)
            return None
        self._cells -= 1
        draft.values.pop(edit.column)
        rest = {key: value for key, value in draft.values.items() if getattr(change.before, key) != value}
        return (RecordChange(change.before, dataclasses.replace(change.before, **rest)), draft) if rest else None


def _takes_a_key(change: RecordChange) -> bool:
    return change.before is None or change.before.natural_key() != change.subject.natural_key()
