"""The door out: a report is a plain value first, and only then ink, pixels or bytes."""

from __future__ import annotations
