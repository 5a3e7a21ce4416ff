"""Growth, pull, contribution, share and the decomposition of growth (domain §3.7, §3.8, §3.10).

All inputs are integers in one smallest unit, all results are exact; rounding is for display only.
"""

from __future__ import annotations

from dataclasses import field
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import TYPE_CHECKING

from parkdesk.amounts import Points, Rate
from parkdesk.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable

STAY, NEW, EXIT = "在库", "新增入库", "退库"
SCOPE = (STAY, NEW, EXIT)
"""The statuses that make up the 规上 population of a period; leavers keep their base in it."""

_SUPPRESS_WITHIN = Fraction(1, 2)  # 贡献率 means nothing when total growth is within ±0.5 % (design §3)


def growth(now: int | None, base: int | None) -> Rate | None:
    """Return 同比 in percent; None where a side is missing or the base is not positive."""
    if now is None or base is None or base <= 0:
        return None
    return Rate(Fraction(now - base, base) * 100)


def pull(part_now: int, part_base: int, total_base: int) -> Points | None:
    """Return how many points the part adds to (or takes from) total growth: 拉动."""
    return Points(Fraction(part_now - part_base, total_base) * 100) if total_base > 0 else None


def contribution(part_now: int, part_base: int, total_now: int, total_base: int) -> Rate | None:
    """Return 贡献率; None when total growth is within ±0.5 % or cannot be computed."""
    total = growth(total_now, total_base)
    if total is None or abs(total.exact) <= _SUPPRESS_WITHIN:
        return None
    return Rate(Fraction(part_now - part_base, total_now - total_base) * 100)


def share(part: int | None, total: int | None) -> Rate | None:
    """Return 占比 in percent; None where a side is missing or the total is not positive."""
    if part is None or total is None or total <= 0:
        return None
    return Rate(Fraction(part, total) * 100)


def contribution_from_pull(part_pull: Rate, total: Rate) -> Rate:
    """Return 贡献率 from published figures: pull ÷ growth (both in points/percent)."""
    return Rate(part_pull.exact / total.exact * 100)


def two_year_average(this_year: Rate, last_year: Rate) -> Rate:
    """Return 两年平均增速 = √((1+g1)(1+g0)) − 1, to 28 digits."""
    product = (1 + this_year.exact / 100) * (1 + last_year.exact / 100)
    with localcontext() as context:
        context.prec = 40
        root = (Decimal(product.numerator) / Decimal(product.denominator)).sqrt()
    return Rate((Fraction(root) - 1) * 100)


def progress_gap(done: Rate, month: int) -> Points:
    """Return 超(欠)时间进度: completion minus month/12, in points."""
    return Points(done.exact - Fraction(month * 100, 12))


def required_growth(target: Rate, current: Rate, weight: Fraction) -> Rate | None:
    """Return the growth the remaining months need (倒算, domain §3.8).

    Args:
        target: cumulative growth wanted at the end month.
        current: cumulative growth now.
        weight: base of the months so far ÷ base of all months up to the end month, 0 … 1.
    """
    if not 0 <= weight < 1:
        return None
    reach = (1 + target.exact / 100) - (1 + current.exact / 100) * weight
    return Rate((reach / (1 - weight) - 1) * 100)


@frozen
class Part:
    """One part of the population in one period: how many firms, this year's value, the comparable base."""

    count: int = 0
    now: int = 0
    base: int = 0

    def __add__(self, other: Part) -> Part:
        return Part(self.count + other.count, self.now + other.now, self.base + other.base)

    @property
    def growth(self) -> Rate | None:
        """同比 of this part alone."""
        return growth(self.now, self.base)


@frozen
class Decomposition:
    """Growth split into 在库存量 / 新增入库 / 退库留基 (domain §3.10)."""

    stay: Part = field(default_factory=Part)
    new: Part = field(default_factory=Part)
    exit: Part = field(default_factory=Part)

    @property
    def total(self) -> Part:
        """The whole population; leavers count and keep their base."""
        return self.stay + self.new + self.exit

    @property
    def growth(self) -> Rate | None:
        """同比 of the whole."""
        return self.total.growth

    def pull_of(self, part: Part) -> Points | None:
        """Return the part's pull; the three parts' pulls add up to the growth."""
        return pull(part.now, part.base, self.total.base)

    @property
    def drag_simple(self) -> Points | None:
        """下拉·简单法 = X0 / V0."""
        base = self.total.base
        return Points(Fraction(self.exit.base, base) * 100) if base > 0 else None

    @property
    def drag_counterfactual(self) -> Points | None:
        """下拉·剔除法: growth without the leavers minus growth; V1 here is S1 + N1 as domain §3.10 defines it."""
        rest = self.stay + self.new
        without, actual = growth(rest.now, self.total.base - self.exit.base), self.growth
        return without - actual if without is not None and actual is not None else None


@frozen
class FirmFigures:
    """One firm of the population in one period, as far as growth is concerned."""

    subject: str
    name: str
    code: str
    unit: str
    status: str
    park: str
    industry: str
    now: int | None
    base: int | None
    excused: bool = False
    """Whether the office wrote down that there is no such figure, and why (无): not missing, and not zero."""

    @property
    def is_silent(self) -> bool:
        """Whether the firm owes its figure: it should have reported and said nothing (未报)."""
        return self.status in (STAY, NEW) and self.now is None and not self.excused

    @property
    def change(self) -> int:
        """The value minus the base; a missing side counts as nothing reported."""
        return (self.now or 0) - (self.base or 0)


def decompose(firms: Iterable[FirmFigures]) -> Decomposition:
    """Add firms up by status; firms outside the 规上 population are left out."""
    parts = {status: Part() for status in SCOPE}
    for firm in firms:
        if firm.status in parts:
            parts[firm.status] += Part(1, firm.now or 0, firm.base or 0)
    return Decomposition(parts[STAY], parts[NEW], parts[EXIT])


def top_up(firms: Iterable[FirmFigures], count: int = 10) -> list[FirmFigures]:
    """Return the firms that pull total growth up most, strongest first; only real rises."""
    risen = [firm for firm in firms if firm.status in SCOPE and firm.change > 0]
    return sorted(risen, key=lambda firm: -firm.change)[:count]


def top_down(firms: Iterable[FirmFigures], count: int = 10) -> list[FirmFigures]:
    """Return the firms that drag total growth down most, heaviest first; only real falls."""
    fallen = [firm for firm in firms if firm.status in SCOPE and firm.change < 0]
    return sorted(fallen, key=lambda firm: firm.change)[:count]


def rising_share(changes: Iterable[int]) -> Rate | None:
    """Return 增长面: the share of members (industries, firms) that grew."""
    listed = list(changes)
    return share(sum(change > 0 for change in listed), len(listed))
