"""What stands in table cells: money, rates, counts, each exact, and a dash where nothing was reported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from parkdesk.amounts import UNITS, Points, Rate, Unit, from_stored
from parkdesk.reports.figures import BASE, BOTH, CUM
from parkdesk.reports.traces import Entries
from parkdesk.reports.values import NOT_REPORTED, Cell, Column, Quantity

if TYPE_CHECKING:
    from parkdesk.periods import Period
    from parkdesk.records import Record
    from parkdesk.reports.traces import Origin

MONEY: Final = UNITS["万元"]
HUNDRED_MILLION: Final = UNITS["亿元"]
NONE_WITH_REASON: Final = "无"


def measured(stored: int | None, unit: Unit, places: int = 0) -> Cell:
    """Return a figure in a unit for a table cell; a dash where it is missing."""
    return NOT_REPORTED if stored is None else Quantity(from_stored(stored, unit), places, grouped=True)


def money(stored: int | None) -> Cell:
    """Return a figure in 万元 for a table cell."""
    return measured(stored, MONEY)


def exact(value: Rate | Points | None, places: int) -> Cell:
    """Return a rate or points for a table cell; a dash where there is none."""
    return NOT_REPORTED if value is None else Quantity(value.exact, places)


def count(number: int, *trace: Origin) -> Cell:
    """Return a number of firms or projects for a table cell."""
    return Quantity(number, trace=trace)


def entries(*records: Record) -> tuple[Origin, ...]:
    """Return what a row is about that shows records of one ledger; nothing where there are none."""
    return (Entries(records[0].TABLE, tuple(one.id for one in records)),) if records else ()


def now_and_base(period: Period, what: str = "产值") -> tuple[Column, Column]:
    """Return the two columns of a cumulative figure and its base under one heading."""
    heading = f"{what}（{period.label}）"
    return Column("本期", 1.3, "right", heading, (CUM,)), Column("同期", 1.3, "right", heading, (BASE,))


def judged(title: str, width: float = 1.0, group: str = "") -> Column:
    """Return a column of rates or points that are reckoned from a figure and its base."""
    return Column(title, width, "right", group, BOTH)
