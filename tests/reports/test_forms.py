"""Forms on turned paper: their page, their totals, and the same in PDF, Word and Excel."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pytest

from parkdesk.errors import ReportError
from parkdesk.periods import Period
from parkdesk.reports.firm_forms import FirmLine, monthly_form, register_form
from parkdesk.reports.inputs import Letterhead
from parkdesk.reports.to_pdf import to_pdf
from parkdesk.reports.to_word import to_word
from parkdesk.reports.to_workbook import to_workbook
from parkdesk.reports.traces import Trace
from parkdesk.reports.values import FormPage, Report, Row, cell_text
from tests.reports.samples import WAN, firm
from tests.reports.test_to_pdf import MM, PAGE, poppler, words_by_page

HEAD = Letterhead(signature="旬阳市经济贸易局", date="2026年10月12日")
PERIOD = Period(2026, 9)
FIRMS = (
    firm(1, "在库", 1500000, 1300000, park="高新园"),
    firm(2, "在库", None, 760896, "27"),
    firm(3, "新增入库", 12000, 0, "30"),
    firm(4, "退库", 0, 240000, "09"),
    firm(5, "培育", 99, 98),
)


def lines(count: int = 1) -> list[FirmLine]:
    made = [
        FirmLine(f, "农副食品加工业", f.park or "城关镇", 100 * WAN, 90 * WAN, 50 * WAN, 4 * WAN, 3 * WAN, 20)
        for f in FIRMS
    ]
    return made + [replace(made[0], firm=firm(n, "在库", 10, 9)) for n in range(10, 10 + count)]


def months(period: Period = PERIOD, count: int = 1) -> Report:
    return monthly_form(lines(count), period, "旬阳市", HEAD)


def rows(report: Report) -> dict[str, Row]:
    ((table, _),) = report.tables()
    return {cell_text(row.cells[1 if len(row.cells) > 1 else 0]): row for row in table.rows}


def test_subtotals_add_up_and_silence_is_no_zero() -> None:
    found = rows(months(count=0))
    assert list(found) == [
        "一、在库企业", FIRMS[0].name, FIRMS[1].name, "小计（2户）", "二、新增入库企业", FIRMS[2].name, "小计（1户）",
        "三、退库企业（留基）", FIRMS[3].name, "合计（4户）", "其中：园区内（1户）",
    ]  # fmt: skip
    total = [cell_text(cell) for cell in found["合计（4户）"].cells]
    assert total[8:12] == ["1,512,000", "2,300,896", "−34.3", "−34.29"]
    silent = [cell_text(cell) for cell in found[FIRMS[1].name].cells]
    assert silent[8:12] == ["—", "760,896", "—", "—"]
    assert silent[-1] == "未报"
    ((table, _),) = months(count=0).tables()
    at = {cell_text(row.cells[1]): y for y, row in enumerate(table.rows) if row.style != "group"}
    for name, subject, standing in (
        (FIRMS[0].name, FIRMS[0].subject, ""), ("小计（2户）", "all", "在库"), ("其中：园区内（1户）", "all", "园区内")
    ):  # fmt: skip
        pull = table.trace(at[name], 11, table.about(at[name]))
        assert pull == tuple(Trace("output", "2026-09", m, subject, standing) for m in ("cum", "cum_base"))


def test_january_and_february_have_no_single_month() -> None:
    ((table, _),) = months(Period(2026, 2)).tables()
    assert not any("当月" in column.group for column in table.columns)
    assert all(len(row.cells) in (1, len(table.columns)) for row in table.rows)


def test_the_form_is_turned_counted_and_signed(tmp_path: Path) -> None:
    pdf = to_pdf(months(count=60))
    xhtml = poppler("pdftotext", pdf, tmp_path, "-bbox")
    sizes = {(round(float(w) / MM), round(float(h) / MM)) for w, h in PAGE.findall(xhtml)}
    pages = words_by_page(xhtml)
    assert sizes == {(297, 210)}
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        text = "".join(word[4] for word in page)
        assert f"第{number}页共{len(pages)}页" in text
        assert "统一社会信用代码" in text
        assert min(word[0] for word in page) / MM > 19
        assert max(word[2] for word in page) / MM < 297 - 19
    last = "".join(word[4] for word in pages[-1])
    assert "合计（64户）" in last
    assert "填表人：" in last


@pytest.mark.parametrize("sheet", ["A4", "A3"])
def test_the_paper_is_the_same_in_word_and_excel(sheet: str, tmp_path: Path) -> None:
    report = replace(months(), form=FormPage(sheet, foot="填表人："))  # type: ignore[arg-type]
    wide, high = (297, 210) if sheet == "A4" else (420, 297)
    found = PAGE.findall(poppler("pdftotext", to_pdf(report), tmp_path, "-bbox"))[0]
    assert [round(float(size) / MM) for size in found] == [wide, high]
    section = docx.Document(io.BytesIO(to_word(report))).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (wide, high)
    assert "NUMPAGES" in section.footer._element.xml
    page = openpyxl.load_workbook(io.BytesIO(to_workbook(report))).worksheets[0]
    assert (
        page.page_setup.paperSize == {"A4": "9", "A3": "8"}[sheet]
        or page.page_setup.paperSize == {"A4": 9, "A3": 8}[sheet]
    )
    assert page.page_setup.orientation == "landscape"
    cells = [cell.value for row in page.iter_rows() for cell in row if cell.value is not None]
    assert "填表人：" in cells
    assert 1500000 in cells


def test_who_came_and_who_left() -> None:
    report = register_form(FIRMS, {"f4": "停产退库"}, PERIOD, "旬阳市", HEAD)
    assert "新增入库1户，产值1.20亿元；退库1户，留基产值24.00亿元，两者相差22.80亿元，新增难以弥补" in report.text()
    found = {
        cell_text(row.cells[1]): [cell_text(c) for c in row.cells]
        for row in report.blocks[1].rows
        if len(row.cells) > 1
    }  # type: ignore[union-attr]
    assert found[FIRMS[3].name][3:] == ["退库", "0", "240,000", "−10.43", "", "停产退库"]
    with pytest.raises(ReportError, match="没有新增入库和退库企业"):
        register_form(FIRMS[:2], {}, PERIOD, "旬阳市", HEAD)


def test_nobody_is_told() -> None:
    with pytest.raises(ReportError, match="没有规上企业"):
        monthly_form([], PERIOD, "旬阳市", HEAD)
