from __future__ import annotations

import itertools
import re
from dataclasses import replace

import pytest

from parkdesk.errors import ReportError
from parkdesk.periods import Period
from parkdesk.reports.quarterly import quarterly
from parkdesk.reports.values import Chart, Heading, Report, Table, Waterfall, cell_text
from parkdesk.rules.growth import FirmFigures
from tests.reports.samples import firm, official, projects, quarterly_input

STAY, NEW, EXIT = "在库", "新增入库", "退库"
FIRMS = (
    firm(1, STAY, 1500000, 1300000, park="高新园"),
    firm(2, STAY, 800400, 760896, "27"),
    firm(3, NEW, 12000, 0, "30"),
    firm(4, EXIT, 0, 240000, "09"),
)


def table(report: Report, title: str) -> Table:
    return next(block for block in report.blocks if isinstance(block, Table) and title in block.title)


def rows(found: Table) -> list[list[str]]:
    return [[cell_text(cell) for cell in row.cells] for row in found.rows]


def test_the_first_seed_documents_figures() -> None:
    report = quarterly(quarterly_input(FIRMS))
    text = report.text()
    for words in (
        "产值231.24亿元", "增长0.5%", "拉动10.41个百分点", "拉动0.52个百分点",
        "下拉10.43个百分点（简单法）", "11.70个百分点（剔除法）",
    ):  # fmt: skip
        assert words in text
    assert [line for line in text.splitlines() if re.match("[一二三四]、", line)] == [
        "一、基本情况", "二、主要特点", "三、存在问题", "四、下步打算",
    ]  # fmt: skip
    printed = rows(table(report, "增长构成表"))
    assert printed[2] == ["退库留基", "1", "0", "240,000", "−100.0", "−10.43", "—"]
    assert printed[3] == ["合计", "4", "2,312,400", "2,300,896", "0.5", "0.50", "—"]
    chart = next(b for b in report.blocks if isinstance(b, Chart) and isinstance(b.data, Waterfall))
    assert [str(bar.value) for bar in chart.data.bars] == ["10.41", "0.52", "-10.43", "0.50"]


def test_missing_official_figures_say_so_and_given_ones_are_compared() -> None:
    missing = quarterly(quarterly_input(FIRMS)).text()
    assert "全市平均水平未录入；规模以上工业增加值增速未录入；年度任务未录入。" in missing
    given = quarterly(
        quarterly_input(
            FIRMS,
            officials={
                f.figure: f
                for f in (
                    official("va_growth", 70), official("va_suggested", 750), official("va_rank", 7),
                    official("output_target", 320 * 10**10),
                )
            },
            city_officials={
                f.figure: f for f in (official("va_growth", 250, "610900"), official("output_growth", 190, "610900"))
            },
        )
    ).text()  # fmt: skip
    assert (
        "同比增长0.5%，低于全市平均水平1.4个百分点；规模以上工业增加值增长0.7%，低于全市平均水平1.8个百分点，"
        "欠建议增速6.8个百分点，居全市第七位；完成年度任务的72.3%，欠时间进度2.7个百分点。"
    ) in given
    assert "距年度任务还差88.76亿元，今后3个月月均须完成29.59亿元，为前9个月月均水平的1.15倍" in given


@pytest.mark.parametrize(
    ("firms", "present", "absent"),
    [
        ((firm(1, STAY, 80, 100),), ["同比下降20.0%", "下拉20.00个百分点", "无新增入库"], ["拉动企业", "退库企业留基"]),
        ((firm(1, STAY, 100, 100),), ["与上年同期持平", "对增速没有影响", "暂未发现"], ["增长0.0"]),
        ((firm(1, NEW, 100, 0),), ["上年同期无基数，不计增速", "无在库存量企业"], ["拉动—", "增长—"]),
        ((firm(1, STAY, None, 100), firm(2, STAY, 90, 80)),
         ["1号食品有限公司未报", "数据报送不完整", "其上年同期产值0.01亿元仍在基数中"], ["部分企业"]),
        ((firm(1, EXIT, 5, 100), firm(2, STAY, 300, 100)), ["1号食品有限公司退库", "50.00个百分点（简单法）"], ["等1"]),
    ],
    ids=["fall", "flat", "base zero", "unreported", "one leaver"],
)  # fmt: skip
def test_sentences_for_other_counties(firms: tuple[FirmFigures, ...], present: list[str], absent: list[str]) -> None:
    text = quarterly(quarterly_input(firms)).text()
    for words in present:
        assert words in text
    for words in (*absent, "增长-", "增长−", "下降-", "下降−", "拉动−", "None", "；。", "，。", "，，", "；；"):
        assert words not in text


@pytest.mark.parametrize("firms", [(), (firm(1, STAY, None, 100),)], ids=["empty", "nobody"])
def test_a_period_without_figures_has_no_report(firms: tuple[FirmFigures, ...]) -> None:
    with pytest.raises(ReportError, match="旬阳市2026年1—9月还没有规上企业的产值"):
        quarterly(quarterly_input(firms))


def test_headings_are_numbered_without_gaps() -> None:
    report = quarterly(quarterly_input((firm(1, STAY, 80, 100),), projects=projects(3)))
    headings = [block.text for block in report.blocks if isinstance(block, Heading) and block.level == 2]
    starts = [text[:3] for text in headings]
    assert starts[0] == "（一）"
    for before, after in itertools.pairwise(starts):
        assert after == "（一）" or "一二三四五六七八九".index(after[1]) == "一二三四五六七八九".index(before[1]) + 1


def test_tables_are_numbered_and_hold_the_top_ten() -> None:
    firms = tuple(firm(n, STAY, 1000 + n, 1000) for n in range(1, 15)) + tuple(
        firm(n, STAY, 1000 - n, 1000) for n in range(20, 35)
    )
    report = quarterly(quarterly_input(firms))
    titles = [block.title for block in report.blocks if isinstance(block, Table)]
    assert [title[:3] for title in titles] == ["表1　", "表2　", "表3　", "表4　", "表5　"]
    ups, downs = rows(table(report, "拉动作用")), rows(table(report, "下拉影响"))
    assert len(ups) == len(downs) == 10
    assert ups[0][1] == "青禾14号食品有限公司"
    assert downs[0][1] == "青禾34号食品有限公司"


def test_industries_add_up() -> None:
    found = rows(table(quarterly(quarterly_input(FIRMS)), "分行业"))
    assert found[0][:4] == ["农副食品加工业", "1", "1,500,000", "1,300,000"]
    assert found[-1] == ["合计", "4", "2,312,400", "2,300,896", "0.5", "0.50", "—", "100.0"]


def test_project_annexes() -> None:
    report = quarterly(quarterly_input(FIRMS, projects=projects(24)))
    progress, slots = report.annexes
    assert progress.landscape
    assert slots.landscape
    printed = rows(progress.blocks[0])  # type: ignore[arg-type]
    assert [row[0] for row in printed if len(row) == 1] == ["一、竣工一批", "二、开工一批", "三、储备一批"]
    assert printed[1][3:13] == [
        "技改",
        "2025.3—2026.12",
        "12,000",
        "6,000",
        "100",
        "0",
        "0.0",
        "−75.0",
        "安装调试",
        "用地手续未办结",
    ]
    assert printed[-1][1:3] == ["合计", "24个"]
    matrix = rows(slots.blocks[0])  # type: ignore[arg-type]
    assert len(matrix) == 25
    assert matrix[0][5:] == ["缺工作专班", "缺推进方案", "李强、张海", "66.7"]
    assert matrix[-1][2] == "24/24"
    assert "完整率83.3%，12个项目尚有缺项" in report.text()


def test_every_number_in_a_growth_sentence_leads_to_its_facts() -> None:
    report = quarterly(quarterly_input(FIRMS))
    traces = {figure.text: figure.trace for figure in report.figures()}
    assert [(t.indicator, t.period, t.measure) for t in traces["同比增长0.5%"]] == [
        ("output", "2026-09", "cum"), ("output", "2026-09", "cum_base"),
    ]  # fmt: skip
    assert traces["10.43个百分点"][0].subject == EXIT
    assert any(trace.subject == "f1" for figure in report.figures() for trace in figure.trace)


@pytest.mark.parametrize(("month", "season"), [(3, "一季度"), (6, "上半年"), (8, "1—8月"), (12, "全年")])
def test_the_title_names_the_season(month: int, season: str) -> None:
    report = quarterly(quarterly_input(FIRMS, period=Period(2026, month)))
    assert report.title == f"旬阳市2026年{season}\n工业经济运行情况的报告"


def test_a_city_is_not_compared_with_its_own_average() -> None:
    county = quarterly_input(FIRMS)
    assert "全市平均水平" in quarterly(county).text()
    assert "全市" not in quarterly(replace(county, has_peers=False)).text()
