"""Tables that go out and come back: a ledger or a month to a colleague, blank ones to firms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parkdesk.errors import UsageError
from parkdesk.records import LEDGERS, Enterprise, Issue, Measure, Milestone, Project, Visit, columns_of, plain_ledgers
from parkdesk.records.enterprises import STATUSES
from parkdesk.records.indicators import MEASURE_LABELS
from parkdesk.records.ledger import LedgerRecord
from parkdesk.records.sheet_stamp import (
    EXPORT,
    FACTS_TABLE,
    TEMPLATE,
    Stamp,
    StampedRow,
    as_cell,
    figure_cell,
)
from parkdesk.reports.ledger_sheets import (
    CODE,
    LIST,
    NUMBER,
    PLAIN,
    TEXT,
    WHOLE,
    LedgerSheet,
    SheetColumn,
    ledger_workbook,
)
from parkdesk.reports.save import save_bytes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from parkdesk.periods import Period
    from parkdesk.records import Column, Indicator, Record
    from parkdesk.store import MonthRow, Store

    Tick = Callable[[int, int], None]

TEMPLATES = {
    FACTS_TABLE: "月度数据",
    Enterprise.TABLE: "企业名录",
    Project.TABLE: "重点项目",
    Visit.TABLE: "走访记录",
    Issue.TABLE: "问题清单",
    Milestone.TABLE: "节点计划",
} | {table: f"{ledger.LABEL}台账" for table, ledger in plain_ledgers().items()}
"""The blank tables that can be handed out, by the kind they come back as."""
_BLANK_ROWS = 40
_FOOTER = "填表人：　　　　　审核人：　　　　　填报日期：　　　　　"
_FLOW = (Measure.MONTH, Measure.MONTH_BASE, Measure.CUM, Measure.CUM_BASE)
_ALWAYS = ("output", "revenue", "tax", "power", "staff")
_UNITLESS = frozenset({"个", "户", "家"})


def exportable() -> dict[str, str]:
    """Return every table that can go out and come back: its name and what people call it."""
    return {FACTS_TABLE: "月度数据", **{name: ledger.LABEL for name, ledger in LEDGERS.items()}}


def export_table(
    store: Store,
    table: str,
    path: Path,
    period: Period | None = None,
    unit: str | None = None,
    tick: Tick | None = None,
) -> int:
    """Write a ledger or a month's figures as an .xlsx that may come back edited; returns how many rows it has.

    `tick` hears how many of how many rows are done; what it raises leaves no file.

    Raises UsageError for a table that does not exist, a month without a period, or a city's without a unit.
    """
    if table == FACTS_TABLE:
        made = _month_sheet(store, _needed(period), _unit(store, unit))
    elif table in LEDGERS:
        made = _record_sheet(store, LEDGERS[table], unit)
    else:
        raise UsageError(f"没有“{table}”这张表：可以导出 {'、'.join(exportable())}。")
    _save(made, path, tick)
    return len(made.rows)


def write_template(store: Store, kind: str, path: Path, period: Period | None = None, unit: str | None = None) -> None:
    """Write a blank workbook to hand out; filled ones are imported like any other file.

    Raises UsageError for a kind that has no template, or a month's without a period.
    """
    if kind not in TEMPLATES:
        raise UsageError(f"没有“{kind}”这种样表：可以做 {'、'.join(TEMPLATES)}。")
    if kind == FACTS_TABLE:
        made = _month_template(store, _needed(period), _unit(store, unit))
    else:
        made = _record_template(store, LEDGERS[kind], _unit(store, unit))
    _save(made, path)


def _save(table: LedgerSheet, path: Path, tick: Tick | None = None) -> None:
    if path.suffix.lower() != ".xlsx":
        raise UsageError(f"“{path.name}”应以 .xlsx 结尾：请改文件名。")
    save_bytes(ledger_workbook(table, tick), path)


def _needed(period: Period | None) -> Period:
    if period is None:
        raise UsageError("月度数据要指明期间：如 2026-09。")
    return period


def _unit(store: Store, unit: str | None) -> str:
    found = unit or (None if store.desk.is_city else store.desk.unit)
    if found is None:
        raise UsageError("市级台账要指明是哪个县区的表：请给出单位代码，如 610981。")
    if found not in store.offices():
        raise UsageError(f"没有代码为“{found}”的单位：请用六位区划代码或自编代码。")
    return found


def _stamp(store: Store, purpose: str, table: str, unit: str, period: Period | None = None, **rest: Any) -> Stamp:
    return Stamp(
        purpose, store.desk.desk_id, store.desk.name, unit, table, _sheet_name(table, period),
        period.text if period else "", store.seq, **rest,
    )  # fmt: skip


def _sheet_name(table: str, period: Period | None) -> str:
    return f"{period.text}" if period else exportable()[table]


# -- a month's figures -------------------------------------------------------------------------


def _month_sheet(store: Store, period: Period, unit: str) -> LedgerSheet:
    indicators = store.indicators()
    rows = store.facts.month_rows(period, unit)
    held = {pair for row in rows for pair in row.figures}
    pairs = [
        (indicator, measure)
        for code, indicator in indicators.items()
        for measure in _measures(indicator, period)
        if (code, measure) in held or code in _ALWAYS
    ]
    columns = (*_FIRM_COLUMNS, *(_figure_column(indicator, measure) for indicator, measure in pairs))
    stamped = {row.id: StampedRow(row.name, _base(row, pairs)) for row in rows}
    stamp = _stamp(
        store, EXPORT, FACTS_TABLE, unit, period, columns=tuple((c.key, c.heading) for c in columns), rows=stamped
    )
    office = store.offices()[unit].name
    return LedgerSheet(
        f"{office}{period.title}月度数据", f"填报单位：{office}", stamp.sheet, columns, stamp,
        [(row.id, [row.name, row.code, row.park, row.status or "", *_figures(row, pairs)]) for row in rows],
    )  # fmt: skip


_FIRM_COLUMNS = (
    SheetColumn("name", "企业名称", TEXT, 30, is_fixed=True),
    SheetColumn("code", "统一社会信用代码", TEXT, 21, is_fixed=True),
    SheetColumn("park", "所属园区", TEXT, 14, is_fixed=True),
    SheetColumn("status", "在库状态", TEXT, 10, is_fixed=True),
)


def _measures(indicator: Indicator, period: Period) -> tuple[Measure, ...]:
    if indicator.is_stock:
        return (Measure.STOCK,)
    return _FLOW[2:] if period.is_first else _FLOW


def _figure_column(indicator: Indicator, measure: Measure) -> SheetColumn:
    code = f"{indicator.code}.{measure.code}"
    unit = "" if indicator.unit in _UNITLESS else f"（{indicator.unit}）"
    month = {Measure.CUM: Measure.MONTH, Measure.CUM_BASE: Measure.MONTH_BASE}.get(measure)
    return SheetColumn(
        code, f"{indicator.name}{MEASURE_LABELS[measure]}{unit}",
        WHOLE if indicator.measure_unit.smallest == 1 else NUMBER, 14, places=6,
        at_least=f"{indicator.code}.{month.code}" if month else "",
    )  # fmt: skip


def _figures(row: MonthRow, pairs: list[tuple[Indicator, Measure]]) -> list[Any]:
    found = []
    for indicator, measure in pairs:
        stored = row.figures.get((indicator.code, measure))
        found.append(None if stored is None else figure_cell(stored, indicator.measure_unit))
    return found


def _base(row: MonthRow, pairs: list[tuple[Indicator, Measure]]) -> dict[str, Any]:
    return {
        f"{indicator.code}.{measure.code}": row.figures[indicator.code, measure]
        for indicator, measure in pairs
        if (indicator.code, measure) in row.figures
    }


def _month_template(store: Store, period: Period, unit: str) -> LedgerSheet:
    indicators = store.indicators()
    figures = [
        _figure_column(indicators[code], measure)
        for code in _ALWAYS
        if code in indicators
        for measure in _measures(indicators[code], period)
    ]
    about = (
        SheetColumn("name", "企业名称", TEXT, 30, tip="按营业执照填全称。"),
        SheetColumn("code", "统一社会信用代码", CODE, 21, tip="18位，字母大写。"),
    )
    columns = (*about, *figures)
    stamp = _stamp(
        store, TEMPLATE, FACTS_TABLE, unit, period, columns=tuple((c.key, c.heading) for c in columns)
    )  # fmt: skip
    office = store.offices()[unit].name
    return LedgerSheet(
        f"{period.title}工业企业月报表", f"填报单位：{office}", stamp.sheet, columns, stamp,
        blank_rows=_BLANK_ROWS, footer=_FOOTER, guide=_month_guide(period),
    )  # fmt: skip


def _month_guide(period: Period) -> tuple[str, ...]:
    return (
        "填表说明",
        f"1. 这张表填{period.title}的数，每户企业一行；没有的数留空，不要填0。",
        "2. 计量单位写在表头的括号里，请按它填；累计是1月到本月的合计，上年同期用可比口径。",
        "3. 可以增加行，不要改表头；填好后保存为 .xlsx 交回，不用打印签字也能读入。",
        "4. 1—2月合并填报，没有单独的1月和2月。" if period.is_first else "4. 累计数一般不小于本月数。",
    )


# -- a ledger ----------------------------------------------------------------------------------


def _record_sheet(store: Store, ledger: type[Record], unit: str | None) -> LedgerSheet:
    has_unit = any(c.key == "unit" for c in ledger.COLUMNS)
    records = store.select(ledger, unit=unit) if unit and has_unit else store.select(ledger)
    declared = columns_of(ledger)
    owners = _owners(store, ledger)
    columns = [_record_column(c) for c in declared]
    if owners is not None:
        columns.insert(0, SheetColumn("_owner", owners[0], TEXT, 26, is_fixed=True))
    stamped = {
        r.id: StampedRow(r.title(), {c.key: c.kind.to_sql(getattr(r, c.key)) for c in declared}) for r in records
    }
    of_unit = unit or store.desk.unit
    stamp = _stamp(
        store, EXPORT, ledger.TABLE, of_unit, columns=tuple((c.key, c.heading) for c in columns), rows=stamped
    )
    rows = []
    for r in records:
        cells: list[Any] = [as_cell(r.kind_of(c), getattr(r, c.key)) for c in declared]
        if owners is not None:
            cells.insert(0, owners[1].get(getattr(r, owners[2]), ""))
        rows.append((r.id, cells))
    name = store.offices()[of_unit].name if of_unit in store.offices() else store.desk.name
    return LedgerSheet(f"{name}{ledger.LABEL}", f"填报单位：{name}", stamp.sheet, tuple(columns), stamp, rows)


def _owners(store: Store, ledger: type[Record]) -> tuple[str, dict[str, str], str] | None:
    """Return heading, names and key of what a ledger's records hang on: an assignment on its project."""
    for c in ledger.COLUMNS:
        if c.kind.name == "reference" and c.hidden and (owner := LEDGERS.get(f"{c.key}s")):
            return c.label, {record.id: record.title() for record in store.select(owner)}, c.key
    return None


def _record_column(c: Column) -> SheetColumn:
    if c.choices:
        kind = LIST
    elif c.kind.measure is not None:
        kind = NUMBER
    elif c.kind.numeric:
        kind = PLAIN if c.kind.name == "number" else WHOLE
    else:
        kind = TEXT
    tips = {"date": "写成 2026-09-30。", "month": "写成 2026-09。", "period": "写成 2026-09。"}
    return SheetColumn(
        c.key, c.heading, CODE if c.key == "code" and c.width > 18 else kind, max(c.width, 9), c.choices, places=6,
        tip=tips.get(c.kind.name, ""),
    )  # fmt: skip


def _record_template(store: Store, ledger: type[Record], unit: str) -> LedgerSheet:
    own = {"former_code", "handled"} | ({"period"} if not issubclass(ledger, LedgerRecord) else set())
    declared = [c for c in columns_of(ledger) if c.kind.name != "notes" and c.key not in own]
    columns = [_record_column(c) for c in declared]
    if ledger is Milestone:  # its project stands in a column of its own
        columns.insert(0, SheetColumn("_project", "项目名称", TEXT, 26))
    if ledger is Enterprise:
        columns.insert(2, SheetColumn("status", "在库状态", LIST, 10, STATUSES))
    stamp = _stamp(store, TEMPLATE, ledger.TABLE, unit, columns=tuple((c.key, c.heading) for c in columns))
    office = store.offices()[unit].name
    guide = (
        "填表说明",
        "1. 每行一条，没有的留空。",
        "2. 有列表的栏请从列表里选。",
        "3. 不要改表头；填好后保存为 .xlsx 交回。",
    )
    return LedgerSheet(
        f"{office}{TEMPLATES[ledger.TABLE]}", f"填报单位：{office}", stamp.sheet, tuple(columns), stamp,
        blank_rows=_BLANK_ROWS, footer=_FOOTER, guide=guide,
    )  # fmt: skip
