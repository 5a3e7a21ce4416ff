"""The sheet of a month as the office knows it: which columns there are, which lines, and what stands in a cell."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from parkdesk.amounts import from_stored, half_up, show
from parkdesk.records.enterprises import STATUSES
from parkdesk.records.indicators import MEASURE_LABELS, Indicator, Measure
from parkdesk.rules.growth import SCOPE, growth

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from parkdesk.amounts import Rate
    from parkdesk.store import MonthRow, Total

FigureKey = tuple[str, Measure]
_PAIRS = ((Measure.MONTH, Measure.MONTH_BASE), (Measure.CUM, Measure.CUM_BASE))
_HEADLINE = "output"
MISSING = "—"
FALLS = "▼"
"""Stands before a negative growth, so that it is seen without colour too."""


@dataclass(frozen=True, slots=True)
class MonthColumn:
    """One column: a stored figure of an indicator, or the growth of one over its base."""

    indicator: Indicator
    measure: Measure
    base: Measure | None = None
    places: int = 0

    @property
    def is_growth(self) -> bool:
        """Whether the column is computed."""
        return self.base is not None

    @property
    def heading(self) -> str:
        """The indicator above, the measure and unit below."""
        if self.is_growth:
            return f"{self.indicator.name}\n{'本月' if self.measure is Measure.MONTH else '累计'}增速（%）"
        return f"{self.indicator.name}\n{MEASURE_LABELS[self.measure]}（{self.indicator.unit}）"

    def figure(self, figures: Mapping[FigureKey, int]) -> int | None:
        """Return the stored figure of the column's measure."""
        return figures.get((self.indicator.code, self.measure))

    def rate(self, figures: Mapping[FigureKey, int]) -> Rate | None:
        """Return the growth; None where a side is missing or the base is not positive."""
        assert self.base is not None
        return growth(self.figure(figures), figures.get((self.indicator.code, self.base)))

    def text(self, figures: Mapping[FigureKey, int]) -> str:
        """Return what stands in the cell."""
        if not self.is_growth:
            return show(self.figure(figures), self.indicator.measure_unit, self.places, grouped=True)
        rate = self.rate(figures)
        if rate is None:
            return MISSING
        shown = rate.shown(1)
        return f"{FALLS} {shown}" if shown < 0 else str(shown)

    def typed_text(self, figures: Mapping[FigureKey, int]) -> str:
        """Return the figure as it is edited: every digit, no separators."""
        stored = self.figure(figures)
        if stored is None:
            return ""
        exact = half_up(from_stored(stored, self.indicator.measure_unit), _digits(self.indicator))
        text = f"{exact:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text

    def sort_key(self, figures: Mapping[FigureKey, int]) -> object:
        """Return what the column sorts by; None where there is nothing."""
        if not self.is_growth:
            return self.figure(figures)
        rate = self.rate(figures)
        return rate.exact if rate else None


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One line: the total, a group's heading with its sums, or a firm."""

    kind: str
    label: str
    status: str
    figures: Mapping[FigureKey, int] = field(default_factory=dict)
    firm: MonthRow | None = None


def columns_for(
    indicators: Iterable[Indicator], rows: Sequence[MonthRow], present: frozenset[FigureKey]
) -> tuple[MonthColumn, ...]:
    """Return the columns of a period: what anybody reported, and always the headline's."""
    columns: list[MonthColumn] = []
    for indicator in indicators:
        measures = {measure for code, measure in present if code == indicator.code}
        if indicator.code == _HEADLINE:
            measures |= {Measure.CUM, Measure.CUM_BASE}
        if Measure.STOCK in measures:
            columns.append(MonthColumn(indicator, Measure.STOCK, places=_places(indicator, Measure.STOCK, rows)))
        for measure, base in _PAIRS:
            columns += [
                MonthColumn(indicator, wanted, places=_places(indicator, wanted, rows))
                for wanted in (measure, base)
                if wanted in measures
            ]
            if {measure, base} <= measures:
                columns.append(MonthColumn(indicator, measure, base))
    return tuple(columns)


def _digits(indicator: Indicator) -> int:
    """Return how many decimals the unit can have."""
    return len(str(indicator.measure_unit.smallest)) - 1


def _places(indicator: Indicator, measure: Measure, rows: Sequence[MonthRow]) -> int:
    """Return the fewest decimals, up to the declared, that show every figure of a column as it was reported."""
    places, smallest = 0, indicator.measure_unit.smallest
    for row in rows:
        value = row.figures.get((indicator.code, measure), 0)
        while places < min(indicator.decimals, _digits(indicator)) and value * 10**places % smallest:
            places += 1
    return places


def sums_by_status(totals: Iterable[Total]) -> dict[str, dict[FigureKey, int]]:
    """Add the store's totals up to one set of figures for each status."""
    sums: dict[str, dict[FigureKey, int]] = {}
    for total in totals:
        figures = sums.setdefault(total.status or "", {})
        key = (total.indicator, total.measure)
        figures[key] = figures.get(key, 0) + total.value
    return sums


def lines_of(rows: Sequence[MonthRow], sums: Mapping[str, Mapping[FigureKey, int]]) -> list[MonthLine]:
    """Return the whole sheet: the total of the 规上 firms, then every group under its heading."""
    lines = []
    in_scope = [row for row in rows if row.status in SCOPE]
    if in_scope:
        whole: dict[FigureKey, int] = {}
        for status in SCOPE:
            for key, value in sums.get(status, {}).items():
                whole[key] = whole.get(key, 0) + value
        lines.append(MonthLine("total", f"规上合计（{len(in_scope)}户）", "", whole))
    for status in (*STATUSES, ""):
        members = [row for row in rows if (row.status or "") == status]
        if members:
            name = status or "没有登记在库状态"
            lines.append(MonthLine("group", f"{name}（{len(members)}户）", status, sums.get(status, {})))
            lines += firm_lines(members)
    return lines


def firm_lines(rows: Iterable[MonthRow]) -> list[MonthLine]:
    """Return firms alone, one line each."""
    return [MonthLine("firm", row.name, row.status or "", row.figures, row) for row in rows]


def sorted_lines(lines: Sequence[MonthLine], column: MonthColumn | None, *, descending: bool) -> list[MonthLine]:
    """Sort the firms of every group by a column, by name where it is None; what is missing comes last."""
    result: list[MonthLine] = []
    group: list[MonthLine] = []
    for line in lines:
        if line.kind == "firm":
            group.append(line)
        else:
            result += _sorted_firms(group, column, descending=descending)
            result.append(line)
            group = []
    return result + _sorted_firms(group, column, descending=descending)


def _sorted_firms(firms: list[MonthLine], column: MonthColumn | None, *, descending: bool) -> list[MonthLine]:
    if column is None:
        return sorted(firms, key=lambda line: line.label, reverse=descending)
    known = [line for line in firms if column.sort_key(line.figures) is not None]
    unknown = [line for line in firms if column.sort_key(line.figures) is None]
    known.sort(key=lambda line: column.sort_key(line.figures), reverse=descending)  # type: ignore[arg-type,return-value]
    return known + unknown
