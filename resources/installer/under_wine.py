"""The Windows files made on Debian: a Windows interpreter under Wine 10, which Debian 13 carries."""

from __future__ import annotations
