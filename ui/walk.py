"""Open every page once and leave: what packaging does with a finished program, on a screen or without."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from pathlib import Path

    from ui.main_window import MainWindow

_LOOK_EVERY, _STAY = 100, 900  # ms


class Walk(QObject):
    """Goes from page to page as their work ends, keeps a picture of each, and closes the window."""

    def __init__(self, window: MainWindow, folder: Path) -> None:
        super().__init__(window)
        self._window = window
        self._folder = folder
        self._ahead = [entry.name for entry in window.entries]
        self._stayed = 0
        folder.mkdir(parents=True, exist_ok=True)
        window.open_page(self._ahead[0])
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_time)
        self._timer.start(_LOOK_EVERY)

    @Slot()
    def _on_time(self) -> None:
        self._stayed += _LOOK_EVERY
        if self._stayed < _STAY or self._window.desk.tasks.is_busy() or QApplication.activeModalWidget():
            return
        self._window.grab().save(str(self._folder / f"{self._ahead.pop(0)}.png"))
        self._stayed = 0
        if self._ahead:
            self._window.open_page(self._ahead[0])
            return
        self._timer.stop()
        (self._folder / "done.txt").write_text("每一页都打开过了。\n", "utf-8")
        self._window.close()
