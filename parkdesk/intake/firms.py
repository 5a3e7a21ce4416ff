"""Which firm of the register a row means: by credit code, then by normalised name, never twice the same."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Generic, NamedTuple, Protocol, TypeVar

from parkdesk.records import Enterprise
from parkdesk.records.names import normalise_name
from parkdesk.rules import credit_code
from parkdesk.store import Filter, Query

if TYPE_CHECKING:
    from collections.abc import Iterable

    from parkdesk.intake.grid import Cell
    from parkdesk.store import Store

_EXPONENT = re.compile(r"\d(\.\d+)?E\+?\d+$", re.IGNORECASE)
_EXACT = 2**53
_DAMAGED = re.compile("[\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]")
_CODE_LENGTH = 18
LONGEST_NAME = 100
"""Characters of the longest name a firm may have; a longer cell is a remark that strayed into the column."""
_NO_CODE = frozenset({"", "-", "—", "/", "无", "N/A", "NULL"})


class Ident(NamedTuple):
    """How a row names its firm: the code normalised ('' where there is none), and whether its digits got lost."""

    name: str
    code: str
    lost: str = ""


def is_damaged(text: str) -> bool:
    """Whether a text holds characters that nobody can read (mojibake)."""
    return _DAMAGED.search(text) is not None


def unnamed_by(name: str, code: str) -> str:
    """Say why a row's words name no firm, for the end of a sentence; nothing where they may."""
    if is_damaged(name) or is_damaged(code):
        return "有无法辨认的文字，没有导入；请按营业执照重新录入这一行"
    if len(name) > LONGEST_NAME:
        return f"名称有{len(name)}个字，不像企业名称，这一行没有导入；请改正后再导入"
    return ""


def read_code(cell: Cell) -> tuple[str, str]:
    """Return (code, what is left of a code that Excel turned into a number): one of the two is empty."""
    if (
        cell.__class__ is str
        and len(cell) == _CODE_LENGTH
        and cell.isalnum()
        and cell.isascii()
        and cell.upper() == cell
    ):
        return cell, ""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        if abs(cell) >= _EXACT or not float(cell).is_integer():
            return "", f"{cell:.2E}"
        return str(int(cell)), ""
    code = credit_code.normalise(str(cell))
    if len(code) < _CODE_LENGTH and _EXPONENT.match(code):
        return "", code
    return ("", "") if code in _NO_CODE else (code, "")


class Firm(Protocol):
    """What a row can be matched with: a record of the register or a short form of it."""

    @property
    def id(self) -> str:
        """The record's id."""

    @property
    def name(self) -> str:
        """The name on the register."""

    @property
    def code(self) -> str:
        """The credit code, '' for none."""


F = TypeVar("F", bound=Firm)


class KnownFirm(NamedTuple):
    """A firm on the register, as far as a monthly table needs it."""

    id: str
    name: str
    code: str


def namesake(name: str) -> str:
    """Return the sentence about a name that more than one firm has."""
    return f"有不止一户企业叫“{name}”，按信用代码区分；请核对。"


def known_firms(store: Store, unit: str) -> list[KnownFirm]:
    """Return a unit's firms in their short form."""
    query = Query(Enterprise.TABLE, filters=(Filter("unit", "eq", unit),))
    return [KnownFirm(*row) for row in store.pages.rows(query, ("name", "code"))]


class Register(Generic[F]):
    """The firms of one unit, found by how a sheet names them."""

    def __init__(self, firms: Iterable[F]) -> None:
        self.firms = list(firms)
        self._by_code = {firm.code: firm for firm in self.firms if firm.code}

    @cached_property
    def _by_name(self) -> dict[str, list[F]]:
        found: dict[str, list[F]] = {}
        for firm in self.firms:
            found.setdefault(normalise_name(firm.name), []).append(firm)
        return found

    def named(self, name: str) -> list[F]:
        """Return the firms of a name, however it is written."""
        return self._by_name.get(normalise_name(name), [])

    def match(self, idents: Iterable[Ident]) -> list[F | list[F] | None]:
        """Return the firm of each row, None for one that is not on the register, a list where several fit.

        Codes are matched first for all rows, so that a row which only has a name cannot take the firm of a row
        that has its code (two firms of one name).
        """
        idents = list(idents)
        found: list[F | list[F] | None] = [self._by_code.get(ident.code) for ident in idents]
        if None not in found:
            return found
        taken = {self._by_code[ident.code].id for ident in idents if ident.code in self._by_code}
        for index, ident in enumerate(idents):
            if found[index] is None and (alike := self.named(ident.name)):
                open_firms = [firm for firm in alike if firm.id not in taken and _may_be(ident, firm)]
                if len(open_firms) == 1:
                    found[index] = open_firms[0]
                    taken.add(open_firms[0].id)
                elif len(open_firms) > 1:
                    found[index] = open_firms
        return found


def _may_be(ident: Ident, firm: Firm) -> bool:
    """Whether a row and a firm of one name may be the same: two sound codes that differ are two firms."""
    if not ident.code or not firm.code:
        return True
    return credit_code.fault(ident.code) is not None or credit_code.fault(firm.code) is not None
