from __future__ import annotations

import io
from decimal import Decimal

from parkdesk.reports import charts
from parkdesk.reports.values import Bar, Chart, Ranking


def test_a_chart_on_a_dark_screen_has_its_paper_and_keeps_its_hues():
    from matplotlib import image

    chart = Chart(
        "增速", "%", Ranking((Bar("甲县", Decimal("9.2")), Bar("全市", Decimal("5.8"), is_total=True))), places=1
    )
    light = charts.draw(chart, width_mm=80, dpi=72)
    dark = charts.for_dark(light, (35, 42, 51))
    before, after = (image.imread(io.BytesIO(one))[..., :3] for one in (light, dark))
    assert before.shape == after.shape
    assert [round(float(c) * 255) for c in after[0, 0]] == [35, 42, 51]  # the paper
    blue = (before[..., 2] - before[..., 0]) > 0.15
    assert blue.any()
    assert ((after[..., 2] - after[..., 0])[blue] > 0.05).all()  # a blue bar stays blue
    assert after[before.max(-1) < 0.2].min() > 0.6  # ink is light now
