"""What a quarterly report is written from: plain figures and records, read from a desk beforehand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from parkdesk.rules.growth import growth

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parkdesk.amounts import Rate
    from parkdesk.periods import Period
    from parkdesk.records import Indicator, OfficialFigure
    from parkdesk.reports.values import Curve, Heat
    from parkdesk.rules.growth import Decomposition, FirmFigures
    from parkdesk.rules.slots import ProjectSlots


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What the office puts around the words: number, addressee, its own name, the date in words."""

    document_number: str = ""
    addressee: str = ""
    signature: str = ""
    date: str = ""
    red_head: str = ""


@dataclass(frozen=True, slots=True)
class IndicatorTotal:
    """An indicator added up over the 规上 population, with its coverage; None where nobody reported."""

    indicator: Indicator
    now: int | None = None
    base: int | None = None
    reported: int = 0
    expected: int = 0

    @property
    def growth(self) -> Rate | None:
        """同比 of the total."""
        return growth(self.now, self.base)


@dataclass(frozen=True, slots=True)
class MonthPoint:
    """Cumulative output of one period and of the same period last year."""

    period: Period
    now: int
    base: int


@dataclass(frozen=True, slots=True)
class QuarterlyInput:
    """Everything a quarterly report says; `officials` and `city_officials` are by figure code."""

    period: Period
    place: str
    split: Decomposition
    firms: tuple[FirmFigures, ...]
    totals: tuple[IndicatorTotal, ...] = ()
    officials: Mapping[str, OfficialFigure] = field(default_factory=dict)
    city_officials: Mapping[str, OfficialFigure] = field(default_factory=dict)
    projects: tuple[ProjectSlots, ...] = ()
    months: tuple[MonthPoint, ...] = ()
    letterhead: Letterhead = field(default_factory=Letterhead)
    notes: tuple[str, ...] = ()
    last_year: MonthPoint | None = None
    """The same months of the year before, as this desk holds them: for 两年平均."""
    base_year: int | None = None
    """The comparable base of the whole year, where last year's months are in this desk."""
    groups: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """For each way to group firms (县区, 园区, 镇办, 规模) the group of each firm, by its id."""
    heat: Heat | None = None
    """Growth by group and month, where a paper shows it."""
    curve_from: tuple[str, ...] = ()
    """The ids of the monthly investments that the curve was drawn from."""
    curve: Curve | None = None
    """Projects' investment by month against the plan, where the desk has months of it."""
    tone: str = ""
    most_bars: int = 15
    """How many bars a chart of projects or groups may have on this paper."""
    has_peers: bool = True
    """Whether the place is ranked among others: a city is not compared with its own average."""
