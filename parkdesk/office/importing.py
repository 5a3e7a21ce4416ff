"""The door in, joined: read a file, see what each sheet would change, write it after a backup."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from parkdesk.errors import IntakeError, UserError
from parkdesk.intake.sheets import Sheet, plan_sheet, read_file
from parkdesk.intake.task import Wishes
from parkdesk.office.desks import back_up_before

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from parkdesk.periods import Period
    from parkdesk.plan import Plan
    from parkdesk.store import Changes, Store


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What a person says of a file; what is left open the sheet itself decides.

    `reason`: why a sealed period may be changed; without it the rows of one are conflicts.
    """

    kind: str = "auto"
    period: Period | None = None
    unit: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One sheet of one file with its plan, or the sentence why it is refused as a whole."""

    file: Path
    sheet: str
    kind: str | None
    period: Period | None
    unit: str | None
    plan: Plan | None
    error: str = ""
    content: Sheet | None = None
    options: ImportOptions = field(default_factory=ImportOptions)


def preview(store: Store, path: Path, options: ImportOptions | None = None) -> Iterator[Incoming]:
    """Yield what every sheet of a file would change, one after the other; nothing is written.

    Each plan is made when it is asked for, so whoever commits between two sheets gets plans that know of it.
    """
    options = options or ImportOptions()
    try:
        sheets = read_file(path)
    except UserError as refusal:
        yield Incoming(path, "", None, options.period, options.unit, None, str(refusal))
        return
    for sheet in sheets:
        yield _planned(store, path, sheet, options)


def replan(store: Store, incoming: Incoming, options: ImportOptions) -> Incoming:
    """Plan a sheet again, with what a person corrected or after the desk has moved on."""
    assert incoming.content is not None
    return _planned(store, incoming.file, incoming.content, options)


def _planned(store: Store, path: Path, sheet: Sheet, options: ImportOptions) -> Incoming:
    kind = sheet.kind.code if options.kind == "auto" and sheet.kind else options.kind
    seen = Incoming(path, sheet.grid.sheet, kind, options.period, options.unit, None, content=sheet, options=options)
    try:
        plan = plan_sheet(store, sheet, Wishes(options.kind, options.period, options.unit, today=store.day()))
    except UserError as refusal:
        return replace(seen, error=str(refusal))
    plan = replace(plan, source=replace(plan.source, unseal=options.reason.strip()))
    plan = store.sealed.respected(plan)
    period = options.period or (sheet.layout.period if sheet.layout else None)
    return replace(seen, plan=plan, period=period, unit=plan.source.unit)


def commit(store: Store, incoming: Incoming) -> Changes:
    """Write a previewed sheet; what the desk held when it was opened is backed up before the first one.

    A sheet that was previewed together with others is planned anew when those went in before it, so
    that a firm which two sheets bring is made once. Raises the sentence when it is refused by then.
    """
    if incoming.plan is not None and incoming.plan.basis != store.seq:
        incoming = replan(store, incoming, incoming.options)
    if incoming.plan is None:
        raise IntakeError(incoming.error)
    if not incoming.plan.is_empty:
        back_up_before(store, "导入前")
    return store.apply(incoming.plan)
