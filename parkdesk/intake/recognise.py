"""From a grid to the sheets that can be planned: tables apart, firms as rows, a layout and a kind for each."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from parkdesk.amounts import UNITS
from parkdesk.errors import IntakeError
from parkdesk.intake.blocks import tables_of
from parkdesk.intake.correction import NOTHING, Correction
from parkdesk.intake.head_rows import HeadRows
from parkdesk.intake.headline import Months
from parkdesk.intake.layout import months_told, read_layout
from parkdesk.intake.pivot import UPRIGHT, Reshaped, reshaped
from parkdesk.intake.sheet_kinds import guess_kind, kind_of, kinds
from parkdesk.intake.spread import periods_apart
from parkdesk.records.sheet_stamp import GUIDE_SHEET, ID_HEADING

if TYPE_CHECKING:
    from parkdesk.intake.grid import Book, Grid
    from parkdesk.intake.layout import Layout
    from parkdesk.intake.sheet_kinds import SheetKind
    from parkdesk.plan import Finding
    from parkdesk.records.sheet_stamp import Stamp


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of one sheet as it was understood; `refusal` says why it was not.

    `source` is the table as it stands in the file, `grid` the same with firms as rows; `part` tells tables and
    periods of one sheet apart; `said` is what a person corrected.
    """

    grid: Grid
    sha256: str
    layout: Layout | None = None
    kind: SheetKind | None = None
    findings: tuple[Finding, ...] = ()
    refusal: str = ""
    part: str = ""
    shape: str = UPRIGHT
    source: Grid | None = None
    said: Correction = NOTHING
    stamp: Stamp | None = None
    common: tuple[Finding, ...] = ()
    """What was found of the file as a whole."""


def recognise_book(book: Book) -> list[Sheet]:
    """Return every table of a file's sheets."""
    found = []
    for grid in book.sheets:
        if book.stamp is not None and _is_stamped(grid, book.stamp):
            found.append(_stamped(grid, book, book.stamp))
            continue
        if book.stamp is not None and grid.sheet == GUIDE_SHEET:
            continue
        tables = tables_of(grid)
        for number, table in enumerate(tables, 1):
            part = f"第{number}张表" if len(tables) > 1 else ""
            found += recognise(table, book.sha256, book.findings, part=part)
    return found


def recognise(
    source: Grid,
    sha256: str = "",
    findings: tuple[Finding, ...] = (),
    *,
    part: str = "",
    said: Correction = NOTHING,
    stamp: Stamp | None = None,
) -> list[Sheet]:
    """Return what one table is understood as: one sheet, or one for each period that it shows."""
    bare = Sheet(source, sha256, source=source, part=part, said=said, stamp=stamp, common=findings)
    if said.head is not None and said.head.bottom >= len(source.rows):
        return [replace(bare, refusal=f"“{source.file}”的工作表“{source.sheet}”没有那么多行，请重新指定表头。")]
    found = []
    for shaped in [Reshaped(source, UPRIGHT)] if said.head else reshaped(source, said.shape):
        try:
            layout = read_layout(shaped.grid, said.head or shaped.head, said.lines)
        except IntakeError as refusal:
            found.append(replace(bare, grid=shaped.grid, shape=shaped.shape, refusal=str(refusal)))
            continue
        layouts = periods_apart(shaped.grid, _with_months(layout, shaped.months))
        is_apart = len(layouts) > 1
        for one in layouts:
            name = "·".join(filter(None, (part, months_told(one.months) if is_apart else "")))
            sheet = replace(bare, grid=shaped.grid, shape=shaped.shape, layout=_with_units(one, said), part=name)
            found.append(_with_kind(sheet))
    return _numbered(found, part)


def corrected_all(sheet: Sheet, correction: Correction) -> list[Sheet]:
    """Return all that a sheet is with what a person said of it, added to what was said before.

    Other headings may show several periods.
    """
    said = sheet.said.then(correction)
    part = sheet.part if sheet.part.startswith("第") else ""
    source = sheet.source or sheet.grid
    return recognise(source, sheet.sha256, sheet.common, part=part.split("·")[0], said=said, stamp=sheet.stamp)


def recognised_afresh(sheet: Sheet) -> list[Sheet]:
    """Return all that a sheet's table is without anything that was said of it."""
    return corrected_all(replace(sheet, said=NOTHING), NOTHING)


def _is_stamped(grid: Grid, stamp: Stamp) -> bool:
    """Whether a sheet is the one that went out, though somebody gave it another name."""
    return grid.sheet == stamp.sheet or any(ID_HEADING in cells for cells in grid.rows[:10])


def _stamped(grid: Grid, book: Book, stamp: Stamp) -> Sheet:
    """Recognise a table that went out from a desk: it stands as it was written, whatever its headings."""
    ids = [row for row, cells in enumerate(grid.rows) if ID_HEADING in cells]
    head = HeadRows(ids[0], ids[0]) if ids else None
    bare = Sheet(grid, book.sha256, source=grid, stamp=stamp, common=book.findings)
    try:
        layout = read_layout(grid, head)
    except IntakeError as refusal:
        return replace(bare, refusal=str(refusal))
    kind = kinds().get(stamp.table)
    return replace(bare, layout=layout, kind=kind, findings=(*book.findings, *grid.findings, *layout.findings))


def _with_kind(sheet: Sheet) -> Sheet:
    assert sheet.layout is not None
    found = (*sheet.common, *sheet.grid.findings, *sheet.layout.findings)
    try:
        kind = kind_of(sheet.said.kind) if sheet.said.kind else guess_kind(sheet.grid, sheet.layout)
    except IntakeError as refusal:
        return replace(sheet, findings=found, refusal=str(refusal))
    return replace(sheet, kind=kind, findings=found)


def _with_months(layout: Layout, months: Months | None) -> Layout:
    if months is None or months.month is None:
        return layout
    found = Months(months.year or layout.months.year, months.month)
    kept = tuple(f for f in layout.findings if f.rule != "intake.period_differs")
    return dataclasses.replace(layout, months=found, findings=kept)


def _with_units(layout: Layout, said: Correction) -> Layout:
    if not said.units:
        return layout
    columns = tuple(
        column._replace(unit=UNITS[said.units[column.text]]) if column.text in said.units else column
        for column in layout.columns
    )
    units = dict(layout.units)
    if whole := said.units.get(""):
        units[UNITS[whole].dimension] = UNITS[whole]
    return dataclasses.replace(layout, columns=columns, units=units)


def _numbered(sheets: list[Sheet], part: str) -> list[Sheet]:
    """Tell the blocks of a long table apart by their periods."""
    if len(sheets) < 2 or any(sheet.part != part for sheet in sheets):
        return sheets
    return [
        replace(
            sheet,
            part="·".join(filter(None, (part, months_told(sheet.layout.months)))),
            layout=dataclasses.replace(sheet.layout, is_apart=True),
        )
        if sheet.layout
        else sheet
        for sheet in sheets
    ]
