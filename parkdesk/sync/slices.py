"""A desk's content as slices (unit, period, table), and back: columns come from the declarations alone.

A slice is one CSV. Rows are sorted by id, so equal content has equal bytes, and the CSV's SHA-256 is
what the two ends compare. The unit of a row is the slice's own and no column: a sender cannot speak for
another. Ids travel, because they outlive a firm's change of name or code.

What goes up, what comes down, and of which period it is, each ledger says itself (`@record(travels=, sliced_by=)`):
records without period have `-`; registrations go by the period they begin with (a bare year for what the registry
says of a year), targets by year; facts always go up by period. A figure of an indicator that neither the program
nor the office above defined stays at home.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from itertools import groupby
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from parkdesk.errors import PackageError, UsageError
from parkdesk.periods import Period
from parkdesk.records import LEDGERS, Column, Indicator, Measure, Record, catalogue, references
from parkdesk.records.indicators import MEASURE_LABELS
from parkdesk.store import FACTS, SliceKey
from parkdesk.sync.descriptor import Field
from parkdesk.sync.tables import Table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from parkdesk.amounts import Unit
    from parkdesk.records.grammar import Travels
    from parkdesk.store import Store
    from parkdesk.sync.descriptor import FieldType, Kind, Slice
    from parkdesk.sync.package import VerifiedPackage
    from parkdesk.sync.tables import Cell

NO_PERIOD = "-"


def _travelling(*ways: Travels) -> tuple[type[Record], ...]:
    return tuple(ledger for ledger in LEDGERS.values() if ledger.TRAVELS in ways)


SENT_LEDGERS = _travelling("up")
OWNERS = frozenset(LEDGERS[owner] for ledger in SENT_LEDGERS for owner in references(ledger.TABLE).values())
"""The ledgers whose records other records that go up are part of."""
DEFINITIONS = _travelling("definition")
TASKS = _travelling("task")
ISSUED = _travelling("task", "private")
TABLES_OF: Mapping[Kind, frozenset[str]] = MappingProxyType(
    {
        "submission": frozenset({FACTS, *(ledger.TABLE for ledger in SENT_LEDGERS)}),
        "directive": frozenset(ledger.TABLE for ledger in (*DEFINITIONS, *ISSUED)),
        "colleague": frozenset({FACTS, *LEDGERS}),
        "receipt": frozenset(),
    }
)
"""Which tables a kind of package carries as slices."""
_SLICED = frozenset(table for table, ledger in LEDGERS.items() if ledger.SLICED_BY)
_ISSUED_TABLES = frozenset(ledger.TABLE for ledger in ISSUED)
_LABELS = {FACTS: "月度数据"} | {ledger.TABLE: ledger.LABEL for ledger in LEDGERS.values()}
_FROM_ABOVE = "indicators_from_above"
_FIRST_YEAR, _LAST_YEAR = 1000, 9999
_MONTHS = frozenset({0, *range(2, 13)})
_RUNS = ("=", "+", "-", "@", "\t", "\r", "'")
"""What a cell begins with that a spreadsheet takes for a formula, and our own mark."""
_MEASURES = {measure.code: int(measure) for measure in Measure}
_CODES = {int(measure): measure.code for measure in Measure}
_ID = Field("编号", "id", "string", "记录的编号，各单位不重复")

FactKey = tuple[str, str, int]
Facts = dict[FactKey, int]


def indicators_from_above(store: Store) -> frozenset[str]:
    """Return the indicators that the program ships or an office above defined: only they go up."""
    return frozenset(json.loads(store.setting(_FROM_ABOVE, "[]"))) | {one.code for one in catalogue.indicators()}


def remember_indicators_from_above(store: Store, codes: Collection[str]) -> None:
    """Remember which indicators the office above defines."""
    store.set_setting(_FROM_ABOVE, json.dumps(sorted(codes), ensure_ascii=False))


def slice_title(key: tuple[str, str, str]) -> str:
    """Return what people call a slice: `2026-09月度数据`, `企业`."""
    _, period, table = key
    return ("" if period == NO_PERIOD else period) + _LABELS[table]


def figure_text(stored: int | None, indicator: Indicator) -> str:
    """Return a stored figure in its indicator's unit, every digit of it; 「—」 where there is none."""
    if stored is None:
        return "—"
    unit = indicator.measure_unit
    places = len(str(unit.smallest)) - 1
    text = f"{Decimal(stored).scaleb(-places):f}"
    return f"{text.rstrip('0').rstrip('.') if places else text}{unit.name}"


def slices_until(store: Store, until: Period) -> Iterator[tuple[SliceKey, Table]]:
    """Yield what the desk reports of its own unit up to a period, slice by slice; empty ones are left out."""
    known, indicators = indicators_from_above(store), store.indicators()
    own = not indicators.keys() <= known
    for key, content in slices_of_unit(store, store.desk.unit, until):
        if isinstance(content, list):
            yield key, record_table(key, content)
            continue
        facts = {fact: value for fact, value in content.items() if fact[0] in known} if own else content
        if facts:
            yield key, fact_table(key, facts, indicators)


def slices_of_unit(
    store: Store, unit: str, until: Period | None = None
) -> Iterator[tuple[SliceKey, list[Record] | Facts]]:
    """Yield what the desk holds of a unit, slice by slice, one at a time."""
    for ledger in SENT_LEDGERS:
        by_period = sorted(records_of_unit(store, ledger, unit), key=lambda r: (period_of(r), r.id))
        for period, records in groupby(by_period, key=period_of):
            if until is None or period <= until.text:
                yield SliceKey(unit, period, ledger.TABLE), list(records)
    for number in store.facts.periods():
        if (until is None or number <= until.key) and (facts := store.facts.slice(number, unit)):
            yield SliceKey(unit, Period.from_key(number).text, FACTS), facts


def content_of(store: Store, key: SliceKey) -> list[Record] | Facts:
    """Return what the desk holds in the place of one reported slice."""
    if key.ledger == FACTS:
        return store.facts.slice(Period.parse(key.period).key, key.unit)
    return [r for r in records_of_unit(store, LEDGERS[key.ledger], key.unit) if period_of(r) == key.period]


def content_table(key: SliceKey, content: list[Record] | Facts, indicators: Mapping[str, Indicator]) -> Table:
    """Return the table of a slice of either kind."""
    return record_table(key, content) if isinstance(content, list) else fact_table(key, content, indicators)


def empty_slice(key: SliceKey) -> Table:
    """Return the table of a slice that has lost its last row."""
    return fact_table(key, {}, {}) if key.ledger == FACTS else record_table(key, [])


def records_of_unit(store: Store, ledger: type[Record], unit: str) -> list[Record]:
    """Return a unit's records of a ledger; what names no unit belongs to that of what it is part of."""
    if any(_is_unit(column) for column in ledger.COLUMNS):
        return store.select(ledger, unit=unit)
    column, owner = next(iter(references(ledger.TABLE).items()))
    theirs = {record.id for record in records_of_unit(store, LEDGERS[owner], unit)}
    return [record for record in store.select(ledger) if getattr(record, column) in theirs]


def period_of(record: Record) -> str:
    """Return the period or year of the slice that a record belongs to; what names none that there is has none."""
    number = getattr(record, record.SLICED_BY) if record.SLICED_BY else None
    if not isinstance(number, int):
        return NO_PERIOD
    year, month = divmod(number, 100) if number > _LAST_YEAR else (number, 0)
    if not (_FIRST_YEAR <= year <= _LAST_YEAR and month in _MONTHS):
        return NO_PERIOD
    return f"{year}-{month:02d}" if month else f"{year}"


# -- out -------------------------------------------------------------------------------------


def record_table(key: SliceKey, records: Sequence[Record], *, whole: bool = False) -> Table:
    """Return the table of a records slice; `whole` for a colleague, with what else stays in the office."""
    columns = _columns(LEDGERS[key.ledger], whole=whole)
    fields = (_ID, *(_field(column) for column in columns))
    rows = [
        (record.id, *(_harmless(column.kind.to_sql(getattr(record, column.key))) for column in columns))
        for record in sorted(records, key=lambda record: record.id)
    ]
    return Table.of(_name(key), slice_title(key), fields, rows)


def _harmless(cell: Any) -> Any:
    """Mark a text that a spreadsheet would run as a formula with a quote, which `_value` takes off again."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_RUNS) else cell


def fact_table(key: SliceKey, facts: Mapping[FactKey, int], indicators: Mapping[str, Indicator]) -> Table:
    """Return the table of a facts slice; the value's description names the unit of every indicator in it."""
    used = sorted({code for code, _, _ in facts})
    units = "；".join(f"{indicators[code].name}：{_smallest(indicators[code].measure_unit)}" for code in used)
    rows = sorted((subject, code, _CODES[measure], value) for (code, subject, measure), value in facts.items())
    return Table.of(_name(key), slice_title(key), _fact_fields(units), rows)


def _columns(ledger: type[Record], *, whole: bool = False) -> tuple[Column, ...]:
    """Return what of a ledger travels: not what stays in the office, and not the unit, which the slice says."""
    return tuple(column for column in ledger.COLUMNS if whole or not (column.private or _is_unit(column)))


def _is_unit(column: Column) -> bool:
    return column.key == "unit" and column.kind.name == "code"


def _field(column: Column) -> Field:
    kind = column.kind
    if kind.measure:
        words = f"整数，{_smallest(kind.measure)}"
    elif column.choices:
        words = f"取值：{'、'.join(column.choices)}"
    else:
        words = {"flag": "1是，0否", "date": "年-月-日", "month": "年-月", "notes": "JSON 对象"}.get(kind.name, "文字")
        words = (column.unit or "整数") if kind.numeric else words
    kind_of: FieldType = "integer" if kind.sql == "INTEGER" else "date" if kind.name == "date" else "string"
    return Field(column.label, column.key, kind_of, words)


def _fact_fields(units: str) -> tuple[Field, ...]:
    measures = "、".join(f"{measure.code} {label}" for measure, label in MEASURE_LABELS.items())
    return (
        Field("企业编号", "enterprise", "string", "企业表中的编号"),
        Field("指标代码", "indicator", "string", "指标的代码"),
        Field("口径", "measure", "string", measures),
        Field("数值", "value", "integer", f"整数，按各指标的最小单位：{units}" if units else "整数"),
    )


def _smallest(unit: Unit) -> str:
    """Return the smallest unit of a unit in words: money has a name for it, others say the fraction."""
    if unit.dimension == "money":
        return "分"
    return unit.name if unit.smallest == 1 else f"{unit.name}的{unit.smallest}分之一"


def _name(key: SliceKey) -> str:
    """Return the name of a slice's table; what is issued to a unit names it, as one package may go to several."""
    unit = re.sub(r"[^a-z0-9]", "_", key.unit.lower()) if key.ledger in _ISSUED_TABLES else ""
    return "-".join(part for part in (key.ledger, unit, key.period.strip(NO_PERIOD)) if part)


# -- in --------------------------------------------------------------------------------------


def refuse_unknown(item: Slice, kind: Kind) -> None:
    """Refuse a slice of a table or period that this program does not know in such a package."""
    if item.table not in TABLES_OF[kind]:
        raise PackageError(f"数据包由更新版本的软件生成（有本软件不认识的表“{item.table}”），请先升级本软件再装入。")
    try:
        known = item.period == NO_PERIOD or (item.period.isdigit() and len(item.period) == 4)
        known = known or Period.parse(item.period).text == item.period
    except UsageError:
        known = False
    has_none = item.table != FACTS and (kind == "colleague" or item.table not in _SLICED or item.period == NO_PERIOD)
    if not known or (item.period == NO_PERIOD) != has_none:
        raise PackageError(
            f"数据包里“{_LABELS[item.table]}”的期间“{item.period}”不合规定，没有装入，请让对方重新导出。"
        )


def read_records(package: VerifiedPackage, item: Slice) -> list[Record]:
    """Return the records that a slice carries, in the slice's unit."""
    ledger, whole = LEDGERS[item.table], package.envelope.kind == "colleague"
    assert item.resource is not None
    columns = _incoming_columns(package, item, _columns(ledger, whole=whole))
    unit = {"unit": item.unit} if not whole and any(_is_unit(column) for column in ledger.COLUMNS) else {}
    found: dict[str, Record] = {}
    for number, (record_id, *cells) in enumerate(package.rows(item.resource), 2):
        try:
            values = {column.key: _value(column, cell) for column, cell in zip(columns, cells, strict=True)}
            record = ledger(**{"id": _text(record_id), **unit, **values})
            if record.id in found or (not whole and period_of(record) != item.period):
                raise ValueError(record.id)
        except (TypeError, ValueError, RecursionError) as error:
            raise _bad_row(item, number) from error
        found[record.id] = record
    return list(found.values())


def read_facts(package: VerifiedPackage, item: Slice) -> dict[FactKey, int]:
    """Return the facts that a slice carries, by indicator, subject and measure."""
    assert item.resource is not None
    if [field.key for field in package.fields(item.resource)] != [field.key for field in _fact_fields("")]:
        raise _newer(item)
    found: dict[FactKey, int] = {}
    rows = 0
    known: dict[Any, Any] = {}  # each id and code once, however many rows name it
    for first, (subjects, codes, measures, values) in package.blocks(item.resource):
        try:
            numbers = [_MEASURES[measure] for measure in measures]  # type: ignore[index]
        except KeyError as error:
            at = next(at for at, measure in enumerate(measures) if measure not in _MEASURES)
            raise _bad_row(item, first + at) from error
        keys = zip(map(known.setdefault, codes, codes), map(known.setdefault, subjects, subjects), numbers, strict=True)
        found.update(zip(keys, values, strict=True))  # type: ignore[arg-type]
        rows += len(values)
        if None in values:
            break
    if len(found) != rows or None in known or None in found.values():
        raise PackageError(f"数据包里“{slice_title(item.key)}”有重复或空缺的数，没有装入，请让报送单位重新导出。")
    return found


def _incoming_columns(package: VerifiedPackage, item: Slice, columns: Sequence[Column]) -> list[Column]:
    """Return the columns of a slice in its own order; a sender may know fewer than we do, not more."""
    assert item.resource is not None
    known = {column.key: column for column in columns}
    first, *fields = package.fields(item.resource)
    if first.key != _ID.key or any(
        field.key not in known or field.type != _field(known[field.key]).type for field in fields
    ):
        raise _newer(item)
    return [known[field.key] for field in fields]


def _value(column: Column, cell: Cell) -> Any:
    """Return a cell as the attribute's value; raises ValueError where a required one is missing."""
    if isinstance(cell, str) and cell.startswith("'"):
        cell = cell[1:]
    value = column.kind.read(None) if cell is None else column.kind.from_sql(cell)
    if column.required and value in ("", None):
        raise ValueError(column.label)
    if isinstance(value, dict) and not all(isinstance(text, str) for text in value.values()):
        raise ValueError(column.label)
    return value


def _text(cell: Cell) -> str:
    if not isinstance(cell, str):
        raise TypeError("id")
    return cell


def _bad_row(item: Slice, number: int) -> PackageError:
    return PackageError(f"数据包里“{slice_title(item.key)}”第{number}行不合规定，没有装入，请让报送单位重新导出。")


def _newer(item: Slice) -> PackageError:
    return PackageError(
        f"数据包里“{slice_title(item.key)}”的栏目与本软件不一致，可能由更新版本的软件生成，请先升级本软件再装入。"
    )
