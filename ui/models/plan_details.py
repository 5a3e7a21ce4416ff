"""What a new row of a plan brings, in words: looked up when it is looked at, never for 20,000 rows at once."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from parkdesk.amounts import show
from parkdesk.periods import Period
from parkdesk.plan import FieldChange, Outcome
from parkdesk.records import Assignment, Indicator, Measure, Registration, columns_of
from parkdesk.records.indicators import MEASURE_LABELS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parkdesk.plan import FactChange, Plan, Row
    from parkdesk.records import Record


class PlanDetails:
    """The field changes of each row of a plan, those of new rows included."""

    def __init__(self, plan: Plan, indicators: Mapping[str, Indicator]) -> None:
        self._plan = plan
        brought = (change.after for change in plan.records)
        self._indicators = {**indicators, **{one.code: one for one in brought if isinstance(one, Indicator)}}

    def of(self, row: Row) -> tuple[FieldChange, ...]:
        """Return what a row changes."""
        if row.outcome is not Outcome.NEW or not row.subject:
            return row.fields
        brought = [field for record in self._records.get(row.subject, ()) for field in _fields(record)]
        brought += [self._field(fact) for fact in self._facts.get(row.subject, ())]
        told = {field.label for field in brought}
        return (*brought, *(field for field in row.fields if field.label not in told))

    @cached_property
    def _records(self) -> dict[str, list[Record]]:
        found: defaultdict[str, list[Record]] = defaultdict(list)
        for change in self._plan.records:
            record = change.after
            if change.before is None and record is not None and not isinstance(record, Registration):
                found[record.project if isinstance(record, Assignment) else record.id].append(record)
        return found

    @cached_property
    def _has_several_periods(self) -> bool:
        return len({fact.period for fact in self._plan.facts}) > 1

    @cached_property
    def _facts(self) -> dict[str, list[FactChange]]:
        found: defaultdict[str, list[FactChange]] = defaultdict(list)
        for fact in self._plan.facts:
            if fact.old is None:
                found[fact.subject].append(fact)
        return found

    def _field(self, fact: FactChange) -> FieldChange:
        indicator = self._indicators[fact.indicator]
        period = Period.from_key(fact.period).title if self._has_several_periods else ""
        label = f"{period}{indicator.name}（{MEASURE_LABELS[Measure(fact.measure)]}）"
        value = show(fact.new, indicator.measure_unit, indicator.decimals, grouped=True)
        return FieldChange(label, "", f"{value} {indicator.unit}")


def _fields(record: Record) -> list[FieldChange]:
    if isinstance(record, Assignment):
        return [FieldChange(record.role, "", " ".join(t for t in (record.name, record.post, record.phone) if t))]
    written = ((c.heading, c.kind.write(getattr(record, c.key))) for c in columns_of(type(record)))
    return [FieldChange(heading, "", text) for heading, text in written if text]
