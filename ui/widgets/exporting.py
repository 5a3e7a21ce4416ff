"""A table on its way to Excel, off the GUI thread."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from parkdesk.office import roundtrip

if TYPE_CHECKING:
    from pathlib import Path

    from parkdesk.periods import Period
    from parkdesk.store import Store
    from ui.tasks import Progress


class Exporting:
    """Writes a table that may come back edited; a person who says stop finds no file."""

    def __init__(
        self, store: Store, table: str, path: Path, period: Period | None = None, unit: str | None = None
    ) -> None:
        self._store = store
        self._asked = (table, path, period, unit)

    def __call__(self, progress: Progress) -> int:
        with self._store.beside() as store, store.stoppable(progress.is_cancelled):
            return roundtrip.export_table(store, *self._asked, tick=partial(_step, progress))


def _step(progress: Progress, done: int, count: int) -> None:
    progress.step(done / max(count, 1))
