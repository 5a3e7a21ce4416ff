"""Evaluating an expression in a world: one walk over the tree, the world says what each step gives."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Protocol, Self

from parkdesk.rules import credit_code
from parkdesk.rules.checks.language import COMPARISONS, Number, Text
from parkdesk.rules.checks.meaning import Apply, Attribute, Bare, Figure, Heads, Official

if TYPE_CHECKING:
    from parkdesk.rules.checks.frame import Frame
    from parkdesk.rules.checks.meaning import Bound

Exact = Fraction | str | bool | None
_DATE = re.compile(r"(20\d\d)[-./年](\d{1,2})(?:[-./月](\d{1,2}))?")


class World(Protocol):
    """Where an expression is evaluated: at one place exactly, or at many at once."""

    def leaf(self, leaf: Any) -> Any:
        """Return what a leaf stands for."""

    def elsewhere(self, what: str) -> Self:
        """Return the world of 上期, 上年 or 全体."""

    def apply(self, what: str, inputs: list[Any]) -> Any:
        """Return what a sign or function makes of values."""


def evaluate(bound: Bound, world: World) -> Any:
    """Return the value of an expression in a world."""
    if not isinstance(bound, Apply):
        return world.leaf(bound)
    if bound.what in ("上期", "上年", "全体"):
        return evaluate(bound.inputs[0], world.elsewhere(bound.what))
    return world.apply(bound.what, [evaluate(one, world) for one in bound.inputs])


class ExactWorld:
    """Exact values: fractions in declared units, texts, truths, None for what is missing or unknown."""

    def leaf(self, leaf: Any) -> Exact:
        """Return what a leaf stands for."""
        if isinstance(leaf, (Number, Text)):
            return leaf.value
        return self.word(leaf)

    def word(self, leaf: Any) -> Exact:
        """Return what a word stands for here."""
        raise NotImplementedError

    def apply(self, what: str, inputs: list[Exact]) -> Exact:
        """Return what a sign or function makes of exact values."""
        if what in ("且", "或", "非"):
            return _logic(what, inputs)
        if what == "有":
            return inputs[0] not in (None, "")
        if what == "取":
            return inputs[0] if inputs[0] is not None else inputs[1]
        if any(one is None for one in inputs):  # `in` would compare fractions
            return None
        if what in COMPARISONS:
            return compare(what, *inputs)
        if what in _TEXT_FUNCTIONS:
            return self.of_text(what, str(inputs[0]))
        return _arithmetic(what, *inputs)  # type: ignore[arg-type]

    def of_text(self, what: str, text: str) -> Exact:
        """Return what a function makes of a text."""
        if what == "长度":
            return Fraction(len(text))
        if what == "代码正确":
            return None if len(text) != credit_code.LENGTH else credit_code.fault(text) is None
        return days_left(text, self.end())

    def end(self) -> dt.date | None:
        """Return the last day of the period that is judged."""
        return None


_TEXT_FUNCTIONS = frozenset({"长度", "代码正确", "剩余天数"})


def _logic(what: str, inputs: list[Exact]) -> bool | None:
    if what == "非":
        return None if inputs[0] is None else not inputs[0]
    decisive = what == "或"
    if decisive in inputs:
        return decisive
    return None if None in inputs else not decisive


def compare(sign: str, left: Any, right: Any) -> bool:
    """Return whether a comparison holds between two present values."""
    outcomes = {
        "<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right,
        "=": left == right, "<>": left != right,
    }  # fmt: skip
    return bool(outcomes[sign])


def _arithmetic(what: str, left: Fraction, right: Fraction = Fraction(1)) -> Fraction | None:
    if what == "+":
        return left + right
    if what == "-":
        return left - right
    if what == "*":
        return left * right
    if what == "/":
        return left / right if right else None
    if what == "增速":
        return (left - right) / right * 100 if right > 0 else None
    if what == "占比":
        return left / right * 100 if right > 0 else None
    if what == "绝对值":
        return abs(left)
    return max(left, right) if what == "最大" else min(left, right)


def days_left(text: str, end: dt.date | None) -> Fraction | None:
    """Return the days from the period's end to the earliest date in a text; None where it has none."""
    if end is None:
        return None
    found = []
    for year, month, day in _DATE.findall(text):
        if 1 <= int(month) <= 12:
            last = monthrange(int(year), int(month))[1]
            found.append(dt.date(int(year), int(month), min(int(day or last) or 1, last)))
    return Fraction((min(found) - end).days) if found else None


def end_of(period: int) -> dt.date:
    """Return the last day of a period."""
    year, month = divmod(period, 100)
    return dt.date(year, month, monthrange(year, month)[1])


class CellWorld(ExactWorld):
    """One firm in one period, or (with no firm) the unit's sums of a period."""

    def __init__(self, frame: Frame, row: int, firm: int | None) -> None:
        self._frame, self._row, self._firm = frame, row, firm

    def elsewhere(self, what: str) -> CellWorld:
        """Return the cell of 上期, 上年 or 全体."""
        if what == "全体":
            return CellWorld(self._frame, self._row, None)
        rows = self._frame.previous if what == "上期" else self._frame.last_year
        return CellWorld(self._frame, rows[self._row], self._firm)

    def word(self, leaf: Any) -> Exact:
        """Return what a word stands for here."""
        frame, row, firm = self._frame, self._row, self._firm
        if isinstance(leaf, Figure):
            total = firm is None
            held = frame.total(leaf.code, leaf.measure, row) if total else self._figure(leaf)
            return None if held is None else Fraction(held, frame.size(leaf.code))
        if isinstance(leaf, Official):
            value, size = frame.official(leaf.code, row)
            return None if value is None else Fraction(value, size)
        if isinstance(leaf, Heads):
            count = frame.heads(leaf.word, row)
            return None if count is None else Fraction(count)
        if isinstance(leaf, Bare):
            if leaf.word == "月份":
                return Fraction(frame.periods[row] % 100) if row >= 0 else None
            return frame.year_is_closed(row)
        assert isinstance(leaf, Attribute)
        assert firm is not None
        if leaf.is_text:
            return frame.text(leaf.key, row, firm)
        number = getattr(frame.firms[firm], leaf.key)
        return None if number is None else Fraction(number, leaf.size)

    def _figure(self, leaf: Figure) -> int | None:
        assert self._firm is not None
        return self._frame.figure(leaf.code, leaf.measure, self._row, self._firm)

    def end(self) -> dt.date | None:
        """Return the last day of the period."""
        return end_of(self._frame.periods[self._row]) if self._row >= 0 else None


class RecordWorld(ExactWorld):
    """One record of a ledger."""

    def __init__(self, record: Any, period: int) -> None:
        self._record, self._period = record, period

    def elsewhere(self, what: str) -> RecordWorld:
        """A ledger has no other place; binding has refused the words that ask for one."""
        raise NotImplementedError(what)

    def word(self, leaf: Any) -> Exact:
        """Return what a column of the record holds."""
        if isinstance(leaf, Bare):
            return Fraction(getattr(self._record, "period", self._period) % 100)
        value = getattr(self._record, leaf.key)
        if leaf.is_text:
            return "" if value is None or value is False else str(value)
        return None if value is None else Fraction(value, leaf.size)

    def end(self) -> dt.date | None:
        """Return the last day of the period."""
        return end_of(self._period)
