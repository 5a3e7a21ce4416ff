"""A wait with nothing else to do meanwhile: one sentence and a bar, and 停止 where the work can be stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from ui.tasks import Tasks

if TYPE_CHECKING:
    from collections.abc import Callable

    from parkdesk.errors import UserError
    from ui.tasks import Progress

T = TypeVar("T")


class WaitingDialog(QDialog):
    """Closes itself when the work is done; without tasks of a desk there is nothing to go back to."""

    def __init__(self, text: str, desk_tasks: Tasks | None = None, parent: QWidget | None = None) -> None:
        super().__init__(
            parent, Qt.WindowType.Dialog | Qt.WindowType.CustomizeWindowHint | Qt.WindowType.WindowTitleHint
        )
        self.setWindowTitle("县域工业运行台")
        self.tasks = desk_tasks or Tasks(self)
        self.stop = QPushButton("停止")
        self.stop.setVisible(desk_tasks is not None)
        self.stop.setAutoDefault(False)
        self.stop.clicked.connect(self.reject)
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.addWidget(QLabel(text))
        layout.addWidget(bar)
        layout.addWidget(self.stop, 0, Qt.AlignmentFlag.AlignRight)

    def reject(self) -> None:
        """Stop the work where it can be stopped; the dialog goes when the work has ended."""
        if self.stop.isVisible():
            self.stop.setEnabled(False)
            self.tasks.cancel()


def wait_for(
    text: str,
    work: Callable[[Progress], T],
    desk_tasks: Tasks | None = None,
    failed: Callable[[UserError], None] | None = None,
    parent: QWidget | None = None,
) -> T | None:
    """Do work while the person reads a sentence; None where it was stopped or failed, which has been told then.

    With the tasks of an open desk the work waits its turn there, and the person can stop it.
    """
    dialog = WaitingDialog(text, desk_tasks, parent)
    kept: list[T] = []
    dialog.tasks.finished.connect(dialog.accept)  # whatever the end: done, failed, or a fault of ours
    dialog.tasks.run(text, work, kept.append, failed)
    dialog.exec()
    return kept[0] if kept else None
