"""Nothing closes without a result: what a problem or a notice must have before it counts as done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkdesk.records import Issue, Notice
from parkdesk.records.notices import CLEARED
from parkdesk.records.visits import HANDLING

if TYPE_CHECKING:
    from parkdesk.records import Record


def why_not_closed(record: Record) -> str:
    """Return the sentence that says why a record cannot be closed as it stands; empty where it can, or is open."""
    if isinstance(record, Issue) and record.state != HANDLING and not record.result.strip():
        return f"“{record.title()}”没有结果，不能{record.state.removeprefix('已')}：请先写明结果。"
    if isinstance(record, Notice) and record.state == CLEARED and not record.review.strip():
        return f"“{record.title()}”没有复核意见，不能销号：请先写明复核意见。"
    return ""
