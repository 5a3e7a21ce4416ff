"""Which periods are sealed, and whether a plan would change one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkdesk.errors import SealedError
from parkdesk.records import PeriodState, Registration
from parkdesk.records.checks import CLOSED
from parkdesk.seals import Breach, Register, Seals, breaches, respected
from parkdesk.store.table import select

if TYPE_CHECKING:
    import sqlite3

    from parkdesk.plan import Plan


class Sealed:
    """Reads the sealed periods of a desk whose own unit is `home`."""

    def __init__(self, connection: sqlite3.Connection, home: str) -> None:
        self._connection, self._home = connection, home
        self._register = Register(self._unit_of, self._standings_of)

    def seals(self) -> Seals:
        """Return every sealed period."""
        marks = ", ".join("?" * len(CLOSED))
        held = select(self._connection, PeriodState, f"WHERE state IN ({marks})", tuple(sorted(CLOSED)))
        return Seals(self._home, frozenset((state.unit, state.period) for state in held))

    def breaches(self, plan: Plan) -> list[Breach]:
        """Return the sealed periods that a plan would change without saying why."""
        return breaches(plan, self.seals(), self._register)

    def respected(self, plan: Plan) -> Plan:
        """Return an import's plan with sealed periods left alone."""
        return respected(plan, self.seals(), self._register)

    def refuse(self, plan: Plan) -> None:
        """Raise SealedError when a plan would change a sealed period without saying why."""
        if found := self.breaches(plan):
            raise SealedError(found[0].sentence)

    def _unit_of(self, firm: str) -> str:
        found = self._connection.execute("SELECT unit FROM enterprises WHERE id = ?", (firm,)).fetchone()
        return str(found[0]) if found else self._home

    def _standings_of(self, firm: str) -> list[Registration]:
        return select(self._connection, Registration, "WHERE enterprise = ?", (firm,))
