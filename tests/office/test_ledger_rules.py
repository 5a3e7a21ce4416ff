"""What the shipped rules say of ledgers' rows: in the form, while a sheet comes in, in 审核."""

from __future__ import annotations

import pytest
from openpyxl import Workbook, load_workbook

from parkdesk.office import importing, roundtrip
from parkdesk.office.checking import rules_of
from parkdesk.office.record_checks import judge_of
from parkdesk.records import Plant, plain_ledgers


def test_a_form_says_it_beside_the_field(store):
    wrong = Plant(id="1", unit="610981", park="甲", number="1#", area=100, occupied=200)
    assert judge_of(store, Plant)(wrong)["occupied"].startswith("强制：厂房“甲 1#”已入驻面积2㎡")


def test_every_rule_over_a_plain_ledger_can_be_used(store):
    book = rules_of(store)
    assert book.faults == ()
    assert {rule.over for rule in book.rules if rule.over in plain_ledgers()} >= {
        "plants",
        "leases",
        "parcels",
        "pools",
    }


def test_a_row_of_a_sheet_is_judged_where_it_stands(store, tmp_path):
    book = Workbook()
    for row in (
        ["旬阳市标准化厂房台账"],
        ["园区", "栋号", "用途", "建筑面积", "状态", "已入驻面积"],
        ["甲园", "1#", "标准厂房", 100, "已建", 100],
        ["甲园", "2#", "标准厂房", 100, "已建", 150],
    ):
        book.active.append(row)
    path = tmp_path / "厂房.xlsx"
    book.save(path)
    (incoming,) = importing.preview(store, path)
    (finding,) = incoming.plan.findings
    assert finding.level.value == "强制"
    assert "大于建筑面积100" in finding.text
    assert finding.where.startswith("第4行") or "4" in finding.where
    assert incoming.plan.counts()["new"] == 2


@pytest.mark.parametrize("table", plain_ledgers())
def test_a_blank_table_of_every_ledger_comes_back_filled(store, tmp_path, table):
    """What is asked stands in the blank table, so that a filled row is taken."""
    path = tmp_path / f"{table}.xlsx"
    roundtrip.write_template(store, table, path, unit="610981")
    book = load_workbook(path)
    sheet = next(one for one in book.worksheets if one.sheet_state == "visible")
    head = next(row for row in range(1, 12) if sheet.cell(row, 1).value and sheet.cell(row, 2).value)
    labels = {c.heading: c for c in plain_ledgers()[table].COLUMNS}
    samples = {
        "text": "甲",
        "code": "",
        "choice": "",
        "date": "2026-09-30",
        "month": "2026-09",
        "period": "2026-09",
        "number": 2026,
    }
    for cell in sheet[head]:
        column = labels.get(str(cell.value).strip().rstrip("*").strip())
        if column is not None:
            value = column.choices[0] if column.choices else samples.get(column.kind.name, 12)
            sheet.cell(head + 1, cell.column, value)
    book.save(path)
    (incoming,) = importing.preview(store, path)
    assert incoming.error == ""
    assert incoming.kind == table
    assert (incoming.plan.counts()["new"], incoming.plan.counts()["refused"]) == (1, 0)
