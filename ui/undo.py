"""Ctrl+Z over everything written since the desk was opened: edits, pastes, imports, one entry for each gesture.

The stack holds change numbers, no content: the store makes the inverse plan, and refuses where
something else built on the change since.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QKeySequence, QUndoCommand, QUndoStack

from parkdesk.errors import UserError
from ui import faults

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from parkdesk.store import Changes
    from ui.desk import Desk

_MOST_STEPS = 500
_NOT_HERE = frozenset({"package", "undo", "redo"})
"""Packages are taken back in 数据交换, an import that was taken back there is no step of this stack."""


class _Step(QUndoCommand):
    """One change: undone and redone by the ids that the journal gave each time."""

    def __init__(self, history: UndoHistory, changes: Changes, what: str) -> None:
        super().__init__(what)
        self._history = history
        self._id = changes.import_id
        self._is_new = True

    def redo(self) -> None:
        """Do it again; pushing calls this once for what is done already."""
        if self._is_new:
            self._is_new = False
        else:
            self._turn()

    def undo(self) -> None:
        """Take it back."""
        self._turn()

    def _turn(self) -> None:
        turned = self._history.turn(self._id)
        if turned is None:
            self.setObsolete(True)
        else:
            self._id = turned


class UndoHistory(QObject):
    """The steps of one open desk.

    Signals:
        noted: one short sentence for the status line.
    """

    noted = Signal(str)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._is_turning = False
        self.stack = QUndoStack(self)
        self.stack.setUndoLimit(_MOST_STEPS)
        desk.bus.changed.connect(self._on_changed)

    def actions(self) -> tuple[QAction, QAction]:
        """Return 撤销 and 重做 for a menu."""
        undo = self.stack.createUndoAction(self, "撤销")
        undo.setShortcut("Ctrl+Z")
        redo = self.stack.createRedoAction(self, "重做")
        redo.setShortcuts([QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z")])
        return undo, redo

    def turn(self, change_id: str) -> str | None:
        """Take a change back through the gate; returns the id of the change that did, None where it was refused."""
        store = self._desk.store
        self._is_turning = True
        try:
            changes = store.undo(change_id)
            self._desk.bus.announce(changes)
        except UserError as error:
            faults.tell_anyone(error)
            return None
        finally:
            self._is_turning = False
        done = store.change(changes.import_id)
        self.noted.emit(f"已{'重做' if done and done.kind == 'redo' else '撤销'}。")
        return changes.import_id

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        if self._is_turning:
            return
        entry = self._desk.store.change(changes.import_id)
        if entry is not None and entry.kind not in _NOT_HERE:
            self.stack.push(_Step(self, changes, entry.file or entry.reason))
