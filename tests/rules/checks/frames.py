"""A unit's figures written down in a few words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from parkdesk.records import LEDGERS, Enterprise, Measure, catalogue
from parkdesk.rules.checks.frame import Beside, Frame
from parkdesk.rules.checks.meaning import Vocabulary

INDICATORS = {indicator.code: indicator for indicator in catalogue.indicators()}
WORDS = Vocabulary(INDICATORS, LEDGERS)
SEP = 202609

Figures = Mapping[tuple[Any, ...], float]


def made_frame(
    figures: Figures,
    *,
    firms: Sequence[Enterprise] = (),
    standings: Mapping[str, str] | None = None,
    beside: Beside | None = None,
) -> Frame:
    """Return a frame of figures by (period, firm, indicator, measure) in declared units; firms stand 在库."""
    names = dict.fromkeys(firm for _, firm, *_ in figures)
    held = list(firms) or [Enterprise(id=name, unit="610981", name=name) for name in names]
    keys = {firm.id: number * 3 + 7 for number, firm in enumerate(held)}
    periods = sorted({period for period, *_ in figures} | ({SEP} if not figures else set()))

    def load(code: str, measure: Measure, period: int) -> list[tuple[int, int]]:
        size = INDICATORS[code].measure_unit.smallest
        return [
            (keys[firm], round(value * size))
            for (p, firm, c, m), value in figures.items()
            if (p, c, m) == (period, code, measure)
        ]

    status = standings if standings is not None else {firm.id: "在库" for firm in held}
    return Frame("旬阳市", periods, held, list(keys.values()), lambda _: status, load, INDICATORS, beside or Beside())
