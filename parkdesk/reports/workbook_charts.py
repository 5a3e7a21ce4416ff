"""Native Excel charts: each on a sheet with its figures, so that an office can restyle it in Excel or WPS."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, assert_never

from parkdesk.reports.charts import short
from parkdesk.reports.values import Curve, Heat, Progress, Ranking, Trend, Waterfall

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from parkdesk.reports.values import Chart, ChartData

    Put = Callable[[int, int, object], Any]

_HEAD, _FIRST = 2, 3
_WIDTH_CM, _HEIGHT_CM = 24.0, 12.0
_DARK, _LIGHT, _GREY = "2F4B6E", "93ACC9", "8A8A8A"
_ANCHOR_GAP: Final = 2
_A4: Final = 9


def write_chart(sheet: Any, chart: Chart, put: Put) -> None:
    """Write a chart's figures and, beside them, the chart itself; `put` writes one cell so that text stays text."""
    put(1, 1, f"{chart.title}（单位：{chart.unit}）" if chart.unit else chart.title)
    data = chart.data
    headings, rows = _figures(data)
    for x, heading in enumerate(headings, 1):
        put(_HEAD, x, heading)
    for y, row in enumerate(rows, _FIRST):
        for x, cell in enumerate(row, 1):
            if cell is not None:
                put(y, x, cell)
                if isinstance(cell, Decimal):
                    sheet.cell(y, x).number_format = "0." + "0" * chart.places if chart.places else "0"
    sheet.column_dimensions["A"].width = 30
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A4
    sheet.page_setup.fitToWidth = sheet.page_setup.fitToHeight = 1  # a chart is not cut in two
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    last = _HEAD + len(rows)
    if isinstance(data, Heat):
        _shade(sheet, last, len(headings))
        return
    made = _native(sheet, data, last)
    made.title = chart.title
    made.width, made.height = _WIDTH_CM, _HEIGHT_CM
    sheet.add_chart(made, f"A{last + _ANCHOR_GAP}")


def _figures(data: ChartData) -> tuple[Sequence[str], list[tuple[object, ...]]]:
    if isinstance(data, Trend):
        return ("期间", data.base_name, data.now_name), list(zip(data.labels, data.base, data.now, strict=True))
    if isinstance(data, Curve):
        return ("期间", data.planned_name, data.done_name), list(zip(data.labels, data.planned, data.done, strict=True))
    if isinstance(data, Heat):
        return ("", *data.columns), [(name, *line) for name, line in zip(data.rows, data.values, strict=True)]
    if isinstance(data, Progress):
        return ("项目", "完成率", data.mark_name), [(short(bar.label), bar.value, data.mark) for bar in data.bars]
    if isinstance(data, Ranking):
        return ("名称", "数值"), [(short(bar.label), bar.value) for bar in data.bars]
    if isinstance(data, Waterfall):
        return ("构成", "数值", "垫底", "上升或合计", "下降"), _steps(data)
    assert_never(data)


def _steps(data: Waterfall) -> list[tuple[object, ...]]:
    """Return a waterfall as stacked columns: what lies under a step is not painted."""
    rows: list[tuple[object, ...]] = []
    level = Decimal(0)
    for bar in data.bars:
        start = Decimal(0) if bar.is_total else level
        end = start + bar.value
        low, size = min(start, end), abs(bar.value)
        up, down = (size, Decimal(0)) if bar.value >= 0 else (Decimal(0), size)
        rows.append((bar.label, bar.value, low, up, down))
        level = end
    return rows


def _native(sheet: Any, data: ChartData, last: int) -> Any:
    from openpyxl.chart import BarChart, LineChart, Reference

    made: Any
    names = Reference(sheet, min_col=1, min_row=_FIRST, max_row=last)
    if isinstance(data, Trend | Curve):
        made = LineChart()
        made.add_data(Reference(sheet, min_col=2, max_col=3, min_row=_HEAD, max_row=last), titles_from_data=True)
        for series, colour, dash in zip(made.series, (_GREY, _DARK), ("dash", "solid"), strict=True):
            series.graphicalProperties.line.solidFill = colour
            series.graphicalProperties.line.dashStyle = dash
    elif isinstance(data, Waterfall):
        made = BarChart()
        made.grouping, made.overlap, made.gapWidth = "stacked", 100, 60
        made.add_data(Reference(sheet, min_col=3, max_col=5, min_row=_HEAD, max_row=last), titles_from_data=True)
        made.series[0].graphicalProperties.noFill = True
        _paint(made.series[1], _DARK)
        _paint(made.series[2], "FFFFFF", outline=_DARK)
    else:
        made = BarChart()
        made.type, made.gapWidth = "bar", 50
        made.add_data(Reference(sheet, min_col=2, min_row=_HEAD, max_row=last), titles_from_data=True)
        made.x_axis.scaling.orientation = "maxMin"  # the first stands on top
        _paint(made.series[0], _LIGHT, outline=_DARK)
    made.set_categories(names)
    made.x_axis.delete = made.y_axis.delete = False
    made.legend.position = "b"
    return made


def _paint(series: Any, colour: str, outline: str = "") -> None:
    series.graphicalProperties.solidFill = colour
    if outline:
        series.graphicalProperties.line.solidFill = outline


def _shade(sheet: Any, last: int, columns: int) -> None:
    from openpyxl.formatting.rule import ColorScaleRule
    from openpyxl.utils import get_column_letter

    area = f"B{_FIRST}:{get_column_letter(columns)}{last}"
    sheet.conditional_formatting.add(
        area,
        ColorScaleRule(
            start_type="min",
            start_color="8A8A8A",
            mid_type="num",
            mid_value=0,
            mid_color="FFFFFF",
            end_type="max",
            end_color=_LIGHT,
        ),
    )
