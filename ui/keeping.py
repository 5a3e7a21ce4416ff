"""Backups nobody has to think of: half an hour after the first change since the last one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from parkdesk.office import desks

if TYPE_CHECKING:
    from pathlib import Path

    from parkdesk.errors import UserError
    from ui.desk import Desk
    from ui.tasks import Progress

_MINUTES = 30


class AutoBackup(QObject):
    """Backs the desk up while it is being worked on.

    Signals:
        kept: a checked backup was made.
        failed: it could not be made; carries the sentence.
    """

    kept = Signal()
    failed = Signal(str)

    def __init__(self, desk: Desk, parent: QObject, minutes: float = _MINUTES) -> None:
        super().__init__(parent)
        self._desk = desk
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(int(minutes * 60_000))
        self._timer.timeout.connect(self._on_time)
        desk.bus.changed.connect(self._on_changed)

    @Slot(object)
    def _on_changed(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _on_time(self) -> None:
        if desks.is_backed_up(self._desk.store):
            return
        if self._desk.tasks.is_busy():  # an import under way is backed up whole, later
            self._timer.start()
            return
        self._desk.tasks.run("正在自动备份…", self._back_up, self._on_kept, self._on_failed)

    def _back_up(self, progress: Progress) -> Path:
        with self._desk.store.beside() as store, store.stoppable(progress.is_cancelled):
            return desks.backup_now(store, "自动")

    def _on_kept(self, _: Path) -> None:
        self.kept.emit()

    def _on_failed(self, error: UserError) -> None:
        self.failed.emit(f"自动备份没有做成：{error}")
