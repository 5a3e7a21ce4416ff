"""What a sheet was understood as, cell range by cell range: plain values that a window colours and corrects.

Places are those of the file (zero-based, inclusive), however the table lay; `Column.heading` is what a
correction names a column by, and rows of `lines` and `head` are the grid's.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from parkdesk.errors import UserError
from parkdesk.intake import sheet_kinds
from parkdesk.intake.cells import place
from parkdesk.intake.correction import NOTE
from parkdesk.intake.duties import duty_fields
from parkdesk.intake.fact_columns import COMPUTED, fact_columns
from parkdesk.intake.facts import WORD_FIELDS, word_columns
from parkdesk.intake.fields import SKIPPED_HEADINGS, record_fields
from parkdesk.intake.findings import Findings
from parkdesk.intake.head_rows import find_head, head_columns
from parkdesk.intake.headings import Field, heading_of, match_columns
from parkdesk.intake.headline import clean
from parkdesk.intake.layout import DATA, FOOTER, GROUP, OF_WHICH, SUBTOTAL, TOTAL
from parkdesk.intake.memory import remembered_columns
from parkdesk.intake.milestones import PROJECT_FIELD
from parkdesk.intake.officials import OFFICIAL_FIELDS
from parkdesk.intake.pivot import FORM, LONG
from parkdesk.intake.projects import COUNTED_FIELD, SPAN_FIELD
from parkdesk.intake.standings import STATUS_FIELD
from parkdesk.intake.targets import target_columns, target_fields
from parkdesk.intake.whose import unit_of_sheet
from parkdesk.records import Enterprise, Issue, Measure, Milestone, Project, Target, Visit, plain_ledgers
from parkdesk.records.indicators import MEASURE_LABELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from parkdesk.intake.grid import Grid
    from parkdesk.intake.head_rows import HeadColumn
    from parkdesk.intake.layout import Layout
    from parkdesk.intake.recognise import Sheet
    from parkdesk.records import Record
    from parkdesk.store import Store

_OWN_PLANNERS: Mapping[str, type[Record]] = MappingProxyType(
    {sheet_kinds.VISITS: Visit, sheet_kinds.ISSUES: Issue, sheet_kinds.MILESTONES: Milestone}
)
"""Kinds of sheets whose columns are those of a ledger, whoever plans them; what no field takes goes into its words."""
TITLE, HEADING, UNREAD = "title", "heading", "unread"
FIELD, FIGURE, NOTED, COMPUTED_ROLE, IGNORED, UNKNOWN = "field", "figure", "note", "computed", "ignored", "unknown"
ROLES = {
    TITLE: "标题和表头说明",
    HEADING: "表头",
    GROUP: "分组行",
    FIELD: "文字栏",
    FIGURE: "数据栏",
    NOTED: "记为备注",
    COMPUTED_ROLE: "算出来的，只核对不导入",
    IGNORED: "不导入",
    UNKNOWN: "不认识，没有导入",
    SUBTOTAL: "小计",
    TOTAL: "合计",
    OF_WHICH: "其中",
    FOOTER: "表尾",
    UNREAD: "没有读",
}
"""What a range of cells is, as people call it: the legend of the colours."""

_COLUMN_ROLES = frozenset({FIELD, FIGURE, NOTED, COMPUTED_ROLE, IGNORED, UNKNOWN})


class Mark(NamedTuple):
    """A range of cells in the file and what it is."""

    role: str
    top: int
    left: int
    bottom: int
    right: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Meaning:
    """One column (or row, where the table was turned round) and the field it was taken for."""

    column: int
    heading: str
    role: str
    key: str = ""
    label: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Understanding:
    """One table as it was understood; `refusal` says in one sentence why it was not."""

    file: str
    sheet: str
    part: str = ""
    shape: str = ""
    title: str = ""
    kind: str = ""
    kind_label: str = ""
    period: str = ""
    period_from: str = ""
    unit: str = ""
    unit_name: str = ""
    measures: tuple[str, ...] = ()
    head: tuple[int, int] | None = None
    columns: tuple[Meaning, ...] = ()
    marks: tuple[Mark, ...] = ()
    lines: tuple[tuple[int, str], ...] = ()
    refusal: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        return dataclasses.asdict(self)

    def at(self, row: int, column: int) -> Mark | None:
        """Return what a cell of the file was taken for; what its row is speaks before what its column is."""
        over = [m for m in self.marks if m.top <= row <= m.bottom and m.left <= column <= m.right]
        return min(over, key=lambda m: m.role in _COLUMN_ROLES, default=None)


def understand(store: Store, sheet: Sheet) -> Understanding:
    """Return what a sheet was understood as on this desk."""
    grid = sheet.grid
    told = Understanding(grid.file, grid.sheet, sheet.part, sheet.shape, refusal=sheet.refusal)
    layout = sheet.layout
    if layout is None:
        return told
    kind = sheet.kind
    period = sheet.said.period or layout.period
    code = sheet.said.unit
    refusal = sheet.refusal
    try:
        code = unit_of_sheet(store, grid, layout, sheet.said.unit or None)
    except UserError as wrong:
        refusal = refusal or str(wrong)
    offices = store.offices()
    columns = tuple(_meanings(store, sheet, layout, kind.code if kind else ""))
    return dataclasses.replace(
        told,
        title=layout.title,
        kind=kind.code if kind else "",
        kind_label=kind.label if kind else "",
        period=period.text if period else "",
        period_from="更正" if sheet.said.period else _who_said(layout),
        unit=code,
        unit_name=offices[code].name if code in offices else "",
        measures=tuple(dict.fromkeys(unit.name for unit in layout.units.values())),
        head=(layout.head.top, layout.head.bottom),
        columns=columns,
        marks=(*_marks(grid, layout, columns, sheet.shape), *_marks_around(sheet)),
        lines=tuple((line.row, line.kind) for line in layout.lines),
        refusal=refusal,
    )


def choices(store: Store, kind: str) -> list[tuple[str, str]]:
    """Return (field key, label) of everything a column of this kind of sheet can be corrected to."""
    found = [(field.key, field.label) for field in _fields(store, kind)]
    if kind == sheet_kinds.FACTS:
        for indicator in store.indicators().values():
            measures = (Measure.STOCK,) if indicator.is_stock else tuple(m for m in Measure if m is not Measure.STOCK)
            found += [(f"{indicator.code}.{m.code}", f"{indicator.name}{MEASURE_LABELS[m]}") for m in measures]
        found.append((NOTE, "记为企业的备注"))
    return [*found, ("", "不导入")]


def unread_numbers(sheet: Sheet, told: Understanding) -> list[str]:
    """Return the numbers of a table that nothing accounts for, as places in the file: none where all is well."""
    source = sheet.source or sheet.grid
    lost = []
    for row, cells in enumerate(source.rows):
        for column, cell in enumerate(cells):
            if isinstance(cell, (int, float)) and not isinstance(cell, bool):
                at = source.cell(row, column)
                mark = told.at(*at)
                if mark is None or mark.role == UNREAD:
                    lost.append(place(*at))
    return lost


def _who_said(layout: Layout) -> str:
    for source, months in layout.said.items():
        if months.month and months.month == layout.months.month:
            return source
    return "表头" if layout.is_apart else ""


# -- columns -----------------------------------------------------------------------------------


def _fields(store: Store, kind: str) -> list[Field]:
    if kind == sheet_kinds.ENTERPRISES:
        return [*record_fields(Enterprise), STATUS_FIELD]
    if kind == sheet_kinds.FACTS:
        return [*WORD_FIELDS]
    if kind == sheet_kinds.PROJECTS:
        return [*record_fields(Project), SPAN_FIELD, COUNTED_FIELD]
    if kind == sheet_kinds.DUTIES:
        return duty_fields(store)
    if kind == Target.TABLE:
        return target_fields()
    if kind in plain_ledgers():
        return record_fields(plain_ledgers()[kind])
    if kind in _OWN_PLANNERS:
        return [*record_fields(_OWN_PLANNERS[kind]), *((PROJECT_FIELD,) if kind == sheet_kinds.MILESTONES else ())]
    return [*OFFICIAL_FIELDS] if kind == sheet_kinds.OFFICIALS else []


def _meanings(store: Store, sheet: Sheet, layout: Layout, kind: str) -> Iterable[Meaning]:
    remembered = {**remembered_columns(store, layout), **sheet.said.columns}
    labels = {field.key: field.label for field in _fields(store, kind)}
    if kind == sheet_kinds.FACTS:
        found = word_columns(layout, remembered)
        figures = fact_columns(
            sheet.grid, layout, store.indicators(), remembered, set(found.values()), Findings()
        )  # fmt: skip
    else:
        found, figures = match_columns(layout.columns, _fields(store, kind), remembered), []
    targets: dict[int, tuple[str, str]] = {}
    if kind == Target.TABLE and not {"name", "amount"} <= found.keys():  # one unit a row, one target a column
        found = {key: column for key, column in found.items() if key == "unit"}
        targets = _targets(sheet.grid, layout, found.get("unit"))
    keys = {column: key for key, column in found.items()}
    facts = {figure.column: figure for figure in figures}
    for head in layout.columns:
        if head.column in facts:
            fact = facts[head.column]
            key = f"{fact.indicator.code}.{fact.measure.code}"
            yield Meaning(head.column, head.text, FIGURE, key, fact.label, fact.unit.name)
        elif head.column in targets:
            yield Meaning(head.column, head.text, FIGURE, "", *targets[head.column])
        elif head.column in keys:
            key = keys[head.column]
            yield Meaning(head.column, head.text, FIELD, key, labels[key], head.unit.name if head.unit else "")
        else:
            yield Meaning(head.column, head.text, _role(head, kind, remembered))


def _targets(grid: Grid, layout: Layout, unit_at: int | None) -> dict[int, tuple[str, str]]:
    """Return the columns that each hold one target, with its name and unit of measure."""
    columns = target_columns(grid, layout, unit_at)
    return {column.column: (f"{column.name}目标", column.unit.name) for column in columns}


def _role(head: HeadColumn, kind: str, remembered: Mapping[str, str]) -> str:
    said = remembered.get(head.text)
    if said == "":
        return IGNORED
    if said == NOTE:
        return NOTED
    if heading_of(head) in SKIPPED_HEADINGS or (kind == sheet_kinds.FACTS and COMPUTED.search(clean(head.path[-1]))):
        return COMPUTED_ROLE
    keeps_rest = (sheet_kinds.ENTERPRISES, sheet_kinds.PROJECTS, *_OWN_PLANNERS, *plain_ledgers())
    return NOTED if kind in keeps_rest else UNKNOWN


# -- ranges ------------------------------------------------------------------------------------


def _marks(grid: Grid, layout: Layout, columns: tuple[Meaning, ...], shape: str) -> Iterable[Mark]:
    width = len(grid.rows[0])
    for row in range(layout.head.top):
        if filled := [column for column in range(width) if grid.rows[row][column] != ""]:
            yield _box(grid, TITLE, row, row, filled[0], filled[-1])
    data = [line.row for line in layout.of_kind(DATA)]
    for column in columns:
        if shape not in (LONG, FORM):
            yield _box(grid, HEADING, layout.head.top, layout.head.bottom, column.column, column.column, column.heading)
        yield from _column_marks(grid, column, data, shape)
    known = {line.row: line.kind for line in layout.lines}
    headings = grid.rows[layout.head.top : layout.head.bottom + 1]
    for row in range(layout.first_row, len(grid.rows)):
        if row not in known and any(cell != "" for cell in grid.rows[row]):
            role = HEADING if grid.rows[row] in headings else UNREAD
            yield _box(grid, role, row, row, 0, width - 1)
        elif known.get(row, DATA) != DATA:
            yield _box(grid, known[row], row, row, 0, width - 1)


def _marks_around(sheet: Sheet) -> Iterable[Mark]:
    return _source_marks(sheet.source) if sheet.source and sheet.shape in (LONG, FORM) else ()


def _source_marks(source: Grid) -> Iterable[Mark]:
    """Mark the headings of a table with one figure a row, and the numbers of its rows."""
    head = find_head(source)
    if head is None:
        return
    for column in head_columns(source, head):
        at = column.column
        yield _box(source, HEADING, head.top, head.bottom, at, at, column.text)
        if heading_of(column) in SKIPPED_HEADINGS:
            yield _box(source, COMPUTED_ROLE, head.bottom + 1, len(source.rows) - 1, at, at, column.text)


def _column_marks(grid: Grid, column: Meaning, data: list[int], shape: str) -> Iterable[Mark]:
    text = column.label or column.heading
    if not data:
        return
    if shape not in (LONG, FORM):
        yield _box(grid, column.role, data[0], data[-1], column.column, column.column, text)
        return
    for row in data:
        if grid.rows[row][column.column] != "":
            yield Mark(column.role, *grid.cell(row, column.column) * 2, text)


def _box(grid: Grid, role: str, top: int, bottom: int, left: int, right: int, text: str = "") -> Mark:
    """Return a range of the grid as the range it is in the file."""
    corners = [grid.cell(row, column) for row in (top, bottom) for column in (left, right)]
    rows, columns = [row for row, _ in corners], [column for _, column in corners]
    return Mark(role, min(rows), min(columns), max(rows), max(columns), text)
