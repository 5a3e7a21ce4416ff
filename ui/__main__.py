"""`python -m ui`: the program with its window."""

from __future__ import annotations

import sys

from ui.app import main

sys.exit(main(sys.argv[1:]))
