"""Every paper that the program can make, in the order people see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkdesk.errors import ReportError
from parkdesk.office.papers import firms, letters, places, projects, ranking

if TYPE_CHECKING:
    from parkdesk.office.papers.entry import Paper

CATALOGUE: tuple[Paper, ...] = (
    *letters.PAPERS, *ranking.PAPERS, *firms.PAPERS, *projects.PAPERS, *places.PAPERS,
)  # fmt: skip


def find(name: str) -> Paper:
    """Return a paper by its word; raises ReportError with the words there are."""
    for paper in CATALOGUE:
        if paper.name == name:
            return paper
    raise ReportError(f"没有“{name}”这种报表：可以做的有 {'、'.join(paper.name for paper in CATALOGUE)}。")


def of_role(role: str) -> tuple[Paper, ...]:
    """Return the papers that a desk of this role makes."""
    return tuple(paper for paper in CATALOGUE if role in paper.roles)
