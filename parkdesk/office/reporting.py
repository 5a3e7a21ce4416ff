"""The door out, joined: a paper of the catalogue written from a desk, one for each reader in a pack, saved as files."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from parkdesk.errors import ReportError
from parkdesk.office.attachments import safe_name
from parkdesk.office.dates import chinese_date
from parkdesk.office.editing import save_record
from parkdesk.office.papers import revisions
from parkdesk.office.papers.catalogue import CATALOGUE, find, of_role
from parkdesk.office.papers.entry import Asked
from parkdesk.office.papers.letters import given_of
from parkdesk.paths import keep_font_cache
from parkdesk.records import Wording
from parkdesk.records.offices import ROLES
from parkdesk.reports import fonts
from parkdesk.reports.crew import save_all
from parkdesk.reports.inputs import Letterhead
from parkdesk.reports.letters import placeable, shipped_wording
from parkdesk.reports.quarterly_values import values_of
from parkdesk.reports.save import save as save_file
from parkdesk.reports.values import Table
from parkdesk.reports.wording import described
from parkdesk.store import new_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from parkdesk.office.papers.entry import Paper
    from parkdesk.periods import Period
    from parkdesk.reports.values import Report
    from parkdesk.store import Store

_OWN, _ABOVE = "county", "city"
"""Whose wording it is, as the record says it."""
REPORTS = {paper.name: paper.title for paper in CATALOGUE}
"""The catalogue: the name of the command line and what people call the report."""


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """What the office puts on a paper: its number, who signs, its ISO date, whom it addresses, whom it is about."""

    document_number: str = ""
    signer: str = ""
    date: str | None = None
    addressee: str = ""
    whom: str = ""
    tone: str = ""
    red_head: bool = False
    """Whether the office's red name stands over it; often it is printed beforehand."""
    wording: str | None = None
    """A wording that is being tried; None for the one that is kept."""


def papers(store: Store) -> tuple[Paper, ...]:
    """Return the papers that this desk makes."""
    return of_role(store.desk.role)


def build(store: Store, name: str, period: Period, options: ReportOptions | None = None) -> Report:
    """Write a report of a period; raises ReportError for an unknown name or where there is nothing to write.

    Where figures of it, or of an earlier period of the year, changed after they were sealed, an annex lists them.
    """
    options = options or ReportOptions()
    paper = find(name)
    if store.desk.role not in paper.roles:
        whose = "、".join(ROLES[role] for role in ROLES if role in paper.roles)
        raise ReportError(f"《{paper.title}》由{whose}台账编制，本台账是{ROLES[store.desk.role]}的，做不出来。")
    if paper.needs_figures and period.key not in store.facts.periods():
        raise ReportError(f"{period.title}还没有任何数据，做不出报表：请先导入这个期间的月度数据。")
    if options.whom and paper.each is not None and options.whom not in paper.each(store, period):
        raise ReportError(f"《{paper.title}》里没有{paper.each_label}“{options.whom}”：请从列表中选一个，或不填写。")
    keep_font_cache()
    report = paper.write(_asked(store, paper, period, options))
    revised = revisions.annex(store, period) if paper.needs_figures else None
    return replace(report, annexes=(*report.annexes, revised)) if revised else report


def _asked(store: Store, paper: Paper, period: Period, options: ReportOptions) -> Asked:
    day = dt.date.fromisoformat(options.date) if options.date else store.day()
    signer = options.signer or store.desk.name
    red = f"{signer}文件" if options.red_head else ""
    head = Letterhead(options.document_number, options.addressee, signer, chinese_date(day), red)
    words = own_wording(store, paper) if options.wording is None else options.wording
    return Asked(store, period, head, fonts.notes_here(), options.whom, options.tone, words)


def own_wording(store: Store, paper: Paper) -> str | None:
    """Return this office's wording of a paper, else the one from above; None where it uses the shipped one."""
    held = {one.origin: one.text for one in store.select(Wording, paper=paper.wording)} if paper.wording else {}
    return held.get(_OWN) or held.get(_ABOVE)


def wording_of(store: Store, paper: Paper) -> str:
    """Return the wording that a paper is written in now."""
    return own_wording(store, paper) or shipped_wording(paper.wording)


def keep_wording(store: Store, paper: Paper, text: str) -> None:
    """Keep the county's own wording; the shipped one, or none, takes its own back."""
    held = {one.origin: one for one in store.select(Wording, paper=paper.wording)}
    before, above = held.get(_OWN), held.get(_ABOVE)
    usual = above.text if above else shipped_wording(paper.wording)
    after: Wording | None = Wording(id=before.id if before else new_id(), paper=paper.wording, text=text)
    if text.strip() in ("", usual.strip()):
        after = None
    if before != after:
        save_record(store, before, after)


def sayable(store: Store, paper: Paper, period: Period) -> list[tuple[str, str]]:
    """Return what a wording may say: each name with what it says now; tables and charts as `@名称`."""
    given = given_of(_asked(store, paper, period, ReportOptions()), paper.tones[0] if paper.tones else "")
    blocks = [(f"@{name}", "表" if isinstance(block, Table) else "图") for name, block in placeable(given).items()]
    return [*described(values_of(given)), *blocks]


def readers(store: Store, name: str, period: Period) -> tuple[str, ...]:
    """Return for whom a pack of this paper is made: its leaders, departments or units."""
    paper = find(name)
    return tuple(paper.each(store, period)) if paper.each is not None else ()


def build_each(
    store: Store, name: str, period: Period, options: ReportOptions | None = None
) -> Iterator[tuple[str, Report]]:
    """Write a paper once for each of its readers."""
    paper, names = find(name), readers(store, name, period)
    if not names:
        label = paper.each_label or "对象"
        raise ReportError(f"《{paper.title}》没有可以分发的{label}，没有生成：请先登记{label}，或只生成一份总表。")
    for whom in names:
        yield whom, build(store, name, period, replace(options or ReportOptions(), whom=whom))


def save(report: Report, path: Path, ready: Callable[[], None] | None = None) -> None:
    """Write a report by its suffix: .pdf, .docx or .xlsx; `ready` may still break off before the file appears."""
    keep_font_cache()
    save_file(report, path, ready)


def save_each(
    made: list[tuple[str, Report]], folder: Path, suffix: str, step: Callable[[int, int], None] | None = None
) -> list[Path]:
    """Write a pack into a folder, a file for each reader; `step` hears how many of how many are done."""
    keep_font_cache()
    names = [safe_name(f"{whom}_{report.file_title}{suffix}") for whom, report in made]
    jobs = [(report, folder / name) for (_, report), name in zip(made, names, strict=True)]
    paths = []
    for path in save_all(jobs):
        paths.append(path)
        if step is not None:
            step(len(paths), len(jobs))
    return paths
