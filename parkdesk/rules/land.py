"""供地核价: the least price of a parcel by its grade and its costs, and how much of it may serve (domain D10)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from parkdesk.amounts import UNITS, half_up, show
from parkdesk.records.names import normalise_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from parkdesk.records import LandGrade, LandOffer

PRIORITY, SERVICE = "land_priority", "land_service"
"""The norms: the share of the standard that priority industries pay at least; how much of the floor may serve."""
_M2_OF_MU = Fraction(10_000, 15)
_WAN = UNITS["万元"]
_YES = "是"


class Reckoned(NamedTuple):
    """A parcel's least price in 分, None where it cannot be known; and what is to be said of it."""

    offer: LandOffer
    standard: int | None
    """The grade's least price, in 分 per ㎡."""
    share: int
    """What of the standard is asked for, in per cent."""
    by_standard: int | None
    cost: int
    least: int | None
    doubts: tuple[tuple[str, str], ...]
    """(rule, sentence)"""


def reckon(offer: LandOffer, grades: Mapping[str, LandGrade], norms: Mapping[str, int]) -> Reckoned:
    """Return the least price: the standard × the policy's share × the area, and never below what the parcel cost.

    `grades` are kept under their normalised names.
    """
    grade = grades.get(normalise_name(offer.grade))
    standard = grade.price if grade else None
    share = norms[PRIORITY] if offer.priority == _YES else 100
    area = Fraction(offer.area or 0, UNITS["亩"].smallest) * _M2_OF_MU
    by_standard = None if standard is None else int(half_up(standard * area * share / 100, 0))
    cost = sum(part or 0 for part in (offer.acquired, offer.prepared, offer.fees))
    least = None if by_standard is None else max(by_standard, cost)
    found = Reckoned(offer, standard, share, by_standard, cost, least, ())
    return found._replace(doubts=tuple(_doubts(found, norms[SERVICE])))


def _doubts(one: Reckoned, most: int) -> Iterator[tuple[str, str]]:
    offer = one.offer
    if one.least is None:
        lacks = f"土地等别“{offer.grade}”的标准" if offer.grade else "土地等别"
        yield "land.grade", f"{offer.title()}没有{lacks}，算不出最低价；请在“{_where(offer)}”里补填。"
    elif offer.price is not None and offer.price < one.least:
        basis = "成本费用之和" if one.least == one.cost else f"最低价标准的{one.share}%"
        meant, least = (show(price, _WAN, 2, grouped=True) for price in (offer.price, one.least))
        yield "land.price", f"{offer.title()}拟定底价{meant}万元，低于{basis}{least}万元；请核对。"
    if offer.service is not None and offer.floor is not None and offer.service * 100 > offer.floor * most:
        share = half_up(Fraction(offer.service * 100, offer.floor), 1) if offer.floor > 0 else None
        told = "没有总建筑面积可比" if share is None else f"占总建筑面积的{share}%，超过{most}%"
        yield "land.service", f"{offer.title()}的服务设施{told}，不能按工业用地管理；请核对。"


def _where(offer: LandOffer) -> str:
    return "最低价标准" if offer.grade else "供地核价"
