from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from parkdesk.errors import IntakeError
from parkdesk.intake.cells import column_letters, column_number, few, place
from parkdesk.intake.grid import Fault, grid_of_text, read_book
from tests.intake.workbooks import SHEET_XML, sheet_xml, with_member, write_book

DATA = Path(__file__).resolve().parents[1] / "data" / "workbooks"


@given(st.integers(0, 16383))
def test_columns_have_letters_and_back(column):
    assert column_number(column_letters(column)) == column


def test_places_and_a_few_of_them():
    assert (place(4, 2), place(0, 16383)) == ("C5", "XFD1")
    assert few(["A1", "B2"]) == "A1、B2"
    assert few([str(n) for n in range(9)]) == "0、1、2、3、4 等9处"


def test_rows_start_at_a1_whatever_is_blank_before(tmp_path):
    book = Workbook()
    book.active["C3"] = "企业名称"
    book.save(tmp_path / "x.xlsx")
    (grid,) = read_book(tmp_path / "x.xlsx").sheets
    assert grid.rows[2][2] == "企业名称"
    assert grid.where(2, 2) == "Sheet!C3"


def test_errors_and_uncomputed_formulas_are_no_blanks(tmp_path):
    source = write_book(tmp_path / "a.xlsx", ("表", [["x"]]))
    body = (
        '<row r="1"><c r="A1" t="e"><v>#N/A</v></c><c r="B1"><f>1+1</f></c><c r="C1"><v>7</v></c></row>'
        '<row r="3" hidden="1"><c r="E3"><f>A9</f></c></row>'
    )
    (grid,) = read_book(with_member(source, tmp_path / "b.xlsx", {SHEET_XML: sheet_xml(body)})).sheets
    first = grid.rows[0]
    assert isinstance(first[0], Fault)
    assert "错误值#N/A" in first[0]
    assert isinstance(first[1], Fault)
    assert first[2] == 7
    assert isinstance(grid.rows[2][4], Fault)
    assert len({len(row) for row in grid.rows}) == 1
    assert {f.rule for f in grid.findings} == {"intake.error_cell", "intake.uncomputed", "intake.hidden_row"}


def test_the_same_care_for_an_old_xls():
    (grid,) = read_book(DATA / "odd_cells.xls").sheets
    assert isinstance(grid.rows[3][3], Fault)
    assert grid.rows[7][6] == "12%"
    assert grid.hidden_rows == {3}


def test_a_percent_cell_reads_as_people_see_it(tmp_path):
    book = Workbook()
    sheet = book.active
    for row, (value, form) in enumerate(((0.065, "0.0%"), (0.5, "0%"), (3, '0"%"'), (0.25, "General")), 1):
        sheet.cell(row, 1, value).number_format = form
    book.save(tmp_path / "x.xlsx")
    (grid,) = read_book(tmp_path / "x.xlsx").sheets
    assert [row[0] for row in grid.rows] == ["6.5%", "50%", 3, 0.25]


def test_a_text_merged_over_rows_reaches_each_and_a_figure_does_not(tmp_path):
    rows = [["领导", "户数", "项目"], ["张三", 5, "甲"], [None, None, "乙"]]
    path = write_book(tmp_path / "x.xlsx", ("表", rows), merges=("A2:A4", "B2:B4"))
    (grid,) = read_book(path).sheets
    assert [row[0] for row in grid.rows] == ["领导", "张三", "张三"]
    assert [row[1] for row in grid.rows] == ["户数", 5, ""]


def test_hidden_sheets_are_not_read_and_told(tmp_path):
    book = Workbook()
    book.active["A1"] = "上月"
    book.active.sheet_state = "hidden"
    book.create_sheet("本月")["A1"] = "x"
    book.active = 1
    book.save(tmp_path / "x.xlsx")
    read = read_book(tmp_path / "x.xlsx")
    assert [grid.sheet for grid in read.sheets] == ["本月"]
    assert read.findings[0].rule == "intake.hidden_sheet"


def test_sheets_without_content_are_left_out_and_an_empty_book_is_refused(tmp_path):
    write_book(tmp_path / "x.xlsx", ("空", []), ("有", [["x"]]))
    assert [grid.sheet for grid in read_book(tmp_path / "x.xlsx").sheets] == ["有"]
    write_book(tmp_path / "y.xlsx", ("空", []))
    with pytest.raises(IntakeError, match="没有内容"):
        read_book(tmp_path / "y.xlsx")


def test_et_opens_by_content(tmp_path):
    shutil.copy(write_book(tmp_path / "x.xlsx", ("表", [["企业名称"]])), tmp_path / "x.et")
    assert read_book(tmp_path / "x.et").sheets[0].rows == [["企业名称"]]


@pytest.mark.parametrize("mark", [",", "\t", ";"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_csv_in_any_dress(tmp_path, mark, encoding):
    text = f'企业名称{mark}产值\r\n"旬阳{mark}甲公司"{mark}12\r\n乙\r\n\r\n'
    (tmp_path / "x.csv").write_bytes(text.encode(encoding))
    (grid,) = read_book(tmp_path / "x.csv").sheets
    assert grid.rows == [["企业名称", "产值"], [f"旬阳{mark}甲公司", "12"], ["乙", ""]]


def test_a_csv_row_without_end_is_refused(tmp_path):
    wide = "a,b\n" + "x," * 9000 + "\n" + "1,2\n" * 1000
    (tmp_path / "x.csv").write_text(wide)
    with pytest.raises(IntakeError, match="分隔符"):
        read_book(tmp_path / "x.csv")


def test_a_text_longer_than_any_workbook_holds_is_no_text(tmp_path):
    (tmp_path / "x.csv").write_text(f"企业名称,备注\n{'长' * 40_000},短\n", encoding="utf-8")
    cell, other = read_book(tmp_path / "x.csv").sheets[0].rows[1]
    assert (cell, other) == ("40000个字的长文字", "短")
    assert isinstance(cell, Fault)


def test_the_clipboard():
    assert grid_of_text("企业名称\t产值\n甲\t1\n").rows == [["企业名称", "产值"], ["甲", "1"]]


def test_merges_beyond_the_content_are_clipped(tmp_path):
    path = write_book(tmp_path / "x.xlsx", ("表", [["企业名录"], ["企业名称"]]), merges=("A1:Z1", "A9:A12"))
    assert read_book(path).sheets[0].merges == (((0, 0), (0, 0)),)


def test_broken_records_make_a_sentence_not_a_panic(tmp_path):
    """Cut and overwritten records: calamine's Rust code panics on some of these."""
    whole = (DATA / "odd_cells.xls").read_bytes()
    for at in range(512, len(whole), 97):
        (tmp_path / "x.xls").write_bytes(whole[:at] + b"\xff\x07" + whole[at + 2 :])
        with suppress(IntakeError):
            read_book(tmp_path / "x.xls")
