"""The line below the month's sheet: the cell one stands on, last month, last year, and its last twelve periods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from parkdesk.amounts import from_stored
from parkdesk.office.month_sheet import monthly_series
from parkdesk.periods import Period
from parkdesk.records.indicators import MEASURE_LABELS, Measure
from parkdesk.rules.growth import growth
from ui.models.month_headline import FALLS, MISSING
from ui.models.month_model import told_of
from ui.widgets.dress import dress
from ui.widgets.small_chart import Bar, SmallChart

if TYPE_CHECKING:
    from ui.desk import Desk
    from ui.models.month_model import MonthCell

_LAST_PERIODS = 12
_NAMES = ("上月", "上年同月", "比上月", "比上年")
_OF_NOW = {Measure.MONTH_BASE: Measure.MONTH, Measure.CUM_BASE: Measure.CUM}
_BASE_OF = {now: base for base, now in _OF_NOW.items()}


class CellBar(QFrame):
    """Reference figures beside the cell (参照录入), always in sight while typing."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setProperty("role", "foot")
        self.title, self.what, self.said = QLabel(), QLabel(), QLabel()
        self.title.setProperty("role", "name")
        for label in (self.what, self.said):
            label.setProperty("role", "muted")
        self.said.setWordWrap(True)
        self.figures: dict[str, QLabel] = {}
        self.chart = SmallChart(desk.theme)
        words = QVBoxLayout()
        words.setSpacing(1)
        for label in (self.title, self.what):
            words.addWidget(label)
        words.addStretch(1)
        above = QHBoxLayout()
        above.setSpacing(18)
        above.addLayout(words, 1)
        above.addLayout(self._references(), 0)
        beside = QVBoxLayout()  # a sentence takes the width of both
        beside.setSpacing(1)
        beside.addLayout(above)
        beside.addWidget(self.said)
        beside.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 14, 4)
        row.setSpacing(18)
        row.addLayout(beside, 5)
        row.addWidget(self.chart, 4)
        self.setFixedHeight(max(86, self.fontMetrics().lineSpacing() * 4 + 18))

    def _references(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(1)
        self._labels = []
        for number, name in enumerate(_NAMES):
            label, figure = QLabel(name), QLabel()
            label.setProperty("role", "muted")
            figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            figure.setMinimumWidth(self.fontMetrics().horizontalAdvance("00,000,000.00"))
            figure.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(label, number % 2, number // 2 * 2)
            grid.addWidget(figure, number % 2, number // 2 * 2 + 1)
            self._labels.append(label)
            self.figures[name] = figure
        grid.setRowStretch(2, 1)
        return grid

    def show_cell(self, cell: MonthCell | None, period: Period | None) -> None:
        """Show what stands beside a cell; without one, what the bar is for."""
        if cell is None or period is None:
            self.title.setText("选中一个数")
            self.what.setText("这里显示它的上月数、上年数和近12期走势。")
            self.said.clear()
            for figure in self.figures.values():
                figure.clear()
            self.chart.show_bars(())
            return
        column, indicator = cell.column, cell.column.indicator
        self.title.setText(cell.firm.name)
        self.what.setText(f"{indicator.name} {MEASURE_LABELS[column.measure]}（{column.unit}）")
        said = told_of(cell)
        self.said.setText(said.split("\n")[0] if said else "")
        self.said.setToolTip(said)
        measure = _OF_NOW.get(column.measure, column.measure)
        series = monthly_series(self._desk.store, indicator.code, cell.firm.id, measure)
        self._show_references(cell, period, series)
        self._show_chart(cell, period, series)

    def _show_references(self, cell: MonthCell, period: Period, series: dict[int, int]) -> None:
        column, previous = cell.column, period.previous()
        is_cum = column.measure in (Measure.CUM, Measure.CUM_BASE)
        names = ("上期累计", "上年累计", "比上期", "比上年") if is_cum else _NAMES
        for label, name in zip(self._labels, names, strict=True):
            label.setText(name)
        last = series.get(previous.key) if previous else None
        year_ago = series.get(period.of_year(period.year - 1).key)
        if year_ago is None and column.measure in _BASE_OF:  # what is not on file the report itself says
            year_ago = cell.firm.figures.get((column.indicator.code, _BASE_OF[column.measure]))
        now = series.get(period.key)
        texts = (*(column.amount(value) for value in (last, year_ago)), _growth(now, last), _growth(now, year_ago))
        for figure, text in zip(self.figures.values(), texts, strict=True):
            figure.setText(text)
            dress(figure, "tone", "bad" if text.startswith(FALLS) else "")

    def _show_chart(self, cell: MonthCell, period: Period, series: dict[int, int]) -> None:
        unit = cell.column.indicator.measure_unit
        bars = []
        for key in _last_periods(period):
            one, stored = Period.from_key(key), series.get(key)
            value = None if stored is None else float(from_stored(stored, unit))
            text = f"{one.title} {cell.column.amount(stored)} {cell.column.unit}"
            bars.append(Bar(f"{one.month}月", text, value, key == period.key))
        self.chart.show_bars(bars, f"近{_LAST_PERIODS}期（{cell.column.unit}）")


def _last_periods(period: Period) -> list[int]:
    """Return the keys of a period and the eleven before it; a year has eleven, as January is inside 1—2月."""
    keys = [Period(year, month).key for year in (period.year - 1, period.year) for month in range(2, 13)]
    until = keys.index(period.key) + 1
    return keys[max(until - _LAST_PERIODS, 0) : until]


def _growth(now: int | None, before: int | None) -> str:
    rate = growth(now, before)
    if rate is None:
        return MISSING
    shown = rate.shown(1)
    return f"{FALLS} {shown}%" if shown < 0 else f"{shown}%"
