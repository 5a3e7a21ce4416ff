"""小计, 合计 and 其中 rows against the rows they add up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from parkdesk.intake.layout import OF_WHICH, SUBTOTAL, TOTAL

if TYPE_CHECKING:
    from collections.abc import Callable

    from parkdesk.intake.findings import Findings
    from parkdesk.intake.grid import Cell, Grid
    from parkdesk.intake.layout import Line

_IN_PARK = "园区内"
_Figures = Sequence[int | None]


class SumColumn(Protocol):
    """A column whose figures add up."""

    @property
    def column(self) -> int:
        """Where it stands in the sheet."""

    @property
    def label(self) -> str:
        """What it is called."""

    def text(self, value: int | None) -> str:
        """Return a figure as people read it."""


class SumCheck:
    """Adds the rows of figures up by group and compares the sums that the sheet shows."""

    def __init__(
        self, grid: Grid, columns: Sequence[SumColumn], readers: Sequence[Callable[[Cell], int | None]]
    ) -> None:
        self._grid = grid
        self._columns = columns
        self._readers = readers
        self._all: list[_Figures] = []
        self._groups: dict[str, list[_Figures]] = {}
        self._park: list[_Figures] = []
        self._begins = {SUBTOTAL: 0, TOTAL: 0}
        self._shown: list[tuple[Line, str, list[_Figures]]] = []

    def add(self, group: str, values: _Figures, *, in_park: bool) -> None:
        """Take in one row of figures."""
        self._all.append(values)
        self._groups.setdefault(group, []).append(values)
        if in_park:
            self._park.append(values)

    def note(self, line: Line) -> None:
        """Take in a row of sums; it is compared when all rows are known, for it may stand above them."""
        cells = self._grid.rows[line.row]
        label = next((text for cell in cells if isinstance(cell, str) and (text := "".join(cell.split()))), "")
        block = self._all[self._begins.get(line.kind, 0) :]
        self._shown.append((line, label, block))
        self._begins[line.kind] = len(self._all)

    def compare(self, findings: Findings) -> None:
        """Tell every difference with its two numbers."""
        for line, label, block in self._shown:
            if line.kind == SUBTOTAL:
                candidates = [self._group(line.group), self._groups.get(line.group, []), block]
            elif line.kind == TOTAL:
                candidates = [self._all, block]
            elif line.kind == OF_WHICH and _IN_PARK in label and not line.group:
                candidates = [self._park]
            else:
                self._tell_of_which(line, label, findings)
                continue
            self._compare_row(line, label, [_sums(rows) for rows in candidates if rows], findings)

    def _tell_of_which(self, line: Line, label: str, findings: Findings) -> None:
        """Name the figures of a 其中 row that no column says who belongs to it."""
        told = []
        for column, read in zip(self._columns, self._readers, strict=True):
            try:
                value = read(self._grid.rows[line.row][column.column])
            except ValueError:
                value = None
            if value is not None:
                told.append(f"{column.label}{column.text(value)}")
        if told:
            text = f"{label}：{'，'.join(told)}；表中看不出是哪几户，没有核对，也没有导入。"
            findings.hint("of_which", text, self._grid.where(line.row))

    def _group(self, group: str) -> list[_Figures]:
        """Return the rows of an outer group with its inner ones."""
        outer = group.split("/", maxsplit=1)[0]
        return [row for name, rows in self._groups.items() if name.split("/")[0] == outer for row in rows]

    def _compare_row(self, line: Line, label: str, candidates: list[list[int]], findings: Findings) -> None:
        for index, column in enumerate(self._columns):
            where = self._grid.where(line.row, column.column)
            try:
                shown = self._readers[index](self._grid.rows[line.row][column.column])
            except ValueError as fault:
                findings.explain("sum_unreadable", f"{label}的{column.label}{fault}，无法核对；请改正。", where)
                continue
            sums = [candidate[index] for candidate in candidates]
            if shown is None or not sums or shown in sums:
                continue
            stated, added, gap = (column.text(value) for value in (shown, sums[0], shown - sums[0]))
            text = f"{label}的{column.label}是{stated}，各户相加是{added}，相差{gap}；请核对。"
            findings.explain("sum_differs", text, where)


def _sums(rows: list[_Figures]) -> list[int]:
    return [sum(filter(None, figures)) for figures in zip(*rows, strict=True)]
