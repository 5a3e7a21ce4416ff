"""A table as it lies in the file, cell by cell: for a window that shows it and says which cell is meant."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parkdesk.intake.grid import Cell
    from parkdesk.intake.recognise import Sheet

_MOST_PLACES = 6


class LaidOut:
    """The rectangle of the file that a table takes: `top` and `left` are the file's, `height` × `width` cells."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet, self._source = sheet, sheet.source or sheet.grid
        rows = self._source.rows
        self.width = max((len(cells) for cells in rows), default=0)
        self.height = len(rows)
        self.top, self.left = self._source.cell(0, 0) if rows and self.width else (0, 0)

    def text(self, row: int, column: int) -> str:
        """Return a cell as the sheet shows it, counted from the table's own corner."""
        cells = self._source.rows[row]
        return shown(cells[column]) if column < len(cells) else ""

    def is_number(self, row: int, column: int) -> bool:
        """Whether a cell holds a number."""
        cells = self._source.rows[row]
        return column < len(cells) and isinstance(cells[column], (int, float))

    def in_file(self, row: int, column: int) -> tuple[int, int]:
        """Return where in the file a cell of the rectangle stands."""
        return self._source.cell(row, column)

    def in_grid(self, row: int, column: int) -> tuple[int, int] | None:
        """Return the cell with firms as rows (what corrections speak of), None where it has no part in it."""
        if self._sheet.grid is self._source:
            return row, column
        return self._turned.get(self.in_file(row, column))

    @cached_property
    def _turned(self) -> dict[tuple[int, int], tuple[int, int]]:
        grid = self._sheet.grid
        return {
            grid.cell(row, column): (row, column)
            for row, cells in enumerate(grid.rows)
            for column, cell in enumerate(cells)
            if cell != ""
        }


def shown(cell: Cell) -> str:
    """Return a value as people read it in the sheet: no more digits than it has, a date without its midnight."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return f"{cell:.{_MOST_PLACES}f}".rstrip("0").rstrip(".")
    if isinstance(cell, dt.datetime):
        return str(cell).removesuffix(" 00:00:00")
    return str(cell)
