"""All firms and periods at once, in floats: finds every place where a rule may fail, for the exact world to judge.

A float figure is off by less than its last digit, so what may be wrong is a superset of what is wrong:
values carry a slack, and a comparison within the slack may go both ways.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from parkdesk.rules.checks.language import COMPARISONS, Number, Text
from parkdesk.rules.checks.meaning import PERIODIC, Attribute, Bare, Figure
from parkdesk.rules.checks.worlds import CellWorld, evaluate

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from parkdesk.rules.checks.frame import Frame
    from parkdesk.rules.checks.meaning import Bound

_SLACK = 1e-14


class Figures(NamedTuple):
    """Many values with what each may be off by (None: nothing)."""

    values: Any
    slack: Any = None


class Truths(NamedTuple):
    """Where something may be true, and where it may be false; neither where a figure is missing."""

    yes: Any
    no: Any


class Texts(NamedTuple):
    """A text of every place."""

    values: Any


class VectorWorld:
    """Every firm of some rows of a frame."""

    def __init__(self, frame: Frame, rows: Any, *, whole: bool = False) -> None:
        self._frame, self._rows, self._whole = frame, rows, whole

    def elsewhere(self, what: str) -> VectorWorld:
        """Return the same places of 上期 or 上年, or the sums of 全体."""
        import numpy as np

        if what == "全体":
            return VectorWorld(self._frame, self._rows, whole=True)
        shift = self._frame.previous if what == "上期" else self._frame.last_year
        return VectorWorld(self._frame, np.asarray(shift)[self._rows], whole=self._whole)

    def leaf(self, leaf: Any) -> Figures | Truths | Texts:
        """Return what a leaf stands for at every place."""
        import numpy as np

        if isinstance(leaf, Number):
            return Figures(np.float64(leaf.value))
        if isinstance(leaf, Text):
            return Texts(np.array(leaf.value, dtype=object))
        if isinstance(leaf, Figure):
            return self._figures(leaf)
        if isinstance(leaf, Attribute):
            return self._attribute(leaf)
        assert isinstance(leaf, Bare)
        if leaf.word == "月份":
            months = [self._frame.periods[row] % 100 if row >= 0 else np.nan for row in self._rows]
            return Figures(np.array(months, dtype=np.float64)[:, None])
        closed = np.array([self._frame.year_is_closed(row) for row in self._rows])[:, None]
        return Truths(closed, ~closed)

    def _figures(self, leaf: Figure) -> Figures:
        import numpy as np

        if not self._whole:
            return Figures(self._frame.floats(leaf.code, leaf.measure)[self._rows])
        sums = [self._frame.total(leaf.code, leaf.measure, row) for row in self._rows]
        values = np.array([np.nan if one is None else one for one in sums], dtype=np.float64)
        return Figures(values[:, None] / self._frame.size(leaf.code))

    def _attribute(self, leaf: Attribute) -> Figures | Texts:
        import numpy as np

        if leaf.is_text:
            held = self._frame.texts(leaf.key)
            return Texts(held[self._rows] if leaf.key in PERIODIC.values() else held)
        numbers = [getattr(firm, leaf.key) for firm in self._frame.firms]
        return Figures(np.array([np.nan if n is None else n / leaf.size for n in numbers], dtype=np.float64)[None, :])

    def apply(self, what: str, inputs: list[Any]) -> Figures | Truths:
        """Return what a sign or function makes of many values."""
        import numpy as np

        if what in ("且", "或", "非"):
            return _logic(what, inputs)
        if what in COMPARISONS:
            return _compare(what, *inputs)
        if what == "有":
            return _present(inputs[0])
        if what in ("长度", "代码正确", "剩余天数"):
            return self._of_text(what, inputs[0])
        with np.errstate(divide="ignore", invalid="ignore"):
            return _arithmetic(what, *inputs)

    def _of_text(self, what: str, texts: Texts) -> Figures | Truths:
        """Ask the exact world once for every text; dates count from each period's end."""
        import numpy as np

        rows = self._rows if what == "剩余天数" else self._rows[:1]
        cells = texts.values[:1]
        found = [[CellWorld(self._frame, row, None).of_text(what, text) for text in cells[0]] for row in rows]
        if what == "代码正确":
            told = np.array(found, dtype=object)
            return Truths(told == True, told == False)  # noqa: E712 -- element by element, None is neither
        return Figures(np.array([[np.nan if v is None else float(v) for v in row] for row in found]))


def _logic(what: str, inputs: list[Truths]) -> Truths:
    if what == "非":
        return Truths(inputs[0].no, inputs[0].yes)
    one, other = inputs
    if what == "且":
        return Truths(one.yes & other.yes, one.no | other.no)
    return Truths(one.yes | other.yes, one.no & other.no)


def _present(value: Figures | Texts | Truths) -> Truths:
    import numpy as np

    if isinstance(value, Truths):
        there = value.yes | value.no
    elif isinstance(value, Texts):
        there = np.asarray(value.values != "", dtype=bool)
    else:
        there = ~np.isnan(value.values)
    return Truths(there, ~there)


def _compare(sign: str, left: Any, right: Any) -> Truths:
    import numpy as np

    if isinstance(left, Texts):
        equal = np.asarray(left.values == right.values, dtype=bool)
        return Truths(equal, ~equal) if sign == "=" else Truths(~equal, equal)
    gap = left.values - right.values
    slack = _added(left.slack, right.slack)
    tests: dict[str, Callable[[], Truths]] = {
        "<": lambda: Truths(gap < slack, gap >= -slack) if np.any(slack) else Truths(gap < 0, gap >= 0),
        ">": lambda: Truths(gap > -slack, gap <= slack) if np.any(slack) else Truths(gap > 0, gap <= 0),
        "<=": lambda: Truths(gap <= slack, gap > -slack),
        ">=": lambda: Truths(gap >= -slack, gap < slack),
        # What differs by less than the slack differs by less than a hundredth of a 分: equal.
        "=": lambda: Truths(abs(gap) <= slack, abs(gap) > slack),
        "<>": lambda: Truths(abs(gap) > slack, abs(gap) <= slack),
    }
    return tests[sign]()


def _added(one: Any, other: Any) -> Any:
    if one is None:
        return 0.0 if other is None else other
    return one if other is None else one + other


def _arithmetic(what: str, left: Figures, right: Figures | None = None) -> Figures:
    import numpy as np

    if what == "绝对值":
        return Figures(np.abs(left.values), left.slack)
    assert right is not None
    a, b = left.values, right.values
    if what == "取":
        # Whichever is taken brings its own slack: that of the other is unknown where the other is missing.
        first, second = (0.0 if one.slack is None else one.slack for one in (left, right))
        return Figures(np.where(np.isnan(a), b, a), np.where(np.isnan(a), second, first))
    if what in ("最大", "最小"):
        return Figures(np.maximum(a, b) if what == "最大" else np.minimum(a, b), _added(left.slack, right.slack))
    carried = _added(left.slack, right.slack)
    if what in ("+", "-"):
        made = a + b if what == "+" else a - b
        return Figures(made, _SLACK * (np.abs(a) + np.abs(b)) + carried)
    if what == "*":
        made = a * b
        return Figures(made, _SLACK * np.abs(made) + carried * (1 + np.abs(a) + np.abs(b)))
    divisor = b if what == "/" else np.where(b > 0, b, np.nan)
    made = a / np.where(divisor == 0, np.nan, divisor)
    if what != "/":
        made = (made - 1) * 100 if what == "增速" else made * 100
    return Figures(made, _SLACK * (np.abs(made) + 100) + carried * (1 + np.abs(made)) / np.abs(divisor))


def places_in_doubt(frame: Frame, rows: Sequence[int], needs: Bound | None, holds: Bound) -> list[tuple[int, int]]:
    """Return (row, firm) wherever a rule may not hold while what it needs may."""
    import numpy as np

    world = VectorWorld(frame, np.asarray(rows, dtype=np.int64))
    doubt = evaluate(holds, world).no
    if needs is not None:
        doubt = doubt & evaluate(needs, world).yes
    wide = np.broadcast_to(doubt, (len(rows), len(frame.firms)))
    return [(rows[int(row)], int(firm)) for row, firm in zip(*np.nonzero(wide), strict=True)]
