"""报表措辞: the words a paper is written in where they are not the shipped ones."""

from __future__ import annotations

from parkdesk.records.checks import ORIGINS
from parkdesk.records.grammar import Record, column, record
from parkdesk.records.kinds import CHOICE, TEXT


@record("wordings", "报表措辞", travels="definition")
class Wording(Record):
    """报表措辞: an office's own template of a paper; the county's goes before the city's, the city's before ours."""

    origin: str = column("来源", CHOICE, choices=tuple(ORIGINS), default="county", width=8)
    paper: str = column("报表", TEXT, required=True, width=20)
    text: str = column("措辞", TEXT, required=True, width=60)

    def natural_key(self) -> tuple[str, ...]:
        """Return origin and paper."""
        return (self.origin, self.paper)

    def title(self) -> str:
        """Return whose words of which paper."""
        return f"{self.paper}（{ORIGINS[self.origin]}）"
