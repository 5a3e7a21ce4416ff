"""What the lines around a table say: which months, which units, who fills it in."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from parkdesk.amounts import UNITS, Unit

_WORDS = {
    "前三季度": "1-9月",
    "上半年": "1-6月",
    "第一季度": "1-3月",
    "第二季度": "1-6月",
    "第三季度": "1-9月",
    "第四季度": "1-12月",
    "一季度": "1-3月",
    "二季度": "1-6月",
    "三季度": "1-9月",
    "四季度": "1-12月",
}
_DASH = r"[-—–―~至到]+"
_UP_TO = re.compile(r"截[止至](?:时间|日期|到)?[:]?(\d{4})年(\d{1,2})月")
_DAY = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日|\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{8}")
_YEAR_MONTHS = re.compile(rf"(\d{{4}})年?(?:0?1|一){_DASH}(\d{{1,2}})月?")
_YEAR_QUARTER = re.compile(r"(\d{4})年?Q([1-4])")
_YEAR_MONTH = re.compile(
    r"(\d{4})年(\d{1,2})月|(?<!\d)(\d{4})[-./](\d{1,2})(?![\d.])|(?<!\d)(20\d\d)(0[1-9]|1[0-2])(?!\d)"
)
_MONTHS = re.compile(rf"(?<!\d)(?:0?1|一)月?{_DASH}(\d{{1,2}})月")
_MONTH = re.compile(r"(?<!\d)(\d{1,2})月")
_YEAR = re.compile(r"(?<!\d)(\d{4})年")
_LABEL = re.compile(r"([一-龥]{2,8})(?:[（(][^）)]*[）)])?\s*[：:]\s*([^\s：:]*+)(?![：:])")
_SPACED_LABEL = re.compile(r"(?<![一-龥])[一-龥](?:[ \u3000]+[一-龥]){1,2}(?=[ \u3000]*[：:])")  # 「单　位：」
_WHO = frozenset("填报单位 报送单位 上报单位 编制单位 填表单位 制表单位 报表单位 单位名称 填报地区 县区".split())  # noqa: SIM905
_UNIT_LABELS = ("单位", "计量单位", "金额单位", "数据单位")
_BRACKET = re.compile(r"[（(\[【]([^）)\]】]*)[）)\]】]")


class Months(NamedTuple):
    """A period as a text gives it, perhaps half of it: January to `month` of `year`."""

    year: int | None
    month: int | None


def clean(text: object) -> str:
    """Return a text half-width and without any blanks, for comparing and looking up."""
    return "".join(unicodedata.normalize("NFKC", str(text)).split())


def months_in(text: str) -> Months:
    """Read the period that a title, a sheet's name or a file's name gives; days of filling in are no period."""
    plain = clean(text)
    for word, months in _WORDS.items():
        plain = plain.replace(word, months)
    if found := _UP_TO.search(plain):
        return Months(int(found[1]), int(found[2]))
    plain = _DAY.sub(" ", plain)
    if found := _YEAR_MONTHS.search(plain):
        return _checked(int(found[1]), int(found[2]))
    if found := _YEAR_QUARTER.search(plain):
        return Months(int(found[1]), int(found[2]) * 3)
    if found := _YEAR_MONTH.search(plain):
        year, month = (part for part in found.groups() if part)
        return _checked(int(year), int(month))
    months_only = _MONTHS.search(plain) or _MONTH.search(plain)
    year_only = _YEAR.search(plain)
    return _checked(int(year_only[1]) if year_only else None, int(months_only[1]) if months_only else None)


def cumulative_month(text: str) -> int | None:
    """Return M where a heading says 1—M月."""
    found = _MONTHS.search(clean(text))
    return _checked(None, int(found[1])).month if found else None


def _checked(year: int | None, month: int | None) -> Months:
    return Months(
        year if year and 1990 <= year <= 2100 else None,
        month if month and 1 <= month <= 12 else None,
    )


def units_named(text: str) -> tuple[Unit, ...]:
    """Return the units that a text such as 「万元、%」 lists."""
    plain = clean(text).replace("人民币", "").replace("·", "")
    folded = {clean(name): unit for name, unit in UNITS.items()} | UNITS  # 万㎡ comes in as 万m2
    return tuple(folded[part] for part in re.split(r"[、,;/和()]", plain) if part in folded)


def unit_in(heading: str) -> Unit | None:
    """Return the unit in a heading's brackets: 「用电量（万千瓦时）」."""
    for inside in reversed(_BRACKET.findall(heading)):
        if units := units_named(inside.rpartition("：")[2].rpartition(":")[2]):
            return units[0]
    return None


def without_brackets(heading: str) -> str:
    """Return a heading without blanks and bracketed additions: 「用电量（万千瓦时）」 → 「用电量」."""
    return clean(_BRACKET.sub("", heading))


def labels_in(text: str) -> dict[str, str]:
    """Return what stands behind the colons of a line: 「填报单位：旬阳市经贸局　单位：万元」."""
    tight = _SPACED_LABEL.sub(lambda found: "".join(found[0].split()), text)
    return {found[1]: found[2] for found in _LABEL.finditer(tight)}


def units_of(labels: dict[str, str]) -> dict[str, Unit]:
    """Return the table's unit per dimension from its unit line."""
    units: dict[str, Unit] = {}
    for label in _UNIT_LABELS:
        for unit in units_named(labels.get(label, "")):
            units.setdefault(unit.dimension, unit)
    if "foreign" in units:  # a sheet in 万美元 has no money in 万元: its columns are refused, not misread
        units.setdefault("money", units["foreign"])
    return units


def filled_in_by(labels: dict[str, str]) -> str:
    """Return who fills the table in, empty where it does not say."""
    for label, value in labels.items():
        if label in _WHO and value:
            return value
    lone = labels.get("单位", "")
    return "" if units_named(lone) else lone
