"""When two names mean the same: normalised company names (design §5)."""

from __future__ import annotations

import unicodedata

_UNSEEN = frozenset({"Cc", "Cf"})


def without_unseen(text: str) -> str:
    """Return a text without what nobody sees (control and zero-width characters); line breaks and tabs stay."""
    if text.isprintable():
        return text
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in _UNSEEN)


def normalise_name(name: str) -> str:
    """Return a name for comparing: no blanks, half-width forms, brackets of one kind, upper case."""
    folded = without_unseen(unicodedata.normalize("NFKC", name))
    return "".join(folded.split()).replace("〔", "(").replace("〕", ")").replace("[", "(").replace("]", ")").upper()
