"""Forms about firms: 企业月报表 (domain §5.5 T1) and 入库退库情况表 (domain §5.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from parkdesk.amounts import UNITS
from parkdesk.errors import ReportError
from parkdesk.reports import sentences
from parkdesk.reports.cells import count, exact, measured, money, now_and_base
from parkdesk.reports.values import Column, FormPage, Paragraph, Report, Row, Table, Trace
from parkdesk.rules.growth import EXIT, NEW, SCOPE, STAY, decompose, growth, pull

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parkdesk.periods import Period
    from parkdesk.reports.inputs import Letterhead
    from parkdesk.reports.values import Cell, RowStyle
    from parkdesk.rules.growth import Decomposition, FirmFigures

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
    lines: Sequence[FirmLine], period: Period, place: str, head: Letterhead, notes: tuple[str, ...] = ()
) -> Report:
    """Return 企业月报表: every firm of the 规上 population under its standing, with subtotals."""
    known = [line for line in lines if line.firm.status in SCOPE]
    if not known:
        raise ReportError(
            f"{place}{period.title}没有规上企业，做不出企业月报表：请先导入企业名录和月度数据，并核对在库状态。"
        )
    base = sum(line.firm.base or 0 for line in known)
    rows: list[Row] = []
    number = 0
    for mark, (status, label) in zip(NUMERALS, GROUPS.items(), strict=False):
        members = [line for line in known if line.firm.status == status]
        if members:
            rows.append(Row((f"{mark}、{label}",), "group"))
            for line in members:
                number += 1
                rows.append(Row(_line_cells(count(number), line, period, base)))
            rows.append(_sum_row(f"小计（{len(members)}户）", members, period, base, "subtotal"))
    rows.append(_sum_row(f"合计（{len(known)}户）", known, period, base, "total"))
    inside = [line for line in known if line.firm.park]
    if inside:
        rows.append(_sum_row(f"其中：园区内（{len(inside)}户）", inside, period, base, "subtotal"))
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
            Column("本月", 0.9, "right", "产值（当月）"),
            Column("上年同月", 0.9, "right", "产值（当月）"),
            Column("增速", 0.7, "right", "产值（当月）"),
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
        Column(now.title, 1.0, "right", now.group),
        Column(base.title, 1.0, "right", base.group),
        Column("增速", 0.7, "right", now.group),
        Column("拉动", 0.7, "right"),
        Column("营业收入", 0.9, "right", "累计"),
        Column("实缴税收", 0.8, "right", "累计"),
        Column("用电量", 0.8, "right", "累计"),
        Column("从业人数", 0.7, "right"),
        Column("备注", 0.9, "left"),
    )


def _line_cells(number: Cell, line: FirmLine, period: Period, base: int) -> tuple[Cell, ...]:
    firm = line.firm

    def of(code: str, measure: str) -> Trace:
        return Trace(code, period.text, measure, firm.subject)

    now, then = of("output", "cum"), of("output", "cum_base")
    note = line.note or ("无" if firm.excused else "未报" if firm.is_silent else "")
    return (
        number, firm.name, firm.code, line.industry, line.place,
        *_month_cells(line.month, line.month_base, period, of("output", "month"), of("output", "month_base")),
        money(firm.now, now), money(firm.base, then), exact(growth(firm.now, firm.base), 1, now, then),
        exact(None if firm.is_silent else pull(firm.now or 0, firm.base or 0, base), 2, now, then),
        money(line.revenue, of("revenue", "cum")), money(line.tax, of("tax", "cum")),
        measured(line.power, UNITS["万千瓦时"], 0, of("power", "cum")),
        measured(line.staff, UNITS["人"], 0, of("staff", "stock")), note,
    )  # fmt: skip


def _month_cells(now: int | None, base: int | None, period: Period, *trace: Trace) -> tuple[Cell, ...]:
    if period.is_first:
        return ()
    return money(now, *trace[:1]), money(base, *trace[1:]), exact(growth(now, base), 1, *trace)


def _sum_row(label: str, lines: Sequence[FirmLine], period: Period, base: int, style: RowStyle) -> Row:
    firms = [line.firm for line in lines]
    now, then = added(firm.now for firm in firms), added(firm.base for firm in firms)
    month, month_base = added(line.month for line in lines), added(line.month_base for line in lines)
    cells: tuple[Cell, ...] = (
        "", label, "", "", "", *_month_cells(month, month_base, period),
        money(now), money(then), exact(growth(now, then), 1), exact(pull(now or 0, then or 0, base), 2),
        money(added(line.revenue for line in lines)), money(added(line.tax for line in lines)),
        measured(added(line.power for line in lines), UNITS["万千瓦时"]),
        measured(added(line.staff for line in lines), UNITS["人"]), "",
    )  # fmt: skip
    return Row(cells, style)


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
        Column("影响", 1.0, "right", "对产值增速"),
        Column("剔除法", 1.0, "right", "对产值增速"),
        Column("原因", 2.0, "left"),
    )
    rows: list[Row] = []
    number = 0
    for mark, status in zip(NUMERALS, (NEW, EXIT), strict=False):
        members = [firm for firm in moved if firm.status == status]
        if members:
            rows.append(Row((f"{mark}、{status}企业",), "group"))
            for firm in members:
                number += 1
                rows.append(_move_row(count(number), firm, split, reasons.get(firm.subject, ""), period))
            rows.append(_moves_sum(status, split))
    note = "注：影响=（本期−同期）÷全部同期×100；剔除法=不含退库企业同期的增速与实际增速之差，按全部退库企业计算。"
    table = Table("", columns, tuple(rows), "单位：万元、个百分点", note, form_lead(head))
    title = f"{place}规模以上工业企业入库退库情况表\n（{period.title}）"
    words = Paragraph((_balance(split),))
    return Report("register_moves", title, (words, table), form=FormPage(foot=form_foot(head)), notes=notes)


def _move_row(number: Cell, firm: FirmFigures, split: Decomposition, reason: str, period: Period) -> Row:
    now = Trace("output", period.text, "cum", firm.subject)
    base = Trace("output", period.text, "cum_base", firm.subject)
    own = exact(pull(firm.now or 0, firm.base or 0, split.total.base), 2, now, base)
    figures = (money(firm.now, now), money(firm.base, base), own, "")
    return Row((number, firm.name, firm.code, firm.status, *figures, reason))


def _moves_sum(status: str, split: Decomposition) -> Row:
    part = split.new if status == NEW else split.exit
    drag = split.drag_counterfactual
    other = exact(-drag, 2) if status == EXIT and drag is not None else ""
    cells = (money(part.now), money(part.base), exact(split.pull_of(part), 2), other, "")
    return Row(("", f"小计（{part.count}户）", "", "", *cells), "subtotal")


def _balance(split: Decomposition) -> str:
    """Say what came against what left."""
    new, left = split.new, split.exit
    words = f"新增入库{new.count}户，产值{sentences.amount(new.now, UNITS['亿元'])}"
    words += f"；退库{left.count}户，留基产值{sentences.amount(left.base, UNITS['亿元'])}"
    if left.base > new.now:
        words += f"，两者相差{sentences.amount(left.base - new.now, UNITS['亿元'])}，新增难以弥补退库企业所留基数"
    return f"{words}。"
