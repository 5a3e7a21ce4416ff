from __future__ import annotations

from fractions import Fraction

import pytest

from parkdesk.rules.breakdown import parts_by, size_of, slices
from parkdesk.rules.growth import FirmFigures


def firm(name: str, status: str, now: int | None, base: int | None, group: str) -> FirmFigures:
    return FirmFigures(name, name, "", "1", status, group, "", now, base)


@pytest.mark.parametrize(
    ("staff", "revenue", "size"),
    [
        (1000, 40000, "大型"), (1000, 39999, "中型"), (999, 40000, "中型"), (300, 2000, "中型"), (299, 2000, "小型"),
        (20, 300, "小型"), (15, 2100, "微型"), (20, 299, "微型"), (None, 5, ""), (5, None, ""),
    ],
)  # fmt: skip
def test_both_lower_bounds_must_be_met(staff: int | None, revenue: int | None, size: str) -> None:
    assert size_of(staff, revenue) == size


def test_groups_add_up_to_the_whole() -> None:
    firms = [
        firm("a", "在库", 300, 200, "东"), firm("b", "退库", None, 50, "东"), firm("c", "新增入库", 40, 0, "西"),
        firm("d", "培育", 999, 999, "西"),
    ]  # fmt: skip
    found = slices(parts_by(firms, lambda one: one.park))
    assert [(s.name, s.part.count, s.part.now, s.part.base) for s in found] == [("东", 2, 300, 250), ("西", 1, 40, 0)]
    pulls = [s.pull.exact for s in found if s.pull is not None]
    assert pulls == [20, 16]
    assert sum(pulls) == Fraction(340 - 250, 250) * 100
    shares = [s.contribution.exact for s in found if s.contribution is not None]
    assert sum(shares) == 100
    assert sum(s.share.exact for s in found if s.share is not None) == 100
