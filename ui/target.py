"""Where a click leads: a page, and what to stand on there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkdesk.frozen import frozen

if TYPE_CHECKING:
    from parkdesk.periods import Period


@frozen
class Target:
    """A page by its name, and as much of a place on it as is known.

    `record` is the id of what is looked for, `indicator` and `measure` a figure of it (of a ledger's row: a column),
    `view` one of the page's own looks (「silent」: who has not reported) or ledgers.
    """

    page: str
    period: Period | None = None
    record: str = ""
    indicator: str = ""
    measure: int = 0
    view: str = ""
