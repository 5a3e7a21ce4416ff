"""The tables and charts of the quarterly report (domain §5.3, §3.10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from parkdesk.amounts import UNITS, Exact, Points, from_stored, half_up
from parkdesk.records.catalogue import industries
from parkdesk.reports.cells import HUNDRED_MILLION, count, exact, judged, money, now_and_base
from parkdesk.reports.figures import BASE, BOTH, CUM, DUE, Facts
from parkdesk.reports.sentences import UNENTERED
from parkdesk.reports.traces import FIRMS, Trace
from parkdesk.reports.values import (
    NOT_REPORTED,
    Bar,
    Cell,
    Chart,
    Column,
    Quantity,
    Ranking,
    Row,
    Table,
    Trend,
    Waterfall,
)
from parkdesk.rules.breakdown import SIZES, parts_by, slices
from parkdesk.rules.growth import EXIT, NEW, STAY, contribution, growth, pull

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parkdesk.periods import Period
    from parkdesk.reports.inputs import IndicatorTotal, QuarterlyInput
    from parkdesk.reports.traces import Origin
    from parkdesk.rules.breakdown import Slice
    from parkdesk.rules.growth import Decomposition, FirmFigures, Part

_UNIT_LINE: Final = "单位：万元、%、个百分点"
_BASE_NOTE: Final = "注：同期为可比口径；拉动=（本期−同期）÷同期合计×100；数据来源：企业月报。"
_SIZE_NOTE: Final = "规模按从业人数和本期累计营业收入初步划分。"
UNGROUPED: Final = {"行业": "行业未填", "县区": "县区未填", "园区": "园区外", "镇办": "镇办未填", "规模": "规模未定"}
HEADINGS: Final = {"行业": "行业大类", "县区": "县区", "园区": "园区", "镇办": "镇办", "规模": "企业规模"}


# --- growth ---------------------------------------------------------------------------------------


def decomposition_table(given: QuarterlyInput) -> Table:
    """在库存量 / 新增入库 / 退库留基: households, values, growth, pull; the pulls add up to the growth."""
    split = given.split
    columns = (
        Column("构成", 1.6, "left"),
        Column("户数", 0.8, "right"),
        *now_and_base(given.period),
        judged("增速", 0.9),
        judged("拉动"),
        judged("贡献率"),
    )
    facts = Facts(given.period)
    named = (("在库存量", STAY, split.stay), ("新增入库", NEW, split.new), ("退库留基", EXIT, split.exit))
    rows = [
        Row(_part_cells(name, part, split), "body", facts.population("all", status)) for name, status, part in named
    ]
    rows.append(Row(_part_cells("合计", split.total, split), "total", facts.population()))
    note = f"{_BASE_NOTE}合计增速在±0.5%以内时不计贡献率。"
    return Table("规模以上工业产值增长构成表", columns, tuple(rows), _UNIT_LINE, note)


def _part_cells(name: str, part: Part, split: Decomposition) -> tuple[Cell, ...]:
    total = split.total
    contributed = contribution(part.now, part.base, total.now, total.base)
    figures = (exact(part.growth, 1), exact(split.pull_of(part), 2), exact(contributed, 1))
    return (name, count(part.count), money(part.now), money(part.base), *figures)


def decomposition_chart(given: QuarterlyInput) -> Chart:
    """The same as a waterfall in points that ends at the growth."""
    split = given.split
    named = (("在库存量", split.stay), ("新增入库", split.new), ("退库留基", split.exit))
    bars = [Bar(name, half_up(_points(split.pull_of(part)), 2)) for name, part in named]
    bars.append(Bar("产值增速", half_up(_points(split.pull_of(split.total)), 2), is_total=True))
    return Chart("规模以上工业产值增长构成", "个百分点", Waterfall(tuple(bars)), trace=_both(given))


def _both(given: QuarterlyInput, *periods: Period) -> tuple[Origin, ...]:
    """Return the population's output and base of some periods, of the paper's own where none is named."""
    return tuple(
        one.read(source) for p in periods or (given.period,) for one in Facts(p).population() for source in BOTH
    )


def _points(value: Points | None) -> Exact:
    return 0 if value is None else value.exact


def trend_chart(given: QuarterlyInput) -> Chart:
    """Cumulative output by month beside last year's."""
    months = given.months
    data = Trend(
        tuple(point.period.label for point in months),
        tuple(half_up(from_stored(point.now, HUNDRED_MILLION), 2) for point in months),
        tuple(half_up(from_stored(point.base, HUNDRED_MILLION), 2) for point in months),
    )
    return Chart("规模以上工业累计产值", "亿元", data, trace=_both(given, *(point.period for point in months)))


# --- firms and industries -------------------------------------------------------------------------


def firm_table(given: QuarterlyInput, title: str, firms: Sequence[FirmFigures]) -> Table:
    """Firms with what each adds to or takes from total growth."""
    base = given.split.total.base
    columns = (
        Column("序号", 0.6),
        Column("企业名称", 3.4, "left"),
        Column("状态", 1.1),
        *now_and_base(given.period),
        judged("增速", 0.9),
        judged("拉动"),
    )
    facts = Facts(given.period)
    rows = tuple(
        Row((
            count(i), firm.name, firm.status, money(firm.now), money(firm.base), exact(growth(firm.now, firm.base), 1),
            exact(pull(firm.now or 0, firm.base or 0, base), 2),
        ), "body", facts.population(firm.subject))
        for i, firm in enumerate(firms, 1)
    )  # fmt: skip
    return Table(title, columns, rows, _UNIT_LINE, "注：“—”为未报或无基数；拉动为负即下拉。")


def by_industry(firms: Iterable[FirmFigures]) -> dict[str, Part]:
    """Add the population up by 大类, largest output first."""
    names = industries()
    return parts_by(firms, lambda firm: names.get(firm.industry[:2], UNGROUPED["行业"]))


def by_group(given: QuarterlyInput, way: str) -> dict[str, Part]:
    """Add the population up by 县区, 园区, 镇办 or 规模, largest output first; sizes by size."""
    groups = given.groups.get(way, {})
    parts = parts_by(given.firms, lambda firm: groups.get(firm.subject, "") or UNGROUPED[way])
    if way == "规模":
        order = {name: i for i, name in enumerate(SIZES)}
        return dict(sorted(parts.items(), key=lambda pair: order.get(pair[0], len(order))))
    return parts


def group_table(given: QuarterlyInput, way: str, parts: dict[str, Part]) -> Table:
    """One way to group the population: households, values, growth, pull, contribution, share."""
    total = given.split.total
    columns = (
        Column(HEADINGS[way], 3.0, "left"),
        Column("户数", 0.8, "right"),
        *now_and_base(given.period),
        judged("增速", 0.9),
        judged("拉动"),
        judged("贡献率"),
        Column("占比", 0.9, "right", source=(CUM,)),
    )
    facts = Facts(given.period)
    rows = [Row(_group_cells(one.name, one), "body", facts.population(f"{way}:{one.name}")) for one in slices(parts)]
    rows.append(Row(_group_cells("合计", slices({"": total})[0]), "total", facts.population()))
    note = f"{_BASE_NOTE}{_SIZE_NOTE if way == '规模' else ''}"
    return Table(f"分{way}产值完成情况表", columns, tuple(rows), _UNIT_LINE, note)


def _group_cells(name: str, one: Slice) -> tuple[Cell, ...]:
    part = one.part
    figures = (exact(part.growth, 1), exact(one.pull, 2), exact(one.contribution, 1), exact(one.share, 1))
    return (name, count(part.count), money(part.now), money(part.base), *figures)


def group_chart(given: QuarterlyInput, way: str, parts: dict[str, Part]) -> Chart:
    """The groups by growth, strongest first: those without a base have none and are left out."""
    rates = [(name, part.growth) for name, part in parts.items()]
    known = sorted(((rate, name) for name, rate in rates if rate is not None), key=lambda pair: -pair[0].exact)
    bars = tuple(Bar(name, rate.shown(1)) for rate, name in known[: given.most_bars])
    return Chart(f"分{way}产值增速", "%", Ranking(bars), places=1, trace=_both(given))


# --- indicators -----------------------------------------------------------------------------------


def indicator_table(given: QuarterlyInput) -> Table:
    """The main indicators with their growth and how many firms reported them."""
    columns = (
        Column("指标", 1.6, "left"),
        Column("单位", 1.0),
        Column(given.period.label, 1.3, "right"),
        Column("上年同期", 1.3, "right", source=(BASE,)),
        Column("增速", 0.9, "right", source=("", BASE)),
        Column("已报", 0.8, "right", "覆盖（户）", (f"@{DUE}",)),
        Column("应报", 0.8, "right", "覆盖（户）", (f"{FIRMS}@{DUE}",)),
    )
    rows = tuple(Row(_indicator_cells(total), "body", _reported(given, total)) for total in given.totals)
    note = "注：从业人数为期末数；“未录入”不等于零；数据来源：企业月报。"
    return Table("主要指标完成情况表", columns, rows, "单位：%、户", note)


def _reported(given: QuarterlyInput, total: IndicatorTotal) -> tuple[Trace, ...]:
    indicator = total.indicator
    return (Trace(indicator.code, given.period.text, "stock" if indicator.is_stock else CUM),)


def _indicator_cells(total: IndicatorTotal) -> tuple[Cell, ...]:
    indicator = total.indicator
    unit = UNITS[indicator.show_unit]

    def shown(value: int | None, missing: str) -> Cell:
        return missing if value is None else Quantity(from_stored(value, unit), indicator.decimals, grouped=True)

    return (
        indicator.name,
        unit.name,
        shown(total.now, UNENTERED),
        shown(total.base, NOT_REPORTED),
        exact(total.growth, 1),
        count(total.reported),
        count(total.expected),
    )
