"""月分析, 月通报, 年度总结, the brief: one page where one was promised, no praise for a fall, causes in order."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from parkdesk.periods import Period
from parkdesk.reports import monthly
from parkdesk.reports.inputs import MonthPoint, QuarterlyInput
from parkdesk.reports.to_pdf import to_pdf
from parkdesk.reports.values import Chart, Figure, Paragraph, Report
from parkdesk.rules.growth import FirmFigures
from tests.reports.samples import firm, official, projects, quarterly_input
from tests.reports.test_to_pdf import PAGE, poppler

YI = 10**10
FIRMS = (
    firm(1, "在库", 1500000, 1300000, park="高新园"),
    firm(2, "在库", 700400, 760896, "27", "医药园"),
    firm(3, "新增入库", 12000, 0, "30"),
    firm(4, "退库", 0, 240000, "09"),
)
TOWNS = {"f1": "城关镇", "f2": "蜀河镇", "f3": "蜀河镇", "f4": "吕河镇"}


def given(firms: tuple[FirmFigures, ...] = FIRMS, **more: object) -> QuarterlyInput:
    groups = {"镇办": {f.subject: TOWNS.get(f.subject, "") for f in firms}}
    return quarterly_input(firms, **({"groups": groups, "tone": "分析"} | more))


def paragraphs(report: Report) -> str:
    return "\n".join(block.text for block in report.blocks if isinstance(block, Paragraph))


@pytest.mark.parametrize("tone", monthly.TONES)
def test_the_analysis_is_one_page_in_every_tone(tone: str, tmp_path: Path) -> None:
    report = monthly.analysis(given(tone=tone))
    pages = PAGE.findall(poppler("pdftotext", to_pdf(report), tmp_path, "-bbox"))
    assert len(pages) == 1
    assert "产值221.24亿元，同比下降3.8%" in report.text()
    assert report.byline == "旬阳市经济贸易局　2026年10月12日"


def test_the_three_tones_are_three() -> None:
    short, detailed, told = (paragraphs(monthly.analysis(given(tone=tone))) for tone in monthly.TONES)
    assert len(short) < len(detailed)
    assert "今年以来" in told
    assert "影响增长的主要原因：一是" in told
    assert "一是" not in short


def test_causes_are_numbered_and_lead_to_facts() -> None:
    report = monthly.analysis(given())
    (causes,) = [b for b in report.blocks if isinstance(b, Paragraph) and b.text.startswith("一是")]
    assert causes.text == (
        "一是1户退库企业留基产值24.00亿元，下拉产值增速10.43个百分点；"
        "二是新增入库企业1户、产值1.20亿元，难以弥补退库企业所留基数；"
        "三是青禾2号食品有限公司1户在库企业产值下降，合计下拉2.63个百分点。"
    )
    figures = [run for run in causes.runs if isinstance(run, Figure)]
    assert [figure.trace[0].subject for figure in figures] == ["退库", "新增入库", "在库"]


def test_the_only_cause_has_no_number() -> None:
    report = monthly.analysis(given((firm(1, "在库", 200, 100), firm(2, "在库", 90, 100, "27"))))
    text = paragraphs(report)
    assert "一是" in text  # firm and industry
    alone = monthly.analysis(given((firm(1, "在库", 200, 100), firm(2, "在库", 90, 100))))
    assert "一是" not in paragraphs(alone)
    assert "青禾2号食品有限公司1户在库企业产值下降" in paragraphs(alone)


def test_a_fall_is_never_praised() -> None:
    text = paragraphs(monthly.notice(given()))
    praised = re.findall(r"增速居前的是(.*?)，予以肯定", text)
    assert praised == ["城关镇（同比增长15.4%，拉动8.69个百分点）"]
    assert "增速靠后的是吕河镇（同比下降100.0%，下拉10.43个百分点）、蜀河镇（同比下降6.4%，下拉2.11个百分点）" in text
    falling = monthly.notice(given((firm(1, "在库", 90, 100), firm(2, "在库", 80, 100))))
    assert "予以肯定" not in paragraphs(falling)


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [((90, 100), (110, 100), "较1—8月由负转正"), ((90, 100), (95, 100), "降幅较1—8月收窄5.0个百分点"),
     ((110, 100), (110, 100), "增速与1—8月持平"), ((110, 100), (95, 100), "较1—8月由正转负")],
)  # fmt: skip
def test_how_the_rate_moved(before: tuple[int, int], now: tuple[int, int], words: str) -> None:
    firms = (firm(1, "在库", *now),)
    months = (MonthPoint(Period(2026, 8), before[0] * YI, before[1] * YI), MonthPoint(Period(2026, 9), YI, YI))
    assert words in paragraphs(monthly.analysis(given(firms, months=months)))


def test_two_years_together() -> None:
    last = MonthPoint(Period(2025, 9), 782 * YI, 1000 * YI)  # −21.8 %, domain §3.7
    report = monthly.year(given((firm(1, "在库", 1066, 1000),), last_year=last))
    assert "同比增长6.6%，两年平均下降8.7%" in report.text()


def test_the_year_is_a_skeleton_with_its_figures() -> None:
    report = monthly.year(given(period=Period(2026, 12), projects=projects(6)))
    text = report.text()
    assert text.count("（此处补写") >= 5
    assert "2026年全年，旬阳市规模以上工业企业4户完成产值221.24亿元" in text
    assert [chart.title[:2] for chart in report.blocks if isinstance(chart, Chart)] == ["图1", "图2", "图3"]
    assert len(report.annexes) == 2


def test_the_brief_is_one_sheet_of_a3(tmp_path: Path) -> None:
    report = monthly.brief(given(projects=projects(24)))
    found = PAGE.findall(poppler("pdftotext", to_pdf(report), tmp_path, "-bbox"))
    assert [(round(float(w) / 72 * 25.4), round(float(h) / 72 * 25.4)) for w, h in found] == [(420, 297)]


def test_the_catch_up_is_reckoned_on() -> None:
    asked = {f.figure: f for f in (official("va_suggested", 1000),)}
    words = "{{ 倒算.目标 }}|{{ 倒算.须增 }}|{{ 倒算.月均 }}|{{ 倒算.平摊 }}"
    report = monthly.analysis(given((firm(1, "在库", 905, 1000),), officials=asked), words)
    assert paragraphs(report) == "增长10.0%|增长68.5%|0.02亿元|True"
    spread = replace(given((firm(1, "在库", 905, 1000),), officials=asked), base_year=1500 * 10**6)
    assert "False" in paragraphs(monthly.analysis(spread, words))
