"""What a city decides and sends down: targets and how far they are, 退回 and 通过, approved values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from parkdesk.amounts import Rate, from_stored, half_up
from parkdesk.errors import UsageError
from parkdesk.office import periods
from parkdesk.office.editing import save_record
from parkdesk.office.reached import reached
from parkdesk.periods import Period
from parkdesk.plan import Outcome, Plan, RecordChange, Row, Source
from parkdesk.records import Approval, Measure, PeriodState, ReturnedItem, Target
from parkdesk.records.checks import PASSED, RETURNED
from parkdesk.records.targets import DONE, OPEN, TARGET_NATURES
from parkdesk.rules.growth import SCOPE
from parkdesk.rules.ranking import places
from parkdesk.store import new_id

if TYPE_CHECKING:
    from decimal import Decimal

    from parkdesk.records import Enterprise
    from parkdesk.reports.traces import Origin
    from parkdesk.store import Changes, LoggedPackage, Store


# -- targets ---------------------------------------------------------------------------------


def set_target(store: Store, target: Target) -> Changes:
    """Enter a target, or put it in the place of the one on the same; raises UsageError for what cannot be followed."""
    if target.nature not in TARGET_NATURES:
        raise UsageError(f"目标的性质不能是“{target.nature}”：请选 {'、'.join(TARGET_NATURES.values())}。")
    target = replace(target, issuer=target.issuer or store.desk.unit)
    before = next((one for one in store.select(Target) if one.natural_key() == target.natural_key()), None)
    return save_record(store, before, replace(target, id=before.id if before else target.id))


@dataclass(frozen=True, slots=True)
class Progress:
    """One unit's target: what shall be, what is, how much of it, and how much of the year has gone.

    `done` is in the target's smallest unit, None where nothing was reported; `rate` is None for a growth target,
    whose `ahead` is in percentage points; else `ahead` is the rate beyond the time that has passed.
    """

    target: Target
    unit: str
    name: str
    done: int | None
    rate: Rate | None
    time: Rate
    ahead: Decimal | None
    rank: int | None
    origins: tuple[Origin, ...] = ()
    """What `done` was added up from."""


def progress(store: Store, period: Period) -> list[Progress]:
    """Return how far every target of the period's year is, by indicator, then unit in official order."""
    offices = store.offices()
    order = {code: number for number, code in enumerate(offices)}
    targets = sorted(
        store.select(Target, year=period.year), key=lambda t: (t.indicator or t.name, t.nature, order.get(t.unit, 999))
    )
    lines = [_progress(store, period, target, offices[target.unit].name if target.unit in offices else target.unit)
             for target in targets]  # fmt: skip
    return [replace(line, rank=_rank(line, lines)) for line in lines]


def _progress(store: Store, period: Period, target: Target, name: str) -> Progress:
    found = reached(store, period, target)
    done = found.value
    time = _rate(period.month, 12)
    if target.nature == "growth":
        ahead = None if done is None else half_up(from_stored(done - target.amount, target.measure_unit), 2)
        return Progress(target, target.unit, name, done, None, time, ahead, None, found.origins)
    rate = None if done is None or target.amount <= 0 else _rate(done, target.amount)
    expected = time if target.nature == "flow" else _rate(1, 1)
    ahead = None if rate is None else (rate - expected).shown(2)
    return Progress(target, target.unit, name, done, rate, time, ahead, None, found.origins)


def _rate(part: int, whole: int) -> Rate:
    return Rate(Fraction(part * 100, whole))


def _rank(line: Progress, lines: list[Progress]) -> int | None:
    """Return the place among the units that have the same target, by how far ahead they are."""
    peers = {
        other.unit: other.ahead
        for other in lines
        if other.target.natural_key()[1:] == line.target.natural_key()[1:] and other.unit != other.target.issuer
    }
    place = places(peers).get(line.unit)
    return place.rank if place else None


@dataclass(frozen=True, slots=True)
class Split:
    """A city's own target and what its units were given of it; `gap` is what nobody was given (negative: too much)."""

    target: Target
    given: int
    units: int

    @property
    def gap(self) -> int:
        """What is left of the target."""
        return self.target.amount - self.given


def splits(store: Store, year: int) -> list[Split]:
    """Return every target of the desk's own unit with the sum of what was split among those below it."""
    targets = store.select(Target, year=year)
    found = []
    for own in targets:
        if own.unit == store.desk.unit and own.nature != "growth":
            alike = [one for one in targets if one.unit != own.unit and on_the_same(one, own)]
            parts = [one.amount for one in alike if one.issuer == store.desk.unit]
            found.append(Split(own, sum(parts), len(parts)))
    return found


def on_the_same(one: Target, other: Target) -> bool:
    """Whether two targets are on the same thing, in units that can be added."""
    return (one.indicator or one.name, one.nature, one.measure_unit.dimension) == (
        other.indicator or other.name, other.nature, other.measure_unit.dimension,
    )  # fmt: skip


# -- 退回 and 通过 --------------------------------------------------------------------------


def return_item(
    store: Store,
    package: LoggedPackage,
    about: str,
    reason: str,
    ledger: str = "",
    record: str = "",
) -> ReturnedItem:
    """Send something of a received package back; see `send_item_back`."""
    return send_item_back(store, package, about, reason, ledger, record)[0]


def send_item_back(
    store: Store, package: LoggedPackage, about: str, reason: str, ledger: str = "", record: str = ""
) -> tuple[ReturnedItem, Changes | None]:
    """Send something of a received package back: its period is 已退回, and the next directive to that unit says so.

    The unit's own period follows when it receives the directive. Returns the item, and no change where it was sent
    back before. Raises UsageError without an about or a reason.
    """
    if not reason.strip() or not about.strip():
        raise UsageError("退回要写明退回什么、为什么：请填上退回内容和原因。")
    period = _reported(package)
    item = ReturnedItem(
        id=new_id(), unit=package.unit, period=period.key if period else None, ledger=ledger, record=record,
        about=about.strip(), reason=reason.strip(), issuer=store.desk.unit, package=package.id,
    )  # fmt: skip
    held = next((one for one in store.select(ReturnedItem) if one.natural_key() == item.natural_key()), None)
    if held is not None and held.state == OPEN and not _was_answered(store, package.unit, period):
        return held, None
    item = replace(item, id=held.id) if held else item  # for the same reason once more: what was settled is open again
    steps = [RecordChange(held, item)]
    if period:
        listed = [*(one for one in _items_of(store, package.unit, period) if one.id != item.id), item]
        why = "；".join(f"{one.about}：{one.reason}" for one in listed)
        steps.append(periods.step(store, period, package.unit, RETURNED, why))
    return item, _write(store, steps, item.reason)


def accept_report(store: Store, package: LoggedPackage, reason: str = "") -> Changes:
    """通过 the period that a package reported: what was sent back of it is settled, the next directive says so.

    Raises UsageError for a package that is no report of a period.
    """
    period = _reported(package)
    if period is None:
        raise UsageError("这不是某个期间的上报包，不能“通过”：请在收发记录里选一个上报包。")
    return accept_period(store, period, package.unit, reason)


def accept_period(store: Store, period: Period, unit: str, reason: str = "") -> Changes:
    """通过 a unit's period, whatever was sent back of it settled."""
    settled = [RecordChange(one, replace(one, state=DONE)) for one in _items_of(store, unit, period)]
    return _write(store, [*settled, periods.step(store, period, unit, PASSED, reason)], reason.strip() or PASSED)


def _was_answered(store: Store, unit: str, period: Period | None) -> bool:
    """Whether a period that was sent back is no longer so: reported again, or passed since."""
    return period is not None and periods.standing(store, period, unit).label != RETURNED


def verdict_waits(store: Store, unit: str, period: Period) -> bool:
    """Whether 退回 or 通过 of a period was said here and no directive has carried it down to the unit yet."""
    state = next(iter(store.select(PeriodState, unit=unit, period=period.key)), None)
    if state is None or state.state not in (RETURNED, PASSED):
        return False
    said = store.history(state.id)[0].seq
    sent = (one for one in store.exchange.packages("sent") if one.kind == "directive" and one.unit == unit)
    return all(one.seq < said for one in sent)


def _reported(package: LoggedPackage) -> Period | None:
    return Period.parse(package.period) if package.kind == "submission" else None


def _items_of(store: Store, unit: str, period: Period) -> list[ReturnedItem]:
    return [one for one in open_items(store, unit) if one.period == period.key and one.issuer == store.desk.unit]


def _write(store: Store, changes: list[RecordChange], reason: str) -> Changes:
    rows = tuple(Row(Outcome.CHANGED if change.before else Outcome.NEW, change.subject.title()) for change in changes)
    return store.apply(Plan(Source("form", reason=reason), tuple(changes), rows=rows, basis=store.seq))


def close_item(store: Store, item: ReturnedItem, reason: str = "") -> Changes:
    """Mark a returned item as settled."""
    return save_record(store, item, replace(item, state=DONE), reason)


def open_items(store: Store, unit: str | None = None) -> list[ReturnedItem]:
    """Return what was sent back and is not settled."""
    found = store.select(ReturnedItem, state=OPEN)
    return [item for item in found if unit in (None, item.unit)]


# -- approved values -------------------------------------------------------------------------


def approve(
    store: Store, unit: str, period: Period, indicator: str, value: int, reason: str, firm: Enterprise | None = None
) -> Changes:
    """Set an approved value beside what a unit (or one firm) reported; the reported one stays as it is."""
    declared = store.indicators().get(indicator)
    if declared is None:
        raise UsageError(f"没有指标“{indicator}”：可用的有 {'、'.join(store.indicators())}。")
    if not reason.strip():
        raise UsageError("核定一个数要写明依据。")
    measure = Measure.STOCK if declared.is_stock else Measure.CUM
    made = Approval(
        id=new_id(), unit=unit, period=period.key, indicator=indicator, measure=measure.code,
        enterprise=firm.id if firm else "", value=value, reason=reason.strip(), issuer=store.desk.unit,
    )  # fmt: skip
    before = next((one for one in store.select(Approval) if one.natural_key() == made.natural_key()), None)
    return save_record(store, before, replace(made, id=before.id if before else made.id), reason.strip())


@dataclass(frozen=True, slots=True)
class Beside:
    """A reported value with the approved one beside it; both in the indicator's smallest unit."""

    unit: str
    indicator: str
    enterprise: str
    reported: int | None
    approved: int
    reason: str

    @property
    def difference(self) -> int | None:
        """Approved less reported."""
        return None if self.reported is None else self.approved - self.reported


def reported_by(store: Store, period: Period, unit: str, indicator: str) -> int | None:
    """Return what the firms of a unit that count reported of an indicator, added up; None where none did."""
    measure = Measure.STOCK if store.indicators()[indicator].is_stock else Measure.CUM
    totals = store.facts.totals(period, [(indicator, measure)], unit)
    values = [total.value for total in totals if total.status in SCOPE]
    return sum(values) if values else None


def approved(store: Store, period: Period, unit: str | None = None) -> list[Beside]:
    """Return the approved values of a period beside what was reported."""
    found = []
    for one in store.select(Approval, period=period.key):
        if unit not in (None, one.unit):
            continue
        measure = Measure[one.measure.upper()]
        if one.enterprise:
            reported = store.facts.series(one.indicator, one.enterprise, measure).get(period.key)
        else:
            reported = reported_by(store, period, one.unit, one.indicator)
        found.append(Beside(one.unit, one.indicator, one.enterprise, reported, one.value, one.reason))
    return found
