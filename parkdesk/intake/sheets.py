"""Every sheet of a file, and the plan of each: the way in for the command line and the window."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from parkdesk.errors import IntakeError
from parkdesk.intake import sheet_kinds
from parkdesk.intake.duties import plan_duties
from parkdesk.intake.enterprises import plan_enterprises
from parkdesk.intake.facts import plan_facts
from parkdesk.intake.grid import grid_of_text, read_book
from parkdesk.intake.layout import read_layout
from parkdesk.intake.memory import remembered_columns
from parkdesk.intake.officials import plan_officials
from parkdesk.intake.projects import plan_projects
from parkdesk.intake.sheet_kinds import guess_kind, kind_of, refuse_unkept
from parkdesk.intake.task import Task, Wishes
from parkdesk.intake.whose import unit_of_sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from parkdesk.intake.grid import Grid
    from parkdesk.intake.layout import Layout
    from parkdesk.intake.sheet_kinds import SheetKind
    from parkdesk.plan import Finding, Plan
    from parkdesk.store import Store


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet as it was understood; `refusal` says why it was not."""

    grid: Grid
    sha256: str
    layout: Layout | None = None
    kind: SheetKind | None = None
    findings: tuple[Finding, ...] = ()
    refusal: str = ""


_PLANNERS: dict[str, Callable[[Task], Plan]] = {
    sheet_kinds.ENTERPRISES: plan_enterprises,
    sheet_kinds.FACTS: plan_facts,
    sheet_kinds.PROJECTS: plan_projects,
    sheet_kinds.DUTIES: plan_duties,
    sheet_kinds.OFFICIALS: plan_officials,
}


def read_file(path: Path) -> list[Sheet]:
    """Read a file and recognise each of its sheets; raises IntakeError where the file itself is refused."""
    with _collector_at_rest():
        book = read_book(path)
        return [_recognise(grid, book.sha256, book.findings) for grid in book.sheets]


def read_clipboard(text: str) -> list[Sheet]:
    """Recognise a block copied from Excel or WPS."""
    return [_recognise(grid_of_text(text), "", ())]


def _recognise(grid: Grid, sha256: str, findings: tuple[Finding, ...]) -> Sheet:
    try:
        layout = read_layout(grid)
    except IntakeError as refusal:
        return Sheet(grid, sha256, refusal=str(refusal))
    found = (*findings, *grid.findings, *layout.findings)
    try:
        return Sheet(grid, sha256, layout, guess_kind(grid, layout), found)
    except IntakeError as refusal:
        return Sheet(grid, sha256, layout, None, found, str(refusal))


def plan_sheet(store: Store, sheet: Sheet, wishes: Wishes | None = None) -> Plan:
    """Return what a sheet would change; raises IntakeError or UsageError with one sentence where it is refused."""
    wishes = wishes or Wishes()
    if sheet.layout is None or (sheet.kind is None and wishes.kind == "auto"):
        raise IntakeError(sheet.refusal)
    kind = sheet.kind if wishes.kind == "auto" and sheet.kind else kind_of(wishes.kind)
    refuse_unkept(sheet.grid, kind)
    if kind.code == sheet_kinds.OFFICIALS:
        unit = wishes.unit or store.desk.unit  # its rows say themselves whose they are
    else:
        unit = unit_of_sheet(store, sheet.grid, sheet.layout, wishes.unit)
    wishes = replace(wishes, columns={**remembered_columns(store, sheet.layout), **wishes.columns})
    period = wishes.period or sheet.layout.period
    task = Task(store, sheet.grid, sheet.layout, wishes, kind.code, unit, period, sheet.sha256, sheet.findings)
    with _collector_at_rest():
        return _PLANNERS[kind.code](task)


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Keep the cycle collector from walking a big sheet's plain values again and again (a third of the time)."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
