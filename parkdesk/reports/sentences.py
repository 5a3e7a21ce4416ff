"""The words for numbers: the sign chooses the verb, and a difference of rates is told in 个百分点 (domain §3.6).

A number is rounded once and the verb follows what is printed, so 0.04 % is 持平 and never 增长0.0%.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from parkdesk.amounts import UNITS, Points, Rate, Unit, from_stored, half_up, show
from parkdesk.rules.growth import growth as growth_rate

if TYPE_CHECKING:
    from collections.abc import Iterable

UNENTERED: Final = "未录入"
UNKNOWN: Final = "—"
FLAT: Final = "持平"
_DIGITS: Final = "零一二三四五六七八九"
_MONTHS: Final = 12


def amount(stored: int | None, unit: Unit, places: int = 2) -> str:
    """Return 「231.24亿元」; 「未录入」 where nothing was reported, 「30万元」 for what 亿元 would show as nothing."""
    if stored is None:
        return UNENTERED
    if stored and unit == UNITS["亿元"] and half_up(from_stored(stored, unit), places) == 0:
        unit, places = UNITS["万元"], 0
    return f"{show(stored, unit, places)}{unit.name}"


def percent(rate: Rate | None, places: int = 1) -> str:
    """Return 「58.7%」, with its sign as it is."""
    return UNENTERED if rate is None else f"{rate.shown(places)}%".replace("-", "−")


def growth(rate: Rate | None, places: int = 1) -> str:
    """Return 增长3.2%, 下降9.5% or 持平; 「—」 where there is no growth to speak of (base missing or not positive)."""
    if rate is None:
        return UNKNOWN
    shown = rate.shown(places)
    return FLAT if shown == 0 else f"{'增长' if shown > 0 else '下降'}{abs(shown)}%"


def over_base(rate: Rate | None, places: int = 1) -> str:
    """Return 同比增长0.5%, 同比下降…, 与上年同期持平, or what to say when there was no base."""
    if rate is None:
        return "上年同期无基数，不计增速"
    words = growth(rate, places)
    return "与上年同期持平" if words == FLAT else f"同比{words}"


def compared(now: int | None, base: int | None, unit: Unit, places: int = 2) -> str:
    """Return how a value stands to its base: 同比增长…, or the 增减额 where a base below zero allows no rate."""
    if now is None or base is None or base >= 0:
        return over_base(growth_rate(now, base))
    change = now - base
    if change == 0:
        return "与上年同期持平"
    return (
        f"比上年同期{'增加' if change > 0 else '减少'}{amount(abs(change), unit, places)}（上年同期为负数，不计增速）"
    )


def points(value: Points, places: int = 1) -> str:
    """Return the size of a difference: 「1.4个百分点」."""
    return f"{abs(value.shown(places))}个百分点"


def gap(mine: Rate | None, theirs: Rate | None, whose: str, places: int = 1) -> str:
    """Return 高于/低于{whose}…个百分点 from the displayed rates; 「{whose}未录入」 where it is missing."""
    return _compared(mine, theirs, whose, ("高于", "低于"), places)


def shortfall(mine: Rate | None, wanted: Rate | None, whose: str, places: int = 1) -> str:
    """Return 超/欠{whose}…个百分点: a comparison with what was asked for."""
    return _compared(mine, wanted, whose, ("超", "欠"), places)


def _compared(mine: Rate | None, theirs: Rate | None, whose: str, verbs: tuple[str, str], places: int) -> str:
    if theirs is None or mine is None:
        return f"{whose}{UNENTERED}" if theirs is None else f"与{whose}无法比较"
    difference = mine.gap(theirs, places)
    if difference.exact == 0:
        return f"与{whose}{FLAT}"
    return f"{verbs[0] if difference.exact > 0 else verbs[1]}{whose}{points(difference, places)}"


def movement(now: Rate, before: Rate, than: str, places: int = 1) -> str:
    """Return how a rate moved: 较{than}提高/回落…, 降幅收窄/扩大…, 由负转正, 由正转负."""
    new, old = now.shown(places), before.shown(places)
    change = now.gap(before, places)
    if change.exact == 0:
        return f"与{than}{FLAT}"
    if old < 0 <= new and new > 0:
        return f"较{than}由负转正"
    if new < 0 < old:
        return f"较{than}由正转负"
    if old < 0 and new < 0:
        return f"降幅较{than}{'收窄' if change.exact > 0 else '扩大'}{points(change, places)}"
    return f"较{than}{'提高' if change.exact > 0 else '回落'}{points(change, places)}"


def pull(value: Points | None, places: int = 2) -> str:
    """Return 拉动10.41个百分点 or 下拉10.43个百分点; nothing is praised that takes away."""
    if value is None:
        return f"拉动{UNKNOWN}"
    shown = value.shown(places)
    return "对增速没有影响" if shown == 0 else f"{'拉动' if shown > 0 else '下拉'}{points(value, places)}"


def completion(done: Rate | None, month: int, of_what: str = "年度任务") -> str:
    """Return 完成年度任务的71.3%，欠时间进度3.7个百分点."""
    if done is None:
        return f"{of_what}{UNENTERED}"
    return f"完成{of_what}的{percent(done)}，{shortfall(done, time_progress(month), '时间进度')}"


def time_progress(month: int) -> Rate:
    """Return how much of the year has passed."""
    return Rate(Fraction(100 * month, _MONTHS))


def rank(place: int, *, tied: bool = False) -> str:
    """Return 第七位, or 并列第七位."""
    return f"{'并列' if tied else ''}第{numeral(place)}位"


def numeral(number: int) -> str:
    """Return a whole number from 0 to 99 in Chinese numerals; larger ones in digits."""
    if not 0 <= number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _DIGITS[ones]
    return f"{_DIGITS[tens] if tens > 1 else ''}十{_DIGITS[ones] if ones else ''}"


def listing(names: Iterable[str]) -> str:
    """Join names with 、."""
    return "、".join(names)


def among(names: list[str], count: int, of_what: str) -> str:
    """Name a few of a number: 「甲、乙、丙等8户在库企业」; where all are named there is no 等."""
    more = "等" if count > len(names) else ""
    return f"{listing(names)}{more}{count}{of_what}"


def ordinal_clause(number: int, count: int) -> str:
    """Return 一是, 二是, 三是 for one clause of several; nothing for the only one."""
    return f"{numeral(number)}是" if count > 1 else ""
