"""Ctrl+Z over everything written since the desk was opened: edits, pastes, imports, one entry for each gesture.

The stack holds change numbers, no content: the store makes the inverse plan, and refuses where
something else built on the change since. What takes a while is turned off the GUI thread and can be stopped.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence, QUndoCommand, QUndoStack

from parkdesk.errors import UserError
from ui import faults

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkdesk.store import Changes, Store
    from ui.desk import Desk
    from ui.tasks import Progress

_MOST_STEPS = 500
_LARGE = 4000
"""Records and figures; more is turned off the GUI thread."""
_NOT_HERE = frozenset({"package", "undo", "redo"})
"""Packages are taken back in 数据交换, an import that was taken back there is no step of this stack."""


class _Step(QUndoCommand):
    """What one gesture wrote: undone and redone by the ids that the journal gave each time."""

    def __init__(self, history: UndoHistory, ids: Sequence[str], what: str) -> None:
        super().__init__(what)
        self._history = history
        self.ids = tuple(ids)
        self.is_done = True
        """Whether the next move of the stack has nothing left to do: pushing moves it once over what is written."""

    def redo(self) -> None:
        """Do it again."""
        self._turn()

    def undo(self) -> None:
        """Take it back."""
        self._turn()

    def _turn(self) -> None:
        if self.is_done:
            self.is_done = False
        else:
            self._history.turn(self)

    def give_up(self) -> None:
        """Leave the stack: something else was built on it."""
        self.setObsolete(True)


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
        undo, redo = QAction("撤销", self), QAction("重做", self)
        undo.setShortcut("Ctrl+Z")
        redo.setShortcuts([QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z")])
        for action, able, named, does in (
            (undo, self.stack.canUndoChanged, self.stack.undoTextChanged, self.undo),
            (redo, self.stack.canRedoChanged, self.stack.redoTextChanged, self.redo),
        ):
            action.setEnabled(False)
            able.connect(action.setEnabled)
            named.connect(partial(_name, action, action.text()))
            action.triggered.connect(does)
        return undo, redo

    @Slot()
    def undo(self) -> None:
        """Take the last step back."""
        if self._is_ready(self.stack.index() - 1):
            self.stack.undo()

    @Slot()
    def redo(self) -> None:
        """Do the step again that was taken back."""
        if self._is_ready(self.stack.index()):
            self.stack.redo()

    def _is_ready(self, place: int) -> bool:
        """Turn a large step aside before the stack moves over it; False where the person stopped it."""
        step = self.stack.command(place) if 0 <= place < self.stack.count() else None
        if not isinstance(step, _Step) or self._desk.store.weight(step.ids) <= _LARGE:
            return True
        from ui.dialogs.waiting import wait_for

        what = "正在撤销" if place < self.stack.index() else "正在重做"
        work = partial(_turn_aside, self._desk.store, step.ids)
        failed = partial(self._on_refused, step)
        written = wait_for(f"{what}“{step.text()}”…", work, self._desk.tasks, failed)
        if written is not None:
            step.is_done = True
            self._tell(step, written)
        return written is not None or step.isObsolete()

    def turn(self, step: _Step) -> None:
        """Take a step's changes back through the gate; a step that is refused leaves the stack."""
        if step.isObsolete():
            return
        try:
            self._tell(step, self._desk.store.undo_all(step.ids))
        except UserError as error:
            self._on_refused(step, error)

    def _on_refused(self, step: _Step, error: UserError) -> None:
        faults.tell_anyone(error)
        step.give_up()

    def _tell(self, step: _Step, written: list[Changes]) -> None:
        step.ids = tuple(changes.import_id for changes in written)
        self._is_turning = True
        try:
            self._desk.bus.announce(*written)
        finally:
            self._is_turning = False
        done = self._desk.store.change(step.ids[-1])
        self.noted.emit(f"已{'重做' if done and done.kind == 'redo' else '撤销'}。")

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        if self._is_turning:
            return
        entries = [entry for one in changes.import_ids if (entry := self._desk.store.change(one)) is not None]
        ours = [entry for entry in entries if entry.kind not in _NOT_HERE]
        if ours:
            what = ours[0].file or ours[0].reason
            more = f"等{len(ours)}张表" if len(ours) > 1 else ""
            self.stack.push(_Step(self, [entry.id for entry in ours], f"{what}{more}"))


def _turn_aside(store: Store, ids: Sequence[str], progress: Progress) -> list[Changes]:
    with store.beside() as beside, beside.stoppable(progress.is_cancelled):
        return beside.undo_all(ids)


def _name(action: QAction, verb: str, what: str) -> None:
    action.setText(f"{verb} {what}".strip())
