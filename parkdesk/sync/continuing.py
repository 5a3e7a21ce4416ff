"""A desk that goes on from a copy of itself: restored from a backup, saved elsewhere, or carried to a colleague.

What went out before must not be taken for what goes out now: numbers that a lost version of the desk may have used
are not used for other content, and a colleague's copy becomes a desk of its own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from parkdesk.errors import PackageError
from parkdesk.paths import archive_folder
from parkdesk.store import SentSlice, SliceKey, new_id
from parkdesk.sync.colleagues import forget_writes, write_under_new_name
from parkdesk.sync.descriptor import KIND_NAMES
from parkdesk.sync.desk_keys import renew_signing_identity
from parkdesk.sync.package import read_package

if TYPE_CHECKING:
    from parkdesk.store import Store

_NUMBERED = ("submission", "directive")


def after_restore(store: Store) -> None:
    """Let a desk go on whose later writes are lost: under a new name among colleagues, with numbers that are free."""
    with store.transaction():
        write_under_new_name(store)
        store.exchange.mark_tried(_used_numbers(store))


def _used_numbers(store: Store) -> dict[SliceKey, SentSlice]:
    """Return the highest revision of every slice that the archive says went out, where the desk does not know it."""
    known, tried = store.exchange.sent_slices(), store.exchange.tried_slices()
    found: dict[SliceKey, SentSlice] = {}
    for kind in _NUMBERED:
        for path in sorted((archive_folder(store.path) / KIND_NAMES[kind]).glob("*.parkpkg")):
            try:
                package = read_package(path)
            except PackageError:
                continue  # a damaged file says nothing
            if package.envelope.sender.code != store.desk.unit:
                continue
            for item in package.envelope.slices:
                key, digest = SliceKey(*item.key), package.content_hash(item)
                used = max(one[key].revision if key in one else 0 for one in (known, tried, found))
                if digest is not None and item.revision > used:
                    found[key] = SentSlice(item.revision, digest, item.base_revision)
    return found


def start_as_own_desk(store: Store) -> None:
    """Make a copied desk one of its own: another number, another key, nothing presumed of what others have seen.

    What differs from the desk it was copied from is decided once, item by item, at their first merge.
    """
    with store.transaction():
        renew_signing_identity(store)
        forget_writes(store)
        store.set_setting("desk_id", new_id())
    store.desk = replace(store.desk, desk_id=store.setting("desk_id"))
