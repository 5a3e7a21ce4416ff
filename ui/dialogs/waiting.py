"""A wait with nothing behind it yet: shown while work runs that must be done before a window can open."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QProgressBar, QVBoxLayout, QWidget

from ui.tasks import Tasks

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.tasks import Progress

T = TypeVar("T")


class WaitingDialog(QDialog):
    """One sentence and a bar; closes itself when the work is done."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(
            parent, Qt.WindowType.Dialog | Qt.WindowType.CustomizeWindowHint | Qt.WindowType.WindowTitleHint
        )
        self.setWindowTitle("县域工业运行台")
        self.tasks = Tasks(self)
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.addWidget(QLabel(text))
        layout.addWidget(bar)

    def reject(self) -> None:
        """Stay: there is nothing to go back to."""


def wait_for(text: str, work: Callable[[Progress], T]) -> T | None:
    """Do work while the person reads a sentence; None where it failed, which has been told then."""
    dialog = WaitingDialog(text)
    kept: list[T] = []
    dialog.tasks.finished.connect(dialog.accept)  # whatever the end: done, failed, or a fault of ours
    dialog.tasks.run(text, work, kept.append)
    dialog.exec()
    return kept[0] if kept else None
