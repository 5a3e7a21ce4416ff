"""Forms about parks, targets and ledgers: T3, T9, T10 (domain §5.5), 亩均 scores, and a plain ledger as a list."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from parkdesk.amounts import UNITS
from parkdesk.records import Acreage
from parkdesk.reports.cells import count, entries, measured
from parkdesk.reports.firm_forms import form_foot, form_lead
from parkdesk.reports.values import NOT_REPORTED, Column, Figure, FormPage, Paragraph, Quantity, Report, Row, Table
from parkdesk.rules.parks import BUILT, in_order, occupancy, revival, roll_up

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkdesk.records import Column as Declared
    from parkdesk.records import LedgerRecord, Parcel, Plant
    from parkdesk.reports.inputs import Letterhead
    from parkdesk.reports.values import Cell, RowStyle

_M2: Final = UNITS["㎡"]
_WAN_M2: Final = UNITS["万㎡"]
_MU: Final = UNITS["亩"]
_VACANT: Final = ("plants.area", "plants.occupied", "plants.signed")
_PLANTS: Final = (
    Column("序号", 0.5), Column("园区", 1.5, "left"), Column("项目", 1.4, "left"), Column("栋号", 1.0),
    Column("用途", 1.0), Column("层数", 0.5, "right"), Column("建筑面积", 1.0, "right", source=("plants.area",)),
    Column("建设模式", 1.0), Column("状态", 0.7), Column("开工", 0.9), Column("竣工", 0.9),
    Column("已入驻", 1.0, "right", source=("plants.occupied",)), Column("入驻企业", 1.8, "left"),
    Column("签约待入驻", 1.0, "right", source=("plants.signed",)), Column("空置", 1.0, "right", source=_VACANT),
    Column("租金或售价", 1.0),
)  # fmt: skip
_ROLL_UP: Final = (
    Column("状态", 1.0), Column("用途", 1.2), Column("栋数", 0.8, "right"),
    Column("建筑面积（万㎡）", 1.4, "right", source=("plants.area",)),
    Column("已入驻（万㎡）", 1.4, "right", source=("plants.occupied",)),
    Column("签约待入驻（万㎡）", 1.6, "right", source=("plants.signed",)),
    Column("空置（万㎡）", 1.3, "right", source=_VACANT),
)  # fmt: skip
_PARCELS: Final = (
    Column("序号", 0.5), Column("宗地编号", 1.2), Column("企业", 2.0, "left"), Column("位置", 1.2, "left"),
    Column("面积（亩）", 0.9, "right", source=("parcels.area",)), Column("闲置类型", 0.9), Column("原因", 1.1, "left"),
    Column("处置方式", 1.0), Column("责任单位", 1.2), Column("计划完成", 0.9), Column("进展", 1.4, "left"),
    Column("已盘活（亩）", 0.9, "right", source=("parcels.revived",)),
    Column("已盘活厂房（㎡）", 1.1, "right", source=("parcels.revived_plant",)), Column("新项目", 1.4, "left"),
)  # fmt: skip


def _form(
    kind: str, title: str, tables: Sequence[Table | Paragraph], head: Letterhead, notes: tuple[str, ...]
) -> Report:
    return Report(kind, title, tuple(tables), form=FormPage(foot=form_foot(head)), notes=notes)


# --- T9 -------------------------------------------------------------------------------------------


def plants_form(plants: Sequence[Plant], place: str, head: Letterhead, notes: tuple[str, ...] = ()) -> Report:
    """Return 标准化厂房台账 with its roll-up by 用途 × 状态 and the rate of occupancy."""
    parts = roll_up(plants)
    rows = [Row(_plant_cells(number, plant), "body", entries(plant)) for number, plant in enumerate(plants, 1)]
    whole = parts["", ""]
    rows.append(
        Row(("", "合计", "", f"{whole.blocks}栋", "", "", measured(whole.area, _M2), "", "", "", "",
             measured(whole.occupied, _M2), "", measured(whole.signed, _M2), "", ""), "total")
    )  # fmt: skip
    listed = Table("", _PLANTS, tuple(rows), "单位：㎡", lead=form_lead(head))
    rate = occupancy(parts)
    note = "注：空置=已建成−已入驻−签约待入驻"
    if rate is not None:
        note += f"；标准厂房入驻率{rate.shown(1)}%"
    summed = Table("汇总：用途 × 状态", _ROLL_UP, tuple(_roll_rows(plants)), "", f"{note}。")
    return _form("plants", f"{place}标准化厂房台账", (listed, summed), head, notes)


def _plant_cells(number: int, plant: Plant) -> tuple[Cell, ...]:
    vacant = None
    if plant.state == BUILT and plant.area is not None:
        vacant = plant.area - (plant.occupied or 0) - (plant.signed or 0)
    return (
        count(number), plant.park, plant.project, plant.number, plant.use,
        NOT_REPORTED if plant.floors is None else count(plant.floors), measured(plant.area, _M2), plant.mode,
        plant.state, plant.started or "", plant.finished or "", measured(plant.occupied, _M2), plant.tenant,
        measured(plant.signed, _M2), "" if vacant is None else measured(vacant, _M2), plant.price,
    )  # fmt: skip


def _roll_rows(plants: Sequence[Plant]) -> list[Row]:
    rows = []
    for state, use, part in in_order(roll_up(plants)):
        vacant = measured(part.vacant, _WAN_M2, 2) if state == BUILT else ""
        cells = (
            state,
            use,
            count(part.blocks),
            *(measured(v, _WAN_M2, 2) for v in (part.area, part.occupied, part.signed)),
        )
        style: RowStyle = "total" if state == "合计" else "subtotal" if use == "小计" else "body"
        mine = [p for p in plants if (p.state == state or style == "total") and (p.use == use or style != "body")]
        rows.append(Row((*cells, vacant), style, entries(*mine)))
    return rows


# --- T10 ------------------------------------------------------------------------------------------


def parcels_form(parcels: Sequence[Parcel], place: str, head: Letterhead, notes: tuple[str, ...] = ()) -> Report:
    """Return 低效闲置工业用地处置台账 with 盘活率."""
    rows = [
        Row((
            count(number), one.number, one.enterprise, one.location, measured(one.area, _MU, 1), one.idle, one.cause,
            one.measure, one.department, one.due or "", one.progress, measured(one.revived, _MU, 1),
            measured(one.revived_plant, _M2), one.project,
        ), "body", entries(one))
        for number, one in enumerate(parcels, 1)
    ]  # fmt: skip
    number, area, revived, plants, rate = revival(parcels)
    rows.append(
        Row(("", "合计", f"{number}宗", "", measured(area, _MU, 1), "", "", "", "", "", "", measured(revived, _MU, 1),
             measured(plants, _M2), ""), "total")
    )  # fmt: skip
    note = f"注：盘活率=已盘活面积÷台账面积，为{rate.shown(1)}%。" if rate is not None else ""
    table = Table("", _PARCELS, tuple(rows), "", note, form_lead(head))
    return _form("idle_land", f"{place}低效闲置工业用地处置台账", (table,), head, notes)


# --- 亩均 ------------------------------------------------------------------------------------------


_SCORES: Final = (
    Column("名次", 0.6), Column("企业名称", 2.6, "left"), Column("组别", 0.6), Column("园区", 1.4, "left"),
    Column("用地（亩）", 0.9, "right"), Column("得分", 0.9, "right"), Column("类别", 0.6), Column("上年类别", 0.8),
    Column("说明", 3.0, "left"),
)  # fmt: skip
_LINES: Final = (
    Column("指标", 2.0, "left"), Column("本企业", 1.6, "right"), Column("基准值", 1.2, "right"),
    Column("得分", 1.0, "right"),
)  # fmt: skip
CLASS_NAMES: Final = {"A": "优先发展", "B": "支持发展", "C": "规范转型", "D": "限制发展", "T": "暂不评价"}
ScoreLine = tuple[str, Acreage, int | None, int | None, str, str, str]


def acreage_form(
    year: int, scheme: str, lines: Sequence[ScoreLine], place: str, head: Letterhead, notes: tuple[str, ...] = ()
) -> Report:
    """Return 亩均效益评价得分表; a line is (place, firm, land, score, class, class before, remarks)."""
    rows = [
        Row((
            rank, firm.enterprise, firm.cohort, firm.park, measured(land, _MU, 2), _hundredths(score), grade, before,
            said,
        ), "body", entries(firm))
        for rank, firm, land, score, grade, before, said in lines
    ]  # fmt: skip
    names = "，".join(f"{grade}类为{name}" for grade, name in CLASS_NAMES.items())
    table = Table("", _SCORES, tuple(rows), "", f"注：方案为{scheme}；{names}。", form_lead(head))
    return _form("acreage", f"{place}{year}年度亩均效益综合评价结果", (table,), head, notes)


def acreage_letter(
    firm: Acreage,
    year: int,
    grade: str,
    score: str,
    place: str,
    lines: Sequence[tuple[str, str, str, str]],
    remarks: Sequence[str],
    head: Letterhead,
) -> Report:
    """Return 一企一单: what a firm scored, line by line, against what, and how to object."""
    words = f"经综合评价，你企业{year}年度亩均效益得分{score}分，"
    words += f"在同组中列第{place}位，" if place else ""
    words += f"评为{grade}类（{CLASS_NAMES.get(grade, '')}）。" if grade else "没有定类。"
    about = entries(firm)
    blocks: list[Paragraph | Table] = [Paragraph((Figure(words, about),))]
    if lines:
        blocks.append(Table("各项得分", _LINES, tuple(Row(line, "body", about) for line in lines)))
    blocks += [Paragraph((f"{number}.", Figure(f"{text}。", about))) for number, text in enumerate(remarks, 1)]
    blocks.append(Paragraph(("如对用地面积、指标数据或评价结果有异议，请在公示期内书面反馈，并附证明材料。",)))
    return Report(
        "acreage_letter", f"{year}年度亩均效益评价结果告知单", tuple(blocks), addressee=f"{firm.enterprise}：",
        signature=head.signature, date=head.date,
    )  # fmt: skip


def _hundredths(stored: int | None) -> Cell:
    return NOT_REPORTED if stored is None else Quantity(Fraction(stored, 100), 2)


# --- a plain ledger -------------------------------------------------------------------------------


def ledger_form(title: str, records: Sequence[LedgerRecord], head: Letterhead, notes: tuple[str, ...] = ()) -> Report:
    """Return a ledger as a list: the columns that hold something, figures added up at the foot."""
    columns = [c for c in records[0].COLUMNS if not c.hidden and c.kind.name != "notes"]
    filled = [c for c in columns if any(getattr(r, c.key) not in (None, "") for r in records)]
    rows = [
        Row((count(n), *(_declared_cell(c, r) for c in filled)), "body", entries(r)) for n, r in enumerate(records, 1)
    ]
    if any(_adds_up(c) for c in filled):
        sums = [_sum_cell(c, records) if _adds_up(c) else "" for c in filled]
        rows.append(Row(("", *("合计" if n == 0 and not text else text for n, text in enumerate(sums))), "total"))
    heads = [Column("序号", 0.5)]
    heads += [
        Column(c.heading, max(c.width / 9, 0.7), "right" if c.kind.numeric else "left",
               source=(f"{records[0].TABLE}.{c.key}",))
        for c in filled
    ]  # fmt: skip
    return _form(records[0].TABLE, title, (Table("", tuple(heads), tuple(rows), lead=form_lead(head)),), head, notes)


def _adds_up(column: Declared) -> bool:
    return column.kind.measure is not None and column.kind.measure.dimension in ("money", "area", "land")


def _declared_cell(column: Declared, record: LedgerRecord) -> Cell:
    return column.kind.write(getattr(record, column.key))


def _sum_cell(column: Declared, records: Sequence[LedgerRecord]) -> str:
    return column.kind.write(sum(getattr(r, column.key) or 0 for r in records))
