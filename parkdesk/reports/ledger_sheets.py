"""Workbooks that go out to be filled or edited and come back: a plain table, lists and limits, print set-up.

The first column and the last sheet are hidden; they carry what the door in needs to know the rows again.
Nothing in the table can run as a formula: text is text, whatever it looks like.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from parkdesk.records.sheet_stamp import GUIDE_SHEET, ID_HEADING, STAMP_SHEET
from parkdesk.reports import layout

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from parkdesk.records.sheet_stamp import Stamp

    Tick = Callable[[int, int], None]

TEXT, NUMBER, WHOLE, PLAIN, LIST, CODE = "text", "number", "whole", "plain", "list", "code"
"""What a column holds: words, a figure, a whole one, one without thousands marks (202609), a choice, a code."""
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SONG, _HEI = "宋体", "黑体"
_INCH_MM: Final = 25.4
_A4: Final = 9
_LONGEST_LIST: Final = 250  # characters that a list inside a rule may have
_WIDE: Final = 100  # characters of columns beyond which the sheet lies on its side
_TOLD_EVERY: Final = 200  # rows
_TITLE_ROW, _LINE_ROW, _HEAD_ROW = 1, 2, 3


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column: what may stand in it; `tip` is shown beside the cell that is being filled."""

    key: str
    heading: str
    kind: str = TEXT
    width: int = 12
    choices: tuple[str, ...] = ()
    places: int = 2
    is_fixed: bool = False
    tip: str = ""
    at_least: str = ""
    """The key of a column that this one may not be less than (累计 against 本月)."""


@dataclass(frozen=True, slots=True)
class LedgerSheet:
    """A table to be filled or edited; `rows` are (hidden id, cells)."""

    title: str
    line: str
    name: str
    columns: tuple[SheetColumn, ...]
    stamp: Stamp
    rows: Sequence[tuple[str, Sequence[Any]]] = ()
    blank_rows: int = 0
    footer: str = ""
    guide: tuple[str, ...] = field(default=())


def ledger_workbook(table: LedgerSheet, tick: Tick | None = None) -> bytes:
    """Return the table as an .xlsx file; `tick` hears how many of how many rows are written, and may break off."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = table.name
    _write_head(sheet, table)
    last = _write_rows(sheet, table, tick)
    _set_rules(sheet, table, last)
    _set_page(sheet, table)
    if table.footer:
        _put(sheet, last + 1, 2, table.footer)
    if table.guide:
        _write_guide(book.create_sheet(GUIDE_SHEET), table.guide)
    _write_stamp(book.create_sheet(STAMP_SHEET), table.stamp)
    book.properties.title = table.title
    book.properties.creator = table.stamp.desk_name
    out = io.BytesIO()
    book.save(out)
    if tick is not None:
        tick(len(table.rows), len(table.rows))  # packing takes as long as writing: the last chance to say stop
    return out.getvalue()


def _write_head(sheet: Any, table: LedgerSheet) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    last = len(table.columns) + 1
    for row, text, align, size in ((_TITLE_ROW, table.title, "center", 16), (_LINE_ROW, table.line, "left", 10.5)):
        cell = _put(sheet, row, 2, text)
        cell.font = Font(name=_HEI if size > 12 else _SONG, size=size)
        cell.alignment = Alignment(horizontal=align, vertical="center")
        if last > 2:
            sheet.merge_cells(None, row, 2, row, last)
        sheet.row_dimensions[row].height = size * 1.8
    _put(sheet, _HEAD_ROW, 1, ID_HEADING)
    sheet.column_dimensions["A"].hidden = True
    for x, column in enumerate(table.columns, 2):
        cell = _put(sheet, _HEAD_ROW, x, column.heading)
        cell.font = Font(name=_HEI, size=10.5)
        cell.border = _border()
        cell.fill = PatternFill("solid", fgColor="EEF2F6" if column.is_fixed else "E2EFDA")
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(x)].width = max(8, column.width)
    sheet.row_dimensions[_HEAD_ROW].height = 33


def _write_rows(sheet: Any, table: LedgerSheet, tick: Tick | None) -> int:
    from openpyxl.styles import Alignment, Font

    font, border = Font(name=_SONG, size=10.5), _border()
    sides = {TEXT: "left", NUMBER: "right", WHOLE: "right"}
    aligned = [
        Alignment(horizontal=sides.get(c.kind, "center"), vertical="center", wrap_text=c.kind == TEXT)
        for c in table.columns
    ]
    blank = [("", [None] * len(table.columns))] * table.blank_rows
    row = _HEAD_ROW
    for row, (key, cells) in enumerate([*table.rows, *blank], _HEAD_ROW + 1):
        if tick is not None and row % _TOLD_EVERY == 0:
            tick(row - _HEAD_ROW, 2 * len(table.rows))
        if key:
            _put(sheet, row, 1, key)
        for x, (value, column) in enumerate(zip(cells, table.columns, strict=True), 2):
            cell = _put(sheet, row, x, value)
            cell.font, cell.border, cell.alignment = font, border, aligned[x - 2]
            cell.number_format = _format(column)
    return row


def _format(column: SheetColumn) -> str:
    """Return how a cell shows what it holds; codes and dates stay the text that was typed."""
    if column.kind == NUMBER:
        return "#,##0" + ("." + "#" * column.places if column.places else "")
    return {WHOLE: "#,##0", PLAIN: "0"}.get(column.kind, "@")


def _put(sheet: Any, row: int, column: int, value: Any) -> Any:
    """Write a value; text is always text, however much it looks like a formula."""
    cell = sheet.cell(row, column)
    if isinstance(value, str) and value:
        cell.value = _CONTROLS.sub("", value)
        cell.data_type = "s"
        cell.quotePrefix = value[0] in "=+-@"
    elif value is not None and value != "":
        cell.value = value
    return cell


def _border() -> Any:
    from openpyxl.styles import Border, Side

    thin = Side(style="thin", color="9AA5B1")
    return Border(thin, thin, thin, thin)


# -- what may be typed -------------------------------------------------------------------------


def _set_rules(sheet: Any, table: LedgerSheet, last: int) -> None:
    from openpyxl.utils import get_column_letter

    letters = {column.key: get_column_letter(x) for x, column in enumerate(table.columns, 2)}
    end = max(last, _HEAD_ROW + 1) + 200  # rows that are added below follow the same rules
    for column in table.columns:
        rule = _rule(column, letters)
        if rule is not None:
            rule.add(f"{letters[column.key]}{_HEAD_ROW + 1}:{letters[column.key]}{end}")
            sheet.add_data_validation(rule)


def _rule(column: SheetColumn, letters: Mapping[str, str]) -> Any:
    """Return the rule of a column: wrong kinds are stopped, doubtful figures only asked about."""
    from openpyxl.worksheet.datavalidation import DataValidation

    first = f"{letters[column.key]}{_HEAD_ROW + 1}"
    if column.choices:
        listed = ",".join(column.choices)
        if len(listed) > _LONGEST_LIST or any("," in choice for choice in column.choices):
            return None
        rule = DataValidation("list", formula1=f'"{listed}"')
        rule.error = "请从列表中选一项。"
    elif column.kind in (NUMBER, WHOLE) and column.at_least in letters:
        other = f"{letters[column.at_least]}{_HEAD_ROW + 1}"
        rule = DataValidation("custom", formula1=f'AND(ISNUMBER({first}),OR({other}="",{first}>={other}))')
        rule.error, rule.errorStyle = "应填数字，且一般不小于本月数；确实如此请选“是”。", "warning"
    elif column.kind in (NUMBER, WHOLE):
        kind = "whole" if column.kind == WHOLE else "decimal"
        rule = DataValidation(kind, operator="greaterThanOrEqual", formula1="0")
        rule.error, rule.errorStyle = "应填不小于0的数；确实是负数请选“是”。", "warning"
    elif column.kind == CODE:
        rule = DataValidation("textLength", operator="equal", formula1="18")
        rule.error, rule.errorStyle = "统一社会信用代码是18位；确实没有请选“是”。", "warning"
    elif column.tip:
        rule = DataValidation(None)
    else:
        return None
    rule.allow_blank, rule.showErrorMessage, rule.errorTitle = True, True, column.heading[:32]
    if column.tip:
        rule.showInputMessage, rule.promptTitle, rule.prompt = True, column.heading[:32], column.tip[:255]
    return rule


# -- paper and what is hidden ------------------------------------------------------------------


def _set_page(sheet: Any, table: LedgerSheet) -> None:
    from openpyxl.utils import get_column_letter

    landscape = sum(column.width for column in table.columns) > _WIDE
    fixed = sum(column.is_fixed for column in table.columns[:2]) or 1
    sheet.freeze_panes = f"{get_column_letter(fixed + 2)}{_HEAD_ROW + 1}"
    sheet.print_title_rows = f"{_HEAD_ROW}:{_HEAD_ROW}"
    page = sheet.page_setup
    page.orientation, page.paperSize = "landscape" if landscape else "portrait", _A4
    page.fitToWidth, page.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    top, bottom, left, right = layout.margins_mm(landscape=landscape)
    margins.top, margins.bottom, margins.left, margins.right = (mm / _INCH_MM for mm in (top, bottom, left, right))
    sheet.oddFooter.center.text = "第&P页 共&N页"


def _write_guide(sheet: Any, guide: tuple[str, ...]) -> None:
    from openpyxl.styles import Alignment

    sheet.column_dimensions["A"].width = 90
    for row, text in enumerate(guide, 1):
        _put(sheet, row, 1, text).alignment = Alignment(wrap_text=True, vertical="top")


def _write_stamp(sheet: Any, stamp: Stamp) -> None:
    sheet.sheet_state = "hidden"
    for y, line in enumerate(stamp.to_rows(), 1):
        for x, text in enumerate(line, 1):
            cell = _put(sheet, y, x, text)
            cell.number_format = "@"
