"""Findings of one sheet, gathered; a rule that fires on every row does not bury the others."""

from __future__ import annotations

from collections import Counter

from parkdesk.plan import Finding, Level

_AT_MOST = 50


class Findings:
    """Collects findings; beyond fifty of one rule it only counts them."""

    def __init__(self, *given: Finding) -> None:
        self._found = list(given)
        self._counts: Counter[str] = Counter()
        self._levels: dict[str, Level] = {}

    def explain(self, rule: str, text: str, where: str = "") -> None:
        """Add a 核实 finding."""
        self._add(rule, Level.EXPLAIN, text, where)

    def hint(self, rule: str, text: str, where: str = "") -> None:
        """Add a 提示 finding."""
        self._add(rule, Level.HINT, text, where)

    def is_open(self, rule: str) -> bool:
        """Whether another finding of a rule will be shown; if not it is counted, and its text need not be made."""
        if self._counts[rule] < _AT_MOST:
            return True
        self._counts[rule] += 1
        return False

    def _add(self, rule: str, level: Level, text: str, where: str) -> None:
        self._levels[rule] = level
        if self.is_open(rule):
            self._counts[rule] += 1
            self._found.append(Finding(f"intake.{rule}", level, text, where))

    def all(self) -> tuple[Finding, ...]:
        """Return what was found; a rule with more says how many more."""
        more = [
            Finding(f"intake.{rule}", self._levels[rule], f"同样的情况还有{count - _AT_MOST}处，没有逐条列出。")
            for rule, count in self._counts.items()
            if count > _AT_MOST
        ]
        return (*self._found, *more)
