"""户数核对: which firms are new, missing or renamed since the month before, and where register and table differ."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from parkdesk.periods import Period
from parkdesk.records.indicators import Measure
from parkdesk.records.names import normalise_name
from parkdesk.rules.checks.frame import MISSING
from parkdesk.rules.checks.meaning import ABSENCE
from parkdesk.rules.checks.noticed import Noticed, Place
from parkdesk.rules.growth import EXIT, NEW, SCOPE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from parkdesk.rules.checks.frame import Frame

SCOPE_NAME = "户数"
_ALIKE = 0.7
RULES = {
    "heads.missing": ("上月有、本月没有的企业", "核实"),
    "heads.new": ("本月新出现的企业", "核实"),
    "heads.entered": ("本月新增入库的企业", "提示"),
    "heads.renamed": ("可能改了名称的企业", "核实"),
    "heads.register": ("名录与月报的在库状态不同", "核实"),
}
"""The head-count checks: what they are called and how much they weigh."""


def judge_heads(
    frame: Frame, periods: Sequence[int], register: Mapping[int, Mapping[str, str]] | None = None
) -> list[Noticed]:
    """Return the head-count findings of each period against the period before.

    `register` is what the registry says of a year, by year and firm id.
    """
    found: list[Noticed] = []
    for period in periods:
        row = frame.row(period)
        if row < 0:
            continue
        count = _Count(frame, row)
        found += count.against_last_month()
        found += count.against_register((register or {}).get(period // 100, {}))
    return found


class _Count:
    def __init__(self, frame: Frame, row: int) -> None:
        self._frame, self._row = frame, row
        self._period = Period.from_key(frame.periods[row])

    def against_last_month(self) -> list[Noticed]:
        """Compare who has figures with the month before, where it has any."""
        before = self._frame.previous[self._row]
        then, now = _present(self._frame, before), _present(self._frame, self._row)
        if not then or not now:
            return []
        last = Period.from_key(self._frame.periods[before]).label
        missing = sorted(n for n in then - now if self._is_due(n))
        new = sorted(now - then)
        pairs = _renamed([(n, self._frame.firms[n].name) for n in missing], [(n, self._name(n)) for n in new])
        found = [
            self._noticed("heads.renamed", b, f"{self._name(a)}在{last}有数而本期没有，{self._name(b)}正好相反，可能是"
                          "改了名称；请核对，是同一户的请合并。")
            for a, b in pairs
        ]  # fmt: skip
        matched = {n for pair in pairs for n in pair}
        found += [
            self._noticed("heads.missing", n, f"{self._name(n)}在{last}有数，{self._period.label}没有；请核对是漏报、"
                          "停产还是退库。")
            for n in missing if n not in matched
        ]  # fmt: skip
        for n in new:
            status = self._frame.status(self._row, n)
            if n not in matched and status != EXIT:
                rule = "heads.entered" if status == NEW else "heads.new"
                tail = "列为新增入库。" if status == NEW else "在库状态不是新增入库；请核对。"
                text = f"{self._name(n)}在{last}没有数，{self._period.label}出现，{tail}"
                found.append(self._noticed(rule, n, text))
        return found

    def against_register(self, register: Mapping[str, str]) -> list[Noticed]:
        """Compare the table's groups with what the registry says of the year."""
        found = []
        for n, firm in enumerate(self._frame.firms):
            listed, stands = register.get(firm.id), self._frame.status(self._row, n)
            if listed and stands and listed != stands:
                text = f"{firm.name}在名录中是{listed}，{self._period.label}表中列在{stands}；请核对。"
                found.append(self._noticed("heads.register", n, text))
        return found

    def _is_due(self, firm: int) -> bool:
        """Whether a firm should have figures: on the register, and without 无 and its reason."""
        on_register = self._frame.status(self._row, firm) in SCOPE[:2]
        return on_register and not self._frame.text(ABSENCE, self._row, firm)

    def _name(self, firm: int) -> str:
        return self._frame.firms[firm].name

    def _noticed(self, rule: str, firm: int, text: str) -> Noticed:
        name, level = RULES[rule]
        where = f"{self._name(firm)} {self._period.title}"
        place = Place(self._period.key, self._frame.firms[firm].id)
        return Noticed(rule, name, level, SCOPE_NAME, "shipped", text, where, place)


def _present(frame: Frame, row: int) -> frozenset[int]:
    """Return the firms that have any figure in a period."""
    import numpy as np

    if row < 0:
        return frozenset()
    seen = np.zeros(len(frame.firms), dtype=bool)
    for code, indicator in frame.indicators.items():
        for measure in (Measure.STOCK,) if indicator.is_stock else (Measure.CUM, Measure.CUM_BASE):
            seen |= frame.ints(code, int(measure))[row] != MISSING
    return frozenset(int(n) for n in np.nonzero(seen)[0])


def _renamed(gone: list[tuple[int, str]], come: list[tuple[int, str]]) -> list[tuple[int, int]]:
    """Pair firms whose names are alike, best first; no firm is in two pairs."""
    scores = sorted(
        ((SequenceMatcher(None, normalise_name(a), normalise_name(b)).ratio(), m, n) for m, a in gone for n, b in come),
        reverse=True,
    ) if len(gone) * len(come) <= 10_000 else []  # fmt: skip
    pairs: list[tuple[int, int]] = []
    for score, m, n in scores:
        if score >= _ALIKE and not any(m == a or n == b for a, b in pairs):
            pairs.append((m, n))
    return pairs
