"""Kinds: how a value is read from a cell, written for people, kept in the desk file and aligned.

No other place formats or parses the values of records.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from parkdesk.amounts import UNITS, Unit, half_up, read_figure, read_quantity, to_stored
from parkdesk.errors import UsageError
from parkdesk.frozen import frozen
from parkdesk.periods import Period
from parkdesk.records.names import without_unseen

if TYPE_CHECKING:
    from collections.abc import Callable

Value = Any
LONGEST_TEXT = 32_767
"""What a cell of a workbook can hold; nothing longer comes in by any door."""
_DATE = re.compile(r"^(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?(?:[ T].*)?$")
_MOST_DIGITS = 30
# What a quantity can be shown in: the stored units in one of it, and the decimals shown (1 亩 = 2000/3 ㎡).
_SHOWN_IN: dict[str, tuple[tuple[str, Fraction, int], ...]] = {
    "money": (("元", Fraction(100), 2), ("万元", Fraction(10**6), 2), ("亿元", Fraction(10**10), 4)),
    "power": (("千瓦时", Fraction(100), 2), ("万千瓦时", Fraction(10**6), 2), ("亿千瓦时", Fraction(10**10), 4)),
    "land": (("亩", Fraction(100), 1), ("㎡", Fraction(3, 20), 0)),
    "area": (("㎡", Fraction(100), 0), ("万㎡", Fraction(10**6), 2)),
}
_MONTH = re.compile(r"^(\d{4})[-./年](\d{1,2})月?$")


@frozen
class Kind:
    """What a column holds.

    `read` turns a cell or typed text into the value and raises ValueError with a Chinese reason;
    `write` turns the value into text; `sql` is the storage class in the desk file.
    """

    name: str
    read: Callable[[object], Value]
    write: Callable[[Value], str]
    sql: str = "TEXT"
    numeric: bool = False
    to_sql: Callable[[Value], Any] = lambda value: value
    from_sql: Callable[[Any], Value] = lambda value: value
    measure: Unit | None = None
    """The unit a quantity is read and shown in; None for what is no quantity."""
    spell: Callable[[Value], str] | None = None
    """How a figure is typed: every digit, no separators; as it is written where None."""

    def typed(self, value: Value) -> str:
        """Return a value as a person would type it."""
        return (self.spell or self.write)(value)


def clean_text(cell: object) -> str:
    """Return a cell as text: stray blanks at the ends and characters that nobody sees gone, the rest untouched."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        cell = cell.date()
    text = str(cell)
    return without_unseen(text).strip()


def _read_text(cell: object) -> str:
    text = clean_text(cell)
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"文字有{len(text)}个字，超过了{LONGEST_TEXT}个字的上限")
    return text


def _read_optional(cell: object) -> str | None:
    return _read_text(cell) or None


def _read_code(cell: object) -> str:
    return unicodedata.normalize("NFKC", clean_text(cell)).upper()


def _read_industry(cell: object) -> str:
    """Read a GB/T 4754 code as it is grouped by: Excel makes 09 a 9, and some write the section before it (B09)."""
    code = _read_code(cell)
    digits = code[1:] if code[:1].isalpha() else code
    return digits.zfill(2) if digits.isdigit() else code


def _plain(value: Value) -> str:
    return "" if value is None else str(value)


def _read_count(cell: object) -> int | None:
    number = read_figure(cell, UNITS["个"])
    if number is None:
        return None
    value, was_rounded = to_stored(number, UNITS["个"])
    if was_rounded:
        raise ValueError(f"“{clean_text(cell)}”应为整数")
    return value


def quantity(unit: str, places: int) -> Kind:
    """Return the kind of a figure kept as an integer of `unit`'s smallest units and shown in `unit`."""
    measure = UNITS[unit]
    return _quantity(Fraction(measure.smallest), places, lambda cell: read_quantity(cell, measure), measure)


def _quantity(size: Fraction, places: int, read: Callable[[object], int | None], measure: Unit | None) -> Kind:
    every_digit = max(2, len(str(int(size))) - 1)

    def write(value: int | None) -> str:
        return "" if value is None else f"{half_up(Fraction(value) / size, places):,f}"

    def spell(value: int | None) -> str:
        if value is None:
            return ""
        text = f"{half_up(Fraction(value) / size, every_digit):f}"
        return text.rstrip("0").rstrip(".")

    return Kind("quantity", read, write, "INTEGER", numeric=True, measure=measure, spell=spell)


def units_for(kind: Kind) -> tuple[str, ...]:
    """Return the units that a quantity can be shown in, its declared one among them; none for what is no quantity."""
    dimension = kind.measure.dimension if kind.measure else ""
    return tuple(name for name, _, _ in _SHOWN_IN.get(dimension, ()))


def shown_in(kind: Kind, unit: str) -> Kind:
    """Return a quantity's kind as it is read and written in another unit; what is kept stays as it is."""
    measure = kind.measure
    assert measure is not None
    if unit == measure.name:
        return kind
    size, places = next((size, places) for name, size, places in _SHOWN_IN[measure.dimension] if name == unit)

    def read(cell: object) -> int | None:
        number = read_figure(cell, measure)
        if number is None:
            return None
        if number and abs(number.adjusted()) > _MOST_DIGITS:
            raise ValueError(f"“{clean_text(cell)[:_MOST_DIGITS]}”的位数太多，存不下")
        return to_stored(Decimal(half_up(Fraction(number) * size, 0)), UNITS["个"])[0]

    return _quantity(size, places, read, None)


def read_date(cell: object) -> str | None:
    """Read a date in any usual form as ISO text; 44197-style Excel serial numbers are taken too."""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if isinstance(cell, dt.date):
        return cell.isoformat()
    text = unicodedata.normalize("NFKC", clean_text(cell))
    if not text or text.upper() == "N/A":
        return None
    if text.isdigit() and len(text) == 5:
        return (dt.date(1899, 12, 30) + dt.timedelta(days=int(text))).isoformat()
    if text.isdigit() and len(text) == 8:
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    if not (found := _DATE.match(text)):
        raise ValueError(f"“{text}”不是日期，请写成 2026-09-30")
    try:
        return dt.date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        raise ValueError(f"没有“{text}”这一天") from None


def read_month(cell: object) -> str | None:
    """Read a year and month (`2026.9`, `2026年9月`) as `2026-09`; a full date gives its month."""
    if isinstance(cell, (dt.date, dt.datetime)):
        return f"{cell.year}-{cell.month:02d}"
    if isinstance(cell, (float, Decimal)):
        cell = str(cell)
    text = unicodedata.normalize("NFKC", clean_text(cell))
    if not text:
        return None
    if found := _MONTH.match(text):
        if not 1 <= int(found[2]) <= 12:
            raise ValueError(f"没有“{text}”这个月")
        return f"{found[1]}-{int(found[2]):02d}"
    whole = read_date(text)
    return whole[:7] if whole else None


def read_period(cell: object) -> int | None:
    """Read a period in any usual form (`2026-09`, `2026年1—9月`, a date in Excel) as its key 202609."""
    if isinstance(cell, (dt.date, dt.datetime)):
        cell = f"{cell.year}-{cell.month:02d}"
    text = clean_text(cell)
    if not text:
        return None
    if found := _DATE.match(text):
        text = f"{found[1]}-{found[2]}"
    try:
        return Period.parse(text).key
    except UsageError as fault:
        raise ValueError(str(fault).rstrip("。")) from None


def _write_period(key: int | None) -> str:
    """Return a period as it is typed; what no period can be is shown as it is kept."""
    return f"{key // 100}-{key % 100:02d}" if key and key > 10**5 else _plain(key or None)


def _read_notes(cell: object) -> dict[str, str]:
    if isinstance(cell, dict):
        return {str(key): str(value) for key, value in cell.items()}
    text = clean_text(cell)
    notes: dict[str, str] = {}
    for line in text.splitlines():
        label, _, value = line.partition("：")
        if line.strip():
            notes[label.strip() if value else "备注"] = value.strip() if value else label.strip()
    return notes


def _write_notes(value: dict[str, str]) -> str:
    return "\n".join(f"{label}：{text}" for label, text in value.items())


def _read_flag(cell: object) -> bool:
    return cell is True or clean_text(cell) in {"1", "是", "√", "✓", "有", "True"}


TEXT = Kind("text", _read_text, _plain)
OPTIONAL_TEXT = Kind("optional", _read_optional, _plain)
CODE = Kind("code", _read_code, _plain)
INDUSTRY = Kind("code", _read_industry, _plain)
REFERENCE = Kind("reference", clean_text, _plain)
CHOICE = Kind("choice", clean_text, _plain)
COUNT = Kind("count", _read_count, lambda v: "" if v is None else f"{v:,}", "INTEGER", numeric=True, spell=_plain)
NUMBER = Kind("number", _read_count, _plain, "INTEGER", numeric=True)
MONEY = quantity("万元", 2)
LAND = quantity("亩", 1)
AREA, KM2, KM = quantity("㎡", 0), quantity("km²", 2), quantity("公里", 1)
RATE, COAL, MASS = quantity("%", 2), quantity("吨标准煤", 2), quantity("吨", 2)
_PLAIN = Unit("", "plain", 100)
DECIMAL = _quantity(Fraction(_PLAIN.smallest), 2, lambda cell: read_quantity(cell, _PLAIN), _PLAIN)
"""A figure of two decimals whose unit nothing is converted from: 层高, 租金标准, 容积率, a score."""
_FINE = Unit("", "plain", 10_000)
FINE = _quantity(Fraction(_FINE.smallest), 4, lambda cell: read_quantity(cell, _FINE), _FINE)
"""A figure of four decimals: what a score is held against."""
DATE = Kind("date", read_date, _plain)
MONTH = Kind("month", read_month, _plain)
PERIOD = Kind("period", read_period, _write_period, "INTEGER")
FLAG = Kind("flag", _read_flag, lambda v: "是" if v else "", "INTEGER", to_sql=int, from_sql=bool)
NOTES = Kind(
    "notes",
    _read_notes,
    _write_notes,
    to_sql=lambda v: json.dumps(v, ensure_ascii=False, sort_keys=True) if v else "{}",
    from_sql=lambda v: dict(json.loads(v)) if v else {},
)
