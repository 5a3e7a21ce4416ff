"""Tables that do not have one firm a row: turned round, one figure a row, or a form of one firm.

Each becomes the table that it would be with firms as rows and indicators as columns, and every cell
remembers where it stood in the file.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from parkdesk.amounts import UNITS, read_number
from parkdesk.intake.grid import Fault, Grid, Origin
from parkdesk.intake.head_rows import MEASURE_WORDS, HeadRows, find_head, head_columns, texts_of
from parkdesk.intake.headline import Months, clean, labels_in, months_in, without_brackets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from parkdesk.intake.grid import Cell

    Place = tuple[int, int]

UPRIGHT, TURNED, LONG, FORM = "upright", "turned", "long", "form"
SHAPES = {
    UPRIGHT: "一行一户",
    TURNED: "一列一户（指标在左）",
    LONG: "一行一个数",
    FORM: "一张表一户",
}
"""How a table lies, as people call it."""

_FIRM = re.compile(r"(?:公司|厂|合作社|集团|矿|矿业|企业|分公司|基地|工场|商行|经营部)$")
_INDICATOR = re.compile(r"产值|收入|营收|税|用电|从业|职工|人数|投资|利润|增加值|能耗|出口|库存|工资")
_NAMES = ("企业名称", "单位名称", "单位详细名称", "企业")
_FIGURE_NAMES = ("指标", "指标名称", "项目", "主要指标", "统计指标")
_VALUES = ("数值", "值", "指标值", "数据", "本期", "本期数", "完成数", "完成情况")
_PERIODS = ("期间", "月份", "时间", "报告期", "统计期间", "数据期间", "所属期")
_MEASURES = ("口径", "类型", "数据类型", "统计口径", "数据口径")
_UNIT_HEADINGS = ("计量单位", "单位", "数据单位")
_FIRM_LABELS = ("企业名称", "填报企业", "单位名称", "单位详细名称", "填报单位")
_CODE = "统一社会信用代码"


class Reshaped(NamedTuple):
    """One table with firms as rows; `head` and `months` where the reshaping already knows them."""

    grid: Grid
    shape: str
    head: HeadRows | None = None
    months: Months | None = None


def reshaped(grid: Grid, shape: str = "") -> list[Reshaped]:
    """Return a table with firms as rows: itself where it is one; `shape` says how it lies where a person knows."""
    head = find_head(grid)
    if shape in ("", TURNED) and (found := _turned(grid, head)):
        return [found]
    if head is not None and shape in ("", LONG) and (parts := _long(grid, head)):
        return parts
    if head is not None and shape in ("", FORM) and (form := _form(grid, head)):
        return [form]
    return [Reshaped(grid, UPRIGHT)]


class _Sketch:
    """A grid that is being put together cell by cell."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._cells: dict[Place, tuple[Cell, Place | None]] = {}
        self._lines: list[int] = []

    def row(self, line: int) -> int:
        """Begin a row that stands for a row (or column) of the sheet; returns its number."""
        self._lines.append(line)
        return len(self._lines) - 1

    def put(self, row: int, column: int, value: Cell, place: Place | None = None) -> None:
        """Put a value where it belongs; `place` is where it stood."""
        self._cells[row, column] = (value, place)

    def get(self, row: int, column: int) -> tuple[Cell, Place | None]:
        """Return what was put at a place."""
        return self._cells.get((row, column), ("", None))

    def copy(self, rows: Iterable[int]) -> None:
        """Take over rows that stand around the table."""
        for line in rows:
            row = self.row(line)
            for column, cell in enumerate(self._grid.rows[line]):
                if cell != "":
                    self.put(row, column, cell, (line, column))

    def made(self, *, is_turned: bool = False) -> Grid:
        """Return the grid."""
        width = max((column for _, column in self._cells), default=0) + 1
        rows: list[list[Cell]] = [[""] * width for _ in self._lines]
        places: dict[Place, Place] = {}
        for (row, column), (value, place) in self._cells.items():
            rows[row][column] = value
            if place:
                places[row, column] = self._grid.cell(*place)
        at = self._grid.origin
        lines = self._lines
        if at is not None:
            across = at.columns if is_turned else at.rows
            lines = [across[line] if line < len(across) else line for line in lines]
        origin = Origin(lines, range(width), is_turned, places)
        return Grid(self._grid.file, self._grid.sheet, rows, (), self._grid.findings, frozenset(), origin)


# -- indicators as rows, firms as columns ------------------------------------------------------


def _turned(grid: Grid, head: HeadRows | None) -> Reshaped | None:
    named = _firm_row(grid, head)
    if named is None:
        return None
    first = next(c for c, cell in enumerate(grid.rows[named]) if _is_firm(cell))
    labelled = [(row, _labels(grid.rows[row][:first])) for row in range(named + 1, len(grid.rows))]
    inside = [row for row, labels in labelled if labels.words and any(cell != "" for cell in grid.rows[row][first:])]
    telling = [row for row in inside if _tells_indicator(_labels(grid.rows[row][:first]).words)]
    if len(telling) < 2 or len(telling) * 2 < len(inside):
        return None
    sketch = _Sketch(grid)
    sketch.copy(range(named))
    top, below = sketch.row(named), sketch.row(named)
    sketch.put(top, 0, _NAMES[0], (named, 0))
    for column, row in enumerate(inside, 1):
        _put_heading(sketch, (top, below), column, _labels(grid.rows[row][:first]), (row, 0))
    for across in range(first, len(grid.rows[named])):
        if grid.rows[named][across] != "" or any(grid.rows[row][across] != "" for row in inside):
            made = sketch.row(across)
            sketch.put(made, 0, grid.rows[named][across], (named, across))
            for column, row in enumerate(inside, 1):
                sketch.put(made, column, grid.rows[row][across], (row, across))
    taken = set(inside)
    rest = [row for row in range(named + 1, len(grid.rows)) if row not in taken and texts_of(grid.rows[row])]
    sketch.copy(rest)
    return Reshaped(sketch.made(is_turned=True), TURNED, HeadRows(top, below))


class _Labels(NamedTuple):
    """What the cells to the left of a row of figures say."""

    words: tuple[str, ...]
    unit: str


def _labels(cells: list[Cell]) -> _Labels:
    texts = [" ".join(cell.split()) for cell in cells if isinstance(cell, str) and not isinstance(cell, Fault)]
    unit = next((text for text in texts if clean(text) in UNITS), "")
    words = [t for t in texts if t and t != unit and not clean(t).replace(".", "").isdigit() and clean(t) != "-"]
    return _Labels(tuple(dict.fromkeys(words)), unit)


def _put_heading(sketch: _Sketch, rows: tuple[int, int], column: int, labels: _Labels, place: Place) -> None:
    outer = labels.words[0] + (f"（{labels.unit}）" if labels.unit else "")
    sketch.put(rows[0], column, outer, place)
    sketch.put(rows[1], column, "·".join(labels.words[1:]), place)


def _firm_row(grid: Grid, head: HeadRows | None) -> int | None:
    """Return the row that names firms as headings."""
    rows = range(head.top, head.bottom + 1) if head else range(min(12, len(grid.rows)))
    for row in rows:
        texts = [cell for cell in grid.rows[row] if cell != ""]
        if len(texts) >= 2 and any(map(_is_firm, texts)):
            has_figures = any(isinstance(cell, (int, float)) for cell in texts)
            return None if has_figures or _is_firm(grid.rows[row][0]) else row
    return None


def _is_firm(cell: Cell) -> bool:
    if not isinstance(cell, str):
        return False
    text = without_brackets(cell)
    return len(text) >= 3 and _FIRM.search(text) is not None and not any(mark in cell for mark in "：:")


def _tells_indicator(words: tuple[str, ...]) -> bool:
    return any(_INDICATOR.search(word) or MEASURE_WORDS.fullmatch(clean(word)) or _CODE in word for word in words)


# -- one figure a row --------------------------------------------------------------------------


def _long(grid: Grid, head: HeadRows) -> list[Reshaped]:
    leaves = {column.column: without_brackets(column.path[-1]) for column in head_columns(grid, head)}
    name, figure = _one_of(leaves, _NAMES), _one_of(leaves, _FIGURE_NAMES)
    values = [c for c, leaf in leaves.items() if leaf in _VALUES or MEASURE_WORDS.fullmatch(leaf)]
    if name is None or figure is None or not values:
        return []
    columns = _LongColumns(
        figure, values, _one_of(leaves, _PERIODS), _one_of(leaves, _MEASURES), _one_of(leaves, _UNIT_HEADINGS),
        [c for c, leaf in leaves.items() if c not in values and leaf not in (
            *_FIGURE_NAMES, *_PERIODS, *_MEASURES, *_UNIT_HEADINGS, "序号")],
        name, leaves,
    )  # fmt: skip
    blocks: dict[str, list[int]] = {}
    rest = []
    for row in range(head.bottom + 1, len(grid.rows)):
        cells = grid.rows[row]
        if cells[figure] != "" and cells[name] != "":
            blocks.setdefault(_period_text(cells, columns.period), []).append(row)
        elif texts_of(cells):
            rest.append(row)
    return [_long_block(grid, head, columns, period, rows, rest) for period, rows in blocks.items()]


class _LongColumns(NamedTuple):
    figure: int
    values: list[int]
    period: int | None
    measure: int | None
    unit: int | None
    about: list[int]
    name: int
    leaves: dict[int, str]


def _one_of(leaves: dict[int, str], names: tuple[str, ...]) -> int | None:
    return next((column for column, leaf in leaves.items() if leaf in names), None)


def _period_text(cells: list[Cell], column: int | None) -> str:
    if column is None:
        return ""
    cell = cells[column]
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    year = getattr(cell, "year", None)
    return f"{year}年{getattr(cell, 'month', '')}月" if year else clean(cell)


def _long_block(
    grid: Grid, head: HeadRows, columns: _LongColumns, period: str, rows: list[int], rest: list[int]
) -> Reshaped:
    sketch = _Sketch(grid)
    sketch.copy(range(head.top))
    top, below = sketch.row(head.top), sketch.row(head.bottom)
    for column, source in enumerate(columns.about):
        sketch.put(top, column, columns.leaves[source], (head.bottom, source))
    pivot = _Pivot(sketch, (top, below), len(columns.about))
    firms: dict[str, int] = {}
    for row in rows:
        cells = grid.rows[row]
        key = clean(cells[columns.name])
        made = firms.get(key)
        if made is None:
            made = firms[key] = sketch.row(row)
            for column, source in enumerate(columns.about):
                sketch.put(made, column, cells[source], (row, source))
        unit = clean(cells[columns.unit]) if columns.unit is not None else ""
        told = clean(cells[columns.measure]) if columns.measure is not None else ""
        for source in columns.values:
            leaf = columns.leaves[source]
            measure = told if leaf in _VALUES else leaf
            pivot.take(made, (str(cells[columns.figure]).strip(), measure), unit, cells[source], (row, source))
    sketch.copy(rest)
    return Reshaped(sketch.made(), LONG, HeadRows(top, below), months_in(period) if period else None)


class _Pivot:
    """Gives every (indicator, measure) a column of its own, in one unit."""

    def __init__(self, sketch: _Sketch, heading: tuple[int, int], first: int) -> None:
        self._sketch, self._heading, self._next = sketch, heading, first
        self._columns: dict[tuple[str, str], tuple[int, str]] = {}

    def take(self, row: int, path: tuple[str, str], unit: str, cell: Cell, place: Place) -> None:
        """Put one figure where it belongs."""
        if path not in self._columns:
            self._columns[path] = (self._next, unit)
            outer = path[0] + (f"（{unit}）" if unit in UNITS else "")
            self._sketch.put(self._heading[0], self._next, outer, place)
            self._sketch.put(self._heading[1], self._next, path[1], place)
            self._next += 1
        column, first_unit = self._columns[path]
        value = cell if unit == first_unit else _in_unit(cell, unit, first_unit)
        before, at = self._sketch.get(row, column)
        if at is not None and before != "" and value not in ("", before):
            value = Fault(f"同一个数填了两次而不一样（第{at[0] + 1}行和第{place[0] + 1}行）")
        if value != "" or at is None:
            self._sketch.put(row, column, value, place)


def _in_unit(cell: Cell, unit: str, wanted: str) -> Cell:
    """Return a figure of one unit in another of the same kind."""
    known, aim = UNITS.get(unit), UNITS.get(wanted)
    if known is None or aim is None or known.dimension != aim.dimension:
        return Fault(f"计量单位“{unit or '（没有写）'}”与前面的“{wanted or '（没有写）'}”不一致")
    try:
        number = read_number(cell)
    except ValueError:
        return cell
    return "" if number is None else str(number * Decimal(known.smallest) / Decimal(aim.smallest))


# -- a form of one firm ------------------------------------------------------------------------


def _form(grid: Grid, head: HeadRows) -> Reshaped | None:
    labels: dict[str, str] = {}
    for cells in grid.rows[: head.top]:
        labels.update(labels_in("　　".join(str(cell) for cell in cells if cell != "")))
    firm = next((labels[key] for key in _FIRM_LABELS if _is_firm(labels.get(key, ""))), "")
    columns = head_columns(grid, head)
    values = [column for column in columns if MEASURE_WORDS.fullmatch(without_brackets(column.path[-1]))]
    values = values or [column for column in columns if without_brackets(column.path[-1]) in _VALUES]
    if not firm or not values:
        return None
    first = values[0].column
    rows = [
        row for row in range(head.bottom + 1, len(grid.rows))
        if _labels(grid.rows[row][:first]).words and any(grid.rows[row][c.column] != "" for c in values)
    ]  # fmt: skip
    telling = [row for row in rows if _tells_indicator(_labels(grid.rows[row][:first]).words)]
    if not telling or len(telling) * 2 < len(rows):
        return None
    sketch = _Sketch(grid)
    sketch.copy(range(head.top))
    top, below, made = sketch.row(head.top), sketch.row(head.bottom), sketch.row(head.bottom + 1)
    put_about = _about(sketch, grid, head, (top, made))
    used = put_about(_NAMES[0], firm, 0) + put_about(_CODE, labels.get(_CODE, labels.get("信用代码", "")), 1)
    pivot = _Pivot(sketch, (top, below), used)
    for row in rows:
        label = _labels(grid.rows[row][:first])
        for column in values:
            leaf = without_brackets(column.path[-1])
            measure = "" if leaf in _VALUES else leaf
            path = (label.words[0], "·".join((*label.words[1:], measure) if measure else label.words[1:]))
            pivot.take(made, path, clean(label.unit), grid.rows[row][column.column], (row, column.column))
    taken = set(rows)
    sketch.copy(row for row in range(head.bottom + 1, len(grid.rows)) if row not in taken and texts_of(grid.rows[row]))
    return Reshaped(sketch.made(), FORM, HeadRows(top, below))


def _about(sketch: _Sketch, grid: Grid, head: HeadRows, rows: tuple[int, int]) -> Callable[[str, str, int], int]:
    """Return what puts a word from the lines above the form into a column of its own."""

    def put(heading: str, text: str, column: int) -> int:
        if not text:
            return 0
        place = next(
            ((r, c) for r in range(head.top) for c, cell in enumerate(grid.rows[r]) if text in str(cell)), (head.top, 0)
        )
        sketch.put(rows[0], column, heading, place)
        sketch.put(rows[1], column, text, place)
        return 1

    return put
