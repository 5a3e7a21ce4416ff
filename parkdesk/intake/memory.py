"""What a person corrected, kept with the desk for the next sheet of that layout.

Kind, columns and units of measure are remembered for the layout (its headings, whatever their months);
heading rows by what stands in them; where the period is written, not which one it was, so that next month
is never taken for this one. What is true of one file only (its period, whose it is, what single rows are) is
remembered for that very file.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

from parkdesk.intake.correction import Correction
from parkdesk.intake.head_rows import HeadRows, find_head, texts_of
from parkdesk.intake.recognise import corrected_all
from parkdesk.periods import Period

if TYPE_CHECKING:
    from collections.abc import Iterable

    from parkdesk.intake.grid import Cell
    from parkdesk.intake.layout import Layout
    from parkdesk.intake.recognise import Sheet
    from parkdesk.store import Store

_SEARCH_ROWS = 40
_TIME = re.compile(r"\d+(?=\s*[月年季]|\s*[-—–―~～至到]\s*\d)|(?<=[-—–―~～至到])\d+")


def recalled(store: Store, sheets: Iterable[Sheet]) -> list[Sheet]:
    """Return sheets understood with what was corrected before of their layouts and files."""
    found: list[Sheet] = []
    for group in _by_table(sheets):
        heads = _recall_heads(store, group[0])
        for one in corrected_all(group[0], heads) if heads != Correction() else group:
            rest = _recall_layout(store, one).then(_recall_file(store, one))
            found += [s for s in corrected_all(one, rest) if s.part == one.part] if rest != Correction() else [one]
    return found


def _by_table(sheets: Iterable[Sheet]) -> Iterable[list[Sheet]]:
    """Put the periods of one table together: other headings are said of all of them at once."""
    groups: dict[int, list[Sheet]] = {}
    for sheet in sheets:
        groups.setdefault(id(sheet.source or sheet.grid), []).append(sheet)
    return groups.values()


def forget(store: Store, sheet: Sheet) -> None:
    """Forget what was said of a sheet's layout, of its heading rows and of this very file."""
    source = sheet.source or sheet.grid
    names = [_head_name(cells) for cells in source.rows[:_SEARCH_ROWS] if len(texts_of(cells)) > 1]
    names += [_file_name(sheet), *([_layout_name(sheet.layout)] if sheet.layout else [])]
    for name in names:
        if _kept(store, name):
            _keep(store, name, {})


def remember(store: Store, sheet: Sheet) -> None:
    """Keep what a person said of a sheet (`sheet.said`); other things said of that layout before stay."""
    said = sheet.said
    if said.head or said.shape:
        _remember_heads(store, sheet)
    file = {"period": said.period, "unit": said.unit, "lines": said.lines}
    if any(file.values()):
        keep = Correction(period=said.period, unit=said.unit, lines=said.lines)
        _keep(store, _file_name(sheet), {**_kept(store, _file_name(sheet)), **keep.to_json()})
    if sheet.layout is None:
        return
    name = _layout_name(sheet.layout)
    kept = _kept(store, name)
    if said.kind:
        kept["kind"] = said.kind
    for part, given in (("columns", said.columns), ("units", said.units)):
        if given:
            kept[part] = {**kept.get(part, {}), **{_timeless(text): value for text, value in given.items()}}
    if said.period and (source := _source_of(sheet.layout, said.period)):
        kept["period_in"] = source
    if kept:
        _keep(store, name, kept)


def remembered_columns(store: Store, layout: Layout) -> dict[str, str]:
    """Return the corrections of a layout: heading → field key, '' for a column that is not imported."""
    known = _kept(store, _layout_name(layout)).get("columns", {})
    return {column.text: known[key] for column in layout.columns if (key := _timeless(column.text)) in known}


def _recall_layout(store: Store, sheet: Sheet) -> Correction:
    if sheet.layout is None:
        return Correction()
    kept = _kept(store, _layout_name(sheet.layout))
    texts = {_timeless(column.text): column.text for column in sheet.layout.columns}
    texts[""] = ""
    units = {texts[key]: unit for key, unit in kept.get("units", {}).items() if key in texts}
    return Correction(
        kind=kept.get("kind", ""), period=_period_in(sheet.layout, kept.get("period_in", "")), units=units
    )


def _recall_file(store: Store, sheet: Sheet) -> Correction:
    return Correction.from_json(_kept(store, _file_name(sheet))) if sheet.sha256 else Correction()


def _source_of(layout: Layout, period: Period) -> str:
    """Return what said the period that a person set."""
    for source, months in layout.said.items():
        if months.month == period.month and months.year in (None, period.year):
            return source
    return ""


def _period_in(layout: Layout, source: str) -> Period | None:
    months = layout.said.get(source)
    if months is None or not months.month or months.month < 2:
        return None
    year = months.year or layout.months.year
    return Period(year, months.month) if year else None


def _remember_heads(store: Store, sheet: Sheet) -> None:
    source = sheet.source or sheet.grid
    head = sheet.said.head or find_head(source)
    if head is not None and head.top < len(source.rows):
        kept = {"rows": head.bottom - head.top + 1 if sheet.said.head else 0, "shape": sheet.said.shape}
        _keep(store, _head_name(source.rows[head.top]), kept)


def _recall_heads(store: Store, sheet: Sheet) -> Correction:
    source = sheet.source or sheet.grid
    for row, cells in enumerate(source.rows[:_SEARCH_ROWS]):
        if len(texts_of(cells)) > 1 and (kept := _kept(store, _head_name(cells))):
            head = HeadRows(row, row + kept["rows"] - 1) if kept["rows"] else None
            return Correction(head=head, shape=kept["shape"])
    return Correction()


def _timeless(text: str) -> str:
    """Return a heading without its months and years: next month's sheet has the same layout."""
    return _TIME.sub("#", text)


def _mark(texts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]


def _layout_name(layout: Layout) -> str:
    return f"layout:{_mark(sorted({_timeless(column.text) for column in layout.columns}))}"


def _head_name(cells: list[Cell]) -> str:
    return f"heading:{_mark(_timeless(text) for text in texts_of(cells))}"


def _file_name(sheet: Sheet) -> str:
    return f"file:{_mark((sheet.sha256, sheet.grid.sheet, sheet.part))}"


def _kept(store: Store, name: str) -> dict[str, Any]:
    try:
        return dict(json.loads(store.setting(name, "{}")))
    except (ValueError, TypeError, RecursionError):  # damaged on the disk: then it was never said
        return {}


def _keep(store: Store, name: str, kept: dict[str, Any]) -> None:
    store.set_setting(name, json.dumps(kept, ensure_ascii=False, sort_keys=True))
