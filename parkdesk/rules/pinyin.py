"""Search text by pinyin: initials and full spelling, every reading of every character (design §9)."""

from __future__ import annotations

import unicodedata
from functools import cache
from itertools import combinations

_MOST_WAYS = 48  # a name with many heteronyms would otherwise explode


@cache
def _readings(character: str) -> tuple[str, ...]:
    """Return the toneless readings of one character; a letter or digit reads as itself, anything else as nothing."""
    if character.isascii():
        return (character.lower(),) if character.isalnum() else ()
    from pypinyin import Style, pinyin

    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    return tuple(dict.fromkeys(found[0])) if found else ()


def search_text(name: str) -> str:
    """Return what a name can be found by: its initials and its full spelling, blank between the ways to read it.

    A company's bracketed place and its legal form stay in; people type the beginning.
    """
    readings = [found for c in unicodedata.normalize("NFKC", name) if (found := _readings(c))]
    initials = _ways([tuple(dict.fromkeys(reading[0] for reading in found)) for found in readings])
    return " ".join(dict.fromkeys([*initials, *_ways(readings)]))


def _ways(readings: list[tuple[str, ...]]) -> list[str]:
    """Spell a name with every character read as usual, then with one and with two characters read otherwise."""
    usual = [found[0] for found in readings]
    ways = ["".join(usual)]
    others = [(i, other) for i, found in enumerate(readings) for other in found[1:]]
    for changed in (1, 2):
        for chosen in combinations(others, changed):
            if len(ways) == _MOST_WAYS:
                return ways
            if len({i for i, _ in chosen}) == changed:
                spelled = usual.copy()
                for i, other in chosen:
                    spelled[i] = other
                ways.append("".join(spelled))
    return ways
