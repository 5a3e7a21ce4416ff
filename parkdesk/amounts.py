"""Exact numbers: figures as offices type them, stored integers, half-up display, rates and points.

Money and quantities are integers in an indicator's smallest unit; rates and percentage points are
different types because 百分比 and 百分点 are different things (domain §3.6). Nothing here uses
binary floating point for a result.
"""

from __future__ import annotations

import math
import re
import unicodedata
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from parkdesk.frozen import frozen

Exact = int | Decimal | Fraction

LARGEST = 2**63 - 1
"""The largest stored integer: what a desk file holds in one figure."""
_MOST_DIGITS = 30  # before the decimal point; beyond it a figure is refused before anything is computed with it
MISSING_MARKS = frozenset({"", "-", "--", "—", "——", "－", "–", "/", "...", "......", "无", "N/A", "n/a", "#N/A"})
_GROUPED = re.compile(r"^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$")
_PLAIN = re.compile(r"^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$")
_ENCLOSED = re.compile(r"^\((.+)\)$")
_SAID_IN_PERCENT = frozenset({"rate", "points", "plain"})


@frozen
class Unit:
    """A unit of measure: what it measures and how many smallest units it holds."""

    name: str
    dimension: str
    smallest: int


def _units(dimension: str, *pairs: tuple[str, int]) -> dict[str, Unit]:
    return {name: Unit(name, dimension, size) for name, size in pairs}


# Smallest units: 分, 千瓦时/100, 人/户/个, 0.01 ㎡, cm, 0.1 kg, 0.01 亩, 0.01 %.
UNITS: dict[str, Unit] = {
    **_units("money", ("分", 1), ("元", 100), ("千元", 10**5), ("万元", 10**6), ("百万元", 10**8), ("亿元", 10**10)),
    **_units("foreign", ("美元", 100), ("万美元", 10**6), ("亿美元", 10**10)),
    **_units(
        "power",
        ("千瓦时", 100),
        ("度", 100),
        ("万千瓦时", 10**6),
        ("万度", 10**6),
        ("亿千瓦时", 10**10),
        ("亿度", 10**10),
    ),
    **_units("count", ("人", 1), ("户", 1), ("个", 1), ("家", 1), ("万人", 10**4)),
    **_units(
        "area",
        ("平方米", 100),
        ("㎡", 100),
        ("万平方米", 10**6),
        ("万㎡", 10**6),
        ("平方公里", 10**8),
        ("km²", 10**8),
    ),
    **_units("length", ("公里", 10**5), ("千米", 10**5), ("km", 10**5)),
    **_units("coal", ("吨标准煤", 10**4), ("吨标煤", 10**4), ("万吨标准煤", 10**8)),
    **_units("mass", ("吨", 10**4), ("万吨", 10**8)),
    **_units("land", ("亩", 100)),
    **_units("rate", ("%", 100), ("％", 100)),
    **_units("rank", ("位", 1)),
    **_units("points", ("个百分点", 100)),
}


def half_up(value: Exact, places: int) -> Decimal:
    """Round an exact value half-up (away from zero at .5), once, to `places` decimals."""
    scaled = Fraction(value) * 10**places
    whole = (abs(scaled.numerator) * 2 + scaled.denominator) // (2 * scaled.denominator)
    signed = whole if scaled >= 0 else -whole
    return Decimal(signed).scaleb(-places)


def read_number(cell: object) -> Decimal | None:
    """Read a figure as offices type it; None where nothing is meant (missing is not zero).

    Takes numbers, text with thousands separators, full-width digits and stray blanks, accountants'
    parentheses for negatives, and a trailing percent sign (which is dropped: 12.5% → 12.5).
    A float is taken by its shortest decimal form. Raises ValueError, with a Chinese reason, for what is no figure.
    """
    if cell is None or isinstance(cell, bool):
        if cell is None:
            return None
        raise _no_number(cell)
    if isinstance(cell, int):
        return Decimal(cell)
    if isinstance(cell, float):
        if not math.isfinite(cell):
            raise _no_number(cell)
        return Decimal(int(cell)) if cell == int(cell) and abs(cell) < 1e15 else Decimal(repr(cell))
    if isinstance(cell, Decimal):
        return cell
    return _read_text(str(cell))


def _read_text(text: str) -> Decimal | None:
    clean = "".join(unicodedata.normalize("NFKC", text).split()).replace("−", "-").replace("﹣", "-")
    if clean in MISSING_MARKS:
        return None
    if found := _ENCLOSED.match(clean):
        clean = "-" + found[1]
    clean = clean.removesuffix("%")
    if _GROUPED.match(clean):
        clean = clean.replace(",", "")
    if not _PLAIN.match(clean):
        raise _no_number(text)
    try:
        return Decimal(clean)
    except InvalidOperation:
        raise _no_number(text) from None


def _no_number(cell: object) -> ValueError:
    return ValueError(f"“{_brief(cell)}”不是数字")


def _too_long(value: object) -> ValueError:
    return ValueError(f"“{_brief(value)}”的位数太多，存不下")


def _brief(cell: object) -> str:
    text = str(cell).strip()
    return text if len(text) <= _MOST_DIGITS else f"{text[:_MOST_DIGITS]}…"


def to_stored(value: Decimal, unit: Unit) -> tuple[int, bool]:
    """Turn a figure in `unit` into smallest units; says whether digits had to be rounded half-up.

    Raises ValueError, with a Chinese reason, for a figure that no desk can hold.
    """
    if value and abs(value.adjusted()) > _MOST_DIGITS:
        if value.adjusted() < 0:
            return 0, True
        raise _too_long(value)  # 1e999999999 is short to type and endless to write out
    exact = Fraction(value) * unit.smallest
    stored = int(half_up(exact, 0))
    if abs(stored) > LARGEST:
        raise _too_long(value)
    return stored, exact.denominator != 1


def read_figure(cell: object, unit: Unit) -> Decimal | None:
    """Read a figure typed in `unit`; a percentage is one only where shares are meant: 12% of money is no 12万元."""
    number = read_number(cell)
    is_share = isinstance(cell, str) and cell.rstrip().endswith(("%", "％"))
    if is_share and number is not None and unit.dimension not in _SAID_IN_PERCENT:
        raise ValueError(f"“{_brief(cell)}”是百分比，这里要填数")
    return number


def read_quantity(cell: object, unit: Unit) -> int | None:
    """Read a figure typed in `unit` as smallest units; raises ValueError with a Chinese reason."""
    number = read_figure(cell, unit)
    return None if number is None else to_stored(number, unit)[0]


def from_stored(stored: int, unit: Unit) -> Fraction:
    """Return the exact figure in `unit`."""
    return Fraction(stored, unit.smallest)


def json_number(value: Fraction) -> int | float:
    """Return an exact figure as a JSON number (an integer where it is one)."""
    return int(value) if value.denominator == 1 else float(value)


def show(stored: int | None, unit: Unit, places: int, *, grouped: bool = False) -> str:
    """Return a stored figure as people read it, rounded half-up once; 「—」 where it is missing."""
    if stored is None:
        return "—"
    rounded = half_up(from_stored(stored, unit), places)
    return f"{rounded:,f}" if grouped else f"{rounded:f}"


@frozen(order=True)
class Points:
    """Percentage points (个百分点): the difference of two rates, a pull or a drag. Exact."""

    exact: Fraction

    def shown(self, places: int = 1) -> Decimal:
        """Return the points rounded half-up."""
        return half_up(self.exact, places)

    def __neg__(self) -> Points:
        return Points(-self.exact)

    def __add__(self, other: Points) -> Points:
        return Points(self.exact + other.exact)


@frozen(order=True)
class Rate:
    """A rate in percent (10.5 means 10.5 %). Exact. The difference of two rates is in points."""

    exact: Fraction

    def shown(self, places: int = 1) -> Decimal:
        """Return the rate rounded half-up."""
        return half_up(self.exact, places)

    def gap(self, other: Rate, places: int = 1) -> Points:
        """Return self − other from the *displayed* rates, so that readers can reproduce it (domain §3.6)."""
        return Points(Fraction(self.shown(places)) - Fraction(other.shown(places)))

    def __sub__(self, other: Rate) -> Points:
        return Points(self.exact - other.exact)
