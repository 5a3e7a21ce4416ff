from __future__ import annotations

import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest

from parkdesk.reports.to_workbook import to_workbook
from parkdesk.reports.values import (
    Annex,
    Bar,
    Chart,
    Column,
    FormPage,
    Heading,
    Paragraph,
    Quantity,
    Ranking,
    Report,
    Row,
    Table,
)
from tests.reports.samples import GROWTH_TABLE, MORE_CHARTS, RANKING, TREND, WATERFALL, full_report


@pytest.fixture(scope="module")
def book() -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(to_workbook(full_report())))


def test_one_sheet_per_table_under_the_name_people_know(book: openpyxl.Workbook) -> None:
    charts = ["增长构成图", "下拉企业图", "走势图"]
    assert book.sheetnames == ["增长构成表", "重点工业项目进展一览表", "增长构成表（2）", *charts]


def test_a_sheet_reads_like_the_printed_table(book: openpyxl.Workbook) -> None:
    sheet = book["增长构成表"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0] == "增长构成表"
    assert rows[1][0] == "单位：万元、个百分点"
    assert rows[2] == ["构成", "产值", None, "拉动"]
    assert rows[3] == [None, "本期", "同期", None]
    assert rows[5] == ["退库留基", 0, 240000, -10.43]
    assert rows[6] == ["合计", 2312400, 2300896, "—"]
    assert rows[7][0] == "注：同期为可比口径。"
    assert {"A3:A4", "B3:C3", "D3:D4", "A1:D1"} <= {str(merged) for merged in sheet.merged_cells.ranges}
    assert sheet["D6"].number_format == '0.00;"−"0.00'
    assert sheet["C6"].number_format == '#,##0;"−"#,##0'


def test_a_sheet_is_ready_to_print(book: openpyxl.Workbook) -> None:
    wide, narrow = book["重点工业项目进展一览表"], book["增长构成表"]
    assert wide.page_setup.orientation == "landscape"
    assert narrow.page_setup.orientation == "portrait"
    assert (wide.page_setup.fitToWidth, wide.page_setup.fitToHeight) == (1, 0)
    assert wide.sheet_properties.pageSetUpPr.fitToPage
    assert wide.print_title_rows == "$3:$4"
    assert wide.freeze_panes == "C5"
    assert wide.page_setup.paperSize == 9


@pytest.mark.parametrize("text", ["=1+1", "+86", "-5", "@SUM(A1)", '=HYPERLINK("http://x")'])
def test_text_is_never_run_as_a_formula(text: str) -> None:
    table = Table("", (Column("名称"),), (Row((text,)),))
    sheet = openpyxl.load_workbook(io.BytesIO(to_workbook(Report("x", "题", (table,)))))["题"]
    cell = sheet["A4"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_sheet_names_are_made_fit() -> None:
    names = ["一/二:三[四]", "长" * 40, "长" * 40, "", "一二三四"]
    annexes = tuple(Annex(name, (GROWTH_TABLE_UNTITLED,)) for name in names)
    book = openpyxl.load_workbook(io.BytesIO(to_workbook(Report("x", "题", (), annexes=annexes))))
    assert book.sheetnames == ["一二三四", "长" * 31, "长" * 28 + "（2）", "表", "一二三四（2）"]


GROWTH_TABLE_UNTITLED = Table("", GROWTH_TABLE.columns, (Row(("甲\x01", Quantity(1), Quantity(2), "")),))


def test_a_letter_without_tables_keeps_its_sentences() -> None:
    blocks = (Heading(1, "一、总体"), Paragraph(("话" * 90,)))
    sheet = openpyxl.load_workbook(io.BytesIO(to_workbook(Report("x", "题", blocks)))).active
    assert [row[0].value for row in sheet.iter_rows()] == ["题", "一、总体", "　　" + "话" * 90]
    assert sheet.row_dimensions[3].height > 2 * sheet.row_dimensions[2].height
    assert sheet.page_setup.paperSize == 9


def test_a_chart_is_printed_whole_on_one_page() -> None:
    book = openpyxl.load_workbook(io.BytesIO(to_workbook(Report("x", "题", (TREND, *MORE_CHARTS)))))
    for sheet in book.worksheets[1:]:
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 1)
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")


def test_a_form_of_several_tables_says_on_each_sheet_what_it_is() -> None:
    report = Report("x", "包抓责任表\n（2026年）", (GROWTH_TABLE, GROWTH_TABLE), form=FormPage())
    first, second = openpyxl.load_workbook(io.BytesIO(to_workbook(report))).worksheets
    assert first["A1"].value == second["A1"].value == "包抓责任表（2026年）　增长构成表"


def test_what_stands_in_brackets_goes_below() -> None:
    columns = (Column("已盘活（亩）", 3), *(Column(f"列{n}", 1.5) for n in range(12)))
    table = Table("", columns, (Row(("",) * 13),))
    sheet = openpyxl.load_workbook(io.BytesIO(to_workbook(Report("x", "题", (table,))))).worksheets[0]
    assert sheet["A3"].value == "已盘活\n（亩）"
    assert sheet["A3"].font.size == sheet["A4"].font.size + 1.5 == 10.5


def test_charts_are_native_and_hold_the_figures_of_the_picture() -> None:
    charts = (WATERFALL, RANKING, TREND, *MORE_CHARTS)
    data = to_workbook(Report("x", "题", charts))
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        drawn = [packed.read(name).decode() for name in packed.namelist() if name.startswith("xl/charts/chart")]
    assert len(drawn) == len(charts) - 1  # a heat table is cells with a colour scale
    assert sum("<c:lineChart>" in one or "<lineChart>" in one for one in drawn) == 2
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["增长构成图"]
    rows = [[cell.value for cell in row][:5] for row in sheet.iter_rows(3, 5)]
    assert rows == [
        ["在库存量", 10.41, 0, 10.41, 0],
        ["退库留基", -10.43, -0.02, 0, 10.43],
        ["增速", -0.02, -0.02, 0, 0.02],
    ]
    assert book["热力图"].conditional_formatting
    hostile = Report("x", "题", (Chart("=1+1", "", Ranking((Bar("=HYPERLINK(1)", Decimal(1)),))),))
    (made,) = openpyxl.load_workbook(io.BytesIO(to_workbook(hostile))).worksheets[1:]
    assert made["A3"].data_type == "s"
