"""The door across: packages between offices, their proofs, and where they are written."""

from __future__ import annotations
