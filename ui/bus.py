"""Who is told what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from parkdesk.store import Changes


class Bus(QObject):
    """Passes on what a write changed; whoever shows it decides what to reload.

    Signals:
        changed: a `Changes` was written.
    """

    changed = Signal(object)

    def announce(self, changes: Changes) -> None:
        """Tell everyone; a write that changed nothing is not news."""
        if changes.records or changes.facts:
            self.changed.emit(changes)
