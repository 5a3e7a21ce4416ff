"""One visit typed by hand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from parkdesk.errors import UsageError
from parkdesk.intake.subjects import tie
from parkdesk.office.editing import save_record
from parkdesk.records import Enterprise, Project, Visit
from parkdesk.store import new_id

if TYPE_CHECKING:
    from parkdesk.store import Changes, Store


@dataclass(frozen=True, slots=True)
class VisitSaid:
    """What is typed of a visit; `subject` is the project or firm by its id."""

    subject: str
    about: str
    level: str
    visitor: str
    form: str
    content: str = ""
    problem: str = ""


def tie_to_ledgers(store: Store, unit: str) -> Changes | None:
    """Tie what was recorded before its project or firm was known to it by name; None where nothing can be tied."""
    plan = tie(store, unit)
    return None if plan.is_empty else store.apply(plan)


def record_visit(store: Store, unit: str, day: str | None, said: VisitSaid) -> Changes:
    """Write a visit; one that is like another in everything is counted as the next of its like.

    Raises UsageError without a day.
    """
    if not day:
        raise UsageError(f"走访“{said.about}”没有日期，没有记：请填日期。")
    visit = Visit(
        id=new_id(), unit=unit, day=day, about=said.about, level=said.level, visitor=said.visitor, form=said.form,
        content=said.content, problem=said.problem,
        project=said.subject if store.find(Project, said.subject) else "",
        enterprise=said.subject if store.find(Enterprise, said.subject) else "",
    )  # fmt: skip
    alike = {one.natural_key() for one in store.select(Visit, day=day)}
    while visit.natural_key() in alike:
        visit = replace(visit, ordinal=visit.ordinal + 1)
    return save_record(store, None, visit)
