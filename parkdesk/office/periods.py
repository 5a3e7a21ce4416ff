"""期间: open → 审核 → 封存 → 上报 → 退回 or 通过; deadlines in workdays; the wrong month put right in one step."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from parkdesk.errors import StoreError, UsageError
from parkdesk.frozen import frozen
from parkdesk.periods import Period
from parkdesk.plan import FactChange, Outcome, Plan, RecordChange, Row, Source
from parkdesk.records import Deadline, Holiday, Measure, PeriodState, Registration
from parkdesk.records.checks import CHECKED, CLOSED, OPEN, PASSED, REPORTED, RETURNED, SEALED, VERDICTS
from parkdesk.rules.workdays import WorkCalendar
from parkdesk.store import new_id
from parkdesk.store.exchange import COUNTED

if TYPE_CHECKING:
    import datetime as dt

    from parkdesk.store import Changes, ImportEntry, LoggedPackage, Revision, Store


# -- state -------------------------------------------------------------------------------------


@frozen
class Standing:
    """How far a unit's period has come."""

    unit: str
    period: Period
    state: str
    reason: str = ""
    package: LoggedPackage | None = None
    changed_since: bool = False
    """Whether the unit's figures of the period changed after the package went out."""
    answered: bool = False
    """Whether the package went out after the period was sent back."""

    @property
    def label(self) -> str:
        """The state as people say it: a period that went out and was not judged yet is 已上报."""
        went_out = self.package is not None and not self.changed_since
        if self.state == RETURNED:
            return REPORTED if went_out and self.answered else RETURNED
        return REPORTED if went_out and self.state in (OPEN, CHECKED, SEALED) else self.state

    @property
    def is_closed(self) -> bool:
        """Whether figures change only with a reason."""
        return self.state in CLOSED


def standing(store: Store, period: Period, unit: str | None = None) -> Standing:
    """Return how far a period has come, with the newest package that carried it."""
    unit = unit or store.desk.unit
    held = _held(store, period, unit)
    package = _newest_package(store, period, unit)
    changed = package is not None and bool(store.facts.revised_since(period.key, package.seq, unit))
    state, reason = (held.state, held.reason) if held else (OPEN, "")
    answered = package is not None and held is not None and package.seq >= store.history(held.id)[0].seq
    return Standing(unit, period, state, reason, package, changed, answered)


def _newest_package(store: Store, period: Period, unit: str) -> LoggedPackage | None:
    """Return the newest submission of a period that went out, or that came in and counts."""
    for one in store.exchange.packages("sent" if unit == store.desk.unit else "received"):
        is_theirs = unit == store.desk.unit or (one.unit == unit and one.status in COUNTED)
        if is_theirs and one.kind == "submission" and one.period == period.text:
            return one
    return None


def standings(store: Store, unit: str | None = None) -> list[Standing]:
    """Return every period that holds figures or has a state, newest first."""
    unit = unit or store.desk.unit
    keys = {*store.facts.periods(), *(one.period for one in store.select(PeriodState, unit=unit))}
    return [standing(store, Period.from_key(key), unit) for key in sorted(keys, reverse=True)]


def _held(store: Store, period: Period, unit: str) -> PeriodState | None:
    return next(iter(store.select(PeriodState, unit=unit, period=period.key)), None)


def mark_checked(store: Store, period: Period) -> Changes:
    """Say that 审核 is done; raises StoreError while a contradiction is left or the period is sealed."""
    _refuse_contradictions(store, period, "不能记为已审核")
    held = _held(store, period, store.desk.unit)
    if held and held.is_closed:
        raise StoreError(f"{period.title}是{held.state}状态，不用再审核：要改动请先解封。")
    return _move(store, period, store.desk.unit, CHECKED, "")


def seal(store: Store, period: Period, reason: str = "") -> Changes:
    """Seal a period; raises StoreError where it is sealed already or a contradiction is left."""
    held = _held(store, period, store.desk.unit)
    if held and held.is_closed:
        raise StoreError(f"{period.title}已经是{held.state}状态，不用再封存。")
    _refuse_contradictions(store, period, "不能封存")
    return _move(store, period, store.desk.unit, SEALED, reason)


def unseal(store: Store, period: Period, reason: str, unit: str | None = None) -> Changes:
    """Open a sealed period; raises UsageError without a reason, StoreError where it is not sealed."""
    unit = unit or store.desk.unit
    if not reason.strip():
        raise UsageError(f"没有写原因：解封{period.title}要写明原因，原因会列在以后的报告里。")
    held = _held(store, period, unit)
    if held is None or not held.is_closed:
        raise StoreError(f"{period.title}没有封存，不用解封。")
    return _move(store, period, unit, OPEN, reason)


def send_back(store: Store, period: Period, unit: str, reason: str) -> Changes:
    """退回 a unit's period: at the city before it tells the county, at the county when the city said so."""
    if not reason.strip():
        raise UsageError(f"没有写原因：退回{period.title}要写明原因，对方要照着改。")
    return _move(store, period, unit, RETURNED, reason)


def accept(store: Store, period: Period, unit: str, reason: str = "") -> Changes:
    """通过 a unit's period: from now on its figures change only with a reason."""
    return _move(store, period, unit, PASSED, reason)


def _refuse_contradictions(store: Store, period: Period, what: str) -> None:
    from parkdesk.office.checking import contradictions  # the rules are read when a period is judged

    if found := contradictions(store, period):
        raise StoreError(f"{period.title}还有{len(found)}条强制性审核问题，{what}：{found[0].noticed.text}")


def _move(store: Store, period: Period, unit: str, state: str, reason: str) -> Changes:
    from parkdesk.office.editing import save_record  # reading the calendar needs no editing

    change = step(store, period, unit, state, reason)
    return save_record(store, change.before, change.after, reason.strip() or state)


def step(store: Store, period: Period, unit: str, state: str, reason: str) -> RecordChange:
    """Return how a unit's period comes into a state, to be written alone or with what goes with it."""
    before = _held(store, period, unit)
    judged = _newest_package(store, period, unit) if state in VERDICTS else None
    after = PeriodState(
        id=before.id if before else new_id(), unit=unit, period=period.key, state=state, reason=reason.strip(),
        package=judged.id if judged else "",
    )  # fmt: skip
    return RecordChange(before, after)


# -- what changed after a seal -----------------------------------------------------------------


def sealed_since(store: Store, period: Period, unit: str | None = None) -> int | None:
    """Return the change that first sealed a period, None where it never was."""
    held = _held(store, period, unit or store.desk.unit)
    if held is None:
        return None
    after, first = held, None
    for version in store.history(held.id):  # newest first: what one change left is what the next one found
        if isinstance(after, PeriodState) and after.is_closed:
            first = version.seq
        if not isinstance(version.before, PeriodState):
            break
        after = version.before
    return first


def revisions_since_seal(store: Store, period: Period, unit: str | None = None) -> list[Revision]:
    """Return every figure of a period that changed after it was first sealed, with who, when and why.

    Reports of the period and later ones list them: a number that was given out once is not quietly another.
    """
    unit = unit or store.desk.unit
    seq = sealed_since(store, period, unit)
    if seq is None:
        return []
    return store.facts.revised_since(period.key, seq, None if unit == store.desk.unit else unit)


# -- deadlines ---------------------------------------------------------------------------------


@frozen
class Due:
    """One step of a period and the workday by which it is done."""

    deadline: Deadline
    day: dt.date

    def workdays_left(self, today: dt.date, calendar: WorkCalendar) -> int:
        """Return how many workdays are left; negative when it is overdue."""
        return calendar.between(today, self.day)


def work_calendar(store: Store) -> WorkCalendar:
    """Return the desk's own workdays."""
    return WorkCalendar.of(store.select(Holiday))


def deadlines(store: Store, period: Period) -> list[Due]:
    """Return the steps of a period with their days, a day off moved on to the next workday."""
    calendar = work_calendar(store)
    listed = sorted(store.select(Deadline), key=lambda one: (one.day, one.sort))
    return [Due(one, calendar.deadline(period, one.day)) for one in listed]


# -- the wrong month ---------------------------------------------------------------------------


def moved(store: Store, import_id: str, period: Period, reason: str = "") -> Plan:
    """Return the plan that puts an import into another period: what it wrote goes there, what it replaced comes back.

    Raises StoreError when the import is not one of a month or the other period holds other figures already,
    and UsageError for month figures that 1—2月 cannot have.
    """
    entry = next((one for one in store.imports(files_only=False) if one.id == import_id), None)
    if entry is None or entry.undone:
        raise StoreError(f"没有编号为“{import_id}”的导入，或者已经撤销：请用“导入记录”核对编号。")
    written = store.facts.written_by(entry.seq)
    is_monthly = bool(written) and entry.period not in ("", period.text)
    if not is_monthly or {change.period for change in written} != {Period.parse(entry.period).key}:
        raise StoreError(f"“{entry.file}”不是一个期间的月报，或者本来就在{period.title}：没有移动。")
    wrong = Period.parse(entry.period)
    rows = (Row(Outcome.CHANGED, f"{entry.file} {wrong.title} → {period.title}"),)
    source = Source("move", entry.file, entry.sheet, "", period.text, entry.unit, _why(reason, wrong, period))
    records = tuple(_restood(store, entry, wrong, period))
    return Plan(source, records, tuple(_refiled(store, written, period)), rows, basis=store.seq)


def move(store: Store, import_id: str, period: Period, reason: str = "") -> Changes:
    """Put an import that was reported into the wrong month where it belongs: one change, undone as one."""
    return store.apply(moved(store, import_id, period, reason))


def _why(reason: str, wrong: Period, right: Period) -> str:
    return reason.strip() or f"报错期间：由{wrong.title}改到{right.title}"


def _refiled(store: Store, written: list[FactChange], period: Period) -> list[FactChange]:
    if period.is_first and any(change.measure in (Measure.MONTH, Measure.MONTH_BASE) for change in written):
        raise UsageError("1—2月没有单月数，而这张表有本月数：请核对它是哪个期间的。")
    there = store.facts.slice(period.key)
    changes = []
    for one in written:
        held = there.get((one.indicator, one.subject, one.measure))
        if held is not None and held != one.new:
            raise StoreError(
                f"{period.title}已经有别的数（{one.indicator}），没有移动：请先撤销那个期间的导入，再移动。"
            )
        changes.append(FactChange(one.indicator, one.period, one.subject, one.measure, one.new, one.old))
        if held is None:
            changes.append(FactChange(one.indicator, period.key, one.subject, one.measure, None, one.new))
    return changes


def _restood(store: Store, entry: ImportEntry, wrong: Period, period: Period) -> list[RecordChange]:
    """Return the standings that the import set, moved to the other period; what they replaced comes back."""
    changes = []
    for before, now in store.records_written_by(entry.seq, Registration):
        if now is None or now.from_period != wrong.key:
            continue
        changes.append(RecordChange(now, before))
        taken = {one.from_period for one in store.select(Registration, enterprise=now.enterprise)}
        if period.key not in taken:
            there = dataclasses.replace(now, id=new_id(), year=period.year, from_period=period.key)
            changes.append(RecordChange(None, there))
    return changes
