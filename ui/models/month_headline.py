"""The headline of a period in words: label, figure, tone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkdesk.amounts import UNITS, show

if TYPE_CHECKING:
    from parkdesk.amounts import Rate
    from parkdesk.office.figures import Summary

Figure = tuple[str, str, str]
MISSING = "—"
FALLS = "▼"
"""Stands before a negative growth, so that it is seen without colour too."""


def headline_figures(found: Summary) -> tuple[Figure, ...]:
    """Return the six figures above a month's sheet."""
    total = found.split.total
    silent = found.expected - found.reported
    return (
        ("规上企业", f"{total.count:,} 户", ""),
        (f"{found.period.label}工业总产值", sum_text(total.now), ""),
        ("同期", sum_text(total.base), ""),
        ("增速", growth_text(total.growth), "bad" if falls(total.growth) else ""),
        ("新增入库 / 退库", f"{found.split.new.count} / {found.split.exit.count} 户", ""),
        ("已报 / 应报", f"{found.reported} / {found.expected} 户", "warn" if silent else ""),
    )


def sum_text(total: int) -> str:
    """Return a sum as people read it; where nobody reported there is none, and missing is not zero."""
    return f"{show(total, UNITS['亿元'], 2)} 亿元" if total else MISSING


def falls(rate: Rate | None) -> bool:
    """Whether a growth is shown as negative."""
    return rate is not None and rate.shown(1) < 0


def growth_text(rate: Rate | None) -> str:
    """Return a growth as people read it; a fall is seen without colour too."""
    if rate is None:
        return MISSING
    return f"{FALLS} {rate.shown(1)}%" if falls(rate) else f"{rate.shown(1)}%"
