"""年度考核, joined: the desk's schemes that are no 亩均 ones, scored with what was typed into 考核数据."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from parkdesk.office.acreage import ACREAGE_KIND
from parkdesk.records import Scheme, SchemeItem, SchemeScore
from parkdesk.rules import assessment as rules

if TYPE_CHECKING:
    from parkdesk.store import Store


@dataclass(frozen=True, slots=True)
class AssessedScheme:
    """One scheme of one year: everyone's points, and why there are none."""

    scheme: Scheme
    found: tuple[rules.Assessed, ...]
    faults: tuple[str, ...]


def board(store: Store) -> list[AssessedScheme]:
    """Return every assessment of the desk, the newest first."""
    items, scores = store.select(SchemeItem), store.select(SchemeScore)
    made = []
    for scheme in sorted(store.select(Scheme), key=lambda one: (-one.year, one.name)):
        if scheme.kind == ACREAGE_KIND:
            continue
        mine = [one for one in items if (one.scheme, one.year) == (scheme.name, scheme.year)]
        typed = [one for one in scores if (one.scheme, one.year) == (scheme.name, scheme.year)]
        faults = rules.faults(mine)
        cap = Fraction(scheme.cap, 100) if scheme.cap else None
        found = () if faults else tuple(rules.assess(mine, typed, cap, scheme.tops))
        if not faults and not typed:
            faults = ["还没有考核数据：请在“考核数据”里按对象、指标填写完成值。"]
        made.append(AssessedScheme(scheme, found, tuple(faults)))
    return made
