"""累计 and 本月: each follows from the other and the period before; growth gives back the side that is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkdesk.amounts import half_up

if TYPE_CHECKING:
    from fractions import Fraction

    from parkdesk.amounts import Unit


def month_from(cum: int | None, before: int | None) -> int | None:
    """Return 本月 as the difference of two 累计; None where either is missing."""
    return None if cum is None or before is None else cum - before


def cum_from(month: int | None, before: int | None) -> int | None:
    """Return 累计 as 本月 on top of the period before; None where either is missing."""
    return None if month is None or before is None else before + month


def revision(month: int | None, cum: int | None, before: int | None) -> int | None:
    """Return by how much earlier months were revised (以前月份修订): what 累计 grew beyond the reported 本月.

    None where nothing can be said, or nothing was revised.
    """
    grown = month_from(cum, before)
    return None if grown is None or month is None or grown == month else grown - month


def now_from_growth(base: int, rate: Fraction, unit: Unit, decimals: int) -> int | None:
    """Return this year's figure from its base and a growth in percent, to the decimals the unit is shown with."""
    return _rounded(base * (100 + rate) / 100, unit, decimals) if base > 0 and rate >= -100 else None


def base_from_growth(now: int, rate: Fraction, unit: Unit, decimals: int) -> int | None:
    """Return the base from this year's figure and its growth in percent; None where no base has that growth."""
    return _rounded(now * 100 / (100 + rate), unit, decimals) if now > 0 and rate > -100 else None


def _rounded(stored: Fraction, unit: Unit, decimals: int) -> int:
    return int(half_up(stored / unit.smallest, decimals) * unit.smallest)
