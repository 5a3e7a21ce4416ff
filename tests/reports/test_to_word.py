from __future__ import annotations

import io
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from parkdesk.errors import ReportError
from parkdesk.paths import resource
from parkdesk.reports import style_document, to_word
from tests.reports.samples import full_report


@pytest.fixture(scope="module")
def data() -> bytes:
    return to_word.to_word(full_report())


@pytest.fixture
def document(data: bytes) -> docx.document.Document:
    return docx.Document(io.BytesIO(data))


def test_the_words_stand_in_real_styles(document: docx.document.Document) -> None:
    by_style = {}
    for paragraph in document.paragraphs:
        by_style.setdefault(paragraph.style.name, []).append(paragraph.text)
    assert by_style["Heading 1"] == ["一、基本情况"]
    assert by_style["Heading 4"] == ["（1）其他"]
    assert by_style["Title"] == ["某县2026年前三季度", "工业经济运行情况的报告"]
    assert "同比增长0.5%。" in by_style["Normal"]
    assert by_style["附件序号"] == ["附件1", "附件2"]
    assert [text for text in by_style["附件说明"] if text] == ["附件：1.重点工业项目进展一览表", "2.说明"]


def test_the_page_is_the_standard_one(document: docx.document.Document) -> None:
    first, turned, *_ = document.sections
    grid = first._sectPr.find(qn("w:docGrid"))
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch")), grid.get(qn("w:charSpace"))) == (
        "linesAndChars", "580", "-848",
    )  # fmt: skip
    assert [round(x.mm) for x in (first.page_width, first.page_height)] == [210, 297]
    margins = (first.top_margin, first.bottom_margin, first.left_margin, first.right_margin)
    assert [round(x.mm) for x in margins] == [37, 35, 28, 26]
    assert [round(x.mm) for x in (turned.page_width, turned.page_height)] == [297, 210]
    assert document.settings.odd_and_even_pages_header_footer
    for footer in (first.footer, first.even_page_footer):
        assert footer._element.xpath(".//w:instrText")[0].text.strip() == "PAGE"


def test_every_style_names_its_font_for_every_script(document: docx.document.Document) -> None:
    for name in style_document.names():
        fonts = document.styles[name].element.rPr.rFonts
        assert len({fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "eastAsia", "cs")}) == 1
        assert fonts.get(qn("w:eastAsia"))


def test_tables_repeat_headings_and_never_split_rows(document: docx.document.Document) -> None:
    for table in document.tables:
        rows = table.rows
        assert rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert rows[1]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert rows[2]._tr.trPr.find(qn("w:tblHeader")) is None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in rows)
    assert document.tables[0].cell(3, 3).text == "−10.43"
    assert document.tables[0].cell(0, 1).text == document.tables[0].cell(0, 2).text == "产值"


def test_charts_are_pictures_with_words_for_those_who_cannot_see(document: docx.document.Document) -> None:
    described = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert described[0].startswith("增长构成图")
    assert len(described) == 3


def test_the_committed_style_document_is_what_the_maker_makes() -> None:
    made, kept = (
        docx.Document(source)
        for source in (io.BytesIO(style_document.style_document()), str(resource("reports", "style.docx")))
    )
    for name in style_document.names():
        assert kept.styles[name].element.xml == made.styles[name].element.xml


@pytest.mark.parametrize(("content", "words"), [(b"nothing", "打不开"), (None, "缺少样式")])
def test_a_spoilt_style_document_is_told(
    content: bytes | None, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "style.docx"
    if content is None:
        docx.Document().save(str(path))
    else:
        path.write_bytes(content)
    monkeypatch.setattr(to_word, "resource", lambda *_: path)
    with pytest.raises(ReportError, match=words):
        to_word.to_word(full_report(1))


@pytest.mark.slow
def test_libreoffice_opens_it_with_chinese_fonts(data: bytes, tmp_path: Path) -> None:
    office, lister = shutil.which("soffice"), shutil.which("pdffonts")
    if office is None or lister is None:
        pytest.skip("没有 LibreOffice 或 poppler-utils")
    (tmp_path / "r.docx").write_bytes(data)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        office,
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "r.docx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    fonts = subprocess.run([lister, str(tmp_path / "r.pdf")], check=True, capture_output=True, text=True).stdout
    assert "DejaVu" not in fonts
    assert "Noto" in fonts or "Song" in fonts


def test_a_red_head_stands_over_its_line() -> None:
    report = replace(full_report(1), red_head="某县经济贸易局文件")
    document = docx.Document(io.BytesIO(to_word.to_word(report)))
    head, number = document.paragraphs[:2]
    assert head.text == "某县经济贸易局文件"
    assert str(head.runs[0].font.color.rgb) == "D00000"
    assert head.paragraph_format.space_before.mm == pytest.approx(35, abs=0.1)
    assert number.text == report.document_number
    assert 'w:color="D00000"' in number._p.xml
    plain = docx.Document(io.BytesIO(to_word.to_word(full_report(1))))
    assert "D00000" not in plain.element.xml
