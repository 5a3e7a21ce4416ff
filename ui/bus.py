"""Who is told what changed."""

from __future__ import annotations

from functools import reduce
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

    def announce(self, *written: Changes) -> None:
        """Tell everyone once of what one gesture wrote; a write that changed nothing is not news."""
        news = [changes for changes in written if changes.records or changes.facts]
        if news:
            self.changed.emit(reduce(_joined, news))


def _joined(earlier: Changes, later: Changes) -> Changes:
    return earlier.followed_by(later)
