"""The tables and charts of the quarterly report (domain §5.3, §3.10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from parkdesk.amounts import UNITS, Exact, Points, from_stored, half_up
from parkdesk.records.catalogue import industries
from parkdesk.reports.cells import HUNDRED_MILLION, count, exact, money, now_and_base
from parkdesk.reports.sentences import UNENTERED
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
from parkdesk.rules.growth import contribution, growth, pull

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parkdesk.reports.inputs import IndicatorTotal, QuarterlyInput
    from parkdesk.reports.values import RowStyle
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
        Column("增速", 0.9, "right"),
        Column("拉动", 1.0, "right"),
        Column("贡献率", 1.0, "right"),
    )
    named = (("在库存量", split.stay), ("新增入库", split.new), ("退库留基", split.exit))
    rows = [_part_row(name, part, split) for name, part in named]
    rows.append(_part_row("合计", split.total, split, "total"))
    note = f"{_BASE_NOTE}合计增速在±0.5%以内时不计贡献率。"
    return Table("规模以上工业产值增长构成表", columns, tuple(rows), _UNIT_LINE, note)


def _part_row(name: str, part: Part, split: Decomposition, style: RowStyle = "body") -> Row:
    total = split.total
    contributed = contribution(part.now, part.base, total.now, total.base)
    figures = (exact(part.growth, 1), exact(split.pull_of(part), 2), exact(contributed, 1))
    return Row((name, count(part.count), money(part.now), money(part.base), *figures), style)


def decomposition_chart(given: QuarterlyInput) -> Chart:
    """The same as a waterfall in points that ends at the growth."""
    split = given.split
    named = (("在库存量", split.stay), ("新增入库", split.new), ("退库留基", split.exit))
    bars = [Bar(name, half_up(_points(split.pull_of(part)), 2)) for name, part in named]
    bars.append(Bar("产值增速", half_up(_points(split.pull_of(split.total)), 2), is_total=True))
    return Chart("规模以上工业产值增长构成", "个百分点", Waterfall(tuple(bars)))


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
    return Chart("规模以上工业累计产值", "亿元", data)


# --- firms and industries -------------------------------------------------------------------------


def firm_table(given: QuarterlyInput, title: str, firms: Sequence[FirmFigures]) -> Table:
    """Firms with what each adds to or takes from total growth."""
    base = given.split.total.base
    columns = (
        Column("序号", 0.6),
        Column("企业名称", 3.4, "left"),
        Column("状态", 1.1),
        *now_and_base(given.period),
        Column("增速", 0.9, "right"),
        Column("拉动", 1.0, "right"),
    )
    rows = tuple(
        Row(
            (
                count(i), firm.name, firm.status, money(firm.now), money(firm.base),
                exact(growth(firm.now, firm.base), 1), exact(pull(firm.now or 0, firm.base or 0, base), 2),
            )
        )
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
        Column("增速", 0.9, "right"),
        Column("拉动", 1.0, "right"),
        Column("贡献率", 1.0, "right"),
        Column("占比", 0.9, "right"),
    )
    rows = [_group_row(one.name, one) for one in slices(parts)]
    rows.append(_group_row("合计", slices({"": total})[0], "total"))
    note = f"{_BASE_NOTE}{_SIZE_NOTE if way == '规模' else ''}"
    return Table(f"分{way}产值完成情况表", columns, tuple(rows), _UNIT_LINE, note)


def _group_row(name: str, one: Slice, style: RowStyle = "body") -> Row:
    part = one.part
    figures = (exact(part.growth, 1), exact(one.pull, 2), exact(one.contribution, 1), exact(one.share, 1))
    return Row((name, count(part.count), money(part.now), money(part.base), *figures), style)


def group_chart(way: str, parts: dict[str, Part], most: int) -> Chart:
    """The groups by growth, strongest first: those without a base have none and are left out."""
    rates = [(name, part.growth) for name, part in parts.items()]
    known = sorted(((rate, name) for name, rate in rates if rate is not None), key=lambda pair: -pair[0].exact)
    bars = tuple(Bar(name, rate.shown(1)) for rate, name in known[:most])
    return Chart(f"分{way}产值增速", "%", Ranking(bars), places=1)


# --- indicators -----------------------------------------------------------------------------------


def indicator_table(given: QuarterlyInput) -> Table:
    """The main indicators with their growth and how many firms reported them."""
    columns = (
        Column("指标", 1.6, "left"),
        Column("单位", 1.0),
        Column(given.period.label, 1.3, "right"),
        Column("上年同期", 1.3, "right"),
        Column("增速", 0.9, "right"),
        Column("已报", 0.8, "right", "覆盖（户）"),
        Column("应报", 0.8, "right", "覆盖（户）"),
    )
    rows = tuple(_indicator_row(total) for total in given.totals)
    note = "注：从业人数为期末数；“未录入”不等于零；数据来源：企业月报。"
    return Table("主要指标完成情况表", columns, rows, "单位：%、户", note)


def _indicator_row(total: IndicatorTotal) -> Row:
    indicator = total.indicator
    unit = UNITS[indicator.show_unit]

    def shown(value: int | None, missing: str) -> Cell:
        return missing if value is None else Quantity(from_stored(value, unit), indicator.decimals, grouped=True)

    return Row(
        (
            indicator.name,
            unit.name,
            shown(total.now, UNENTERED),
            shown(total.base, NOT_REPORTED),
            exact(total.growth, 1),
            count(total.reported),
            count(total.expected),
        )
    )
