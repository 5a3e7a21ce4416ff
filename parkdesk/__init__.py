"""ParkDesk without a window: everything below here runs without Qt."""

from __future__ import annotations

__version__ = "0.1.0"
