"""JUDGEMENT: pure functions over exact numbers. Nothing here reads a file, a clock or a desk."""

from __future__ import annotations
