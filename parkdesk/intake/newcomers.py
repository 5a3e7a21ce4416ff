"""What a project gets that a sheet brings for the first time: the mechanism in the version that is in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkdesk.records import Template
from parkdesk.records.catalogue import DEFAULT_TEMPLATE
from parkdesk.rules.slots import current_version

if TYPE_CHECKING:
    from parkdesk.store import Store


def template_for_new(store: Store) -> str:
    """Return the version that new projects keep; empty stands for the first one."""
    found = current_version(store.select(Template), DEFAULT_TEMPLATE, store.day().isoformat())
    return "" if found == DEFAULT_TEMPLATE else found
