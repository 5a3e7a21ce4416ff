"""Fictional reports and report inputs that several tests of this room use."""

from __future__ import annotations

from decimal import Decimal

from parkdesk.periods import Period
from parkdesk.records import Assignment, OfficialFigure, Project, Slot, catalogue
from parkdesk.reports.inputs import IndicatorTotal, Letterhead, MonthPoint, QuarterlyInput
from parkdesk.reports.traces import Trace
from parkdesk.reports.values import (
    Annex,
    Bar,
    Chart,
    Column,
    Curve,
    Figure,
    Heading,
    Heat,
    Paragraph,
    Progress,
    Quantity,
    Ranking,
    Report,
    Row,
    Table,
    Trend,
    Waterfall,
)
from parkdesk.rules.growth import FirmFigures, decompose
from parkdesk.rules.slots import project_slots

WAN = 10**6  # 分 in 万元
BODY = (
    "今年1—9月，某县规模以上工业企业完成产值231.24亿元，同比增长0.5%，低于全市平均水平1.4个百分点；"
    "“一企一策”𠅤、㛃（#set text(red) *重点* $x$ \\ @引用 <标签>）水用月页户。"
)
TRACE = (Trace("output", "2026-09", "cum"),)


def whole(number: int) -> Quantity:
    """Return a cell with thousands separators."""
    return Quantity(number, 0, grouped=True)


GROWTH_TABLE = Table(
    "增长构成表",
    (
        Column("构成", 2, "left"),
        Column("本期", 1.2, "right", "产值"),
        Column("同期", 1.2, "right", "产值"),
        Column("拉动", 1, "right"),
    ),
    (
        Row(("在库存量", whole(2300400), whole(2060896), Quantity(Decimal("10.41"), 2))),
        Row(("退库留基", whole(0), whole(240000), Quantity(Decimal("-10.431"), 2))),
        Row(("合计", whole(2312400), whole(2300896), "—"), "total"),
    ),
    "单位：万元、个百分点",
    "注：同期为可比口径。",
)  # fmt: skip
WATERFALL = Chart(
    "增长构成图",
    "个百分点",
    Waterfall(
        (
            Bar("在库存量", Decimal("10.41")),
            Bar("退库留基", Decimal("-10.43")),
            Bar("增速", Decimal("-0.02"), is_total=True),
        )
    ),
)  # fmt: skip
RANKING = Chart(
    "下拉企业图", "个百分点", Ranking((Bar("青禾𠅤建材", Decimal("-2.3")), Bar("云启食品", Decimal("0.4"))))
)
TREND = Chart("走势图", "亿元", Trend(("1—2月", "1—3月"), (Decimal(30), None), (Decimal(28), Decimal("55.1"))))


MORE_CHARTS = (
    Chart(
        "进度图",
        "%",
        Progress(
            (Bar("甲项目", Decimal("0.0")), Bar("名" * 60, Decimal("101.5")), Bar("丙项目", Decimal("75.0"))),
            Decimal("75.0"),
        ),
        places=1,
    ),
    Chart(
        "热力图",
        "%",
        Heat(("高新园", "医药园"), ("1—8月", "1—9月"), ((Decimal("3.2"), Decimal("-9.5")), (None, Decimal("0.0")))),
        places=1,
    ),
    Chart(
        "投资图",
        "亿元",
        Curve(
            ("1—2月", "1—3月", "1—4月"),
            (Decimal("1.00"), Decimal("1.50"), Decimal("2.00")),
            (Decimal("0.40"), Decimal("1.10"), None),
        ),
    ),
)


def wide_table(rows: int = 24) -> Table:
    """Return a table of fourteen columns in two groups with subtotals."""
    columns = (
        Column("序号", 0.6),
        Column("项目名称", 2.6, "left"),
        *(Column(f"第{i}项", 1, "right", "完成投资" if i < 4 else "") for i in range(12)),
    )
    half = rows // 2
    lines: list[Row] = []
    for group, numbers in (("一、竣工一批", range(1, half + 1)), ("二、储备一批", range(half + 1, rows + 1))):
        lines.append(Row((group,), "group"))
        lines += [
            Row((Quantity(n), f"青禾球墨铸件二期技改项目{n}", *(Quantity(n * 1000, 0, grouped=True),) * 12))
            for n in numbers
        ]
        lines.append(Row(("", "小计", *("",) * 12), "subtotal"))
    return Table("", columns, tuple(lines), "单位：万元", "注：完成率=累计完成÷年度计划。")


def full_report(paragraphs: int = 3) -> Report:
    """Return a report with everything a report can hold."""
    words = tuple(Paragraph((BODY,)) for _ in range(paragraphs))
    return Report(
        kind="quarterly",
        title="某县2026年前三季度\n工业经济运行情况的报告",
        blocks=(
            Heading(1, "一、基本情况"),
            Paragraph(("同比", Figure("增长0.5%", TRACE), "。")),
            *words,
            Heading(2, "（一）增长构成"),
            GROWTH_TABLE,
            WATERFALL,
            Heading(3, "1.企业"),
            RANKING,
            TREND,
            Heading(4, "（1）其他"),
            Paragraph((BODY,)),
        ),
        document_number="某经贸发〔2026〕18号",
        addressee="县人民政府：",
        signature="某县经济贸易局",
        date="2026年10月12日",
        annexes=(
            Annex("重点工业项目进展一览表", (wide_table(),), landscape=True),
            Annex("说明", (Paragraph((BODY,)), GROWTH_TABLE)),
        ),
    )


def firm(
    number: int, status: str, now: int | None, base: int | None, industry: str = "13", park: str = ""
) -> FirmFigures:
    """Return a firm; values in 万元."""
    figures = (None if now is None else now * WAN, None if base is None else base * WAN)
    return FirmFigures(
        f"f{number}", f"青禾{number}号食品有限公司", f"C{number}", "610981", status, park, industry, *figures
    )


def official(figure: str, value: int, unit: str = "610981") -> OfficialFigure:
    """Return an issued figure in its stored form."""
    return OfficialFigure(id=f"{unit}-{figure}", unit=unit, period=202609, figure=figure, value=value)


def projects(count: int = 24) -> tuple:
    """Return judged projects of three pools, the slots of some not filled."""
    slots = [made for made in catalogue.mechanisms() if isinstance(made, Slot) and made.template == "six_ones"]
    judged = []
    for n in range(count):
        project = Project(
            id=f"p{n}", unit="610981", name=f"云启植物提取{n}期", owner="青禾食品有限公司", nature="技改",
            pool=("竣工一批", "开工一批", "储备一批")[n % 3], stage="安装调试", start="2025-03", finish="2026-12",
            total=12000 * WAN, plan=6000 * WAN, month_done=100 * WAN, done=n * 300 * WAN,
            problem="" if n % 4 else "用地手续未办结", leader="王建国", department="市自然资源局",
        )  # fmt: skip
        roles = ("包抓领导", "牵头部门", "部门主要负责人", "帮扶责任人", "工作专班", "推进方案")[: 6 if n % 2 else 4]
        duties = {
            role: Assignment(id=f"{n}{role}", unit="610981", project=project.id, role=role, name="李强、张海")
            for role in roles
        }
        judged.append(project_slots(project, slots, duties))
    return tuple(judged)


def quarterly_input(firms: tuple[FirmFigures, ...], **more: object) -> QuarterlyInput:
    """Return an input for these firms; other fields by name."""
    indicators = {indicator.code: indicator for indicator in catalogue.indicators()}
    totals = (
        IndicatorTotal(indicators["tax"], 5000 * WAN, 4000 * WAN, 2, 3),
        IndicatorTotal(indicators["investment"], None, None, 0, 3),
    )
    months = (MonthPoint(Period(2026, 2), 10**10, 9 * 10**9), MonthPoint(Period(2026, 9), 5 * 10**10, 4 * 10**10))
    given = {
        "period": Period(2026, 9),
        "place": "旬阳市",
        "split": decompose(firms),
        "firms": firms,
        "totals": totals,
        "months": months,
        "letterhead": Letterhead("旬经贸发〔2026〕18号", "市人民政府：", "旬阳市经济贸易局", "2026年10月12日"),
    }
    return QuarterlyInput(**(given | more))  # type: ignore[arg-type]
