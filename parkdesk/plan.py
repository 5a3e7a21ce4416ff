"""A Plan: what would change in the desk and why, before anything does.

Excel, USB and typed forms all end here; a person sees the plan, and `Store.apply` writes it whole or
not at all. Pure values: nothing here reads a desk or a file.
"""

from __future__ import annotations

from dataclasses import field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from parkdesk.frozen import frozen

if TYPE_CHECKING:
    from parkdesk.records import Record


class Level(StrEnum):
    """How much a finding weighs (domain §7.3)."""

    MUST = "强制"
    EXPLAIN = "核实"
    HINT = "提示"


@frozen
class Finding:
    """One thing noticed: one plain sentence with its numbers, and where it is."""

    rule: str
    level: Level
    text: str
    where: str = ""


class Outcome(StrEnum):
    """What becomes of one incoming row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    CONFLICT = "conflict"
    REFUSED = "refused"


OUTCOME_LABELS = {
    Outcome.NEW: "新增",
    Outcome.CHANGED: "变更",
    Outcome.SAME: "相同",
    Outcome.CONFLICT: "冲突",
    Outcome.REFUSED: "拒收",
}


class FieldChange(NamedTuple):
    """One field of one row as people read it: label, old text, new text."""

    label: str
    old: str
    new: str


@frozen
class Row:
    """One incoming row in the preview: what it is called, where it stood, what becomes of it."""

    outcome: Outcome
    label: str
    where: str = ""
    reason: str = ""
    fields: tuple[FieldChange, ...] = ()
    subject: str = ""
    """The id of the firm or project that the row is about: what a new row brings is looked up by it."""


@frozen
class RefusedCell:
    """A cell that did not go in: whose it is, where it stood, what was typed, why not."""

    record: str
    column: str
    label: str
    where: str
    text: str
    reason: str

    @property
    def sentence(self) -> str:
        """All of it in one sentence."""
        return f"{self.where} {self.label}：{self.reason}。"


class FactChange(NamedTuple):
    """One fact to write: `old` is what the plan saw (None: missing), `new` None removes it.

    `subject` is the text id of the enterprise, `indicator` the code, `period` a period key,
    `measure` the integer of `Measure`; values are stored integers.
    """

    indicator: str
    period: int
    subject: str
    measure: int
    old: int | None
    new: int | None


@frozen
class RecordChange:
    """One record to write: `before` None adds it, `after` None removes it."""

    before: Record | None
    after: Record | None

    @property
    def subject(self) -> Record:
        """The record that is left, or the one that goes."""
        found = self.after or self.before
        assert found is not None
        return found


@frozen
class Source:
    """Where a plan comes from: the file, sheet and slice that the import log will name."""

    kind: str
    file: str = ""
    sheet: str = ""
    sha256: str = ""
    period: str = ""
    unit: str = ""
    reason: str = ""
    unseal: str = ""
    """Why sealed periods may be changed; without it the gate refuses to."""


@frozen
class Plan:
    """What one sheet, package or form would change, row by row."""

    source: Source
    records: tuple[RecordChange, ...] = ()
    facts: tuple[FactChange, ...] = ()
    rows: tuple[Row, ...] = ()
    findings: tuple[Finding, ...] = field(default=())
    basis: int = 0
    """The desk's change number that the plan was made on; a desk that moved on since refuses the plan."""

    def count(self, outcome: Outcome) -> int:
        """Return how many rows have this outcome."""
        return sum(row.outcome is outcome for row in self.rows)

    def counts(self) -> dict[str, int]:
        """Return the number of rows of every outcome, by its machine word."""
        tally = dict.fromkeys((outcome.value for outcome in Outcome), 0)
        for row in self.rows:
            tally[row.outcome.value] += 1
        return tally

    @property
    def is_empty(self) -> bool:
        """Whether applying the plan would write nothing."""
        return not self.records and not self.facts
