"""What a package's newer slices would change in a desk: full state against full state, as a Plan.

A slice is the whole of its content: what it does not hold any more is removed, and a firm or project that
goes takes along what refers to it. Only the sender's own unit can be touched.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parkdesk.amounts import from_stored, json_number
from parkdesk.errors import PackageError
from parkdesk.periods import Period
from parkdesk.plan import FactChange, FieldChange, Outcome, Plan, RecordChange, Row
from parkdesk.records import Assignment, Enterprise, Measure, Project, Record, Registration
from parkdesk.records.indicators import MEASURE_LABELS
from parkdesk.sync.slices import FACTS, SENT_LEDGERS, FactKey, period_of, read_facts, read_records, records_of_unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parkdesk.plan import Source
    from parkdesk.store import Store
    from parkdesk.sync.descriptor import Slice
    from parkdesk.sync.package import VerifiedPackage

Facts = dict[FactKey, int]
_REFERS: dict[type[Record], tuple[str, type[Record]]] = {
    Registration: ("enterprise", Enterprise),
    Assignment: ("project", Project),
}


@dataclass(frozen=True, slots=True)
class Merged:
    """A plan with the number of rows of the package's tables that are new, changed or removed by it."""

    plan: Plan
    new: int
    changed: int
    removed: int


def merge(store: Store, package: VerifiedPackage, slices: Sequence[Slice], source: Source) -> Merged:
    """Return what putting these slices in place of the desk's content would change; raises PackageError."""
    return _Merge(store, package, slices).result(source)


class _Merge:
    """One merge under way."""

    def __init__(self, store: Store, package: VerifiedPackage, slices: Sequence[Slice]) -> None:
        self.store = store
        self.package = package
        self.slices = slices
        self.indicators = store.indicators()
        self.records: list[RecordChange] = []
        self.facts: list[FactChange] = []
        self.rows: list[Row] = []
        self.kept: dict[type[Record], dict[str, Record]] = {}
        self.gone: dict[type[Record], dict[str, Record]] = {}

    @property
    def unit(self) -> str:
        return self.package.envelope.sender.code

    def result(self, source: Source) -> Merged:
        for ledger in SENT_LEDGERS:
            self._records(ledger, [item for item in self.slices if item.table == ledger.TABLE])
        self._all_facts([item for item in self.slices if item.table == FACTS])
        plan = Plan(source, tuple(self.records), tuple(self.facts), tuple(self.rows), basis=self.store.seq)
        befores = [change.before is not None for change in self.records] + [f.old is not None for f in self.facts]
        afters = [change.after is not None for change in self.records] + [f.new is not None for f in self.facts]
        new, removed = befores.count(False), afters.count(False)
        return Merged(plan, new, len(befores) - new - removed, removed)

    def _records(self, ledger: type[Record], slices: list[Slice]) -> None:
        mine = {record.id: record for record in records_of_unit(self.store, ledger, self.unit)}
        incoming = {record.id: record for item in slices for record in read_records(self.package, item)}
        periods = {item.period for item in slices}
        refers = _REFERS.get(ledger)
        gone = {
            record_id: record
            for record_id, record in mine.items()
            if record_id not in incoming
            and (period_of(record) in periods or (refers and getattr(record, refers[0]) in self.gone[refers[1]]))
        }
        self._check(ledger, incoming.values(), mine)
        self._check_standings(ledger, incoming.values())
        changes = [RecordChange(mine.get(record_id), record) for record_id, record in incoming.items()]
        changes = [change for change in changes if change.before != change.after]
        changes += [RecordChange(mine[record_id], None) for record_id in sorted(gone)]
        self.records += changes
        self.kept[ledger] = {key: record for key, record in (mine | incoming).items() if key not in gone}
        self.gone[ledger] = gone
        self.rows += [_record_row(change) for change in changes]

    def _check(self, ledger: type[Record], incoming: Iterable[Record], mine: dict[str, Record]) -> None:
        """Refuse what refers to nothing, and an id that another unit's record has."""
        refers = _REFERS.get(ledger)
        for record in incoming:
            if refers and getattr(record, refers[0]) not in self.kept[refers[1]]:
                raise self._refusal(f"{ledger.LABEL}“{record.title()}”找不到所属的{refers[1].LABEL}")
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
        return PackageError(f"数据包里{why}，没有装入，请让“{self.package.envelope.sender.name}”核对后重新导出。")

    def _all_facts(self, slices: list[Slice]) -> None:
        carried = {Period.parse(item.period): read_facts(self.package, item) for item in slices}
        for period, incoming in carried.items():
            self._check_facts(incoming, period)
            self._facts(period, self.store.facts.slice(period.key, self.unit), incoming)
        if gone := self.gone[Enterprise]:
            for period in {Period.from_key(number) for number in self.store.facts.periods()} - carried.keys():
                mine = self.store.facts.slice(period.key, self.unit)
                self._facts(period, mine, {key: value for key, value in mine.items() if key[1] not in gone})

    def _check_facts(self, incoming: Facts, period: Period) -> None:
        subjects, codes = {key[1] for key in incoming}, {key[0] for key in incoming}
        if not subjects <= self.kept[Enterprise].keys():
            raise self._refusal(f"“{period.text}月度数据”里有企业表中没有的企业")
        if unknown := sorted(codes - self.indicators.keys()):
            raise PackageError(f"数据包里的指标“{unknown[0]}”本台账没有，没有装入：请先在指标目录里增加它，再装入。")

    def _facts(self, period: Period, mine: Facts, incoming: Facts) -> None:
        if mine == incoming:
            return
        fresh = [key for key in incoming if key not in mine]
        revised = [key for key, old in mine.items() if incoming.get(key) != old]
        number = period.key
        for key in (*fresh, *revised):
            code, subject, measure = key
            self.facts.append(FactChange(code, number, subject, measure, mine.get(key), incoming.get(key)))
        if fresh:
            self.rows.append(Row(Outcome.NEW, f"{period.title}月度数据", reason=f"新增{len(fresh)}个数"))
        by_firm: defaultdict[str, list[FieldChange]] = defaultdict(list)
        for key in revised:  # what was reported before and is another now is named, firm by firm
            by_firm[key[1]].append(self._field_change(key, mine[key], incoming.get(key)))
        firms = self.kept[Enterprise] | self.gone[Enterprise]
        for subject, fields in by_firm.items():
            self.rows.append(Row(Outcome.CHANGED, f"{period.title} {firms[subject].title()}", fields=tuple(fields)))

    def _field_change(self, key: FactKey, old: int, new: int | None) -> FieldChange:
        indicator, measure = self.indicators[key[0]], Measure(key[2])
        unit = indicator.measure_unit

        def shown(value: int | None) -> str:
            return "—" if value is None else f"{json_number(from_stored(value, unit))}{unit.name}"

        return FieldChange(f"{indicator.name}（{MEASURE_LABELS[measure]}）", shown(old), shown(new))


def _record_row(change: RecordChange) -> Row:
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
