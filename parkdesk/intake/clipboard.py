"""The clipboard as a sheet: what WPS, Excel and LibreOffice put there, and what they take.

Text is read as tab-separated cells; the HTML beside it is preferred where it says more: merged cells,
and figures with more digits than were shown. A cell of None says nothing (it lay under a merged one).
"""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Block = list[list[str | None]]

_SAYS_MORE = re.compile(r"""\b(?:(?:row|col)span=["']?(?!1\b)\d|x:num=|sdval=)""", re.IGNORECASE)
_LONGEST_HTML = 20_000_000  # characters; beyond it the text is taken, which is read twenty times faster
_QUOTED = re.compile(r'"((?:[^"]|"")*)"(?=\t|\r?\n|\r|\Z)')
_PLAIN = re.compile(r"[^\t\r\n]*")
_BREAK = re.compile(r"\r\n|\r|\n")
_MOST_SPANNED = 10_000
_WIDEST_SPAN = 200
_CELL_TAGS = ("td", "th")
_TEXT_STYLE = "mso-number-format:'\\@'"  # keeps an 18-digit code from becoming 9.16E+17


def read_block(text: str, html: str = "") -> Block:
    """Return the cells of a clipboard, every row as long as the longest."""
    rows: Block = []
    if html and len(html) <= _LONGEST_HTML and _SAYS_MORE.search(html):
        reader = _TableReader()
        reader.feed(html)
        rows = reader.rows()
    if not rows:
        rows = _read_text(text)
    width = max((len(row) for row in rows), default=0)
    for row in rows:
        row.extend([""] * (width - len(row)))
    return rows


def write_text(rows: Sequence[Sequence[str]]) -> str:
    """Return cells as tab-separated text, as other programs take it."""
    return "\n".join("\t".join(_quoted(cell) for cell in row) for row in rows)


def write_html(rows: Sequence[Sequence[str]], figures: Sequence[bool]) -> str:
    """Return cells as an HTML table; columns that hold no figures are marked as text."""
    styles = ["" if is_figure else f' style="{_TEXT_STYLE}"' for is_figure in figures]
    lines = (
        "<tr>" + "".join(f"<td{style}>{_marked(cell)}</td>" for cell, style in zip(row, styles, strict=True)) + "</tr>"
        for row in rows
    )
    return '<html><head><meta charset="utf-8"></head><body><table>' + "".join(lines) + "</table></body></html>"


def _marked(cell: str) -> str:
    return escape(cell, quote=False).replace("\n", "<br>")


def _quoted(cell: str) -> str:
    return f'"{cell.replace(chr(34), chr(34) * 2)}"' if any(c in cell for c in '\t\n\r"') else cell


def _read_text(text: str) -> Block:
    text = text.removesuffix("\0")
    if '"' in text:
        return _read_quoted(text)
    lines = _BREAK.split(text)
    if lines and not lines[-1]:
        lines.pop()
    return [list(line.split("\t")) for line in lines]


def _read_quoted(text: str) -> Block:
    """Read cells of which some are in quotes; a lone quote is a character like any other."""
    rows: Block = [[]]
    at = 0
    while at < len(text):
        found = _QUOTED.match(text, at)
        if found and any(c in found[1] for c in '\t\n\r"'):
            rows[-1].append(found[1].replace('""', '"').replace("\r\n", "\n"))
        else:
            found = _PLAIN.match(text, at)
            assert found is not None
            rows[-1].append(found[0])
        at = found.end()
        if at < len(text) and text[at] == "\t":
            at += 1
            if at == len(text):
                rows[-1].append("")
        elif at < len(text):
            at += 2 if text.startswith("\r\n", at) else 1
            if at < len(text):
                rows.append([])
    return rows if rows != [[]] else []


class _TableReader(HTMLParser):
    """Reads the first table of a page; rows that the other program hides are not copied."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._cells: dict[tuple[int, int], str | None] = {}
        self._row = -1
        self._column = 0
        self._width = 0
        self._text: list[str] | None = None
        self._exact: str | None = None
        self._span = (1, 1)
        self._is_over = False

    def rows(self) -> Block:
        """Return the table: a cell merged downwards in each of its rows, what lay right of a merged one as None."""
        return [[self._cells.get((row, column), "") for column in range(self._width)] for row in range(self._row + 1)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a row or a cell."""
        if self._is_over:
            return
        known = {name: value or "" for name, value in attrs}
        if tag == "tr":
            self._close_cell()
            self._row, self._column = self._row + 1, 0
        elif tag in _CELL_TAGS and self._row >= 0:
            self._close_cell()
            while (self._row, self._column) in self._cells:
                self._column += 1
            self._text = []
            self._exact = known.get("x:num") or known.get("sdval")
            self._span = (_span(known.get("rowspan", "1")), min(_span(known.get("colspan", "1")), _WIDEST_SPAN))
        elif tag == "br" and self._text is not None:
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """End a cell or the table."""
        if tag in (*_CELL_TAGS, "tr"):
            self._close_cell()
        elif tag == "table":
            self._close_cell()
            self._is_over = True

    def handle_data(self, data: str) -> None:
        """Collect what stands in a cell."""
        if self._text is not None:
            self._text.append(_BREAK.sub("", data) if not data.isspace() else "")

    def _close_cell(self) -> None:
        if self._text is None:
            return
        text = self._exact if self._exact is not None else "".join(self._text).replace("\xa0", " ").strip()
        down, across = self._span
        for row in range(self._row, self._row + down):
            for column in range(self._column, self._column + across):
                self._cells[row, column] = text if column == self._column else None
        self._column += across
        self._width = max(self._width, self._column)
        self._text = self._exact = None


def _span(text: str) -> int:
    return min(int(text), _MOST_SPANNED) if text.isdigit() and text != "0" else 1
