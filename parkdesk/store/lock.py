"""One process holds a desk: a system lock on `<desk>.lock`, which a crash cannot leave stale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkdesk.errors import DeskBusyError
from parkdesk.locking import FileLock, HeldElsewhereError

if TYPE_CHECKING:
    from pathlib import Path


class DeskLock(FileLock):
    """Hold a desk from construction to `release`; raises DeskBusyError when someone else has it."""

    def __init__(self, desk: Path) -> None:
        try:
            super().__init__(desk.with_name(desk.name + ".lock"))
        except HeldElsewhereError:
            raise DeskBusyError(f"台账“{desk.name}”已在另一个窗口打开：请先关闭那个窗口，或直接在那里操作。") from None
