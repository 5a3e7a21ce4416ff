"""季度分析 (domain §5.3): 基本情况, 主要特点, 存在问题, 下步打算, with the two project annexes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from parkdesk.reports import project_tables
from parkdesk.reports.letters import letter
from parkdesk.reports.values import Annex

if TYPE_CHECKING:
    from parkdesk.periods import Period
    from parkdesk.reports.inputs import QuarterlyInput
    from parkdesk.reports.values import Report

KIND: Final = "quarterly"
TEMPLATE: Final = "quarterly.zh.txt"
_QUARTERS: Final = {3: "一季度", 6: "上半年", 9: "前三季度", 12: "全年"}


def quarterly(given: QuarterlyInput, template: str | None = None) -> Report:
    """Write the quarterly report; `template` replaces the shipped wording."""
    title = f"{given.place}{given.period.year}年{season(given.period)}\n工业经济运行情况的报告"
    return letter(given, KIND, title, TEMPLATE, template, project_annexes(given))


def season(period: Period) -> str:
    """Return what people call the months so far: 前三季度, else 1—8月."""
    return _QUARTERS.get(period.month, period.label)


def project_annexes(given: QuarterlyInput) -> tuple[Annex, ...]:
    """Return 项目进展一览表 and the 六个一 table; nothing where there are no projects."""
    if not given.projects:
        return ()
    projects = [judged.project for judged in given.projects]
    progress = project_tables.progress_table(projects, given.period.month)
    slots = tuple(project_tables.slot_tables(given.projects))
    return (
        Annex(f"{given.place}重点工业项目进展一览表", (progress,), landscape=True),
        *((Annex(f"{given.place}重点工业项目“六个一”包抓责任表", slots, landscape=True),) if slots else ()),
    )
