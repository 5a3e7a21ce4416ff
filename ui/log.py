"""The log in the person's own folder: starts, ends and faults of the program, none of the office's data."""

from __future__ import annotations

import faulthandler
from typing import TYPE_CHECKING

from parkdesk import paths

if TYPE_CHECKING:
    from pathlib import Path

_LARGEST = 256 * 1024  # bytes; then the file becomes the old one


def log_file() -> Path:
    """Return where the log is."""
    return paths.logs_folder() / "ParkDesk.log"


def record(text: str) -> None:
    """Add a paragraph; a disk that takes nothing is no reason to stop working."""
    file = log_file()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.exists() and file.stat().st_size > _LARGEST:
            file.replace(file.with_suffix(".old.log"))
        with file.open("a", encoding="utf-8") as handle:
            handle.write(f"{text}\n")
    except OSError:
        return


def record_crashes() -> None:
    """Have Python write where it was when the process itself dies; the file stays open as long as it lives."""
    file = paths.logs_folder() / "ParkDesk.crash.log"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        faulthandler.enable(file.open("a", encoding="utf-8"))
    except OSError:
        return
