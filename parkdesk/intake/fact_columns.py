"""Which columns of a monthly table hold which indicator and measure, and in which unit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from parkdesk.amounts import read_figure, show, to_stored
from parkdesk.intake.correction import NOTE
from parkdesk.intake.fields import is_figure
from parkdesk.intake.grid import Fault
from parkdesk.intake.headings import likeness
from parkdesk.intake.headline import clean, without_brackets
from parkdesk.records import Measure
from parkdesk.records.indicators import MEASURE_LABELS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from parkdesk.amounts import Unit
    from parkdesk.intake.findings import Findings
    from parkdesk.intake.grid import Cell, Grid
    from parkdesk.intake.head_rows import HeadColumn
    from parkdesk.intake.layout import Layout
    from parkdesk.records import Indicator

COMPUTED = re.compile(r"增速|增长|同比|增减|±|比重|占比|完成率|拉动|贡献|位次|排名|环比|序号|编号")
"""Headings of what is computed from other columns, or only numbers the rows."""
_NOT_YET = re.compile(r"计划|预计|预测|目标|任务|预期")
_BASE = re.compile(r"同期|同月|上年|去年|基数|基期")
_CUM = re.compile(r"累计|1[-—–―~至到]+\d{1,2}月|月止|年初|全年")
_MONTH = re.compile(r"本月|当月|同月|(?<![\d\-—–―~至到])\d{1,2}月")
_MEASURE_WORDS = re.compile(
    r"(?:上年|去年|本年|今年)?(?:累计|本月止|本月|当月|同期|同月|期末|年末|完成)(?:数|值|额)?"
    r"|1[-—–―~至到]+\d{1,2}月|\d{1,2}月份?|上年|去年|本年|今年|20\d\d年"
)
_LIKE_ENOUGH = 0.8
_PLAIN_FLOAT = 10**8  # below it, whole numbers in any unit fit a desk without a closer look


class FactColumn(NamedTuple):
    """One column of figures."""

    column: int
    indicator: Indicator
    measure: Measure
    unit: Unit

    @property
    def label(self) -> str:
        """The column as findings and previews name it: 工业总产值累计."""
        return f"{self.indicator.name}{MEASURE_LABELS[self.measure]}"

    def text(self, value: int | None) -> str:
        """Return a figure of this column as people read it, with its unit."""
        return f"{show(value, self.indicator.measure_unit, self.indicator.decimals)}{self.indicator.unit}"


def measure_of(path: tuple[str, ...], *, is_stock: bool) -> Measure | None:
    """Return what a flow column measures; without 本月 it is cumulative (design §3). A stock has no base here."""
    texts = [clean(part) for part in reversed(path)]
    is_base = any(_BASE.search(text) for text in texts)
    if is_stock:
        return None if is_base else Measure.STOCK
    for text in texts:
        if _CUM.search(text):
            return Measure.CUM_BASE if is_base else Measure.CUM
        if _MONTH.search(text):
            return Measure.MONTH_BASE if is_base else Measure.MONTH
    return Measure.CUM_BASE if is_base else Measure.CUM


def indicator_of(path: tuple[str, ...], indicators: Iterable[Indicator]) -> Indicator | None:
    """Return the indicator that a column's headings name, exactly or very alike."""
    words = [_MEASURE_WORDS.sub("", without_brackets(part)) for part in path]
    names = {clean(name): indicator for indicator in indicators for name in indicator.names()}
    for word in reversed(words):
        if word in names:
            return names[word]
    scores = [(likeness(word, name), name) for word in words if len(word) > 2 for name in names if len(name) > 2]
    best = max(scores, default=(0.0, ""))
    return names[best[1]] if best[0] >= _LIKE_ENOUGH else None


def fact_columns(
    grid: Grid,
    layout: Layout,
    indicators: Mapping[str, Indicator],
    remembered: Mapping[str, str],
    taken: set[int],
    findings: Findings,
) -> list[FactColumn]:
    """Return the columns of figures; what cannot be placed is told, never dropped silently."""
    found: dict[tuple[str, Measure], FactColumn] = {}
    left: FactColumn | None = None
    for head in layout.columns:
        if head.column in taken or COMPUTED.search(clean(head.path[-1])) or remembered.get(head.text) in ("", NOTE):
            continue
        beside = left if _is_measure_alone(head) else None
        meant = _meant(head, indicators, remembered, beside)
        if meant is None:
            left = None
            _tell_unplaced(grid, layout, head, findings)
            continue
        indicator, measure = meant
        unit = _unit(grid, layout, head, indicator, beside, findings)
        left = FactColumn(head.column, indicator, measure, unit) if unit else None
        if left is None:
            continue
        if (indicator.code, measure) in found:
            text = f"“{head.text}”与前面的列都是{indicator.name}{MEASURE_LABELS[measure]}，只用了前一列；请核对表头。"
            findings.explain("column_twice", text, grid.where(layout.first_row - 1, head.column))
            continue
        found[indicator.code, measure] = left
    return list(found.values())


def _is_measure_alone(head: HeadColumn) -> bool:
    """Whether a heading only says 上年同期 or 累计: it speaks of the indicator to its left."""
    return not any(_MEASURE_WORDS.sub("", without_brackets(part)) for part in head.path)


def _meant(
    head: HeadColumn, indicators: Mapping[str, Indicator], remembered: Mapping[str, str], beside: FactColumn | None
) -> tuple[Indicator, Measure] | None:
    code, _, word = remembered.get(head.text, "").partition(".")
    if code in indicators:
        return indicators[code], Measure[word.upper()] if word else Measure.CUM
    if any(_NOT_YET.search(part) for part in head.path):
        return None  # what is hoped for is no fact
    indicator = beside.indicator if beside else indicator_of(head.path, indicators.values())
    if indicator is None:
        return None
    measure = measure_of(head.path, is_stock=indicator.is_stock)
    return None if measure is None else (indicator, measure)


def _tell_unplaced(grid: Grid, layout: Layout, head: HeadColumn, findings: Findings) -> None:
    if any(is_figure(grid.rows[line.row][head.column]) for line in layout.lines):
        text = f"“{head.text}”这一列没有对应的指标，没有导入；需要时可以记为备注，或在指标目录里加上它。"
        findings.hint("column_unknown", text, grid.where(layout.first_row - 1, head.column))


def _unit(
    grid: Grid, layout: Layout, head: HeadColumn, indicator: Indicator, beside: FactColumn | None, findings: Findings
) -> Unit | None:
    own = indicator.measure_unit
    given = head.unit or (beside.unit if beside else layout.units.get(own.dimension))
    where = grid.where(layout.first_row - 1, head.column)
    if given is None:
        if own.dimension != "count":
            text = f"没有写“{head.text}”的计量单位，按{own.name}读入；请核对。"
            findings.hint("unit_missing", text, where)
        return own
    if given.dimension != own.dimension:
        text = (
            f"“{head.text}”的计量单位是{given.name}，而{indicator.name}应以{own.name}计，这一列没有导入；请核对表头。"
        )
        findings.explain("unit_wrong", text, where)
        return None
    return given


def figure_reader(unit: Unit, rounded: list[int]) -> Callable[[Cell], int | None]:
    """Return a quick reader of one column; counts in `rounded` figures with more digits than are kept."""
    size = unit.smallest

    def read(cell: Cell) -> int | None:
        if cell.__class__ is float and cell.is_integer() and -_PLAIN_FLOAT < cell < _PLAIN_FLOAT:
            return int(cell) * size
        if cell == "":
            return None
        if cell.__class__ is Fault:
            raise ValueError(f"是{cell}")
        number = read_figure(cell, unit)
        if number is None:
            return None
        value, was_rounded = to_stored(number, unit)
        rounded[0] += was_rounded
        return value

    return read
