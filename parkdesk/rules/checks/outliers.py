"""Figures far from a firm's own history: robust (median and MAD), so that one odd month does not hide another.

A cumulative figure is judged by what its month added; 1—2月 covers two months and is not compared.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from parkdesk.periods import Period
from parkdesk.records.indicators import MEASURE_LABELS, Measure
from parkdesk.rules.checks.frame import MISSING
from parkdesk.rules.checks.noticed import Noticed, Place, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parkdesk.records import Indicator
    from parkdesk.rules.checks.frame import Frame

RULE, NAME = "outlier", "与企业自己的历史相差很大"
_ENOUGH = 6
"""Fewer earlier months say nothing about what is usual."""
_FAR = 6 * 1.4826
"""How many robust deviations from the median are far (1.4826 turns a MAD into a standard deviation)."""


def judge_outliers(frame: Frame, periods: Sequence[int]) -> list[Noticed]:
    """Return a hint for every figure outside its firm's earlier range and far from its median."""
    found: list[Noticed] = []
    rows = [frame.row(period) for period in periods if frame.row(period) >= 0]
    if not frame.firms:
        return found
    for code, indicator in frame.indicators.items():
        measure = Measure.STOCK if indicator.is_stock else Measure.CUM
        monthly, known = _monthly(frame, code, measure)
        for row in rows:
            found += _of_row(frame, indicator, measure, monthly, known, row)
    return found


def _monthly(frame: Frame, code: str, measure: Measure) -> tuple[Any, Any]:
    """Return what each month added (or the state at its end), and where that is known."""
    import numpy as np

    held = frame.ints(code, int(measure))
    known = held != MISSING
    if measure is Measure.STOCK:
        return held, known
    before = held[frame.previous]
    known = known & (before != MISSING)
    return np.where(known, held, 0) - np.where(known, before, 0), known


def _of_row(
    frame: Frame, indicator: Indicator, measure: Measure, monthly: Any, known: Any, row: int
) -> Iterator[Noticed]:
    import numpy as np

    firms = np.nonzero(known[row] & (known[:row].sum(axis=0) >= _ENOUGH))[0]
    if not len(firms):
        return
    value = monthly[row, firms].astype(np.float64)
    earlier = np.where(known[:row, firms], monthly[:row, firms], np.nan)
    middle = _median(earlier)
    spread = np.maximum(_median(np.abs(earlier - middle)) * _FAR, np.abs(middle) / 2)
    outside = (value < np.nanmin(earlier, axis=0)) | (value > np.nanmax(earlier, axis=0))
    for at in np.nonzero(outside & (np.abs(value - middle) > spread))[0]:
        firm = int(firms[at])
        past = [int(monthly[r, firm]) for r in range(row) if known[r, firm]]
        yield _noticed(frame, indicator, measure, row, firm, int(monthly[row, firm]), past)


def _median(values: Any) -> Any:
    """Return the median of each column, missing values aside (much quicker than nanmedian on many columns)."""
    import numpy as np

    ordered = np.sort(values, axis=0)  # NaN goes last
    count = (~np.isnan(values)).sum(axis=0)
    low = np.take_along_axis(ordered, ((count - 1) // 2)[None, :], axis=0)
    high = np.take_along_axis(ordered, (count // 2)[None, :], axis=0)
    return ((low + high) / 2)[0]


def _noticed(
    frame: Frame, indicator: Indicator, measure: Measure, row: int, firm: int, value: int, past: list[int]
) -> Noticed:
    period = Period.from_key(frame.periods[row])
    name = frame.firms[firm].name
    ordered = sorted(past)
    middle = Fraction(ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2], 2)

    def text(stored: Fraction | int) -> str:
        return plain(Fraction(stored) / indicator.measure_unit.smallest, 2)

    what = "" if measure is Measure.STOCK else f"{period.month}月当月"
    unit, size = indicator.unit, "偏大" if value > middle else "偏小"
    words = (
        f"{name}的{indicator.name}{what}是{text(value)}{unit}，此前{len(past)}个月在{text(ordered[0])}至"
        f"{text(ordered[-1])}{unit}之间（中位数{text(middle)}{unit}），明显{size}；请核对。"
    )
    where = f"{name} {indicator.name}{MEASURE_LABELS[measure]} {period.title}"
    place = Place(period.key, frame.firms[firm].id, indicator=indicator.code, measure=int(measure))
    return Noticed(RULE, NAME, "提示", "跨期", "shipped", words, where, place)
