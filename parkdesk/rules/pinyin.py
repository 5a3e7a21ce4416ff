"""Search text by pinyin: initials and full spelling, every reading of every character (design §9)."""

from __future__ import annotations

import unicodedata
from functools import cache
from itertools import product

_MOST_SPELLINGS = 16  # a name with many heteronyms would otherwise explode


@cache
def _readings(character: str) -> tuple[str, ...]:
    """Return the toneless readings of one character; a letter or digit reads as itself, anything else as nothing."""
    if character.isascii():
        return (character.lower(),) if character.isalnum() else ()
    from pypinyin import Style, pinyin

    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    return tuple(dict.fromkeys(found[0])) if found else ()


def search_text(name: str) -> str:
    """Return what a name can be found by: its initials in every reading and its full spelling, blank between.

    A company's bracketed place and its legal form stay in; people type the beginning.
    """
    readings = [found for c in unicodedata.normalize("NFKC", name) if (found := _readings(c))]
    initials: list[str] = []
    for choice in product(*(tuple(dict.fromkeys(r[0] for r in found)) for found in readings)):
        initials.append("".join(choice))
        if len(initials) == _MOST_SPELLINGS:
            break
    full: list[str] = []
    for spelling in product(*readings):
        full.append("".join(spelling))
        if len(full) == _MOST_SPELLINGS:
            break
    return " ".join(dict.fromkeys(initials + full))
