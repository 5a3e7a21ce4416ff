"""The whole office without a window, for scripts and tests (design §10)."""

from __future__ import annotations

from parkdesk.cli.run import main

__all__ = ["main"]
