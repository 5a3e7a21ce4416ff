"""Where the records of each ledger are kept in the window: one list for everything that leads to a record."""

from __future__ import annotations

import importlib
from types import MappingProxyType
from typing import NamedTuple


class Kept(NamedTuple):
    """The page that has a ledger, and the page's own name for its look; none where it is the page itself."""

    page: str
    view: str = ""


_OWN_PLACES = MappingProxyType(
    {
        "enterprises": Kept("enterprises"),
        "projects": Kept("projects"),
        "assignments": Kept("projects", "duties"),
        "tenures": Kept("projects", "duties"),
        "visits": Kept("projects", "duties"),
        "issues": Kept("projects", "issues"),
        "notices": Kept("projects", "notices"),
        "members": Kept("projects", "members"),
        "people": Kept("projects", "people"),
        "norms": Kept("projects", "people"),
        "targets": Kept("goals"),
    }
)
_PAGES_OF_LEDGERS = ("parks", "goals", "nurture", "services")


def place_of(table: str) -> Kept | None:
    """Return where a ledger is kept; None where no page shows it."""
    if table in _OWN_PLACES:
        return _OWN_PLACES[table]
    from ui.pages.ledger import LedgersPage  # pages load when somebody goes to one

    for name in _PAGES_OF_LEDGERS:
        pages = vars(importlib.import_module(f"ui.pages.{name}")).values()
        if any(isinstance(page, type) and issubclass(page, LedgersPage) and table in page.LEDGERS for page in pages):
            return Kept(name, table)
    return None
