"""Two desks of one office side by side: who wrote what without knowing of whose writing.

Every item carries the stamps of the writes that made it; a desk knows for every other desk how far it has
seen its writing. A write that the other side has seen was overwritten knowingly, one it has not seen was
not. No clock is asked, and joining is the same in any order.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from parkdesk.records import LEDGERS, Record, references
from parkdesk.store import FACTS, Item, Stamp

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Stamped = frozenset[Stamp]
NEVER: Stamped = frozenset()


@dataclass(slots=True)
class Side:
    """The content of one desk by item, its stamps, and what it has seen of the desks.

    `values` holds True for a record that is there, its fields' values, and the facts. What has no stamp of
    its own has its record's, else its group's (a ledger, a period), if it is there at all.
    """

    values: dict[Item, Any] = field(default_factory=dict)
    stamps: dict[Item, Stamped] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)

    def add_records(self, records: Iterable[Record]) -> None:
        """Take records in."""
        for record in records:
            table, record_id = record.TABLE, record.id
            self.values[Item(table, record_id, "")] = True
            for column in record.COLUMNS:
                self.values[Item(table, record_id, column.key)] = getattr(record, column.key)

    def add_facts(self, period: int, facts: Mapping[tuple[str, str, int], int]) -> None:
        """Take the facts of a period in."""
        for (code, subject, measure), value in facts.items():
            self.values[Item(FACTS, f"{period}|{code}|{subject}|{measure}", "")] = value

    def stamps_of(self, item: Item) -> Stamped:
        """Return the writes that made an item what it is."""
        own = self.stamps.get(item)
        if own is None and item.field:
            own = self.stamps.get(Item(item.ledger, item.id, ""))
        if own is None and item in self.values:
            own = self.stamps.get(group_of(item))
        return NEVER if own is None else own

    def unseen_by(self, stamps: Stamped) -> bool:
        """Whether one of these writes is news to this side."""
        return any(stamp.n > self.seen.get(stamp.desk, 0) for stamp in stamps)

    def write(self, items: Iterable[Item], stamp: Stamp) -> None:
        """Stamp items as written here; a record that comes or goes takes its fields' stamps along."""
        whole = set()
        for item in items:
            self.stamps[item] = frozenset({stamp})
            if not item.field and item.ledger != FACTS:
                whole.add((item.ledger, item.id))
            self.seen[stamp.desk] = max(stamp.n, self.seen.get(stamp.desk, 0))
        if whole:
            self.stamps = {k: v for k, v in self.stamps.items() if not k.field or (k.ledger, k.id) not in whole}

    def record(self, table: str, record_id: str) -> Record | None:
        """Return a record as this side has it."""
        if Item(table, record_id, "") not in self.values:
            return None
        columns = LEDGERS[table].COLUMNS
        return LEDGERS[table](id=record_id, **{c.key: self.values[Item(table, record_id, c.key)] for c in columns})

    def ids(self) -> dict[str, set[str]]:
        """Return the ids of the records of every ledger that has any."""
        found: dict[str, set[str]] = {}
        for item in self.values:
            if not item.field and item.ledger != FACTS:
                found.setdefault(item.ledger, set()).add(item.id)
        return found

    def renamed(self, names: Mapping[tuple[str, str], str]) -> Side:
        """Return this side with records under other ids, and with what refers to them following."""
        if not names:
            return self
        values = {_renamed(item, names): self._followed(item, names) for item in self.values}
        return Side(values, {_renamed(item, names): stamps for item, stamps in self.stamps.items()}, self.seen)

    def _followed(self, item: Item, names: Mapping[tuple[str, str], str]) -> Any:
        value = self.values[item]
        owner = references(item.ledger).get(item.field) if item.field else None
        return names.get((owner, value), value) if owner and isinstance(value, str) else value

    def owner_of(self, item: Item) -> tuple[str, str] | None:
        """Return the record that an item goes with: itself, or what it is part of, such as a firm or project."""
        if item.ledger == FACTS:
            return ("enterprises", item.id.split("|")[2])
        for column, owner in references(item.ledger).items():
            if target := self.values.get(Item(item.ledger, item.id, column)):
                return (owner, target)
        return (item.ledger, item.id)

    def compact(self) -> dict[Item, Stamped]:
        """Return the stamps with each group's most frequent ones said once for all that have them."""
        plain = {item: self.stamps_of(item) for item in self._leading()}
        tally: dict[Item, Counter[Stamped]] = {}
        for item, stamps in plain.items():
            tally.setdefault(group_of(item), Counter())[stamps] += 1
        usual = {group: min(c.items(), key=lambda one: (-one[1], sorted(one[0])))[0] for group, c in tally.items()}
        kept = {item: stamps for item, stamps in plain.items() if stamps != usual[group_of(item)]}
        for item, stamps in self.stamps.items():
            if item == group_of(item):
                continue
            if item.field and item in self.values and stamps != plain[Item(item.ledger, item.id, "")]:
                kept[item] = stamps
            elif item not in self.values and not item.field:
                kept[item] = stamps  # what is gone says so itself
        return {group: stamps for group, stamps in usual.items() if stamps} | kept

    def _leading(self) -> Iterator[Item]:
        return (item for item in self.values if not item.field)


def group_of(item: Item) -> Item:
    """Return the item that stands for all of a ledger, or all facts of a period."""
    return Item(item.ledger, item.id.partition("|")[0] if item.ledger == FACTS else "", "")


def _renamed(item: Item, names: Mapping[tuple[str, str], str]) -> Item:
    if item.ledger != FACTS:
        return item._replace(id=names.get((item.ledger, item.id), item.id))
    if item.id.count("|") != 3:
        return item
    period, code, subject, measure = item.id.split("|")
    return item._replace(id=f"{period}|{code}|{names.get(('enterprises', subject), subject)}|{measure}")


def same_things(mine: Side, theirs: Side) -> dict[tuple[str, str], str]:
    """Return under which id two records become one that both sides entered apart: the lesser of the two."""
    names: dict[tuple[str, str], str] = {}
    all_ours, all_others = mine.ids(), theirs.ids()
    for table in LEDGERS:
        ours, others = all_ours.get(table, set()), all_others.get(table, set())
        if not (ours and others):
            continue
        alone = {_key(mine, table, one, names): one for one in sorted(ours - others)}
        for other in sorted(others - ours):
            if (one := alone.get(_key(theirs, table, other, names))) is not None:
                kept = min(one, other)
                names[table, one] = names[table, other] = kept
    return {key: kept for key, kept in names.items() if key[1] != kept}


def _key(side: Side, table: str, record_id: str, names: Mapping[tuple[str, str], str]) -> tuple[str, ...]:
    record = side.record(table, record_id)
    assert record is not None
    owners = references(table).values()
    known = {old: new for (owner, old), new in names.items() if owner in owners}
    return tuple(known.get(part, part) for part in record.natural_key())
