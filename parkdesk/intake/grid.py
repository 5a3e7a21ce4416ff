"""A book of grids: every sheet of a file as rows of plain values, with what is doubtful about its cells.

A cell that the reader of values leaves blank although it holds something (an error, a formula that was never
computed) becomes a `Fault`: text that no figure and no name can be mistaken for, never a missing value.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from parkdesk.errors import IntakeError
from parkdesk.intake.cells import column_letters, column_number, few, place
from parkdesk.intake.guard import inspect
from parkdesk.intake.scan import MAX_CELLS, damaged, locked
from parkdesk.plan import Finding, Level
from parkdesk.records.kinds import LONGEST_TEXT
from parkdesk.records.sheet_stamp import STAMP_SHEET, Stamp

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from parkdesk.intake.guard import Inspected
    from parkdesk.intake.scan import SheetScan

    Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta
    Merge = tuple[tuple[int, int], tuple[int, int]]

_NAME = re.compile(r"([A-Z]+)(\d+)")
_CELL_LIMIT = 1 << 24


class Fault(str):
    """A cell that holds nothing to be taken: an error value, a formula without a value, an endless text."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the cells of a grid stand in the file, when it was cut out of a sheet or turned round.

    `rows` and `columns` are the file's; `is_turned`: a row of the grid is a column of the file. `cells` names
    single cells that lie elsewhere.
    """

    rows: Sequence[int]
    columns: Sequence[int]
    is_turned: bool = False
    cells: Mapping[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    def cell(self, row: int, column: int) -> tuple[int, int]:
        """Return the row and column in the file of a cell of the grid."""
        if found := self.cells.get((row, column)):
            return found
        at, across = self.rows[row], self.columns[min(column, len(self.columns) - 1)]
        return (across, at) if self.is_turned else (at, across)


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet or a table of it: rows of values, and the ranges that were merged (zero-based, inclusive)."""

    file: str
    sheet: str
    rows: list[list[Cell]]
    merges: tuple[Merge, ...] = ()
    findings: tuple[Finding, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    origin: Origin | None = None

    def where(self, row: int, column: int | None = None) -> str:
        """Return the place as people look it up: `Sheet1!C5`, or `Sheet1!第5行` for a whole row."""
        if column is None:
            return f"{self.sheet}!{self.line(row)}"
        return f"{self.sheet}!{place(*self.cell(row, column))}"

    def line(self, row: int) -> str:
        """Return what people call a row: 第5行, or C列 where the table was turned round."""
        if self.origin is None:
            return f"第{row + 1}行"
        if self.origin.is_turned:
            return f"{column_letters(self.origin.rows[row])}列"
        return f"第{self.origin.rows[row] + 1}行"

    def cell(self, row: int, column: int) -> tuple[int, int]:
        """Return where a cell stands in the file (zero-based)."""
        return self.origin.cell(row, column) if self.origin else (row, column)


@dataclass(frozen=True, slots=True)
class Book:
    """A file that was read."""

    file: str
    sheets: tuple[Grid, ...]
    sha256: str
    findings: tuple[Finding, ...] = ()
    stamp: Stamp | None = None
    """What a workbook of our own carries, where this is one that comes back."""


def read_book(path: Path) -> Book:
    """Read every visible sheet that holds something; raises IntakeError with one sentence."""
    inspected = inspect(path)
    grids = [_read_csv(inspected)] if inspected.text is not None else _read_sheets(inspected)
    stamp = _stamp(path.name, [grid for grid in grids if grid.sheet == STAMP_SHEET])
    filled = tuple(grid for grid in grids if grid.rows and grid.sheet != STAMP_SHEET)
    if not filled:
        raise IntakeError(f"“{path.name}”里没有内容；请检查是否选错了文件。")
    hidden = [scan.name for scan in inspected.sheets if not _is_read(scan) and scan.far_row[0]]
    findings = list(inspected.findings)
    if hidden:
        text = f"隐藏的工作表“{'”“'.join(hidden)}”没有读；需要时请取消隐藏后再导入。"
        findings.append(Finding("intake.hidden_sheet", Level.HINT, text))
    return Book(path.name, filled, inspected.sha256, tuple(findings), stamp)


def _is_read(scan: SheetScan) -> bool:
    return scan.visible or scan.name == STAMP_SHEET


def _stamp(file: str, grids: list[Grid]) -> Stamp | None:
    try:
        return Stamp.from_rows(grids[0].rows) if grids else None
    except ValueError:
        raise IntakeError(
            f"“{file}”是本软件发出的表，但其中隐藏的记录页已损坏，或是更新的版本发出的；请升级软件，或重新导出后再改。"
        ) from None


def grid_of_text(text: str, name: str = "剪贴板") -> Grid:
    """Read a block copied from Excel or WPS, or the text of a csv."""
    return Grid(name, name, _split(name, text))


def _read_csv(inspected: Inspected) -> Grid:
    sheet = inspected.file.rpartition(".")[0] or inspected.file
    return Grid(inspected.file, sheet, _split(inspected.file, inspected.text or ""))


def _split(file: str, text: str) -> list[list[Cell]]:
    head = text[:4000]
    delimiter = max("\t;,", key=head.count)
    csv.field_size_limit(_CELL_LIMIT)
    rows: list[list[Cell]] = []
    cells = 0
    try:
        for row in csv.reader(text.splitlines(keepends=True), delimiter=delimiter):
            rows.append([*row])
            cells += len(row)
            if cells > MAX_CELLS:
                raise IntakeError(f"“{file}”超过{MAX_CELLS // 10_000}万格，不像一张报表；请只留要导入的内容后再导入。")
    except csv.Error:
        raise damaged(file) from None
    while rows and not any(str(cell).strip() for cell in rows[-1]):
        rows.pop()
    return _square(file, rows)


def _square(file: str, rows: list[list[Cell]]) -> list[list[Cell]]:
    """Make all rows equally long, and no text longer than a cell of a workbook can be."""
    width = max(map(len, rows), default=0)
    if width * len(rows) > MAX_CELLS:
        raise IntakeError(f"“{file}”有一行长达{width}列，不像一张报表；请检查分隔符后再导入。")
    for row in rows:
        row.extend([""] * (width - len(row)))
        for index, cell in enumerate(row):
            if cell.__class__ is str and len(cell) > LONGEST_TEXT:
                row[index] = Fault(f"{len(cell)}个字的长文字")
    return rows


def _read_sheets(inspected: Inspected) -> list[Grid]:
    from io import BytesIO

    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        with CalamineWorkbook.from_filelike(BytesIO(inspected.content)) as workbook:
            grids = []
            for scan in inspected.sheets:
                if _is_read(scan) and scan.far_row[0]:
                    sheet = workbook.get_sheet_by_name(scan.name)
                    rows = sheet.to_python(skip_empty_area=False)
                    grids.append(_grid(inspected.file, scan, rows, sheet.merged_cell_ranges or []))
            return grids
    except PasswordError:
        raise locked(inspected.file) from None
    except (CalamineError, OSError, ValueError):
        raise damaged(inspected.file) from None
    except BaseException as fault:
        # A broken .xls makes calamine's Rust code panic; that class cannot be imported, only known by its name.
        if type(fault).__name__ == "PanicException":
            raise damaged(inspected.file) from None
        raise


def _grid(file: str, scan: SheetScan, rows: list[list[Cell]], merges: list[Merge]) -> Grid:
    findings = []

    def note(rule: str, level: Level, names: list[str], text: str) -> None:
        findings.append(Finding(rule, level, text.format(few(names), len(names)), f"{scan.name}!{names[0]}"))

    for name in scan.percents:
        _show_percent(rows, *_position(name))
    for name, code in scan.errors.items():
        _put(rows, *_position(name), Fault(f"错误值{code}"))
    for name in scan.uncomputed:
        _put(rows, *_position(name), Fault("没有算出结果的公式"))
    if scan.errors:
        note("intake.error_cell", Level.EXPLAIN, list(scan.errors), "{}是错误值（如 #DIV/0!），没有当作数字；请改正。")
    if scan.uncomputed:
        text = "{}的公式没有算出结果；请用 Excel/WPS 打开、保存后再导入。"
        note("intake.uncomputed", Level.EXPLAIN, scan.uncomputed, text)
    hidden = frozenset(row for row in scan.hidden_rows if row < len(rows) and any(rows[row]))
    if hidden:
        names = [f"{row + 1}行" for row in sorted(hidden)]
        note("intake.hidden_row", Level.HINT, names, "第{}是隐藏的，也读进来了；请确认要不要它们。")
    _square(file, rows)
    inside = _clipped(rows, merges)
    _fill_down(rows, inside)
    return Grid(file, scan.name, rows, tuple(inside), tuple(findings), hidden)


def _clipped(rows: list[list[Cell]], merges: list[Merge]) -> list[Merge]:
    """Return the merged ranges as far as they lie where the sheet has content."""
    height, width = len(rows), len(rows[0]) if rows else 0
    return [
        ((top, left), (min(bottom, height - 1), min(right, width - 1)))
        for (top, left), (bottom, right) in merges
        if top < height and left < width and top <= bottom and left <= right
    ]


def _fill_down(rows: list[list[Cell]], merges: list[Merge]) -> None:
    """Repeat a text merged over several rows (a leader of three projects) in each; figures are never doubled."""
    for (top, left), (bottom, right) in merges:
        if left == right and top < bottom:
            text = rows[top][left]
            if isinstance(text, str) and text and not text.strip().replace(",", "").replace(".", "").isdigit():
                for row in rows[top + 1 : bottom + 1]:
                    row[left] = text


def _position(name: str) -> tuple[int, int]:
    found = _NAME.match(name)
    assert found is not None
    return int(found[2]) - 1, column_number(found[1])


def _put(rows: list[list[Cell]], row: int, column: int, value: Cell) -> None:
    while len(rows) <= row:
        rows.append([])
    cells = rows[row]
    cells.extend([""] * (column + 1 - len(cells)))
    cells[column] = value


def _show_percent(rows: list[list[Cell]], row: int, column: int) -> None:
    """Turn 0.065 in a percent format into the 6.5% that people see there."""
    value = rows[row][column] if row < len(rows) and column < len(rows[row]) else ""
    if isinstance(value, (int, float)):
        rows[row][column] = f"{(Decimal(repr(value)) * 100).normalize():f}%"
