"""What is doubtful about a firm's figures; they are kept, for they may be true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkdesk.records import Measure

if TYPE_CHECKING:
    from parkdesk.intake.fact_columns import FactColumn
    from parkdesk.intake.findings import Findings
    from parkdesk.intake.grid import Grid
    from parkdesk.periods import Period
    from parkdesk.store import Store

# Beyond these a figure was most likely typed in another unit: 1000 亿元, 100 亿千瓦时, 20 万人.
_LIMITS = {"money": 10**13, "power": 10**12, "count": 200_000}
_NO_LIMIT = 10**18
_RATIO = 10
_BASES = {Measure.CUM: Measure.CUM_BASE, Measure.MONTH: Measure.MONTH_BASE}


class FactJudge:
    """Judges the figures of one sheet: negative, absurd, against 同期, against the month before."""

    def __init__(
        self, store: Store, grid: Grid, columns: list[FactColumn], period: Period, unit: str, findings: Findings
    ) -> None:
        self._grid, self._columns, self._findings = grid, columns, findings
        self._limits = [_LIMITS.get(c.indicator.measure_unit.dimension, _NO_LIMIT) for c in columns]
        at = {(c.indicator.code, c.measure): index for index, c in enumerate(columns)}
        self._pairs = [
            (i, at[code, _BASES[m]]) for (code, m), i in at.items() if m in _BASES and (code, _BASES[m]) in at
        ]
        self._months = [
            (at[code, Measure.MONTH], i)
            for (code, m), i in at.items()
            if m is Measure.CUM and (code, Measure.MONTH) in at
        ]
        before = period.previous()
        self._before = {
            cum: store.facts.column(columns[cum].indicator.code, before.key, Measure.CUM, unit)
            for _, cum in self._months
            if before
        }

    def judge(self, row: int, name: str, subject: str, values: list[int | None]) -> None:
        """Tell what is doubtful about one row."""
        for index, value in enumerate(values):
            if value is not None and not 0 <= value <= self._limits[index]:
                what = "是负数" if value < 0 else "大得不合常理，可能填错了单位"
                self._tell("absurd", row, name, index, f"{self._columns[index].text(value)}{what}")
        for now, base in self._pairs:
            value, before = values[now], values[base]
            if (
                value
                and before
                and not before <= value * _RATIO <= before * _RATIO * _RATIO
                and value > 0 < before
                and self._findings.is_open("absurd_change")
            ):
                compared = f"{self._columns[now].text(value)}与同期{self._columns[base].text(before)}相差{_RATIO}倍以上"
                self._tell("absurd_change", row, name, now, compared)
        if self._before:
            self._compare_months(row, name, subject, values)

    def _compare_months(self, row: int, name: str, subject: str, values: list[int | None]) -> None:
        for month, cum in self._months:
            column = self._columns[cum]
            earlier = self._before[cum].get(subject)
            total, alone = values[cum], values[month]
            if earlier is None or total is None or alone is None or total - earlier == alone:
                continue
            if not self._findings.is_open("revised_months"):
                continue
            stated, found, gap = (column.text(v) for v in (alone, total - earlier, total - earlier - alone))
            text = f"{name}的{self._columns[month].label}填{stated}，两月累计数之差是{found}，以前月份修订{gap}。"
            self._findings.hint("revised_months", text, self._grid.where(row, self._columns[month].column))

    def _tell(self, rule: str, row: int, name: str, index: int, what: str) -> None:
        column = self._columns[index]
        self._findings.explain(rule, f"{name}的{column.label}{what}；请核对。", self._grid.where(row, column.column))
