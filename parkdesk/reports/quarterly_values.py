"""What the quarterly report's wording may say: named values, each figure with the facts behind it.

The names are Chinese because county clerks edit the wording template that uses them.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from parkdesk.amounts import UNITS, Rate, from_stored, half_up
from parkdesk.reports import project_tables as tables
from parkdesk.reports import sentences
from parkdesk.reports.analysis_values import group_values, outlook_values
from parkdesk.reports.cells import entries
from parkdesk.reports.figures import ANSWERED, DUE, IN_PARKS, SILENT, Facts, pulled
from parkdesk.reports.figures import BASE as _BASE
from parkdesk.reports.figures import CUM as _CUM
from parkdesk.reports.sentences import UNENTERED
from parkdesk.reports.traces import joined
from parkdesk.reports.values import Counted, Figure
from parkdesk.rules.growth import EXIT, NEW, STAY, pull, share, top_down, top_up
from parkdesk.rules.slots import completeness

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from parkdesk.records import OfficialFigure, Project
    from parkdesk.reports.inputs import IndicatorTotal, QuarterlyInput
    from parkdesk.rules.growth import FirmFigures, Part

YI: Final = UNITS["亿元"]
_CITY: Final = "全市平均水平"
_OFFICIAL: Final = "official"
GROWING: Final = "培育"
TOP: Final = 10
_LEAVERS: Final = 8
_NAMED: Final = 3  # firms and industries named in a sentence


def values_of(given: QuarterlyInput) -> dict[str, Any]:
    """Return every value the template may use, by its Chinese name."""
    period = given.period
    return {
        "年份": period.year,
        "期间": period.label,
        "月数": period.month,
        "单位": given.place,
        **_headline(given),
        **_official(given),
        **_structure(given),
        **_firms(given),
        **group_values(given),
        **outlook_values(given),
        **_coverage(given),
        **_projects(given),
        "语气": given.tone,
        "指标": [_indicator(given, total) for total in given.totals if total.indicator.code != "output"],
        "有走势": len(given.months) > 1,
        "有热力图": given.heat is not None,
        "有投资进度": given.curve is not None,
    }


def _headline(given: QuarterlyInput) -> dict[str, Any]:
    facts, split = Facts(given.period), given.split
    total, both = split.total, (_CUM, _BASE)
    city = _rate(given.city_officials, "output_growth")
    target = given.officials.get("output_target")
    done = share(total.now, target.value) if target else None
    return {
        "产值": facts.figure(sentences.amount(total.now, YI)),
        "同期产值": facts.figure(sentences.amount(total.base, YI), (_BASE,)),
        "产值同比": facts.figure(sentences.compared(total.now, total.base, YI), both),
        "有上级可比": given.has_peers,
        "产值与全市相比": _traced(given, sentences.gap(split.growth, city, _CITY), "output_growth"),
        "任务完成": _traced(given, sentences.completion(done, given.period.month), "output_target"),
        "差额": _remaining(given, total, target),
    }


def _remaining(given: QuarterlyInput, total: Part, target: OfficialFigure | None) -> dict[str, Any] | None:
    """Return what the rest of the year must bring to reach the yearly task; None where nothing is left to say."""
    months = 12 - given.period.month
    if target is None or months == 0 or total.now >= target.value or total.now <= 0:
        return None
    left = target.value - total.now
    monthly, so_far = Fraction(left, months), Fraction(total.now, given.period.month)
    facts = Facts(given.period)
    return {
        "金额": Figure(
            sentences.amount(left, YI),
            (*facts.traces(), *facts.traces((_OFFICIAL,), code="output_target")),
        ),
        "月数": months,
        "月均": facts.figure(sentences.amount(round(monthly), YI)),
        "倍数": facts.figure(f"{half_up(monthly / so_far, 2)}倍"),
    }


# --- official figures -----------------------------------------------------------------------------


def _official(given: QuarterlyInput) -> dict[str, Any]:
    mine = _rate(given.officials, "va_growth")
    city, wanted = _rate(given.city_officials, "va_growth"), _rate(given.officials, "va_suggested")
    place, outside = given.officials.get("va_rank"), _rate(given.officials, "nonpublic_share")
    return {
        "增加值增速": None if mine is None else _traced(given, sentences.growth(mine), "va_growth"),
        "增加值与全市相比": _traced(given, sentences.gap(mine, city, _CITY), "va_growth"),
        "增加值与建议增速相比": _traced(given, sentences.shortfall(mine, wanted, "建议增速"), "va_suggested"),
        "位次": _traced(given, f"居全市{sentences.rank(place.value)}" if place else f"全市位次{UNENTERED}", "va_rank"),
        "非公占比": None if outside is None else _traced(given, sentences.percent(outside), "nonpublic_share"),
    }


def _rate(officials: Mapping[str, OfficialFigure], code: str) -> Rate | None:
    found = officials.get(code)
    return None if found is None else Rate(from_stored(found.value, found.measure_unit))


def _traced(given: QuarterlyInput, text: str, code: str) -> Figure:
    return Facts(given.period).figure(text, (_OFFICIAL,), code=code)


# --- growth ---------------------------------------------------------------------------------------


def _structure(given: QuarterlyInput) -> dict[str, Any]:
    facts, split = Facts(given.period), given.split
    both = (_CUM, _BASE)
    simple, counter = split.drag_simple, split.drag_counterfactual
    return {
        "企业户数": facts.firms(split.total.count),
        "在库": _part(given, split.stay, STAY),
        "新增": _part(given, split.new, NEW),
        "退库": {
            **_part(given, split.exit, EXIT),
            "名单": sentences.listing([firm.name for firm in given.firms if firm.status == EXIT][:_LEAVERS]),
            "占比": facts.figure(sentences.percent(share(split.exit.base, split.total.base)), (_BASE,), EXIT),
            "简单法": None if simple is None else facts.figure(sentences.points(simple, 2), (_BASE,), EXIT),
            "剔除法": None if counter is None else facts.figure(sentences.points(counter, 2), both, EXIT),
        },
        "新增不抵退库": split.new.now < split.exit.base,
    }


def _part(given: QuarterlyInput, part: Part, status: str) -> dict[str, Any]:
    facts, both = Facts(given.period), (_CUM, _BASE)
    return {
        "户数": facts.firms(part.count, status),
        "产值": facts.figure(sentences.amount(part.now, YI), (_CUM,), status),
        "同期": facts.figure(sentences.amount(part.base, YI), (_BASE,), status),
        "同比": facts.figure(sentences.compared(part.now, part.base, YI), both, status),
        "拉动": pulled(given, given.split.pull_of(part), status),
    }


def _firms(given: QuarterlyInput) -> dict[str, Any]:
    base = given.split.total.base
    judged = reported(given.firms)
    inside = [firm for firm in given.firms if firm.park and firm.status in (STAY, NEW, EXIT)]
    park_now = sum(firm.now or 0 for firm in inside)
    facts = Facts(given.period)
    return {
        "拉动企业": [_firm(given, firm, base) for firm in top_up(judged, TOP)],
        "下拉企业": [_firm(given, firm, base) for firm in top_down(judged, TOP)],
        "下拉在库企业": [firm.name for firm in top_down(judged, len(judged)) if firm.status == STAY][:_NAMED],
        "培育户数": facts.firms(sum(firm.status == GROWING for firm in given.firms), GROWING),
        "园区户数": facts.firms(len(inside), IN_PARKS),
        "园区产值": facts.figure(sentences.amount(park_now, YI), (_CUM,), IN_PARKS),
        "园区占比": facts.figure(sentences.percent(share(park_now, given.split.total.now)), (_CUM,), IN_PARKS),
    }


def _firm(given: QuarterlyInput, firm: FirmFigures, base: int) -> dict[str, Any]:
    own = pull(firm.now or 0, firm.base or 0, base)
    return {"名称": firm.name, "状态": firm.status, "拉动": pulled(given, own, firm.subject)}


def reported(firms: Iterable[FirmFigures]) -> list[FirmFigures]:
    """Leave out firms that owe their figure: missing is not zero, and only a leaver's base falls away."""
    return [firm for firm in firms if not firm.is_silent]


# --- coverage and projects ------------------------------------------------------------------------


def _coverage(given: QuarterlyInput) -> dict[str, Any]:
    due = [firm for firm in given.firms if firm.status in (STAY, NEW)]
    silent = [firm for firm in due if firm.is_silent]
    owed = sum(firm.base or 0 for firm in silent)
    facts = Facts(given.period)
    return {
        "应报户数": facts.firms(len(due), DUE),
        "已报户数": facts.firms(len(due) - len(silent), ANSWERED),
        "未报户数": facts.firms(len(silent), SILENT),
        "未报企业": sentences.listing([firm.name for firm in silent[:_NAMED]]),
        "未报同期": facts.figure(sentences.amount(owed, YI), (_BASE,), SILENT) if owed else None,
    }


def _indicator(given: QuarterlyInput, total: IndicatorTotal) -> dict[str, Any]:
    indicator = total.indicator
    measure = "stock" if indicator.is_stock else _CUM
    unit = UNITS[indicator.show_unit]
    words = sentences.amount(total.now, unit, indicator.decimals)
    facts = Facts(given.period)
    against = sentences.compared(total.now, total.base, unit, indicator.decimals)
    return {
        "名称": indicator.name,
        "数值": facts.figure(words, (measure,), code=indicator.code),
        "有数": total.now is not None,
        "同比": None
        if total.now is None or not total.base
        else facts.figure(against, (measure, _BASE), code=indicator.code),
        "已报": Counted(total.reported, facts.traces((measure,), code=indicator.code)),
        "应报": facts.firms(total.expected, DUE),
    }


def _projects(given: QuarterlyInput) -> dict[str, Any]:
    projects = [judged.project for judged in given.projects]
    total, plan, _, done = tables.sums(projects)
    rate = share(done, plan)
    due = sentences.time_progress(given.period.month)
    late = [p for p in projects if (own := share(p.done, p.plan)) is not None and own.gap(due).exact < 0]
    full = completeness(given.projects)
    lacking = [j for j in given.projects if any(slot.required and not slot.lit for slot in j.slots)]
    troubled, finishing = [p for p in projects if p.problem], [p for p in projects if p.pool == "竣工一批"]

    def read(text: str, *sources: str) -> Figure:
        found = (one.read(source) for source in sources for one in entries(*projects))
        return Figure(text, tuple(one for one in found if one is not None))

    def counted(which: Sequence[Project]) -> Counted:
        return Counted(len(which), entries(*which))

    return {
        "项目数": counted(projects),
        "项目总投资": read(sentences.amount(total, YI), tables.TOTAL),
        "项目年度计划": read(sentences.amount(plan, YI), tables.PLAN),
        "项目累计完成": read(sentences.amount(done, YI), tables.DONE),
        "项目进度": read(sentences.completion(rate, given.period.month, "年度计划"), tables.DONE, tables.PLAN)
        if rate
        else None,
        "欠进度项目数": counted(late),
        "有问题项目": [{"名称": p.name, "问题": p.problem} for p in troubled],
        "有问题项目数": counted(troubled),
        "竣工一批": [p.name for p in finishing],
        "竣工一批数": counted(finishing),
        "完整率": None
        if full is None
        else Figure(sentences.percent(full), joined(one for j in given.projects for one in tables.duties_of(j))),
        "缺项项目数": Counted(len(lacking), joined(one for j in lacking for one in tables.duties_of(j))),
    }
