"""What this PC remembers of the window: sizes, widths, the look. What belongs to the office is kept in the desk."""

from __future__ import annotations

from PySide6.QtCore import QSettings

from parkdesk import paths


def window_memory() -> QSettings:
    """Return the settings of this person on this PC."""
    return QSettings(str(paths.data_folder() / "window.ini"), QSettings.Format.IniFormat)
