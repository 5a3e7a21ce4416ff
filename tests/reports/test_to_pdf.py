from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from parkdesk.errors import ReportError
from parkdesk.reports import layout, to_pdf
from parkdesk.reports.values import Annex, Column, Figure, FormPage, Heading, Paragraph, Quantity, Report, Row, Table
from tests.reports.samples import BODY, TRACE, full_report, wide_table

MM = 72 / 25.4
WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)</word>')
PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">')


def poppler(tool: str, data: bytes, folder: Path, *options: str) -> str:
    """Run one of Debian's PDF tools on a PDF and return what it prints."""
    program = shutil.which(tool)
    if program is None:
        pytest.skip(f"没有 {tool}（Debian 包 poppler-utils）")
    path = folder / "report.pdf"
    path.write_bytes(data)
    source = [*options, str(path)] if tool in ("pdffonts", "pdfinfo") else [*options, str(path), "-"]
    return subprocess.run([program, *source], check=True, capture_output=True, text=True).stdout


def words_by_page(xhtml: str) -> list[list[tuple[float, float, float, float, str]]]:
    pages = PAGE.split(xhtml)[3::3]
    return [[(*(float(x) for x in found[:4]), found[4]) for found in WORD.findall(page)] for page in pages]


def test_text_copied_from_the_pdf_is_the_text_meant(tmp_path: Path) -> None:
    report = replace(full_report(), annexes=())
    text = poppler("pdftotext", to_pdf.to_pdf(report), tmp_path)
    copied = "".join(text.split())
    for block in report.blocks:
        if isinstance(block, Heading | Paragraph):
            assert "".join(block.text.split()) in re.sub(r"—\d+—", "", copied)
    for cell in ("2,312,400", "−10.43", "单位：万元、个百分点", "注：同期为可比口径。"):
        assert cell in copied
    body_lines = [line for line in text.splitlines() if "亿" in line]
    assert body_lines
    assert not any("231.24 亿" in line or " 元" in line for line in body_lines)


def test_a_full_page_has_22_lines_of_28_characters_inside_the_margins(tmp_path: Path) -> None:
    report = Report("x", "题", (Paragraph(("国" * 28 * 60,)),))
    pages = words_by_page(poppler("pdftotext", to_pdf.to_pdf(report), tmp_path, "-bbox"))
    full = [word for word in pages[1] if "国" in word[4]]
    assert len(full) == 22
    assert {len(word[4]) for word in full} == {28}
    left, right = min(w[0] for w in full) / MM, max(w[2] for w in full) / MM
    top, bottom = min(w[1] for w in full) / MM, max(w[3] for w in full) / MM
    assert left == pytest.approx(28, abs=0.5)
    assert right == pytest.approx(210 - 26, abs=0.5)
    assert top == pytest.approx(37, abs=1)
    assert bottom < 297 - 35
    pitch = (max(w[1] for w in full) - min(w[1] for w in full)) / 21
    assert pitch == pytest.approx(layout.LINE_PITCH_PT, abs=0.02)


def test_page_numbers_stand_outside_right_on_odd_and_left_on_even_pages(tmp_path: Path) -> None:
    report = Report("x", "题", (Paragraph(("国" * 28 * 40,)),))
    first, second, *_ = words_by_page(poppler("pdftotext", to_pdf.to_pdf(report), tmp_path, "-bbox"))
    odd, even = first[-1], second[-1]
    assert (odd[4], even[4]) == ("—1—", "—2—")
    assert odd[2] / MM == pytest.approx(210 - 26 - 14 / MM, abs=0.5)
    assert even[0] / MM == pytest.approx(28 + 14 / MM, abs=0.5)
    assert (odd[1] + odd[3]) / 2 / MM == pytest.approx(297 - 35 + 7, abs=0.6)


def test_wide_annexes_are_turned_and_repeat_their_heading(tmp_path: Path) -> None:
    pdf = to_pdf.to_pdf(full_report())
    xhtml = poppler("pdftotext", pdf, tmp_path, "-bbox")
    sizes = [(round(float(w) / MM), round(float(h) / MM)) for w, h in PAGE.findall(xhtml)]
    pages = ["".join(word[4] for word in page) for page in words_by_page(xhtml)]
    turned = [page for size, page in zip(sizes, pages, strict=True) if size == (297, 210)]
    assert len(turned) >= 2
    assert all("项目名称" in page and "完成投资" in page for page in turned)
    assert sizes[-1] == (210, 297)
    # The last row never stands alone: its subtotal and the row before it share the page.
    assert "项目24" in turned[-1]
    assert "小计" in turned[-1]


def test_a_row_longer_than_a_page_loses_nothing(tmp_path: Path) -> None:
    long = "".join(f"第{i}句。" for i in range(900))
    table = Table("", (Column("名称"), Column("内容", 3, "left")), (Row(("甲", long)), Row(("乙", "短"))))
    text = poppler("pdftotext", to_pdf.to_pdf(Report("x", "题", (table,))), tmp_path)
    copied = "".join(text.split())
    assert all(f"第{i}句" in copied for i in (0, 300, 600, 899))


def test_who_filled_a_form_in_never_stands_alone(tmp_path: Path) -> None:
    """However long the table is, its foot shares a page with its last rows and its note."""
    columns = (Column("序号"), Column("名称", 3, "left"))
    lasts = []
    for count in range(14, 42):
        table = Table("", columns, tuple(Row((str(n), f"第{n}行")) for n in range(count)), note="注：末尾。")
        report = Report("x", "题", (table,), form=FormPage(foot="填表人："))
        pages = poppler("pdftotext", to_pdf.to_pdf(report), tmp_path).split("\f")[:-1]
        assert "填表人：" in pages[-1]
        assert f"第{count - 1}行" in pages[-1]
        assert f"第{count - 2}行" in pages[-1]
        lasts.append(len(pages))
    assert {1, 2} <= set(lasts)


def test_tables_of_one_row_with_and_without_a_note(tmp_path: Path) -> None:
    for note in ("", "注：一行。"):
        table = Table("", (Column("甲"), Column("乙")), (Row(("子", "丑")),), note=note)
        words = "".join(poppler("pdftotext", to_pdf.to_pdf(Report("x", "题", (table,))), tmp_path).split())
        assert f"题甲乙子丑{note}" in words


def test_fonts_are_embedded(tmp_path: Path) -> None:
    listed = poppler("pdffonts", to_pdf.to_pdf(full_report(1)), tmp_path).splitlines()[2:]
    assert listed
    assert all(line.split()[-5] == "yes" for line in listed)


def test_pages_are_the_pages_of_the_pdf(tmp_path: Path) -> None:
    report = full_report(1)
    pages = to_pdf.to_pages(report, 40)
    count = poppler("pdftotext", to_pdf.to_pdf(report), tmp_path, "-bbox").count("<page ")
    assert len(pages) == count
    assert all(page.startswith(b"\x89PNG") for page in pages)


def test_the_same_report_is_the_same_file() -> None:
    report = replace(full_report(1), annexes=(Annex("表", (wide_table(2),)),))
    assert to_pdf.to_pdf(report) == to_pdf.to_pdf(report)


def test_a_spoilt_page_template_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "gongwen.typ"
    broken.write_text("#let x = (", encoding="utf-8")
    monkeypatch.setattr(to_pdf, "_TEMPLATE", broken)
    with pytest.raises(ReportError, match="gongwen"):
        to_pdf.to_pdf(Report("x", "题", (Paragraph((BODY,)),)))


def test_figures_are_found_where_they_stand(tmp_path: Path) -> None:
    """Every figure's place holds its own text: what poppler reads in the box (of a sentence) is the figure."""
    filler = tuple(Paragraph(("国" * 20,)) for _ in range(22))
    said = Paragraph(
        (
            "同比",
            Figure("增长0.5%", TRACE),
            "，较上月由负转正，而且还有很长的一句话要说完",
            Figure("231.24亿元", TRACE),
            "。",
        )
    )
    cells = Row(("甲", Quantity(777, 0, trace=TRACE), Quantity(888)))
    table = Table("表", (Column("名称"), Column("值", 1, "right"), Column("无源", 1, "right")), (cells,))
    report = Report("x", "题", (*filler, said), annexes=(Annex("附", (table,)),))
    pages = words_by_page(poppler("pdftotext", to_pdf.to_pdf(report), tmp_path, "-bbox"))
    spots = to_pdf.figure_spots(report)
    assert [spot.figure.text for spot in spots if spot.page > 2] == ["777"]
    by_text: dict[str, float] = {}
    for spot in spots:
        left, top, width, height = spot.box
        lines = [
            w
            for w in pages[spot.page - 1]
            if w[1] < top + height / 2 < w[3] and w[0] < left + width - 1 and w[2] > left + 1
        ]
        assert lines, spot
        by_text[spot.figure.text] = by_text.get(spot.figure.text, 0) + width
        if spot.figure.text == "777":
            assert [w[4] for w in lines] == ["777"]
    assert by_text["增长0.5%"] == pytest.approx(16 * 5, abs=12)
    assert len(to_pdf.to_pages(report, 40)) == len(pages) == 3
