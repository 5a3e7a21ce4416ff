"""Dialogs: questions asked of a person."""

from __future__ import annotations
