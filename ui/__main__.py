"""`python -m ui`: the program with its window."""

from __future__ import annotations

import sys

from ui.early import run

sys.exit(run(sys.argv[1:]))
