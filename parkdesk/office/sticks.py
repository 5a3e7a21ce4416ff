"""Removable drives as the sending wizard lists them: where, and how much room."""

from __future__ import annotations

import shutil
import string
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from parkdesk.paths import kind_of_place

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Stick:
    """A removable drive that is plugged in."""

    path: Path
    free: int
    total: int

    @property
    def title(self) -> str:
        """What the list shows: `E:（剩余 3.2GB，共 7.5GB）`."""
        return f"{self.path}（剩余{self.free / 2**30:.1f}GB，共{self.total / 2**30:.1f}GB）"


def sticks(places: Iterable[Path] | None = None) -> list[Stick]:
    """Return the removable drives among some places, or of this machine; one that cannot be asked is left out."""
    found = []
    for path in _places() if places is None else places:
        try:
            if kind_of_place(path) == "removable":
                usage = shutil.disk_usage(path)
                found.append(Stick(path, usage.free, usage.total))
        except OSError:  # a reader without a card
            continue
    return found


def _places() -> list[Path]:
    if sys.platform == "win32":
        return [path for letter in string.ascii_uppercase if (path := Path(f"{letter}:\\")).exists()]
    mounts = Path("/proc/mounts")
    if not mounts.exists():
        return []
    lines = mounts.read_text("utf-8", "surrogateescape").splitlines()
    points = (line.split(" ")[1].replace(r"\040", " ") for line in lines if line.startswith("/dev/"))
    return [Path(point) for point in dict.fromkeys(points)]
