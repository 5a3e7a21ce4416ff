"""增速 columns of a monthly table against the figures beside them: never stored, always checked."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from parkdesk.amounts import half_up, read_number
from parkdesk.intake.headline import clean
from parkdesk.records import Measure

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from parkdesk.intake.fact_columns import FactColumn
    from parkdesk.intake.findings import Findings
    from parkdesk.intake.grid import Grid
    from parkdesk.intake.layout import Layout

_RATE = re.compile(r"增速|同比(?:增长|增减|±)?%?$|增长率|^(?:增长|增减|±)%?$")
_BASES = {Measure.CUM: Measure.CUM_BASE, Measure.MONTH: Measure.MONTH_BASE}
_TOLERANCE = Fraction(1, 1000)


class RateColumn(NamedTuple):
    """A column of growth rates, and which figures of a row it is of."""

    column: int
    heading: str
    now: int
    base: int


def rate_columns(layout: Layout, columns: Sequence[FactColumn]) -> list[RateColumn]:
    """Return the columns of rates that stand right of a figure and its base."""
    at = {column.column: index for index, column in enumerate(columns)}
    found = []
    pair: tuple[int, int] | None = None
    held: dict[tuple[str, Measure], int] = {}
    for head in layout.columns:
        if (index := at.get(head.column)) is not None:
            column = columns[index]
            held[column.indicator.code, column.measure] = index
            pair = _pair(held, column)
        elif pair and _RATE.search(clean(head.path[-1])):
            found.append(RateColumn(head.column, head.text, *pair))
            pair = None
        else:
            pair = None
    return found


def _pair(held: dict[tuple[str, Measure], int], column: FactColumn) -> tuple[int, int] | None:
    for now, base in _BASES.items():
        if column.measure in (now, base):
            pair = [held.get((column.indicator.code, measure)) for measure in (now, base)]
            if pair[0] is not None and pair[1] is not None:
                return pair[0], pair[1]
    return None


def check_rates(
    grid: Grid, row: int, name: str, values: Sequence[int | None], rates: Sequence[RateColumn], findings: Findings
) -> None:
    """Tell where a rate of one row is not what its figures give."""
    for rate in rates:
        now, base = values[rate.now], values[rate.base]
        cell = grid.rows[row][rate.column]
        if cell == "" or now is None or base is None or base <= 0:
            continue
        try:
            shown = read_number(cell)
        except ValueError:
            continue
        if shown is None:
            continue
        exact = Fraction(now - base, base) * 100
        if not _agrees(shown, exact) and not (abs(shown) < 1 and _agrees(shown * 100, exact)):
            if not findings.is_open("rate_differs"):
                continue
            text = f"{name}的{rate.heading}填{shown}，按表中的数算是{half_up(exact, 1)}；没有采用表中的增速，请核对。"
            findings.hint("rate_differs", text, grid.where(row, rate.column))


def _agrees(shown: Decimal, exact: Fraction) -> bool:
    exponent = shown.as_tuple().exponent
    places = max(0, -exponent) if isinstance(exponent, int) else 0
    return abs(Fraction(shown) - exact) <= Fraction(1, 2 * 10 ** min(places, 1)) + _TOLERANCE
