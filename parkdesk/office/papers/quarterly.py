"""季度分析报告: the quarter on the official page, with the project annexes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkdesk.office.figures import slot_matrix
from parkdesk.office.papers.entry import ANALYSIS, Paper
from parkdesk.reports import quarterly
from parkdesk.reports.gather import gather

if TYPE_CHECKING:
    from parkdesk.office.papers.entry import Asked
    from parkdesk.reports.values import Report


def write(asked: Asked) -> Report:
    """Write the quarterly report."""
    given = gather(asked.store, asked.period, slot_matrix(asked.store, asked.unit), asked.head, asked.notes)
    return quarterly.quarterly(given, asked.wording)


PAPERS = (Paper("quarterly", "季度工业经济运行报告", ANALYSIS, write, "quarter", wording=quarterly.TEMPLATE),)
