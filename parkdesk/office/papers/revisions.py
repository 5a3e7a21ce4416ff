"""封存后改动: what a paper's readers must know of figures that were given out once and are others now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkdesk.amounts import show
from parkdesk.office import periods
from parkdesk.periods import Period
from parkdesk.records import Measure
from parkdesk.records.indicators import MEASURE_LABELS
from parkdesk.reports.traces import Trace
from parkdesk.reports.values import NOT_REPORTED, Annex, Column, Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from parkdesk.records import Indicator
    from parkdesk.store import Revision, Store

_MOST = 200
_COLUMNS = (
    Column("序号", 0.5), Column("期间", 1.2), Column("企业", 2.4, "left"), Column("指标", 1.8, "left"),
    Column("原来", 1.1, "right"), Column("改为", 1.1, "right"), Column("改动人", 0.8), Column("改动时间", 1.3),
    Column("原因", 2.2, "left"),
)  # fmt: skip


def sealed_and_revised(store: Store, until: Period) -> Iterator[tuple[Period, list[Revision]]]:
    """Yield every period of the year up to one whose figures changed after it was first sealed, with what changed."""
    units = store.facts.units() if store.desk.is_city else []
    for key in store.facts.periods():
        period = Period.from_key(key)
        if period.year != until.year or key > until.key:
            continue
        found = [one for unit in (store.desk.unit, *units) for one in periods.revisions_since_seal(store, period, unit)]
        if once := list(dict.fromkeys(found)):
            yield period, once


def annex(store: Store, until: Period) -> Annex | None:
    """Return the list of what changed after a seal as an annex; None where nothing did."""
    indicators = store.indicators()
    changed = [(period, one) for period, found in sealed_and_revised(store, until) for one in found]
    if not changed:
        return None
    rows = tuple(
        Row(_cells(n, period, one, indicators), "body",
            (Trace(one.indicator, period.text, Measure(one.measure).name.lower(), one.subject),))
        for n, (period, one) in enumerate(changed[:_MOST], 1)
    )  # fmt: skip
    more = f"共{len(changed)}处，只列出前{_MOST}处，其余见台账“审核”页。" if len(changed) > _MOST else ""
    return Annex("封存后改动的数据", (Table("封存后改动的数据", _COLUMNS, rows, note=more),), landscape=True)


def _cells(number: int, period: Period, one: Revision, indicators: Mapping[str, Indicator]) -> tuple[str, ...]:
    indicator = indicators[one.indicator]
    old, new = (
        NOT_REPORTED if value is None else show(value, indicator.measure_unit, indicator.decimals, grouped=True)
        for value in (one.old, one.new)
    )
    name = f"{indicator.name}{MEASURE_LABELS[Measure(one.measure)]}（{indicator.unit}）"
    return (str(number), period.title, one.name, name, old, new, one.by, one.at[:16], one.reason or one.file)
