"""上报包: what a desk reports upwards, slice by slice, with revisions that rise only when content changed.

A package lists every slice the desk has ever reported up to its period. It *carries* the tables without
period, those of its own period, and every earlier slice that changed since it was last sent; the rest it
only lists, with the revision the receiver must already hold. So a city that missed a package learns of
it from the next one (`gap`), even about slices that no later package carries again; nothing is lost
silently. `base_revision` of a carried slice is the revision its content replaces; of a listed one, the
revision itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkdesk.sync.sending import Delivery, Draft, SentPackage, number_slices, party_of, send
from parkdesk.sync.slices import NO_PERIOD, TABLES_OF, empty_slice, slices_until

if TYPE_CHECKING:
    from pathlib import Path

    from parkdesk.periods import Period
    from parkdesk.store import SliceKey, Store
    from parkdesk.sync.descriptor import Kind
    from parkdesk.sync.sending import Cover
    from parkdesk.sync.tables import Table

KIND: Kind = "submission"


def pack(
    store: Store,
    period: Period,
    folder: Path,
    cover: Cover | None = None,
    *,
    whole: bool = False,
    delivery: Delivery | None = None,
) -> SentPackage:
    """Write the desk's submission of a period into a folder and remember what was sent.

    Args:
        store: the reporting desk.
        period: its period; later ones stay out.
        folder: the stick or folder.
        cover: makes attached files (封面.pdf) from the package and the public key.
        whole: carry every slice and presume nothing, for a receiver that lost an earlier package.
        delivery: how the file travels; open and in one piece where nothing is said.

    Raises PackageError when the file cannot be written; then nothing is remembered as sent.
    """
    return send(store, draft(store, period, whole=whole), folder, delivery or Delivery(cover=cover))


def draft(store: Store, period: Period, *, whole: bool = False) -> Draft:
    """Return what would be reported of a period; nothing is written."""
    slices, tables, states = number_slices(
        store, _content(store, period), whole=whole, carries=lambda key: key.period in {NO_PERIOD, period.text}
    )
    receiver = party_of(store, store.desk.parent) if store.desk.parent else None
    return Draft(KIND, receiver, period.text, slices, tables, states)


def _content(store: Store, period: Period) -> dict[SliceKey, Table]:
    """Return every slice up to the period, with those that were sent once and are empty now."""
    found = dict(slices_until(store, period))
    for key in store.exchange.sent():
        if key.unit == store.desk.unit and key.ledger in TABLES_OF[KIND] and key.period <= period.text:
            found.setdefault(key, empty_slice(key))
    return found
