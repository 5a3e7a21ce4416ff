"""What the wording may say of groups of firms, of causes, of how rates moved, and of the rest of the year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from parkdesk.amounts import UNITS, Rate, from_stored, half_up
from parkdesk.reports import quarterly_tables as tables
from parkdesk.reports import sentences
from parkdesk.reports.figures import BASE, BOTH, CUM, RISEN, SILENT, Facts, pulled
from parkdesk.reports.values import Figure
from parkdesk.rules.breakdown import slices
from parkdesk.rules.growth import EXIT, NEW, SCOPE, STAY, growth, pull, rising_share, two_year_average
from parkdesk.rules.outlook import catch_up, doubts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parkdesk.periods import Period
    from parkdesk.reports.inputs import QuarterlyInput
    from parkdesk.rules.breakdown import Slice
    from parkdesk.rules.growth import FirmFigures, Part

YI: Final = UNITS["亿元"]
_NAMED: Final = 3
WAYS: Final = ("县区", "园区", "镇办", "规模")
_YEAR: Final = 12


# --- groups ---------------------------------------------------------------------------------------


def group_values(given: QuarterlyInput) -> dict[str, Any]:
    """Return the industries and every other way to group the firms, largest output first."""
    industries = tables.by_industry(given.firms)
    facts = Facts(given.period)
    rising, wide = _rising(industries)
    firms = [firm for firm in given.firms if firm.status in SCOPE and not firm.is_silent]
    grown = sum(firm.change > 0 for firm in firms)
    return {
        "行业数": facts.firms(len(industries)),
        "增长行业数": facts.firms(rising),
        "增长面": facts.figure(wide, BOTH),
        "行业": _named(given, "行业", industries)[:_NAMED],
        "下降行业": [one for one in _named(given, "行业", industries) if one["增减"] < 0][:_NAMED],
        "增长企业数": facts.firms(grown, RISEN),
        "企业增长面": Figure(
            sentences.percent(rising_share([f.change for f in firms])), facts.population("all", RISEN)
        ),
        **{f"分{way}": _named(given, way, tables.by_group(given, way)) for way in WAYS if way in given.groups},
        **{f"分{way}": [] for way in WAYS if way not in given.groups},
        "排名单位": _ranked_way(given),
        "领先": _leading(given),
        "靠后": _trailing(given),
    }


def _rising(parts: dict[str, Part]) -> tuple[int, str]:
    changes = [part.now - part.base for part in parts.values()]
    return sum(change > 0 for change in changes), sentences.percent(rising_share(changes))


def _named(given: QuarterlyInput, way: str, parts: dict[str, Part]) -> list[dict[str, Any]]:
    return [_group(given, way, one) for one in slices(parts)]


def _group(given: QuarterlyInput, way: str, one: Slice) -> dict[str, Any]:
    facts, part, subject = Facts(given.period), one.part, f"{way}:{one.name}"
    contributed = None if one.contribution is None else sentences.percent(one.contribution)
    return {
        "名称": one.name,
        "户数": facts.firms(part.count, subject=subject),
        "产值": facts.figure(sentences.amount(part.now, YI), (CUM,), subject),
        "同比": facts.figure(sentences.compared(part.now, part.base, YI), (CUM, BASE), subject),
        "增速": part.growth,
        "增减": part.now - part.base,
        "拉动": pulled(given, one.pull, subject),
        "贡献率": None if contributed is None else facts.figure(contributed, (CUM, BASE), subject),
        "占比": None if one.share is None else facts.figure(sentences.percent(one.share), (CUM,), subject),
    }


def ranked_way(given: QuarterlyInput) -> str:
    """Return the units that are ranked: a city's counties; in a county its towns, else its parks."""
    return next((way for way in ("县区", "镇办", "园区") if way in given.groups), "")


def _ranked_way(given: QuarterlyInput) -> str:
    return ranked_way(given)


def _by_growth(given: QuarterlyInput) -> list[dict[str, Any]]:
    way = ranked_way(given)
    named = _named(given, way, tables.by_group(given, way)) if way else []
    known = [one for one in named if one["增速"] is not None and one["名称"] != tables.UNGROUPED[way]]
    return sorted(known, key=lambda one: -one["增速"].exact)


def _leading(given: QuarterlyInput) -> list[dict[str, Any]]:
    """Return the best, of those that really grew: a fall is never praised."""
    return [one for one in _by_growth(given) if one["增速"].shown(1) > 0][:_NAMED]


def _trailing(given: QuarterlyInput) -> list[dict[str, Any]]:
    """Return the last, lowest first, none of whom leads."""
    ordered = _by_growth(given)
    led = {one["名称"] for one in _leading(given)}
    return [one for one in reversed(ordered) if one["名称"] not in led][:_NAMED]


# --- movement, causes, the rest of the year -------------------------------------------------------


def outlook_values(given: QuarterlyInput) -> dict[str, Any]:
    """Return how the rate moved, why it stands where it does, and what the rest of the year needs."""
    return {
        "较上期": _movement(given),
        "两年平均": _two_years(given),
        "原因": list(causes(given)),
        "倒算": _catch_up(given),
        "预计存疑": _doubted(given),
    }


def _movement(given: QuarterlyInput) -> Figure | None:
    earlier = [point for point in given.months if point.period.month < given.period.month]
    now = given.split.growth
    before = growth(earlier[-1].now, earlier[-1].base) if earlier else None
    if now is None or before is None:
        return None
    words = sentences.movement(now, before, earlier[-1].period.label)
    return _over(f"增速{words}" if words.startswith("与") else words, given.period, earlier[-1].period)


def _two_years(given: QuarterlyInput) -> Figure | None:
    now, point = given.split.growth, given.last_year
    before = None if point is None else growth(point.now, point.base)
    if now is None or before is None or min(now.exact, before.exact) <= -100:
        return None
    words = sentences.growth(two_year_average(now, before))
    return _over(f"两年平均{words}", given.period, given.period.of_year(given.period.year - 1))


def _over(text: str, *periods: Period) -> Figure:
    """Return a figure that was reckoned from the output and the base of several periods."""
    return Figure(text, tuple(one for period in periods for one in Facts(period).traces(BOTH)))


def causes(given: QuarterlyInput) -> Iterator[Figure]:
    """Yield why growth is not higher, heaviest kind first: each a clause that leads back to its facts."""
    split, facts = given.split, Facts(given.period)
    if split.exit.count and split.exit.base > 0 and split.drag_simple is not None:
        words = f"{split.exit.count}户退库企业留基产值{sentences.amount(split.exit.base, YI)}，"
        yield facts.figure(f"{words}下拉产值增速{sentences.points(split.drag_simple, 2)}", (BASE,), EXIT)
    if split.exit.base > split.new.now:
        come = f"新增入库企业{split.new.count}户、产值{sentences.amount(split.new.now, YI)}"
        come = come if split.new.count else "没有新增入库企业"
        yield facts.figure(f"{come}，难以弥补退库企业所留基数", (CUM,), NEW)
    fallen = _fallen(given)
    if fallen:
        yield facts.figure(_fall_words(given, fallen), (CUM, BASE), STAY)
    industries = [one for one in slices(tables.by_industry(given.firms)) if one.part.now < one.part.base]
    if industries:
        heavy = sorted(industries, key=lambda one: one.part.now - one.part.base)[:_NAMED]
        words = sentences.among([one.name for one in heavy], len(industries), "个行业")
        yield facts.figure(f"{words}产值下降", BOTH)
    silent = [firm for firm in given.firms if firm.is_silent]
    if silent:
        yield Figure(f"{len(silent)}户企业未报产值，本期合计不含其数", facts.population("all", SILENT))


def _fallen(given: QuarterlyInput) -> list[FirmFigures]:
    stay = [firm for firm in given.firms if firm.status == STAY and not firm.is_silent and firm.change < 0]
    return sorted(stay, key=lambda firm: firm.change)


def _fall_words(given: QuarterlyInput, fallen: list[FirmFigures]) -> str:
    names = sentences.among([firm.name for firm in fallen[:_NAMED]], len(fallen), "户在库企业")
    change = sum(firm.change for firm in fallen)
    together = pull(change, 0, given.split.total.base)
    drag = "" if together is None or together.shown(2) == 0 else f"，合计{sentences.pull(together)}"
    return f"{names}产值下降{drag}"


def _catch_up(given: QuarterlyInput) -> dict[str, Any] | None:
    """Return 倒算 for the suggested growth or the yearly task; None where neither is set or the year is over."""
    wanted = given.officials.get("va_suggested")
    total, month = given.split.total, given.period.month
    if wanted is None or month >= _YEAR:
        return None
    target = Rate(from_stored(wanted.value, wanted.measure_unit))
    plan = catch_up(total, month, _YEAR, target, given.base_year)
    if plan is None or plan.needed <= 0 or plan.required is None:
        return None
    facts = Facts(given.period)
    times = plan.times
    return {
        "目标": facts.figure(sentences.growth(target), ("official",), code="va_suggested"),
        "须增": facts.figure(sentences.growth(plan.required), (CUM, BASE)),
        "月均": facts.figure(sentences.amount(round(plan.monthly), YI)),
        "倍数": None if times is None else facts.figure(f"{half_up(times, 2)}倍"),
        "月数": plan.months_left,
        "平摊": plan.is_flat,
        "很难": plan.is_hard,
    }


def _doubted(given: QuarterlyInput) -> list[str]:
    stated, rate = given.officials.get("output_forecast"), given.officials.get("output_forecast_growth")
    if stated is None:
        return []
    total = given.split.total
    wanted = None if rate is None else Rate(from_stored(rate.value, rate.measure_unit))
    return doubts(total.now, given.period.month, stated.value, total.base, wanted)
