"""Letters from a wording template: 季度分析, 月分析, 月通报, 年度总结 differ in their template, title and annexes.

The words stand in `resources/reports/*.zh.txt`, where a county may change them; this module says what they may speak
of and which tables and charts they may place.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from parkdesk.errors import ReportError
from parkdesk.paths import resource
from parkdesk.reports import analysis_values, project_tables, wording
from parkdesk.reports import quarterly_tables as tables
from parkdesk.reports.quarterly_values import TOP, reported, values_of
from parkdesk.reports.traces import Entries
from parkdesk.reports.values import Chart, Report, Table
from parkdesk.rules.growth import top_down, top_up

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from parkdesk.reports.inputs import QuarterlyInput
    from parkdesk.reports.values import Annex, Block


def shipped_wording(template: str) -> str:
    """Return a wording template as the program brings it."""
    return resource("reports", template).read_text(encoding="utf-8")


def letter(
    given: QuarterlyInput,
    kind: str,
    title: str,
    template: str,
    words: str | None = None,
    annexes: tuple[Annex, ...] = (),
) -> Report:
    """Write a letter; `words` replaces the shipped wording of the template."""
    if not any(firm.now is not None for firm in given.firms):
        raise ReportError(
            f"{given.place}{given.period.title}还没有规上企业的产值，写不出报告，请先导入月度数据，并核对企业的在库状态。"
        )
    text = shipped_wording(template) if words is None else words
    head = given.letterhead
    return Report(
        kind=kind,
        title=title,
        blocks=tuple(numbered(wording.write(text, template, values_of(given), placeable(given)))),
        document_number=head.document_number,
        addressee=head.addressee,
        signature=head.signature,
        date=head.date,
        annexes=annexes,
        notes=given.notes,
        red_head=head.red_head,
    )


def placeable(given: QuarterlyInput) -> dict[str, Block]:
    """Return the tables and charts that a template may place, by the name it calls them."""
    firms = reported(given.firms)
    industries = tables.by_industry(given.firms)
    trend = tables.trend_chart(given)
    made: dict[str, Block] = {
        "主要指标表": tables.indicator_table(given),
        "累计产值图": trend,
        "增长构成表": tables.decomposition_table(given),
        "增长构成图": tables.decomposition_chart(given),
        "拉动企业表": tables.firm_table(given, "拉动作用居前的企业", top_up(firms, TOP)),
        "下拉企业表": tables.firm_table(given, "下拉影响居前的企业", top_down(firms, TOP)),
        "分行业表": tables.group_table(given, "行业", industries),
        "行业增速图": tables.group_chart(given, "行业", industries),
    }
    for way in analysis_values.WAYS:
        parts = tables.by_group(given, way) if way in given.groups else {}
        made[f"分{way}表"] = tables.group_table(given, way, parts)
        made[f"{way}增速图"] = tables.group_chart(given, way, parts)
    ranked = analysis_values.ranked_way(given)
    made["排名表"] = made[f"分{ranked}表"] if ranked else made["分行业表"]
    made["排名图"] = made[f"{ranked}增速图"] if ranked else made["行业增速图"]
    if given.heat is not None:
        made["热力图"] = Chart(f"各{ranked or '行业'}累计产值增速", "%", given.heat, places=1, trace=trend.trace)
    if given.curve is not None:
        trace = (Entries("investments", given.curve_from, "done"), Entries("investments", given.curve_from, "plan"))
        made["投资进度图"] = Chart("重点项目累计完成投资", "亿元", given.curve, trace=trace)
    projects = [one.project for one in given.projects]
    made["项目进度图"] = project_tables.progress_chart(projects, given.period.month, given.most_bars)
    return made


def numbered(blocks: Iterable[Block]) -> Iterator[Block]:
    """Number tables and charts in the order they stand: 表1, 图1."""
    counts = {Table: 0, Chart: 0}
    for block in blocks:
        if isinstance(block, Table | Chart):
            counts[type(block)] += 1
            name = "表" if isinstance(block, Table) else "图"
            yield replace(block, title=f"{name}{counts[type(block)]}　{block.title}")
        else:
            yield block
