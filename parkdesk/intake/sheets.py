"""Every sheet of a file, and the plan of each: the way in for the command line and the window."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from parkdesk.errors import IntakeError
from parkdesk.intake import sheet_kinds
from parkdesk.intake.duties import plan_duties
from parkdesk.intake.enterprises import plan_enterprises
from parkdesk.intake.facts import plan_facts
from parkdesk.intake.grid import Book, grid_of_text, read_book
from parkdesk.intake.issues import plan_issues
from parkdesk.intake.layout import DATA, months_told
from parkdesk.intake.ledgers import plan_ledger
from parkdesk.intake.memory import remembered_columns
from parkdesk.intake.milestones import plan_milestones
from parkdesk.intake.officials import plan_officials
from parkdesk.intake.projects import plan_projects
from parkdesk.intake.recognise import Sheet, recognise_book
from parkdesk.intake.returned import plan_returned
from parkdesk.intake.sheet_kinds import kind_of
from parkdesk.intake.subjects import with_those_who_waited
from parkdesk.intake.targets import plan_targets
from parkdesk.intake.task import Task, Wishes
from parkdesk.intake.templated import as_stamped, told_of
from parkdesk.intake.visits import plan_visits
from parkdesk.intake.whose import unit_of_sheet
from parkdesk.periods import Period
from parkdesk.plan import Finding, Level, Outcome, Row
from parkdesk.records import LEDGERS, Target, plain_ledgers
from parkdesk.records.sheet_stamp import EXPORT
from parkdesk.store import collector_at_rest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from parkdesk.intake.headline import Months
    from parkdesk.intake.layout import Layout
    from parkdesk.plan import Plan
    from parkdesk.records.sheet_stamp import Stamp
    from parkdesk.store import Store

__all__ = ["Sheet", "Wishes", "plan_sheet", "read_clipboard", "read_file"]

_PLANNERS: dict[str, Callable[[Task], Plan]] = {
    sheet_kinds.ENTERPRISES: plan_enterprises,
    sheet_kinds.FACTS: plan_facts,
    sheet_kinds.PROJECTS: plan_projects,
    sheet_kinds.DUTIES: plan_duties,
    sheet_kinds.OFFICIALS: plan_officials,
    sheet_kinds.VISITS: plan_visits,
    sheet_kinds.ISSUES: plan_issues,
    sheet_kinds.MILESTONES: plan_milestones,
    Target.TABLE: plan_targets,
    **dict.fromkeys(plain_ledgers(), plan_ledger),
}


def read_file(path: Path) -> list[Sheet]:
    """Read a file and recognise every table of its sheets; raises IntakeError where the file itself is refused."""
    with collector_at_rest():
        return recognise_book(read_book(path))


def read_clipboard(text: str) -> list[Sheet]:
    """Recognise a block copied from Excel or WPS."""
    grid = grid_of_text(text)
    return recognise_book(Book(grid.file, (grid,), ""))


def plan_sheet(store: Store, sheet: Sheet, wishes: Wishes | None = None) -> Plan:
    """Return what a sheet would change; raises IntakeError or UsageError with one sentence where it is refused."""
    wishes = _with_said(sheet, wishes or Wishes())
    if sheet.layout is not None and sheet.stamp is not None and sheet.stamp.purpose == EXPORT:
        return _plan_returned(store, sheet, sheet.stamp)
    if sheet.layout is None or (sheet.kind is None and wishes.kind == "auto"):
        raise IntakeError(sheet.refusal)
    if sheet.stamp is not None:
        wishes = as_stamped(store, sheet, sheet.stamp, wishes)
        sheet = replace(sheet, findings=(*sheet.findings, *told_of(sheet.stamp, sheet)))
    return _plan_ordinary(store, sheet, wishes)


def _plan_ordinary(store: Store, sheet: Sheet, wishes: Wishes) -> Plan:
    assert sheet.layout is not None
    kind = sheet.kind if wishes.kind == "auto" and sheet.kind else kind_of(wishes.kind)
    if not sheet.layout.of_kind(DATA):
        raise IntakeError(f"“{sheet.grid.file}”的工作表“{sheet.grid.sheet}”只有表头，没有数据；请填好后再导入。")
    if kind.code in (sheet_kinds.OFFICIALS, Target.TABLE):
        unit = wishes.unit or store.desk.unit  # its rows say themselves whose they are
    else:
        unit = unit_of_sheet(store, sheet.grid, sheet.layout, wishes.unit)
    wishes = replace(wishes, columns={**remembered_columns(store, sheet.layout), **wishes.columns})
    period = _period(sheet.layout, wishes)
    found = sheet.findings
    if kind.code == sheet_kinds.FACTS and period is not None:
        found = (*found, *_other_period(sheet.grid.sheet, sheet.layout.months, period))
    task = Task(store, sheet.grid, sheet.layout, wishes, kind.code, unit, period, sheet.sha256, found)
    with collector_at_rest():
        return with_those_who_waited(store, unit, _PLANNERS[kind.code](task))


def _plan_returned(store: Store, sheet: Sheet, stamp: Stamp) -> Plan:
    """Plan what was changed in an exported table, and its new rows as any other sheet's."""
    plan, new_rows = plan_returned(store, sheet, stamp)
    if not new_rows:
        return plan
    assert sheet.layout is not None
    lines = tuple(line for line in sheet.layout.lines if line.row in new_rows)
    if reason := _why_no_new_rows(store, stamp):
        refused = tuple(Row(Outcome.REFUSED, "（新行）", sheet.grid.where(line.row), reason) for line in lines)
        return replace(plan, rows=(*plan.rows, *refused))
    period = Period.parse(stamp.period) if stamp.period else None
    fresh = replace(sheet, layout=replace(sheet.layout, lines=lines), findings=())
    added = _plan_ordinary(store, fresh, Wishes(stamp.table, period, stamp.unit, keep_notes=False))
    return replace(
        plan,
        records=(*plan.records, *added.records),
        facts=(*plan.facts, *added.facts),
        rows=(*plan.rows, *added.rows),
        findings=(*plan.findings, *added.findings),
    )


def _why_no_new_rows(store: Store, stamp: Stamp) -> str:
    """Return why rows cannot be added in an exported table, empty where they can."""
    if stamp.table not in _PLANNERS or stamp.table == sheet_kinds.OFFICIALS:
        return f"{LEDGERS[stamp.table].LABEL}不能在导出的表里新增；请在台账里新增。"
    if store.desk.is_city and stamp.unit == store.desk.unit:
        return "全市的表里看不出新行是哪个县区的；请导出那个县区的表再加，或在台账里新增。"
    return ""


def _with_said(sheet: Sheet, wishes: Wishes) -> Wishes:
    """Fill what was not asked for with what a person corrected of this sheet."""
    return replace(
        wishes,
        kind=sheet.said.kind if wishes.kind == "auto" and sheet.said.kind else wishes.kind,
        period=wishes.period or sheet.said.period,
        unit=wishes.unit or sheet.said.unit or None,
        columns={**sheet.said.columns, **wishes.columns},
    )


def _other_period(sheet: str, said: Months, period: Period) -> list[Finding]:
    """Say where a table is read as another period than the one it names itself: a slip of whoever chose it."""
    if said.year in (None, period.year) and said.month in (None, period.month):
        return []
    text = f"表里写的是{months_told(said)}，按指明的{period.title}读入；请核对期间。"
    return [Finding("intake.period_asked", Level.EXPLAIN, text, sheet)]


def _period(layout: Layout, wishes: Wishes) -> Period | None:
    """Return the period asked for, else the sheet's; of several side by side each keeps its months."""
    if wishes.period and layout.is_apart and layout.months.month:
        month = layout.months.month
        return Period(wishes.period.year, month) if month > 1 else None
    return wishes.period or layout.period
