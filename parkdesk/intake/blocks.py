"""The tables of one sheet: cut apart where a second one begins below or beside the first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkdesk.intake.grid import Fault, Grid, Origin
from parkdesk.intake.head_rows import (
    HeadRows,
    find_head,
    heading_words,
    is_heading_word,
    texts_of,
)
from parkdesk.intake.headline import Months, clean, months_in, without_brackets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parkdesk.intake.grid import Cell

_MOSTLY = 0.6
_ROW_NAMES = frozenset({"企业名称", "单位名称", "单位详细名称", "项目名称", "企业", "项目", "县区"})
"""Headings of the column that names a table's rows; two of them side by side are two tables."""


def tables_of(grid: Grid) -> list[Grid]:
    """Return each table of a sheet as a grid of its own; most sheets have one and come back as they are."""
    head = find_head(grid)
    if head is None:
        return [grid]
    tops = [0, *_cuts_below(grid, head)]
    stacked = [grid] if len(tops) == 1 else [
        cut_out(grid, range(top, bottom), range(_width(grid)))
        for top, bottom in zip(tops, [*tops[1:], len(grid.rows)], strict=True)
    ]  # fmt: skip
    return [table for block in stacked for table in _side_by_side(block)]


def cut_out(grid: Grid, rows: range, columns: range) -> Grid:
    """Return a part of a sheet as a grid that knows where it stood."""
    cells = [grid.rows[row][columns.start : columns.stop] for row in rows]
    merges = tuple(
        (
            (max(top, rows.start) - rows.start, max(left, columns.start) - columns.start),
            (min(bottom, rows.stop - 1) - rows.start, min(right, columns.stop - 1) - columns.start),
        )
        for (top, left), (bottom, right) in grid.merges
        if top < rows.stop and bottom >= rows.start and left < columns.stop and right >= columns.start
    )
    at = grid.origin
    origin = (
        Origin([at.rows[row] for row in rows], [at.columns[column] for column in columns]) if at
        else Origin(rows, columns)
    )  # fmt: skip
    hidden = frozenset(row - rows.start for row in grid.hidden_rows if row in rows)
    return Grid(grid.file, grid.sheet, cells, merges, grid.findings, hidden, origin)


def _width(grid: Grid) -> int:
    return len(grid.rows[0]) if grid.rows else 0


# -- one below the other -----------------------------------------------------------------------


def _cuts_below(grid: Grid, head: HeadRows) -> Iterator[int]:
    """Yield the rows where further tables begin, with their titles."""
    known = {tuple(texts_of(row)) for row in grid.rows[head.top : head.bottom + 1]}
    months = _months_above(grid, 0, head.top)
    skip_to = head.bottom + 1
    for index in range(head.bottom + 1, len(grid.rows) - 1):
        if index < skip_to or not _may_head(grid.rows[index]):
            continue
        title = _title_above(grid, index, skip_to)
        named = _months_above(grid, title, index)
        texts = tuple(texts_of(grid.rows[index]))
        if texts in known and not (named.month and named != months):
            continue
        if texts not in known and not (_is_set_off(grid, title, index) and _is_new_head(grid, index)):
            continue
        yield title
        months = named if named.month else months
        found = find_head(cut_out(grid, range(title, len(grid.rows)), range(_width(grid))))
        if found:
            known = {tuple(texts_of(row)) for row in grid.rows[title + found.top : title + found.bottom + 1]}
            skip_to = title + found.bottom + 1


def _may_head(row: list[Cell]) -> bool:
    """Look quickly: headings are words, and the first of them reads like one."""
    first = ""
    for cell in row:
        if cell == "":
            continue
        if cell.__class__ is not str or isinstance(cell, Fault):
            return False
        first = first or cell
    return bool(first) and is_heading_word(clean(first))


def _is_set_off(grid: Grid, title: int, index: int) -> bool:
    """Whether a title, an empty row or the end of a table stands above: a row of words among rows is no heading."""
    above = texts_of(grid.rows[index - 1])
    return title < index or not above or any(map(_ends_a_table, above[:2]))


def _is_new_head(grid: Grid, index: int) -> bool:
    """Whether a row is nearly all headings and something stands below it."""
    row = grid.rows[index]
    words = heading_words(row)
    return words >= 2 and words >= _MOSTLY * len(texts_of(row)) and len(texts_of(grid.rows[index + 1])) > 1


def _title_above(grid: Grid, index: int, floor: int) -> int:
    """Return where the title lines of a heading row begin: lone texts and lines with colons directly above it."""
    top = index
    while top > floor and _is_title_line(grid, top - 1):
        top -= 1
    return top


def _is_title_line(grid: Grid, index: int) -> bool:
    texts = texts_of(grid.rows[index])
    if not texts or _ends_a_table(texts[0]):
        return False
    return len(texts) == 1 or any("：" in text or ":" in text for text in texts)


def _ends_a_table(text: str) -> bool:
    return text.startswith(("填表", "填报人", "制表", "审核", "注:", "备注:", "说明:", "合计", "总计", "小计", "其中"))


def _months_above(grid: Grid, top: int, bottom: int) -> Months:
    return months_in(" ".join(text for row in grid.rows[top:bottom] for text in texts_of(row)))


# -- one beside the other ----------------------------------------------------------------------


def _side_by_side(grid: Grid) -> list[Grid]:
    head = find_head(grid)
    if head is None:
        return [grid]
    starts = _starts_beside(grid, head)
    if len(starts) < 2:
        return [grid]
    bounds = zip([0, *starts[1:]], [*starts[1:], _width(grid)], strict=True)
    return [_with_title(grid, head, range(left, right)) for left, right in bounds]


def _starts_beside(grid: Grid, head: HeadRows) -> list[int]:
    """Return the first column of each table: where the name is headed again, or after a column that is empty."""
    leaves = [without_brackets(str(cell)) for cell in grid.rows[head.bottom]]
    for row in range(head.bottom - 1, head.top - 1, -1):
        leaves = [leaf or without_brackets(str(cell)) for leaf, cell in zip(leaves, grid.rows[row], strict=True)]
    named = [c for c, leaf in enumerate(leaves) if leaf in _ROW_NAMES]
    if len(named) < 2:
        return []
    first = leaves[named[0]]
    again = [c for c in named if leaves[c] == first]
    if len(again) > 1:
        before = leaves[again[0] - 1] if again[0] else ""
        is_numbered = before and all(c and leaves[c - 1] == before for c in again)
        return [c - 1 if is_numbered else c for c in again]
    empty = {c for c in range(_width(grid)) if all(row[c] == "" for row in grid.rows[head.top :])}
    starts = [c for c in range(1, _width(grid)) if c - 1 in empty and c not in empty]
    parts = [
        [c for c in named if left <= c < right]
        for left, right in zip([0, *starts], [*starts, _width(grid)], strict=True)
    ]
    return [0, *starts] if starts and all(parts) else []


def _with_title(grid: Grid, head: HeadRows, columns: range) -> Grid:
    """Cut a table out; a title over the whole sheet is a title of each."""
    part = cut_out(grid, range(len(grid.rows)), columns)
    cells = {}
    for row in range(head.top):
        if part.rows[row] and not any(part.rows[row]) and (first := _first(grid.rows[row])) is not None:
            part.rows[row][0] = grid.rows[row][first]
            cells[row, 0] = grid.cell(row, first)
    assert part.origin is not None
    origin = Origin(part.origin.rows, part.origin.columns, cells=cells)
    return Grid(part.file, part.sheet, part.rows, part.merges, part.findings, part.hidden_rows, origin)


def _first(row: list[Cell]) -> int | None:
    return next((column for column, cell in enumerate(row) if cell != ""), None)
