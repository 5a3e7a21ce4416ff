from __future__ import annotations

import json
from decimal import Decimal
from types import SimpleNamespace

import pytest
from openpyxl import load_workbook

from parkdesk.cli import main
from parkdesk.errors import IntakeError, UsageError
from parkdesk.intake.grid import read_book
from parkdesk.office import importing, roundtrip
from parkdesk.office.desks import create_desk, open_desk
from parkdesk.office.editing import save_record
from parkdesk.periods import Period
from parkdesk.plan import FactChange, Outcome, Plan, RecordChange, Source
from parkdesk.records import Assignment, Enterprise, Measure, OfficialFigure, Project
from parkdesk.records.sheet_stamp import ID_HEADING, STAMP_SHEET
from parkdesk.store import new_id

SEPTEMBER = Period(2026, 9)
A, B, C = "91610981MA6XAMPL0C", "91610981MA6XAMPM07", "91610981MA6XAMPN02"


@pytest.fixture
def path(tmp_path):
    """Return a county's desk with three firms, a project and a month of figures; nobody holds it."""
    found = tmp_path / "旬阳.parkdesk"
    with create_desk(found, "610981", "旬阳市经贸局", "county", "王建", "610900") as made:
        firms = [
            Enterprise(id=new_id(), unit="610981", name=name, code=code, land=1234, notes={"备注": "=1+1"})
            for name, code in (("旬阳甲公司", A), ("旬阳乙公司", B), ("=旬阳丙公司", C))
        ]
        project = Project(id=new_id(), unit="610981", name="魔芋二期", total=123456789, start="2026-03", period=202609)
        records = tuple(RecordChange(None, record) for record in (*firms, project))
        facts = tuple(
            FactChange("output", 202609, firm.id, int(measure), None, 10**6 * (n + 1) + 1)
            for n, firm in enumerate(firms) for measure in (Measure.CUM, Measure.CUM_BASE, Measure.MONTH)
        )  # fmt: skip
        made.apply(Plan(Source("start"), records, facts))
    return found


@pytest.fixture
def store(path):
    with open_desk(path, "王建") as opened:
        yield opened


@pytest.fixture
def run_cli(capsys):
    """Run one command as a script would: `run_cli("export", …)` gives its exit code and JSON value."""

    def run(*words):
        capsys.readouterr()
        code = main([*map(str, words), "--json"])
        found = capsys.readouterr().out
        return SimpleNamespace(code=code, value=json.loads(found) if found else None)

    return run


@pytest.fixture
def out(tmp_path):
    return tmp_path / "表.xlsx"


def edited(path, change):
    """Open a workbook as a colleague does, change its sheet and save it."""
    book = load_workbook(path)
    change(book.worksheets[0])
    book.save(path)
    return path


def at(sheet, heading):
    """Return the column under a heading."""
    return next(cell.column for row in sheet.iter_rows(1, 5) for cell in row if cell.value == heading)


def row_of(sheet, name):
    return next(cell.row for row in sheet.iter_rows() for cell in row if cell.value == name)


def back(store, path):
    (incoming,) = importing.preview(store, path)
    assert incoming.plan is not None, incoming.error
    return incoming


def rules(incoming):
    return [finding.rule.removeprefix("intake.") for finding in incoming.plan.findings]


@pytest.mark.parametrize("table", [t for t in roundtrip.exportable() if t != "facts"])
def test_every_ledger_comes_back_unchanged(store, out, table):
    roundtrip.export_table(store, table, out)
    if table in ("registrations", "assignments", "officials") or not store.select(_ledger(table)):
        return
    incoming = back(store, out)
    assert incoming.plan.is_empty
    assert incoming.plan.count(Outcome.SAME) == len(store.select(_ledger(table)))
    assert rules(incoming) == []


def _ledger(table):
    from parkdesk.records import LEDGERS

    return LEDGERS[table]


def test_a_month_comes_back_unchanged_and_nothing_in_it_can_run(store, out):
    assert roundtrip.export_table(store, "facts", out, SEPTEMBER) == 3
    book = load_workbook(out)
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert book[STAMP_SHEET].sheet_state == "hidden"
    sheet = book.worksheets[0]
    assert sheet.column_dimensions["A"].hidden
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.page_setup.fitToWidth == 1
    incoming = back(store, out)
    assert incoming.plan.is_empty
    assert (incoming.plan.count(Outcome.SAME), incoming.period, incoming.kind) == (3, SEPTEMBER, "facts")
    assert [finding.text for finding in incoming.plan.findings] == []


def test_edited_figures_are_a_diff_though_rows_and_columns_moved(store, out):
    roundtrip.export_table(store, "facts", out, SEPTEMBER)

    def change(sheet):
        head = at(sheet, "工业总产值累计（万元）")
        sheet.cell(row_of(sheet, "旬阳乙公司"), head).value = "１２.５"
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(3, 6)]
        order = [0, 5, 4, *range(6, len(rows[0])), 1, 2, 3]
        for y, row in enumerate([rows[0], rows[3], rows[1], rows[2]], 3):
            for x, column in enumerate(order, 1):
                sheet.cell(y, x).value = row[column]
        sheet.insert_rows(4)

    incoming = back(store, edited(out, change))
    assert [(c.indicator, c.measure, c.old, c.new) for c in incoming.plan.facts] == [
        ("output", int(Measure.CUM), 2 * 10**6 + 1, 12_500_000)
    ]
    assert incoming.plan.counts() == {"new": 0, "changed": 1, "same": 2, "conflict": 0, "refused": 0}
    importing.commit(store, incoming)
    assert back(store, out).plan.is_empty


def test_what_the_desk_changed_meanwhile_is_a_conflict_with_all_three_values(store, out):
    roundtrip.export_table(store, "facts", out, SEPTEMBER)
    first = next(firm for firm in store.select(Enterprise) if firm.name == "旬阳甲公司")
    change = FactChange("output", 202609, first.id, int(Measure.CUM), 1000001, 3000000)
    store.apply(Plan(Source("form", reason="更正"), facts=(change,)))
    assert back(store, out).plan.is_empty, "what only the desk changed is the desk's"

    def change_both(sheet):
        sheet.cell(row_of(sheet, "旬阳甲公司"), at(sheet, "工业总产值累计（万元）")).value = 7

    plan = back(store, edited(out, change_both)).plan
    (row,) = [row for row in plan.rows if row.outcome is Outcome.CONFLICT]
    assert "导出时是1.00万元，台账现在是3.00万元，表中是7.00万元" in row.reason
    assert plan.facts == ()

    def agree(sheet):
        sheet.cell(row_of(sheet, "旬阳甲公司"), at(sheet, "工业总产值累计（万元）")).value = 3

    assert back(store, edited(out, agree)).plan.is_empty


def test_nothing_missing_is_deleted_and_it_is_told(store, out):
    roundtrip.export_table(store, "facts", out, SEPTEMBER)

    def change(sheet):
        sheet.cell(row_of(sheet, "旬阳甲公司"), at(sheet, "工业总产值累计（万元）")).value = None
        sheet.delete_rows(row_of(sheet, "旬阳乙公司"))
        sheet.delete_cols(at(sheet, "工业总产值上年同期（万元）"))

    incoming = back(store, edited(out, change))
    assert incoming.plan.is_empty
    assert sorted(rules(incoming)) == ["blank_kept", "column_gone", "rows_gone"]


def test_strange_ids_copied_rows_and_slipped_ids_are_refused_by_name(store, out):
    roundtrip.export_table(store, "facts", out, SEPTEMBER)

    def change(sheet):
        a, b = row_of(sheet, "旬阳甲公司"), row_of(sheet, "旬阳乙公司")
        sheet.cell(a, 2).value, sheet.cell(b, 2).value = "旬阳乙公司", "旬阳甲公司"
        sheet.append(["no-such-id", "旬阳丁公司"])
        sheet.append([sheet.cell(b + 1, 1).value, sheet.cell(b + 1, 2).value])

    plan = back(store, edited(out, change)).plan
    reasons = [row.reason for row in plan.rows if row.outcome is Outcome.REFUSED]
    assert plan.is_empty
    assert [("只排序了一部分列" in r, "不是导出时就有的" in r, "复制出来的行" in r) for r in reasons] == [
        (True, False, False), (True, False, False), (False, True, False), (False, False, True)
    ]  # fmt: skip


def test_a_new_row_is_read_as_any_other_sheet_s(store, out):
    roundtrip.export_table(store, "facts", out, SEPTEMBER)

    def change(sheet):
        y = sheet.max_row + 1
        sheet.cell(y, at(sheet, "企业名称")).value = "旬阳新公司"
        sheet.cell(y, at(sheet, "工业总产值累计（万元）")).value = 5

    incoming = back(store, edited(out, change))
    assert incoming.plan.counts()["new"] == 1
    importing.commit(store, incoming)
    assert "旬阳新公司" in {firm.name for firm in store.select(Enterprise)}


def test_a_registry_is_edited_in_wps(store, out):
    roundtrip.export_table(store, "enterprises", out)

    def change(sheet):
        y = row_of(sheet, "旬阳甲公司")
        sheet.cell(y, at(sheet, "企业名称")).value = "旬阳甲集团有限公司"
        sheet.cell(y, at(sheet, "用地面积（亩）")).value = 20.5

    incoming = back(store, edited(out, change))
    (row,) = [row for row in incoming.plan.rows if row.outcome is Outcome.CHANGED]
    assert {field.label for field in row.fields} == {"企业名称", "用地面积"}
    importing.commit(store, incoming)
    firm = next(firm for firm in store.select(Enterprise) if firm.code == A)
    assert (firm.name, firm.land, firm.notes) == ("旬阳甲集团有限公司", 2050, {"备注": "=1+1"})

    def clash(sheet):
        sheet.cell(row_of(sheet, "旬阳乙公司"), at(sheet, "统一社会信用代码")).value = A

    plan = back(store, edited(out, clash)).plan
    assert any("相同，没有导入" in row.reason for row in plan.rows if row.outcome is Outcome.REFUSED)


def test_a_choice_that_is_none_and_a_word_for_a_figure_are_refused(store, out):
    roundtrip.export_table(store, "projects", out)

    def change(sheet):
        sheet.cell(row_of(sheet, "魔芋二期"), at(sheet, "批次")).value = "明年一批"

    (row,) = back(store, edited(out, change)).plan.rows
    assert (row.outcome, "“明年一批”不是竣工一批、开工一批、储备一批之一" in row.reason) == (Outcome.REFUSED, True)


def test_duties_show_their_project_and_new_ones_are_refused(store, out):
    project = store.select(Project)[0]
    duty = Assignment(id=new_id(), unit="610981", project=project.id, role="包抓领导", name="张三")
    save_record(store, None, duty)
    roundtrip.export_table(store, "assignments", out)

    def change(sheet):
        assert sheet.cell(row_of(sheet, "包抓领导"), 2).value == "魔芋二期"
        sheet.cell(row_of(sheet, "包抓领导"), at(sheet, "姓名或内容")).value = "李四"
        sheet.append(["", "魔芋二期", "牵头部门", "经贸局"])

    incoming = back(store, edited(out, change))
    assert incoming.plan.counts() == {"new": 0, "changed": 1, "same": 0, "conflict": 0, "refused": 1}
    importing.commit(store, incoming)
    assert [a.name for a in store.select(Assignment)] == ["李四"]


def test_official_figures_go_out_under_their_names_and_in_their_units(store, out):
    figure = OfficialFigure(id=new_id(), unit="610981", period=202609, figure="va_growth", value=520, source="市统计局")
    save_record(store, None, figure)
    roundtrip.export_table(store, "officials", out)

    def change(sheet):
        y = row_of(sheet, "规上工业增加值增速")
        assert sheet.cell(y, at(sheet, "数值")).value == pytest.approx(5.2)
        sheet.cell(y, at(sheet, "数值")).value = "5.35%"

    assert back(store, out).plan.is_empty
    incoming = back(store, edited(out, change))
    importing.commit(store, incoming)
    assert [f.value for f in store.select(OfficialFigure)] == [535]


def test_figures_beyond_a_spreadsheet_s_digits_come_back_exactly(store, out):
    firm = store.select(Enterprise)[0]
    big = 12345678901234567
    store.apply(Plan(Source("form", reason="x"), facts=(FactChange("revenue", 202609, firm.id, 1, None, big),)))
    roundtrip.export_table(store, "facts", out, SEPTEMBER)
    assert back(store, out).plan.is_empty


def test_a_table_of_another_desk_or_another_title_is_refused(store, out, tmp_path):
    roundtrip.export_table(store, "facts", out, SEPTEMBER)
    with create_desk(tmp_path / "另.parkdesk", "610981", "旬阳市经贸局", "county", "李") as other:
        (incoming,) = importing.preview(other, out)
        assert "另一本台账导出的" in incoming.error

    def retitle(sheet):
        sheet.cell(1, 2).value = "旬阳市2026年1—10月月度数据"

    (incoming,) = importing.preview(store, edited(out, retitle))
    assert "请改回标题" in incoming.error


def test_an_older_or_newer_or_broken_hidden_part_is_told(store, out):
    roundtrip.export_table(store, "facts", out, SEPTEMBER)

    def restamp(word, value):
        book = load_workbook(out)
        stamp = book[STAMP_SHEET]
        next(row for row in stamp.iter_rows() if row[0].value == word)[1].value = value
        book.save(out)

    restamp("version", "0")
    assert rules(back(store, out)) == ["old_version"]
    restamp("ParkDesk", "9")
    with pytest.raises(IntakeError, match="隐藏的记录页已损坏"):
        read_book(out)


def test_lost_ids_are_refused(store, out):
    roundtrip.export_table(store, "facts", out, SEPTEMBER)
    edited(out, lambda sheet: sheet.delete_cols(1))
    (incoming,) = importing.preview(store, out)
    assert "“编号”列没有了" in incoming.error


@pytest.mark.parametrize("asked", [("facts", None), ("nothing", None)])
def test_what_cannot_be_exported_is_said(store, out, asked):
    with pytest.raises(UsageError):
        roundtrip.export_table(store, asked[0], out, asked[1])


# -- templates ---------------------------------------------------------------------------------


def test_forty_filled_templates_come_back_in_one_drop(path, tmp_path, run_cli):
    blank = tmp_path / "样表.xlsx"
    with open_desk(path, "王建") as desk:
        roundtrip.write_template(desk, "facts", blank, SEPTEMBER)
    folder = tmp_path / "交回"
    folder.mkdir()
    for n in range(40):
        book = load_workbook(blank)
        sheet = book.worksheets[0]
        sheet.cell(4, at(sheet, "企业名称")).value = f"旬阳第{n}食品有限公司"
        sheet.cell(4, at(sheet, "工业总产值累计（万元）")).value = 100 + n
        sheet.cell(4, at(sheet, "从业人数期末（人）")).value = n
        book.save(folder / f"{n}.xlsx")
    files = importing.workbooks_in([folder])
    assert len(files) == 40
    ran = run_cli("import", path, *files)
    assert (ran.code, len(ran.value["files"])) == (0, 40)
    assert {f["new"] for f in ran.value["files"]} == {1}
    with open_desk(path, "王建") as desk:
        held = desk.facts.column("output", 202609, Measure.CUM, "610981")
        assert sorted(held.values())[-40:] == [(100 + n) * 10**6 for n in range(40)]
        assert len(desk.facts.column("staff", 202609, Measure.STOCK, "610981")) == 40


def test_a_template_has_lists_limits_and_paper(store, out):
    roundtrip.write_template(store, "projects", out)
    sheet = load_workbook(out).worksheets[0]
    kinds = {rule.type for rule in sheet.data_validations.dataValidation}
    assert {"list", "decimal"} <= kinds
    roundtrip.write_template(store, "facts", out, SEPTEMBER)
    rules_of = load_workbook(out).worksheets[0].data_validations.dataValidation
    assert {"custom", "textLength", "whole", "decimal"} <= {rule.type for rule in rules_of}
    assert any("AND(ISNUMBER" in (rule.formula1 or "") for rule in rules_of)


def test_an_empty_template_says_that_it_is_empty(store, out):
    roundtrip.write_template(store, "enterprises", out)
    (incoming,) = importing.preview(store, out)
    assert "只有表头，没有数据" in incoming.error


def test_a_template_of_another_unit_or_with_another_title_is_refused(store, out, tmp_path):
    roundtrip.write_template(store, "facts", out, SEPTEMBER)
    with create_desk(tmp_path / "白河.parkdesk", "610929", "白河县经贸局", "county", "李") as other:
        (incoming,) = importing.preview(other, out)
        assert incoming.error.count("。") == 1
        assert incoming.plan is None

    def retitle(sheet):
        sheet.cell(1, 2).value = "2026年1—10月工业企业月报表"
        sheet.cell(4, 2).value = "旬阳甲公司"

    (incoming,) = importing.preview(store, edited(out, retitle))
    assert "看不出是哪个期间的数" in incoming.error
    (incoming,) = importing.preview(store, out, importing.ImportOptions(period=Period(2026, 10)))
    assert incoming.plan is not None


def test_the_command_line_exports_and_reads_back(path, tmp_path, run_cli):
    file = tmp_path / "月.xlsx"
    assert run_cli("export", path, "facts", "--period", "2026-09", "-o", file).value["rows"] == 3
    assert run_cli("import", path, file, "--dry-run").value["files"][0]["same"] == 3
    assert run_cli("template", path, "facts", "-o", file).code == 2
    assert run_cli("template", path, "facts", "--period", "2026-10", "-o", file).code == 0
    assert run_cli("export", path, "facts", "--period", "2026-09", "-o", tmp_path / "x.csv").code == 2


def test_a_stored_figure_is_exact_in_its_cell():
    from parkdesk.amounts import UNITS
    from parkdesk.records.sheet_stamp import figure_cell

    assert figure_cell(123456789, UNITS["万元"]) == Decimal("123.456789")
    assert figure_cell(12345678901234567, UNITS["万元"]) == "12345678901.234567"
    assert ID_HEADING.startswith("编号")
