"""Figures for sentences that remember the facts of one period they came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from parkdesk.reports import sentences
from parkdesk.reports.values import Figure, Trace

if TYPE_CHECKING:
    from parkdesk.amounts import Points
    from parkdesk.reports.inputs import QuarterlyInput

CUM, BASE = "cum", "cum_base"
OUTPUT: Final = "output"
IN_PARKS, SILENT = "园区内", "未报"
"""Subjects of a trace that are neither a firm, nor a standing, nor a group: firms in any park, and those that owe."""


class Facts:
    """Makes figures that remember the facts of one period they came from."""

    def __init__(self, given: QuarterlyInput) -> None:
        self._period = given.period.text

    def figure(self, text: str, measures: tuple[str, ...] = (CUM,), subject: str = "all", code: str = OUTPUT) -> Figure:
        """Return a figure traced to one indicator; the subject is a firm, a status, a group (园区:某园) or all."""
        return Figure(text, tuple(Trace(code, self._period, measure, subject) for measure in measures))


def pulled(given: QuarterlyInput, value: Points | None, subject: str = "all") -> Figure | None:
    """Return 拉动…个百分点 with its trace; None where there is no base to measure against."""
    return None if value is None else Facts(given).figure(sentences.pull(value), (CUM, BASE), subject)
