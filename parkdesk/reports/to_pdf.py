"""Set a report in type: PDF bytes, and page pictures for preview and printer, from the same compilation.

The template under `resources/reports/` is the only markup; the report goes in as JSON values, charts as
SVG text, so nothing received ever lies under the compiler's root or is read as markup.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal

from parkdesk.errors import ReportError
from parkdesk.paths import resource
from parkdesk.reports import charts, layout
from parkdesk.reports.fonts import Face, choose, installed
from parkdesk.reports.traces import joined
from parkdesk.reports.values import Chart, Drawing, Figure, Heading, Paragraph, Table, cell_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from parkdesk.reports.traces import Origin
    from parkdesk.reports.values import Block, Report, Row, Run

_TEMPLATE: Final = resource("reports", "gongwen.typ")
_MM_PT: Final = 72 / 25.4
_RISE: Final = 0.88  # of a line above its base, as the template sets it
_TWO_PAGES, _LINE_CHARS = 44, 28
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


def picture(drawing: Drawing, dpi: int = PRINT_DPI) -> bytes:
    """Return a drawing as a PNG picture, for files that hold no vectors."""
    import typst

    # The drawing goes in as a value, as everything does; the page is as large as it is.
    page = (
        "#set page(width: auto, height: auto, margin: 0pt)\n"
        f'#image(bytes(sys.inputs.svg), format: "svg", width: {drawing.width}mm)'
    )
    made = typst.Compiler(page.encode(), font_paths=installed(), sys_inputs={"svg": drawing.svg}).compile(
        format="png", ppi=dpi
    )
    assert isinstance(made, bytes)  # one page as large as the drawing
    return made


def first_page(report: Report, dpi: int = PREVIEW_DPI) -> bytes:
    """Return the first page of a letter as a picture, set without what cannot reach it; of a form, the whole is set."""
    if report.form is None and not report.more:
        report = replace(report, blocks=_opening(report.blocks), annexes=())
    return to_pages(report, dpi)[0]


def _opening(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return the blocks that can stand on the first page, and some more: two full pages of them."""
    lines = 0.0
    for number, block in enumerate(blocks):
        lines += _lines_of(block)
        if lines > _TWO_PAGES:
            return blocks[: number + 1]
    return blocks


def _lines_of(block: Block) -> float:
    if isinstance(block, Paragraph):
        return layout.display_width(block.text) // _LINE_CHARS + 1
    return len(block.rows) * 0.6 + 3 if isinstance(block, Table) else 1 if isinstance(block, Heading) else 8


def typesetting(report: Report) -> Callable[[], bytes]:
    """Return the setting in type alone, with charts drawn and values laid out beforehand: for the bench."""
    import typst

    fonts = installed()
    values = json.dumps(_values(report, choose(fonts.families()), _Marks()), ensure_ascii=False)

    def work() -> bytes:
        compiler = typst.Compiler(_TEMPLATE, root=_TEMPLATE.parent, font_paths=fonts, sys_inputs={"report": values})
        made: Any = compiler.compile(format="pdf")
        assert isinstance(made, bytes)
        return made

    return work


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a figure stands: its page (1 the first), left, top, width and height in points, and the facts behind it."""

    page: int
    box: tuple[float, float, float, float]
    figure: Figure


def figure_spots(report: Report) -> list[Spot]:
    """Return where every traced number of sentences, tables and charts stands on the pages, for clicks in the preview.

    Of numbers that lie over each other (a note across its table) the smaller comes first.
    """
    marks = _Marks(rows=True)
    told = _typeset(report, marks, lambda compiler: compiler.query("<mark>", field="value"))
    found: dict[tuple[int, str], dict[str, Any]] = {(one["n"], one["end"]): one for one in json.loads(told)}
    spots: list[Spot] = []
    for number, marked in enumerate(marks.made):
        begin, end = found.get((number, "a")), found.get((number, "b"))
        if begin is not None and end is not None:
            spots += marked.spots(begin, end)
    return spots


@dataclass(frozen=True, slots=True)
class _Worded:
    """A figure in a sentence."""

    figure: Figure
    page: layout.Shape

    def spots(self, begin: dict[str, Any], end: dict[str, Any]) -> Iterator[Spot]:
        """Yield its box; two where it runs over the end of a line."""
        size = layout.FORM_BODY_PT if self.page.form else layout.BODY_PT
        begin, end = ({**mark, "y": mark["y"] - _RISE * size} for mark in (begin, end))
        if begin["page"] == end["page"] and abs(begin["y"] - end["y"]) < 1:
            yield Spot(begin["page"], (begin["x"], begin["y"], end["x"] - begin["x"], size), self.figure)
            return
        right = self._column(begin["x"]) + self.page.text_width_pt
        left = self._column(end["x"])
        yield Spot(begin["page"], (begin["x"], begin["y"], max(right - begin["x"], 1), size), self.figure)
        yield Spot(end["page"], (left, end["y"], max(end["x"] - left, 1), size), self.figure)

    def _column(self, x: float) -> float:
        """Return the left edge of the column that a place is in."""
        first, step = self.page.left * _MM_PT, self.page.text_width_pt + layout.GUTTER_MM * _MM_PT
        return first + step * max(0, int((x - first) // step))


@dataclass(frozen=True, slots=True)
class _Boxed:
    """A table row with the numbers of its cells, or a chart: each with its left edge and width."""

    boxes: tuple[tuple[float, float, Figure], ...]
    page: layout.Shape
    inset: tuple[float, float] = (0.0, 0.0)

    def spots(self, begin: dict[str, Any], end: dict[str, Any]) -> Iterator[Spot]:
        """Yield a box for each; on both pages where it goes on over the end of one."""
        top, bottom = begin["y"] - self.inset[1], end["y"] + self.inset[1]
        parts = [(begin["page"], top, bottom)]
        if begin["page"] != end["page"]:
            foot = (self.page.height - self.page.bottom) * _MM_PT
            parts = [(begin["page"], top, foot), (end["page"], self.page.top * _MM_PT, bottom)]
        for number, above, below in parts:
            for left, width, figure in self.boxes:
                yield Spot(number, (begin["x"] - self.inset[0] + left, above, width, max(below - above, 1)), figure)


class _Marks:
    """Numbers what can be clicked in the order it is set; rows and charts only where clicks are asked for."""

    def __init__(self, *, rows: bool = False) -> None:
        self._rows = rows
        self.made: list[_Worded | _Boxed] = []

    def _number(self, made: _Worded | _Boxed) -> int:
        self.made.append(made)
        return len(self.made) - 1

    def run(self, run: Run, page: layout.Shape) -> dict[str, Any]:
        """Return a run of a paragraph with its number; −1 where no facts stand behind it."""
        if isinstance(run, Figure) and run.trace:
            return {"text": run.text, "n": self._number(_Worded(run, page))}
        return {"text": str(run), "n": -1}

    def row(self, table: Table, y: int, widths: list[float], page: layout.Shape) -> int:
        """Return the number of a table row that shows traced numbers, or −1; past the last row it is the note."""
        if not self._rows:
            return -1
        boxes = tuple(_clickable(table, y, widths))
        return self._number(_Boxed(boxes, page, _INSET if y < len(table.rows) else _NOTE_INSET)) if boxes else -1

    def picture(self, trace: tuple[Origin, ...], name: str, page: layout.Shape) -> int:
        """Return the number of a chart or drawing, or −1."""
        if not self._rows or not trace:
            return -1
        return self._number(_Boxed(((0.0, page.text_width_pt, Figure(name, trace)),), page))


_DIGIT: Final = re.compile(r"\d")
_INSET: Final = (3.0, 3.5)  # of a cell, as the template sets it
_NOTE_INSET: Final = (0.0, 5.0)


def _clickable(table: Table, y: int, widths: list[float]) -> Iterator[tuple[float, float, Figure]]:
    """Yield the numbers of a row that something stands behind, each with its left edge and width."""
    if y == len(table.rows):
        about = joined(one for row in table.rows if row.style == "body" for one in row.about)
        if about and _DIGIT.search(table.note):
            yield 0.0, sum(widths), Figure(table.note, about)
        return
    row, about = table.rows[y], table.about(y)
    if row.style == "group":
        if about and _DIGIT.search(cell_text(row.cells[0])):
            yield 0.0, sum(widths), Figure(cell_text(row.cells[0]), about)
        return
    left = 0.0
    for x, (cell, width) in enumerate(zip(row.cells, widths, strict=True)):
        text = cell_text(cell)
        if _DIGIT.search(text) and (trace := table.trace(y, x, about)):
            yield left, width, Figure(text, trace)
        left += width


def _compile(report: Report, form: Literal["pdf", "png"], dpi: int = PRINT_DPI) -> Any:
    return _typeset(report, _Marks(), lambda compiler: compiler.compile(format=form, ppi=dpi))


def _typeset(report: Report, marks: _Marks, use: Callable[[Any], Any]) -> Any:
    import typst

    fonts = installed()
    values = json.dumps(_values(report, choose(fonts.families()), marks), ensure_ascii=False)
    try:
        compiler = typst.Compiler(_TEMPLATE, root=_TEMPLATE.parent, font_paths=fonts, sys_inputs={"report": values})
        return use(compiler)
    except typst.TypstError as fault:
        raise ReportError(
            f"报表“{report.title}”排版失败（{fault.message}），请检查版式文件 {_TEMPLATE.name} 是否被改动。"
        ) from fault


def _values(report: Report, faces: dict[str, Face], marks: _Marks) -> dict[str, Any]:
    body, *shapes = layout.shapes(report)
    return {
        "layout": _layout() | (_FORM if report.form else {}),
        "fonts": {key: {"family": face.family, "bold": face.bold} for key, face in faces.items()},
        **_letter(report, body, marks),
        "page": asdict(body),
        "more": [_letter(other, body, marks) for other in report.more],
        "annexes": [
            {
                "label": report.annex_label(i),
                "title": annex.title,
                "page": asdict(page),
                "blocks": [_block(block, page, marks) for block in annex.blocks],
            }
            for i, (annex, page) in enumerate(zip(report.annexes, shapes, strict=True))
        ],
    }


def _letter(report: Report, page: layout.Shape, marks: _Marks) -> dict[str, Any]:
    foot = report.form.foot if report.form else ""
    closing = next((block for block in report.blocks[-1:] if isinstance(block, Table)), None)
    return {
        "red-head": report.red_head,
        "number": report.document_number,
        "title": report.title,
        "byline": report.byline,
        "addressee": report.addressee,
        "form": report.form is not None,
        "foot": "" if closing else foot,
        # Who filled a form in stands in the last row of its table, so that it never goes to a page alone.
        "blocks": [_block(block, page, marks, foot if block is closing else "") for block in report.blocks],
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


def _block(block: Block, page: layout.Shape, marks: _Marks, foot: str = "") -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"kind": "heading", "level": block.level, "text": block.text}
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "runs": [marks.run(run, page) for run in block.runs]}
    if isinstance(block, Drawing):
        about = joined(one for row in block.table.rows for one in row.about)
        n = marks.picture(about, block.alt, page)
        return {"kind": "drawing", "alt": block.alt, "svg": block.svg, "n": n}
    if isinstance(block, Chart):
        svg = charts.draw(block, width_mm=page.text_width, form="svg").decode("utf-8")
        n = marks.picture(block.trace, block.title, page)
        return {"kind": "chart", "title": block.title, "alt": charts.describe(block), "svg": svg, "n": n}
    return _table(block, page, marks, foot)


def _table(table: Table, page: layout.Shape, marks: _Marks, foot: str) -> dict[str, Any]:
    heading_size, cell_size = layout.table_sizes(table)
    widths = layout.column_widths(table, page.text_width_pt)
    head = table.heading_rows
    below, notes = head + len(table.rows), [line for line in (table.note, foot) if line]
    ties = [{"y": head + first, "rows": count} for first, count in layout.kept_together(table, widths)]
    if ties and ties[-1]["y"] + ties[-1]["rows"] == below:
        ties[-1]["rows"] += len(notes)
    elif notes and table.rows and not layout.may_break(table, table.rows[-1], widths):
        ties.append({"y": below - 1, "rows": 1 + len(notes)})
    tied = {tie["y"] + further for tie in ties for further in range(tie["rows"])}
    cells: list[dict[str, Any] | str] = []
    for y, row in enumerate(table.rows):
        breaks, n = layout.may_break(table, row, widths), marks.row(table, y, widths, page)
        cells += _row(table, row, y + head, n, breaks=breaks)
        if y + head not in tied:
            # Fills the place of a tie, so that the next text begins the next row.
            cells.append(_cell("", len(row.cells), y + head, ruled=False, breaks=True) if breaks else "")
    for y, line in enumerate(notes, below):
        is_note = line is table.note
        n = marks.row(table, len(table.rows), widths, page) if is_note else -1
        size = {} if is_note else {"size": layout.UNIT_PT}
        cells.append(_cell(line, 0, y, len(table.columns), align="left", ruled=False, n=n, **size))
    return {
        "kind": "table",
        "title": table.title,
        "unit": table.unit,
        "lead": table.lead,
        "heading": [
            _cell(
                layout.balanced(c.text, sum(widths[c.column : c.column + c.columns]), heading_size),
                c.column,
                c.row,
                c.columns,
                rows=c.rows,
                strong=True,
                heading=True,
            )
            for c in table.heading()
        ],
        "widths": widths,
        "aligns": [column.align for column in table.columns],
        "cells": cells,
        "ties": ties,
        "heading-size": heading_size,
        "cell-size": cell_size,
    }


def _row(table: Table, row: Row, y: int, n: int, *, breaks: bool) -> list[dict[str, Any] | str]:
    """Return a row's cells: only the text where one looks as the table says."""
    if row.style == "group":
        return [_cell(cell_text(row.cells[0]), 0, y, len(table.columns), align="left", strong=True, n=n)]
    strong, texts = row.style != "body", [cell_text(cell) for cell in row.cells]
    marked = len(texts) if strong or breaks else int(n >= 0)
    return [
        _cell(text, x, y, align=column.align, strong=strong, breaks=breaks, n=-1 if x else n) if x < marked else text
        for x, (text, column) in enumerate(zip(texts, table.columns, strict=True))
    ]


def _cell(text: str, x: int, y: int, columns: int = 1, **style: Any) -> dict[str, Any]:
    usual = {"rows": 1, "align": "center", "strong": False, "heading": False, "ruled": True, "breaks": False, "n": -1}
    return {"text": text, "x": x, "y": y, "columns": columns, **usual, **style}
