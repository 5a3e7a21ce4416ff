"""What two versions of one thing disagree on, field by field: base, mine and theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parkdesk.errors import PackageError
from parkdesk.periods import Period
from parkdesk.records import LEDGERS, Enterprise, Measure
from parkdesk.records.indicators import MEASURE_LABELS
from parkdesk.store import FACTS, SliceKey
from parkdesk.sync import archive
from parkdesk.sync.slices import figure_text, period_of, read_facts, read_records, records_of_unit, slice_title

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from parkdesk.records import Record
    from parkdesk.store import Store
    from parkdesk.sync.descriptor import Slice
    from parkdesk.sync.package import VerifiedPackage

UNKNOWN, ABSENT = "（不明）", "（无）"
Texts = dict[tuple[str, str, str], str]
"""What a slice says, in words: by record id, record title and field label."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """One field on which two versions disagree; `id` names it where a person decides."""

    id: str
    where: str
    field: str
    base: str
    mine: str
    theirs: str


def of_slices(store: Store, package: VerifiedPackage, slices: Sequence[Slice]) -> tuple[Conflict, ...]:
    """Return where a package's slices differ from what the desk holds, with the version both came from."""
    found: list[Conflict] = []
    for item in slices:
        mine, theirs, base = _mine(store, item), _theirs(store, package, item), _base(store, item)
        for key in sorted(mine.keys() | theirs.keys()):
            if mine.get(key, ABSENT) != theirs.get(key, ABSENT):
                record_id, title, label = key
                known = UNKNOWN if base is None else base.get(key, ABSENT)
                found.append(
                    Conflict(
                        f"{item.table}/{record_id}/{label}", f"{slice_title(item.key)} {title}", label, known,
                        mine.get(key, ABSENT), theirs.get(key, ABSENT),
                    )
                )  # fmt: skip
    return tuple(found)


def _mine(store: Store, item: Slice) -> Texts:
    if item.table == FACTS:
        return _fact_texts(store, store.facts.slice(Period.parse(item.period).key, item.unit))
    records = records_of_unit(store, LEDGERS[item.table], item.unit)
    return record_texts(record for record in records if period_of(record) == item.period)


def _theirs(store: Store, package: VerifiedPackage, item: Slice) -> Texts:
    if item.table == FACTS:
        return _fact_texts(store, read_facts(package, item))
    return record_texts(read_records(package, item))


def _base(store: Store, item: Slice) -> Texts | None:
    """Return what the slice said one revision before, if that package is in the archive."""
    for held in store.exchange.versions(item.unit).get(SliceKey(*item.key), []):
        if held.revision == item.base_revision:
            try:
                package = archive.load(store, held.package)
            except PackageError:
                return None
            return _theirs(store, package, next(one for one in package.envelope.slices if one.key == item.key))
    return {} if item.base_revision == 0 else None


def record_texts(records: object) -> Texts:
    """Return records in words."""
    found: Texts = {}
    for record in records:  # type: ignore[attr-defined]
        for column in record.COLUMNS:
            found[record.id, _titled(record), column.label] = column.kind.write(getattr(record, column.key))
    return found


def _titled(record: Record) -> str:
    return f"{record.LABEL} {record.title()}"


def _fact_texts(store: Store, facts: Mapping[tuple[str, str, int], int]) -> Texts:
    indicators = store.indicators()
    names = {firm.id: firm.name for firm in store.select(Enterprise)}
    found: Texts = {}
    for (code, subject, measure), value in facts.items():
        indicator = indicators[code]
        label = f"{indicator.name}（{MEASURE_LABELS[Measure(measure)]}）"
        found[subject, names.get(subject, subject), label] = figure_text(value, indicator)
    return found
