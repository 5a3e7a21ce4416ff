"""The door out, joined: which reports there are, built from a desk, saved as paper or files."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parkdesk.errors import ReportError
from parkdesk.office.dates import chinese_date
from parkdesk.office.figures import slot_matrix
from parkdesk.paths import keep_font_cache
from parkdesk.reports import fonts
from parkdesk.reports.gather import gather
from parkdesk.reports.inputs import Letterhead
from parkdesk.reports.quarterly import quarterly
from parkdesk.reports.save import save as save_file

if TYPE_CHECKING:
    from pathlib import Path

    from parkdesk.periods import Period
    from parkdesk.reports.values import Report
    from parkdesk.store import Store

REPORTS = {"quarterly": "季度工业经济运行报告"}
"""The catalogue: the name of the command line and what people call the report."""


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """What the office puts on a paper: its number, who signs, the ISO date it carries, whom it addresses."""

    document_number: str = ""
    signer: str = ""
    date: str | None = None
    addressee: str = ""


def build(store: Store, name: str, period: Period, options: ReportOptions | None = None) -> Report:
    """Write a report of a period; raises ReportError for an unknown name or a period without figures."""
    options = options or ReportOptions()
    if name not in REPORTS:
        raise ReportError(f"没有“{name}”这种报表：可以做的有 {'、'.join(REPORTS)}。")
    if period.key not in store.facts.periods():
        raise ReportError(f"{period.title}还没有任何数据，做不出报表：请先导入这个期间的月度数据。")
    keep_font_cache()
    letterhead = Letterhead(
        options.document_number,
        options.addressee,
        options.signer or store.desk.name,
        chinese_date(dt.date.fromisoformat(options.date) if options.date else store.day()),
    )
    unit = None if store.desk.is_city else store.desk.unit
    notes = fonts.notes_here()
    return quarterly(gather(store, period, slot_matrix(store, unit), letterhead, notes))


def save(report: Report, path: Path) -> None:
    """Write a report by its suffix: .pdf, .docx or .xlsx."""
    keep_font_cache()
    save_file(report, path)
