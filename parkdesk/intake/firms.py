"""Which firm of the register a row means: by credit code, then by normalised name, never twice the same."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from parkdesk.records import Enterprise
from parkdesk.records.names import normalise_name
from parkdesk.rules import credit_code

if TYPE_CHECKING:
    from collections.abc import Iterable

    from parkdesk.intake.grid import Cell
    from parkdesk.store import Store

_EXPONENT = re.compile(r"\d(\.\d+)?E\+?\d+$", re.IGNORECASE)
_EXACT = 2**53
_DAMAGED = frozenset({"Co", "Cn", "Cs"})
_NO_CODE = frozenset({"", "-", "—", "/", "无", "N/A", "NULL"})
_REPLACEMENT = "\ufffd"


class Ident(NamedTuple):
    """How a row names its firm: the code normalised ('' where there is none), and whether its digits got lost."""

    name: str
    code: str
    lost: str = ""


def is_damaged(text: str) -> bool:
    """Whether a text holds characters that nobody can read (mojibake)."""
    return not text.isascii() and (
        _REPLACEMENT in text or any(unicodedata.category(letter) in _DAMAGED for letter in text)
    )


def read_code(cell: Cell) -> tuple[str, str]:
    """Return (code, what is left of a code that Excel turned into a number): one of the two is empty."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        if abs(cell) >= _EXACT or cell != int(cell):
            return "", f"{cell:.2E}"
        return str(int(cell)), ""
    code = credit_code.normalise(str(cell))
    if _EXPONENT.match(code):
        return "", code
    return ("", "") if code in _NO_CODE else (code, "")


class Register:
    """The firms of one unit, found by how a sheet names them."""

    def __init__(self, store: Store, unit: str) -> None:
        self.firms: list[Enterprise] = []
        self._by_code: dict[str, Enterprise] = {}
        self._by_name: dict[str, list[Enterprise]] = {}
        for firm in store.select(Enterprise, unit=unit):
            self.add(firm)

    def add(self, firm: Enterprise) -> None:
        """Take in a firm, so that later rows find it."""
        self.firms.append(firm)
        if firm.code:
            self._by_code[firm.code] = firm
        self._by_name.setdefault(normalise_name(firm.name), []).append(firm)

    def match(self, idents: Iterable[Ident]) -> list[Enterprise | list[Enterprise] | None]:
        """Return the firm of each row, None for one that is not on the register, a list where several fit.

        Codes are matched first for all rows, so that a row which only has a name cannot take the firm of a row
        that has its code (two firms of one name).
        """
        idents = list(idents)
        found: list[Enterprise | list[Enterprise] | None] = [self._by_code.get(ident.code) for ident in idents]
        taken = {firm.id for firm in found if isinstance(firm, Enterprise)}
        for index, ident in enumerate(idents):
            if found[index] is None and (alike := self._by_name.get(normalise_name(ident.name))):
                open_firms = [firm for firm in alike if firm.id not in taken and _may_be(ident, firm)]
                if len(open_firms) == 1:
                    found[index] = open_firms[0]
                    taken.add(open_firms[0].id)
                elif len(open_firms) > 1:
                    found[index] = open_firms
        return found


def _may_be(ident: Ident, firm: Enterprise) -> bool:
    """Whether a row and a firm of one name may be the same: two sound codes that differ are two firms."""
    if not ident.code or not firm.code:
        return True
    return credit_code.fault(ident.code) is not None or credit_code.fault(firm.code) is not None
