"""What newer slices would change in a desk: full state against full state, as a Plan.

A slice is the whole of its content: what it does not hold any more is removed, and a firm or project that
goes takes along what refers to it. Only the sender's own unit can be touched. Where the slices come from,
one package or several after one was taken back, is the caller's business.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from itertools import repeat
from operator import itemgetter
from typing import TYPE_CHECKING

from parkdesk.errors import PackageError
from parkdesk.periods import Period
from parkdesk.plan import FactChange, FieldChange, Outcome, Plan, RecordChange, Row
from parkdesk.records import LEDGERS, Enterprise, Measure, Record, Registration, references
from parkdesk.records.indicators import MEASURE_LABELS
from parkdesk.store import FACTS
from parkdesk.sync.slices import (
    SENT_LEDGERS,
    FactKey,
    Facts,
    figure_text,
    period_of,
    read_facts,
    read_records,
    records_of_unit,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from parkdesk.plan import Source
    from parkdesk.store import SliceKey, Store
    from parkdesk.sync.descriptor import Party, Slice
    from parkdesk.sync.package import VerifiedPackage

_FRESH = partial(tuple.__new__, FactChange)
"""Makes a fact change of a tuple as its constructor does, without a call in Python for each of half a million."""


@dataclass(frozen=True, slots=True)
class Content:
    """The content of one slice, read when it is asked for."""

    records: Callable[[], list[Record]] = list
    facts: Callable[[], Facts] = dict

    @classmethod
    def of(cls, package: VerifiedPackage, item: Slice) -> Content:
        """Return what a package carries for a slice."""
        if item.table == FACTS:
            return cls(facts=lambda: read_facts(package, item))
        return cls(records=lambda: read_records(package, item))


@dataclass(frozen=True, slots=True)
class Merged:
    """A plan with the number of rows of the package's tables that are new, changed or removed by it."""

    plan: Plan
    new: int
    changed: int
    removed: int

    @classmethod
    def of(cls, plan: Plan) -> Merged:
        """Count the rows of a plan."""
        befores = [change.before is not None for change in plan.records] + [f.old is not None for f in plan.facts]
        afters = [change.after is not None for change in plan.records] + [f.new is not None for f in plan.facts]
        new, removed = befores.count(False), afters.count(False)
        return cls(plan, new, len(befores) - new - removed, removed)


def merge(
    store: Store,
    sender: Party,
    slices: Mapping[SliceKey, Content],
    source: Source,
    firms_of_old: Collection[str] | None = frozenset(),
) -> Merged:
    """Return what putting these slices in place of the desk's content would change; raises PackageError.

    Args:
        store: the receiving desk.
        sender: whose slices they are; only its unit is touched.
        slices: the content by slice.
        source: what the import log will name.
        firms_of_old: firms and projects that the sender listed once but that are gone by a newer slice:
            what refers to them is left out. Anything else that refers to nothing is refused; None refuses nothing.
    """
    return _Merge(store, sender, slices, firms_of_old).result(source)


class _Merge:
    """One merge under way."""

    def __init__(
        self,
        store: Store,
        sender: Party,
        slices: Mapping[SliceKey, Content],
        old: Collection[str] | None,
    ) -> None:
        self.store = store
        self.sender = sender
        self.slices = slices
        self.old = old
        self.indicators = store.indicators()
        self.records: list[RecordChange] = []
        self.facts: list[FactChange] = []
        self.rows: list[Row] = []
        self.kept: dict[type[Record], dict[str, Record]] = {}
        self.gone: dict[type[Record], dict[str, Record]] = {}

    def result(self, source: Source) -> Merged:
        for ledger in SENT_LEDGERS:
            self._records(ledger, {key: one for key, one in self.slices.items() if key.ledger == ledger.TABLE})
        self._all_facts({key: one for key, one in self.slices.items() if key.ledger == FACTS})
        plan = Plan(source, tuple(self.records), tuple(self.facts), tuple(self.rows), basis=self.store.seq)
        return Merged.of(plan)

    def _records(self, ledger: type[Record], slices: Mapping[SliceKey, Content]) -> None:
        mine = {record.id: record for record in records_of_unit(self.store, ledger, self.sender.code)}
        carried = {record.id: record for one in slices.values() for record in one.records()}
        incoming = {key: record for key, record in carried.items() if not self._refers_to_old(record)}
        periods = {key.period for key in slices}
        gone = {
            record_id: record
            for record_id, record in mine.items()
            if record_id not in incoming
            and (period_of(record) in periods or any(target in self.gone[one] for target, one in _named_by(record)))
        }
        self._check(ledger, incoming.values(), mine)
        self._check_standings(ledger, incoming.values())
        changes = [RecordChange(mine.get(record_id), record) for record_id, record in incoming.items()]
        changes = [change for change in changes if change.before != change.after]
        changes += [RecordChange(mine[record_id], None) for record_id in sorted(gone)]
        self.records += changes
        self.kept[ledger] = {key: record for key, record in (mine | incoming).items() if key not in gone}
        self.gone[ledger] = gone
        self.rows += [record_row(change) for change in changes]

    def _refers_to_old(self, record: Record) -> bool:
        """Whether a record refers to what the sender has removed since."""
        return any(target not in self.kept[owner] and self._is_old(target) for target, owner in _named_by(record))

    def _is_old(self, record_id: str) -> bool:
        return self.old is None or record_id in self.old

    def _check(self, ledger: type[Record], incoming: Iterable[Record], mine: dict[str, Record]) -> None:
        """Refuse what refers to nothing, and an id that another unit's record has."""
        needed = [column for column in ledger.COLUMNS if column.required and column.key in references(ledger.TABLE)]
        for record in incoming:
            for target, owner in _named_by(record):
                if target not in self.kept[owner]:
                    raise self._refusal(f"{ledger.LABEL}“{record.title()}”找不到所属的{owner.LABEL}")
            if any(not getattr(record, column.key) for column in needed):
                raise self._refusal(f"{ledger.LABEL}“{record.title()}”没有写明所属的{needed[0].label}")
            if record.id not in mine and self.store.find(ledger, record.id):
                raise self._refusal(f"{ledger.LABEL}“{record.title()}”与别的单位的记录编号相同")

    def _check_standings(self, ledger: type[Record], incoming: Iterable[Record]) -> None:
        """Refuse two standings of a firm in one period."""
        seen = set()
        for record in incoming if ledger is Registration else ():
            if record.natural_key() in seen:
                firm = self.kept[Enterprise][record.natural_key()[0]]
                raise self._refusal(f"企业“{firm.title()}”在同一期间有两个在库状态")
            seen.add(record.natural_key())

    def _refusal(self, why: str) -> PackageError:
        return PackageError(f"数据包里{why}，没有装入，请让“{self.sender.name}”核对后重新导出。")

    def _all_facts(self, slices: Mapping[SliceKey, Content]) -> None:
        carried = {Period.parse(key.period): one for key, one in slices.items()}
        for period, content in carried.items():
            incoming = self._known_facts(content.facts(), period)
            self._facts(period, self.store.facts.slice(period.key, self.sender.code), incoming)
        if gone := self.gone[Enterprise]:
            for period in {Period.from_key(number) for number in self.store.facts.periods()} - carried.keys():
                mine = self.store.facts.slice(period.key, self.sender.code)
                self._facts(period, mine, {key: value for key, value in mine.items() if key[1] not in gone})

    def _known_facts(self, incoming: Facts, period: Period) -> Facts:
        """Return the facts of firms that are there; refuses those of firms and indicators nobody knows."""
        subjects, codes = set(map(itemgetter(1), incoming)), set(map(itemgetter(0), incoming))
        if unknown := sorted(codes - self.indicators.keys()):
            raise PackageError(
                f"数据包里的指标“{unknown[0]}”本台账没有，没有装入：请先升级本软件，或在指标目录里增加它，再装入。"
            )
        strange = subjects - self.kept[Enterprise].keys()
        if not all(self._is_old(subject) for subject in strange):
            raise self._refusal(f"“{period.text}月度数据”里有企业表中没有的企业")
        return {key: value for key, value in incoming.items() if key[1] not in strange} if strange else incoming

    def _facts(self, period: Period, mine: Facts, incoming: Facts) -> None:
        if mine == incoming:
            return
        fresh = incoming if not mine else {key: value for key, value in incoming.items() if key not in mine}
        revised = [key for key, old in mine.items() if incoming.get(key) != old]
        number = period.key
        if fresh:
            codes, subjects, measures = zip(*fresh, strict=True)
            self.facts += map(_FRESH, zip(codes, repeat(number), subjects, measures, repeat(None), fresh.values()))
        self.facts += [FactChange(key[0], number, key[1], key[2], mine[key], incoming.get(key)) for key in revised]
        if fresh:
            self.rows.append(Row(Outcome.NEW, f"{period.title}月度数据", reason=f"新增{len(fresh)}个数"))
        by_firm: defaultdict[str, list[FieldChange]] = defaultdict(list)
        for key in revised:  # what was reported before and is another now is named, firm by firm
            by_firm[key[1]].append(self._field_change(key, mine[key], incoming.get(key)))
        firms = self.kept[Enterprise] | self.gone[Enterprise]
        for subject, fields in by_firm.items():
            label = f"{period.title} {firms[subject].title()}"
            self.rows.append(Row(Outcome.CHANGED, label, fields=tuple(fields), subject=subject))

    def _field_change(self, key: FactKey, old: int, new: int | None) -> FieldChange:
        indicator, measure = self.indicators[key[0]], Measure(key[2])
        label = f"{indicator.name}（{MEASURE_LABELS[measure]}）"
        return FieldChange(label, figure_text(old, indicator), figure_text(new, indicator))


def _named_by(record: Record) -> list[tuple[str, type[Record]]]:
    """Return the records that one names, each with its ledger; only those of ledgers that travel up with it."""
    named = [(getattr(record, key), LEDGERS[table]) for key, table in references(record.TABLE).items()]
    return [(target, ledger) for target, ledger in named if target and ledger in SENT_LEDGERS]


def record_row(change: RecordChange) -> Row:
    """Return the line of the preview that shows a record change."""
    label = f"{change.subject.LABEL} {change.subject.title()}"
    if change.before is None:
        return Row(Outcome.NEW, label, subject=change.subject.id)
    if change.after is None:
        return Row(Outcome.CHANGED, label, reason="数据包里已没有，将删除")
    before, after = change.before, change.after
    fields = [
        FieldChange(c.label, c.kind.write(getattr(before, c.key)), c.kind.write(getattr(after, c.key)))
        for c in after.COLUMNS
        if getattr(before, c.key) != getattr(after, c.key)
    ]
    return Row(Outcome.CHANGED, label, fields=tuple(fields))
