"""县区(园区)主要指标排名表 (domain §5.5 T2) and 目标任务完成情况表 (T3)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from parkdesk.amounts import UNITS, Rate, from_stored
from parkdesk.errors import ReportError
from parkdesk.reports import sentences
from parkdesk.reports.cells import HUNDRED_MILLION, count, entries, exact, judged, measured
from parkdesk.reports.figures import BOTH, CUM, Facts
from parkdesk.reports.firm_forms import form_foot, form_lead
from parkdesk.reports.traces import FIRMS, joined
from parkdesk.reports.values import NOT_REPORTED, Column, FormPage, Quantity, Report, Row, Table
from parkdesk.rules.growth import EXIT, NEW, Decomposition, growth, progress_gap, share
from parkdesk.rules.ranking import Place, places

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from parkdesk.periods import Period
    from parkdesk.records import Target
    from parkdesk.reports.inputs import Letterhead
    from parkdesk.reports.traces import Origin
    from parkdesk.reports.values import Cell

_RATE_PLACES: Final = 1


@dataclass(frozen=True, slots=True)
class RankedUnit:
    """One unit of the ranking: its output split, issued growths and investment; None where nobody entered it."""

    name: str
    split: Decomposition = field(default_factory=Decomposition)
    va_growth: Rate | None = None
    wanted: Rate | None = None
    investment: int | None = None
    investment_base: int | None = None

    @property
    def has_figures(self) -> bool:
        """Whether it has any firm of the population: a unit that has not reported has no zero either."""
        return self.split.total.count > 0


def place_cell(place: Place | None) -> Cell:
    """Return a rank as printed: 「3」, 「并列3」, a dash where there is none."""
    return NOT_REPORTED if place is None else f"{'并列' if place.tied else ''}{place.rank}"


def _ranked(rates: Mapping[str, Rate | None]) -> dict[str, Place | None]:
    return places({name: None if rate is None else rate.shown(_RATE_PLACES) for name, rate in rates.items()})


def ranking_form(
    units: Sequence[RankedUnit],
    whole: RankedUnit,
    period: Period,
    head: Letterhead,
    notes: tuple[str, ...] = (),
    *,
    way: str = "县区",
) -> Report:
    """Return 主要指标排名表: every unit by output growth, the average in the last row, a dash for the unreported.

    `way` is how firms are grouped into the units: 县区, 镇办 or 园区.
    """
    what = "县区（园区）" if way == "县区" else way
    if not any(unit.has_figures for unit in units):
        raise ReportError(
            f"{whole.name}{period.title}还没有各{what}的产值，排不出名次：请先导入或装入各单位的月度数据。"
        )
    by_output = _ranked({unit.name: unit.split.growth for unit in units})
    by_va = _ranked({unit.name: unit.va_growth for unit in units})
    last = len(units) + 1
    ordered = sorted(units, key=lambda unit: place.rank if (place := by_output[unit.name]) else last)
    facts = Facts(period)
    rows = [
        Row(_ranked_cells(unit, by_output[unit.name], by_va[unit.name]), "body", facts.population(f"{way}:{unit.name}"))
        for unit in ordered
    ]
    rows.append(Row(_ranked_cells(whole, None, None, label="合计（平均）"), "total", facts.population()))
    table = Table("", _RANKING, tuple(rows), "单位：亿元、%、个百分点、户", _RANKING_NOTE, form_lead(head))
    title = f"{whole.name}{what}主要指标完成情况排名表\n（{period.title}）"
    return Report("ranking", title, (table,), form=FormPage(foot=form_foot(head)), notes=notes)


_VA, _WANTED = "va_growth.official", "va_suggested.official"
_RANKING: Final = (
    Column("位次", 0.7, source=BOTH),
    Column("单位", 1.8, "left"),
    Column("产值", 1.1, "right", "规上工业总产值", (CUM,)),
    judged("增速", 0.9, "规上工业总产值"),
    Column("位次", 0.8, "center", "规上工业总产值", BOTH),
    Column("增速", 0.9, "right", "规上工业增加值", (_VA,)),
    Column("位次", 0.8, "center", "规上工业增加值", (_VA,)),
    Column("建议增速", 1.0, "right", "规上工业增加值", (_WANTED,)),
    Column("差距", 1.0, "right", "规上工业增加值", (_VA, _WANTED)),
    Column("工业投资增速", 1.1, "right", source=("investment.cum", "investment.cum_base")),
    Column("新增入库", 0.8, "right", source=(f"{FIRMS}@{NEW}",)),
    Column("退库", 0.8, "right", source=(f"{FIRMS}@{EXIT}",)),
)
_RANKING_NOTE: Final = (
    "注：产值增速按同期可比口径计算；增加值增速、建议增速为登记的发布数；差距=增加值增速−建议增速；“—”为未报或未录入。"
)


def _ranked_cells(unit: RankedUnit, place: Place | None, va_place: Place | None, label: str = "") -> tuple[Cell, ...]:
    total = unit.split.total
    gap = unit.va_growth.gap(unit.wanted) if unit.va_growth is not None and unit.wanted is not None else None
    known = unit.has_figures
    return (
        place_cell(place) if not label else "", label or unit.name,
        measured(total.now if known else None, HUNDRED_MILLION, 2), exact(unit.split.growth, 1),
        place_cell(place) if not label else "", exact(unit.va_growth, 1), place_cell(va_place) if not label else "",
        exact(unit.wanted, 1), exact(gap, 1), exact(growth(unit.investment, unit.investment_base), 1),
        count(unit.split.new.count) if known else NOT_REPORTED, count(unit.split.exit.count) if known else NOT_REPORTED,
    )  # fmt: skip


# --- targets --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TargetLine:
    """One target of one unit and what has been reached of it; `reached` None where nothing was entered."""

    unit: str
    target: Target
    reached: int | None = None
    ahead: Decimal | None = None
    """By how many points it runs before (behind) what should be reached by now."""
    behind: tuple[Origin, ...] = ()
    """The facts or records that what was reached was added up from."""


def target_form(
    lines: Sequence[TargetLine],
    whole: Iterable[Target],
    period: Period,
    place: str,
    head: Letterhead,
    overall: Mapping[str, Place | None],
    notes: tuple[str, ...] = (),
) -> Report:
    """Return 目标任务分解及完成情况表: each target of each unit against 时间进度, and the place over all."""
    if not lines:
        raise ReportError(f"{place}{period.year}年还没有目标任务，做不出这张表：请先导入或装入目标任务分解表。")
    names = list(dict.fromkeys(line.target.name for line in lines))
    units = list(dict.fromkeys(line.unit for line in lines))
    by_key = {(line.unit, line.target.name): line for line in lines}
    samples = {name: next(line for line in lines if line.target.name == name).target for name in names}
    columns = (
        Column("序号", 0.5),
        Column("单位", 1.5, "left"),
        *(column for name in names for column in _target_columns(samples[name])),
        Column("综合位次", 0.8),
    )
    rows = [
        Row((count(i), unit, *_cells_of(unit, names, by_key, period), place_cell(overall.get(unit))), "body",
            entries(*(line.target for line in lines if line.unit == unit)))
        for i, unit in enumerate(units, 1)
    ]  # fmt: skip
    rows.append(Row(("", "合计", *_sums(lines, names, period), ""), "total"))
    short = _too_little(lines, whole)
    note = "注：完成率=累计完成÷目标；超（欠）=完成率−时间进度；综合位次按各项超（欠）的平均数排列；“—”为未录入。"
    table = Table("", columns, tuple(rows), "单位：%、个百分点", note + short, form_lead(head))
    title = f"{place}{period.year}年目标任务分解及完成情况表\n（{period.title}）"
    said = tuple(f"{line}。" for line in short.split("。") if line)
    return Report("targets", title, (table,), form=FormPage(foot=form_foot(head)), notes=(*notes, *said))


def _target_columns(target: Target) -> tuple[Column, ...]:
    group = f"{target.name}（{'%' if target.nature == 'growth' else target.measured_in}）"
    if target.nature == "growth":
        return (
            Column("目标", 0.9, "right", group),
            Column("累计", 0.9, "right", group),
            Column("超（欠）", 0.9, "right", group),
        )
    return (
        Column("目标", 1.0, "right", group),
        Column("累计完成", 1.0, "right", group),
        Column("完成率", 0.9, "right", group),
        Column("超（欠）", 0.9, "right", group),
    )


def _cells_of(
    unit: str, names: Sequence[str], by_key: Mapping[tuple[str, str], TargetLine], period: Period
) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    samples = {name: line for (_, name), line in by_key.items()}
    for name in names:
        line = by_key.get((unit, name))
        width = len(_target_columns(samples[name].target))
        cells += (NOT_REPORTED,) * width if line is None else _traced(_target_cells(line, period), [line])
    return tuple(cells)


def _traced(cells: tuple[Cell, ...], lines: Sequence[TargetLine]) -> tuple[Cell, ...]:
    """Let the first cell lead to the targets, the second to what was reached, the others to both."""
    wanted = entries(*(line.target for line in lines))
    done = joined(one for line in lines for one in line.behind)
    traces = (wanted, done or wanted, *((*wanted, *done),) * len(cells))
    return tuple(
        replace(cell, trace=trace) if isinstance(cell, Quantity) else cell
        for cell, trace in zip(cells, traces, strict=False)
    )


def _target_cells(line: TargetLine, period: Period) -> tuple[Cell, ...]:
    target = line.target
    unit = target.measure_unit
    ahead = NOT_REPORTED if line.ahead is None else Quantity(line.ahead, 1)
    if target.nature == "growth":
        rates = (None if one is None else Rate(from_stored(one, unit)) for one in (target.amount, line.reached))
        return (*(exact(rate, 1) for rate in rates), ahead)
    return (*_amounts(target.amount, line.reached, target, period)[:-1], ahead)


def _amounts(wanted: int, reached: int | None, target: Target, period: Period) -> tuple[Cell, ...]:
    unit = target.measure_unit
    places_shown = 0 if unit.smallest == 1 or unit == UNITS["万元"] else 2
    done = share(reached, wanted)
    ahead = None
    if done is not None:  # what stands all year long has no time of its own
        ahead = progress_gap(done, period.month) if target.nature == "flow" else done.gap(Rate(Fraction(100)))
    figures = (measured(wanted, unit, places_shown), measured(reached, unit, places_shown))
    return (*figures, exact(done, 1), exact(ahead, 1))


def _sums(lines: Sequence[TargetLine], names: Sequence[str], period: Period) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for name in names:
        mine = [line for line in lines if line.target.name == name]
        target = mine[0].target
        if target.nature == "growth" or len({line.target.measured_in for line in mine}) > 1:
            cells += (NOT_REPORTED,) * len(_target_columns(target))
            continue
        known = [line.reached for line in mine if line.reached is not None]
        sums = _amounts(sum(line.target.amount for line in mine), sum(known) if known else None, target, period)
        cells += _traced(sums, mine)
    return tuple(cells)


def _too_little(lines: Sequence[TargetLine], whole: Iterable[Target]) -> str:
    """Say where what was handed out is less than what was taken on (domain §5.5 T3)."""
    said = []
    for target in whole:
        given = [
            line.target for line in lines if line.target.name == target.name and line.target.nature == target.nature
        ]
        total = sum(one.amount for one in given if one.measured_in == target.measured_in)
        if given and target.nature != "growth" and total < target.amount:
            unit = target.measure_unit
            said.append(
                f"各单位{target.name}目标合计{sentences.amount(total, unit, 0)}，"
                f"少于本级目标{sentences.amount(target.amount, unit, 0)}。"
            )
    return "".join(said)
