"""Working problems off: raised from a visit, handed to a unit with a limit in workdays, closed only with a result."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from parkdesk.errors import UsageError
from parkdesk.office.editing import save_record
from parkdesk.office.periods import work_calendar
from parkdesk.office.projects.norms import numbers
from parkdesk.plan import Outcome, Plan, RecordChange, Row, Source
from parkdesk.records import Assignment, Issue, Visit
from parkdesk.records.duties import ROLE_UNIT
from parkdesk.records.visits import CLOSED, HANDLING, SOLVED
from parkdesk.rules.lights import overdue
from parkdesk.store import new_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parkdesk.rules.workdays import WorkCalendar
    from parkdesk.store import Changes, Store


@dataclass(frozen=True, slots=True)
class IssueLine:
    """One problem with its age: by how many workdays it is late, and how many are left (None: no limit).

    `support_by` is when the units that help must have answered, `objection_by` until when the unit in charge may
    say that the problem is not its own.
    """

    issue: Issue
    late: int
    left: int | None
    support_by: str = ""
    objection_by: str = ""

    @property
    def standing(self) -> str:
        """How it stands, in words."""
        if not self.issue.is_open:
            return self.issue.state
        if self.late:
            return f"超期{self.late}个工作日"
        if self.left is None:
            return "没有时限"
        return "今天到期" if self.left == 0 else f"还有{self.left}个工作日"


def issue_lines(store: Store, today: dt.date, unit: str | None = None) -> list[IssueLine]:
    """Return every problem with its age, what presses most first."""
    calendar, norms = work_calendar(store), numbers(store)
    issues = store.select(Issue, **({"unit": unit} if unit else {}))
    lines = [_line(issue, today, calendar, norms) for issue in issues]
    return sorted(lines, key=lambda line: (not line.issue.is_open, -line.late, line.issue.due or "9999"))


def _line(issue: Issue, today: dt.date, calendar: WorkCalendar, norms: dict[str, int]) -> IssueLine:
    if not issue.is_open or not issue.due:
        return IssueLine(issue, 0, None)
    late = overdue(issue.due, None, today, calendar)
    left = None if late else max(0, calendar.between(today, dt.date.fromisoformat(issue.due)))
    if not issue.raised_on:
        return IssueLine(issue, late, left)
    raised = dt.date.fromisoformat(issue.raised_on)
    support, objection = (calendar.add(raised, norms[f"limit_{name}"]).isoformat() for name in ("support", "objection"))
    return IssueLine(issue, late, left, support if issue.support else "", objection)


def limit(store: Store, raised: dt.date) -> str:
    """Return by when the unit in charge must have solved a problem."""
    return work_calendar(store).add(raised, numbers(store)["limit_lead"]).isoformat()


def next_number(issues: Iterable[Issue]) -> str:
    """Return the number that the next problem gets."""
    return str(max((int(one.number) for one in issues if one.number.isdigit()), default=0) + 1)


def waiting_visits(store: Store, unit: str | None = None) -> list[Visit]:
    """Return the visits that heard a problem which is no line of the ledger yet."""
    visits = store.select(Visit, **({"unit": unit} if unit else {}))
    return [one for one in visits if one.problem and not one.handled]


def raise_from(store: Store, visits: Sequence[Visit]) -> Plan:
    """Return what making the problems of visits lines of the ledger would change; each goes to its department."""
    number = int(next_number(store.select(Issue)))
    leads = {one.subject: one.name for one in store.select(Assignment, role=ROLE_UNIT)}
    changes, rows = [], []
    for at, visit in enumerate(visits):
        day = visit.day or store.day().isoformat()
        issue = Issue(
            id=new_id(), unit=visit.unit, number=str(number + at), project=visit.project, enterprise=visit.enterprise,
            about=visit.about, text=visit.problem, source="走访", raised_on=day,
            lead=leads.get(visit.project or visit.enterprise, ""), due=limit(store, dt.date.fromisoformat(day)),
        )  # fmt: skip
        changes += [RecordChange(None, issue), RecordChange(visit, replace(visit, handled=True))]
        rows.append(Row(Outcome.NEW, issue.title(), subject=issue.project or issue.enterprise))
    return Plan(Source("form", reason="走访收集的问题立项"), tuple(changes), rows=tuple(rows), basis=store.seq)


def solve(store: Store, issue: Issue, result: str, progress: str = "") -> Changes:
    """Say that a problem is solved; raises UsageError without a result."""
    if not result.strip():
        raise UsageError(f"“{issue.title()}”没有写结果，没有办结：请写明结果后再办结。")
    progress = progress.strip() or issue.progress
    return save_record(store, issue, replace(issue, state=SOLVED, result=result.strip(), progress=progress))


def close(store: Store, issue: Issue, satisfaction: str, day: dt.date) -> Changes:
    """Strike a solved problem off (销号) after asking back; raises UsageError without a result."""
    if not issue.result.strip():
        raise UsageError(f"“{issue.title()}”没有结果，不能销号：请先写明结果。")
    if not satisfaction:
        raise UsageError(f"“{issue.title()}”没有回访满意度，不能销号：请先回访。")
    after = replace(issue, state=CLOSED, satisfaction=satisfaction, closed_on=day.isoformat())
    return save_record(store, issue, after)


def reopen(store: Store, issue: Issue, reason: str) -> Changes:
    """Take a problem up again."""
    after = replace(issue, state=HANDLING, result="", satisfaction="", closed_on=None)
    return save_record(store, issue, after, reason)
