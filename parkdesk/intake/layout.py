"""How a sheet is laid out: title, headings of one to four levels, group rows, sums, footers, rows of data."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from parkdesk.errors import IntakeError
from parkdesk.intake.headline import (
    Months,
    clean,
    cumulative_month,
    filled_in_by,
    labels_in,
    months_in,
    unit_in,
    units_of,
    without_brackets,
)
from parkdesk.periods import Period
from parkdesk.plan import Finding, Level

if TYPE_CHECKING:
    from parkdesk.amounts import Unit
    from parkdesk.intake.grid import Cell, Grid

DATA, GROUP, SUBTOTAL, TOTAL, OF_WHICH, FOOTER = "data", "group", "subtotal", "total", "of_which", "footer"

_SEARCH_ROWS = 40
_MAX_LEVELS = 4
_LONGEST_HEADING = 40
_HEADING = re.compile(
    r"序号|编号|项目|企业|单位|县区|区县|备注|层数|方式|结果|类别|.*(?:名称|代码|人数|日期|时间|时限|年限|产值|收入|税收|投资|面积|累计|本月|当月|同期"
    r"|同月|增速|状态|类型|领导|部门|责任人|走访人|联系人|电话|地址|园区|镇办|进度|数值|来源|期间|指标|职务|资金|范围|用途|栋号|完成率|问题)"
)
_NAME_HEADINGS = (
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
_NUMERALS = "一二三四五六七八九十"
_END = r"(?:$|[（(：:])"
_SPECIAL = re.compile(
    rf"(?P<total>(?:.{{0,8}}[市县区园])?(?:合计|总计|总合计){_END})|(?P<subtotal>.{{0,12}}小计{_END})"
    rf"|(?P<of_which>#?其中(?:{_END}|.{{0,8}}(?:企业|园区|园区内|园区外)$))"
    rf"|(?P<footer>(?:填表人|填报人|制表人?|审核人|负责人|单位负责人|统计负责人|经办人|复核人?|附注|填报说明){_END}|(?:注|备注|说明)[：:])"
    rf"|(?P<group>[{_NUMERALS}]{{1,3}}[、.．]|[（(][{_NUMERALS}]{{1,3}}[)）])"
)
_GROUP_WORDS = re.compile(
    r".{0,6}(?:在库|入库|退库|竣工|开工|储备|培育|规下|园区内|园区外)(?:企业|一批|项目|类)?(?:[（(].*)?$"
)
_FIGURE = re.compile(r"[+-]?[\d,.]+%?$")
_INNER = re.compile(r"[（(]")


class HeadColumn(NamedTuple):
    """One column under its headings, outermost first; `unit` only where a heading names one."""

    column: int
    path: tuple[str, ...]
    unit: Unit | None

    @property
    def text(self) -> str:
        """The headings in one line."""
        return "·".join(self.path)


class Line(NamedTuple):
    """One row below the headings: what it is, and the group it stands in (outer/inner)."""

    row: int
    kind: str
    group: str


@dataclass(frozen=True, slots=True)
class Layout:
    """The shape of one sheet."""

    title: str
    who: str
    units: dict[str, Unit]
    months: Months
    columns: tuple[HeadColumn, ...]
    lines: tuple[Line, ...]
    labels: dict[str, str]
    first_row: int
    name_column: int | None
    findings: tuple[Finding, ...] = field(default=())

    @property
    def period(self) -> Period | None:
        """The period of the sheet where it names one that exists (there is no lone January)."""
        year, month = self.months
        return Period(year, month) if year and month and month > 1 else None

    def of_kind(self, *kinds: str) -> list[Line]:
        """Return the lines of these kinds."""
        return [line for line in self.lines if line.kind in kinds]


def read_layout(grid: Grid) -> Layout:
    """Recognise a sheet's layout; raises IntakeError where no row of headings can be found."""
    top = _heading_row(grid)
    if top is None:
        raise IntakeError(
            f"“{grid.file}”的工作表“{grid.sheet}”里找不到表头（如“企业名称”“项目名称”那一行）；"
            "请补上表头，或检查是否选错了工作表，再导入。"
        )
    bottom = _heading_bottom(grid, top)
    top = _heading_top(grid, top)
    columns = _columns(grid, top, bottom)
    name_column = _name_column(columns)
    lines = tuple(_lines(grid, top, bottom + 1, name_column))
    above = [_line_text(row) for row in grid.rows[:top]]
    below = [_line_text(grid.rows[line.row]) for line in lines if line.kind == FOOTER]
    labels = {key: value for text in (*below, *above) for key, value in labels_in(text).items() if value}
    title = next((text for text in above if text and not labels_in(text)), "")
    months, findings = _agreed_months(grid, " ".join(above), columns)
    return Layout(
        title,
        filled_in_by(labels),
        units_of(labels),
        months,
        columns,
        lines,
        labels,
        bottom + 1,
        name_column,
        tuple(findings),
    )


def _texts(row: list[Cell]) -> list[str]:
    return [text for cell in row if (text := clean(cell))]


def _line_text(row: list[Cell]) -> str:
    return "\u3000\u3000".join(dict.fromkeys(text for cell in row if (text := str(cell).strip())))


def _is_heading_like(row: list[Cell]) -> bool:
    texts = _texts(row)
    return (
        len(texts) >= 2
        and all(len(text) <= _LONGEST_HEADING and not _FIGURE.match(text) for text in texts)
        and not any("：" in text or ":" in _INNER.split(text)[0] for text in texts)
    )


def _heading_row(grid: Grid) -> int | None:
    for index, row in enumerate(grid.rows[:_SEARCH_ROWS]):
        if _is_heading_like(row):
            hits = sum(_HEADING.fullmatch(without_brackets(text)) is not None for text in _texts(row))
            if hits >= 2:
                return index
    return None


def _heading_top(grid: Grid, top: int) -> int:
    """Take in a row above the headings that spans groups of them."""
    while top > 0 and _is_heading_like(grid.rows[top - 1]) and len(set(_texts(grid.rows[top - 1]))) > 1:
        top -= 1
    return top


def _heading_bottom(grid: Grid, top: int) -> int:
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
    if not _is_heading_like(below):
        return False
    room = {c for c, cell in enumerate(above) if cell == "" or (c + 1 < len(above) and above[c + 1] == "")}
    named = {c: without_brackets(text) for c, cell in enumerate(below) if (text := clean(cell))}
    return any(c in room for c in named) and all(c in room or _HEADING.fullmatch(text) for c, text in named.items())


def _columns(grid: Grid, top: int, bottom: int) -> tuple[HeadColumn, ...]:
    levels = [[str(cell).strip() for cell in row] for row in grid.rows[top : bottom + 1]]
    covered = set()
    for (first, left), (last, right) in grid.merges:
        if top <= first <= last <= bottom:
            for row in range(first, last + 1):
                for column in range(left, right + 1):
                    levels[row - top][column] = levels[first - top][left]
                    covered.add((row - top, column))
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
    columns = []
    for index in range(len(levels[0])):
        parts = [" ".join(level[index].split()) for level in levels if level[index]]
        path = tuple(part for at, part in enumerate(parts) if at == 0 or part != parts[at - 1])
        if path:
            unit = next((found for part in reversed(path) if (found := unit_in(part))), None)
            columns.append(HeadColumn(index, path, unit))
    return tuple(columns)


def _name_column(columns: tuple[HeadColumn, ...]) -> int | None:
    leaves = {without_brackets(column.path[-1]): column.column for column in reversed(columns)}
    for heading in _NAME_HEADINGS:
        if heading in leaves:
            return leaves[heading]
    return next((index for leaf, index in reversed(leaves.items()) if leaf.endswith("名称")), None)


def _lines(grid: Grid, top: int, start: int, name_column: int | None) -> list[Line]:
    spans = {
        first
        for (first, left), (last, right) in grid.merges
        if start <= first == last < len(grid.rows) and (right - left + 1) * 2 > len(grid.rows[first])
    }
    reader = _LineReader(name_column, spans, grid.rows[top:start])
    lines = []
    for index in range(start, len(grid.rows)):
        if kind := reader.kind(index, grid.rows[index]):
            lines.append(Line(index, kind, reader.group))
            if kind == TOTAL:
                reader.leave_groups()
    return lines


class _LineReader:
    """Reads the rows below the headings one after the other, keeping the groups they stand in."""

    def __init__(self, name_column: int | None, spans: set[int], headings: list[list[Cell]]) -> None:
        self._name_column = name_column
        self._spans = spans
        self._headings = headings
        self._outer = self._inner = ""
        self._in_footer = False

    @property
    def group(self) -> str:
        """The groups that the next row stands in."""
        return f"{self._outer}/{self._inner}" if self._inner else self._outer

    def leave_groups(self) -> None:
        """Forget the groups, as after a 合计 row."""
        self._outer = self._inner = ""

    def kind(self, index: int, row: list[Cell]) -> str:
        """Say what a row is; empty for a row that holds nothing or repeats the headings."""
        filled = len(row) - row.count("")
        if not filled:
            return ""
        label = self._label(row)
        if filled > 2:
            self._in_footer = False
        found = _SPECIAL.match(label)
        if found and (kind := self._special(found.lastgroup or "", label, row)):
            return kind
        if filled == 1:
            return self._lone(index, label, row)
        return "" if row in self._headings else DATA

    def _label(self, row: list[Cell]) -> str:
        name = row[self._name_column] if self._name_column is not None else ""
        first = row[0]
        if isinstance(first, str) and first and not first.isdigit() and _SPECIAL.match(clean(first)):
            return clean(first)
        if isinstance(name, str) and name and not name.isspace():
            return "".join(name.split())
        return next((text for cell in row if isinstance(cell, str) and (text := clean(cell))), "")

    def _special(self, kind: str, label: str, row: list[Cell]) -> str:
        if kind == GROUP:
            self._enter(label)
        elif kind == FOOTER:
            if sum(isinstance(cell, (int, float)) for cell in row) > 1:
                return ""
            self._in_footer = True
        return kind

    def _enter(self, label: str) -> None:
        if _INNER.match(label):
            self._inner = label
        else:
            self._outer, self._inner = label, ""

    def _lone(self, index: int, label: str, row: list[Cell]) -> str:
        if not label:
            return ""
        if self._in_footer:
            return FOOTER
        in_name_column = self._name_column is not None and row[self._name_column] != ""
        if index in self._spans or _GROUP_WORDS.match(label) or not in_name_column:
            self._enter(label)
            return GROUP
        return DATA


def _agreed_months(grid: Grid, above: str, columns: tuple[HeadColumn, ...]) -> tuple[Months, list[Finding]]:
    """Weigh what title, headings, sheet name and file name say of the period; the first that speaks decides."""
    heads = {month for column in columns if (month := cumulative_month(column.text))}
    said = {
        "标题": months_in(above),
        "表头": Months(None, heads.pop() if len(heads) == 1 else None),
        "工作表名": months_in(grid.sheet),
        "文件名": months_in(grid.file.rpartition(".")[0]),
    }
    year = next((months.year for months in said.values() if months.year), None)
    month = next((months.month for months in said.values() if months.month), None)
    findings = []
    for source, months in said.items():
        if (months.year and months.year != year) or (months.month and months.month != month):
            text = f"{source}写的是{_told(months)}，与认定的期间{_told(Months(year, month))}不一致；请核对期间。"
            findings.append(Finding("intake.period_differs", Level.EXPLAIN, text, grid.sheet))
    return Months(year, month), findings


def _told(months: Months) -> str:
    return (f"{months.year}年" if months.year else "") + (f"1—{months.month}月" if months.month else "")
