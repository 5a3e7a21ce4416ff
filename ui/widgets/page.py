"""What every page of the main window is."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtGui import QShowEvent

    from parkdesk.store import Changes
    from ui.desk import Desk
    from ui.target import Target


class Page(QWidget):
    """One tab: built when first opened, loaded when first shown, told what changed.

    Signals:
        page_wanted: the name of a page that a person wants to go to (「enterprises」…).
        item_wanted: a `Target` that a person wants to go to: a page, and what to stand on there.
        command_wanted: something of the 台账 menu: 「save_as」「backup」「restore」「verify」.
        noted: one short sentence for the status line.
        sent: something left the desk; the status line says what was sent last.
    """

    TITLE: ClassVar[str] = ""
    ICON: ClassVar[str] = ""
    ROLES: ClassVar[frozenset[str]] = frozenset({"county", "city", "park"})

    page_wanted = Signal(str)
    item_wanted = Signal(object)
    command_wanted = Signal(str)
    noted = Signal(str)
    sent = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._is_loaded = False
        self._missed: Changes | None = None
        desk.bus.changed.connect(self._on_changed)

    def shown(self) -> None:
        """Load what the page shows; called once, when it is first shown."""

    def on_changes(self, changes: Changes) -> None:
        """Reload what `changes` touched; never called before `shown`, and only while the page is seen."""

    def focus_on(self, target: Target) -> None:
        """Stand on what a person clicked elsewhere; called after `shown`."""

    def take_files(self, files: Sequence[Path]) -> None:
        """Take files that were dropped on the window; the exchange page does."""

    def may_leave(self) -> bool:
        """Whether the window may close: nothing typed here is unsaved, or the person let it go."""
        return True

    def load(self) -> None:
        """Fill the page for the first time; the window's first page is filled before it is seen and laid out once."""
        self._is_loaded = True
        self.shown()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._is_loaded:
            self.load()
        elif self._missed is not None:
            missed, self._missed = self._missed, None
            self.on_changes(missed)

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        """Tell a page that is seen; another hears of it when somebody looks: typing waits for no page behind."""
        if not self._is_loaded:
            return
        if self.isVisible():
            self.on_changes(changes)
        else:
            self._missed = self._missed.followed_by(changes) if self._missed else changes
