"""溯源: what a number on paper leads back to, as plain values; `office/tracing.py` looks it up in a desk."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

FIRMS = "firms"
"""The measure of a trace that leads to firms themselves and not to a figure of theirs: what a 户数 counts."""


@dataclass(frozen=True, slots=True)
class Trace:
    """Facts behind a figure: one indicator, period and measure, of whom.

    The subject is a firm's id, a group (「园区:高新园」) or all; `standing` narrows it (在库, 退库, 园区内, 未报).
    """

    indicator: str
    period: str
    measure: str
    subject: str = "all"
    standing: str = ""

    def read(self, source: str) -> Trace:
        """Return what a column of this row is read from: 「cum_base」, 「revenue.cum」, 「firms@退库」, 「」."""
        where, _, standing = source.partition("@")
        code, _, measure = where.rpartition(".")
        return replace(
            self,
            indicator=code or self.indicator,
            measure=measure or self.measure,
            standing=standing or self.standing,
        )


@dataclass(frozen=True, slots=True)
class Entries:
    """Records behind a figure: rows of a ledger and the attribute it was read from; none where they are counted."""

    ledger: str
    ids: tuple[str, ...]
    key: str = ""

    def read(self, source: str) -> Entries | None:
        """Return what a column of this row is read from: 「projects.total」; None where it is of another ledger."""
        ledger, _, key = source.partition(".")
        return replace(self, key=key) if ledger == self.ledger else None


Origin = Trace | Entries


def joined(origins: Iterable[Origin]) -> tuple[Origin, ...]:
    """Return origins without repetition, the rows of one ledger as one."""
    ids: dict[tuple[str, str], dict[str, None]] = {}
    facts: dict[Trace, None] = {}
    for one in origins:
        if isinstance(one, Entries):
            ids.setdefault((one.ledger, one.key), {}).update(dict.fromkeys(one.ids))
        else:
            facts[one] = None
    return (*facts, *(Entries(ledger, tuple(found), key) for (ledger, key), found in ids.items()))
