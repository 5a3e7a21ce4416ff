"""Headline figures are whole on a wide screen and on a narrow one."""

from __future__ import annotations

import pytest

from ui.widgets.headline import Headline


@pytest.mark.parametrize(("width", "wraps"), [(1200, False), (260, True)])
def test_every_figure_is_whole_and_goes_on_below_where_the_window_is_narrow(qtbot, width, wraps):
    headline = Headline(4)
    qtbot.addWidget(headline)
    headline.show_figures(
        [("已建厂房及配套", "14 栋 12.15 万㎡", ""), ("在建", "4 栋 2.24 万㎡", ""), ("盘活率", "20.2%", "")]
    )
    headline.resize(width, headline.layout().heightForWidth(width))
    headline.show()
    shown = headline._pairs[:3]
    assert (len({label.parentWidget().y() for label, _ in shown}) > 1) == wraps
    for label, figure in shown:
        assert min(label.width() - label.sizeHint().width(), figure.width() - figure.sizeHint().width()) >= 0
        assert headline.rect().contains(label.parentWidget().geometry())
