"""What the two doors in share: something is looked at, shown as a plan, and written only after a yes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialogButtonBox, QHBoxLayout, QLabel, QProgressBar, QStackedWidget, QWidget

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
_BAR_WIDTH = 140  # pixels
_NOTHING_WRITTEN = "已停止，没有写入任何内容。"
_CANCEL, _STOP = "取消", "停止"


class DoorDialog(CarefulDialog):
    """Words or a plan in `stack`, `told` beside the buttons, `yes` and `no`.

    A subclass looks with `look()` and writes with `write()`. While either runs nobody can say yes, and `waits()`
    is told; answers to a dialog that was left are dropped. While something is being written there is no way back,
    unless it can be stopped: then `no` stops it, and the answer says what had gone in whole by then.
    """

    def __init__(self, desk: Desk, title: str, yes: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._is_left = self._can_stop = False
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
        self.no = self.buttons.addButton(_CANCEL, QDialogButtonBox.ButtonRole.RejectRole)
        self.yes.setProperty("role", "primary")
        self.no.setAutoDefault(False)
        self.buttons.rejected.connect(self.reject)
        self.bar = QProgressBar()
        self.bar.setFixedWidth(_BAR_WIDTH)
        self.bar.setTextVisible(False)
        self.bar.hide()
        desk.tasks.progressed.connect(self._on_progressed)

    def bottom(self) -> QHBoxLayout:
        """Return the line with what would be written and the buttons."""
        line = QHBoxLayout()
        line.addWidget(self.told, 1)
        line.addWidget(self.bar)
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
        self.bar.setRange(0, 0)
        self.bar.show()
        self.waits(is_waiting=True)
        self.desk.tasks.run(title, work, partial(self._on_answer, done), self._on_failed, stopped=self._on_stopped)

    def write(
        self, title: str, work: Callable[[Progress], T], done: Callable[[T], None], *, can_stop: bool = False
    ) -> None:
        """Write off the GUI thread; work that can be stopped answers all the same, with what went in whole."""
        self._can_stop = can_stop
        self.no.setEnabled(can_stop)
        self.no.setText(_STOP if can_stop else _CANCEL)
        self.look(title, "正在写入…", work, done)

    def announce(self, written: list[Changes | None]) -> None:
        """Tell the other windows what was written, and close."""
        self.desk.bus.announce(*(changes for changes in written if changes is not None))
        self.accept()

    def _on_answer(self, done: Callable[[Any], None], found: Any) -> None:
        if not self._is_left:  # else the answer to a question nobody asks any more
            done(found)
            self._free()

    def _on_failed(self, error: UserError) -> None:
        if not self._is_left:
            self._free()
            self.show_words(str(error))

    def _on_stopped(self) -> None:
        if not self._is_left:
            self._free()
            self.told.setText(_NOTHING_WRITTEN)

    def _free(self) -> None:
        """Let go on what had to wait."""
        self._can_stop = False
        self.bar.hide()
        self.no.setText(_CANCEL)
        self.no.setEnabled(True)
        self.waits(is_waiting=False)

    @Slot(float, str)
    def _on_progressed(self, fraction: float, text: str) -> None:
        """Say how far what runs is, here too: the window's own line lies behind."""
        self.bar.setRange(0, 0 if fraction < 0 else 100)
        if fraction >= 0:
            self.bar.setValue(round(fraction * 100))
        if text and self.bar.isVisible() and self.stack.currentWidget() is self.words:
            self.show_words(f"{text}…")

    def reject(self) -> None:
        """Close without writing; what is being written is stopped where it can be."""
        if self._can_stop:
            self._can_stop = False
            self.no.setEnabled(False)
            self.show_words("正在停止：写到一半的这张表整张不写…")
            self.desk.tasks.cancel()
        elif self.no.isEnabled():
            self._is_left = True
            self.desk.tasks.cancel()
            super().reject()
