"""红黄绿: how a project runs against its plan, by the county's own lines (domain §2.6), each light with its reasons."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from parkdesk.amounts import half_up
from parkdesk.records.projects import AMBER, EARLY_STAGES, FINISHED_STAGES, GREEN, RED, STOPPED_STAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from parkdesk.records import Milestone, Project, StageDay
    from parkdesk.rules.workdays import WorkCalendar

UNKNOWN = ""
_RANK = {UNKNOWN: 0, GREEN: 1, AMBER: 2, RED: 3}
_NOT_COUNTED = "未入统"


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that spoke: the light it asks for, why, and its code."""

    light: str
    text: str
    rule: str


@dataclass(frozen=True, slots=True)
class Light:
    """A project's light: what the rules say with their reasons, and what a person set instead."""

    by_rule: str
    reasons: tuple[Reason, ...]
    by_hand: str = ""
    hand_reason: str = ""

    @property
    def shown(self) -> str:
        """The light that counts: a person's word goes before the rules."""
        return self.by_hand or self.by_rule

    @property
    def why(self) -> str:
        """What speaks for the light, worst first, in words."""
        if self.by_hand:
            said = f"人工定为{self.by_hand}灯：{self.hand_reason or '没有写原因'}"
            return f"{said}（按规则为{self.by_rule or '不亮'}灯）" if self.by_hand != self.by_rule else said
        ranked = sorted(self.reasons, key=lambda reason: -_RANK[reason.light])
        return "；".join(reason.text for reason in ranked)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a light is judged by: the day, the period of the money, milestones, stage days, the county's lines."""

    today: dt.date
    norms: Mapping[str, int]
    workdays: WorkCalendar
    milestones: tuple[Milestone, ...] = ()
    stages: tuple[StageDay, ...] = ()


def judge(project: Project, given: Evidence) -> Light:
    """Return a project's light with every rule's reason."""
    reasons = tuple(_reasons(project, given))
    worst = max((reason.light for reason in reasons), key=_RANK.__getitem__, default=UNKNOWN)
    return Light(worst, reasons, project.light, project.light_reason)


def _reasons(project: Project, given: Evidence) -> Iterable[Reason]:
    if project.stage in STOPPED_STAGES:
        yield Reason(UNKNOWN, f"项目{project.stage}，不亮灯", "stopped")
        return
    yield from _milestones(given)
    if project.stage in FINISHED_STAGES:
        yield Reason(GREEN, f"已{project.stage}", "finished")
        return
    if project.stage in EARLY_STAGES:
        yield from _start(project, given)
        return
    yield from _investment(project, given)
    yield from _finish(project, given)
    yield from _counted(project, given)


def _milestones(given: Evidence) -> Iterable[Reason]:
    for one in given.milestones:
        late = overdue(one.due, one.done_on, given.today, given.workdays)
        if late >= given.norms["milestone_yellow"]:
            light = RED if late >= given.norms["milestone_red"] else AMBER
            yield Reason(light, f"节点“{one.name}”应于{one.due}完成，超期{late}个工作日", "milestone")


def overdue(due: str | None, done_on: str | None, today: dt.date, workdays: WorkCalendar) -> int:
    """Return by how many workdays something open is late; 0 where done, not due yet or undated."""
    if not due or done_on:
        return 0
    return max(0, workdays.between(dt.date.fromisoformat(due), today))


def _start(project: Project, given: Evidence) -> Iterable[Reason]:
    """Say whether a project should have begun: the month it was to start in is the first that counts."""
    if not project.start:
        yield Reason(UNKNOWN, "没有开工时间，看不出该不该开工", "no_start")
        return
    late = months_between(project.start, given.today) + 1
    if late < given.norms["start_yellow"]:
        yield Reason(GREEN, f"计划{project.start}开工，还没有到", "start")
        return
    light = RED if late >= given.norms["start_red"] else AMBER
    yield Reason(light, f"计划{project.start}开工，到第{late}个月还在{project.stage}阶段", "start")


def _investment(project: Project, given: Evidence) -> Iterable[Reason]:
    if project.done is None or not project.plan or project.period is None:
        yield Reason(UNKNOWN, "没有年度计划或累计完成，算不出进度", "no_money")
        return
    rate = Fraction(project.done * 100, project.plan)
    elapsed = Fraction((project.period % 100) * 100, 12)
    # Both are compared as they are shown, so that a reader gets the same difference.
    behind = half_up(elapsed, 1) - half_up(rate, 1)
    words = f"完成年度计划的{half_up(rate, 1)}%，序时进度{half_up(elapsed, 1)}%"
    if behind > given.norms["light_red"]:
        yield Reason(RED, f"{words}，落后{behind}个百分点", "investment")
    elif behind >= given.norms["light_yellow"]:
        yield Reason(AMBER, f"{words}，落后{behind}个百分点", "investment")
    else:
        yield Reason(GREEN, words, "investment")


def _finish(project: Project, given: Evidence) -> Iterable[Reason]:
    """Say whether a project should be finished by now; its last month is not late yet."""
    if not project.finish or (late := months_between(project.finish, given.today)) <= 0:
        return
    light = RED if late >= given.norms["start_red"] else AMBER
    yield Reason(light, f"计划{project.finish}竣工，已过{late}个月，还在{project.stage or '建设'}阶段", "finish")


def _counted(project: Project, given: Evidence) -> Iterable[Reason]:
    if project.counted != _NOT_COUNTED:
        return
    began = next((one.day for one in given.stages if one.stage == "开工" and one.day), None) or project.start
    if not began:
        return
    late = months_between(began[:7], given.today)
    if late > given.norms["counted_red"]:
        yield Reason(RED, f"开工{late}个月还没有入统", "counted")
    elif late >= given.norms["counted_yellow"]:
        yield Reason(AMBER, f"开工{late}个月还没有入统", "counted")


def months_between(month: str, today: dt.date) -> int:
    """Return how many months lie between a month (`2026-09`) and the day's month; negative where it is to come."""
    year, number = (int(part) for part in month.split("-")[:2])
    return (today.year - year) * 12 + today.month - number


def last_day(period: int) -> dt.date:
    """Return the last day of a period's last month (202602 → 28 February, in a leap year the 29th)."""
    year, month = divmod(period, 100)
    return dt.date(year, month, calendar.monthrange(year, month)[1])
