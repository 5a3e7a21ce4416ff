"""Forms about firms: 企业月报表 (domain §5.5 T1) and 入库退库情况表 (domain §5.1)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from parkdesk.amounts import UNITS
from parkdesk.errors import ReportError
from parkdesk.reports import sentences
from parkdesk.reports.cells import count, exact, judged, measured, money, now_and_base
from parkdesk.reports.figures import BOTH, IN_PARKS, Facts
from parkdesk.reports.values import Column, Figure, FormPage, Paragraph, Report, Row, Table
from parkdesk.rules.growth import EXIT, NEW, SCOPE, STAY, decompose, growth, pull

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parkdesk.periods import Period
    from parkdesk.reports.inputs import Letterhead
    from parkdesk.reports.values import Cell
    from parkdesk.rules.growth import Decomposition, FirmFigures

ALL: Final = "all"
NUMERALS: Final = "一二三四五"
GROUPS: Final = {STAY: "在库企业", NEW: "新增入库企业", EXIT: "退库企业（留基）"}
_BASE_NOTE: Final = "注：同期为可比口径，退库企业的同期留在合计内；拉动=（本期−同期）÷同期合计×100；“—”为未报或无基数"


@dataclass(frozen=True, slots=True)
class FirmLine:
    """One firm of a period as its monthly form shows it; stored integers, None where nothing was reported."""

    firm: FirmFigures
    industry: str = ""
    place: str = ""
    month: int | None = None
    month_base: int | None = None
    revenue: int | None = None
    tax: int | None = None
    power: int | None = None
    staff: int | None = None
    note: str = ""


def form_foot(head: Letterhead) -> str:
    """Return the line under a form: who filled it in, checked it and answers for it."""
    return f"填表人：　　　　　　　　审核人：　　　　　　　　负责人：　　　　　　　　填报日期：{head.date}"


def form_lead(head: Letterhead) -> str:
    """Return who made a form."""
    return f"填报单位：{head.signature}" if head.signature else ""


# --- T1 -------------------------------------------------------------------------------------------


def monthly_form(
    lines: Sequence[FirmLine],
    period: Period,
    place: str,
    head: Letterhead,
    notes: tuple[str, ...] = (),
    whose: str = ALL,
) -> Report:
    """Return 企业月报表: every firm of the 规上 population under its standing, with subtotals.

    `whose` is the group that the firms are (「县区:旬阳市」 on a city's desk).
    """
    known = [line for line in lines if line.firm.status in SCOPE]
    if not known:
        raise ReportError(
            f"{place}{period.title}没有规上企业，做不出企业月报表：请先导入企业名录和月度数据，并核对在库状态。"
        )
    base, facts = sum(line.firm.base or 0 for line in known), Facts(period)
    rows: list[Row] = []
    number = 0
    for mark, (status, label) in zip(NUMERALS, GROUPS.items(), strict=False):
        members = [line for line in known if line.firm.status == status]
        if members:
            rows.append(Row((f"{mark}、{label}",), "group"))
            for line in members:
                number += 1
                rows.append(
                    Row(_line_cells(count(number), line, period, base), "body", facts.population(line.firm.subject))
                )
            about = facts.population(whose, status)
            rows.append(Row(_sum_cells(f"小计（{len(members)}户）", members, period, base), "subtotal", about))
    rows.append(Row(_sum_cells(f"合计（{len(known)}户）", known, period, base), "total", facts.population(whose)))
    inside = [line for line in known if line.firm.park]
    if inside:
        about = facts.population(whose, IN_PARKS)
        rows.append(Row(_sum_cells(f"其中：园区内（{len(inside)}户）", inside, period, base), "subtotal", about))
    table = Table(
        "", _columns(period), tuple(rows), "单位：万元、%、个百分点、万千瓦时、人", f"{_BASE_NOTE}。", form_lead(head)
    )
    title = f"{place}规模以上工业企业月报表\n（{period.title}）"
    return Report("firm_months", title, (table,), form=FormPage(foot=form_foot(head)), notes=notes)


def _columns(period: Period) -> tuple[Column, ...]:
    month = (
        ()
        if period.is_first
        else (
            Column("本月", 0.9, "right", "产值（当月）", ("month",)),
            Column("上年同月", 0.9, "right", "产值（当月）", ("month_base",)),
            Column("增速", 0.7, "right", "产值（当月）", ("month", "month_base")),
        )
    )
    now, base = now_and_base(period)
    return (
        Column("序号", 0.5),
        Column("企业名称", 2.4, "left"),
        Column("统一社会信用代码", 1.9),
        Column("行业大类", 2.0, "left"),
        Column("园区/镇办", 1.5, "left"),
        *month,
        replace(now, width=1.0),
        replace(base, width=1.0),
        judged("增速", 0.7, now.group),
        judged("拉动", 0.7),
        Column("营业收入", 0.9, "right", "累计", ("revenue.cum",)),
        Column("实缴税收", 0.8, "right", "累计", ("tax.cum",)),
        Column("用电量", 0.8, "right", "累计", ("power.cum",)),
        Column("从业人数", 0.7, "right", source=("staff.stock",)),
        Column("备注", 0.9, "left"),
    )


def _line_cells(number: Cell, line: FirmLine, period: Period, base: int) -> tuple[Cell, ...]:
    firm = line.firm
    note = line.note or ("无" if firm.excused else "未报" if firm.is_silent else "")
    return (
        number, firm.name, firm.code, line.industry, line.place,
        *_month_cells(line.month, line.month_base, period),
        money(firm.now), money(firm.base), exact(growth(firm.now, firm.base), 1),
        exact(None if firm.is_silent else pull(firm.now or 0, firm.base or 0, base), 2),
        money(line.revenue), money(line.tax), measured(line.power, UNITS["万千瓦时"]),
        measured(line.staff, UNITS["人"]), note,
    )  # fmt: skip


def _month_cells(now: int | None, base: int | None, period: Period) -> tuple[Cell, ...]:
    return () if period.is_first else (money(now), money(base), exact(growth(now, base), 1))


def _sum_cells(label: str, lines: Sequence[FirmLine], period: Period, base: int) -> tuple[Cell, ...]:
    firms = [line.firm for line in lines]
    now, then = added(firm.now for firm in firms), added(firm.base for firm in firms)
    month, month_base = added(line.month for line in lines), added(line.month_base for line in lines)
    return (
        "", label, "", "", "", *_month_cells(month, month_base, period),
        money(now), money(then), exact(growth(now, then), 1), exact(pull(now or 0, then or 0, base), 2),
        money(added(line.revenue for line in lines)), money(added(line.tax for line in lines)),
        measured(added(line.power for line in lines), UNITS["万千瓦时"]),
        measured(added(line.staff for line in lines), UNITS["人"]), "",
    )  # fmt: skip


def added(values: Iterable[int | None]) -> int | None:
    """Add up what was reported; None where nothing was."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


# --- entries and exits ----------------------------------------------------------------------------


def register_form(
    firms: Sequence[FirmFigures],
    reasons: dict[str, str],
    period: Period,
    place: str,
    head: Letterhead,
    notes: tuple[str, ...] = (),
    whose: str = ALL,
) -> Report:
    """Return 入库退库情况表: who came and who left, with what each does to growth by both methods."""
    split = decompose(firms)
    moved = [firm for status in (NEW, EXIT) for firm in firms if firm.status == status]
    if not moved:
        raise ReportError(
            f"{place}{period.title}没有新增入库和退库企业，不用编制入库退库情况表：请核对企业的在库状态。"
        )
    columns = (
        Column("序号", 0.5),
        Column("企业名称", 3.0, "left"),
        Column("统一社会信用代码", 2.0),
        Column("类型", 1.0),
        *now_and_base(period),
        judged("影响", 1.0, "对产值增速"),
        judged("剔除法", 1.0, "对产值增速"),
        Column("原因", 2.0, "left"),
    )
    facts = Facts(period)
    rows: list[Row] = []
    number = 0
    for mark, status in zip(NUMERALS, (NEW, EXIT), strict=False):
        members = [firm for firm in moved if firm.status == status]
        if members:
            rows.append(Row((f"{mark}、{status}企业",), "group"))
            for firm in members:
                number += 1
                cells = _move_cells(count(number), firm, split, reasons.get(firm.subject, ""))
                rows.append(Row(cells, "body", facts.population(firm.subject)))
            rows.append(Row(_moves_sum(status, split), "subtotal", facts.population(whose, status)))
    note = "注：影响=（本期−同期）÷全部同期×100；剔除法=不含退库企业同期的增速与实际增速之差，按全部退库企业计算。"
    table = Table("", columns, tuple(rows), "单位：万元、个百分点", note, form_lead(head))
    title = f"{place}规模以上工业企业入库退库情况表\n（{period.title}）"
    both = tuple(
        one.read(source) for status in (NEW, EXIT) for one in facts.population(whose, status) for source in BOTH
    )
    words = Paragraph((Figure(_balance(split), both),))
    return Report("register_moves", title, (words, table), form=FormPage(foot=form_foot(head)), notes=notes)


def _move_cells(number: Cell, firm: FirmFigures, split: Decomposition, reason: str) -> tuple[Cell, ...]:
    own = exact(pull(firm.now or 0, firm.base or 0, split.total.base), 2)
    return (number, firm.name, firm.code, firm.status, money(firm.now), money(firm.base), own, "", reason)


def _moves_sum(status: str, split: Decomposition) -> tuple[Cell, ...]:
    part = split.new if status == NEW else split.exit
    drag = split.drag_counterfactual
    other = exact(-drag, 2) if status == EXIT and drag is not None else ""
    cells = (money(part.now), money(part.base), exact(split.pull_of(part), 2), other, "")
    return ("", f"小计（{part.count}户）", "", "", *cells)


def _balance(split: Decomposition) -> str:
    """Say what came against what left."""
    new, left = split.new, split.exit
    words = f"新增入库{new.count}户，产值{sentences.amount(new.now, UNITS['亿元'])}"
    words += f"；退库{left.count}户，留基产值{sentences.amount(left.base, UNITS['亿元'])}"
    if left.base > new.now:
        words += f"，两者相差{sentences.amount(left.base - new.now, UNITS['亿元'])}，新增难以弥补退库企业所留基数"
    return f"{words}。"
