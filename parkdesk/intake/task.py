"""What a plan is made of: the desk, one sheet as it was understood, and what a person asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from parkdesk.plan import Plan, Source

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from parkdesk.intake.findings import Findings
    from parkdesk.intake.grid import Grid
    from parkdesk.intake.layout import Layout
    from parkdesk.periods import Period
    from parkdesk.plan import FactChange, Finding, RecordChange, Row
    from parkdesk.store import Store


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person asked for: empty means as the sheet says.

    `columns` corrects headings (text → field key, '' for 不导入); `keep_notes` keeps columns that no field takes;
    `today` gives the year of a registry that names none.
    """

    kind: str = "auto"
    period: Period | None = None
    unit: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    keep_notes: bool = True
    today: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """What a plan is made of: the desk, a sheet, and whose it is."""

    store: Store
    grid: Grid
    layout: Layout
    wishes: Wishes
    kind: str
    unit: str
    period: Period | None
    sha256: str
    findings: tuple[Finding, ...]

    def plan(
        self,
        rows: Iterable[tuple[int, Row]],
        findings: Findings,
        *,
        records: Iterable[RecordChange] = (),
        facts: Iterable[FactChange] = (),
    ) -> Plan:
        """Return the plan of this sheet; rows come with their number and end in the sheet's order."""
        period = self.period.text if self.period else ""
        ordered = tuple(row for _, row in sorted(rows, key=lambda found: found[0]))
        source = Source(self.kind, self.grid.file, self.grid.sheet, self.sha256, period, self.unit)
        return Plan(source, tuple(records), tuple(facts), ordered, findings.all(), self.store.seq)
