"""The rhythm calendar: what each period asks for, what is done, and what is late."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from parkdesk.office.editing import save_record
from parkdesk.office.periods import work_calendar
from parkdesk.records import RhythmTask, Slot, Template
from parkdesk.rules.rhythm import Task, tasks
from parkdesk.store import new_id

if TYPE_CHECKING:
    import datetime as dt

    from parkdesk.store import Changes, Store


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One task and whether it is done; `mechanism` is whose rhythm it is."""

    task: Task
    mechanism: str
    done: RhythmTask | None

    def standing(self, today: dt.date) -> str:
        """Say how the task stands."""
        if self.done is not None:
            return f"{self.done.done_on} 完成"
        days = (self.task.due - today).days
        return f"超期{-days}天" if days < 0 else "今天" if days == 0 else f"还有{days}天"

    def tone(self, today: dt.date) -> str:
        """Return the role of its colour."""
        if self.done is not None:
            return "good"
        days = (self.task.due - today).days
        return "bad" if days < 0 else "warn" if days <= 7 else ""


def task_lines(store: Store, year: int) -> list[TaskLine]:
    """Return the year's tasks of every rhythm that is in use."""
    used = {one.ref: one.name for one in store.select(Template) if one.in_use and one.target == "county"}
    slots = [slot for slot in store.select(Slot) if slot.ref in used]
    names = {slot.template: used[slot.ref] for slot in slots}
    done = {(one.task, one.period): one for one in store.select(RhythmTask)}
    return [
        TaskLine(task, names[task.template], done.get((task.name, task.period)))
        for task in tasks(slots, year, work_calendar(store))
    ]


def mark_done(store: Store, line: TaskLine, day: dt.date, document: str) -> Changes:
    """Note that a task is done, and by which paper."""
    made = RhythmTask(
        id=new_id(), unit=store.desk.unit, task=line.task.name, period=line.task.period, done_on=day.isoformat(),
        document=document,
    )  # fmt: skip
    if line.done is not None:
        made = replace(line.done, done_on=day.isoformat(), document=document)
    return save_record(store, line.done, made)


def mark_open(store: Store, line: TaskLine) -> Changes | None:
    """Take back that a task is done."""
    return save_record(store, line.done, None) if line.done is not None else None
