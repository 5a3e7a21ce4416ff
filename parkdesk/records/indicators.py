"""Indicators (指标), the measures of a fact, and official figures (domain §3, design §3)."""

from __future__ import annotations

from enum import IntEnum

from parkdesk.amounts import UNITS, Unit
from parkdesk.records.grammar import Column, Record, column, record
from parkdesk.records.kinds import CHOICE, CODE, COUNT, DATE, NUMBER, TEXT, Kind, clean_text, quantity

DIRECTIONS = {"up": "越高越好", "down": "越低越好"}
NATURES = {"flow": "累计量", "stock": "时点量"}


class Measure(IntEnum):
    """What a fact says of an indicator in a period; the integer is what the desk file stores."""

    CUM = 1
    MONTH = 2
    CUM_BASE = 3
    MONTH_BASE = 4
    STOCK = 5

    @property
    def code(self) -> str:
        """The word of the command line and the packages."""
        return self.name.lower()


MEASURE_LABELS = {
    Measure.CUM: "累计",
    Measure.MONTH: "本月",
    Measure.CUM_BASE: "上年同期",
    Measure.MONTH_BASE: "上年同月",
    Measure.STOCK: "期末",
}


def figure_name(indicator: str, measure: Measure, *, is_growth: bool = False) -> str:
    """Return the word by which a column of figures, or of their growth, is known."""
    return f"{indicator}/{measure.code}{'/growth' if is_growth else ''}"


@record("indicators", "指标", travels="definition")
class Indicator(Record):
    """指标: what is measured; figures are integers of the unit's smallest unit. The id is the code."""

    code: str = column("指标代码", TEXT, required=True)
    name: str = column("指标名称", TEXT, required=True, width=18)
    unit: str = column("计量单位", TEXT, required=True)
    show_unit: str = column("显示单位", TEXT, required=True)
    decimals: int = column("小数位", COUNT, default=0)
    direction: str = column("方向", CHOICE, choices=tuple(DIRECTIONS), default="up")
    nature: str = column("性质", CHOICE, choices=tuple(NATURES), default="flow")
    aliases: str = column("别名", TEXT, default="", width=30)
    sort: int = column("顺序", COUNT, default=0)

    def natural_key(self) -> tuple[str, ...]:
        """Return the code."""
        return (self.code,)

    def title(self) -> str:
        """Return the name."""
        return self.name

    @property
    def measure_unit(self) -> Unit:
        """The declared unit with its smallest unit."""
        return UNITS[self.unit]

    @property
    def is_stock(self) -> bool:
        """Whether the indicator is a state at the period's end, not a sum over months."""
        return self.nature == "stock"

    def names(self) -> tuple[str, ...]:
        """Return the name and every alias."""
        return (self.name, *(alias for alias in self.aliases.split("、") if alias))


OFFICIAL_KINDS = {
    "va_growth": ("规上工业增加值增速", "%"),
    "output_growth": ("规上工业总产值增速", "%"),
    "va_suggested": ("增加值建议增速", "%"),
    "va_rank": ("增加值增速位次", "位"),
    "output_target": ("工业总产值年度任务", "万元"),
    "nonpublic_share": ("非公经济增加值占GDP比重", "%"),
    "output_official": ("规上工业总产值", "万元"),
    "output_forecast": ("工业总产值全年预计", "万元"),
    "output_forecast_growth": ("工业总产值全年预计增速", "%"),
    "tax_forecast": ("实缴税收全年预计", "万元"),
}
"""Figures that an authority issues or an office states, and that are never computed here: code → label and unit."""

FIGURE = Kind(
    "choice",
    lambda cell: next((c for c, (label, _) in OFFICIAL_KINDS.items() if clean_text(cell) == label), clean_text(cell)),
    lambda code: OFFICIAL_KINDS[code][0] if code in OFFICIAL_KINDS else code,
)
"""An official figure by the label that people know it by."""


@record("officials", "官方数据", travels="up")
class OfficialFigure(Record):
    """官方数据: a figure issued by the statistics office or the city, with its source and date."""

    unit: str = column("单位代码", CODE, required=True, aliases=("单位", "单位名称"))
    period: int = column("期间", NUMBER, required=True)
    figure: str = column("指标", CHOICE, required=True, choices=tuple(OFFICIAL_KINDS), width=22)
    value: int = column("数值", NUMBER, required=True)
    source: str = column("来源", TEXT, aliases=("数据来源", "发布单位"), default="", width=18)
    released_on: str | None = column("发布日期", DATE, default=None)

    def natural_key(self) -> tuple[str, ...]:
        """Return unit, period and figure."""
        return (self.unit, str(self.period), self.figure)

    def title(self) -> str:
        """Return the figure's label."""
        return OFFICIAL_KINDS[self.figure][0] if self.figure in OFFICIAL_KINDS else self.figure

    def kind_of(self, column: Column) -> Kind:
        """Return the value's kind by its unit, and the figure's by its label; the rest as declared."""
        if column.key == "value":
            return quantity(OFFICIAL_KINDS[self.figure][1], 2)
        return FIGURE if column.key == "figure" else column.kind

    @property
    def measure_unit(self) -> Unit:
        """The unit that `value` counts smallest units of (a rate: 0.01 %)."""
        return UNITS[OFFICIAL_KINDS[self.figure][1]]
