"""One search over firms, projects, people, ledgers and reports: by name, code or pinyin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parkdesk.office.reporting import REPORTS
from parkdesk.records import Assignment, Enterprise, Project, plain_ledgers
from parkdesk.rules.pinyin import search_text
from parkdesk.store import Query

if TYPE_CHECKING:
    from collections.abc import Iterable

    from parkdesk.records import Record
    from parkdesk.store import Store

_MOST_OF_A_KIND = 8
_MOST_OF_A_LEDGER = 4


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: what kind of thing, how it is called, what else tells it apart, and its id."""

    kind: str
    title: str
    detail: str = ""
    record: str = ""
    view: str = ""
    """The table of a ledger's row."""


def matches(text: str, *names: str) -> bool:
    """Whether a search text is part of a name, or spells it in pinyin: in full, by initials, any reading."""
    wanted = text.strip().lower()
    if not wanted:
        return False
    if any(wanted in name.lower() for name in names):
        return True
    letters = wanted.replace(" ", "")
    return letters.isascii() and letters.isalpha() and any(letters in search_text(name) for name in names)


def find_all(store: Store, text: str) -> list[Hit]:
    """Return the best hits of every kind, firms first."""
    if not text.strip():
        return []
    return [
        *_firms(store, text), *_projects(store, text), *_people(store, text), *_ledgers(store, text), *_reports(text),
    ]  # fmt: skip


def _found(store: Store, ledger: type[Record], text: str) -> Iterable[str]:
    query = Query(ledger.TABLE, search=text)
    return [row[0] for row in store.pages.rows(query, (), limit=_MOST_OF_A_KIND)]


def _firms(store: Store, text: str) -> list[Hit]:
    firms = [firm for key in _found(store, Enterprise, text) if (firm := store.find(Enterprise, key))]
    return [Hit("enterprise", firm.name, " · ".join(p for p in (firm.code, firm.park) if p), firm.id) for firm in firms]


def _projects(store: Store, text: str) -> list[Hit]:
    found = [project for key in _found(store, Project, text) if (project := store.find(Project, key))]
    return [Hit("project", one.name, " · ".join(p for p in (one.owner, one.stage) if p), one.id) for one in found]


def _people(store: Store, text: str) -> list[Hit]:
    """Return who stands behind projects."""
    names = {project.id: project.name for project in store.select(Project)}
    hits: dict[tuple[str, str], Hit] = {}
    for one in store.select(Assignment):
        if one.project in names and matches(text, one.name):
            detail = f"{names[one.project]} {one.role}{' ' + one.post if one.post else ''}"
            hits.setdefault((one.name, one.project), Hit("person", one.name, detail, one.project))
        if len(hits) >= _MOST_OF_A_KIND:
            break
    return list(hits.values())


def _ledgers(store: Store, text: str) -> list[Hit]:
    """Return every plain ledger that is called so, then the first rows of each that hold the text anywhere."""
    called = [(table, ledger) for table, ledger in plain_ledgers().items() if matches(text, ledger.LABEL)]
    hits = [Hit("ledger", ledger.LABEL, "打开这本台账", view=table) for table, ledger in called]
    for table, ledger in plain_ledgers().items():
        ids = [row[0] for row in store.pages.rows(Query(table, search=text), (), limit=_MOST_OF_A_LEDGER)]
        hits += [Hit("ledger", one.title(), ledger.LABEL, one.id, table) for one in store.records(ledger, ids).values()]
    return hits


def _reports(text: str) -> list[Hit]:
    return [Hit("report", title, "", name) for name, title in REPORTS.items() if matches(text, title)]
