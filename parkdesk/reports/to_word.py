"""Write a report as a Word file on the style document, so that an office can edit it in Word or WPS."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

from parkdesk.errors import ReportError
from parkdesk.paths import resource
from parkdesk.reports import charts, layout
from parkdesk.reports import style_document as styles
from parkdesk.reports.fonts import choose, installed
from parkdesk.reports.values import Chart, Drawing, Heading, Paragraph, cell_text

if TYPE_CHECKING:
    from parkdesk.reports.values import Block, HeadCell, Report, Row, Table

_MM_PT: Final = 72 / 25.4
_TWIPS: Final = 20
_LINE_PITCH, _CHAR_SPACE = "580", "-848"  # domain §5.4, in twips and 1/4096 pt
_DPI: Final = 300
_RED_HEAD_MM, _RED_GAP_PT = 35, 11  # over the name; between the number and the red line (4 mm)
_DRAWING_DPI: Final = 200


def to_word(report: Report) -> bytes:
    """Return the report as a .docx file."""
    document = _open_styles()
    styles.use_fonts(document, choose(installed().families()).values())
    body, *shapes = layout.shapes(report)
    _set_page(document.sections[0], body)
    document.settings.odd_and_even_pages_header_footer = report.form is None
    _number_pages(document.sections[0], report)
    _write_letter(document, report, body)
    for i, (annex, page) in enumerate(zip(report.annexes, shapes, strict=True)):
        _set_page(document.add_section(), page)
        document.add_paragraph(report.annex_label(i), styles.ANNEX_LABEL)
        _lines(document, annex.title, styles.ANNEX_TITLE)
        for block in annex.blocks:
            _write_block(document, block, page)
    for other in report.more:
        _set_page(document.add_section(), body)
        _write_letter(document, other, body)
    document.core_properties.title = report.file_title
    document.core_properties.author = report.signature
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _write_letter(document: Any, report: Report, page: layout.Shape) -> None:
    _write_head(document, report)
    for block in report.blocks:
        _write_block(document, block, page)
    _write_foot(document, report)


def _open_styles() -> Any:
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    path = resource("reports", "style.docx")
    try:
        document = docx.Document(str(path))
    except (PackageNotFoundError, KeyError, ValueError) as fault:
        raise ReportError(
            f"样式文件 {path.name} 打不开或已损坏，请从安装包恢复 resources/reports 下的这个文件。"
        ) from fault
    missing = [name for name in styles.names() if name not in {style.name for style in document.styles}]
    if missing:
        raise ReportError(f"样式文件 {path.name} 缺少样式“{missing[0]}”，请补上这个样式或从安装包恢复该文件。")
    for element in list(document.element.body):
        if not element.tag.endswith("}sectPr"):
            document.element.body.remove(element)
    return document


# --- pages ---------------------------------------------------------------------------------------


def _set_page(section: Any, page: layout.Shape) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm

    section.orientation = WD_ORIENT.LANDSCAPE if page.landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(page.width), Mm(page.height)
    section.top_margin, section.bottom_margin = Mm(page.top), Mm(page.bottom)
    section.left_margin, section.right_margin = Mm(page.left), Mm(page.right)
    section.footer_distance = Mm(max(8.0, page.bottom - layout.NUMBER_DROP_MM - layout.NUMBER_PT / _MM_PT))
    properties = section._sectPr  # noqa: SLF001 - python-docx has no door to the document grid
    for found in properties.findall(qn("w:docGrid")):
        properties.remove(found)
    if page.form:
        _set_columns(properties, page.columns)
        return
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "linesAndChars")
    grid.set(qn("w:linePitch"), _LINE_PITCH)
    grid.set(qn("w:charSpace"), _CHAR_SPACE)
    properties.append(grid)


def _set_columns(properties: Any, count: int) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for found in properties.findall(qn("w:cols")):
        properties.remove(found)
    columns = OxmlElement("w:cols")
    columns.set(qn("w:num"), str(count))
    columns.set(qn("w:space"), f"{layout.GUTTER_MM * _MM_PT * _TWIPS:.0f}")
    properties.append(columns)


def _number_pages(section: Any, report: Report) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    if report.form is not None:
        _number_form(section.footer.paragraphs[0])
        return
    for footer, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        footer.is_linked_to_previous = False
        line = footer.paragraphs[0]
        line.style = styles.PAGE_NUMBER
        line.alignment = side
        line.paragraph_format.left_indent = line.paragraph_format.right_indent = Pt(layout.NUMBER_PT)
        line.add_run("—")
        _field(line, "PAGE")
        line.add_run("—")


def _number_form(line: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    line.style = styles.PAGE_NUMBER
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for words, code in (("第", "PAGE"), ("页　共", "NUMPAGES"), ("页", "")):
        line.add_run(words)
        if code:
            _field(line, code)


def _field(line: Any, code: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for kind in ("begin", None, "separate", "1", "end"):
        run = line.add_run()
        if kind is None:
            text = OxmlElement("w:instrText")
            text.set(qn("xml:space"), "preserve")
            text.text = f" {code} "
            run._r.append(text)  # noqa: SLF001 - fields are written as XML
        elif kind.isdigit():
            run.text = kind
        else:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)  # noqa: SLF001


# --- words ---------------------------------------------------------------------------------------


def _lines(document: Any, text: str, style: str) -> None:
    for line in text.split("\n"):
        document.add_paragraph(line, style)


def _write_red_head(document: Any, words: str, number: str) -> None:
    """Write the office's red name, the number two lines below it, and the red line 4 mm under that (domain §5.4)."""
    from docx.shared import Mm, Pt, RGBColor

    line = document.add_paragraph("", styles.TITLE)
    run = line.add_run(words)
    run.font.size, run.font.color.rgb = Pt(layout.RED_HEAD_PT), RGBColor(0xD0, 0, 0)
    line.paragraph_format.line_spacing = Pt(layout.RED_HEAD_PT * 1.5)
    line.paragraph_format.space_before = Mm(_RED_HEAD_MM)
    line.paragraph_format.space_after = Pt(2 * layout.LINE_PITCH_PT)
    if number:
        line = document.add_paragraph(number, styles.NUMBER)
    _red_line(line)
    document.add_paragraph("", styles.NUMBER)


def _red_line(line: Any) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    rule = f'<w:bottom w:val="single" w:sz="10" w:space="{_RED_GAP_PT}" w:color="D00000"/>'
    borders = parse_xml(f"<w:pBdr {nsdecls('w')}>{rule}</w:pBdr>")
    line._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001 - borders are written as XML
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:outlineLvl"
    )


def _write_head(document: Any, report: Report) -> None:
    from docx.shared import Pt

    if report.form is not None:
        for part in report.title.split("\n"):
            line = document.add_paragraph(part, styles.TITLE)
            line.paragraph_format.line_spacing = 1.3
            for run in line.runs:
                run.font.size = Pt(layout.FORM_TITLE_PT)
        return
    if report.red_head:
        _write_red_head(document, report.red_head, report.document_number)
    elif report.document_number:
        document.add_paragraph(report.document_number, styles.NUMBER)
        document.add_paragraph("", styles.NUMBER)
    _lines(document, report.title, styles.TITLE)
    if report.byline:
        document.add_paragraph(report.byline, styles.NUMBER)
    document.add_paragraph("", styles.ADDRESSEE)
    if report.addressee:
        document.add_paragraph(report.addressee, styles.ADDRESSEE)


def _write_foot(document: Any, report: Report) -> None:
    from docx.shared import Pt

    if report.form is not None:
        if report.form.foot:
            document.add_paragraph(report.form.foot, styles.NOTE)
        return
    char = layout.CHAR_PITCH_PT
    if report.annexes:
        document.add_paragraph("", styles.ANNEX_LIST)
        for i, name in enumerate(report.annex_names()):
            line = document.add_paragraph(f"附件：{name}" if i == 0 else name, styles.ANNEX_LIST)
            line.paragraph_format.left_indent = Pt(char * (2 if i == 0 else 5))
    if report.signature or report.date:
        for _ in range(2):
            document.add_paragraph("", styles.SIGNATURE).paragraph_format.keep_with_next = True
    four = 4 * char
    if report.signature:
        # Centred above the date, which ends four characters from the edge (domain §5.4).
        over = (layout.display_width(report.date) - layout.display_width(report.signature)) / 2 * char
        line = document.add_paragraph(report.signature, styles.SIGNATURE)
        line.paragraph_format.right_indent = Pt(max(0.0, four + over))
        line.paragraph_format.keep_with_next = True
    if report.date:
        document.add_paragraph(report.date, styles.SIGNATURE).paragraph_format.right_indent = Pt(four)


def _write_block(document: Any, block: Block, page: layout.Shape) -> None:
    if isinstance(block, Heading):
        _sized(document.add_paragraph(block.text, f"Heading {block.level}"), page)
    elif isinstance(block, Paragraph):
        _sized(document.add_paragraph(block.text, styles.BODY), page)
    elif isinstance(block, Drawing):
        _write_drawing(document, block, page.text_width)
    elif isinstance(block, Chart):
        _write_chart(document, block, page.text_width)
    else:
        _write_table(document, block, page)


def _sized(line: Any, page: layout.Shape) -> None:
    """Set words of a form smaller than those of a letter."""
    from docx.shared import Pt

    if page.form:
        line.paragraph_format.line_spacing = Pt(layout.FORM_LINE_PT)
        line.paragraph_format.first_line_indent = Pt(2 * layout.FORM_BODY_PT)
        for run in line.runs:
            run.font.size = Pt(layout.FORM_BODY_PT)


def _write_drawing(document: Any, drawing: Drawing, width: float) -> None:
    from docx.shared import Mm

    from parkdesk.reports.to_pdf import picture

    line = document.add_paragraph("", styles.FIGURE)
    made = line.add_run().add_picture(io.BytesIO(picture(drawing, _DRAWING_DPI)), width=Mm(width))
    made._inline.docPr.set("descr", drawing.alt)  # noqa: SLF001 - python-docx has no alt text


def _write_chart(document: Any, chart: Chart, width: float) -> None:
    from docx.shared import Mm

    line = document.add_paragraph("", styles.FIGURE)
    line.paragraph_format.keep_with_next = True
    picture = line.add_run().add_picture(io.BytesIO(charts.draw(chart, width_mm=width, dpi=_DPI)), width=Mm(width))
    picture._inline.docPr.set("descr", charts.describe(chart))  # noqa: SLF001 - python-docx has no alt text
    document.add_paragraph(chart.title, styles.FIGURE)


# --- tables --------------------------------------------------------------------------------------


def _write_table(document: Any, table: Table, page: layout.Shape) -> None:
    width_pt = page.text_width_pt
    if table.title:
        document.add_paragraph(table.title, styles.TABLE_TITLE)
    if table.lead:
        _write_lead(document, table, width_pt)
    elif table.unit:
        document.add_paragraph(table.unit, styles.UNIT_LINE)
    made = document.add_table(table.heading_rows + len(table.rows), len(table.columns), styles.TABLE)
    widths = layout.column_widths(table, width_pt)
    _fix_columns(made, widths)
    grid = [list(row.cells) for row in made.rows]
    sizes = layout.table_sizes(table)
    for head in table.heading():
        _write_head_cell(grid, head, sizes[0])
    kept = {first + i for first, count in layout.kept_together(table, widths) for i in range(count - 1)}
    if (table.note or page.form) and table.rows:
        kept.add(len(table.rows) - 1)
    for i, row in enumerate(table.rows):
        _write_row(grid[table.heading_rows + i], table, row, sizes[1], keep=i in kept)
    for i, line in enumerate(made.rows):
        heads = i < table.heading_rows
        split = not heads and layout.may_break(table, table.rows[i - table.heading_rows], widths)
        _row_flags(line, repeats=heads, whole=not split)
    # Who filled a form in stands under it and stays with its last rows.
    document.add_paragraph(table.note, styles.NOTE).paragraph_format.keep_with_next = page.form


def _write_lead(document: Any, table: Table, width_pt: float) -> None:
    """Write the line over a table: who made it at the left, the unit at the right end."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
    from docx.shared import Pt

    line = document.add_paragraph(f"{table.lead}\t{table.unit}", styles.UNIT_LINE)
    line.alignment = WD_ALIGN_PARAGRAPH.LEFT
    line.paragraph_format.tab_stops.add_tab_stop(Pt(width_pt), WD_TAB_ALIGNMENT.RIGHT)


def _fix_columns(made: Any, widths: list[float]) -> None:
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    made.autofit = False
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Pt(width)
    for row in made.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Pt(width)
    margins = OxmlElement("w:tblCellMar")
    for side, points in (("top", 2), ("left", 3), ("bottom", 2), ("right", 3)):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(points * _TWIPS))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties = made._tbl.tblPr  # noqa: SLF001 - cell margins are written as XML
    properties.insert_element_before(margins, "w:tblLook", "w:tblCaption")


def _write_head_cell(grid: list[list[Any]], head: HeadCell, size: float) -> None:
    cell = grid[head.row][head.column]
    if head.columns > 1 or head.rows > 1:
        cell = cell.merge(grid[head.row + head.rows - 1][head.column + head.columns - 1])
    _write_cell(cell, head.text, styles.TABLE_HEAD, size, "center")
    cell.paragraphs[0].paragraph_format.keep_with_next = True


def _write_row(cells: list[Any], table: Table, row: Row, size: float, *, keep: bool) -> None:
    style = styles.TABLE_TEXT if row.style == "body" else styles.TABLE_TOTAL
    if row.style == "group":
        cells = [cells[0].merge(cells[-1])]
        _write_cell(cells[0], cell_text(row.cells[0]), style, size, "left")
    else:
        for target, cell, column in zip(cells, row.cells, table.columns, strict=True):
            _write_cell(target, cell_text(cell), style, size, column.align)
    if keep:
        for target in cells:
            target.paragraphs[0].paragraph_format.keep_with_next = True


def _write_cell(cell: Any, text: str, style: str, size: float, align: str) -> None:
    from docx.enum.table import WD_ALIGN_VERTICAL
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    line = cell.paragraphs[0]
    line.style = style
    line.alignment = WD_ALIGN_PARAGRAPH[align.upper()]
    line.add_run(text).font.size = Pt(size)


def _row_flags(row: Any, *, repeats: bool, whole: bool) -> None:
    from docx.oxml import OxmlElement

    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no door to row flags
    for tag, wanted in (("w:cantSplit", whole), ("w:tblHeader", repeats)):
        if wanted:
            properties.append(OxmlElement(tag))
