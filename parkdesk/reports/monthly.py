"""月分析 on one page in three tones, 月通报 for the units, and the skeleton of 年度总结 (domain §5.1, §5.2)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from parkdesk.reports.letters import letter
from parkdesk.reports.quarterly import project_annexes, season
from parkdesk.reports.values import FormPage

if TYPE_CHECKING:
    from parkdesk.reports.inputs import QuarterlyInput
    from parkdesk.reports.values import Annex, Report

ANALYSIS, NOTICE, YEAR, BRIEF = "month_analysis.zh.txt", "month_notice.zh.txt", "year.zh.txt", "brief.zh.txt"
_BRIEF_COLUMNS: Final = 3
_BRIEF_PROJECTS: Final = 8
BRIEF_TONE, DETAILED_TONE, TOLD_TONE = TONES = ("通报", "分析", "汇报")
"""Short, detailed, told: the three tones of domain §5.2."""
_TITLES: Final = {
    BRIEF_TONE: "{place}{period}\n工业经济运行情况通报",
    DETAILED_TONE: "{place}{period}\n工业经济运行分析",
    TOLD_TONE: "{place}{period}\n工业经济运行情况汇报",
}


def analysis(given: QuarterlyInput, words: str | None = None) -> Report:
    """Write 月分析: one page, so that who wrote it and when stand under the title."""
    title = _TITLES[given.tone].format(place=given.place, period=given.period.title)
    made = letter(given, "month_analysis", title, ANALYSIS, words)
    byline = "　".join(part for part in (made.signature, made.date) if part)
    return replace(made, signature="", date="", byline=byline)


def brief(given: QuarterlyInput, words: str | None = None) -> Report:
    """Write the leader's brief: one A3 sheet in three columns, figures and charts rather than words."""
    given = replace(given, most_bars=_BRIEF_PROJECTS)
    made = letter(given, "brief", f"{given.place}{given.period.title}工业经济运行专报", BRIEF, words)
    foot = "　　".join(part for part in (made.signature, made.date) if part)
    return replace(made, signature="", date="", addressee="", document_number="", red_head="",
                   form=FormPage("A3", columns=_BRIEF_COLUMNS, foot=foot))  # fmt: skip


def notice(given: QuarterlyInput, annexes: tuple[Annex, ...] = (), words: str | None = None) -> Report:
    """Write 月通报: how the units stand, who leads, who trails, what is asked of them."""
    title = f"关于{given.place}{given.period.title}\n工业经济运行情况的通报"
    return letter(given, "month_notice", title, NOTICE, words, annexes)


def year(given: QuarterlyInput, words: str | None = None) -> Report:
    """Write the skeleton of 年度总结: the figures in place, blanks where only people know."""
    title = f"{given.place}{given.period.year}年{season(given.period)}\n工业经济工作总结"
    return letter(given, "year", title, YEAR, words, project_annexes(given))
