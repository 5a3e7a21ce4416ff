from __future__ import annotations

from decimal import Decimal

from parkdesk.rules.ranking import Place, places


def test_ties_share_a_place_and_the_next_one_is_skipped():
    found = places({"a": Decimal("3.2"), "b": Decimal("1.0"), "c": Decimal("3.2"), "d": None})
    assert found == {"a": Place(1, True), "c": Place(1, True), "b": Place(3, False), "d": None}


def test_lower_may_be_better():
    assert places({"a": Decimal(2), "b": Decimal(1)}, lower_is_better=True)["b"] == Place(1, False)
