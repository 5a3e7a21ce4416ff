"""The official page in numbers (GB/T 9704-2012, domain §5.4), and which table rows stay together.

Every writer reads its measures here; nothing here knows a file format.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from parkdesk.reports.values import cell_text

if TYPE_CHECKING:
    from parkdesk.reports.values import Report, Row, Sheet, Table

SHEETS_MM: Final[dict[Sheet, tuple[int, int]]] = {"A4": (210, 297), "A3": (297, 420), "A2": (420, 594)}
PAGE_MM: Final = SHEETS_MM["A4"]
TOP_MM, BOTTOM_MM, LEFT_MM, RIGHT_MM = 37, 35, 28, 26
_FORM_MARGINS_MM: Final = (22, 20, 20, 20)
GUTTER_MM: Final = 8
FORM_BODY_PT, FORM_LINE_PT = 12.0, 20.0
BODY_PT, TITLE_PT, NUMBER_PT = 16.0, 22.0, 14.0
FORM_TITLE_PT, RED_HEAD_PT = 18.0, 36.0
TABLE_TITLE_PT, UNIT_PT = 14.0, 10.5
LINE_PITCH_PT: Final = 28.99  # 225 mm / 22 lines
CHAR_PITCH_PT: Final = 15.79  # 156 mm / 28 characters
NUMBER_DROP_MM: Final = 7  # the page number's dash under the type area

_WIDE_TABLE_COLUMNS: Final = 9
_WIDEST_TABLE_COLUMNS: Final = 17
_LONG_ROW_LINES: Final = 12
_LARGEST_BLOCK: Final = 6
_WHOLE_LINES: Final = 16  # about a third of a page
_MM_PT: Final = 72 / 25.4
_CELL_INSET_PT: Final = 7.0
_SHORT: Final = 4  # Chinese characters: a name, a stage
_LATIN: Final = 0.58
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]+")
_UNBREAKABLE: Final = re.compile(r"[\x21-\x7e\u00b7-\u2014\u2212]+")


def margins_mm(*, landscape: bool) -> tuple[float, float, float, float]:
    """Return top, bottom, left, right; a turned page keeps the paper's own margins, head at the binding."""
    if landscape:
        return LEFT_MM, RIGHT_MM, BOTTOM_MM, TOP_MM
    return TOP_MM, BOTTOM_MM, LEFT_MM, RIGHT_MM


@dataclass(frozen=True, slots=True)
class Shape:
    """A page as it lies before the reader, in mm."""

    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float
    landscape: bool
    sheet: Sheet
    form: bool
    columns: int = 1

    @property
    def text_width(self) -> float:
        """The width of the type area, or of one of its columns."""
        whole = self.width - self.left - self.right
        return (whole - GUTTER_MM * (self.columns - 1)) / self.columns

    @property
    def text_width_pt(self) -> float:
        """The same in points."""
        return self.text_width * _MM_PT


def shapes(report: Report) -> list[Shape]:
    """Return the page of a report's body and of each of its annexes."""
    is_form = report.form is not None
    return [shape(p.sheet, landscape=p.landscape, form=is_form, columns=p.columns) for p in report.parts()]


def shape(sheet: Sheet = "A4", *, landscape: bool = False, form: bool = False, columns: int = 1) -> Shape:
    """Return a page: the standard's margins for letters and their annexes, even ones for forms."""
    short, long = SHEETS_MM[sheet]
    top, bottom, left, right = _FORM_MARGINS_MM if form else margins_mm(landscape=landscape)
    width, height = (long, short) if landscape else (short, long)
    return Shape(width, height, top, bottom, left, right, landscape, sheet, form, columns)


def table_sizes(table: Table) -> tuple[float, float]:
    """Return the point sizes of headings and cells: offices use 12 and 10.5, less where columns are many."""
    if len(table.columns) < _WIDE_TABLE_COLUMNS:
        return 12.0, 10.5
    return (10.5, 9.0) if len(table.columns) < _WIDEST_TABLE_COLUMNS else (9.0, 8.0)


def display_width(text: str) -> float:
    """Return a text's width in Chinese characters (a Latin letter counts half)."""
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.5 for c in text)


def balanced(title: str, width: float, size: float) -> str:
    """Return a heading broken into lines of equal length where it does not fit: 「建设/性质」, never 「建设性/质」."""
    room = int((width - _CELL_INSET_PT) / size)
    if len(title) <= room or room < 1:
        return title
    what, bracket, unit = title.partition("（")
    if bracket and what and unit.endswith("）"):  # what ends in brackets puts them below: 「已盘活/（亩）」
        return f"{balanced(what, width, size)}\n{bracket}{unit}"
    if not _CHINESE.fullmatch(title):
        return title
    lines = -(-len(title) // room)
    step = -(-len(title) // lines)
    return "\n".join(title[at : at + step] for at in range(0, len(title), step))


def column_widths(table: Table, width: float) -> list[float]:
    """Share out a width (in points) by the columns' weights, none narrower than what cannot be broken in it."""
    least = _least_widths(table)
    if sum(least) >= width:
        return [one * width / sum(least) for one in least]
    shares = [0.0] * len(least)
    free = set(range(len(least)))
    while free:
        room = width - sum(shares)
        weight = sum(table.columns[i].width for i in free)
        tight = {i for i in free if table.columns[i].width / weight * room < least[i]}
        for i in tight or free:
            shares[i] = least[i] if tight else table.columns[i].width / weight * room
        free -= tight or set(free)
    return shares


def _least_widths(table: Table) -> list[float]:
    heading, size = table_sizes(table)
    least = [_unbroken(column.title, 2) * heading for column in table.columns]
    for row in table.rows:
        if row.style != "group":
            for i, cell in enumerate(row.cells):
                least[i] = max(least[i], _unbroken(cell_text(cell), _SHORT) * size)
    return [one + _CELL_INSET_PT for one in least]


def _unbroken(text: str, short: int) -> float:
    """Return the width, in characters, of the longest part that stays on one line: numbers, words, short texts."""
    longest = max((len(run) * _LATIN for run in _UNBREAKABLE.findall(text)), default=1.0)
    whole = display_width(text)
    return max(longest, whole) if whole <= short else longest


def row_lines(table: Table, row: Row, widths: list[float]) -> int:
    """Estimate how many lines a row needs in columns of these widths."""
    if row.style == "group":
        return 1
    size = table_sizes(table)[1]
    room = [max(1.0, (width - _CELL_INSET_PT) / size) for width in widths]
    return max(
        (int(display_width(cell_text(cell)) // space) + 1 for cell, space in zip(row.cells, room, strict=True)),
        default=1,
    )


def may_break(table: Table, row: Row, widths: list[float]) -> bool:
    """Whether a row may be split over pages: only one so long that moving it would leave a page half empty."""
    return row_lines(table, row, widths) > _LONG_ROW_LINES


def kept_together(table: Table, widths: list[float]) -> tuple[tuple[int, int], ...]:
    """Return runs of rows (first, count) that must share a page.

    A short table stays whole. In a long one a group heading stays with its first row, a total and the
    last row with the row before them, so that neither a heading nor a single last row stands alone.
    """
    rows = table.rows
    lines = [row_lines(table, row, widths) for row in rows]
    if len(rows) > 1 and sum(lines) <= _WHOLE_LINES:
        return ((0, len(rows)),)
    joined = {i for i, row in enumerate(rows[:-1]) if row.style == "group"}
    joined |= {i - 1 for i, row in enumerate(rows) if i and row.style in {"subtotal", "total"}}
    if len(rows) > 1:
        joined.add(len(rows) - 2)
    short = {i for i, count in enumerate(lines) if count <= _LONG_ROW_LINES}
    runs: list[tuple[int, int]] = []
    for i in sorted(i for i in joined if i in short and i + 1 in short):
        first, count = runs[-1] if runs else (-1, 0)
        if runs and first + count - 1 == i and count < _LARGEST_BLOCK:
            runs[-1] = (first, count + 1)
        elif not runs or first + count - 1 < i:
            runs.append((i, 2))
    return tuple(runs)
