"""Widgets that every page shares."""

from __future__ import annotations
