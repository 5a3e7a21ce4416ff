from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from parkdesk.office import desks
from ui.pages.summary import SummaryPage


@pytest.fixture
def page(qtbot, demonstration, open_copy, settle):
    made = SummaryPage(open_copy(demonstration.city))
    qtbot.addWidget(made)
    made.resize(1270, 690)
    made.show()
    qtbot.waitUntil(lambda: made.month is not None, timeout=30_000)
    settle(made.desk)
    yield made
    settle(made.desk)


def test_each_county_and_the_city(page, demonstration):
    rows = {row.name: row for row in page.month.rows}
    for sample in demonstration.samples:
        assert rows[sample.name].part.now == sample.output(9) * 10**6
        assert rows[sample.name].part.base == sample.base(9) * 10**6
    assert rows["秦川市合计"].part.now == sum(sample.output(9) for sample in demonstration.samples) * 10**6


def test_they_stand_in_order_of_growth_and_the_total_last(page):
    ranks = [row.place.rank for row in page.month.rows if row.place]
    assert ranks == sorted(ranks)
    assert page.month.rows[-1].is_total
    growths = [row.part.growth for row in page.month.rows if row.place]
    assert growths == sorted(growths, reverse=True)


def test_who_has_not_reported_is_named(page):
    assert page.not_reported() == ["石梁县"]
    assert "石梁县" in page.missing.text()
    page.copy.click()
    assert QApplication.clipboard().text() == "请尽快报送2026年1—9月工业数据上报包：石梁县。"


def test_a_period_without_packages_has_all_missing(qtbot, page, settle):
    page.period._on_earlier()
    qtbot.waitUntil(lambda: page.month.period.text == "2026-08", timeout=30_000)
    settle(page.desk)
    assert len(page.not_reported()) == 4


def test_the_chart_follows_the_measure(qtbot, page, settle):
    qtbot.waitUntil(lambda: not page.chart.pixmap().isNull(), timeout=30_000)
    before = page.chart._whole.toImage()
    page.measures.button(1).click()
    settle(page.desk)
    qtbot.waitUntil(lambda: page.chart._whole.toImage() != before, timeout=30_000)


def test_an_empty_city_says_what_to_do(qtbot, make_desk, tmp_path):
    with desks.create_desk(tmp_path / "市.parkdesk", "610900", "安康市", "city", "周文") as store:
        page = SummaryPage(make_desk(store))
        qtbot.addWidget(page)
        page.show()
        assert page._stack.currentIndex() == 0
