"""集中区年度考核, 1+N 绩效: points by weighted lines with what was added and taken off, places, and why."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from parkdesk.amounts import half_up
from parkdesk.rules.ranking import Place, places

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from parkdesk.records import SchemeItem, SchemeScore

LOWER = "越低越好"


class Line(NamedTuple):
    """One line of one that is assessed: what it reached, against what, the points, and the words about it."""

    item: str
    weight: Fraction
    value: Fraction | None
    base: Fraction | None
    points: Fraction
    adjust: Fraction
    text: str


@dataclass(frozen=True, slots=True)
class Assessed:
    """One park or unit: its points, its place and its lines."""

    subject: str
    total: Decimal
    place: Place | None
    prize: str
    lines: tuple[Line, ...]
    missing: tuple[str, ...]


def faults(items: Sequence[SchemeItem]) -> list[str]:
    """Return why a scheme cannot be scored, in sentences."""
    if not items:
        return ["方案里没有指标；请先填写考核指标和权重。"]
    total = Fraction(sum(item.weight or 0 for item in items), 100)
    return [] if total == 100 else [f"方案的权重合计是{half_up(total, 2):f}，不是100；请改好权重再计分。"]


def assess(
    items: Sequence[SchemeItem], scores: Iterable[SchemeScore], cap: Fraction | None, tops: str
) -> list[Assessed]:
    """Return everyone's points, best first: weight × value ÷ base, up to the cap; a base left blank is the best value.

    What nobody typed scores nothing and is named; what is lower-is-better is turned round.
    """
    by_subject: dict[str, dict[str, SchemeScore]] = {}
    for score in scores:
        by_subject.setdefault(score.subject, {})[score.item] = score
    bases = {item.name: _base(item, by_subject.values()) for item in items}
    made = {}
    for subject, held in by_subject.items():
        lines = tuple(_line(item, held.get(item.name), bases[item.name], cap) for item in items)
        extra = sum((Fraction(s.adjust or 0, 100) for name, s in held.items() if name not in bases), Fraction(0))
        made[subject] = (lines, half_up(sum((one.points + one.adjust for one in lines), extra), 2))
    placed = places({subject: total for subject, (_, total) in made.items()})
    limits = sorted(
        int(part) for part in tops.replace(",", "、").replace("，", "、").split("、") if part.strip().isdigit()
    )
    found = [
        Assessed(
            subject, total, placed[subject], _prize(placed[subject], limits), lines,
            tuple(one.item for one in lines if one.value is None),
        )
        for subject, (lines, total) in made.items()
    ]  # fmt: skip
    return sorted(found, key=lambda one: -one.total)


def _base(item: SchemeItem, held: Iterable[dict[str, SchemeScore]]) -> Fraction | None:
    if item.base is not None:
        return Fraction(item.base, 10_000)
    values = [Fraction(s[item.name].value or 0, 100) for s in held if item.name in s and s[item.name].value is not None]
    if not values:
        return None
    return min(values) if item.direction == LOWER else max(values)


def _line(item: SchemeItem, score: SchemeScore | None, base: Fraction | None, cap: Fraction | None) -> Line:
    weight = Fraction(item.weight or 0, 100)
    value = Fraction(score.value, 100) if score is not None and score.value is not None else None
    adjust = Fraction(score.adjust or 0, 100) if score is not None else Fraction(0)
    text = score.text if score is not None else ""
    ratio = _ratio(value, base, lower=item.direction == LOWER)
    if cap is not None:
        ratio = min(ratio, cap)
    return Line(item.name, weight, value, base, weight * ratio, adjust, text)


def _ratio(value: Fraction | None, base: Fraction | None, *, lower: bool) -> Fraction:
    if value is None or base is None:
        return Fraction(0)
    over, under = (base, value) if lower else (value, base)
    if under <= 0:
        return Fraction(1) if lower and value <= 0 else Fraction(0)
    return max(over / under, Fraction(0))


def _prize(place: Place | None, limits: Sequence[int]) -> str:
    """Say which circle a place belongs to: 前5名 before 前10名."""
    return next((f"前{limit}名" for limit in limits if place is not None and place.rank <= limit), "")


def explained(line: Line) -> str:
    """Return a line's points in one sentence that anybody can work out again."""
    if line.value is None:
        said = "没有完成值，得0分"
    elif line.base is None or line.base <= 0:
        said = f"完成{_short(line.value)}，没有可比的基准，得{_short(line.points)}分"
    else:
        said = (
            f"完成{_short(line.value)}，基准{_short(line.base)}，权重{_short(line.weight)}，得{_short(line.points)}分"
        )
    if line.adjust:
        said += f"，{'加' if line.adjust > 0 else '扣'}{_short(abs(line.adjust))}分"
    return f"{said}（{line.text}）" if line.text else said


def _short(value: Fraction) -> str:
    return f"{half_up(value, 2):f}".rstrip("0").rstrip(".") or "0"
