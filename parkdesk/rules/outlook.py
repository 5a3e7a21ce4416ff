"""What lies ahead of a year half told: 倒算, forecasts to be doubted, and what if a firm had stayed (domain §3.8)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from parkdesk.amounts import Rate
from parkdesk.rules.growth import Part, growth, required_growth

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from parkdesk.amounts import Points
    from parkdesk.rules.growth import Decomposition, FirmFigures

YEAR = 12
_HARD = Fraction(30)  # a required growth this far above what was reached needs more than effort
_ODD_LOW, _ODD_HIGH = Fraction(1, 2), Fraction(2)  # 月均 of the rest against 月均 so far


@dataclass(frozen=True, slots=True)
class CatchUp:
    """What the remaining months must bring so that 1—`end`月 grows by `target` (stored integers, exact)."""

    month: int
    end: int
    target: Rate
    now: int
    base: int
    base_end: Fraction
    """The comparable base of 1—`end`月; spread evenly where `is_flat`."""
    is_flat: bool

    @property
    def months_left(self) -> int:
        """How many months are left."""
        return self.end - self.month

    @property
    def goal(self) -> Fraction:
        """The value of 1—`end`月 that reaches the target."""
        return self.base_end * (1 + self.target.exact / 100)

    @property
    def needed(self) -> Fraction:
        """What the remaining months must bring together; not positive where it is reached already."""
        return self.goal - self.now

    @property
    def monthly(self) -> Fraction:
        """The same as a monthly average."""
        return self.needed / self.months_left

    @property
    def times(self) -> Fraction | None:
        """The monthly average that is needed against the one so far; None where nothing was made so far."""
        return self.monthly / Fraction(self.now, self.month) if self.now > 0 else None

    @property
    def required(self) -> Rate | None:
        """The growth that the remaining months need over their own base."""
        current = growth(self.now, self.base)
        if current is None or self.base_end <= 0:
            return None
        return required_growth(self.target, current, Fraction(self.base) / self.base_end)

    @property
    def is_hard(self) -> bool:
        """Whether arithmetic asks for much more than has been reached so far."""
        current, asked = growth(self.now, self.base), self.required
        return current is not None and asked is not None and asked.exact - current.exact > _HARD


def catch_up(total: Part, month: int, end: int, target: Rate, base_end: int | None = None) -> CatchUp | None:
    """Return 倒算 to the end month; the base of the whole span is spread evenly where it is not known."""
    if not month < end <= YEAR or total.base <= 0:
        return None
    known = base_end is not None and base_end > total.base
    whole = Fraction(base_end or 0) if known else Fraction(total.base * end, month)
    return CatchUp(month, end, target, total.now, total.base, whole, not known)


def spread(needed: Fraction, weights: Sequence[int]) -> list[int]:
    """Share an amount out by weights, in whole smallest units that add up to it (rounded up once)."""
    whole = -(-needed.numerator // needed.denominator)
    if whole <= 0 or sum(weights) <= 0:
        return [0] * len(weights)
    shares = [whole * weight // sum(weights) for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: -(whole * weights[i] % sum(weights)))
    for i in order[: whole - sum(shares)]:
        shares[i] += 1
    return shares


def planned_growth(plan: CatchUp, rest: Mapping[str, int]) -> Rate | None:
    """Return the growth of 1—`end`月 when the firms bring what `rest` says for the remaining months."""
    if plan.base_end <= 0:
        return None
    return Rate((Fraction(plan.now + sum(rest.values())) / plan.base_end - 1) * 100)


# --- forecasts ------------------------------------------------------------------------------------


def forecast(total: Part, month: int, base_year: int | None) -> tuple[Fraction, Fraction] | None:
    """Return the year two ways, lower first: at the pace of the months so far, and at the growth so far.

    None where nothing was made or the year's base is not known: then only the pace could be carried on.
    """
    rate = growth(total.now, total.base)
    if total.now <= 0 or base_year is None or rate is None:
        return None
    ways = (Fraction(total.now * YEAR, month), base_year * (1 + rate.exact / 100))
    return min(ways), max(ways)


def doubts(now: int, month: int, stated: int, base: int | None = None, stated_growth: Rate | None = None) -> list[str]:
    """Say why a stated forecast of the year cannot be taken as it is (domain §3.9); empty where it may be."""
    left = YEAR - month
    if now <= 0 or left <= 0:
        return []
    if stated < now:
        return [f"全年预计低于1—{month}月已完成数"]
    said = []
    pace = Fraction(stated - now, left) / Fraction(now, month)
    if pace < _ODD_LOW or pace > _ODD_HIGH:
        said.append(f"后{left}个月月均只相当于前{month}个月的{_percent(pace)}%" if pace < 1 else
                    f"后{left}个月月均须达到前{month}个月的{_percent(pace)}%")  # fmt: skip
    if base is not None and stated_growth is not None and stated_growth.exact > -100:
        implied = stated / (1 + stated_growth.exact / 100)
        if implied < base:
            said.append(f"按预计增速反推的上年全年数比上年1—{month}月还少")
        elif base > 0 and (implied - base) / left < _ODD_LOW * Fraction(base, month):
            said.append(f"按预计增速反推，上年后{left}个月月均只有前{month}个月的"
                        f"{_percent((implied - base) / left / Fraction(base, month))}%")  # fmt: skip
    return said


def _percent(ratio: Fraction) -> str:
    return str(Rate(ratio * 100).shown(1))


# --- what if --------------------------------------------------------------------------------------


def growth_if_stayed(split: Decomposition, firm: FirmFigures, value: int | None = None) -> Rate | None:
    """Return the growth if a leaver had stayed and made `value` (its base where none is given)."""
    kept = firm.base or 0 if value is None else value
    return growth(split.total.now - (firm.now or 0) + kept, split.total.base)


def gained_if_stayed(split: Decomposition, firm: FirmFigures, value: int | None = None) -> Points | None:
    """Return by how many points the growth would be higher."""
    actual, would = split.growth, growth_if_stayed(split, firm, value)
    return None if actual is None or would is None else would - actual
