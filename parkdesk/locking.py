"""A system lock on a small file: a crash cannot leave it stale, and taking it waits for no disk."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class HeldElsewhereError(Exception):
    """Another process, or another window of this one, holds the lock."""


class FileLock:
    """Hold the lock from construction to `release`.

    Raises HeldElsewhereError when someone else has it, OSError when the file can be neither opened nor made.
    """

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            if sys.platform == "win32":
                msvcrt.locking(self._handle, msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._handle)
            raise HeldElsewhereError from None

    def release(self) -> None:
        """Give it free. The empty file stays: who removed it might take it from under somebody else."""
        if self._handle < 0:
            return
        if sys.platform == "win32":
            os.lseek(self._handle, 0, os.SEEK_SET)
            msvcrt.locking(self._handle, msvcrt.LK_UNLCK, 1)
        os.close(self._handle)
        self._handle = -1
