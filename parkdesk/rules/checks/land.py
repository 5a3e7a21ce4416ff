"""Checks of parcels against the least prices and the shares that a policy allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkdesk.rules.checks.noticed import Noticed, Place
from parkdesk.rules.land import reckon

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from parkdesk.records import LandGrade, LandOffer

RULES = {
    "land.grade": ("供地有等别和标准", "提示", "grade"),
    "land.price": ("拟定底价不低于最低价", "核实", "price"),
    "land.service": ("服务设施不超过比例", "核实", "service"),
}
"""What the checks of prices are called, how much they weigh, and the column they speak of."""


def judge_land(
    offers: Iterable[LandOffer], grades: Mapping[str, LandGrade], norms: Mapping[str, int], period: int
) -> list[Noticed]:
    """Return what is wrong with the prices and floors of parcels."""
    found = []
    for offer in offers:
        for rule, text in reckon(offer, grades, norms).doubts:
            name, level, field = RULES[rule]
            place = Place(period, table=offer.TABLE, record=offer.id, field=field)
            where = f"{offer.LABEL} {offer.title()}"
            found.append(Noticed(rule, name, level, "表间", "shipped", text, where, place))
    return found
