"""The sheet of a month as the office knows it: which columns there are, which lines, and what stands in a cell."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from parkdesk.amounts import from_stored, half_up, show
from parkdesk.records.enterprises import STATUSES
from parkdesk.records.indicators import MEASURE_LABELS, Indicator, Measure, figure_name
from parkdesk.records.kinds import quantity, shown_in, units_for
from parkdesk.rules.growth import SCOPE, growth, pull
from ui.models.month_headline import FALLS, MISSING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from parkdesk.amounts import Points, Rate
    from parkdesk.office.month_sheet import FigureKey, MonthSheet
    from parkdesk.records.kinds import Kind
    from parkdesk.store import MonthRow, Total

_PAIRS = ((Measure.MONTH, Measure.MONTH_BASE), (Measure.CUM, Measure.CUM_BASE))
_HEADLINE = "output"
_SHORT = {Measure.MONTH: "本月", Measure.CUM: "累计"}


@dataclass(frozen=True, slots=True)
class MonthColumn:
    """One column: a stored figure of an indicator, the growth of one over its base, or its pull on the whole."""

    indicator: Indicator
    measure: Measure
    base: Measure | None = None
    places: int = 0
    is_pull: bool = False
    shown: Kind | None = field(default=None, compare=False)
    """How figures are read and written where another unit was chosen on this PC; what is kept stays as it is."""
    shown_unit: str = field(default="", compare=False)

    def in_unit(self, unit: str) -> MonthColumn:
        """Return the column with its figures in another unit."""
        kind = quantity(self.indicator.unit, self.places)
        if unit not in units_for(kind) or unit == self.indicator.unit:
            return replace(self, shown=None, shown_unit="")
        return replace(self, shown=shown_in(kind, unit), shown_unit=unit)

    @property
    def unit(self) -> str:
        """The unit that figures are shown and typed in."""
        return self.shown_unit or self.indicator.unit

    @property
    def units(self) -> tuple[str, ...]:
        """The units that figures can be shown in."""
        return units_for(quantity(self.indicator.unit, self.places)) if self.is_figure else ()

    def amount(self, stored: int | None) -> str:
        """Return a figure of the column's indicator as people read it."""
        if stored is None:
            return MISSING
        if self.shown is not None:
            return self.shown.write(stored)
        places = self.places if self.is_figure else self.indicator.decimals
        return show(stored, self.indicator.measure_unit, places, grouped=True)

    @property
    def is_growth(self) -> bool:
        """Whether the column says how much a figure grew."""
        return self.base is not None and not self.is_pull

    @property
    def is_figure(self) -> bool:
        """Whether figures stand here, and are typed here."""
        return self.base is None

    @property
    def key(self) -> FigureKey:
        """The indicator's code and the measure."""
        return self.indicator.code, self.measure

    @property
    def name(self) -> str:
        """The word by which the column is known."""
        return figure_name(*self.key, is_growth=self.is_growth) + ("/pull" if self.is_pull else "")

    @property
    def heading(self) -> str:
        """The indicator, the measure and the unit, one below the other: a narrow column for a short figure."""
        if self.is_pull:
            return f"{self.indicator.name}\n拉动\n（点）"
        if self.is_growth:
            return f"{self.indicator.name}\n{_SHORT[self.measure]}增速\n（%）"
        return f"{self.indicator.name}\n{MEASURE_LABELS[self.measure]}\n（{self.unit}）"

    def figure(self, figures: Mapping[FigureKey, int]) -> int | None:
        """Return the figure of the column's measure."""
        return figures.get(self.key)

    def base_figure(self, figures: Mapping[FigureKey, int]) -> int | None:
        """Return what growth and pull are held against."""
        return figures.get((self.indicator.code, self.base)) if self.base else None

    def rate(self, figures: Mapping[FigureKey, int]) -> Rate | None:
        """Return the growth; None where a side is missing or the base is not positive."""
        return growth(self.figure(figures), self.base_figure(figures))

    def points(self, figures: Mapping[FigureKey, int], whole: int) -> Points | None:
        """Return how much a line pulls the whole's growth, whose base is given."""
        now, base = self.figure(figures), self.base_figure(figures)
        return None if now is None and base is None else pull(now or 0, base or 0, whole)

    def text(self, figures: Mapping[FigureKey, int], whole: int = 0) -> str:
        """Return what stands in the cell; `whole` is the base of the whole population."""
        if self.is_figure:
            return self.amount(self.figure(figures))
        found = self.points(figures, whole) if self.is_pull else self.rate(figures)
        if found is None:
            return MISSING
        shown = found.shown(2 if self.is_pull else 1)
        return f"{FALLS} {shown}" if shown < 0 else str(shown)

    def typed_text(self, figures: Mapping[FigureKey, int]) -> str:
        """Return the figure as it is edited: every digit, no separators; a growth as it is shown."""
        if self.is_growth:
            rate = self.rate(figures)
            return str(rate.shown(1)) if rate else ""
        stored = self.figure(figures)
        if stored is None:
            return ""
        if self.shown is not None:
            return self.shown.typed(stored)
        exact = half_up(from_stored(stored, self.indicator.measure_unit), _digits(self.indicator))
        text = f"{exact:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text

    def sort_key(self, figures: Mapping[FigureKey, int]) -> object:
        """Return what the column sorts by; None where there is nothing."""
        if self.is_figure:
            return self.figure(figures)
        if self.is_pull:
            now, base = self.figure(figures), self.base_figure(figures)
            return None if now is None and base is None else (now or 0) - (base or 0)
        rate = self.rate(figures)
        return rate.exact if rate else None


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One line: the total, a group's heading with its sums, or a firm; figures that merely follow are in both."""

    kind: str
    label: str
    status: str
    figures: Mapping[FigureKey, int] = field(default_factory=dict)
    firm: MonthRow | None = None


def columns_for(indicators: Iterable[Indicator], sheet: MonthSheet) -> tuple[MonthColumn, ...]:
    """Return the columns of a period (T1, domain §5.5): what anybody reports, and always the headline's."""
    columns: list[MonthColumn] = []
    for indicator in indicators:
        measures = {measure for code, measure in sheet.present if code == indicator.code}
        if indicator.code == _HEADLINE:
            measures |= {Measure.CUM, Measure.CUM_BASE, Measure.MONTH}
        if sheet.period.is_first:
            measures -= {Measure.MONTH, Measure.MONTH_BASE}
        if Measure.STOCK in measures:
            columns.append(_figure(indicator, Measure.STOCK, sheet))
        for measure, base in _PAIRS:
            columns += [_figure(indicator, wanted, sheet) for wanted in (measure, base) if wanted in measures]
            if {measure, base} <= measures:
                columns.append(MonthColumn(indicator, measure, base))
        if indicator.code == _HEADLINE:
            columns.append(MonthColumn(indicator, Measure.CUM, Measure.CUM_BASE, is_pull=True))
    return tuple(columns)


def _digits(indicator: Indicator) -> int:
    """Return how many decimals the unit can have."""
    return len(str(indicator.measure_unit.smallest)) - 1


def _figure(indicator: Indicator, measure: Measure, sheet: MonthSheet) -> MonthColumn:
    """Return a column with the fewest decimals, up to the declared, that show every figure as it was reported."""
    places = 0
    for row in sheet.rows:
        places = _places(indicator, sheet.value(row, (indicator.code, measure)), places)
    return MonthColumn(indicator, measure, places=places)


def _places(indicator: Indicator, stored: int | None, at_least: int) -> int:
    """Return how many decimals a figure needs to be shown as it was reported."""
    places, smallest = at_least, indicator.measure_unit.smallest
    most = min(indicator.decimals, _digits(indicator))
    while places < most and (stored or 0) * 10**places % smallest:
        places += 1
    return places


def hold(columns: Iterable[MonthColumn], sheet: MonthSheet, firms: frozenset[str]) -> bool:
    """Whether the columns have room for every figure of these firms, digit by digit."""
    columns, rows = tuple(columns), [row for row in sheet.rows if row.id in firms]
    known = {column.key for column in columns if column.is_figure}
    return all(row.figures.keys() <= known for row in rows) and all(
        _places(column.indicator, sheet.value(row, column.key), column.places) == column.places
        for column in columns
        if column.is_figure
        for row in rows
    )


def sums_by_status(totals: Iterable[Total], sheet: MonthSheet) -> dict[str, dict[FigureKey, int]]:
    """Add the store's totals, and what merely follows, up to one set of figures for each status."""
    sums: dict[str, dict[FigureKey, int]] = {}
    for total in totals:
        _add(sums, total.status, (total.indicator, total.measure), total.value)
    for row in sheet.rows:
        for key, value in sheet.derived.get(row.id, {}).items():
            _add(sums, row.status, key, value)
    return sums


def _add(sums: dict[str, dict[FigureKey, int]], status: str | None, key: FigureKey, value: int) -> None:
    figures = sums.setdefault(status or "", {})
    figures[key] = figures.get(key, 0) + value


def renewed_sums(
    sums: Mapping[str, Mapping[FigureKey, int]], before: MonthSheet, now: MonthSheet, firms: frozenset[str]
) -> dict[str, dict[FigureKey, int]]:
    """Return the sums with what a few firms changed added up again; a sum of nothing is no zero."""
    found = {status: dict(figures) for status, figures in sums.items()}
    for old, new in zip(before.rows, now.rows, strict=True):
        if new.id in firms:
            keys = old.figures.keys() | new.figures.keys()
            keys |= before.derived.get(old.id, {}).keys() | now.derived.get(new.id, {}).keys()
            for key in keys:
                if before.value(old, key) != now.value(new, key):
                    _add_up(found.setdefault(new.status or "", {}), now, new.status, key)
    return found


def _add_up(figures: dict[FigureKey, int], sheet: MonthSheet, status: str | None, key: FigureKey) -> None:
    values = [v for row in sheet.rows if row.status == status and (v := sheet.value(row, key)) is not None]
    figures.pop(key, None)
    if values:
        figures[key] = sum(values)


def whole_of(sums: Mapping[str, Mapping[FigureKey, int]]) -> dict[FigureKey, int]:
    """Add up the 规上 population."""
    whole: dict[FigureKey, int] = {}
    for status in SCOPE:
        for key, value in sums.get(status, {}).items():
            whole[key] = whole.get(key, 0) + value
    return whole


def lines_of(
    rows: Sequence[MonthRow], sums: Mapping[str, Mapping[FigureKey, int]], sheet: MonthSheet
) -> list[MonthLine]:
    """Return the whole sheet: the total of the 规上 firms, then every group under its heading."""
    lines = []
    in_scope = [row for row in rows if row.status in SCOPE]
    if in_scope:
        lines.append(MonthLine("total", f"规上合计（{len(in_scope)}户）", "", whole_of(sums)))
    for status in (*STATUSES, ""):
        members = [row for row in rows if (row.status or "") == status]
        if members:
            name = status or "没有登记在库状态"
            lines.append(MonthLine("group", f"{name}（{len(members)}户）", status, sums.get(status, {})))
            lines += firm_lines(members, sheet)
    return lines


def firm_lines(rows: Iterable[MonthRow], sheet: MonthSheet) -> list[MonthLine]:
    """Return firms alone, one line each."""
    return [MonthLine("firm", r.name, r.status or "", sheet.derived.get(r.id, {}) | r.figures, r) for r in rows]


def renewed_lines(
    lines: Iterable[MonthLine],
    sums: Mapping[str, Mapping[FigureKey, int]],
    sheet: MonthSheet,
    firms: frozenset[str],
) -> list[MonthLine]:
    """Return the lines where they stand, sums and these firms with the figures they have now."""
    fresh = {line.firm.id: line for line in firm_lines((r for r in sheet.rows if r.id in firms), sheet) if line.firm}
    whole = whole_of(sums)
    return [
        fresh.get(line.firm.id, line)
        if line.firm
        else replace(line, figures=whole if line.kind == "total" else sums.get(line.status, {}))
        for line in lines
    ]


def sorted_lines(lines: Sequence[MonthLine], key: Callable[[MonthLine], Any], *, descending: bool) -> list[MonthLine]:
    """Sort the firms of every group; what is missing comes last."""
    result: list[MonthLine] = []
    group: list[MonthLine] = []
    for line in lines:
        if line.kind == "firm":
            group.append(line)
        else:
            result += [*_sorted_firms(group, key, descending=descending), line]
            group = []
    return result + _sorted_firms(group, key, descending=descending)


def _sorted_firms(firms: list[MonthLine], key: Callable[[MonthLine], Any], *, descending: bool) -> list[MonthLine]:
    known = [line for line in firms if key(line) is not None]
    known.sort(key=key, reverse=descending)
    return known + [line for line in firms if key(line) is None]
