"""The project annexes: 项目进展一览表 and the 六个一 table (domain §5.5 T4, T5)."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from parkdesk.records.projects import POOLS
from parkdesk.reports.cells import count, entries, exact, money
from parkdesk.reports.sentences import numeral, time_progress
from parkdesk.reports.traces import Entries, joined
from parkdesk.reports.values import Bar, Cell, Chart, Column, Figure, Progress, Row, RowStyle, Table
from parkdesk.rules.growth import share
from parkdesk.rules.slots import completeness

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parkdesk.amounts import Rate
    from parkdesk.records import Project
    from parkdesk.reports.traces import Origin
    from parkdesk.rules.slots import MemberSlots, ProjectSlots, SlotState

_LIT: Final = "√"
_UNPOOLED: Final = "其他项目"
TOTAL, PLAN, MONTH_DONE, DONE = (f"projects.{key}" for key in ("total", "plan", "month_done", "done"))
"""What the columns of a project's figures are read from."""
_PROGRESS: Final = (
    Column("序号", 0.6),
    Column("项目名称", 2.8, "left"),
    Column("建设单位", 2.4, "left"),
    Column("建设性质", 0.9),
    Column("起止年限", 1.4),
    Column("总投资", 1.1, "right", source=(TOTAL,)),
    Column("年度计划", 1.1, "right", source=(PLAN,)),
    Column("本月", 0.9, "right", "完成投资", (MONTH_DONE,)),
    Column("累计", 1.0, "right", "完成投资", (DONE,)),
    Column("完成率", 0.9, "right", source=(DONE, PLAN)),
    Column("超（欠）进度", 1.0, "right", source=(DONE, PLAN)),
    Column("形象进度", 1.2),
    Column("存在问题", 1.7, "left"),
    Column("包抓领导", 1.0),
    Column("责任单位", 1.4),
)


def pooled(projects: Iterable[Project]) -> list[tuple[str, list[Project]]]:
    """Return the projects by pool, in the pools' order; those of no pool come last."""
    order = {pool: i for i, pool in enumerate(POOLS)}
    ranked = sorted(projects, key=lambda project: order.get(project.pool, len(order)))
    groups = groupby(ranked, key=lambda project: project.pool if project.pool in order else _UNPOOLED)
    return [(pool, list(members)) for pool, members in groups]


def sums(projects: Sequence[Project]) -> tuple[int, int, int, int]:
    """Return total, plan, this month's and cumulative investment; a missing figure adds nothing."""
    return (
        sum(p.total or 0 for p in projects),
        sum(p.plan or 0 for p in projects),
        sum(p.month_done or 0 for p in projects),
        sum(p.done or 0 for p in projects),
    )


def progress_table(projects: Sequence[Project], month: int) -> Table:
    """Every project under its pool, with subtotals."""
    rows: list[Row] = []
    number = 0
    for i, (pool, members) in enumerate(pooled(projects), 1):
        rows.append(Row((f"{numeral(i)}、{pool}",), "group"))
        for project in members:
            number += 1
            rows.append(Row(_progress_cells(number, project, month), "body", entries(project)))
        rows.append(_sum_row("小计", members, month, "subtotal"))
    rows.append(_sum_row("合计", projects, month, "total"))
    note = "注：完成率=累计完成÷年度计划；超（欠）进度=完成率−时间进度。"
    return Table("", _PROGRESS, tuple(rows), "单位：万元、%、个百分点", note)


def _progress_cells(number: int, project: Project, month: int) -> tuple[Cell, ...]:
    years = "—".join(when.replace("-0", ".").replace("-", ".") for when in (project.start, project.finish) if when)
    return (
        count(number), project.name, project.owner, project.nature, years,
        money(project.total), money(project.plan), money(project.month_done), money(project.done),
        *_done_cells(share(project.done, project.plan), month),
        project.stage, project.problem, project.leader, project.department,
    )  # fmt: skip


def _done_cells(done: Rate | None, month: int) -> tuple[Cell, Cell]:
    return exact(done, 1), exact(None if done is None else done.gap(time_progress(month)), 1)


def _sum_row(label: str, projects: Sequence[Project], month: int, style: RowStyle) -> Row:
    total, plan, now, done = sums(projects)
    cells: tuple[Cell, ...] = (
        "", label, f"{len(projects)}个", "", "", money(total), money(plan), money(now), money(done),
        *_done_cells(share(done, plan), month), "", "", "", "",
    )  # fmt: skip
    return Row(cells, style)


def progress_chart(projects: Sequence[Project], month: int, most: int) -> Chart:
    """Each project's completion against 时间进度, furthest behind first."""
    rates = [(project, share(project.done, project.plan)) for project in projects]
    known = sorted(((rate, p.name) for p, rate in rates if rate is not None), key=lambda pair: pair[0].exact)
    bars = tuple(Bar(name, rate.shown(1)) for rate, name in known[:most])
    trace = tuple(read for one in entries(*projects) for source in (DONE, PLAN) if (read := one.read(source)))
    return Chart("重点项目年度投资完成率", "%", Progress(bars, time_progress(month).shown(1)), places=1, trace=trace)


def slot_tables(projects: Iterable[ProjectSlots]) -> list[Table]:
    """Return one table per mechanism: each project's slots with who fills them or what is missing, and 完整率."""
    by_labels: dict[tuple[str, ...], list[ProjectSlots]] = {}
    for project in projects:
        by_labels.setdefault(tuple(slot.label for slot in project.slots), []).append(project)
    return [slot_table(members) for labels, members in by_labels.items() if labels]


def slot_table(
    judged: Sequence[ProjectSlots | MemberSlots], title: str = "", lead: str = "", what: str = "项目名称"
) -> Table:
    """Return what is under one mechanism, a column for each slot of it; at the foot how many have each."""
    labels = [slot.label for slot in judged[0].slots]
    columns = (
        Column("序号", 0.5),
        Column(what, 2.4, "left"),
        *(Column(label, 1.8, "left") for label in labels),
        Column("完整率", 0.8, "right"),
    )
    rows = [
        Row((count(i), one.name, *_slot_cells(one, len(labels)), exact(one.completeness, 1)), "body", duties_of(one))
        for i, one in enumerate(judged, 1)
    ]
    lit = (_lit(at, judged) for at in range(len(labels)))
    rows.append(Row(("", "到位数", *lit, exact(completeness(judged), 1)), "total"))
    note = "注：“缺”为该要素尚未到位；完整率=已到位的必填要素÷必填要素。"
    return Table(title, columns, tuple(rows), "单位：%", note, lead)


def _slot_cells(one: ProjectSlots | MemberSlots, width: int) -> tuple[str, ...]:
    texts = [slot_text(slot) for slot in one.slots[:width]]
    return (*texts, *[""] * (width - len(texts)))


def _lit(at: int, judged: Sequence[ProjectSlots | MemberSlots]) -> Figure:
    """Return of how many one slot is in place: it leads to the duties that fill it, or to whom it is of."""
    lit = [one for one in judged if at < len(one.slots) and one.slots[at].lit]
    behind = joined(
        origin
        for one in lit
        for duties in (one.slots[at].duties,)
        for origin in ((Entries("assignments", duties),) if duties else entries(one.subject))
    )
    return Figure(f"{len(lit)}/{len(judged)}", behind)


def duties_of(one: ProjectSlots | MemberSlots) -> tuple[Origin, ...]:
    """Return what stands behind the slots of a project or firm: itself and the duties that fill them."""
    held = tuple(dict.fromkeys(duty for slot in one.slots for duty in slot.duties))
    return (*entries(one.subject), *((Entries("assignments", held),) if held else ()))


def slot_text(slot: SlotState) -> str:
    """Return a slot as a table shows it: who fills it, or what is missing."""
    if slot.lit:
        return slot.text or _LIT
    return "；".join(part for part in (slot.text, slot.missing or "缺") if part)
