"""WINDOWS: what people see and touch; no SQL, no formula, no file format."""

from __future__ import annotations
