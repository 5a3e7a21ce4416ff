"""Figures for sentences that remember the facts of one period they came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from parkdesk.reports import sentences
from parkdesk.reports.traces import FIRMS, Trace
from parkdesk.reports.values import Counted, Figure

if TYPE_CHECKING:
    from parkdesk.amounts import Points
    from parkdesk.periods import Period
    from parkdesk.reports.inputs import QuarterlyInput

CUM, BASE = BOTH = "cum", "cum_base"
OUTPUT: Final = "output"
IN_PARKS, SILENT, DUE, ANSWERED, RISEN = "园区内", "未报", "应报", "已报", "增长"
"""Standings of a trace besides those of the register: firms in any park; that owe; should, did report; rose."""


class Facts:
    """Makes figures that remember the facts of one period they came from."""

    def __init__(self, period: Period) -> None:
        self._period = period.text

    def figure(self, text: str, measures: tuple[str, ...] = (CUM,), subject: str = "all", code: str = OUTPUT) -> Figure:
        """Return a figure traced to one indicator; the subject is a firm, a status, a group (园区:某园) or all."""
        return Figure(text, self.traces(measures, subject, code))

    def traces(self, measures: tuple[str, ...] = (CUM,), subject: str = "all", code: str = OUTPUT) -> tuple[Trace, ...]:
        """Return the facts of one indicator."""
        return tuple(Trace(code, self._period, measure, subject) for measure in measures)

    def firms(self, number: int, standing: str = "", subject: str = "all") -> Counted:
        """Return a number of firms that leads to those it counts."""
        return Counted(number, self.population(subject, standing))

    def population(self, subject: str = "all", standing: str = "") -> tuple[Trace, ...]:
        """Return what a row about firms is about: they themselves; its columns say which figures of theirs."""
        return (Trace(OUTPUT, self._period, FIRMS, subject, standing),)


def pulled(given: QuarterlyInput, value: Points | None, subject: str = "all") -> Figure | None:
    """Return 拉动…个百分点 with its trace; None where there is no base to measure against."""
    return None if value is None else Facts(given.period).figure(sentences.pull(value), (CUM, BASE), subject)
