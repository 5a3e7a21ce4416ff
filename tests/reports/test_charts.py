from __future__ import annotations

import struct

import pytest

from parkdesk.reports import charts
from parkdesk.reports.values import Chart, Curve, Heat, Ranking, Trend, Waterfall
from tests.reports.samples import MORE_CHARTS, RANKING, TREND, WATERFALL


@pytest.mark.parametrize("chart", [WATERFALL, RANKING, TREND, *MORE_CHARTS], ids=lambda chart: chart.title)
def test_a_chart_is_drawn_at_its_printed_width_without_a_missing_glyph(chart: Chart) -> None:
    # A missing glyph is a warning of matplotlib, and warnings are errors here.
    png = charts.draw(chart, width_mm=156, dpi=300)
    width, _ = struct.unpack(">II", png[16:24])
    assert width == pytest.approx(156 / 25.4 * 300, abs=2)


def test_svg_needs_no_font_later() -> None:
    svg = charts.draw(WATERFALL, form="svg").decode("utf-8")
    assert "<svg" in svg
    assert "<text" not in svg


def test_an_unknown_character_is_shown_as_such() -> None:
    pen = charts._pen(2)
    assert pen.words("甲\U0010fffdA") == "甲〓A"


def test_a_chart_without_bars_is_still_a_picture() -> None:
    assert charts.draw(Chart("空", "", Ranking(()))).startswith(b"\x89PNG")


def test_a_chart_in_words() -> None:
    assert charts.describe(WATERFALL) == "增长构成图，在库存量 10.41，退库留基 −10.43，增速 −0.02"
    assert charts.describe(TREND) == "走势图，1—2月 30.00"
    assert charts.describe(MORE_CHARTS[1]) == "热力图，高新园1—8月 3.2，高新园1—9月 −9.5，医药园1—9月 0.0"
    assert charts.describe(MORE_CHARTS[2]) == "投资图，1—2月 0.40，1—3月 1.10"


@pytest.mark.parametrize("chart", [WATERFALL, RANKING, TREND, *MORE_CHARTS], ids=lambda chart: chart.title)
def test_what_differs_in_colour_differs_in_black_and_white(chart: Chart) -> None:
    """Falls are hatched, lines are dashed or marked: nothing is told by colour alone."""
    svg = charts.draw(chart, form="svg").decode("utf-8")
    falls = isinstance(chart.data, Waterfall | Ranking) and any(bar.value < 0 for bar in chart.data.bars)
    if falls or isinstance(chart.data, Heat):
        assert "<pattern" in svg
    if isinstance(chart.data, Trend | Curve):
        assert "stroke-dasharray" in svg
