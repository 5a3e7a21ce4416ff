"""The one thing that windows hand down to each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkdesk.frozen import frozen

if TYPE_CHECKING:
    from parkdesk.store import Store
    from ui.bus import Bus
    from ui.tasks import Tasks
    from ui.theme import Theme


@frozen
class Desk:
    """An open desk as windows see it: the store, who is told of changes, long work, and the look."""

    store: Store
    bus: Bus
    tasks: Tasks
    theme: Theme
