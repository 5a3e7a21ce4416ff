"""What is declared of a paper, and what it is asked with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from parkdesk.errors import ReportError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from parkdesk.periods import Period
    from parkdesk.reports.inputs import Letterhead
    from parkdesk.reports.values import Report
    from parkdesk.store import Store

ANALYSIS, FIRMS, PROJECTS, PLACES, DUTIES = "运行分析", "企业与入库", "项目", "园区要素", "包抓与目标"
GROUPS = (ANALYSIS, FIRMS, PROJECTS, DUTIES, PLACES)
"""The headings under which the page lists the papers, in order."""
Cycle = Literal["month", "quarter", "year"]
CYCLES: dict[Cycle, str] = {"month": "每月", "quarter": "每季", "year": "每年"}
ALL_ROLES = frozenset({"county", "city", "park"})
BELOW_CITY = frozenset({"county", "park"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What a paper is written for; `whom` is one of the names that `Paper.each` gave, or empty for all."""

    store: Store
    period: Period
    head: Letterhead
    notes: tuple[str, ...] = ()
    whom: str = ""
    tone: str = ""
    wording: str | None = None
    """The county's own wording template; None for the shipped one."""

    @property
    def unit(self) -> str | None:
        """The unit whose records the paper is about: the desk's own, or every unit of a city."""
        return None if self.store.desk.is_city else self.store.desk.unit

    @property
    def place(self) -> str:
        """The place that the paper speaks of."""
        return self.store.place


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of the catalogue."""

    name: str
    """The word of the command line."""
    title: str
    group: str
    write: Callable[[Asked], Report]
    cycle: Cycle = "month"
    roles: frozenset[str] = ALL_ROLES
    each: Callable[[Store, Period], Sequence[str]] | None = None
    each_label: str = ""
    """What the names of a pack are: 包抓领导, 责任单位, 县区."""
    wording: str = ""
    """The file of its wording under `resources/reports/`, where the county may edit it."""
    tones: tuple[str, ...] = ()
    """The tones it can be written in, the usual one first."""
    needs_figures: bool = True
    """Whether the period must hold figures: papers about projects or visits may do without."""


def nothing_yet(paper: str, what: str, where: str) -> ReportError:
    """Return the one sentence for a ledger that is still empty."""
    return ReportError(f"{what}还没有内容，做不出《{paper}》：请先在“{where}”里录入或导入。")
