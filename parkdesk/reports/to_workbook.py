"""Write a report's tables as an Excel file that prints as it stands: one sheet per table, numbers as numbers."""

from __future__ import annotations

import io
import re
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from parkdesk.reports import layout
from parkdesk.reports.values import MINUS, Heading, Paragraph, Quantity, cell_text
from parkdesk.reports.workbook_charts import write_chart

if TYPE_CHECKING:
    from decimal import Decimal

    from parkdesk.reports.values import Cell, Column, Part, Report, Row, Table

_FORBIDDEN_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_LONGEST_NAME: Final = 31
_SONG, _HEI = "宋体", "黑体"
_INCH_MM: Final = 25.4
_CELL_PT: Final = 10.5
_CHARS_PER_MM: Final = 0.5  # Excel's column width counts digits of about 2 mm
_PAPERS: Final = {"A4": 9, "A3": 8, "A2": 66}
_NARROW: Final = 6  # columns that fit a screen without freezing the first two
_LINE_PT: Final = 15.0


def to_workbook(report: Report) -> bytes:
    """Return the report's tables as an .xlsx file, each on a sheet ready to print."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    titled = _titled(report)
    if not titled:
        _write_words(book.create_sheet("报表"), report)
    for title, table, part in titled:
        page = layout.shape(part.sheet, landscape=part.landscape and part.columns == 1, form=report.form is not None)
        foot = report.form.foot if report.form else ""
        over = report.title.replace("\n", "") if report.form and table.title else ""
        _write_sheet(book.create_sheet(_free_name(book, title)), f"{over}　{title}".strip(), table, page, foot)
    for chart in report.charts():
        sheet = book.create_sheet(_free_name(book, chart.title))
        write_chart(sheet, chart, partial(_put_plain, sheet))
    book.properties.title = report.file_title
    book.properties.creator = report.signature
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _put_plain(sheet: Any, y: int, x: int, value: object) -> Any:
    if isinstance(value, str):
        return _put(sheet, y, x, value)
    cell = sheet.cell(y, x)
    cell.value = value
    return cell


def _titled(report: Report) -> list[tuple[str, Table, Part]]:
    """Return the tables with the names people know them by: an annex's table goes by the annex's title."""
    return [((table.title or part.title).replace("\n", ""), table, part) for table, part in report.tables()]


def _write_words(sheet: Any, report: Report) -> None:
    """Write a paper that has no table: its sentences under each other."""
    page = layout.shape()
    _write_line(sheet, 1, 1, report.title.replace("\n", ""), "center", size=16, font=_HEI)
    lines = [block for block in report.blocks if isinstance(block, Heading | Paragraph)]
    for y, block in enumerate(lines, 2):
        heads = isinstance(block, Heading)
        _write_line(sheet, y, 1, block.text if heads else f"　　{block.text}", "left", font=_HEI if heads else _SONG)
        wide = layout.display_width(block.text) + 2
        sheet.row_dimensions[y].height = _LINE_PT * (wide // (page.text_width_pt / _CELL_PT - 2) + 1) + 3
    sheet.column_dimensions["A"].width = page.text_width * _CHARS_PER_MM
    _set_paper(sheet, page)


def _free_name(book: Any, title: str) -> str:
    """Return a sheet name Excel accepts and this book does not have yet."""
    clean = _FORBIDDEN_IN_NAMES.sub("", title).strip()[:_LONGEST_NAME] or "表"
    taken = {name.casefold() for name in book.sheetnames}
    name, count = clean, 1
    while name.casefold() in taken:
        count += 1
        name = f"{clean[: _LONGEST_NAME - len(str(count)) - 2]}（{count}）"
    return name


def _write_sheet(sheet: Any, title: str, table: Table, page: layout.Shape, foot: str) -> None:
    from openpyxl.utils import get_column_letter

    last = len(table.columns)
    first_heading = 3
    first_row = first_heading + table.heading_rows
    _write_line(sheet, 1, last, title, "center", size=16, font=_HEI)
    words = "　　".join(part for part in (table.lead, table.unit) if part)
    _write_line(sheet, 2, last, words, "right")
    heading_size, cell_size = layout.table_sizes(table)
    widths = layout.column_widths(table, page.text_width_pt)
    for head in table.heading():
        room = sum(widths[head.column : head.column + head.columns])
        words = layout.balanced(head.text, room, heading_size)
        _write_heading(sheet, first_heading + head.row, head.column + 1, words, heading_size)
        if head.columns > 1 or head.rows > 1:
            top, left = first_heading + head.row, head.column + 1
            sheet.merge_cells(None, top, left, top + head.rows - 1, left + head.columns - 1)
    for y, row in enumerate(table.rows, first_row):
        _write_row(sheet, y, row, table.columns, cell_size)
        sheet.row_dimensions[y].height = _LINE_PT * layout.row_lines(table, row, widths) + 3
    below = first_row + len(table.rows)
    for line in (table.note, foot):
        if line:
            _write_line(sheet, below, last, line, "left")
            below += 1
    for i, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(i)].width = max(4.0, width / 72 * _INCH_MM * _CHARS_PER_MM + 0.7)
    _box_heading(sheet, first_heading, first_row - 1, last)
    _set_print(sheet, first_heading, first_row, page)


def _set_print(sheet: Any, first_heading: int, first_row: int, shape: layout.Shape) -> None:
    sheet.freeze_panes = f"{'C' if sheet.max_column > _NARROW else 'A'}{first_row}"
    sheet.print_title_rows = f"{first_heading}:{first_row - 1}"
    _set_paper(sheet, shape)


def _set_paper(sheet: Any, shape: layout.Shape) -> None:
    page = sheet.page_setup
    page.orientation, page.paperSize = "landscape" if shape.landscape else "portrait", _PAPERS[shape.sheet]
    page.fitToWidth, page.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.top, margins.bottom, margins.left, margins.right = (
        mm / _INCH_MM for mm in (shape.top, shape.bottom, shape.left, shape.right)
    )
    sheet.oddFooter.center.text = "第&P页 共&N页"


def _write_line(
    sheet: Any, y: int, last: int, text: str, align: str, *, size: float = _CELL_PT, font: str = _SONG
) -> None:
    from openpyxl.styles import Alignment, Font

    cell = _put(sheet, y, 1, text)
    cell.font = Font(name=font, size=size)
    cell.alignment = Alignment(horizontal=align, vertical="center", wrap_text=align != "right")
    if last > 1:
        sheet.merge_cells(None, y, 1, y, last)
    sheet.row_dimensions[y].height = size * 1.8


def _write_heading(sheet: Any, y: int, x: int, text: str, size: float) -> None:
    from openpyxl.styles import Alignment, Font

    cell = _put(sheet, y, x, text)
    cell.font = Font(name=_HEI, size=size)
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)


def _box_heading(sheet: Any, top: int, bottom: int, last: int) -> None:
    for row in sheet.iter_rows(top, bottom, 1, last):
        for cell in row:
            cell.border = _border()
    for y in range(top, bottom + 1):
        lines = max(str(cell.value or "").count("\n") + 1 for cell in sheet[y])
        sheet.row_dimensions[y].height = _LINE_PT * max(lines, 1 if bottom > top else 2) + 3


def _border() -> Any:
    from openpyxl.styles import Border, Side

    thin = Side(style="thin")
    return Border(thin, thin, thin, thin)


def _write_row(sheet: Any, y: int, row: Row, columns: tuple[Column, ...], size: float) -> None:
    from openpyxl.styles import Alignment, Font

    cells: tuple[Cell, ...] = row.cells
    if row.style == "group":
        cells = (row.cells[0], *("" for _ in columns[1:]))
    font = Font(name=_SONG if row.style == "body" else _HEI, size=size)
    for x, (value, column) in enumerate(zip(cells, columns, strict=True), 1):
        cell = _put(sheet, y, x, value)
        cell.font, cell.border = font, _border()
        align = "left" if row.style == "group" else column.align
        cell.alignment = Alignment(horizontal=align, vertical="center", wrap_text=not isinstance(value, Quantity))
    if row.style == "group" and len(columns) > 1:
        sheet.merge_cells(None, y, 1, y, len(columns))


def _put(sheet: Any, y: int, x: int, value: Cell) -> Any:
    """Write a value; text is always text, however much it looks like a formula."""
    cell = sheet.cell(y, x)
    if isinstance(value, Quantity):
        cell.value, cell.number_format = _number(value), _format(value)
    elif text := cell_text(value):
        cell.value = _CONTROLS.sub("", text)
        cell.data_type = "s"
        cell.quotePrefix = text[0] in "=+-@"
    return cell


def _number(quantity: Quantity) -> Decimal | int:
    shown = quantity.shown
    return int(shown) if quantity.places == 0 else shown


def _format(quantity: Quantity) -> str:
    digits = "#,##0" if quantity.grouped else "0"
    if quantity.places:
        digits += "." + "0" * quantity.places
    return f'{digits};"{MINUS}"{digits}'
