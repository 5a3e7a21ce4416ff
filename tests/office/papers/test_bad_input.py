"""Desks nobody planned for: one firm, no base, no parks, endless names, thousands of rows, rare characters."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import docx
import pytest

from parkdesk.errors import ReportError
from parkdesk.office import reporting
from parkdesk.office.desks import create_desk
from parkdesk.office.papers.catalogue import CATALOGUE
from parkdesk.periods import Period
from parkdesk.plan import FactChange, Plan, RecordChange, Source
from parkdesk.records import Enterprise, Measure, Registration
from parkdesk.reports.to_pdf import to_pdf
from parkdesk.reports.to_word import to_word
from parkdesk.reports.to_workbook import to_workbook
from parkdesk.reports.values import Heading, Paragraph, Report, cell_text
from parkdesk.store import Store
from tests.reports.test_to_pdf import PAGE, poppler

SEPTEMBER = Period(2026, 9)
WAN = 10**6
LETTERS = ("analysis", "brief", "notice", "quarterly", "year")
FIRM_PAPERS = (*LETTERS, "ranking", "enterprises", "register")
Firm = tuple[str, str, str, int | None, int | None]
"""Name, park, standing, this year's output and the base in 万元."""
LONG = "青溪县循环经济产业园区富硒食品精深加工及冷链物流仓储一体化综合开发利用示范基地"
LONG += "建设运营管理有限责任公司第二分公司白河口𠅤㛃"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Callable[..., Store]]:
    """Return a maker of a county's desk from a few firms."""
    opened: list[Store] = []

    def make(firms: Sequence[Firm], town: str = "城关镇") -> Store:
        store = create_desk(tmp_path / f"{len(opened)}.parkdesk", "610981", "旬阳市经贸局", "county", "单𠅤")
        records: list[RecordChange] = []
        facts: list[FactChange] = []
        for n, (name, park, status, now, base) in enumerate(firms):
            firm = Enterprise(id=f"e{n}", unit="610981", name=name, park=park, town=town, industry="13")
            stand = Registration(id=f"r{n}", enterprise=f"e{n}", year=2026, status=status, from_period=202600)
            records += [RecordChange(None, firm), RecordChange(None, stand)]
            for measure, value in ((Measure.CUM, now), (Measure.CUM_BASE, base)):
                if value is not None:
                    facts.append(FactChange("output", 202609, f"e{n}", int(measure), None, value * WAN))
        store.apply(Plan(Source("enterprises"), tuple(records), tuple(facts)))
        opened.append(store)
        return store

    yield make
    for store in opened:
        store.close()


def made(store: Store, name: str) -> tuple[Report | None, str]:
    try:
        return reporting.build(store, name, SEPTEMBER), ""
    except ReportError as told:
        return None, str(told)


def words(report: Report) -> str:
    cells = [cell_text(cell) for table, _ in report.tables() for row in table.rows for cell in row.cells]
    return report.text() + "\n".join(cells)


QUICK = ("analysis", "enterprises", "ranking")
QUICK_OR_SLOW = [pytest.param(n, marks=[] if n in QUICK else pytest.mark.slow) for n in FIRM_PAPERS]
CASES: dict[str, tuple[Sequence[Firm], str]] = {
    "one firm": ([("甲厂", "高新园", "在库", 110, 100)], "城关镇"),
    "base zero": ([("甲厂", "", "新增入库", 110, 0), ("乙厂", "", "新增入库", 5, None)], "城关镇"),
    "no parks and no towns": ([("甲厂", "", "在库", 110, 100), ("乙厂", "", "退库", 0, 50)], ""),
    "base below zero": ([("甲厂", "", "在库", 10, -70)], "城关镇"),
    "endless names": ([(LONG + str(n), LONG, "在库", 90 + n, 100) for n in range(9)], LONG),
    "silent": ([("甲厂", "", "在库", 1, 100), *((f"{n}厂", "", "在库", None, 9) for n in range(5))], "城关镇"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
@pytest.mark.parametrize("name", QUICK_OR_SLOW)
def test_a_paper_or_a_sentence(desk: Callable[..., Store], case: tuple[Sequence[Firm], str], name: str) -> None:
    store = desk(*case)
    report, told = made(store, name)
    if report is None:
        assert re.fullmatch(r"[^。\n]+。", told), told
        return
    said = words(report)
    wrong = (
        "None",
        "nan",
        "增长-",
        "增长−",
        "下降-",
        "下降−",
        "，，",
        "；。",
        "、。",
        "，。",
        "（）",
        "增长0.0%",
        "Fraction",
    )
    assert not [one for one in wrong if one in said]
    if case is CASES["base below zero"] and name in LETTERS:
        assert "比上年同期增加80万元（上年同期为负数，不计增速）" in said.replace("0.01亿元", "80万元")
    assert to_pdf(report).startswith(b"%PDF")


@pytest.mark.parametrize("name", FIRM_PAPERS)
def test_what_is_copied_from_the_pdf_is_what_was_meant(desk: Callable[..., Store], name: str, tmp_path: Path) -> None:
    """Every sentence and every cell, rare characters and surnames (单 仇 解 曾) among them."""
    firms = [
        ("旬阳𠅤㛃茶业有限公司", "高新园", "在库", 1200, 1000),
        ("旬阳单氏仇解曾玩具有限公司", "", "在库", 800, 1000),
        ("旬阳恒嘉玩具有限公司", "", "新增入库", 300, 0),
        ("旬阳㛃江铸造有限公司", "", "退库", 0, 500),
    ]
    report, told = made(desk(firms, "㛃河镇"), name)
    assert report is not None, told
    text = poppler("pdftotext", to_pdf(report), tmp_path, "-raw")
    copied = re.sub(r"—\d+—|第\d+页共\d+页", "", re.sub(r"\s", "", text))
    for block in report.blocks:
        if isinstance(block, Heading | Paragraph):
            assert re.sub(r"\s", "", block.text) in copied
    for table, _ in report.tables():
        for row in table.rows:
            for cell in row.cells:
                assert re.sub(r"\s", "", cell_text(cell)) in copied


@pytest.mark.slow
def test_five_thousand_rows_repeat_their_heading_and_lose_nobody(desk: Callable[..., Store], tmp_path: Path) -> None:
    store = desk([(f"旬阳{n}号食品有限公司", "高新园", "在库", 100 + n, 100) for n in range(5000)])
    report, told = made(store, "enterprises")
    assert report is not None, told
    pages = poppler("pdftotext", to_pdf(report), tmp_path).split("\f")[:-1]
    assert len(pages) > 100
    assert all("企业名称" in page for page in pages)
    text = "".join("".join(pages).split())
    assert all(f"旬阳{n}号食品" in text for n in range(0, 5000, 7))
    assert "合计（5000户）" in "".join(pages[-1].split())
    assert len(to_workbook(report)) > 100_000


@pytest.mark.parametrize("name", ["quarterly", "enterprises", pytest.param("notice", marks=pytest.mark.slow)])
def test_libreoffice_reads_the_same_paper(desk: Callable[..., Store], name: str, tmp_path: Path) -> None:
    """The Word file has as many pages as the PDF, give or take one, and says the same."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("没有 soffice（LibreOffice）")
    firms = [
        (f"旬阳{n}号食品有限公司", f"园区{n % 3}", "退库" if n % 9 == 8 else "在库", 90 + n, 100) for n in range(40)
    ]
    report, told = made(desk(firms), name)
    assert report is not None, told
    (tmp_path / "a.docx").write_bytes(to_word(report))
    where = f"-env:UserInstallation=file://{tmp_path}/profile"
    done = [program, where, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "a.docx")]
    subprocess.run(done, check=True, capture_output=True)
    theirs = (tmp_path / "a.pdf").read_bytes()
    counts = [len(PAGE.findall(poppler("pdftotext", pdf, tmp_path, "-bbox"))) for pdf in (theirs, to_pdf(report))]
    assert abs(counts[0] - counts[1]) <= 1, counts
    copied = re.sub(r"\s|—\d+—", "", poppler("pdftotext", theirs, tmp_path))
    for block in report.blocks:
        if isinstance(block, Paragraph):
            assert re.sub(r"\s", "", block.text) in copied
    document = docx.Document(io.BytesIO(to_word(report)))
    styles = {p.style.name for p in document.paragraphs}
    assert "Title" in styles
    if report.form is None:
        assert "Heading 1" in styles


def test_every_paper_of_the_catalogue_is_tried() -> None:
    assert set(FIRM_PAPERS) <= {paper.name for paper in CATALOGUE}
