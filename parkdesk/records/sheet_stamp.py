"""What a workbook of ours carries in its hidden sheet, so that it can come home: whose, of what, and what it said.

The door out writes it, the door in reads it; a colleague's office program leaves it alone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from parkdesk.amounts import from_stored

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from parkdesk.amounts import Unit
    from parkdesk.records.kinds import Kind

STAMP_SHEET = "_parkdesk"
GUIDE_SHEET = "填表说明"
ID_HEADING = "编号（请勿改动）"
FACTS_TABLE = "facts"
EXPORT, TEMPLATE = "export", "template"
VERSION = 1
"""Rises when a template or an exported table is laid out in another way."""
_FORMAT = "1"
_MOST_DIGITS = 15  # what a spreadsheet keeps of a number


@dataclass(frozen=True, slots=True)
class StampedRow:
    """One exported row: what it was called, and what its fields held (as stored)."""

    label: str
    base: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stamp:
    """The hidden part of a workbook that goes out and comes back."""

    purpose: str
    desk_id: str
    desk_name: str
    unit: str
    table: str
    sheet: str
    period: str = ""
    seq: int = 0
    version: int = VERSION
    columns: tuple[tuple[str, str], ...] = ()
    """(field key, heading) of every column, in order."""
    rows: Mapping[str, StampedRow] = field(default_factory=dict)

    def to_rows(self) -> list[list[str]]:
        """Return the lines of the hidden sheet; every cell is text."""
        named = [
            ("purpose", self.purpose), ("version", str(self.version)), ("desk", self.desk_id),
            ("name", self.desk_name), ("unit", self.unit), ("table", self.table), ("sheet", self.sheet),
            ("period", self.period), ("seq", str(self.seq)),
        ]  # fmt: skip
        lines = [["ParkDesk", _FORMAT], *([name, value] for name, value in named)]
        lines += [["column", key, heading] for key, heading in self.columns]
        lines += [
            ["row", key, row.label, json.dumps(dict(row.base), ensure_ascii=False)] for key, row in self.rows.items()
        ]
        return lines

    @classmethod
    def from_rows(cls, lines: Iterable[Sequence[object]]) -> Stamp:
        """Read the hidden sheet; raises ValueError for one that a newer program wrote or somebody damaged."""
        named: dict[str, str] = {}
        columns: list[tuple[str, str]] = []
        rows: dict[str, StampedRow] = {}
        for line in lines:
            word, *values = (str(cell) for cell in line)
            if word == "column" and len(values) > 1:
                columns.append((values[0], values[1]))
            elif word == "row" and len(values) > 2:
                base = json.loads(values[2])
                if not isinstance(base, dict):
                    raise ValueError(values[0])
                rows[values[0]] = StampedRow(values[1], base)
            elif values:
                named[word] = values[0]
        if named.get("ParkDesk", "").removesuffix(".0") != _FORMAT:
            raise ValueError(named.get("ParkDesk", ""))
        missing = {"purpose", "desk", "unit", "table", "sheet"} - named.keys()
        if missing:
            raise ValueError("、".join(sorted(missing)))
        return cls(
            named["purpose"], named["desk"], named.get("name", ""), named["unit"], named["table"], named["sheet"],
            named.get("period", ""), int(named.get("seq") or 0), int(named.get("version") or 0), tuple(columns), rows,
        )  # fmt: skip


def as_cell(kind: Kind, value: Any) -> str | int | Decimal | None:
    """Return a value as a cell that an office program shows and `kind.read` takes back unchanged."""
    if value is None or value == "":
        return None
    if kind.measure is not None:
        return figure_cell(value, kind.measure)
    return int(value) if kind.numeric else kind.write(value)


def figure_cell(stored: int, unit: Unit) -> str | Decimal:
    """Return a figure in its unit as a number, or as text where a spreadsheet would lose digits."""
    exact = from_stored(stored, unit)
    figure = Decimal(exact.numerator) / Decimal(exact.denominator)
    return figure if len(figure.normalize().as_tuple().digits) <= _MOST_DIGITS else f"{figure:f}"
