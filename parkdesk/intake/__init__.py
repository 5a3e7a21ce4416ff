"""DOOR IN: office sheets become a `Plan` that a person sees before it happens."""

from __future__ import annotations
