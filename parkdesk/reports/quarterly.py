"""The quarterly report (domain §5.3): 基本情况, 主要特点, 存在问题, 下步打算, with the two project annexes.

The words stand in `resources/reports/quarterly.zh.txt`; this module says what they may speak of.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from parkdesk.errors import ReportError
from parkdesk.paths import resource
from parkdesk.reports import project_tables, wording
from parkdesk.reports import quarterly_tables as tables
from parkdesk.reports.quarterly_values import TOP, reported, values_of
from parkdesk.reports.values import Annex, Chart, Report, Table
from parkdesk.rules.growth import top_down, top_up

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from parkdesk.periods import Period
    from parkdesk.reports.inputs import QuarterlyInput
    from parkdesk.reports.values import Block

KIND: Final = "quarterly"
TEMPLATE: Final = "quarterly.zh.txt"
_QUARTERS: Final = {3: "一季度", 6: "上半年", 9: "前三季度", 12: "全年"}


def quarterly(given: QuarterlyInput, template: str | None = None) -> Report:
    """Write the quarterly report; `template` replaces the shipped wording."""
    if not any(firm.now is not None for firm in given.firms):
        raise ReportError(
            f"{given.place}{given.period.title}还没有规上企业的产值，写不出报告，请先导入月度数据，并核对企业的在库状态。"
        )
    words = resource("reports", TEMPLATE).read_text(encoding="utf-8") if template is None else template
    blocks = wording.write(words, TEMPLATE, values_of(given), _placeable(given))
    head = given.letterhead
    return Report(
        kind=KIND,
        title=f"{given.place}{given.period.year}年{season(given.period)}\n工业经济运行情况的报告",
        blocks=tuple(_numbered(blocks)),
        document_number=head.document_number,
        addressee=head.addressee,
        signature=head.signature,
        date=head.date,
        annexes=_annexes(given),
        notes=given.notes,
    )


def season(period: Period) -> str:
    """Return what people call the months so far: 前三季度, else 1—8月."""
    return _QUARTERS.get(period.month, period.label)


def _placeable(given: QuarterlyInput) -> dict[str, Block]:
    firms = reported(given.firms)
    return {
        "主要指标表": tables.indicator_table(given),
        "累计产值图": tables.trend_chart(given),
        "增长构成表": tables.decomposition_table(given),
        "增长构成图": tables.decomposition_chart(given),
        "拉动企业表": tables.firm_table(given, "拉动作用居前的企业", top_up(firms, TOP)),
        "下拉企业表": tables.firm_table(given, "下拉影响居前的企业", top_down(firms, TOP)),
        "分行业表": tables.industry_table(given, tables.by_industry(given.firms)),
    }


def _numbered(blocks: Iterable[Block]) -> Iterator[Block]:
    """Number tables and charts in the order they stand: 表1, 图1."""
    counts = {Table: 0, Chart: 0}
    for block in blocks:
        if isinstance(block, Table | Chart):
            counts[type(block)] += 1
            name = "表" if isinstance(block, Table) else "图"
            yield replace(block, title=f"{name}{counts[type(block)]}　{block.title}")
        else:
            yield block


def _annexes(given: QuarterlyInput) -> tuple[Annex, ...]:
    if not given.projects:
        return ()
    projects = [judged.project for judged in given.projects]
    progress = project_tables.progress_table(projects, given.period.month)
    slots = tuple(project_tables.slot_tables(given.projects))
    return (
        Annex(f"{given.place}重点工业项目进展一览表", (progress,), landscape=True),
        *((Annex(f"{given.place}重点工业项目“六个一”包抓责任表", slots, landscape=True),) if slots else ()),
    )
