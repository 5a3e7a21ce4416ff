"""协作包: two or three desks of one office that work apart and merge by USB, record by record, field by field.

A package carries everything a desk holds, with who wrote what (`sides`). Different fields merge by
themselves; where two people changed the same field, or one removed what the other changed, a person decides,
and the decision is a write of its own that both sides will know of. Until all is decided nothing is written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from parkdesk.errors import PackageError
from parkdesk.periods import Period
from parkdesk.plan import FactChange, Finding, Level, Plan, RecordChange, Row, Source
from parkdesk.records import LEDGERS, Measure
from parkdesk.records.indicators import MEASURE_LABELS
from parkdesk.store import FACTS, Item, SliceKey, Stamp, new_id
from parkdesk.sync.conflicts import ABSENT, UNKNOWN, Conflict
from parkdesk.sync.descriptor import Field, Slice
from parkdesk.sync.merging import Merged, record_row
from parkdesk.sync.sending import Delivery, Draft, SentPackage, party_of, send
from parkdesk.sync.sides import NEVER, Side, Stamped, same_things
from parkdesk.sync.slices import NO_PERIOD, fact_table, figure_text, read_facts, read_records, record_table
from parkdesk.sync.tables import Table
from parkdesk.sync.verdicts import APPLIED, CONFLICT, OLDER, SAME, Consent, Examined

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from parkdesk.store import Store
    from parkdesk.sync.descriptor import Kind
    from parkdesk.sync.package import VerifiedPackage

KIND: Kind = "colleague"
MINE, THEIRS = "mine", "theirs"
_STAMPED_SEQ, _WRITER = "stamped_seq", "writer"
_STAMPS, _SEEN = "stamps", "seen"
_DESK, _NUMBER = Field("台账", "desk", "string", "写入的台账编号"), Field("次序", "n", "integer", "该台账的第几批写入")
_STAMP_FIELDS = (
    Field("表", "ledger", "string", "表名"),
    Field("编号", "id", "string", "记录或数据的编号"),
    Field("栏目", "field", "string", "空：整条记录"),
    _DESK,
    _NUMBER,
)
_SEEN_FIELDS = (_DESK, _NUMBER)


# -- out -------------------------------------------------------------------------------------


def pack(store: Store, period: Period, folder: Path, delivery: Delivery | None = None) -> SentPackage:
    """Write everything this desk holds, for the other desks of the office."""
    with store.transaction():
        mine = own_side(store)
        _remember(store, mine)
        unit = store.desk.unit
        tables: dict[SliceKey, Table] = {}
        for table, ledger in LEDGERS.items():
            key = SliceKey(unit, NO_PERIOD, table)
            if records := store.select(ledger):
                tables[key] = record_table(key, records, whole=True)
        for number in store.facts.periods():
            key = SliceKey(unit, Period.from_key(number).text, FACTS)
            tables[key] = fact_table(key, store.facts.slice(number), store.indicators())
        slices = tuple(Slice(*key, 1, 0, table.name) for key, table in sorted(tables.items()))
        stamps = sorted((*item, *stamp) for item, several in mine.compact().items() for stamp in several)
        extra = (
            Table.of(_STAMPS, "写入记录", _STAMP_FIELDS, stamps),
            Table.of(_SEEN, "已知写入", _SEEN_FIELDS, sorted(mine.seen.items())),
        )
        draft = Draft(KIND, party_of(store, unit), period.text, slices, (*tables.values(), *extra))
        return send(store, draft, folder, delivery)


def own_side(store: Store, at_least: int = 0) -> Side:
    """Return this desk's side, with what was written since it was last looked at stamped as its own."""
    side = Side(stamps=dict(store.stamps.all()), seen=store.stamps.seen())
    for ledger in LEDGERS.values():
        side.add_records(store.select(ledger))
    for number in store.facts.periods():
        side.add_facts(number, store.facts.slice(number))
    me = writer_of(store)
    number = max(side.seen.get(me, 0), at_least) + 1
    side.write(store.stamps.changed_since(int(store.setting(_STAMPED_SEQ, "0"))), Stamp(me, number))
    return side


def writer_of(store: Store) -> str:
    """Return the name under which a desk stamps its writes: its own, or a newer one since it was restored."""
    return store.setting(_WRITER) or store.desk.desk_id


def write_under_new_name(store: Store) -> None:
    """Stamp what is written from now on under a new name: writes that were lost may have used the old one's numbers."""
    store.set_setting(_WRITER, new_id())


def forget_writes(store: Store) -> None:
    """Let everything count as written by this desk alone, and nothing as seen of others."""
    store.stamps.replace({}, {})
    store.set_setting(_STAMPED_SEQ, "0")
    store.set_setting(_WRITER, "")


def _remember(store: Store, side: Side) -> None:
    store.stamps.replace(side.compact(), side.seen)
    store.set_setting(_STAMPED_SEQ, str(store.seq))


# -- in --------------------------------------------------------------------------------------


def examine(store: Store, package: VerifiedPackage, file: str, consent: Consent) -> Examined:
    """Return what merging a colleague's desk would write, or what has to be decided first."""
    theirs = _read_side(package)
    mine = own_side(store, at_least=theirs.seen.get(writer_of(store), 0))
    who = package.descriptor.title
    if all(mine.seen.get(desk, 0) >= n for desk, n in theirs.seen.items()):
        if _has_fallen_behind(store, package, mine, theirs):
            return Examined(
                package, file, OLDER,
                f"{who}比已合并过的旧，没有合并：那台电脑如果换回过以前的台账文件，请在它的“台账”菜单里"
                "点“这是复制的台账，另立编号”，再重新导出。",
            )  # fmt: skip
        return Examined(package, file, SAME, f"{who}已合并过，没有新内容。")
    merge = _Merge(store, mine, theirs, consent)
    conflicts = merge.conflicts
    source = Source("colleague", file, sha256=package.sha256, unit=store.desk.unit)
    if conflicts:
        reason = f"{who}与本台账有{len(conflicts)}处不一致，要逐项选定用哪一个，没有写入任何内容。"
        return Examined(package, file, CONFLICT, reason, Plan(source), conflicts=conflicts)
    found = merge.merged(source)
    reason = f"{who}：新增{found.new}项，变更{found.changed}项，删除{found.removed}项，选定{len(merge.decided)}处。"
    return Examined(
        package, file, APPLIED, reason, found.plan, {}, found.new, found.changed, found.removed,
        finish=lambda desk: _remember(desk, merge.result),
    )  # fmt: skip


def _has_fallen_behind(store: Store, package: VerifiedPackage, mine: Side, theirs: Side) -> bool:
    """Whether a desk now counts fewer of its own writes than it once did, in a package that is news here.

    An old package that comes late looks like this, and so does a desk whose file was put back by hand.
    """
    known = {line.id for line in store.exchange.packages("received")}
    desk = package.envelope.desk_id
    return package.envelope.package_id not in known and theirs.seen.get(desk, 0) < mine.seen.get(desk, 0)


def _read_side(package: VerifiedPackage) -> Side:
    side = Side()
    try:
        for ledger, record_id, name, desk, n in package.rows(_STAMPS):
            item = Item(str(ledger), str(record_id or ""), str(name or ""))
            side.stamps[item] = side.stamps.get(item, NEVER) | {Stamp(str(desk), int(n or 0))}
        side.seen = {str(desk): int(n or 0) for desk, n in package.rows(_SEEN)}
    except (StopIteration, ValueError):
        raise PackageError("协作包的写入记录不合规定，没有合并，请让同事用本软件重新导出。") from None
    for part in package.envelope.slices:
        if part.table == FACTS:
            side.add_facts(Period.parse(part.period).key, read_facts(package, part))
        else:
            side.add_records(read_records(package, part))
    return side


@dataclass(slots=True)
class _Choice:
    """Something two sides disagree on: what goes together, and whose version was taken."""

    conflict: Conflict
    items: list[Item] = field(default_factory=list)
    taken: str = ""


class _Merge:
    """One merge: what each side says, what is disagreed on, and the side that comes of it."""

    def __init__(self, store: Store, mine: Side, theirs: Side, consent: Consent) -> None:
        self._store = store
        self._before = mine
        names = same_things(mine, theirs)
        self._mine, self._theirs = mine.renamed(names), theirs.renamed(names)
        self._indicators = store.indicators()
        self._consent = consent
        self.decided: list[_Choice] = []
        self._open: list[Conflict] = []
        self.result = Side(seen={
            desk: max(self._mine.seen.get(desk, 0), self._theirs.seen.get(desk, 0))
            for desk in self._mine.seen.keys() | self._theirs.seen.keys()
        })  # fmt: skip
        self._me = writer_of(store)
        self._number = self.result.seen.get(self._me, 0) + 1
        self._run()

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """What nobody has decided yet."""
        return tuple(self._open)

    def _run(self) -> None:
        items = (
            self._mine.values.keys()
            | self._theirs.values.keys()
            | self._explicit(self._mine)
            | self._explicit(self._theirs)
        )
        together: dict[tuple[str, str], list[Item]] = {}
        for item in sorted(items):
            together.setdefault(self._owner(item), []).append(item)
        for owner, group in together.items():
            if (gone := self._removal(owner, group)) is not None:
                self._decide(gone, group)
                continue
            for item in group:
                self._join(item)
        if not self._open:
            self._drop_fields_of_the_gone()

    def _explicit(self, side: Side) -> set[Item]:
        return {item for item in side.stamps if item.id and (item.ledger != FACTS or item.id.count("|") == 3)}

    def _owner(self, item: Item) -> tuple[str, str]:
        side = self._mine if Item(item.ledger, item.id, "") in self._mine.values else self._theirs
        return side.owner_of(item) or (item.ledger, item.id)

    # -- who is right ------------------------------------------------------------------------

    def _join(self, item: Item) -> None:
        mine, theirs = self._mine.values.get(item), self._theirs.values.get(item)
        ours, others = self._mine.stamps_of(item), self._theirs.stamps_of(item)
        unseen_ours, unseen_others = self._theirs.unseen_by(ours), self._mine.unseen_by(others)
        if mine == theirs:
            both = {s for s in ours if s in others or s.n > self._theirs.seen.get(s.desk, 0)}
            both |= {s for s in others if s in ours or s.n > self._mine.seen.get(s.desk, 0)}
            self._put(
                item, self._mine if item in self._mine.values else self._theirs, frozenset(both) or ours or others
            )
        elif unseen_ours and unseen_others:
            self._decide(_Choice(self._conflict(item, mine, theirs), [item]), [item])
        elif unseen_others or not ours:
            self._put(item, self._theirs, others)
        else:
            self._put(item, self._mine, ours)

    def _removal(self, owner: tuple[str, str], group: list[Item]) -> _Choice | None:
        """Return the question where one side removed a thing that the other changed meanwhile."""
        there = Item(*owner, "")
        has_mine, has_theirs = there in self._mine.values, there in self._theirs.values
        if has_mine == has_theirs:
            return None
        keeper, remover = (self._mine, self._theirs) if has_mine else (self._theirs, self._mine)
        if not remover.stamps.get(there):  # it never was there: simply new on the other side
            return None
        if not keeper.unseen_by(remover.stamps_of(there)):
            return None
        changed = [i for i in group if i in keeper.values and remover.unseen_by(keeper.stamps_of(i))]
        if not changed:
            return None
        record = keeper.record(*owner)
        assert record is not None
        what = "、".join(dict.fromkeys(self._field_label(item) for item in changed if item != there))[:60]
        edited = f"改过：{what}" if what else "改过"
        sides = (edited, "已删除") if has_mine else ("已删除", edited)
        words = Conflict(
            f"{there.ledger}/{there.id}/", f"{record.LABEL} {record.title()}", "删除还是保留", "原有", *sides
        )
        return _Choice(words, group)

    def _decide(self, choice: _Choice, items: Iterable[Item]) -> None:
        taken = self._consent.choices.get(choice.conflict.id, self._consent.take)
        if taken not in (MINE, THEIRS):
            self._open.append(choice.conflict)
            return
        choice.taken = taken
        self.decided.append(choice)
        side = self._mine if taken == MINE else self._theirs
        stamp = Stamp(self._me, self._number)
        self.result.seen[stamp.desk] = stamp.n
        for item in items:
            self._put(item, side, frozenset({stamp}))

    def _put(self, item: Item, side: Side, stamps: Stamped) -> None:
        if item in side.values:
            self.result.values[item] = side.values[item]
        self.result.stamps[item] = stamps

    def _drop_fields_of_the_gone(self) -> None:
        """Let fields go with their record, and give a record that is there all its fields."""
        values = self.result.values
        for item in [item for item in values if item.field and Item(item.ledger, item.id, "") not in values]:
            del values[item]
            self.result.stamps.pop(item, None)

    # -- in words ----------------------------------------------------------------------------

    def _conflict(self, item: Item, mine: Any, theirs: Any) -> Conflict:
        side = self._mine if Item(item.ledger, item.id, "") in self._mine.values else self._theirs
        if item.ledger == FACTS:
            period, _, subject, _ = item.id.split("|")
            firm = side.record("enterprises", subject)
            where = f"{Period.from_key(int(period)).title} {firm.title() if firm else subject}"
        else:
            record = side.record(item.ledger, item.id)
            where = f"{LEDGERS[item.ledger].LABEL} {record.title() if record else item.id}"
        name = "/".join(item)
        return Conflict(
            name, where, self._field_label(item), self._base(item), self._text(item, mine), self._text(item, theirs)
        )

    def _base(self, item: Item) -> str:
        """Return what the field was before, as far as this desk's journal knows it."""
        if item.ledger == FACTS:
            period, code, subject, measure = item.id.split("|")
            versions = self._store.facts.history(code, int(period), subject, Measure(int(measure)))
            return self._text(item, versions[1].value) if len(versions) > 1 else ABSENT
        for version in self._store.history(item.id):
            if version.before is not None and item.field:
                before = getattr(version.before, item.field)
                if before != self._mine.values.get(item):
                    return self._text(item, before)
        return UNKNOWN

    def _field_label(self, item: Item) -> str:
        if item.ledger == FACTS:
            _, code, _, measure = item.id.split("|")
            name = self._indicators[code].name if code in self._indicators else code
            return f"{name}（{MEASURE_LABELS[Measure(int(measure))]}）"
        labels = {column.key: column.label for column in LEDGERS[item.ledger].COLUMNS}
        return labels.get(item.field, LEDGERS[item.ledger].LABEL)

    def _text(self, item: Item, value: Any) -> str:
        if value is None and (item.ledger == FACTS or not item.field):
            return ABSENT
        if item.ledger == FACTS:
            code = item.id.split("|")[1]
            return figure_text(value, self._indicators[code]) if code in self._indicators else str(value)
        kinds = {column.key: column.kind for column in LEDGERS[item.ledger].COLUMNS}
        return kinds[item.field].write(value) if item.field else "有"

    # -- out ---------------------------------------------------------------------------------

    def merged(self, source: Source) -> Merged:
        """Return what makes this desk hold what came of the merge."""
        records, rows = self._record_changes()
        facts = self._fact_changes()
        findings = tuple(
            Finding(
                "decision", Level.HINT,
                f"{c.conflict.field}：原为{c.conflict.base}，我改为{c.conflict.mine}，同事改为{c.conflict.theirs}，"
                f"选定{'我的' if c.taken == MINE else '同事的'}。",
                c.conflict.where,
            )
            for c in self.decided
        )  # fmt: skip
        return Merged.of(Plan(source, tuple(records), tuple(facts), tuple(rows), findings, basis=self._store.seq))

    def _record_changes(self) -> tuple[list[RecordChange], list[Row]]:
        changes: list[RecordChange] = []
        befores, afters = self._before.ids(), self.result.ids()
        for table in LEDGERS:
            for record_id in sorted(befores.get(table, set()) | afters.get(table, set())):
                old, new = self._before.record(table, record_id), self.result.record(table, record_id)
                if old != new:
                    changes.append(RecordChange(old, new))
        return changes, [record_row(change) for change in changes]

    def _fact_changes(self) -> list[FactChange]:
        old = {i: v for i, v in self._before.values.items() if i.ledger == FACTS}
        new = {i: v for i, v in self.result.values.items() if i.ledger == FACTS}
        changes = []
        for item in sorted(old.keys() | new.keys()):
            if old.get(item) != new.get(item):
                period, code, subject, measure = item.id.split("|")
                changes.append(FactChange(code, int(period), subject, int(measure), old.get(item), new.get(item)))
        return changes
