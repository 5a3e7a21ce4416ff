"""Qt models: the store's rows as views ask for them."""

from __future__ import annotations
