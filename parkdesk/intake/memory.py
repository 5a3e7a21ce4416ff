"""What a person corrected about a layout's headings, kept with the desk for the next sheet of that layout."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parkdesk.intake.layout import Layout
    from parkdesk.store import Store


def remembered_columns(store: Store, layout: Layout) -> dict[str, str]:
    """Return the corrections of a layout: heading → field key, '' for a column that is not imported."""
    return dict(json.loads(store.setting(_name(layout), "{}")))


def remember_columns(store: Store, layout: Layout, columns: Mapping[str, str]) -> None:
    """Keep what a person corrected; the other corrections of that layout stay."""
    kept = {**remembered_columns(store, layout), **columns}
    store.set_setting(_name(layout), json.dumps(kept, ensure_ascii=False, sort_keys=True))


def _name(layout: Layout) -> str:
    headings = "\n".join(sorted(column.text for column in layout.columns))
    return f"headings:{hashlib.sha256(headings.encode()).hexdigest()[:16]}"
