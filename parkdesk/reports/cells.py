"""What stands in table cells: money, rates, counts, each exact and traced, and a dash where nothing was reported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from parkdesk.amounts import UNITS, Points, Rate, Unit, from_stored
from parkdesk.reports.values import NOT_REPORTED, Cell, Column, Quantity, Trace

if TYPE_CHECKING:
    from parkdesk.periods import Period

MONEY: Final = UNITS["万元"]
HUNDRED_MILLION: Final = UNITS["亿元"]
NONE_WITH_REASON: Final = "无"


def measured(stored: int | None, unit: Unit, places: int = 0, *trace: Trace) -> Cell:
    """Return a figure in a unit for a table cell; a dash where it is missing."""
    return NOT_REPORTED if stored is None else Quantity(from_stored(stored, unit), places, True, trace)


def money(stored: int | None, *trace: Trace) -> Cell:
    """Return a figure in 万元 for a table cell."""
    return measured(stored, MONEY, 0, *trace)


def exact(value: Rate | Points | None, places: int, *trace: Trace) -> Cell:
    """Return a rate or points for a table cell; a dash where there is none."""
    return NOT_REPORTED if value is None else Quantity(value.exact, places, trace=trace)


def count(number: int) -> Cell:
    """Return a number of firms or projects for a table cell."""
    return Quantity(number)


def now_and_base(period: Period, what: str = "产值") -> tuple[Column, Column]:
    """Return the two columns of a cumulative figure and its base under one heading."""
    heading = f"{what}（{period.label}）"
    return Column("本期", 1.3, "right", heading), Column("同期", 1.3, "right", heading)
