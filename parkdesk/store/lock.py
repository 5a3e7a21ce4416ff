"""One process holds a desk: a system lock on `<desk>.lock`, which a crash cannot leave stale."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from parkdesk.errors import DeskBusyError

if TYPE_CHECKING:
    from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class DeskLock:
    """Hold the lock from construction to `release`; raises DeskBusyError when someone else has it."""

    def __init__(self, desk: Path) -> None:
        self._path = desk.with_name(desk.name + ".lock")
        self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            if sys.platform == "win32":
                msvcrt.locking(self._handle, msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._handle)
            raise DeskBusyError(f"台账“{desk.name}”已在另一个窗口打开：请先关闭那个窗口，或直接在那里操作。") from None

    def release(self) -> None:
        """Give the desk free. The empty lock file stays: who removed it might take it from under somebody else."""
        if self._handle < 0:
            return
        if sys.platform == "win32":
            os.lseek(self._handle, 0, os.SEEK_SET)
            msvcrt.locking(self._handle, msvcrt.LK_UNLCK, 1)
        os.close(self._handle)
        self._handle = -1
