"""A report as text that can be kept for years and read back as the very same value."""

from __future__ import annotations

import hashlib
import json
import zlib
from dataclasses import fields, is_dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from parkdesk.errors import ReportError
from parkdesk.reports import traces, values
from parkdesk.reports.values import Report

_KIND: Final = "_"


_KEPT: Final[dict[str, Any]] = {
    name: one
    for room in (values, traces)
    for name, one in vars(room).items()
    if isinstance(one, type) and is_dataclass(one)
}


def freeze(report: Report) -> bytes:
    """Return a report's content, small enough to keep; notes for the person at the screen are no part of it."""
    return zlib.compress(_text(report).encode("utf-8"), 9)


def fingerprint(report: Report) -> str:
    """Return the SHA-256 of a report's words, figures, tables and charts."""
    return hashlib.sha256(_text(report).encode("utf-8")).hexdigest()


def thaw(content: bytes) -> Report:
    """Return the report that was kept; raises ReportError where the content is damaged."""
    try:
        made = _read(json.loads(zlib.decompress(content).decode("utf-8")))
    except (zlib.error, ValueError, TypeError, KeyError, AttributeError) as fault:
        raise ReportError("存档的报表已损坏，打不开：请从最近的备份还原台账。") from fault
    if not isinstance(made, Report):
        raise ReportError("存档的报表已损坏，打不开：请从最近的备份还原台账。")
    return made


def _text(report: Report) -> str:
    return json.dumps(_plain(report), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        kept = {f.name: _plain(getattr(value, f.name)) for f in fields(value) if f.name != "notes"}
        return {_KIND: type(value).__name__, **kept}
    if isinstance(value, Fraction | Decimal):
        return {_KIND: type(value).__name__, "value": str(value)}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return value


def _read(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_read(one) for one in value)
    if not isinstance(value, dict):
        return value
    kind = value[_KIND]
    if kind in {"Fraction", "Decimal"}:
        return {"Fraction": Fraction, "Decimal": Decimal}[kind](value["value"])
    return _KEPT[kind](**{name: _read(inner) for name, inner in value.items() if name != _KIND})
