"""How a sheet is laid out: title, headings of one to four levels, group rows, sums, footers, rows of data."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from parkdesk.errors import IntakeError
from parkdesk.intake.head_rows import HeadColumn, find_head, head_columns, name_column
from parkdesk.intake.headline import Months, clean, cumulative_month, filled_in_by, labels_in, months_in, units_of
from parkdesk.periods import Period
from parkdesk.plan import Finding, Level

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parkdesk.amounts import Unit
    from parkdesk.intake.grid import Cell, Grid
    from parkdesk.intake.head_rows import HeadRows

DATA, GROUP, SUBTOTAL, TOTAL, OF_WHICH, FOOTER = "data", "group", "subtotal", "total", "of_which", "footer"
SKIPPED = "skipped"
"""What a person says of a row that is nothing of these; no line is made of it."""

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
_INNER = re.compile(r"[（(]")


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
    head: HeadRows
    name_column: int | None
    findings: tuple[Finding, ...] = field(default=())
    said: Mapping[str, Months] = field(default_factory=dict)
    """What title, headings, sheet name and file name each say of the period."""
    is_apart: bool = False
    """Whether this is one of several periods that stand side by side on the sheet."""

    @property
    def first_row(self) -> int:
        """The row below the headings."""
        return self.head.bottom + 1

    @property
    def period(self) -> Period | None:
        """The period of the sheet where it names one that exists (there is no lone January)."""
        year, month = self.months
        return Period(year, month) if year and month and month > 1 else None

    def of_kind(self, *kinds: str) -> list[Line]:
        """Return the lines of these kinds."""
        return [line for line in self.lines if line.kind in kinds]


def read_layout(grid: Grid, head: HeadRows | None = None, kinds: Mapping[int, str] | None = None) -> Layout:
    """Recognise a sheet's layout; raises IntakeError where no row of headings can be found.

    `head` says which rows are the headings, `kinds` what single rows are, where a person corrected them.
    """
    head = head or find_head(grid)
    if head is None:
        raise IntakeError(
            f"“{grid.file}”的工作表“{grid.sheet}”里找不到表头（如“企业名称”“项目名称”那一行）；"
            "请补上表头，或检查是否选错了工作表，再导入。"
        )
    columns = head_columns(grid, head)
    named = name_column(columns)
    lines = tuple(_lines(grid, head, named, kinds or {}))
    above = [_line_text(row) for row in grid.rows[: head.top]]
    below = [_line_text(grid.rows[line.row]) for line in lines if line.kind == FOOTER]
    labels = {key: value for text in (*below, *above) for key, value in labels_in(text).items() if value}
    title = next((text for text in above if text and not labels_in(text)), "")
    said = _months_said(grid, " ".join(above), columns)
    months, findings = _agreed_months(grid, said)
    return Layout(
        title,
        filled_in_by(labels),
        units_of(labels),
        months,
        columns,
        lines,
        labels,
        head,
        named,
        tuple(findings),
        said,
    )


def _line_text(row: list[Cell]) -> str:
    return "\u3000\u3000".join(dict.fromkeys(text for cell in row if (text := str(cell).strip())))


def _lines(grid: Grid, head: HeadRows, named: int | None, kinds: Mapping[int, str]) -> list[Line]:
    top, start = head.top, head.bottom + 1
    spans = {
        first
        for (first, left), (last, right) in grid.merges
        if start <= first == last < len(grid.rows) and (right - left + 1) * 2 > len(grid.rows[first])
    }
    reader = _LineReader(named, spans, grid.rows[top:start], kinds)
    lines = []
    for index in range(start, len(grid.rows)):
        if kind := reader.kind(index, grid.rows[index]):
            lines.append(Line(index, kind, reader.group))
            if kind == TOTAL:
                reader.leave_groups()
    return lines


class _LineReader:
    """Reads the rows below the headings one after the other, keeping the groups they stand in."""

    def __init__(
        self, name_column: int | None, spans: set[int], headings: list[list[Cell]], kinds: Mapping[int, str]
    ) -> None:
        self._name_column = name_column
        self._kinds = kinds
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
        if index in self._kinds:
            return self._as_told(self._kinds[index], label)
        if filled > 2:
            self._in_footer = False
        found = _SPECIAL.match(label)
        if found and (kind := self._special(found.lastgroup or "", label, row)):
            return kind
        if filled == 1:
            return self._lone(index, label, row)
        return "" if row in self._headings else DATA

    def _as_told(self, kind: str, label: str) -> str:
        if kind == GROUP:
            self._enter(label)
        return "" if kind == SKIPPED else kind

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


def _months_said(grid: Grid, above: str, columns: tuple[HeadColumn, ...]) -> dict[str, Months]:
    heads = {month for column in columns if (month := cumulative_month(column.text))}
    return {
        "标题": months_in(above),
        "表头": Months(None, heads.pop() if len(heads) == 1 else None),
        "工作表名": months_in(grid.sheet),
        "文件名": months_in(grid.file.rpartition(".")[0]),
    }


def _agreed_months(grid: Grid, said: Mapping[str, Months]) -> tuple[Months, list[Finding]]:
    """Weigh what is said of the period; the first that speaks decides, and who disagrees is told."""
    year = next((months.year for months in said.values() if months.year), None)
    month = next((months.month for months in said.values() if months.month), None)
    findings = []
    for source, months in said.items():
        if (months.year and months.year != year) or (months.month and months.month != month):
            agreed = months_told(Months(year, month))
            text = f"{source}写的是{months_told(months)}，与认定的期间{agreed}不一致；请核对期间。"
            findings.append(Finding("intake.period_differs", Level.EXPLAIN, text, grid.sheet))
    return Months(year, month), findings


def months_told(months: Months) -> str:
    """Return a period, or what is known of it, as people read it."""
    year = f"{months.year}年" if months.year else ""
    return year + (f"1—{months.month}月" if months.month and months.month > 1 else "1月" if months.month else "")
