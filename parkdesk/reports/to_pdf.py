"""Set a report in type: PDF bytes, and page pictures for preview and printer, from the same compilation.

The template under `resources/reports/` is the only markup; the report goes in as JSON values, charts as
SVG text, so nothing received ever lies under the compiler's root or is read as markup.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any, Final, Literal

from parkdesk.errors import ReportError
from parkdesk.paths import resource
from parkdesk.reports import charts, layout
from parkdesk.reports.fonts import Face, choose, installed
from parkdesk.reports.values import Block, Chart, Heading, Paragraph, Report, Row, Table, cell_text

_TEMPLATE: Final = resource("reports", "gongwen.typ")
PRINT_DPI: Final = 300
PREVIEW_DPI: Final = 110


def to_pdf(report: Report) -> bytes:
    """Return the report as a PDF file."""
    made: bytes = _compile(report, "pdf")
    return made


def to_pages(report: Report, dpi: int = PREVIEW_DPI) -> list[bytes]:
    """Return the report's pages as PNG pictures, exactly the pages of the PDF."""
    made = _compile(report, "png", dpi)
    return [made] if isinstance(made, bytes) else list(made)


def _compile(report: Report, form: Literal["pdf", "png"], dpi: int = PRINT_DPI) -> Any:
    import typst

    fonts = installed()
    values = json.dumps(_values(report, choose(fonts.families())), ensure_ascii=False)
    try:
        compiler = typst.Compiler(_TEMPLATE, root=_TEMPLATE.parent, font_paths=fonts, sys_inputs={"report": values})
        return compiler.compile(format=form, ppi=dpi)
    except typst.TypstError as fault:
        raise ReportError(
            f"报表“{report.title}”排版失败（{fault.message}），请检查版式文件 {_TEMPLATE.name} 是否被改动。"
        ) from fault


def _values(report: Report, faces: dict[str, Face]) -> dict[str, Any]:
    body, *shapes = layout.shapes(report)
    return {
        "layout": _layout() | (_FORM if report.form else {}),
        "fonts": {key: {"family": face.family, "bold": face.bold} for key, face in faces.items()},
        **_letter(report, body),
        "page": asdict(body),
        "more": [_letter(other, body) for other in report.more],
        "annexes": [
            {
                "label": report.annex_label(i),
                "title": annex.title,
                "page": asdict(page),
                "blocks": [_block(block, page) for block in annex.blocks],
            }
            for i, (annex, page) in enumerate(zip(report.annexes, shapes, strict=True))
        ],
    }


def _letter(report: Report, page: layout.Shape) -> dict[str, Any]:
    return {
        "red-head": report.red_head,
        "number": report.document_number,
        "title": report.title,
        "byline": report.byline,
        "addressee": report.addressee,
        "form": report.form is not None,
        "foot": report.form.foot if report.form else "",
        "blocks": [_block(block, page) for block in report.blocks],
        "signature": report.signature,
        "date": report.date,
        "annex-names": report.annex_names(),
    }


_FORM: Final = {
    "body": layout.FORM_BODY_PT,
    "line-pitch": layout.FORM_LINE_PT,
    "char-pitch": layout.FORM_BODY_PT,
    "table-title": layout.FORM_BODY_PT,
}


def _layout() -> dict[str, float]:
    return {
        "body": layout.BODY_PT,
        "title": layout.TITLE_PT,
        "form-title": layout.FORM_TITLE_PT,
        "red-head": layout.RED_HEAD_PT,
        "number": layout.NUMBER_PT,
        "table-title": layout.TABLE_TITLE_PT,
        "unit": layout.UNIT_PT,
        "line-pitch": layout.LINE_PITCH_PT,
        "char-pitch": layout.CHAR_PITCH_PT,
        "number-drop": layout.NUMBER_DROP_MM,
        "gutter": layout.GUTTER_MM,
    }


def _block(block: Block, page: layout.Shape) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"kind": "heading", "level": block.level, "text": block.text}
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "text": block.text}
    if isinstance(block, Chart):
        svg = charts.draw(block, width_mm=page.text_width, form="svg").decode("utf-8")
        return {"kind": "chart", "title": block.title, "alt": charts.describe(block), "svg": svg}
    return _table(block, page.text_width_pt)


def _table(table: Table, width_pt: float) -> dict[str, Any]:
    heading_size, cell_size = layout.table_sizes(table)
    widths = layout.column_widths(table, width_pt)
    head = table.heading_rows
    cells = [
        cell
        for y, row in enumerate(table.rows, head)
        for cell in _row(table, row, y, breaks=layout.may_break(table, row, widths))
    ]
    ties = [{"y": head + first, "rows": count} for first, count in layout.kept_together(table, widths)]
    if table.note:
        below = head + len(table.rows)
        cells.append(_cell(table.note, 0, below, len(table.columns), align="left", ruled=False))
        if ties and ties[-1]["y"] + ties[-1]["rows"] == below:
            ties[-1]["rows"] += 1
        elif table.rows and not layout.may_break(table, table.rows[-1], widths):
            ties.append({"y": below - 1, "rows": 2})
    return {
        "kind": "table",
        "title": table.title,
        "unit": table.unit,
        "lead": table.lead,
        "heading": [
            _cell(c.text, c.column, c.row, c.columns, rows=c.rows, strong=True, heading=True) for c in table.heading()
        ],
        "widths": widths,
        "cells": cells,
        "ties": ties,
        "heading-size": heading_size,
        "cell-size": cell_size,
    }


def _row(table: Table, row: Row, y: int, *, breaks: bool) -> list[dict[str, Any]]:
    if row.style == "group":
        return [_cell(cell_text(row.cells[0]), 0, y, len(table.columns), align="left", strong=True)]
    return [
        _cell(cell_text(cell), x, y, align=column.align, strong=row.style != "body", breaks=breaks)
        for x, (cell, column) in enumerate(zip(row.cells, table.columns, strict=True))
    ]


def _cell(text: str, x: int, y: int, columns: int = 1, **style: Any) -> dict[str, Any]:
    usual = {"rows": 1, "align": "center", "strong": False, "heading": False, "ruled": True, "breaks": False}
    return {"text": text, "x": x, "y": y, "columns": columns, **usual, **style}
