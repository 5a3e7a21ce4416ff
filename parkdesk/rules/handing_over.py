"""Handing a duty over: who held it goes into the history, who takes it holds it from the next day."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from parkdesk.records import Tenure
from parkdesk.records.names import normalise_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from parkdesk.records import Assignment, Person

_DAY = dt.timedelta(days=1)


class Handover(NamedTuple):
    """One duty handed over: as it was, as it is now, and the line of history."""

    before: Assignment
    after: Assignment
    tenure: Tenure


def tenure_of(duty: Assignment, until: str, reason: str, record_id: str) -> Tenure:
    """Return the line of history of a duty that somebody held until a day."""
    return Tenure(
        id=record_id, unit=duty.unit, project=duty.project, enterprise=duty.enterprise, about=duty.about,
        role=duty.role, name=duty.name, post=duty.post, since=duty.since, until=until, reason=reason,
    )  # fmt: skip


def day_before(day: str) -> str:
    """Return the ISO day before another."""
    return (dt.date.fromisoformat(day) - _DAY).isoformat()


def is_held_by(duty: Assignment, person: Person) -> bool:
    """Whether a duty is a person's: the same name, and the same post where both say one."""
    if normalise_name(duty.name) != normalise_name(person.name):
        return False
    return not (duty.post and person.post) or normalise_name(duty.post) == normalise_name(person.post)


def hand_over(
    duties: Iterable[Assignment], leaves: Person, takes: Person, since: str, reason: str, ids: Iterable[str]
) -> list[Handover]:
    """Return what handing every duty of one person to another from a day on would change."""
    taken = iter(ids)
    return [
        Handover(
            duty,
            replace(duty, name=takes.name, post=takes.post if duty.post else "", phone=takes.phone, since=since),
            tenure_of(duty, day_before(since), reason, next(taken)),
        )
        for duty in duties
        if is_held_by(duty, leaves)
    ]
