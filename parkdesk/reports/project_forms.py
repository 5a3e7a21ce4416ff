"""Forms about projects for the file and the wall: T4 重点工业项目进展一览表, T5 包抓责任表 (domain §5.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from parkdesk.records.projects import EARLY_STAGES
from parkdesk.reports.cells import count, entries, exact, money
from parkdesk.reports.firm_forms import form_foot, form_lead
from parkdesk.reports.project_tables import DONE, MONTH_DONE, PLAN, TOTAL, pooled, slot_table, sums
from parkdesk.reports.sentences import numeral, time_progress
from parkdesk.reports.values import Column, FormPage, Report, Row, Table
from parkdesk.rules.growth import share

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from parkdesk.amounts import Points, Rate
    from parkdesk.periods import Period
    from parkdesk.records import Project
    from parkdesk.reports.inputs import Letterhead
    from parkdesk.reports.values import Cell, RowStyle
    from parkdesk.rules.lights import Light
    from parkdesk.rules.slots import MemberSlots, ProjectSlots

LIGHT_MARKS: Final = {"绿": "○绿", "黄": "△黄", "红": "●红", "": "—"}
"""Lights in words and shapes: a wall sheet copied in black and white still tells them apart."""
_OVERVIEW: Final = (
    Column("序号", 0.5),
    Column("项目名称", 2.6, "left"),
    Column("建设单位", 2.2, "left"),
    Column("建设内容及规模", 2.4, "left"),
    Column("建设性质", 0.8),
    Column("起止年限", 1.3),
    Column("总投资", 1.0, "right", source=(TOTAL,)),
    Column("年度计划", 1.0, "right", source=(PLAN,)),
    Column("本月完成", 0.9, "right", source=(MONTH_DONE,)),
    Column("累计完成", 1.0, "right", source=(DONE,)),
    Column("完成率", 0.8, "right", source=(DONE, PLAN)),
    Column("超（欠）进度", 0.9, "right", source=(DONE, PLAN)),
    Column("阶段", 0.9),
    Column("形象进度", 1.4, "left"),
    Column("存在问题", 1.6, "left"),
    Column("需协调事项", 1.6, "left"),
    Column("包抓领导", 0.9),
    Column("责任单位", 1.2),
    Column("灯", 0.6),
)


def overview(
    projects: Sequence[Project],
    lights: Mapping[str, Light],
    period: Period,
    place: str,
    head: Letterhead,
    notes: tuple[str, ...] = (),
) -> Report:
    """Return T4: every project under its pool with its light, subtotals for each pool; A3 on its side."""
    rows: list[Row] = []
    number = 0
    for at, (pool, members) in enumerate(pooled(projects), 1):
        rows.append(Row((f"{numeral(at)}、{pool}",), "group"))
        for project in members:
            number += 1
            rows.append(Row(_project_cells(number, project, period, lights.get(project.id)), "body", entries(project)))
        rows.append(_sum_row("小计", members, period, "subtotal"))
    rows.append(_sum_row("合计", projects, period, "total"))
    note = (
        "注：完成率=累计完成÷年度计划；超（欠）进度=完成率−时间进度，没有开工的不计；"
        "○绿 顺利，△黄 偏慢，●红 滞后，— 看不出。"
    )
    table = Table("", _OVERVIEW, tuple(rows), "单位：万元、%、个百分点", note, form_lead(head))
    title = f"{place}重点工业项目进展一览表\n（{period.title}）"
    return Report("projects", title, (table,), form=FormPage("A3", foot=form_foot(head)), notes=notes)


def _project_cells(number: int, project: Project, period: Period, light: Light | None) -> tuple[Cell, ...]:
    years = "—".join(when.replace("-0", ".").replace("-", ".") for when in (project.start, project.finish) if when)
    done = share(project.done, project.plan)
    gap = _gap([project], done, period)
    return (
        count(number), project.name, project.owner, project.content, project.nature, years, money(project.total),
        money(project.plan), money(project.month_done), money(project.done), exact(done, 1), exact(gap, 1),
        project.stage, project.notes.get("形象进度", ""), project.problem, project.matters, project.leader,
        project.department, LIGHT_MARKS[light.shown if light else ""],
    )  # fmt: skip


def _gap(projects: Sequence[Project], done: Rate | None, period: Period) -> Points | None:
    """Return how far ahead of the time projects are; who has not begun is not measured by it."""
    if done is None or all(project.stage in EARLY_STAGES for project in projects):
        return None
    return done.gap(time_progress(period.month))


def _sum_row(label: str, projects: Sequence[Project], period: Period, style: RowStyle) -> Row:
    total, plan, now, done = sums(projects)
    rate = share(done, plan)
    gap = _gap(projects, rate, period)
    cells: tuple[Cell, ...] = (
        "", label, f"{len(projects)}个", "", "", "", money(total), money(plan), money(now), money(done), exact(rate, 1),
        exact(gap, 1), "", "", "", "", "", "", "",
    )  # fmt: skip
    return Row(cells, style)


def duties(
    mechanisms: Sequence[tuple[str, Sequence[ProjectSlots | MemberSlots]]],
    place: str,
    period: Period,
    head: Letterhead,
    notes: tuple[str, ...] = (),
) -> Report:
    """Return T5: a table for each mechanism, one column for each slot of it; who is missing is said."""
    lead = form_lead(head)
    tables = tuple(slot_table(judged, name, lead, what="对象") for name, judged in mechanisms if judged)
    title = f"{place}包抓责任表\n（{period.year}年）"
    return Report("duties", title, tables, form=FormPage(foot=form_foot(head)), notes=notes)
