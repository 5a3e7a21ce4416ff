"""What packages would change, in words and numbers, before a person says yes; and what the next one will show."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from parkdesk.amounts import show
from parkdesk.errors import PackageError
from parkdesk.periods import Period
from parkdesk.records import LEDGERS, Enterprise, Measure
from parkdesk.records.indicators import MEASURE_LABELS
from parkdesk.sync import revisions
from parkdesk.sync.archive import load
from parkdesk.sync.merging import Content
from parkdesk.sync.revisions import Seen
from parkdesk.sync.slices import indicators_from_above, slice_title
from parkdesk.sync.verdicts import CONFLICT

if TYPE_CHECKING:
    from parkdesk.plan import FactChange, Plan
    from parkdesk.records import Record
    from parkdesk.store import SliceKey, Store
    from parkdesk.sync.sending import Draft
    from parkdesk.sync.slices import Facts
    from parkdesk.sync.verdicts import Examined

_LINES = 12  # what a person reads at one look; the rest is counted
_HEADLINE = (("output", Measure.CUM), ("tax", Measure.CUM), ("power", Measure.CUM))


def words_of(store: Store, examined: Examined) -> list[str]:
    """Return what accepting a package would change, in words and numbers, for one county."""
    name = examined.package.envelope.sender.name
    if examined.status == CONFLICT:
        lines = [
            f"{c.where}“{c.field}”：原为{c.base}，本台账是{c.mine}，包里是{c.theirs}"
            for c in examined.conflicts[:_LINES]
        ]
        return [examined.reason, *lines, *_rest(len(examined.conflicts))]
    if examined.plan.is_empty:
        return [examined.reason]
    period = Period.parse(examined.package.envelope.periods[0])
    return [
        f"{name}：{examined.reason}",
        *_records(examined.plan),
        *_headline(store, examined.plan, period, examined.package.envelope.sender.code),
        *_earlier(store, examined.plan, period),
        *_told(revisions.read(examined.package)),
    ]


def _told(seen: list[Seen]) -> list[str]:
    """Say why the sender changed what it had reported before."""
    lines = [f"　{one.where} {one.what}：{one.old} → {one.new}（{one.reason}）" for one in seen if one.reason]
    return ["报送单位说明的原因：", *lines[:_LINES], *_rest(len(lines))] if lines else []


def _rest(number: int) -> list[str]:
    return [f"……另有{number - _LINES}处"] if number > _LINES else []


def _records(plan: Plan) -> list[str]:
    tally: Counter[tuple[str, str]] = Counter()
    for change in plan.records:
        what = "新增" if change.before is None else "删除" if change.after is None else "变更"
        tally[change.subject.TABLE, what] += 1
    lines = []
    for table, ledger in LEDGERS.items():
        parts = [f"{what}{tally[table, what]}" for what in ("新增", "变更", "删除") if tally[table, what]]
        if parts:
            lines.append(f"{ledger.LABEL}：{'，'.join(parts)}")
    return lines


def _headline(store: Store, plan: Plan, period: Period, unit: str) -> list[str]:
    """Return how the sums of the package's period move, from what to what."""
    indicators = store.indicators()
    lines = []
    for code, measure in _HEADLINE:
        mine = [f for f in plan.facts if (f.indicator, f.period, f.measure) == (code, period.key, int(measure))]
        if code not in indicators or not mine:
            continue
        before = sum(store.facts.column(code, period.key, measure, unit).values())
        after = before + sum((f.new or 0) - (f.old or 0) for f in mine)
        declared = indicators[code]
        told = [show(value, declared.measure_unit, declared.decimals) for value in (before, after, after - before)]
        sign = "+" if after > before else ""
        lines.append(f"{period.title}{declared.name}：{told[0]} → {told[1]}{declared.unit}（{sign}{told[2]}）")
    return lines


def _earlier(store: Store, plan: Plan, period: Period) -> list[str]:
    """Name every figure of an earlier period that moves."""
    moved = [fact for fact in plan.facts if fact.period < period.key and fact.old is not None]
    if not moved:
        return []
    names = {firm.id: firm.name for firm in store.select(Enterprise)}
    lines = [_moved(store, names, fact) for fact in moved[:_LINES]]
    return [f"以前期间修订{len(moved)}个数：", *lines, *_rest(len(moved))]


def _moved(store: Store, names: dict[str, str], fact: FactChange) -> str:
    declared = store.indicators()[fact.indicator]
    old, new = (show(value, declared.measure_unit, declared.decimals) for value in (fact.old, fact.new))
    what = f"{declared.name}{MEASURE_LABELS[Measure(fact.measure)]}"
    where = f"{Period.from_key(fact.period).title} {names.get(fact.subject, fact.subject)}"
    return f"　{where} {what}：{old} → {new}{declared.unit}"


def seen_by_receiver(store: Store, draft: Draft) -> list[Seen]:
    """Return what a submission will show changed against what was sent last; empty before the first one.

    The reasons are those that the journal knows.
    """
    sent = store.exchange.last_sent()
    found: list[Seen] = []
    for item, key in ((one, next(k for k in draft.states if tuple(k) == one.key)) for one in draft.slices):
        if key not in sent or sent[key].hash == draft.states[key].hash:
            continue
        try:
            package = load(store, sent[key].package, "sent")
        except PackageError:
            found += _journal_seen(store, key, sent[key].package) or [
                Seen(slice_title(key), "内容有改动（归档里没有上次的包，说不出改了哪里）", "", "")
            ]
            continue
        before = Content.of(package, next(one for one in package.envelope.slices if one.key == item.key))
        found += _facts_seen(store, key, before.facts()) if key.ledger == "facts" else _records_seen(store, key, before)
    return found


def _journal_seen(store: Store, key: SliceKey, package: str) -> list[Seen]:
    """Return what the journal knows of figures that changed since a package whose file is lost."""
    if key.ledger != "facts":
        return []
    period = Period.parse(key.period)
    line = next(one for one in store.exchange.packages("sent") if one.id == package)
    indicators = store.indicators()
    found = []
    for one in store.facts.revised_since(period.key, line.seq, key.unit):
        declared = indicators[one.indicator]
        old, new = (show(value, declared.measure_unit, declared.decimals) for value in (one.old, one.new))
        what = f"{declared.name}（{MEASURE_LABELS[Measure(one.measure)]}）"
        found.append(Seen(f"{period.title} {one.name}", what, old, new, one.reason))
    return found


def _facts_seen(store: Store, key: SliceKey, old: Facts) -> list[Seen]:
    period = Period.parse(key.period)
    now = store.facts.slice(period.key, key.unit)
    names = {firm.id: firm.name for firm in store.select(Enterprise, unit=key.unit)}
    indicators, known = store.indicators(), indicators_from_above(store)
    found = []
    for fact in sorted(old.keys() | now.keys()):
        if old.get(fact) == now.get(fact) or fact[0] not in known:
            continue
        code, subject, measure = fact
        declared = indicators[code]
        told = [show(facts.get(fact), declared.measure_unit, declared.decimals) for facts in (old, now)]
        versions = store.facts.history(code, period.key, subject, Measure(measure))
        reason = versions[0].reason if versions and fact in old else ""
        what = f"{declared.name}（{MEASURE_LABELS[Measure(measure)]}）"
        found.append(Seen(f"{period.title} {names.get(subject, subject)}", what, told[0], told[1], reason))
    return found


def _records_seen(store: Store, key: SliceKey, before: Content) -> list[Seen]:
    ledger = LEDGERS[key.ledger]
    old = {record.id: record for record in before.records()}
    now = {record_id: store.find(ledger, record_id) for record_id in old}
    found = []
    for record_id, record in old.items():
        current = now[record_id]
        if current is None:
            found.append(Seen(f"{ledger.LABEL} {record.title()}", "整条", "有", "已删除"))
        else:
            found += _fields_seen(store, record, current)
    return found


def _fields_seen(store: Store, old: Record, now: Record) -> list[Seen]:
    versions = store.history(now.id)
    reason = versions[0].reason if versions else ""
    where = f"{now.LABEL} {now.title()}"
    found = []
    for column in now.COLUMNS:
        before, after = getattr(old, column.key), getattr(now, column.key)
        if before != after and not column.private:
            found.append(Seen(where, column.label, column.kind.write(before), column.kind.write(after), reason))
    return found
