from __future__ import annotations

import pytest

from parkdesk.rules.reckoning import reckoned


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("=1200+350", "1550"),
        (" = 1,200.5 - 0.5 ", "1200"),
        ("＝（１＋２）×３", "9"),
        ("=10/4", "2.5"),
        ("=1/3", "0.33333333"),
        ("=2/3", "0.66666667"),
        ("=-5+3", "-2"),
        ("=0.1+0.2", "0.3"),
        ("=1200*90%", "1080"),
        ("=100", "100"),
        ("=0", "0"),
        ("=123456789012345678901+1", "123456789012345678902"),
    ],
)
def test_it_is_exact(text, figure):
    assert reckoned(text) == figure


@pytest.mark.parametrize("text", ["=", "=1+", "=1/0", "=A1+B1", "=1<2", "=总和(1,2)", "=__import__", "=1)", "=1,2"])
def test_anything_else_is_told(text):
    with pytest.raises(ValueError, match="算不出"):
        reckoned(text)
