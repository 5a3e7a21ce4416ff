"""What the two doors in share: something is looked at, shown as a plan, and written only after a yes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QHBoxLayout, QLabel, QStackedWidget, QWidget

from ui.dialogs.careful import CarefulDialog
from ui.widgets.plan_view import PlanView

if TYPE_CHECKING:
    from collections.abc import Callable

    from parkdesk.errors import UserError
    from parkdesk.plan import Plan
    from parkdesk.store import Changes
    from ui.desk import Desk
    from ui.tasks import Progress

T = TypeVar("T")


class DoorDialog(CarefulDialog):
    """Words or a plan in `stack`, `told` beside the buttons, `yes` and `no`.

    A subclass looks with `look()` and writes with `write()`. While either runs nobody can say yes, and `waits()`
    is told; answers to a dialog that was left are dropped; while something is being written there is no way back.
    """

    def __init__(self, desk: Desk, title: str, yes: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._is_left = False
        self.setWindowTitle(title)
        self.plan_view = PlanView(desk)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.words)
        self.stack.addWidget(self.plan_view)
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.buttons = QDialogButtonBox()
        self.yes = self.buttons.addButton(yes, QDialogButtonBox.ButtonRole.AcceptRole)
        self.no = self.buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        self.yes.setProperty("role", "primary")
        self.no.setAutoDefault(False)
        self.buttons.rejected.connect(self.reject)

    def bottom(self) -> QHBoxLayout:
        """Return the line with what would be written and the buttons."""
        line = QHBoxLayout()
        line.addWidget(self.told, 1)
        line.addWidget(self.buttons)
        return line

    def is_ready(self) -> bool:
        """Whether looking is over and something can be written."""
        return self.yes.isEnabled()

    def show_words(self, text: str) -> None:
        """Show a sentence where the plan would be."""
        self.words.setText(text)
        self.stack.setCurrentWidget(self.words)

    def show_plan(self, plan: Plan) -> None:
        """Show what would be written."""
        self.plan_view.show_plan(plan)
        self.stack.setCurrentWidget(self.plan_view)

    def waits(self, *, is_waiting: bool) -> None:
        """Lock or free what must not be touched meanwhile; a subclass frees `yes` itself where it makes sense."""
        if is_waiting:
            self.yes.setEnabled(False)

    def look(self, title: str, words: str, work: Callable[[Progress], T], done: Callable[[T], None]) -> None:
        """Look off the GUI thread; nothing is written."""
        self.show_words(words)
        self.waits(is_waiting=True)
        self.desk.tasks.run(title, work, partial(self._on_answer, done), self._on_failed)

    def write(self, title: str, work: Callable[[Progress], T], done: Callable[[T], None]) -> None:
        """Write off the GUI thread, with no way back meanwhile."""
        self.no.setEnabled(False)
        self.look(title, "正在写入…", work, done)

    def announce(self, written: list[Changes | None]) -> None:
        """Tell the other windows what was written, and close."""
        self.desk.bus.announce(*(changes for changes in written if changes is not None))
        self.accept()

    def _on_answer(self, done: Callable[[Any], None], found: Any) -> None:
        if not self._is_left:  # else the answer to a question nobody asks any more
            done(found)
            self.no.setEnabled(True)
            self.waits(is_waiting=False)

    def _on_failed(self, error: UserError) -> None:
        if not self._is_left:
            self.no.setEnabled(True)
            self.waits(is_waiting=False)
            self.show_words(str(error))

    def reject(self) -> None:
        """Close without writing; while something is being written there is no way back."""
        if self.no.isEnabled():
            self._is_left = True
            self.desk.tasks.cancel()
            super().reject()
