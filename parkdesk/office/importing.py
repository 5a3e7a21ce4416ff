"""The door in, joined: read a file, see what each sheet would change, write it after a backup."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING

from parkdesk.amounts import UNITS
from parkdesk.errors import IntakeError, UsageError, UserError
from parkdesk.intake.headline import without_brackets
from parkdesk.intake.memory import forget, recalled, remember
from parkdesk.intake.recognise import corrected_all, recognised_afresh
from parkdesk.intake.sheets import Sheet, plan_sheet, read_file
from parkdesk.intake.task import Wishes
from parkdesk.intake.understanding import Understanding, understand
from parkdesk.office.desks import back_up_before
from parkdesk.office.editing import save_record
from parkdesk.office.record_checks import judged
from parkdesk.periods import Period
from parkdesk.records import Indicator
from parkdesk.rules.pinyin import search_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from parkdesk.intake.correction import Correction
    from parkdesk.plan import Plan
    from parkdesk.store import Changes, Store

SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".csv"})
"""What a file that may hold a table ends in."""


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
    for sheet in recalled(store, sheets):
        yield _planned(store, path, sheet, options)


def workbooks_in(paths: Iterable[Path]) -> list[Path]:
    """Return the files to read where files and folders were dropped: a folder's tables by name, at every depth."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = (p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and not p.name.startswith(("~$", ".")))
            found += sorted(p for p in inside if p.is_file())
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def understanding_of(store: Store, incoming: Incoming) -> Understanding | None:
    """Return what a sheet was understood as, None where the file itself could not be read."""
    return None if incoming.content is None else understand(store, incoming.content)


def correct(store: Store, incoming: Incoming, correction: Correction) -> list[Incoming]:
    """Understand a sheet anew with what a person said of it, and remember that for its layout.

    Other headings may show several periods where there seemed to be one: all of them are returned, and take the
    place of the one that was corrected.
    """
    assert incoming.content is not None
    sheets = corrected_all(incoming.content, correction)
    mine = [sheet for sheet in sheets if sheet.part == incoming.content.part]
    for sheet in mine or sheets:
        remember(store, sheet)
    return [_planned(store, incoming.file, sheet, incoming.options) for sheet in mine or sheets]


def recall(store: Store, incoming: Incoming) -> list[Incoming]:
    """Understand a sheet anew with what is remembered by now: a correction of one sheet holds for all of its layout."""
    if incoming.content is None:
        return [incoming]
    sheets = [sheet for sheet in recalled(store, [incoming.content]) if sheet.part == incoming.content.part]
    return [_planned(store, incoming.file, sheet, incoming.options) for sheet in sheets or [incoming.content]]


def start_over(store: Store, incoming: Incoming) -> list[Incoming]:
    """Forget every correction of a sheet's layout and understand its table from the beginning, all its periods."""
    assert incoming.content is not None
    forget(store, incoming.content)
    sheets = recognised_afresh(incoming.content)
    return [_planned(store, incoming.file, sheet, incoming.options) for sheet in recalled(store, sheets)]


def is_sealed(store: Store, incoming: Incoming) -> bool:
    """Whether a sheet is of a period that is sealed for its unit: its figures go in only with a reason."""
    if incoming.period is None or not incoming.unit:
        return False
    return store.sealed.seals().covers(incoming.unit, incoming.period.key)


def add_indicator(store: Store, name: str, unit: str, *, is_stock: bool = False) -> Changes:
    """Put an indicator of the office's own into its catalogue, through the gate; `name` is the column's heading.

    Raises UsageError for a name that the catalogue has, or an unknown unit.
    """
    name = without_brackets(name)
    known = store.indicators().values()
    if not name:
        raise UsageError("没有写指标名称：请填一个名称。")
    if unit not in UNITS:
        raise UsageError(f"没有“{unit}”这个计量单位：可以用 {'、'.join(UNITS)}。")
    if taken := next((i for i in known if name in i.names()), None):
        raise UsageError(f"指标目录里已有“{taken.name}”（{'、'.join(taken.names())}）：请直接选它。")
    initials = search_text(name).partition(" ")[0] or "x"
    codes = {indicator.code for indicator in known}
    code = next(c for n in count(1) if (c := f"own_{initials}{n if n > 1 else ''}") not in codes)
    made = Indicator(
        id=code, code=code, name=name, unit=unit, show_unit=unit, decimals=2 if UNITS[unit].smallest > 1 else 0,
        nature="stock" if is_stock else "flow", sort=max((i.sort for i in known), default=0) + 1,
    )  # fmt: skip
    return save_record(store, None, made, f"导入时新建指标“{name}”")


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
    plan = judged(store, store.sealed.respected(plan))
    period = Period.parse(plan.source.period) if plan.source.period else None
    return replace(seen, plan=plan, period=period, unit=plan.source.unit, kind=plan.source.kind)


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
