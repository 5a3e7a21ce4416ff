"""What a command gives back: one JSON value, the same in plain lines, and an exit code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

DONE, REFUSED, USAGE = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of one command."""

    value: Any
    lines: tuple[str, ...] = ()
    code: int = DONE
