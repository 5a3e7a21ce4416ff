"""Pages: one per tab of the main window, imported when first opened."""

from __future__ import annotations
