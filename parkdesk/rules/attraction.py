"""招商与入园, 产业: entry scores, enclaves shared by rule, leading industries, and whether a forecast can be."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from parkdesk.amounts import Rate, half_up

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from parkdesk.records import Entry, ParkMonth

ENTRY_ITEMS = ("fit", "intensity", "tax", "output", "energy", "environment", "safety", "jobs", "speed")
"""The items of the form at the gate (domain §4.9); what each weighs is the norm 「entry_」 with its name."""
_MOST_SHARE = 90
_PACE = Fraction(1, 2)


class EntryScore(NamedTuple):
    """What a project scored at the gate: in points, whether it passes, and what is still open."""

    points: Fraction
    passes: bool
    missing: tuple[str, ...]


def entry_score(entry: Entry, norms: Mapping[str, int]) -> EntryScore:
    """Return a project's weighted score; items count out of 100, a veto or an open item lets nobody pass.

    Weights that do not add up to 100 are taken in proportion; an item that weighs nothing need not be filled in.
    """
    labels = {c.key: c.label for c in entry.COLUMNS}
    weights = {key: norms[f"entry_{key}"] for key in ENTRY_ITEMS if norms[f"entry_{key}"] > 0}
    missing = tuple(labels[key] for key in weights if getattr(entry, key) is None)
    whole = sum(weight * (getattr(entry, key) or 0) for key, weight in weights.items())
    points = Fraction(whole, 100 * (sum(weights.values()) or 1))  # items are held in hundredths
    return EntryScore(points, points >= norms["entry_pass"] and not entry.veto and not missing, missing)


class Attribution(NamedTuple):
    """How an enclave's figure is shared in a year: what those who sent it count, and those who took it in."""

    out: int
    into: int
    rule: str


def attribute(value: int, year: int, since: int | None, norms: Mapping[str, int]) -> Attribution:
    """Return how a figure is shared: all to the sender for the first years, then by the share that was agreed."""
    years, share = norms["enclave_years"], norms["enclave_share"]
    if since is None or year - since < years:
        return Attribution(value, 0, f"前{years}年全部归飞出地")
    out = int(half_up(Fraction(value * share, 100), 0))
    return Attribution(out, value - out, f"满{years}年，按{share}:{100 - share}分")


def leading_share(outputs: Iterable[tuple[str, int]], codes: str) -> tuple[Rate | None, int, int]:
    """Return 主导产业占比 with its two figures, from (industry code, output) of a park's firms."""
    wanted = {code.strip() for code in codes.replace("，", "、").replace(",", "、").split("、") if code.strip()}
    listed = list(outputs)
    whole = sum(value for _, value in listed)
    part = sum(value for code, value in listed if any(code.startswith(one) for one in wanted))
    return (Rate(Fraction(part * 100, whole)) if wanted and whole > 0 else None), part, whole


def doubts_of_month(stated: ParkMonth) -> list[str]:
    """Return why a park's own figures and its forecast of the year cannot go together, in sentences."""
    month = stated.period % 100
    left = 12 - month
    return [*_of_output(stated, month, left), *_of_tax(stated, month, left), *_of_tech(stated)]


def _of_output(stated: ParkMonth, month: int, left: int) -> Iterable[str]:
    now, year = stated.output, stated.year_output
    if now is None or year is None or left <= 0:
        return
    if year < now:
        yield f"预计全年产值{_yi(year)}亿元，小于1—{month}月已完成的{_yi(now)}亿元"
        return
    rest, pace = Fraction(year - now, left), Fraction(now, month)
    if rest < pace * _PACE:
        yield (
            f"预计全年产值{_yi(year)}亿元，后{left}个月平均每月只有{_yi(rest)}亿元，而前{month}个月平均{_yi(pace)}亿元"
        )
    if stated.output_growth is not None and stated.year_growth is not None:
        base = Fraction(now) / (1 + Fraction(stated.output_growth, 10_000))
        whole = Fraction(year) / (1 + Fraction(stated.year_growth, 10_000))
        share = base / whole * 100
        if share > 100 - Fraction(left * 100, 12) * _PACE:
            yield (
                f"按增速倒推，上年1—{month}月产值{_yi(base)}亿元已占上年全年{_yi(whole)}亿元的{half_up(share, 1)}%，"
                "产值和增速对不上"
            )


def _of_tax(stated: ParkMonth, month: int, left: int) -> Iterable[str]:
    now, year = stated.tax, stated.year_tax
    if now is None or year is None or left <= 0:
        return
    run_rate = Fraction(now * 12, month)
    if Fraction(year - now, left) < Fraction(now, month) * _PACE:
        yield (
            f"预计全年税收{_yi(year)}亿元，1—{month}月已完成{_yi(now)}亿元，后{left}个月只剩{_yi(year - now)}亿元"
            f"（按已有进度全年约{_yi(run_rate)}亿元）"
        )


def _of_tech(stated: ParkMonth) -> Iterable[str]:
    tech, whole = stated.tech, stated.investment
    if tech is None or whole is None or whole <= 0:
        return
    share = Fraction(tech * 100, whole)
    if share > _MOST_SHARE:
        yield f"技改投资{_yi(tech)}亿元占工业投资{_yi(whole)}亿元的{half_up(share, 1)}%，比重过高"


def _yi(stored: int | Fraction) -> str:
    return f"{half_up(Fraction(stored) / 10**10, 2):f}"
