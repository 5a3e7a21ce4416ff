"""统一社会信用代码 (GB 32100-2015): normalise, judge, never block (domain §6.2)."""

from __future__ import annotations

import unicodedata
from operator import mul

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_INNER_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
_INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
LENGTH = 18


def normalise(text: str) -> str:
    """Return the code without blanks, half-width, upper case. Letters that look like digits are left as typed."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def check_character(first: str) -> str | None:
    """Return the 18th character for the first seventeen, or None where one of them is not in the alphabet."""
    if len(first) != LENGTH - 1:
        return None
    try:
        total = sum(map(mul, map(_VALUES.__getitem__, first), _WEIGHTS))
    except KeyError:
        return None
    return ALPHABET[(31 - total % 31) % 31]


def inner_is_right(code: str) -> bool:
    """Whether characters 9–17 are a right organisation code (GB 11714)."""
    inner = code[8:17]
    if len(inner) != 9 or any(c not in _INNER_ALPHABET for c in inner):
        return False
    total = sum(_INNER_ALPHABET.index(c) * w for c, w in zip(inner[:8], _INNER_WEIGHTS, strict=True))
    rest = 11 - total % 11
    return inner[8] == ("X" if rest == 10 else "0" if rest == 11 else str(rest))


def fault(code: str) -> str | None:
    """Say in one Chinese sentence what is doubtful about a normalised code; None when nothing is.

    A doubt is a 核实 matter and never a reason to refuse: some issued codes fail the outer check.
    """
    if not code:
        return "没有填统一社会信用代码，请补填。"
    if len(code) == 15 and code.isdigit():
        return f"“{code}”是15位旧注册号，请换成18位统一社会信用代码。"
    if len(code) != LENGTH:
        return f"统一社会信用代码“{code}”是{len(code)}位，应为18位，请核对。"
    if wrong := sorted(set(code) - _VALUES.keys()):
        return f"统一社会信用代码“{code}”里有不该出现的字符“{''.join(wrong)}”，请核对。"
    if check_character(code[:17]) != code[17]:
        return f"统一社会信用代码“{code}”的校验码不对，请核对证照；确实如此的可以保留。"
    return None
