"""Papers about projects and duties: T4 to T8, the score of departments."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from parkdesk.office.dates import chinese_date
from parkdesk.office.figures import slot_matrix
from parkdesk.office.papers.entry import DUTIES, PROJECTS, Paper, nothing_yet
from parkdesk.office.projects import mechanisms
from parkdesk.office.projects.issues import issue_lines
from parkdesk.office.projects.lights import lights
from parkdesk.office.projects.norms import visit_norms
from parkdesk.office.projects.notices import gap_rows
from parkdesk.office.projects.scoring import scores
from parkdesk.office.projects.visiting import by_department, duty_lines, official_order, place_of
from parkdesk.office.projects.war_map import war_map_of
from parkdesk.records import Assignment, Notice, Project, Template, catalogue
from parkdesk.records.notices import CLEARED, EVERY
from parkdesk.reports import duty_forms, fonts, notice_letters, project_forms
from parkdesk.reports.cells import entries
from parkdesk.reports.project_tables import DONE, PLAN, duties_of
from parkdesk.reports.traces import joined
from parkdesk.reports.war_sheet import war_sheet
from parkdesk.rules.lights import last_day

if TYPE_CHECKING:
    from parkdesk.office.papers.entry import Asked
    from parkdesk.office.projects.scoring import Score
    from parkdesk.office.projects.visiting import DepartmentLine
    from parkdesk.periods import Period
    from parkdesk.reports.traces import Origin
    from parkdesk.reports.values import Report, Sheet
    from parkdesk.rules.slots import MemberSlots, ProjectSlots
    from parkdesk.store import Store

_PARTS = {
    "slots": ("要素完整", ("projects", "assignments")),
    "visits": ("走访帮扶", ("assignments", "tenures", "visits")),
    "issues": ("问题解决", ("issues",)),
    "progress": ("投资进度", (DONE, PLAN)),
}
"""The parts of a department's score: how they are called and which records they are judged by."""


def _of_unit(asked: Asked) -> dict[str, str]:
    return {"unit": asked.unit} if asked.unit else {}


def leaders(store: Store, _: Period) -> list[str]:
    """Return who leads a project, in the county's official order."""
    order = official_order(store)
    posts = {one.name: one.post for one in store.select(Assignment, role="包抓领导")}
    named = {one.leader: posts.get(one.leader, "") for one in store.select(Project) if one.leader}
    return sorted(named, key=lambda name: place_of(order, name, named[name]))


def write_overview(asked: Asked) -> Report:
    """Write T4, for one leader's projects or for all."""
    projects = [p for p in asked.store.select(Project, **_of_unit(asked)) if asked.whom in ("", p.leader)]
    if not projects:
        raise nothing_yet("重点工业项目进展一览表", "项目", "项目“六个一”")
    shown = lights(asked.store, last_day(asked.period.key), asked.unit)
    return project_forms.overview(projects, shown, asked.period, asked.place, asked.head, asked.notes)


def write_duties(asked: Asked) -> Report:
    """Write T5: one table for each mechanism that holds somebody."""
    names = {one.ref: one.name for one in asked.store.select(Template)}
    tables: dict[str, list[ProjectSlots | MemberSlots]] = {}
    for judged in slot_matrix(asked.store, asked.unit):
        tables.setdefault(judged.project.template or catalogue.DEFAULT_TEMPLATE, []).append(judged)
    for member in mechanisms.member_matrix(asked.store, asked.unit):
        tables.setdefault(member.member.template, []).append(member)
    if not any(one.slots for judged in tables.values() for one in judged):
        raise nothing_yet("包抓责任表", "项目和挂联对象", "项目“六个一”")
    listed = [(names.get(ref, ref), [one for one in judged if one.slots]) for ref, judged in tables.items()]
    return project_forms.duties(listed, asked.place, asked.period, asked.head, asked.notes)


def write_visits(asked: Asked) -> Report:
    """Write T6."""
    lines = duty_lines(asked.store, last_day(asked.period.key), asked.unit)
    if not lines:
        raise nothing_yet("走访帮扶情况统计表", "包抓责任", "项目“六个一”")
    rows = [
        duty_forms.VisitLine(
            one.department, len(one.subjects), one.levels, one.heard, one.raised, one.solved, _behind(one)
        )
        for one in by_department(asked.store, lines, asked.unit)
    ]
    said = [f"{norm.name}每{EVERY[norm.every]}不少于{norm.number}次" for norm in visit_norms(asked.store)]
    norms = f"应走访按{'、'.join(said)}计；期中接手的按天数折算，周次按整周（周一至周日）计"
    return duty_forms.visits(rows, asked.period, asked.place, asked.head, norms, asked.notes)


def _behind(line: DepartmentLine) -> dict[str, tuple[Origin, ...]]:
    """Return the duties and visits of each level and the problems that a department's numbers count."""
    found: dict[str, tuple[Origin, ...]] = {}
    for level in line.levels:
        mine = [one for one in line.lines if one.level == level]
        found[level] = joined(origin for one in mine for origin in entries(one.duty))
        found[duty_forms.DONE_OF + level] = entries(*(visit for one in mine for visit in one.visits))
    found[duty_forms.HEARD] = entries(*line.told)
    found[duty_forms.RAISED] = entries(*line.issues)
    found[duty_forms.SOLVED] = entries(*(issue for issue in line.issues if not issue.is_open))
    return found


def _scored_by(score: Score) -> tuple[Origin, ...]:
    """Return the projects, duties, visits, problems and notices that a department's score stands on."""
    line = score.line
    return joined((
        *entries(*(one.project for one in score.judged)),
        *(origin for one in score.judged for origin in duties_of(one)),
        *(origin for one in line.lines for origin in (*entries(one.duty), *entries(*one.visits))),
        *entries(*line.issues), *entries(*score.notices),
    ))  # fmt: skip


def addressees(store: Store, _: Period) -> list[str]:
    """Return to whom notices are open."""
    return list(dict.fromkeys(one.addressee for one in store.select(Notice) if one.state != CLEARED))


def write_notices(asked: Asked) -> Report:
    """Write T7: the open notices, to one addressee or to all, as one job."""
    listed = [
        one
        for one in asked.store.select(Notice, **_of_unit(asked))
        if one.state != CLEARED and asked.whom in ("", one.addressee)
    ]
    if not listed:
        raise nothing_yet("督办通知单", "督办", "项目“六个一”的督办")
    letters = []
    for one in listed:
        day = chinese_date(dt.date.fromisoformat(one.issued_on)) if one.issued_on else asked.head.date
        letters.append(notice_letters.letter(one, gap_rows(one), asked.head, day))
    return notice_letters.together(letters, asked.notes)


def leads(store: Store, period: Period) -> list[str]:
    """Return the units that problems were handed to."""
    lines = issue_lines(store, last_day(period.key))
    return list(dict.fromkeys(line.issue.lead for line in lines if line.issue.lead))


def write_issues(asked: Asked) -> Report:
    """Write T8 as it stands on the day of the paper, for one unit or for all."""
    lines = issue_lines(asked.store, asked.store.day(), asked.unit)
    rows = [(line.issue, line.late) for line in lines if asked.whom in ("", line.issue.lead)]
    if not rows:
        raise nothing_yet("企业问题清单（销号台账）", "问题台账", "项目“六个一”的问题台账")
    return duty_forms.issues(rows, asked.place, asked.head, asked.notes)


def write_scores(asked: Asked) -> Report:
    """Write the score of the departments, January to the period's end."""
    found = scores(asked.store, asked.period, asked.unit)
    if not found:
        raise nothing_yet("包抓部门工作评分表", "包抓责任", "项目“六个一”")
    lines = [
        duty_forms.ScoreLine(
            f"{one.place.rank}{'（并列）' if one.place.tied else ''}" if one.place else "—", one.department,
            one.subjects, tuple(one.part_points(name) for name in _PARTS), one.deducted, one.total,
            _scored_by(one),
        )
        for one in found
    ]  # fmt: skip
    points = [(label, found[0].points[name], source) for name, (label, source) in _PARTS.items()]
    return duty_forms.scores(lines, points, asked.period, asked.place, asked.head, asked.notes)


def write_war_map(asked: Asked) -> Report:
    """Write the war map of the year by months on A3."""
    return _war_sheet(asked, "A3")


def write_large_war_map(asked: Asked) -> Report:
    """Write the war map of the year by months on A2."""
    return _war_sheet(asked, "A2")


def write_weekly_war_map(asked: Asked) -> Report:
    """Write the war map by weeks around the day of the paper on A3."""
    return _war_sheet(asked, "A3", weekly=True)


def _war_sheet(asked: Asked, sheet: Sheet, *, weekly: bool = False) -> Report:
    projects = [p.id for p in asked.store.select(Project, **_of_unit(asked)) if asked.whom in ("", p.leader)]
    if not projects:
        raise nothing_yet("作战图", "项目", "项目“六个一”")
    today = asked.store.day()
    if not weekly and today.year != asked.period.year:
        today = last_day(asked.period.key)
    found = war_map_of(asked.store, today, weekly=weekly, unit=asked.unit, only=projects)
    family = fonts.choose(fonts.installed().families())["hei"].family
    title = f"{asked.place}{today.year}年重点工业项目作战图" + ("（按周）" if weekly else "")
    return war_sheet(found, title, sheet, asked.head, family, asked.notes)


PAPERS = (
    Paper("projects", "重点工业项目进展一览表", PROJECTS, write_overview, each=leaders, each_label="包抓领导",
          needs_figures=False),
    Paper("war_map", "作战图（A3 挂图，按月）", PROJECTS, write_war_map, each=leaders, each_label="包抓领导",
          needs_figures=False),
    Paper("war_map_a2", "作战图（A2 挂图，按月）", PROJECTS, write_large_war_map, needs_figures=False),
    Paper("war_map_weeks", "作战图（A3 挂图，按周）", PROJECTS, write_weekly_war_map, needs_figures=False),
    Paper("duties", "包抓责任表", DUTIES, write_duties, "year", needs_figures=False),
    Paper("visits", "走访帮扶情况统计表", DUTIES, write_visits, needs_figures=False),
    Paper("notices", "督办通知单（提醒函）", DUTIES, write_notices, each=addressees, each_label="受文单位",
          needs_figures=False),
    Paper("issues", "企业问题清单（销号台账）", DUTIES, write_issues, each=leads, each_label="主办单位",
          needs_figures=False),
    Paper("scores", "包抓部门工作评分表", DUTIES, write_scores, "year", needs_figures=False),
)  # fmt: skip
