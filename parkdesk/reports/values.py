"""What a report is: words, figures, tables and charts in order, before any page, font or file exists.

Builders make these values; the writers (`to_pdf`, `to_word`, `to_workbook`) only set them in type.
A figure inside a sentence carries the facts behind it, so that a click can lead back to them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, takewhile
from typing import TYPE_CHECKING, Literal, Self

from parkdesk.amounts import Exact, half_up
from parkdesk.reports.traces import Origin, joined

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

Align = Literal["left", "center", "right"]
RowStyle = Literal["body", "group", "subtotal", "total"]
Sheet = Literal["A4", "A3", "A2"]

NOT_REPORTED = "—"  # in tables: blank means nothing, a dash means "not reported"
MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as worded in a sentence, with what it was computed from."""

    text: str
    trace: tuple[Origin, ...] = ()

    def __str__(self) -> str:
        return self.text


class Counted(int):
    """A number that a wording may reckon and compare with, and that leads to what it counts when it is printed."""

    trace: tuple[Origin, ...]

    def __new__(cls, number: int, trace: tuple[Origin, ...]) -> Self:
        """Make a number that remembers what it counts."""
        made = super().__new__(cls, number)
        made.trace = trace
        return made

    def figure(self) -> Figure:
        """Return it as it is printed."""
        return Figure(str(int(self)), self.trace)


Run = str | Figure


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a table cell: exact, with the decimals it is shown with."""

    value: Exact
    places: int = 0
    grouped: bool = False
    trace: tuple[Origin, ...] = ()
    """Where it differs from what the row and the column say."""

    @property
    def shown(self) -> Decimal:
        """The value rounded half-up once."""
        return half_up(self.value, self.places)

    @property
    def text(self) -> str:
        """The value as printed, with a true minus sign."""
        return (f"{self.shown:,f}" if self.grouped else f"{self.shown:f}").replace("-", MINUS)


Cell = str | Quantity | Figure


def cell_text(cell: Cell) -> str:
    """Return a cell as printed."""
    return cell if isinstance(cell, str) else cell.text


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading with its own number in the text: 一、 （一） 1. （1）."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body."""

    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """The paragraph as plain text."""
        return "".join(str(run) for run in self.runs)


@dataclass(frozen=True, slots=True)
class Column:
    """A table column; neighbours with the same `group` stand under one merged heading."""

    title: str
    width: float = 1.0
    align: Align = "center"
    group: str = ""
    source: tuple[str, ...] = ()
    """What its numbers are read from, of whatever its row is about (see `Trace.read`, `Entries.read`)."""


@dataclass(frozen=True, slots=True)
class Row:
    """A table row; a `group` row has one cell that spans the table."""

    cells: tuple[Cell, ...]
    style: RowStyle = "body"
    about: tuple[Origin, ...] = ()
    """What the row shows; a sum or a heading that says nothing is about the rows it adds up or heads."""


@dataclass(frozen=True, slots=True)
class HeadCell:
    """A heading cell and the columns and rows it covers."""

    text: str
    row: int
    column: int
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its title, unit line (单位：万元、%), rows and note (注：…).

    `lead` stands at the left of the unit line: who made it, of which period.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    unit: str = ""
    note: str = ""
    lead: str = ""

    def about(self, y: int) -> tuple[Origin, ...]:
        """Return what a row is about: itself, or the rows that it adds up or heads."""
        row = self.rows[y]
        return row.about or joined(one for member in self._members(y) for one in member.about)

    def _members(self, y: int) -> tuple[Row, ...]:
        style, rows = self.rows[y].style, self.rows
        if style == "group":
            return tuple(takewhile(_is_body, rows[y + 1 :]))
        if style == "subtotal":
            return tuple(takewhile(_is_body, reversed(rows[:y])))[::-1]
        return tuple(filter(_is_body, rows)) if style == "total" else ()

    def trace(self, y: int, x: int, about: tuple[Origin, ...]) -> tuple[Origin, ...]:
        """Return what stands behind a cell of a row that is about something."""
        cell = self.rows[y].cells[x]
        if not isinstance(cell, str) and cell.trace:
            return cell.trace
        read = (one.read(source) for source in self.columns[x].source for one in about)
        return tuple(one for one in read if one is not None) or about

    @property
    def heading_rows(self) -> int:
        """Two when some columns are grouped under a merged heading, else one."""
        return 2 if any(column.group for column in self.columns) else 1

    def heading(self) -> tuple[HeadCell, ...]:
        """Return the heading cells in reading order, merged as they are printed."""
        upper: list[HeadCell] = []
        lower: list[HeadCell] = []
        position = 0
        for group, members in groupby(self.columns, key=lambda column: column.group):
            columns = list(members)
            if group:
                upper.append(HeadCell(group, 0, position, columns=len(columns)))
                lower += [HeadCell(c.title, 1, position + i) for i, c in enumerate(columns)]
            else:
                upper += [HeadCell(c.title, 0, position + i, rows=self.heading_rows) for i, c in enumerate(columns)]
            position += len(columns)
        return (*upper, *lower)


def _is_body(row: Row) -> bool:
    return row.style == "body"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a waterfall: a total standing on the ground, or a step up or down."""

    label: str
    value: Decimal
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Waterfall:
    """How one total becomes another."""

    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Named values in the order given."""

    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Trend:
    """Periods of this year beside last year's; None where nothing was reported."""

    labels: tuple[str, ...]
    now: tuple[Decimal | None, ...]
    base: tuple[Decimal | None, ...]
    now_name: str = "本年"
    base_name: str = "上年同期"


@dataclass(frozen=True, slots=True)
class Progress:
    """Named completions in percent, against a mark that all should have passed (时间进度)."""

    bars: tuple[Bar, ...]
    mark: Decimal
    mark_name: str = "时间进度"


@dataclass(frozen=True, slots=True)
class Heat:
    """A table of values whose shade tells their size: rows by columns, None where there is none."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: tuple[tuple[Decimal | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Curve:
    """An S-curve: what was planned to be reached by each month, and what was."""

    labels: tuple[str, ...]
    planned: tuple[Decimal, ...]
    done: tuple[Decimal | None, ...]
    planned_name: str = "计划"
    done_name: str = "累计完成"


ChartData = Waterfall | Ranking | Trend | Progress | Heat | Curve


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as plain values; `alt` says in words what it shows."""

    title: str
    unit: str
    data: ChartData
    alt: str = ""
    places: int = 2
    trace: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture that is drawn already, as SVG of some millimetres; `alt` says in words what it shows.

    `table` says the same in words and figures, for files that hold no pictures.
    """

    svg: str
    alt: str
    width: float
    height: float
    table: Table


Block = Heading | Paragraph | Table | Chart | Drawing


@dataclass(frozen=True, slots=True)
class Annex:
    """附件: starts on a page of its own, turned where its table is wide."""

    title: str
    blocks: tuple[Block, ...]
    landscape: bool = False
    sheet: Sheet = "A4"


@dataclass(frozen=True, slots=True)
class FormPage:
    """The paper of a form, a table for the file or the wall: its sheet, 第x页 共y页, and who filled it in."""

    sheet: Sheet = "A4"
    landscape: bool = True
    columns: int = 1
    foot: str = ""
    """The line under the last table: 填表人、审核人、负责人、填报日期."""


@dataclass(frozen=True, slots=True)
class Part:
    """The body or an annex, as the writers take it."""

    blocks: tuple[Block, ...]
    sheet: Sheet
    landscape: bool
    title: str
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report in reading order; `notes` are for the person at the screen and are not printed.

    With `form` it is a form and no official letter: no grid of lines and characters, and its own page.
    """

    kind: str
    title: str
    blocks: tuple[Block, ...]
    document_number: str = ""
    addressee: str = ""
    signature: str = ""
    date: str = ""
    annexes: tuple[Annex, ...] = ()
    notes: tuple[str, ...] = ()
    form: FormPage | None = None
    byline: str = ""
    """Who wrote it and when, under the title, where there is no signature block (月分析)."""
    red_head: str = ""
    """发文机关标志 in red over the number (旬阳市经济贸易局文件); empty where the office prints it itself."""
    more: tuple[Report, ...] = ()
    """Other letters of the same job (督办通知单 to several units): each begins on a page of its own."""

    @property
    def file_title(self) -> str:
        """The title on one line, as files and windows are called."""
        return self.title.replace("\n", "")

    def annex_label(self, index: int) -> str:
        """Return 「附件」 for the only annex, else 「附件1」 and so on."""
        return "附件" if len(self.annexes) == 1 else f"附件{index + 1}"

    def annex_names(self) -> tuple[str, ...]:
        """Return the names for the list under the body, numbered where there are several."""
        titles = [annex.title.replace("\n", "") for annex in self.annexes]
        return tuple(titles) if len(titles) == 1 else tuple(f"{i}.{title}" for i, title in enumerate(titles, 1))

    def parts(self) -> Iterator[Part]:
        """Yield the body and every annex: the blocks, their paper, and the title they stand under."""
        page = self.form or FormPage(landscape=False)
        yield Part(self.blocks, page.sheet, page.landscape, self.title, page.columns)
        for annex in self.annexes:
            yield Part(annex.blocks, annex.sheet, annex.landscape, annex.title)

    def tables(self) -> Iterator[tuple[Table, Part]]:
        """Yield every table in reading order with the part of the report it stands in."""
        for part in self.parts():
            for block in part.blocks:
                if isinstance(block, Table):
                    yield block, part
                elif isinstance(block, Drawing):
                    yield block.table, part
        for other in self.more:
            yield from other.tables()

    def charts(self) -> list[Chart]:
        """Return every chart in reading order."""
        return [block for part in self.parts() for block in part.blocks if isinstance(block, Chart)]

    def figures(self) -> Iterator[Figure]:
        """Yield the figures of the body's sentences in reading order."""
        for block in self.blocks:
            if isinstance(block, Paragraph):
                yield from (run for run in block.runs if isinstance(run, Figure))

    def text(self) -> str:
        """Return the words of the body, one line per paragraph or heading (tables and charts left out)."""
        lines = [self.document_number, self.file_title, self.byline, self.addressee]
        lines += [block.text for block in self.blocks if isinstance(block, Heading | Paragraph)]
        lines += [self.signature, self.date]
        return "\n".join(line for line in lines if line)
