"""定稿: a paper that went out is kept, can be printed again as it was, and says what has changed since."""

from __future__ import annotations

import difflib
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parkdesk.amounts import UNITS, show
from parkdesk.errors import ReportError
from parkdesk.office import reporting
from parkdesk.periods import Period
from parkdesk.records import Measure
from parkdesk.records.indicators import MEASURE_LABELS
from parkdesk.reports.kept import fingerprint, freeze, thaw
from parkdesk.reports.to_pdf import to_pdf
from parkdesk.reports.values import cell_text
from parkdesk.store import IssuedPaper, new_id

if TYPE_CHECKING:
    from parkdesk.reports.values import Report
    from parkdesk.store import Revision, Store

_SHOWN = 12  # letters of a fingerprint that people compare


@dataclass(frozen=True, slots=True)
class Since:
    """What came after a paper was issued: its lines that would read otherwise now, and the figures behind them."""

    lines: tuple[str, ...]
    revisions: tuple[str, ...]
    told: str = ""
    """Why the paper cannot be written anew at all, where it cannot."""

    @property
    def is_same(self) -> bool:
        """Whether nothing changed."""
        return not (self.lines or self.revisions or self.told)


def issue(store: Store, name: str, period: Period, report: Report, whom: str = "") -> IssuedPaper:
    """Keep a paper that goes out; the same paper issued again is not kept twice."""
    mark = fingerprint(report)
    for known in store.issued.all():
        if (known.paper, known.period, known.whom, known.fingerprint) == (name, period.text, whom, mark):
            return known
    page_print = hashlib.sha256(to_pdf(report)).hexdigest()
    made = IssuedPaper(
        new_id(), name, period.text, whom, report.file_title, mark, page_print, store.now_text(), store.by, store.seq
    )
    with store.transaction():
        store.issued.keep(made, freeze(report))
    return made


def short(paper: IssuedPaper) -> str:
    """Return the part of a fingerprint that people compare."""
    return paper.fingerprint[:_SHOWN]


def reprint(store: Store, start: str) -> tuple[IssuedPaper, Report]:
    """Return an issued paper as it was, by the beginning of its id or fingerprint."""
    found = store.issued.find(start.strip())
    if len(found) != 1:
        raise ReportError(f"没有编号或指纹以“{start}”开头的定稿：请用“定稿”列表核对。" if not found else
                          f"以“{start}”开头的定稿有{len(found)}份：请多写几位。")  # fmt: skip
    content = store.issued.content(found[0].id)
    assert content is not None
    report = thaw(content)
    if fingerprint(report) != found[0].fingerprint:
        raise ReportError(f"《{found[0].title}》的存档与它的指纹不符，没有打开：请从最近的备份还原台账。")
    return found[0], report


def is_same_page(paper: IssuedPaper, report: Report) -> bool:
    """Whether the paper set in type here gives the very same PDF: other fonts or a newer layout give another."""
    return hashlib.sha256(to_pdf(report)).hexdigest() == paper.page_print


def since(store: Store, paper: IssuedPaper) -> Since:
    """Say what has changed since a paper was issued."""
    period = Period.parse(paper.period)
    _, old = reprint(store, paper.id)
    unit = None if store.desk.is_city else store.desk.unit
    revisions = tuple(_revised(store, one) for one in store.facts.revised_since(period.key, paper.seq, unit))
    try:
        new = reporting.build(store, paper.paper, period, reporting.ReportOptions(whom=paper.whom))
    except ReportError as told:
        return Since((), revisions, str(told))
    return Since(tuple(_differing(_lines(old), _lines(new))), revisions)


def _lines(report: Report) -> list[str]:
    """Return what a paper says, line by line: its sentences and the rows of its tables."""
    said = [text for text in report.text().split("\n") if text not in _letterhead(report)]
    rows = [row for table, _ in report.tables() for row in table.rows]
    return said + ["　".join(filter(None, map(cell_text, row.cells))) for row in rows]


def _letterhead(report: Report) -> set[str]:
    return {report.document_number, report.addressee, report.signature, report.date, report.byline}


def _differing(old: list[str], new: list[str]) -> list[str]:
    said = []
    for line in difflib.ndiff(old, new):
        if line.startswith("- "):
            said.append(f"原文：{line[2:]}")
        elif line.startswith("+ "):
            said.append(f"现在：{line[2:]}")
    return said


def _revised(store: Store, one: Revision) -> str:
    indicator = store.indicators()[one.indicator]
    unit = UNITS[indicator.unit]

    def told(value: int | None) -> str:
        return "没有数" if value is None else f"{show(value, unit, indicator.decimals)}{unit.name}"

    label = MEASURE_LABELS[Measure(one.measure)]
    through = "，".join(part for part in (one.by, one.at[:16].replace("T", " "), one.file, one.reason) if part)
    return f"{one.name}的{indicator.name}{label}由{told(one.old)}改为{told(one.new)}（{through}）"
