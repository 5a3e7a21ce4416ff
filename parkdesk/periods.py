"""Reporting periods: 1—2月 … 1—12月, quarters, and what does not exist (a lone January).

Source of the rule: domain §3.4 (no separate January release) and design §3.
"""

from __future__ import annotations

import re
import unicodedata

from parkdesk.errors import UsageError
from parkdesk.frozen import frozen

_MONTH = re.compile(r"^(\d{4})[-年./](\d{1,2})月?份?$")
_SPAN = re.compile(r"^(\d{4})年1[-—–~至到]+(\d{1,2})月份?$")
_DIGITS = re.compile(r"^(\d{4})(\d{2})$")
_QUARTER = re.compile(r"^(\d{4})年?[Qq]([1-4])$")
_SPOKEN = re.compile(r"^(\d{4})年?(一季度|上半年|前三季度|全年)$")
_SPOKEN_MONTHS = {"一季度": 3, "上半年": 6, "前三季度": 9, "全年": 12}
_FIRST_MONTH = 2  # January is only ever reported inside 1—2月


@frozen(order=True)
class Period:
    """A cumulative period of one year, January to `month` (2 … 12)."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not 1900 <= self.year <= 2999 or not _FIRST_MONTH <= self.month <= 12:
            raise UsageError(
                f"没有“{self.year}-{self.month:02d}”这个期间：工业统计从1—2月开始，"
                "请写成 2026-02 至 2026-12 或 2026Q3。"
            )

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read a period as people type it: `2026-09`, `202609`, `2026年1—9月`, `2026Q3` (= 1—9月), `2026年前三季度`.

        Raises UsageError for anything else.
        """
        clean = "".join(unicodedata.normalize("NFKC", text).split())
        if found := _QUARTER.match(clean):
            return cls(int(found[1]), int(found[2]) * 3)
        if found := _SPOKEN.match(clean):
            return cls(int(found[1]), _SPOKEN_MONTHS[found[2]])
        if found := _MONTH.match(clean) or _SPAN.match(clean) or _DIGITS.match(clean):
            return cls(int(found[1]), int(found[2]))
        raise UsageError(f"看不懂期间“{text}”，请写成 2026-09 或 2026Q3。")

    @classmethod
    def from_key(cls, key: int) -> Period:
        """Turn the stored integer (202609) back into a period."""
        return cls(key // 100, key % 100)

    @property
    def key(self) -> int:
        """The integer that the desk file stores: 202609."""
        return self.year * 100 + self.month

    @property
    def text(self) -> str:
        """The machine form: `2026-09`."""
        return f"{self.year}-{self.month:02d}"

    @property
    def label(self) -> str:
        """What people write, without the year: `1—9月`."""
        return f"1—{self.month}月"

    @property
    def title(self) -> str:
        """What people write, with the year: `2026年1—9月`."""
        return f"{self.year}年{self.label}"

    @property
    def is_first(self) -> bool:
        """Whether this is 1—2月, which has no figures of a single month."""
        return self.month == _FIRST_MONTH

    @property
    def quarter(self) -> int | None:
        """1 … 4 when the period ends a quarter, else None."""
        return self.month // 3 if self.month % 3 == 0 else None

    def previous(self) -> Period | None:
        """Return the period one month shorter, or None for 1—2月."""
        return None if self.is_first else Period(self.year, self.month - 1)

    def of_year(self, year: int) -> Period:
        """Return the same months of another year."""
        return Period(year, self.month)

    def __str__(self) -> str:
        return self.text
