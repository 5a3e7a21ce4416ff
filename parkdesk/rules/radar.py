"""在库与培育: who may leave the register, who may enter it, honours that run out, what a firm may reach for next."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from parkdesk.amounts import UNITS, Rate, half_up
from parkdesk.records.names import normalise_name
from parkdesk.records.nurture import PAPERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from parkdesk.records import Candidate, Honour

WAN = UNITS["万元"].smallest
YI = UNITS["亿元"].smallest
RED, YELLOW = "红", "黄"
READY, KEY, USUAL = "达规未入", "重点培育", "一般培育"
STARS = (("行业之星", 10_000 * WAN), ("成长之星", 2_000 * WAN), ("创业之星", 500 * WAN))
STEPS = (1, 5, 10, 20, 50, 100)
"""亿级台阶."""


@dataclass(frozen=True, slots=True)
class Track:
    """A firm's year so far: cumulative figures of the period, of last year's same months and its whole."""

    id: str
    name: str
    status: str
    month: int
    revenue: int | None = None
    last_same: int | None = None
    last_whole: int | None = None
    outputs: tuple[int | None, ...] = ()
    """Cumulative output of this period and the months before it, newest first, back to 1—2月."""
    output_base: int | None = None
    power: int | None = None
    power_base: int | None = None

    @property
    def rolling(self) -> int | None:
        """Revenue of the last twelve months; what is known of this year spread over twelve where last year is not."""
        if self.revenue is None:
            return None
        if self.last_whole is not None and self.last_same is not None:
            return self.revenue + self.last_whole - self.last_same
        return int(half_up(Fraction(self.revenue * 12, self.month), 0))

    @property
    def is_estimate(self) -> bool:
        """Whether the rolling revenue is only this year spread out."""
        return self.last_whole is None or self.last_same is None

    @property
    def idle_months(self) -> int:
        """For how many months now no output was added: 1—2月 counts as two."""
        run = 0
        for number, now in enumerate(self.outputs):
            before = self.outputs[number + 1] if number + 1 < len(self.outputs) else 0
            if now is None or (before is not None and now > before):
                break
            run += 2 if self.month - number == 2 else 1
        return run


class Risk(NamedTuple):
    """Why a firm may leave: its light and the sentence."""

    light: str
    text: str


def risks(track: Track, norms: Mapping[str, int]) -> list[Risk]:
    """Return what speaks for a firm leaving the register, worst first."""
    found = [*_of_revenue(track, norms), *_of_output(track, norms)]
    if drop := _drop(track.power, track.power_base, norms["power_yellow"]):
        found.append(Risk(YELLOW, f"用电同比下降{drop}"))
    return sorted(found, key=lambda risk: risk.light != RED)


def _of_revenue(track: Track, norms: Mapping[str, int]) -> Iterable[Risk]:
    rolling = track.rolling
    if rolling is None:
        return
    what = "按本年推算全年营业收入" if track.is_estimate else "近12个月营业收入"
    said = f"{what}{_wan(rolling)}万元"
    if rolling < norms["exit_red"] * WAN:
        yield Risk(RED, f"{said}，低于{norms['exit_red']}万元")
    elif rolling < norms["exit_yellow"] * WAN:
        yield Risk(YELLOW, f"{said}，接近{norms['exit_red']}万元")


def _of_output(track: Track, norms: Mapping[str, int]) -> Iterable[Risk]:
    idle = track.idle_months
    if idle >= norms["zero_red"]:
        yield Risk(RED, f"连续{idle}个月没有产值")
    elif idle >= norms["zero_yellow"]:
        yield Risk(YELLOW, f"{idle}个月没有产值")
    if drop := _drop(track.outputs[0] if track.outputs else None, track.output_base, norms["drop_yellow"]):
        yield Risk(YELLOW, f"产值同比下降{drop}")


def _drop(now: int | None, base: int | None, limit: int) -> str:
    if now is None or base is None or base <= 0:
        return ""
    rate = Rate(Fraction((now - base) * 100, base))
    return f"{-rate.shown(1)}%" if -rate.exact >= limit else ""


def _wan(stored: int) -> str:
    return f"{half_up(Fraction(stored, WAN), 0):,f}"


def promise(track: Track, norms: Mapping[str, int]) -> str:
    """Return how near a firm outside the register is to it, empty where it is far."""
    rolling = track.rolling
    if rolling is None:
        return ""
    for word, code in ((READY, "entry_ready"), (KEY, "entry_key"), (USUAL, "entry_usual")):
        if rolling >= norms[code] * WAN:
            return word
    return ""


def missing_papers(candidate: Candidate) -> list[str]:
    """Return the papers that an application lacks; a 小升规 needs last year's ledger, a new plant its approval."""
    asked = [*PAPERS]
    if candidate.kind != "新建":
        asked.append("account")
    if candidate.kind == "新建":
        asked.append("approval")
    labels = {c.key: c.label for c in candidate.COLUMNS}
    return [labels[key] for key in asked if getattr(candidate, key) != "有"]


def days_until(day: str | None, today: dt.date) -> int | None:
    """Return how many days are left until an ISO day, negative when it is over."""
    return None if not day else (dt.date.fromisoformat(day) - today).days


class Expiry(NamedTuple):
    """An honour that runs out soon or has."""

    honour: Honour
    days: int


def expiring(honours: Iterable[Honour], today: dt.date, within: int) -> list[Expiry]:
    """Return the honours that run out within so many days, and those that have, soonest first."""
    found = [Expiry(one, days) for one in honours if (days := days_until(one.until, today)) is not None]
    return sorted((one for one in found if one.days <= within), key=lambda one: one.days)


def star(revenue: int | None) -> str:
    """Return the 三星 tier of a year's revenue."""
    return next((name for name, least in STARS if revenue is not None and revenue >= least), "")


def step(revenue: int | None, before: int | None) -> int | None:
    """Return the 亿级台阶 that a firm climbed since the year before, None where it climbed none."""
    reached = [one for one in STEPS if revenue is not None and revenue >= one * YI]
    had = [one for one in STEPS if before is not None and before >= one * YI]
    return reached[-1] if reached and (not had or reached[-1] > had[-1]) else None


class Rung(NamedTuple):
    """One honour of the ladder: what it asks."""

    name: str
    level: str
    names: tuple[str, ...] = ()
    revenue: Fraction | None = None
    research: Fraction | None = None
    needs: str = ""


class Chance(NamedTuple):
    """What a firm may reach for next, and what it still lacks (nothing: it qualifies)."""

    name: str
    level: str
    lacks: tuple[str, ...]


def chances(held: Sequence[str], revenue: int | None, research: Rate | None, ladder: Sequence[Rung]) -> list[Chance]:
    """Return the honours that a firm does not hold, the nearest first."""
    has = [normalise_name(name) for name in held]

    def holds(rung: Rung) -> bool:
        return any(normalise_name(name) in one for name in (rung.name, *rung.names) for one in has)

    by_name = {rung.name: rung for rung in ladder}
    found = []
    for rung in ladder:
        if holds(rung):
            continue
        lacks = []
        if rung.needs and not holds(by_name.get(rung.needs, Rung(rung.needs, ""))):
            lacks.append(f"先取得{rung.needs}")
        if rung.revenue is not None and (revenue is None or revenue < rung.revenue * WAN):
            there = "没有数" if revenue is None else f"{_wan(revenue)}万元"
            lacks.append(f"营业收入要{half_up(rung.revenue, 0):f}万元，现在{there}")
        if rung.research is not None and (research is None or research.exact < rung.research):
            there = "没有数" if research is None else f"{research.shown(1)}%"
            lacks.append(f"研发强度要{half_up(rung.research, 0):f}%，现在{there}")
        found.append(Chance(rung.name, rung.level, tuple(lacks)))
    return sorted(found, key=lambda chance: len(chance.lacks))
