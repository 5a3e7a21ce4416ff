"""Letters on the official page: 月分析, 月通报, 季度分析, 年度总结."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from parkdesk.errors import ReportError
from parkdesk.office.figures import slot_matrix
from parkdesk.office.papers.entry import ANALYSIS, Paper
from parkdesk.reports import monthly, quarterly
from parkdesk.reports.analysis_values import ranked_way
from parkdesk.reports.gather import gather, heat_of, investment_curve, investments

if TYPE_CHECKING:
    from parkdesk.office.papers.entry import Asked
    from parkdesk.reports.inputs import QuarterlyInput
    from parkdesk.reports.values import Report


def given_of(asked: Asked, tone: str = "") -> QuarterlyInput:
    """Read what a letter speaks of."""
    given = gather(asked.store, asked.period, slot_matrix(asked.store, asked.unit), asked.head, asked.notes)
    spent = investments(asked.store, asked.period, asked.unit)
    curve = investment_curve(spent)
    return replace(given, tone=tone, curve=curve, curve_from=tuple(one.id for one in spent))


def _with_heat(asked: Asked) -> QuarterlyInput:
    given = given_of(asked)
    return replace(given, heat=heat_of(asked.store, given, ranked_way(given)))


def write_quarter(asked: Asked) -> Report:
    """Write the quarterly report."""
    return quarterly.quarterly(_with_heat(asked), asked.wording)


def write_analysis(asked: Asked) -> Report:
    """Write 月分析 in the tone that was asked for, 分析 where none was."""
    tone = asked.tone or monthly.DETAILED_TONE
    if tone not in monthly.TONES:
        raise ReportError(f"没有“{tone}”这种语气：可以用的有{'、'.join(monthly.TONES)}。")
    return monthly.analysis(given_of(asked, tone), asked.wording)


def write_brief(asked: Asked) -> Report:
    """Write the leader's brief."""
    return monthly.brief(_with_heat(asked), asked.wording)


def write_notice(asked: Asked) -> Report:
    """Write 月通报."""
    return monthly.notice(given_of(asked), words=asked.wording)


def write_year(asked: Asked) -> Report:
    """Write the skeleton of 年度总结."""
    return monthly.year(given_of(asked), asked.wording)


_TONES = (monthly.DETAILED_TONE, monthly.BRIEF_TONE, monthly.TOLD_TONE)
PAPERS = (
    Paper("analysis", "月分析（一页）", ANALYSIS, write_analysis, wording=monthly.ANALYSIS, tones=_TONES),
    Paper("brief", "领导专报（A3一页）", ANALYSIS, write_brief, wording=monthly.BRIEF),
    Paper("notice", "月通报", ANALYSIS, write_notice, wording=monthly.NOTICE),
    Paper("quarterly", "季度工业经济运行报告", ANALYSIS, write_quarter, "quarter", wording=quarterly.TEMPLATE),
    Paper("year", "年度总结（框架）", ANALYSIS, write_year, "year", wording=monthly.YEAR),
)
