"""The typed door: one record or one figure changed by hand, with a reason, through the same gate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkdesk.amounts import read_quantity, show
from parkdesk.errors import UsageError
from parkdesk.plan import FactChange, FieldChange, Outcome, Plan, RecordChange, Row, Source
from parkdesk.records.indicators import MEASURE_LABELS, Measure
from parkdesk.rules.closing import why_not_closed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkdesk.periods import Period
    from parkdesk.records import Record
    from parkdesk.store import Changes, Store


def record_plan(store: Store, before: Record | None, after: Record | None, reason: str = "") -> Plan:
    """Return the plan of a form: a record added (no `before`), changed, or removed (no `after`).

    Raises UsageError for a problem or notice that is closed without what it needs for that.
    """
    if after is not None and (reason_not := why_not_closed(after)):
        raise UsageError(reason_not)
    change = RecordChange(before, after)
    fields = tuple(
        FieldChange(
            c.label, c.kind.write(getattr(before, c.key)) if before else "", c.kind.write(getattr(after, c.key))
        )
        for c in change.subject.COLUMNS
        if after is not None and (before is None or getattr(before, c.key) != getattr(after, c.key))
    )
    outcome = Outcome.NEW if before is None else Outcome.CHANGED
    row = Row(outcome, change.subject.title(), fields=fields)
    return Plan(Source("form", reason=reason), (change,), rows=(row,), basis=store.seq)


def save_record(store: Store, before: Record | None, after: Record | None, reason: str = "") -> Changes:
    """Write what a form holds."""
    return store.apply(record_plan(store, before, after, reason))


def remove_records(store: Store, records: Sequence[Record], reason: str = "") -> Changes:
    """Take records away in one step that can be undone."""
    rows = tuple(Row(Outcome.CHANGED, record.title()) for record in records)
    changes = tuple(RecordChange(record, None) for record in records)
    return store.apply(Plan(Source("form", reason=reason or "删除"), changes, rows=rows, basis=store.seq))


def correct_fact(
    store: Store,
    indicator: str,
    period: Period,
    subject: str,
    measure: Measure,
    text: str,
    reason: str,
    *,
    into_sealed: bool = False,
) -> Changes:
    """Write one figure as typed in the indicator's unit; empty text takes the figure away.

    `into_sealed`: the person was told that the period is sealed and gave the reason for that.
    Raises UsageError for text that is no figure, a missing reason, or a month figure of 1—2月, and
    SealedError for a sealed period.
    """
    if not reason.strip():
        raise UsageError("没有写原因：改一个数要写明原因，原因会随历史保存。")
    change, row = planned_fact(store, indicator, period, subject, measure, text)
    why = reason.strip()
    source = Source("form", period=period.text, reason=why, unseal=why if into_sealed else "")
    facts = (change,) if change.old != change.new else ()
    return store.apply(Plan(source, facts=facts, rows=(row,), basis=store.seq))


def planned_fact(
    store: Store, indicator: str, period: Period, subject: str, measure: Measure, text: str
) -> tuple[FactChange, Row]:
    """Return what typing a figure would change, and how a person reads that; raises UsageError for no figure."""
    declared = store.indicators()[indicator]
    if period.is_first and measure in (Measure.MONTH, Measure.MONTH_BASE):
        raise UsageError("1—2月没有单月数：请改累计数。")
    try:
        new = read_quantity(text, declared.measure_unit)
    except ValueError as fault:
        raise UsageError(f"{fault}：请输入以{declared.unit}计的数。") from None
    old = store.facts.series(indicator, subject, measure).get(period.key)
    change = FactChange(indicator, period.key, subject, int(measure), old, new)
    field = FieldChange(
        f"{declared.name}{MEASURE_LABELS[measure]}",
        show(old, declared.measure_unit, declared.decimals),
        show(new, declared.measure_unit, declared.decimals),
    )
    return change, Row(Outcome.NEW if old is None else Outcome.CHANGED, declared.name, fields=(field,))
