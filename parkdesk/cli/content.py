"""Commands about content: init, import, list, facts, summary."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parkdesk.amounts import from_stored, json_number
from parkdesk.cli.answer import DONE, REFUSED, Answer
from parkdesk.cli.verbs import (
    DESK,
    PERIOD,
    PERIOD_NEEDED,
    UNIT,
    Verb,
    argument,
    at_desk,
    period_of,
    refuse_unknown_unit,
)
from parkdesk.errors import UsageError
from parkdesk.intake.sheet_kinds import kinds
from parkdesk.office import desks, figures, history, importing, roundtrip
from parkdesk.records import LEDGERS, Measure
from parkdesk.records.offices import ROLES
from parkdesk.store import ImportEntry

if TYPE_CHECKING:
    import argparse

    from parkdesk.office.importing import Incoming
    from parkdesk.plan import Finding
    from parkdesk.records import Record

_IMPORTS = "imports"


def init(asked: argparse.Namespace) -> Answer:
    """Make a desk."""
    store = desks.create_desk(asked.desk, asked.unit, asked.name, asked.role, asked.by, asked.parent or "")
    info = store.desk
    store.close()
    value = {"desk": str(asked.desk), **{f.name: getattr(info, f.name) for f in dataclasses.fields(info)}}
    return Answer(value, (f"已新建{ROLES[info.role]}台账“{info.name}”：{asked.desk}",))


def import_files(asked: argparse.Namespace) -> Answer:
    """Read workbooks and write what can be written; with --dry-run only say what would be."""
    options = importing.ImportOptions(asked.kind, period_of(asked), asked.unit, asked.reason or "")
    reports: list[dict[str, Any]] = []
    with at_desk(asked) as store:
        refuse_unknown_unit(store, asked.unit)
        for path in asked.files:
            for incoming in importing.preview(store, path, options):
                changes = None if asked.dry_run or incoming.plan is None else importing.commit(store, incoming)
                reports.append(_file_report(incoming, changes.import_id if changes else None))
    bad = any(r["refused"] or r["conflict"] or r["error"] for r in reports)
    value: dict[str, Any] = {"files": reports}
    if asked.dry_run:
        value["dry_run"] = True
    return Answer(value, tuple(line for r in reports for line in _report_lines(r)), REFUSED if bad else DONE)


def _file_report(incoming: Incoming, import_id: str | None) -> dict[str, Any]:
    plan = incoming.plan
    counts = plan.counts() if plan else {"new": 0, "changed": 0, "same": 0, "conflict": 0, "refused": 1}
    return {
        "file": str(incoming.file),
        "sheet": incoming.sheet,
        "kind": incoming.kind,
        "period": incoming.period.text if incoming.period else None,
        "unit": incoming.unit,
        **counts,
        "findings": [_finding(finding) for finding in plan.findings] if plan else [],
        "rows_refused": [
            {"row": row.label, "where": row.where, "outcome": row.outcome.value, "reason": row.reason}
            for row in (plan.rows if plan else ())
            if row.outcome.value in ("refused", "conflict")
        ],
        "error": incoming.error,
        "import_id": import_id,
    }


def _finding(finding: Finding) -> dict[str, str]:
    return {"rule": finding.rule, "level": finding.level.value, "text": finding.text, "where": finding.where}


def _report_lines(report: dict[str, Any]) -> list[str]:
    name = f"{Path(report['file']).name}" + (f"［{report['sheet']}］" if report["sheet"] else "")
    if report["error"]:
        return [f"{name}：{report['error']}"]
    head = (
        f"{name}：新增{report['new']}，变更{report['changed']}，相同{report['same']}，"
        f"冲突{report['conflict']}，拒收{report['refused']}"
    )
    rows = [f"  {r['where']} {r['reason']}" for r in report["rows_refused"]]
    return [head, *rows, *(f"  〔{f['level']}〕{f['where']} {f['text']}" for f in report["findings"])]


def list_records(asked: argparse.Namespace) -> Answer:
    """List the records of a table."""
    conditions = [_condition(text) for text in asked.where or []]
    names = _columns_of(asked.table)
    wanted = [name.strip() for name in asked.columns.split(",")] if asked.columns else names
    if unknown := [name for name in (*(key for key, _ in conditions), *wanted) if name not in names]:
        raise UsageError(f"“{asked.table}”没有“{'、'.join(unknown)}”这一列：可用的列有 {'、'.join(names)}。")
    if asked.limit is not None and asked.limit < 0:
        raise UsageError(f"行数不能是{asked.limit}：请写 0 或更大的整数。")
    with at_desk(asked) as store:
        if asked.table == _IMPORTS:
            rows = [dataclasses.asdict(entry) for entry in store.imports()]
        else:
            rows = [_row(record) for record in store.select(LEDGERS[asked.table])]
    rows = [row for row in rows if all(_matches(row[key], value) for key, value in conditions)]
    rows = [{name: row[name] for name in wanted} for row in rows]
    rows = rows[: asked.limit] if asked.limit is not None else rows
    lines = ["\t".join("" if value is None else str(value) for value in row.values()) for row in rows]
    return Answer(rows, ("\t".join(rows[0]), *lines) if rows else ("没有符合条件的记录。",))


def _columns_of(table: str) -> list[str]:
    """Return the keys of a listed table's rows; raises UsageError for a table there is not."""
    if table == _IMPORTS:
        return [field.name for field in dataclasses.fields(ImportEntry)]
    if table not in LEDGERS:
        raise UsageError(f"没有“{table}”这张表：可以列出 {'、'.join((*LEDGERS, _IMPORTS))}。")
    return ["id", *(column.key for column in LEDGERS[table].COLUMNS)]


def _condition(text: str) -> tuple[str, str]:
    key, mark, value = text.partition("=")
    if not mark:
        raise UsageError(f"看不懂条件“{text}”：请写成 列名=值。")
    return key.strip(), value


def _matches(value: object, wanted: str) -> bool:
    return ("" if value is None else str(value)) == wanted


def _row(record: Record) -> dict[str, Any]:
    """Return a record with its values as the contract gives them: quantities in their declared unit."""
    row: dict[str, Any] = {"id": record.id}
    for column in record.COLUMNS:
        value = getattr(record, column.key)
        measure = record.kind_of(column).measure
        if measure is not None and value is not None:
            value = json_number(from_stored(value, measure))
        row[column.key] = value
    return row


def list_facts(asked: argparse.Namespace) -> Answer:
    """List the facts of one indicator and period."""
    period = period_of(asked)
    assert period is not None
    with at_desk(asked) as store:
        indicator = store.indicators().get(asked.indicator)
        if indicator is None:
            raise UsageError(f"没有指标“{asked.indicator}”：可用的有 {'、'.join(store.indicators())}。")
        found = history.facts_as_of(store, period, asked.as_of) if asked.as_of else store.facts.slice(period.key)
        firms = {row.id: row for row in store.facts.month_rows(period)}
    values: dict[str, dict[int, int]] = {}
    for (code, subject, measure), value in found.items():
        if code == asked.indicator:
            values.setdefault(subject, {})[measure] = value
    rows = []
    for subject, firm in firms.items():
        if subject not in values or asked.subject not in (None, firm.code, subject):
            continue
        row: dict[str, Any] = {"subject": firm.code or subject, "name": firm.name}
        for measure in Measure:
            stored = values[subject].get(int(measure))
            row[measure.code] = None if stored is None else json_number(from_stored(stored, indicator.measure_unit))
        rows.append({**row, "unit": indicator.unit})
    lines = tuple("\t".join("—" if value is None else str(value) for value in row.values()) for row in rows)
    return Answer(rows, lines or ("没有数据。",))


def summarise(asked: argparse.Namespace) -> Answer:
    """Add a period up."""
    period = period_of(asked)
    assert period is not None
    with at_desk(asked) as store:
        refuse_unknown_unit(store, asked.unit)
        found = figures.summary(store, period, asked.unit)
        value = found.to_json(with_units=store.desk.is_city and not asked.unit)
    lines = [
        f"{period.title}：{value['enterprises']}户，产值{value['output']}万元，同期{value['base']}万元，"
        f"增速{'—' if value['growth'] is None else value['growth']}%",
        f"已报{found.reported}户，应报{found.expected}户",
    ]
    lines += [f"  未报：{name}" for name in found.not_reported]
    lines += [f"  {u['rank'] or '—'}　{u['name']}　{u['output']}万元　{u['growth']}%" for u in value.get("units", ())]
    return Answer(value, tuple(lines))


def export_table(asked: argparse.Namespace) -> Answer:
    """Write a table or a month as a workbook that may come back edited."""
    with at_desk(asked) as store:
        rows = roundtrip.export_table(store, asked.table, asked.out, period_of(asked), asked.unit)
    return Answer({"file": str(asked.out), "rows": rows}, (f"已导出{rows}行：{asked.out}。改好后用 import 读回。",))


def write_template(asked: argparse.Namespace) -> Answer:
    """Write a blank workbook to hand out."""
    with at_desk(asked) as store:
        roundtrip.write_template(store, asked.kind, asked.out, period_of(asked), asked.unit)
    return Answer({"file": str(asked.out)}, (f"已生成样表：{asked.out}。填好后用 import 读入。",))


_OUT = argument("-o", dest="out", required=True, type=Path, metavar="文件.xlsx")

VERBS = (
    Verb("init", "新建台账", init, (
        DESK,
        argument("--unit", required=True, metavar="代码"),
        argument("--name", required=True, metavar="名称"),
        argument("--role", required=True, choices=tuple(ROLES)),
        argument("--parent", metavar="代码"),
    )),
    Verb("import", "导入 Excel 或 CSV", import_files, (
        DESK,
        argument("files", nargs="+", type=Path, metavar="文件"),
        argument("--kind", choices=("auto", *kinds()), default="auto", metavar="表的种类"),
        PERIOD,
        UNIT,
        argument("--dry-run", action="store_true", help="只说会怎样，不写入"),
        argument("--reason", metavar="原因", help="改动已封存的期间要写明的原因"),
    )),
    Verb("export", "导出一张表，改好后可以读回", export_table, (
        DESK,
        argument("table", metavar="表"),
        PERIOD,
        UNIT,
        _OUT,
    )),
    Verb("template", "做一张发给企业填的样表", write_template, (
        DESK,
        argument("kind", choices=tuple(roundtrip.TEMPLATES)),
        PERIOD,
        UNIT,
        _OUT,
    )),
    Verb("list", "列出一张表", list_records, (
        DESK,
        argument("table", metavar="表"),
        argument("--where", action="append", metavar="列=值"),
        argument("--columns", metavar="列,列"),
        argument("--limit", type=int, metavar="行数"),
    )),
    Verb("facts", "列出一个指标一个期间的数据", list_facts, (
        DESK,
        argument("--indicator", required=True, metavar="代码"),
        PERIOD_NEEDED,
        argument("--subject", metavar="信用代码"),
        argument("--as-of", metavar="时点", help="当时的数：第几号变更之后、某日（2026-10-08）或某个数据包"),
    )),
    Verb("summary", "汇总一个期间", summarise, (DESK, PERIOD_NEEDED, UNIT)),
)  # fmt: skip
