"""小计, 合计 and 其中 rows against the rows they add up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from parkdesk.intake.layout import OF_WHICH, SUBTOTAL, TOTAL

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from parkdesk.intake.findings import Findings
    from parkdesk.intake.grid import Cell, Grid
    from parkdesk.intake.layout import Line

_IN_PARK = "园区内"


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
        self._groups: dict[str, list[int]] = {}
        self._since = {SUBTOTAL: [0] * len(columns), TOTAL: [0] * len(columns)}
        self._park = [0] * len(columns)
        self._shown: list[tuple[Line, str, list[int]]] = []

    def add(self, group: str, values: Sequence[int | None], *, in_park: bool) -> None:
        """Take in one row of figures."""
        sums = self._groups.get(group)
        if sums is None:
            sums = self._groups[group] = [0] * len(values)
        since, since_total = self._since[SUBTOTAL], self._since[TOTAL]
        for index, value in enumerate(values):
            if value:
                sums[index] += value
                since[index] += value
                since_total[index] += value
                if in_park:
                    self._park[index] += value

    def note(self, line: Line) -> None:
        """Take in a row of sums; it is compared when all rows are known, for it may stand above them."""
        cells = self._grid.rows[line.row]
        label = next((text for cell in cells if isinstance(cell, str) and (text := "".join(cell.split()))), "")
        passed = self._since.get(line.kind)
        self._shown.append((line, label, passed or []))
        if passed:
            self._since[line.kind] = [0] * len(self._columns)

    def compare(self, findings: Findings) -> None:
        """Tell every difference with its two numbers."""
        everything = [sum(sums) for sums in zip(*self._groups.values(), strict=True)] or [0] * len(self._columns)
        for line, label, passed in self._shown:
            if line.kind == SUBTOTAL:
                candidates = [self._group(line.group), self._groups.get(line.group, []), passed]
            elif line.kind == TOTAL:
                candidates = [everything, passed]
            elif line.kind == OF_WHICH and _IN_PARK in label and not line.group:
                candidates = [self._park]
            else:
                continue
            self._compare_row(line, label, [sums for sums in candidates if sums], findings)

    def _group(self, group: str) -> list[int]:
        """Return the sums of an outer group with its inner ones."""
        outer = group.split("/", maxsplit=1)[0]
        own = [sums for name, sums in self._groups.items() if name.split("/")[0] == outer]
        return [sum(part) for part in zip(*own, strict=True)]

    def _compare_row(self, line: Line, label: str, candidates: list[list[int]], findings: Findings) -> None:
        for index, column in enumerate(self._columns):
            where = self._grid.where(line.row, column.column)
            try:
                shown = self._readers[index](self._grid.rows[line.row][column.column])
            except ValueError:
                text = (
                    f"{label}的{column.label}“{self._grid.rows[line.row][column.column]}”不是数字，无法核对；请改正。"
                )
                findings.explain("sum_unreadable", text, where)
                continue
            sums = [candidate[index] for candidate in candidates]
            if shown is None or not sums or shown in sums:
                continue
            stated, added, gap = (column.text(value) for value in (shown, sums[0], shown - sums[0]))
            text = f"{label}的{column.label}是{stated}，各户相加是{added}，相差{gap}；请核对。"
            findings.explain("sum_differs", text, where)
