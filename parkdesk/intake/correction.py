"""What a person says of a sheet against what was understood; plain values that a window can send and keep."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from parkdesk.amounts import UNITS
from parkdesk.errors import UsageError
from parkdesk.intake.head_rows import HeadRows
from parkdesk.intake.layout import DATA, FOOTER, GROUP, OF_WHICH, SKIPPED, SUBTOTAL, TOTAL
from parkdesk.intake.pivot import SHAPES
from parkdesk.periods import Period

if TYPE_CHECKING:
    from collections.abc import Mapping

NOTE = "note"
"""The field key of a column that is kept as a note of the firm."""
LINE_KINDS = {
    DATA: "数据行",
    GROUP: "分组行",
    SUBTOTAL: "小计行",
    TOTAL: "合计行",
    OF_WHICH: "其中行",
    FOOTER: "表尾",
    SKIPPED: "不看这一行",
}
"""What a row below the headings can be, as people call it."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person corrected; what is left open stays as understood.

    Rows are those of the table's grid (`Understanding` gives them), zero-based. `columns` maps a heading to a
    field key ('' for 不导入, 'note' for 记为备注, 'output.cum' for a figure); `units` maps a heading to a unit of
    measure, '' standing for the whole table; `lines` maps a row to its kind; `shape` is one of SHAPES.
    """

    kind: str = ""
    period: Period | None = None
    unit: str = ""
    head: HeadRows | None = None
    shape: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if unknown := [unit for unit in self.units.values() if unit not in UNITS]:
            raise UsageError(f"没有“{unknown[0]}”这个计量单位：可以用 {'、'.join(UNITS)}。")
        if self.shape and self.shape not in SHAPES:
            raise UsageError(f"没有“{self.shape}”这种排列：可以用 {'、'.join(SHAPES)}。")
        if self.head and not 0 <= self.head.top <= self.head.bottom <= self.head.top + 5:
            raise UsageError("表头最多六行，首行在前、末行在后：请重新指定。")

    def then(self, later: Correction) -> Correction:
        """Return this correction with a later one on top; another heading forgets what was said of rows."""
        lines = {} if later.head or later.shape else self.lines
        return Correction(
            later.kind or self.kind,
            later.period or self.period,
            later.unit or self.unit,
            later.head or (None if later.shape else self.head),
            later.shape or self.shape,
            {**self.columns, **later.columns},
            {**self.units, **later.units},
            {**lines, **later.lines},
        )

    def to_json(self) -> dict[str, Any]:
        """Return plain values; what was left open is left out."""
        plain: dict[str, Any] = {
            "kind": self.kind,
            "period": self.period.text if self.period else "",
            "unit": self.unit,
            "head": list(self.head) if self.head else [],
            "shape": self.shape,
            "columns": dict(self.columns),
            "units": dict(self.units),
            "lines": {str(row): kind for row, kind in self.lines.items()},
        }
        return {key: value for key, value in plain.items() if value}

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Correction:
        """Read what `to_json` wrote."""
        return cls(
            plain.get("kind", ""),
            Period.parse(plain["period"]) if plain.get("period") else None,
            plain.get("unit", ""),
            HeadRows(*plain["head"]) if plain.get("head") else None,
            plain.get("shape", ""),
            dict(plain.get("columns", {})),
            dict(plain.get("units", {})),
            {int(row): kind for row, kind in plain.get("lines", {}).items()},
        )


NOTHING = Correction()
