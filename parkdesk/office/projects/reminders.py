"""What projects, problems, notices and the rhythm ask for today, a line each for the workbench."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkdesk.office.projects.issues import issue_lines
from parkdesk.office.projects.lights import lights
from parkdesk.office.projects.notices import risen
from parkdesk.office.projects.rhythm import task_lines
from parkdesk.office.workbench import Item
from parkdesk.records import Notice, Project
from parkdesk.records.notices import DRAFT
from parkdesk.records.projects import RED

if TYPE_CHECKING:
    import datetime as dt

    from parkdesk.store import Store

_SOON, _LONG_AGO = 7, 45
_NAMED = 3


def project_items(store: Store, today: dt.date) -> list[Item]:
    """Return the lines, what presses most first; a desk without projects has none."""
    names = {one.id: one.name for one in store.select(Project)}
    if not names:
        return []
    red = [names[key] for key, light in lights(store, today).items() if light.shown == RED]
    late = [line.issue.title() for line in issue_lines(store, today) if line.late]
    drafts = [one.title() for one in store.select(Notice, state=DRAFT)]
    silent = [one.title() for one in risen(store, today)]
    waiting = [line for line in task_lines(store, today.year) if line.done is None]
    near = [
        f"{line.task.period}{line.task.name}" for line in waiting if -_LONG_AGO <= (line.task.due - today).days <= _SOON
    ]
    found = (
        ("red", f"{len(red)} 个项目亮红灯", red, "bad"),
        ("issues", f"{len(late)} 个问题超期", late, "bad"),
        ("risen", f"{len(silent)} 份督办到期没有反馈", silent, "bad"),
        ("drafts", f"{len(drafts)} 份督办等着编号发出", drafts, "warn"),
        ("rhythm", f"{len(near)} 项节奏任务到期或将到期", near, "warn"),
    )
    return [Item(kind, text, _few(listed), tone) for kind, text, listed, tone in found if listed]


def _few(listed: list[str]) -> str:
    return "、".join(listed[:_NAMED]) + (" 等" if len(listed) > _NAMED else "")
