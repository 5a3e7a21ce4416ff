"""What is doubtful about projects, duties and visits (核实): kept as it came, said in one sentence, never dropped."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parkdesk.amounts import UNITS, show
from parkdesk.records.names import normalise_name
from parkdesk.records.projects import EARLY_STAGES, FINISHED_STAGES, STOPPED_STAGES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from parkdesk.records import Assignment, Person, Project, Visit


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing to look at: its rule, the record it is about, and the sentence."""

    rule: str
    record: str
    text: str


def about_project(project: Project) -> list[Doubt]:
    """Return what is doubtful about a project's own columns."""
    found = []

    def add(rule: str, text: str) -> None:
        found.append(Doubt(rule, project.id, f"{project.name}{text}"))

    undated = not project.start and not project.finish and "起止年限" not in project.notes
    if undated and project.stage not in STOPPED_STAGES:
        add("no_dates", "没有开工时间和竣工时间；请补上，否则看不出进度快慢。")
    elif project.start and project.finish and project.finish < project.start:
        add("span", f"的竣工时间{project.finish}早于开工时间{project.start}；请核对。")
    spent = max(project.done or 0, project.month_done or 0)
    if project.stage in EARLY_STAGES and spent > 0:
        amount = show(spent, UNITS["万元"], 0, grouped=True)
        add("early_money", f"还在{project.stage}阶段，却填了完成投资{amount}万元；请核对是阶段没有更新还是数填错了。")
    if project.total and project.done and project.done > project.total:
        done, total = (show(value, UNITS["万元"], 0, grouped=True) for value in (project.done, project.total))
        add("over_total", f"的累计完成{done}万元，超过总投资{total}万元；请核对。")
    if project.light and not project.light_reason:
        add("light", f"人工定为{project.light}灯，没有写原因；请补上。")
    if project.stage in FINISHED_STAGES and not project.finish:
        add("no_finish", f"已{project.stage}，没有竣工时间；请补上。")
    return found


def about_people(duties: Iterable[Assignment], roles: Mapping[str, str], people: Sequence[Person]) -> list[Doubt]:
    """Return what is doubtful about who holds duties; `roles` gives the level that each duty is of.

    One name with several posts may be one person with two posts or two of one name; who left still holds a duty.
    """
    found: list[Doubt] = []
    posts: dict[str, dict[str, str]] = defaultdict(dict)
    known: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        known[normalise_name(person.name)].append(person)
    for duty in duties:
        if duty.role not in roles:
            continue
        key = normalise_name(duty.name)
        if duty.post:
            posts[key].setdefault(normalise_name(duty.post), duty.id)
        if gone := _gone(duty, known.get(key, [])):
            found.append(
                Doubt("left", duty.id, f"{duty.role}{duty.name}已于{gone.until}离任，这项责任还在他名下；请移交。")
            )
    for key, held in posts.items():
        if len(held) > 1:
            names = "、".join(held)
            record = next(iter(held.values()))
            text = f"{_shown(key, people)}有{len(held)}个职务（{names}）；请核对是一人两职还是两人同名。"
            found.append(Doubt("two_posts", record, text))
    return found


def _gone(duty: Assignment, named: Sequence[Person]) -> Person | None:
    """Return the person that left and still holds a duty; of several with one name the post decides."""
    same = [one for one in named if not duty.post or normalise_name(one.post) == normalise_name(duty.post)]
    if not same or any(not one.until for one in same):
        return None
    last = max(same, key=lambda one: one.until or "")
    return last if not duty.since or duty.since <= (last.until or "") or not duty.post else None


def _shown(key: str, people: Sequence[Person]) -> str:
    return next((one.name for one in people if normalise_name(one.name) == key), key)


UNKNOWN_SUBJECT = "unknown_subject"


def about_subject(visit: Visit) -> Doubt | None:
    """Return that a visit counts for nobody, where no ledger has whom it was to."""
    if visit.project or visit.enterprise:
        return None
    text = f"{visit.title()}：项目表和企业库里没有对上“{visit.about}”，不计入次数；双击对上或改名称。"
    return Doubt(UNKNOWN_SUBJECT, visit.id, text)


def about_visit(visit: Visit, since: str, today: dt.date) -> Doubt | None:
    """Return what is doubtful about a visit's day; `since` is when its duty began, empty where nobody knows."""
    if visit.day is None:
        return Doubt("no_day", visit.id, f"{visit.title()}没有日期，不计入次数；请补上。")
    if visit.day > today.isoformat():
        return Doubt("future", visit.id, f"{visit.title()}：日期还没有到，先不计入次数；请核对。")
    if since and visit.day < since:
        return Doubt("before", visit.id, f"{visit.title()}：早于责任起始日期{since}，不计入次数；请核对。")
    return None
