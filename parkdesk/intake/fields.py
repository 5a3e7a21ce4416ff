"""Rows of a sheet as the fields of a record: columns matched by heading, cells read by kind, the rest as notes."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING, Any, TypeVar

from parkdesk.amounts import read_number, read_quantity
from parkdesk.intake.grid import Fault
from parkdesk.intake.headings import Field, heading_of, match_columns
from parkdesk.plan import FieldChange
from parkdesk.records.grammar import columns_of
from parkdesk.records.kinds import clean_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from parkdesk.amounts import Unit
    from parkdesk.intake.grid import Cell, Grid
    from parkdesk.intake.head_rows import HeadColumn
    from parkdesk.intake.layout import Layout
    from parkdesk.records.grammar import Column, Record

R = TypeVar("R", bound="Record")

SKIPPED_HEADINGS = frozenset({"序号", "编号", "完成率", "超欠进度", "超欠时间进度", "增速"})
_BESIDE_CHINESE = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
_BLANK = frozenset({"", "N/A", "n/a", "NULL", "null", "—", "——", "-", "/"})


class CellError(ValueError):
    """A cell that cannot be read: the sentence says which and why."""


def record_fields(ledger: type[Record]) -> list[Field]:
    """Return what a sheet's columns may hold of a ledger, under the names it goes by."""
    return [Field(c.key, c.label, c.aliases) for c in columns_of(ledger) if c.kind.name != "notes"]


class RowReader:
    """Reads rows of one sheet into attributes of one ledger."""

    def __init__(
        self,
        grid: Grid,
        layout: Layout,
        ledger: type[Record],
        *,
        extra: Iterable[Field] = (),
        remembered: Mapping[str, str] | None = None,
        keep_notes: bool = True,
    ) -> None:
        self._grid = grid
        self.columns = match_columns(layout.columns, [*record_fields(ledger), *extra], remembered)
        self._units = layout.units
        heads = {column.column: column for column in layout.columns}
        self._readers = [
            (c, self.columns[c.key], self._reader(c, heads[self.columns[c.key]]))
            for c in columns_of(ledger)
            if c.key in self.columns
        ]
        used = set(self.columns.values())
        left_out = {text for text, key in (remembered or {}).items() if key == ""}
        self._notes = [
            (column.column, heading_of(column))
            for column in layout.columns
            if keep_notes
            and column.column not in used
            and column.text not in left_out
            and heading_of(column) not in SKIPPED_HEADINGS
        ]

    def cell(self, row: int, key: str) -> Cell:
        """Return the raw cell of a field; empty where the sheet has no such column."""
        column = self.columns.get(key)
        return "" if column is None else self._grid.rows[row][column]

    def text(self, row: int, key: str) -> str:
        """Return a field's cell as text."""
        cell = self.cell(row, key)
        return "" if isinstance(cell, Fault) else clean_text(cell)

    def reader(self, key: str) -> Callable[[Cell], Any]:
        """Return what reads a cell of a field that the sheet has."""
        return next(reader for column, _, reader in self._readers if column.key == key)

    def read(self, row: int) -> tuple[dict[str, Any], dict[str, str]]:
        """Return the attributes that the row fills, and its other columns as notes; raises CellError."""
        cells = self._grid.rows[row]
        values: dict[str, Any] = {}
        notes: dict[str, str] = {}
        for column, index, reader in self._readers:
            cell = cells[index]
            if cell == "" or (isinstance(cell, str) and cell.strip() in _BLANK):
                continue
            if isinstance(cell, Fault):
                raise CellError(f"{self._grid.where(row, index)} 的{column.label}是{cell}；请改正后再导入")
            try:
                value = reader(cell)
            except ValueError as fault:
                raise CellError(f"{self._grid.where(row, index)} 的{column.label}{fault}；请改正后再导入") from None
            if column.choices and value not in column.choices:
                notes[column.label] = str(value)
            elif value is not None and value != "":
                values[column.key] = value
        for index, label in self._notes:
            if (text := clean_text(cells[index])) not in _BLANK:
                notes[label] = text
        return values, notes

    def _reader(self, column: Column, head: HeadColumn) -> Callable[[Cell], Any]:
        unit = column.kind.measure
        if unit is None or not unit.name:
            return column.kind.read
        return quantity_reader(unit, head.unit or self._units.get(unit.dimension) or unit)


def quantity_reader(unit: Unit, given: Unit) -> Callable[[Cell], int | None]:
    """Return what reads a figure written in `given`, and refuses it where `unit` measures something else."""
    if given.dimension == unit.dimension:
        return lambda cell: read_quantity(cell, given)

    def refuse(cell: Cell) -> None:
        raise ValueError(f"“{clean_text(cell)}”以{given.name}计，应以{unit.name}计")

    return refuse


def merged_record(old: R, values: dict[str, Any], notes: dict[str, str]) -> R:
    """Return a record with the values that a row fills; what the row leaves blank stays."""
    current = getattr(old, "notes", {})
    if any(current.get(label) != text for label, text in notes.items()):
        values = {**values, "notes": {**current, **notes}}
    return dataclasses.replace(old, **values)


def changed_fields(old: Record, new: Record) -> tuple[FieldChange, ...]:
    """Return what differs between two states of a record, as people read it."""
    return tuple(
        FieldChange(c.label, c.kind.write(getattr(old, c.key)), c.kind.write(getattr(new, c.key)))
        for c in old.COLUMNS
        if getattr(old, c.key) != getattr(new, c.key)
    )


def is_figure(cell: Cell) -> bool:
    """Whether a cell holds a figure, in whatever dress."""
    if not isinstance(cell, str):
        return isinstance(cell, (int, float)) and not isinstance(cell, bool)
    try:
        return cell != "" and read_number(cell) is not None
    except ValueError:
        return False


def tidy_name(cell: Cell) -> str:
    """Return a firm's or project's name without stray blanks at its ends and beside Chinese characters."""
    if isinstance(cell, str) and cell.isprintable() and " " not in cell:
        return cell
    return _BESIDE_CHINESE.sub("", clean_text(cell))
