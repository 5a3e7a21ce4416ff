"""Packages taken in together with what is said about them: what is sent back, item by item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parkdesk.office import differences, downward, exchange
from parkdesk.sync import receiving

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from parkdesk.store import Changes, LoggedPackage, Store
    from parkdesk.sync.receiving import Consent, Received


@dataclass(frozen=True, slots=True)
class Return:
    """Something of a package that goes back to its sender, and why."""

    package_id: str
    about: str
    reason: str
    ledger: str = ""
    record: str = ""


def look(store: Store, files: Sequence[Path], consent: Consent) -> list[Received]:
    """Return what receiving would do, in words and row by row; nothing is written."""
    return receiving.receive(store, files, consent, dry_run=True, tell=differences.words_of)


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of the files, and every change that was written."""

    received: tuple[Received, ...]
    changes: tuple[Changes, ...]
    sent_back: tuple[str, ...]
    """The units to whom something goes back: a 下发包 tells them."""


def take_in(store: Store, files: Sequence[Path], consent: Consent, returns: Sequence[Return] = ()) -> TakenIn:
    """Receive packages, then send back what the person chose to."""
    received = exchange.receive(store, files, consent=consent)
    changes = [one.changes for one in received if one.changes is not None]
    units: dict[str, None] = {}
    for one in returns:
        package = _logged(store, one.package_id)
        if package is not None:
            _, change = downward.send_item_back(store, package, one.about, one.reason, one.ledger, one.record)
            changes += [change] if change else []
            units[package.unit] = None
    return TakenIn(tuple(received), tuple(changes), tuple(units))


def _logged(store: Store, package_id: str) -> LoggedPackage | None:
    return next((one for one in store.exchange.packages("received") if one.id == package_id), None)
