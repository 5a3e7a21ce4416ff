"""The figures of one unit as columns of whole periods: firms across, periods down, integers inside.

A frame loads a column when a rule first asks for it. Row −1 of every column is empty, so that "the
period before the first" needs no special case.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any

from parkdesk.records.indicators import OFFICIAL_KINDS
from parkdesk.rules.checks.meaning import ABSENCE, PERIODIC, STATUS
from parkdesk.rules.growth import SCOPE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy import float64, int64
    from numpy.typing import NDArray

    from parkdesk.records import Enterprise, Indicator
    from parkdesk.records.indicators import Measure

    Ints = NDArray[int64]
    Floats = NDArray[float64]

    Loader = Callable[[str, Measure, int], Sequence[tuple[int, int]]]

MISSING = -(2**63)


@dataclass(frozen=True, slots=True)
class Beside:
    """What a unit's periods carry besides figures: official figures, closed periods, 无 with a reason."""

    figures: Mapping[tuple[int, str], int] = field(default_factory=dict)
    closed: frozenset[int] = frozenset()
    absences: Mapping[tuple[int, str], str] = field(default_factory=dict)
    """Why a firm has no output, by period key and firm id."""


class Frame:
    """A unit's figures of some periods, in the register's order.

    Args:
        unit: the unit's name as sentences say it.
        periods: the period keys held, oldest first.
        firms: the firms across, in the order of `keys`.
        keys: the integer that the desk stores for each firm.
        standings: gives each firm's status in a period, by firm id.
        load: gives (firm key, value) pairs of an indicator code, measure and period.
        indicators: the desk's indicators by code.
        beside: what the periods carry besides figures.
    """

    def __init__(
        self,
        unit: str,
        periods: Sequence[int],
        firms: Sequence[Enterprise],
        keys: Sequence[int],
        standings: Callable[[int], Mapping[str, str]],
        load: Loader,
        indicators: Mapping[str, Indicator],
        beside: Beside,
    ) -> None:
        self.unit, self.periods, self.firms = unit, tuple(periods), tuple(firms)
        self.indicators, self.beside = indicators, beside
        self._standings = standings
        self._stood: dict[int, Mapping[str, str]] = {}
        self._keys, self._load = keys, load
        self._rows = {period: row for row, period in enumerate(self.periods)}
        self.previous = self._shift(lambda key: key - 1 if key % 100 > 2 else 0)
        self.last_year = self._shift(lambda key: key - 100)
        self._ints: dict[tuple[str, int], Ints] = {}
        self._floats: dict[tuple[str, int], Floats] = {}
        self._texts: dict[str, Any] = {}
        self._sums: dict[tuple[str, int], list[int | None]] = {}
        self._counted: Any = None

    def _shift(self, of: Callable[[int], int]) -> list[int]:
        """Return for each row, and for the empty row, the row that a shift leads to."""
        return [*(self._rows.get(of(period), -1) for period in self.periods), -1]

    def row(self, period: int) -> int:
        """Return the row of a period, −1 where the frame does not hold it."""
        return self._rows.get(period, -1)

    # -- columns -----------------------------------------------------------------------------

    def ints(self, code: str, measure: int) -> Ints:
        """Return an indicator's stored integers, MISSING where nothing was reported."""
        key = (code, measure)
        if key not in self._ints:
            self._ints[key] = self._loaded(code, measure)
        return self._ints[key]

    def _loaded(self, code: str, measure: int) -> Ints:
        import numpy as np

        from parkdesk.records.indicators import Measure as AMeasure

        made = np.full((len(self.periods) + 1, len(self.firms)), MISSING, dtype=np.int64)
        if code not in self.indicators:
            return made
        keys = np.asarray(self._keys, dtype=np.int64)
        order = np.argsort(keys, kind="stable")
        for row, period in enumerate(self.periods):
            pairs = self._load(code, AMeasure(measure), period)
            if pairs:
                flat = np.fromiter(chain.from_iterable(pairs), dtype=np.int64, count=2 * len(pairs))
                at = order[np.searchsorted(keys, flat[::2], sorter=order)]
                made[row, at] = flat[1::2]
        return made

    def floats(self, code: str, measure: int) -> Floats:
        """Return an indicator's figures in its declared unit, NaN where nothing was reported."""
        import numpy as np

        key = (code, measure)
        if key not in self._floats:
            held = self.ints(code, measure)
            figures = held.astype(np.float64)
            figures[held == MISSING] = np.nan
            self._floats[key] = np.divide(figures, float(self.size(code)), dtype=np.float64)
        return self._floats[key]

    def size(self, code: str) -> int:
        """Return how many smallest units an indicator's declared unit holds."""
        return self.indicators[code].measure_unit.smallest if code in self.indicators else 1

    def figure(self, code: str, measure: int, row: int, firm: int) -> int | None:
        """Return one stored integer."""
        value = int(self.ints(code, measure)[row, firm])
        return None if value == MISSING else value

    # -- firms -------------------------------------------------------------------------------

    def standings(self, row: int) -> Mapping[str, str]:
        """Return every firm's status in a period."""
        if row not in self._stood:
            self._stood[row] = self._standings(self.periods[row])
        return self._stood[row]

    def status(self, row: int, firm: int) -> str:
        """Return a firm's standing in a period, empty for none."""
        return self.standings(row).get(self.firms[firm].id, "") if row >= 0 else ""

    def text(self, key: str, row: int, firm: int) -> str:
        """Return an attribute of a firm as text."""
        if key == STATUS:
            return self.status(row, firm)
        if key == ABSENCE:
            return self.beside.absences.get((self.periods[row], self.firms[firm].id), "") if row >= 0 else ""
        value = getattr(self.firms[firm], key)
        return "" if value is None else str(value)

    def texts(self, key: str) -> Any:
        """Return an attribute of every firm in every period as an array of texts."""
        import numpy as np

        if key not in self._texts:
            periodic = key in PERIODIC.values()
            rows = range(len(self.periods)) if periodic else (0,)
            cells = [[self.text(key, row, firm) for firm in range(len(self.firms))] for row in rows]
            if periodic:
                cells.append([""] * len(self.firms))
            self._texts[key] = np.array(cells, dtype=object).reshape(len(cells), len(self.firms))
        return self._texts[key]

    # -- sums --------------------------------------------------------------------------------

    def total(self, code: str, measure: int, row: int) -> int | None:
        """Return the sum over the 规上 population of a period; None where no firm reported."""
        import numpy as np

        key = (code, measure)
        if key not in self._sums:
            held = self.ints(code, measure)
            counted = self.counted() & (held != MISSING)
            values = np.where(counted, held, 0).sum(axis=1)
            present = counted.any(axis=1)
            self._sums[key] = [int(v) if p else None for v, p in zip(values, present, strict=True)]
        return self._sums[key][row]

    def counted(self) -> Any:
        """Return which firm belongs to the 规上 population of which period."""
        import numpy as np

        if self._counted is None:
            self._counted = np.isin(self.texts(STATUS).astype(str), SCOPE)
        return self._counted

    def heads(self, word: str, row: int) -> int | None:
        """Return how many firms have a status, reported output, or should report."""
        if row < 0:
            return None
        standing = list(self.standings(row).values())
        if word in SCOPE:
            return standing.count(word)
        expected = [n for n in range(len(self.firms)) if self.status(row, n) in SCOPE[:2]]
        if word == "应报":
            return len(expected)
        return sum(self.figure("output", 1, row, n) is not None for n in expected)

    def official(self, code: str, row: int) -> tuple[int | None, int]:
        """Return an official figure as stored, and its unit's size."""
        from parkdesk.amounts import UNITS

        size = UNITS[OFFICIAL_KINDS[code][1]].smallest
        return (self.beside.figures.get((self.periods[row], code)) if row >= 0 else None), size

    def year_is_closed(self, row: int) -> bool:
        """Whether the same period of the year before is sealed."""
        return row >= 0 and self.periods[row] - 100 in self.beside.closed
