"""Forms about duties: T6 走访帮扶情况统计表, T8 问题清单（销号台账）, the yearly score of departments (domain §5.5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from parkdesk.records.visits import LEVELS
from parkdesk.reports.cells import count, entries, exact
from parkdesk.reports.firm_forms import form_foot, form_lead
from parkdesk.reports.traces import joined
from parkdesk.reports.values import Column, FormPage, Quantity, Report, Row, Table
from parkdesk.rules.growth import share
from parkdesk.rules.visiting import Count

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from parkdesk.amounts import Rate
    from parkdesk.periods import Period
    from parkdesk.records import Issue
    from parkdesk.reports.inputs import Letterhead
    from parkdesk.reports.traces import Origin
    from parkdesk.reports.values import Cell

_NOTHING: Final = "—"
DONE_OF, HEARD, RAISED, SOLVED = "已走访", "收集问题", "已立项", "已解决"
"""What a line of T6 leads to besides the duties of a level, which stand under its own name."""


@dataclass(frozen=True, slots=True)
class VisitLine:
    """One department of T6."""

    department: str
    subjects: int
    levels: Mapping[str, Count]
    heard: int
    raised: int
    solved: int
    behind: Mapping[str, tuple[Origin, ...]] = field(default_factory=dict)
    """The duties and visits of each level, and what stands behind the other columns (HEARD, RAISED, SOLVED)."""


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One department of the score."""

    place: str
    department: str
    subjects: int
    parts: tuple[Decimal | None, ...]
    deducted: int
    total: Decimal
    about: tuple[Origin, ...] = ()


def visits(
    lines: Sequence[VisitLine],
    period: Period,
    place: str,
    head: Letterhead,
    norms: str,
    notes: tuple[str, ...] = (),
) -> Report:
    """Return T6: what every department owed, made and lacks by level, and the problems it heard; A4 on its side."""
    columns = (
        Column("序号", 0.5),
        Column("包抓部门", 1.8, "left"),
        Column("项目（企业）数", 0.8, "right"),
        *(Column(what, 0.7, "right", level) for level in LEVELS for what in ("应走访", "已走访", "缺")),
        Column("收集问题", 0.8, "right"),
        Column("已立项", 0.7, "right"),
        Column("已解决", 0.7, "right"),
        Column("解决率", 0.8, "right"),
        Column("评价", 0.8),
    )
    rows = [
        Row(_visit_cells(count(at), line.department, [line]), "body",
            joined(one for found in line.behind.values() for one in found))
        for at, line in enumerate(lines, 1)
    ]  # fmt: skip
    rows.append(Row(_visit_cells("", "合计", lines), "total"))
    table = Table("", columns, tuple(rows), "单位：次、件、%", f"注：{norms}。", form_lead(head))
    title = f"{place}走访帮扶情况统计表\n（{period.title}）"
    return Report("visits", title, (table,), form=FormPage(foot=form_foot(head)), notes=notes)


def _visit_cells(number: Cell, name: str, lines: Sequence[VisitLine]) -> tuple[Cell, ...]:
    levels = [sum((line.levels.get(level, Count()) for line in lines), Count()) for level in LEVELS]
    raised, solved = sum(line.raised for line in lines), sum(line.solved for line in lines)
    lacking = sum(one.lacking for one in levels)

    def behind(*names: str) -> tuple[Origin, ...]:
        return joined(one for line in lines for name in names for one in line.behind.get(name, ()))

    return (
        number, name, count(sum(line.subjects for line in lines), *behind(*LEVELS)),
        *(
            count(value, *behind(*which))
            for level, one in zip(LEVELS, levels, strict=True)
            for value, which in (
                (one.required, (level,)), (one.done, (DONE_OF + level,)), (one.lacking, (level, DONE_OF + level))
            )
        ),
        count(sum(line.heard for line in lines), *behind(HEARD)), count(raised, *behind(RAISED)),
        count(solved, *behind(SOLVED)), exact(share(solved, raised), 1), f"缺{lacking}次" if lacking else "达标",
    )  # fmt: skip


_ISSUES: Final = (
    Column("编号", 0.5),
    Column("企业（项目）", 2.0, "left"),
    Column("问题类别", 0.9),
    Column("问题内容", 2.2, "left"),
    Column("来源", 0.6),
    Column("提出日期", 1.0),
    Column("主办单位", 1.2),
    Column("协办单位", 1.0),
    Column("办结时限", 1.0),
    Column("进展", 1.6, "left"),
    Column("结果", 1.0),
    Column("回访满意度", 0.8),
    Column("销号日期", 1.0),
    Column("超期工作日", 0.7, "right"),
)


def issues(lines: Sequence[tuple[Issue, int]], place: str, head: Letterhead, notes: tuple[str, ...] = ()) -> Report:
    """Return T8: every problem with by how many workdays it is late, open ones first."""
    rows = []
    for title, is_open in (("未办结", True), ("已办结、已销号", False)):
        members = [(issue, late) for issue, late in lines if issue.is_open is is_open]
        if members:
            rows.append(Row((f"{title}（{len(members)}件）",), "group"))
            rows += [Row(_issue_cells(issue, late), "body", entries(issue)) for issue, late in members]
    solved = sum(not issue.is_open for issue, _ in lines)
    rate = share(solved, len(lines))
    rows.append(
        Row(("", f"共{len(lines)}件，已解决{solved}件，解决率{_rate(rate)}", *[""] * (len(_ISSUES) - 2)), "total")
    )
    table = Table("", _ISSUES, tuple(rows), "", "注：超期按工作日计算，节假日顺延；没有结果的不销号。", form_lead(head))
    title = f"{place}企业问题清单（销号台账）\n（截至{head.date}）"
    return Report("issues", title, (table,), form=FormPage(foot=form_foot(head)), notes=notes)


def _issue_cells(issue: Issue, late: int) -> tuple[Cell, ...]:
    return (
        issue.number, issue.about, issue.category, issue.text, issue.source, issue.raised_on or "", issue.lead,
        issue.support, issue.due or "", issue.progress, issue.result, issue.satisfaction, issue.closed_on or "",
        count(late) if late else "",
    )  # fmt: skip


def _rate(rate: Rate | None) -> str:
    return _NOTHING if rate is None else f"{rate.shown(1)}%"


def scores(
    lines: Sequence[ScoreLine],
    points: Sequence[tuple[str, int, tuple[str, ...]]],
    period: Period,
    place: str,
    head: Letterhead,
    notes: tuple[str, ...] = (),
) -> Report:
    """Return 包抓部门年终评分表: each part's points, what notices cost, the total and its place.

    Of each part `points` says what it is called, how many it has at most, and which records it is judged by.
    """
    columns = (
        Column("位次", 0.6),
        Column("包抓部门", 2.0, "left"),
        Column("项目（企业）数", 1.4, "right"),
        *(Column(f"{name}（{most}分）", 1.6, "right", source=source) for name, most, source in points),
        Column("督办扣分", 1.0, "right", source=("notices",)),
        Column("得分", 1.0, "right"),
    )
    rows = tuple(
        Row((
            line.place, line.department, count(line.subjects),
            *(_NOTHING if part is None else Quantity(part, 1) for part in line.parts), count(line.deducted),
            Quantity(line.total, 1),
        ), "body", line.about)
        for line in lines
    )  # fmt: skip
    note = "注：没有可评内容的项（“—”）不计，按其余各项折算到满分；分值和扣分标准可在“标准”里改；同分并列。"
    table = Table("", columns, rows, "单位：分", note, form_lead(head))
    title = f"{place}包抓部门工作评分表\n（{period.title}）"
    return Report("scores", title, (table,), form=FormPage(foot=form_foot(head)), notes=notes)
