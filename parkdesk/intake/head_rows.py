"""Which rows head a table, and what its columns are called: one to four levels, merged or not, in any order."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from parkdesk.amounts import UNITS
from parkdesk.intake.headline import clean, unit_in, units_named, without_brackets
from parkdesk.records import columns_of, plain_ledgers

if TYPE_CHECKING:
    from parkdesk.amounts import Unit
    from parkdesk.intake.grid import Cell, Grid

NAME_HEADINGS = (
    "企业名称",
    "单位名称",
    "单位详细名称",
    "项目名称",
    "企业",
    "项目",
    "名称",
    "指标",
    "指标名称",
    "单位",
    "县区",
)
PERIOD_WORDS = re.compile(r"(?:\d{4}年?)?(?:0?1月?[-—–―~～至到]+)?\d{1,2}月份?|\d{4}年|\d{4}[-./]\d{1,2}$")
MEASURE_WORDS = re.compile(
    r"(?:本年|今年)?累计(?:数|完成)?|本月(?:数|止|完成)?|当月(?:数|完成)?|上?年?同[期月](?:数|累计)?|去年同[期月](?:数)?"
    r"|增速|同比(?:增长|增速)?|±?%|期末(?:数)?|[1一][-—–―~～至到]+(?:本|\d{1,2})月"
)
_YEAR_WORDS = re.compile(r"上年|去年|本年|今年|本期")

_SEARCH_ROWS = 40
_MAX_LEVELS = 4
_LONGEST_HEADING = 40
_HEADING = re.compile(
    r"序号|编号|项目|企业|单位|县区|区县|备注|层数|方式|结果|类别|用电|.*(?:名称|代码|人数|日期|时间|时限|年限|产值|收入|税收|投资|面积|累计|本月|当月|同期"
    r"|同月|增速|状态|类型|领导|部门|责任人|走访人|联系人|电话|地址|园区|镇办|进度|数值|来源|期间|指标|职务|资金|范围|用途|栋号|完成率|问题|用电量|利润|税金|营收|口径)"
)
_FIGURE = re.compile(r"[+-]?[\d,.]+%?$")
_INNER = re.compile(r"[（(]")
_UNIT_LABELS = frozenset({"单位", "计量单位"})


class HeadColumn(NamedTuple):
    """One column under its headings, outermost first; `unit` only where a heading names one."""

    column: int
    path: tuple[str, ...]
    unit: Unit | None

    @property
    def text(self) -> str:
        """The headings in one line."""
        return "·".join(self.path)


class HeadRows(NamedTuple):
    """The rows that head a table, the first and the last of them."""

    top: int
    bottom: int


def texts_of(row: list[Cell]) -> list[str]:
    """Return what a row's filled cells say, without blanks."""
    return [text for cell in row if (text := clean(cell))]


def is_heading_like(row: list[Cell]) -> bool:
    """Whether a row holds nothing but short words: no figures, nothing with a colon."""
    texts = texts_of(row)
    return (
        len(texts) >= 2
        and all(len(text) <= _LONGEST_HEADING and not _FIGURE.match(text) for text in texts)
        and not any("：" in text or ":" in _INNER.split(text)[0] for text in texts)
    )


def is_heading_word(text: str) -> bool:
    """Whether a cell reads like the name of a column."""
    word = without_brackets(text)
    if _HEADING.fullmatch(word):
        return True
    rest = _YEAR_WORDS.sub("", PERIOD_WORDS.sub("", word))
    return rest != word and (not rest or _HEADING.fullmatch(MEASURE_WORDS.sub("", rest) or rest) is not None)


def heading_words(row: list[Cell]) -> int:
    """Return how many cells of a row read like names of columns; none where the row cannot head a table."""
    if not is_heading_like(row):
        return 0
    return sum(is_heading_word(text) or without_brackets(text) in _declared_words() for text in texts_of(row))


@cache
def _declared_words() -> frozenset[str]:
    """Return every name of every column of the plain ledgers."""
    ledgers = plain_ledgers().values()
    return frozenset(word for made in ledgers for c in columns_of(made) for word in (c.label, *c.aliases))


def find_head(grid: Grid) -> HeadRows | None:
    """Return the rows that head a grid's table, None where there are none."""
    for index, row in enumerate(grid.rows[:_SEARCH_ROWS]):
        if heading_words(row) >= 2:
            bottom = _bottom(grid, index)
            bottom += is_unit_row(grid, bottom + 1)
            return HeadRows(_top(grid, index), bottom)
    return None


def _top(grid: Grid, top: int) -> int:
    """Take in a row above the headings that spans groups of them."""
    while top > 0 and is_heading_like(grid.rows[top - 1]) and len(set(texts_of(grid.rows[top - 1]))) > 1:
        top -= 1
    return top


def _bottom(grid: Grid, top: int) -> int:
    bottom = top
    for (first, left), (last, right) in grid.merges:
        if first == top and last > first and grid.rows[top][left] != "" and last - first < _MAX_LEVELS:
            bottom = max(bottom, last)
        elif first == last == top and right > left and bottom == top:
            bottom = top + 1 if _is_below_heading(grid, top) else top
    if bottom == top and _is_below_heading(grid, top):
        bottom = top + 1
    return min(bottom, len(grid.rows) - 1)


def _is_below_heading(grid: Grid, top: int) -> bool:
    """Whether the next row holds sub-headings: words only, under a heading that has room to its right."""
    if top + 1 >= len(grid.rows):
        return False
    above, below = grid.rows[top], grid.rows[top + 1]
    if not is_heading_like(below):
        return False
    room = {c for c, cell in enumerate(above) if cell == "" or (c + 1 < len(above) and above[c + 1] == "")}
    named = {c: text for c, cell in enumerate(below) if (text := clean(cell))}
    return any(c in room for c in named) and all(c in room or is_heading_word(text) for c, text in named.items())


def is_unit_row(grid: Grid, index: int) -> bool:
    """Whether a row below the headings says nothing but the columns' units."""
    if index >= len(grid.rows):
        return False
    texts = [text.strip("()（）") for text in texts_of(grid.rows[index])]
    units = [text for text in texts if text in UNITS]
    return len(units) >= 2 and all(text in UNITS or text in _UNIT_LABELS or text == "-" for text in texts)


def head_columns(grid: Grid, head: HeadRows) -> tuple[HeadColumn, ...]:
    """Return the columns under their headings, outermost first."""
    top, bottom = head
    units: dict[int, Unit] = {}
    if bottom > top and is_unit_row(grid, bottom):
        for index, cell in enumerate(grid.rows[bottom]):
            if named := units_named(clean(cell).strip("()（）")):
                units[index] = named[0]
        bottom -= 1
    levels = [[str(cell).strip() for cell in row] for row in grid.rows[top : bottom + 1]]
    covered = _spread_merges(grid, levels, top, bottom)
    if _is_upside_down(levels, covered):
        levels.reverse()
        covered = {(len(levels) - 1 - depth, column) for depth, column in covered}
    _fill_right(levels, covered)
    columns = []
    for index in range(len(levels[0])):
        parts = [" ".join(level[index].split()) for level in levels if level[index]]
        path = tuple(part for at, part in enumerate(parts) if at == 0 or part != parts[at - 1])
        if path:
            unit = units.get(index) or next((found for part in reversed(path) if (found := unit_in(part))), None)
            columns.append(HeadColumn(index, path, unit))
    return tuple(columns)


def _spread_merges(grid: Grid, levels: list[list[str]], top: int, bottom: int) -> set[tuple[int, int]]:
    """Repeat what is merged in every cell of its range; returns (level, column) of the cells."""
    covered = set()
    for (first, left), (last, right) in grid.merges:
        if top <= first <= last <= bottom:
            for row in range(first, last + 1):
                for column in range(left, right + 1):
                    levels[row - top][column] = levels[first - top][left]
                    covered.add((row - top, column))
    return covered


def _is_upside_down(levels: list[list[str]], covered: set[tuple[int, int]]) -> bool:
    """Whether 本月|累计 stand above the indicator that they are of: the two heading rows were swapped."""
    if len(levels) != 2:
        return False
    above = {c: text for c, cell in enumerate(levels[0]) if (text := clean(cell)) and levels[1][c] != cell}
    if len(above) < 2 or not all(MEASURE_WORDS.fullmatch(text) for text in above.values()):
        return False
    below = levels[1]
    return any(not below[c] or (1, c) in covered for c in above)


def _fill_right(levels: list[list[str]], covered: set[tuple[int, int]]) -> None:
    """Let a heading that nobody merged reach over the sub-headings to its right."""
    for depth, level in enumerate(levels[:-1]):
        for column in range(1, len(level)):
            open_below = any(lower[column] for lower in levels[depth + 1 :])
            if (
                not level[column]
                and open_below
                and (depth, column) not in covered
                and (depth, column - 1) not in covered
            ):
                level[column] = level[column - 1]


def name_column(columns: tuple[HeadColumn, ...]) -> int | None:
    """Return the column that names the rows."""
    leaves = {without_brackets(column.path[-1]): column.column for column in reversed(columns)}
    for heading in NAME_HEADINGS:
        if heading in leaves:
            return leaves[heading]
    return next((index for leaf, index in reversed(leaves.items()) if leaf.endswith("名称")), None)
