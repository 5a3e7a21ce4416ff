"""What stands before the ledgers of a tab: something judged from them, computed anew when they change."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from parkdesk.store import Changes
    from ui.desk import Desk


class Judgement(QWidget):
    """One look at several ledgers together.

    Signals:
        noted: one short sentence for the status line.
        item_wanted: a `Target` that the person wants to go to.
    """

    READS: ClassVar[frozenset[str]] = frozenset()
    """The ledgers that it is judged from; empty: everything."""

    noted = Signal(str)
    item_wanted = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._is_stale = False

    def load(self) -> None:
        """Judge anew and show it."""

    def take_in(self, changes: Changes) -> None:
        """Judge anew where something that it reads changed: at once where it is seen, else when it is."""
        if self.READS and not any(changes.touches(table) for table in self.READS):
            return
        if self.isVisible():
            self.load()
        else:
            self._is_stale = True

    def may_leave(self) -> bool:
        """Whether nothing typed here is unsaved, or the person let it go."""
        return True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self._is_stale = False
            self.load()
