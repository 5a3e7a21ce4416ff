"""When two names mean the same: normalised company names (design §5)."""

from __future__ import annotations

import unicodedata


def normalise_name(name: str) -> str:
    """Return a name for comparing: no blanks, half-width forms, brackets of one kind, upper case."""
    folded = unicodedata.normalize("NFKC", name)
    return "".join(folded.split()).replace("〔", "(").replace("〕", ")").replace("[", "(").replace("]", ")").upper()
