"""Search text by pinyin: initials and full spelling, every reading of every character (design §9)."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from itertools import accumulate, combinations

_LEGAL_FORM = re.compile(r"(?:股份)?有限(?:责任)?公司$")  # everybody reads it the same way
_MOST_WAYS = 24  # a name with many heteronyms would otherwise explode


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
    readings = list(filter(None, map(_readings, unicodedata.normalize("NFKC", name))))
    usual = [found[0] for found in readings]
    if not usual:
        return ""
    form = _LEGAL_FORM.search(name)
    spoken = len(usual) - (len(form[0]) if form else 0)
    others = [(at, other) for at, found in enumerate(readings[:spoken]) if len(found) > 1 for other in found[1:]]
    initials = _ways([reading[0] for reading in usual], [(at, o[0]) for at, o in others if o[0] != usual[at][0]])
    return " ".join((*initials, *_ways(usual, others)))


def is_sound(text: str) -> bool:
    """Whether a text can be pinyin: Latin letters alone, blanks left out."""
    said = text.replace(" ", "")
    return said.isascii() and said.isalpha()


def sounds_like(text: str, wanted: str) -> bool:
    """Whether a text can be read so: somewhere in its initials or its full spelling, by any reading."""
    return not text.isascii() and wanted.lower().replace(" ", "") in _sounds(text)


@lru_cache(maxsize=50_000)
def _sounds(text: str) -> str:
    return search_text(text)


def _ways(usual: list[str], others: list[tuple[int, str]]) -> list[str]:
    """Spell a name with every character read as usual, then with one and with two characters read otherwise."""
    whole = "".join(usual)
    if not others:
        return [whole]
    ends = list(accumulate(map(len, usual)))
    parts = [(ends[at] - len(usual[at]), ends[at], other) for at, other in dict.fromkeys(others)]
    ways = [whole, *(whole[:start] + other + whole[end:] for start, end, other in parts)]
    for (first, to, one), (second, end, two) in combinations(parts, 2):
        if len(ways) >= _MOST_WAYS:
            break
        if first != second:
            ways.append(whole[:first] + one + whole[to:second] + two + whole[end:])
    return ways
