"""在库 status that a period's table gives its firms, against what the desk had."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkdesk.intake.headings import Field
from parkdesk.plan import FieldChange, RecordChange
from parkdesk.records import Registration
from parkdesk.records.enterprises import STATUSES
from parkdesk.store import new_ids

if TYPE_CHECKING:
    from parkdesk.periods import Period
    from parkdesk.store import Store

STATUS_FIELD = Field("status", "在库状态", ("状态", "企业状态", "在库情况"))
"""The column that gives a firm's standing, in a registry and in a monthly table."""
_WORDS = (
    ("退库", "退库"),
    ("新增", "新增入库"),
    ("入库", "新增入库"),
    ("培育", "培育"),
    ("规下", "规下"),
    ("在库", "在库"),
)


def status_in(text: str) -> str:
    """Return the status that a group heading or a cell gives, empty for none."""
    if text in STATUSES:
        return text
    return next((status for word, status in _WORDS if word in text), "")


class Standings:
    """The standing of a unit's firms in one period, and the records that a table adds to it."""

    def __init__(self, store: Store, unit: str, period: Period) -> None:
        self._store = store
        self._period = period
        self._unit = unit
        self.before = store.facts.standings(period, unit)
        self.changes: list[RecordChange] = []
        self._ids = new_ids()
        self._known: dict[str, dict[int, Registration]] | None = None
        self._later: list[int] = []

    def set(self, firm: str, status: str) -> FieldChange | None:
        """Let a firm stand as the table says from this period on; None where it does already.

        Later periods that were read before keep the standing they had.
        """
        old = self.before.get(firm)
        if old == status:
            return None
        known = self._registrations().get(firm, {})
        self._put(firm, known.get(self._period.key), self._period.key, status)
        following = min((key for key in known if key > self._period.key), default=None)
        keep = next((key for key in self._later if following is None or key < following), None)
        if old is not None and keep is not None:
            self._put(firm, None, keep, old)
        return FieldChange("在库状态", old or "", status)

    def _put(self, firm: str, old: Registration | None, key: int, status: str) -> None:
        new = Registration(
            id=old.id if old else next(self._ids),
            enterprise=firm,
            year=self._period.year,
            status=status,
            from_period=key,
        )
        self.changes.append(RecordChange(old, new))

    def _registrations(self) -> dict[str, dict[int, Registration]]:
        if self._known is None:
            self._known = {}
            for record in self._store.select(Registration, year=self._period.year):
                self._known.setdefault(record.enterprise, {})[record.from_period] = record
            last = self._period.of_year(self._period.year + 1).key // 100 * 100
            self._later = [key for key in self._store.facts.periods() if self._period.key < key < last]
        return self._known
