"""亩均效益评价: scores by ratio or by range, caps, what is missing, bonus and penalty, classes (domain §4).

Columns of all firms are worked on at once. What is shown is exact: where a float stands so near a rounding
boundary that it could fall on the wrong side, that firm's score is worked out again in fractions.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from parkdesk.amounts import half_up
from parkdesk.records.goals import MEASURE_NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

RATIO, RANGE = "比值", "极差"
_LOW, _SPAN = 20, 80
"""极差: the least gets 20 of 100, the most 100."""
_NEAR = 1e-6
_WAN, _HUNDRED = Fraction(1, 10**6), Fraction(1, 100)
GRADES = ("A", "B", "C", "D")
EXEMPT = "T"


class Measure(NamedTuple):
    """What an indicator divides by what, and how many of its units a quotient of stored integers is."""

    label: str
    unit: str
    over: str
    under: str
    size: Fraction


_MADE_OF: Mapping[str, tuple[str, str, str, Fraction]] = MappingProxyType(
    {
        "tax_per_mu": ("万元/亩", "tax", "land", _WAN / _HUNDRED),
        "revenue_per_mu": ("万元/亩", "revenue", "land", _WAN / _HUNDRED),
        "added_per_mu": ("万元/亩", "added", "land", _WAN / _HUNDRED),
        "tech_per_mu": ("万元/亩", "tech", "land", _WAN / _HUNDRED),
        "labour": ("万元/人", "added", "staff", _WAN),
        "added_per_energy": ("万元/吨标煤", "added", "energy", _WAN / _HUNDRED),
        "added_per_emission": ("万元/吨", "added", "emission", _WAN / _HUNDRED),
        "added_per_carbon": ("万元/吨CO₂", "added", "carbon", _WAN / _HUNDRED),
        "added_per_water": ("万元/吨", "added", "water", _WAN / _HUNDRED),
        "revenue_per_emission": ("万元/吨", "revenue", "emission", _WAN / _HUNDRED),
        "revenue_per_energy": ("万元/吨标煤", "revenue", "energy", _WAN / _HUNDRED),
        "tax_per_energy": ("万元/吨标煤", "tax", "energy", _WAN / _HUNDRED),
        "tax_per_power": ("万元/万千瓦时", "tax", "power", _WAN / _HUNDRED),
        "research_share": ("%", "research", "revenue", Fraction(100)),
    }
)
MEASURES: Mapping[str, Measure] = MappingProxyType(
    {code: Measure(MEASURE_NAMES[code], *made_of) for code, made_of in _MADE_OF.items()}
)
"""The indicators by code; stored integers: money in 分, land and resources in hundredths, staff in heads."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a scheme: an indicator, its weight, and what it is held against (None: the group's mean)."""

    code: str
    weight: Fraction
    base: Fraction | None = None

    @property
    def measure(self) -> Measure:
        """What it divides by what."""
        return MEASURES[self.code]


@dataclass(frozen=True, slots=True)
class Scheme:
    """How points and classes are given; shares are the cumulative ones of A, B and C in percent."""

    items: tuple[Item, ...]
    method: str = RATIO
    cap: Fraction | None = None
    factor: Fraction = Fraction(1)
    shares: tuple[Fraction, Fraction, Fraction] = (Fraction(20), Fraction(65), Fraction(95))
    smallest: int = 10
    veto_to: str = "C"
    bonus_cap: Fraction = Fraction(10)
    penalty_cap: Fraction = Fraction(10)
    zero_missing: bool = False

    def faults(self) -> list[str]:
        """Return why nobody can be scored by it, in sentences; none where all is well."""
        total = sum((item.weight for item in self.items), Fraction(0))
        found = []
        if not self.items:
            found.append("方案里没有指标；请先填写考核指标和权重。")
        elif total != 100:
            found.append(f"方案的权重合计是{half_up(total, 2):f}，不是100；请改好权重再计分。")
        if any(item.weight < 0 for item in self.items):
            found.append("方案里有负的权重；请改正。")
        if any(item.base is not None and item.base <= 0 for item in self.items):
            found.append("方案里有不大于零的基准值，不能作除数；请改正或留空。")
        if not 0 <= self.shares[0] <= self.shares[1] <= self.shares[2] <= 100:
            found.append("A、B、C类的累计占比应当逐级增大，且不超过100%；请改正。")
        return found


@dataclass(frozen=True, slots=True)
class Figures:
    """The columns of one group: stored integers by name, None where missing; bonus and penalty in hundredths."""

    columns: Mapping[str, Sequence[int | None]]
    bonus: Sequence[int | None]
    penalty: Sequence[int | None]

    def __len__(self) -> int:
        return len(self.bonus)


class Scores:
    """What every firm of a group scored; totals and lines are hundredths of a point."""

    def __init__(self, scheme: Scheme, figures: Figures) -> None:
        import numpy as np

        self._scheme, self._figures = scheme, figures
        columns = {name: _floats(np, figures.columns[name]) for item in scheme.items for name in _needs(item)}
        self.bases: list[Fraction | None] = []
        lines = []
        for item in scheme.items:
            over, under = columns[item.measure.over], columns[item.measure.under]
            known = ~(np.isnan(over) | np.isnan(under)) & (under > 0)
            lines.append(self._line(np, item, over, under, known))
        self._lines: Any = np.array(lines) if lines else np.zeros((0, len(figures)))
        self._known: Any = ~np.isnan(self._lines)
        self._means = [self._mean(np, line) for line in self._lines]
        filled = np.where(self._known, self._lines, np.array(self._means)[:, None]) if lines else self._lines
        extra = _extra(np, figures.bonus, scheme.bonus_cap) - _extra(np, figures.penalty, scheme.penalty_cap)
        exact_total = filled.sum(axis=0) * 100 + extra
        self.totals: Any = np.floor(exact_total + 0.5).astype(np.int64)
        near = np.abs(exact_total + 0.5 - np.round(exact_total + 0.5)) < _NEAR
        for at in np.flatnonzero(near):
            self.totals[at] = self._exact_total(int(at))
        self.lines: Any = filled

    def _line(self, np: Any, item: Item, over: Any, under: Any, known: Any) -> Any:
        size = float(item.measure.size)
        with np.errstate(divide="ignore", invalid="ignore"):
            values = np.where(known, over / under * size, np.nan)
        weight = float(item.weight)
        if self._scheme.method == RANGE:
            self.bases.append(None)
            if not known.any():
                return values
            least, most = np.nanmin(values), np.nanmax(values)
            if most == least:
                return np.where(known, weight, np.nan)
            return weight * (_LOW + _SPAN * (values - least) / (most - least)) / 100
        base = item.base or self._mean_value(np, item, over, under, known)
        self.bases.append(base)
        if base is None or base <= 0:
            return np.full(len(values), np.nan)
        ratios = np.maximum(values / float(base), 0)
        if self._scheme.cap is not None:
            ratios = np.minimum(ratios, float(self._scheme.cap))
        return ratios * weight

    def _mean_value(self, np: Any, item: Item, over: Any, under: Any, known: Any) -> Fraction | None:
        """Return the group's mean: all of one figure by all of the other, times the scheme's factor."""
        if not known.any():
            return None
        whole, parts = (int(one[known].astype(np.int64).sum()) for one in (over, under))
        return item.measure.size * whole / parts * self._scheme.factor

    def _mean(self, np: Any, line: Any) -> float:
        """Return what a missing figure scores: the mean of those who have one, or nothing."""
        if self._scheme.zero_missing or not (known := ~np.isnan(line)).any():
            return 0.0
        return float(line[known].mean())

    def _exact_total(self, at: int) -> int:
        points = sum((self.exact_line(number, at) for number in range(len(self._scheme.items))), Fraction(0))
        extra = min(Fraction(self._figures.bonus[at] or 0), self._scheme.bonus_cap * 100)
        extra -= min(Fraction(self._figures.penalty[at] or 0), self._scheme.penalty_cap * 100)
        return int(half_up(points * 100 + extra, 0))

    def exact_line(self, number: int, at: int) -> Fraction:
        """Return what a firm scored in one line, exactly; what is missing takes its mean."""
        if not self._known[number, at]:
            return Fraction(self._means[number])
        item, value = self._scheme.items[number], self.value(number, at)
        assert value is not None
        if self._scheme.method == RANGE:
            values = [self.value(number, n) for n in range(len(self._figures))]
            known = [one for one in values if one is not None]
            least, most = min(known), max(known)
            part = Fraction(100) if most == least else _LOW + _SPAN * (value - least) / (most - least)
            return item.weight * part / 100
        base = self.bases[number]
        assert base is not None
        ratio = max(value / base, Fraction(0))
        return item.weight * (ratio if self._scheme.cap is None else min(ratio, self._scheme.cap))

    def value(self, number: int, at: int) -> Fraction | None:
        """Return a firm's figure of one line, None where it is missing."""
        measure = self._scheme.items[number].measure
        over, under = self._figures.columns[measure.over][at], self._figures.columns[measure.under][at]
        return None if over is None or under is None or under <= 0 else measure.size * over / under

    def is_known(self, number: int, at: int) -> bool:
        """Whether a firm's figure of a line could be scored."""
        return bool(self._known[number, at])


def _needs(item: Item) -> tuple[str, str]:
    return item.measure.over, item.measure.under


def _floats(np: Any, values: Sequence[int | None]) -> Any:
    return values if isinstance(values, np.ndarray) else np.array(values, dtype=float)


def _extra(np: Any, values: Sequence[int | None], cap: Fraction) -> Any:
    return np.minimum(np.nan_to_num(_floats(np, values)), float(cap * 100))


def grades(totals: Sequence[int], vetoed: Sequence[bool], scheme: Scheme) -> tuple[list[str], list[int]]:
    """Return class and place of every firm of a group: cut points are ⌈n × share⌉, a tie at one goes up.

    A small group has no D by force; a veto lets nobody stand above its class.
    """
    import numpy as np

    scores = np.asarray(totals)
    count = len(scores)
    if not count:
        return [], []
    ordered = np.sort(scores)[::-1]
    places = np.searchsorted(-ordered, -scores, side="left") + 1
    cuts = [min(-int(-count * share // 100), count) for share in scheme.shares]
    grade = np.full(count, GRADES.index("D"))
    for number in (2, 1, 0):
        if cuts[number] > 0:
            grade[scores >= ordered[cuts[number] - 1]] = number
    if count < scheme.smallest:
        grade[grade == GRADES.index("D")] = GRADES.index("C")
    lowest = GRADES.index(scheme.veto_to)
    grade[np.asarray(vetoed, dtype=bool) & (grade < lowest)] = lowest
    return [GRADES[number] for number in grade], [int(place) for place in places]


def land_of(own: int | None, leased: int | None, let: int | None, floor: int | None, ratio: int | None) -> int | None:
    """Return the land that counts, in 0.01 亩: own + leased − let, and rented floors by 容积率 (1 where unknown).

    `floor` is in 0.01 ㎡ and `ratio` in hundredths; None where nothing is known.
    """
    if own is None and leased is None and floor is None:
        return None
    land = Fraction((own or 0) + (leased or 0) - (let or 0))
    if floor:
        land += Fraction(floor * 3, 2000) / (Fraction(ratio, 100) if ratio and ratio > 0 else 1)
    return int(half_up(land, 0))
