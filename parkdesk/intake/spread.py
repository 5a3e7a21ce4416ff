"""Several periods side by side on one sheet: months as columns become one table for each period."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING, NamedTuple

from parkdesk.intake.fields import is_figure
from parkdesk.intake.headline import Months, clean, without_brackets
from parkdesk.intake.layout import DATA
from parkdesk.plan import Finding, Level
from parkdesk.records import Enterprise

if TYPE_CHECKING:
    from parkdesk.intake.grid import Grid
    from parkdesk.intake.head_rows import HeadColumn
    from parkdesk.intake.layout import Layout

_DASH = r"[-—–―~～至到]+"
_PERIOD = re.compile(
    rf"(?:(?P<year>\d{{4}})年?[-./]?)?(?P<cum>(?:0?1|一)月?{_DASH})?(?<!\d)(?P<month>\d{{1,2}})月份?"
    r"|(?P<y>20\d\d)[-./](?P<m>\d{1,2})(?!\d)"
)
_YEAR = re.compile(r"(?P<year>20\d\d)年?")
_BASE = re.compile(r"同期|同月|上年|去年|基数|基期")
_ABOUT = frozenset(
    {name for c in Enterprise.COLUMNS if c.key not in ("staff", "land") for name in (c.label, *c.aliases)}
    | {"序号", "编号", "在库状态", "状态", "企业状态", "备注", "说明"}
)


class _Told(NamedTuple):
    """The period that a heading tells: `is_cum` for 1—M月."""

    year: int | None
    month: int
    is_cum: bool


def periods_apart(grid: Grid, layout: Layout) -> list[Layout]:
    """Return a layout for each period that the headings name, the layout itself where they name one or none."""
    told = {column.column: _told(column) for column in layout.columns}
    named = {(t.year, t.month) for t in told.values() if t}
    if len({month for _, month in named}) < 2 and len({year for year, _ in named if year}) < 2:
        return [layout]
    year = _years(layout, named)
    findings: list[Finding] = []
    owners = _owners(grid, layout, told, year, findings)
    _tell_bases(grid, layout, told, year, findings)
    periods = sorted({period for period in owners.values() if period})
    if len(periods) < 2:
        columns = _as_base(layout.columns, told, year)
        return [dataclasses.replace(layout, columns=columns, findings=(*layout.findings, *findings))]
    parts = []
    for number, period in enumerate(periods):
        columns = tuple(c for c in layout.columns if owners[c.column] in (None, period))
        found = tuple(f for f in layout.findings if f.rule != "intake.period_differs")
        parts.append(
            dataclasses.replace(
                layout,
                columns=_as_base(columns, told, period[0] or None),
                months=Months(period[0] or None, period[1]),
                is_apart=True,
                findings=(*found, *(findings if number == len(periods) - 1 else ())),
            )
        )
    return parts


def _told(column: HeadColumn) -> _Told | None:
    for part in reversed(column.path):
        text = clean(part)
        if found := _PERIOD.search(text):
            year, month = found["year"] or found["y"], int(found["month"] or found["m"])
            if year is None and (outer := _YEAR.search(" ".join(map(clean, column.path)))):
                year = outer["year"]
            if 1 <= month <= 12:
                return _Told(int(year) if year else None, month, bool(found["cum"]))
    return None


def _years(layout: Layout, named: set[tuple[int | None, int]]) -> int | None:
    """Return the year that the sheet is of."""
    return layout.months.year or max((year for year, _ in named if year), default=None)


def _owners(
    grid: Grid, layout: Layout, told: dict[int, _Told | None], year: int | None, findings: list[Finding]
) -> dict[int, tuple[int, int] | None]:
    """Return the period of each column, None for what is of the firm and goes to every period."""
    bases = _is_base_year(told, year)
    owners: dict[int, tuple[int, int] | None] = {}
    last: tuple[int, int] | None = None
    for column in layout.columns:
        found = told[column.column]
        if found:
            own = found.year or year or 0
            last = (year or 0, found.month) if bases and own == (year or 0) - 1 else (own, found.month)
            owners[column.column] = last
        elif without_brackets(column.path[-1]) in _ABOUT or not _has_figures(grid, layout, column):
            owners[column.column] = None
        else:
            owners[column.column] = last or _own_period(layout, told, year)
            if not _BASE.search(column.text):
                period = owners[column.column]
                assert period is not None
                text = f"“{column.text}”没有写是哪个期间的，按{period[0] or ''}年1—{period[1]}月读入；请核对。"
                where = grid.where(layout.first_row - 1, column.column)
                findings.append(Finding("intake.period_of_column", Level.EXPLAIN, text, where))
    return owners


def _own_period(layout: Layout, told: dict[int, _Told | None], year: int | None) -> tuple[int, int]:
    months = [found.month for found in told.values() if found]
    month = layout.months.month if layout.months.month in months else max(months)
    return (year or 0, month or max(months))


def _is_base_year(told: dict[int, _Told | None], year: int | None) -> bool:
    """Whether the year before stands beside its next one as 同期: two years, the same months of both."""
    if year is None:
        return False
    months = {y: {(t.month, t.is_cum) for t in told.values() if t and (t.year or year) == y} for y in (year, year - 1)}
    others = {t.year for t in told.values() if t and t.year} - set(months)
    return bool(months[year - 1]) and months[year - 1] <= months[year] and not others


def _as_base(
    columns: tuple[HeadColumn, ...], told: dict[int, _Told | None], year: int | None
) -> tuple[HeadColumn, ...]:
    """Say 上年同期 where a heading names the year before."""
    if not _is_base_year(told, year):
        return columns
    made = []
    for column in columns:
        found = told[column.column]
        if found and found.year == (year or 0) - 1 and not _BASE.search(column.text):
            word = "上年同期累计" if found.is_cum else "上年同月"
            made.append(column._replace(path=(*column.path, word)))
        else:
            made.append(column)
    return tuple(made)


def _tell_bases(
    grid: Grid, layout: Layout, told: dict[int, _Told | None], year: int | None, findings: list[Finding]
) -> None:
    if not _is_base_year(told, year):
        return
    for column in layout.columns:
        found = told[column.column]
        if found and found.year == (year or 0) - 1 and not _BASE.search(column.text):
            text = f"“{column.text}”与{year}年的列并排，当作上年同期读入；请核对是否为可比口径。"
            where = grid.where(layout.first_row - 1, column.column)
            findings.append(Finding("intake.base_year", Level.EXPLAIN, text, where))


def _has_figures(grid: Grid, layout: Layout, column: HeadColumn) -> bool:
    return any(is_figure(grid.rows[line.row][column.column]) for line in layout.of_kind(DATA))
