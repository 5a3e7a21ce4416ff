"""Frozen values: the same before their `__init__` is compiled and after."""

from __future__ import annotations

import dataclasses
import pickle
from collections import Counter

import pytest

from parkdesk.frozen import _FEW, frozen


@frozen
class Stop:
    """A plain value with a default and a list of its own."""

    name: str
    minutes: int = 5
    seen: Counter[str] = dataclasses.field(default_factory=Counter)


@frozen(order=True)
class Version:
    """A value that compares and looks after itself."""

    major: int
    minor: int

    def __post_init__(self) -> None:
        if self.major < 0:
            raise ValueError("negative")


def fresh():
    """Return a class of which no value was made yet."""

    class Made:
        first: int
        second: int = 2
        third: list = dataclasses.field(default_factory=list, kw_only=True)

    return frozen(Made)


def test_the_first_value_and_one_after_many_are_alike():
    made = fresh()
    early = made(1)
    for number in range(_FEW):
        assert made(number).first == number
    late = made(1)
    assert "__init__" in made.__dict__
    assert early == late
    assert repr(early) == repr(late)
    assert (late.first, late.second, late.third) == (1, 2, [])
    assert late.third is not made(1).third
    assert early.third is not late.third


@pytest.mark.parametrize("many", [0, _FEW + 1])
@pytest.mark.parametrize(
    ("args", "values"),
    [((), {}), ((1, 2, 3), {}), ((1,), {"first": 1}), ((1,), {"fourth": 4}), ((), {"second": 2})],
)
def test_what_does_not_fit_is_refused_as_python_does(many, args, values):
    made = fresh()
    for _ in range(many):
        made(1)
    with pytest.raises(TypeError, match=r"__init__\(\)"):
        made(*args, **values)
    assert made(7).first == 7


def test_values_are_frozen_hashed_replaced_and_packed():
    stop = Stop("甲")
    with pytest.raises(dataclasses.FrozenInstanceError):
        stop.name = "乙"  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        del stop.name
    assert not hasattr(stop, "__dict__")
    assert dataclasses.replace(stop, minutes=9).minutes == 9
    assert len({Version(1, 2), Version(1, 2), Version(2, 1)}) == 2
    assert Version(1, 2) != (1, 2)
    assert pickle.loads(pickle.dumps(Version(1, 2))) == Version(1, 2)


def test_ordered_values_compare_as_their_fields_do():
    assert sorted([Version(2, 1), Version(1, 9), Version(1, 2)]) == [Version(1, 2), Version(1, 9), Version(2, 1)]
    assert Version(1, 2) <= Version(1, 2) < Version(1, 3)
    assert Version(2, 0) >= Version(1, 9)
    with pytest.raises(TypeError):
        assert Version(1, 2) < 3
    with pytest.raises(TypeError):
        assert Stop("甲") < Stop("乙")


@pytest.mark.parametrize("many", [0, _FEW + 1])
def test_a_value_that_looks_after_itself_refuses_early_and_late(many):
    for _ in range(many):
        Version(0, 0)
    with pytest.raises(ValueError, match="negative"):
        Version(-1, 0)
