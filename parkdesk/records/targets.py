"""What comes down from above: targets (目标任务), returned items (退回) and approved values (核定)."""

from __future__ import annotations

from parkdesk.amounts import UNITS, Unit
from parkdesk.records.grammar import Column, Record, column, record
from parkdesk.records.kinds import CHOICE, CODE, DATE, NUMBER, REFERENCE, TEXT, Kind, clean_text, quantity

TARGET_NATURES = {"flow": "全年累计", "stock": "年末达到", "growth": "增长速度"}
"""A flow is added up over the year, a stock is reached at its end, a growth is held against the same months."""
NATURE = Kind(
    "choice",
    lambda cell: next((c for c, label in TARGET_NATURES.items() if clean_text(cell) == label), clean_text(cell)),
    lambda code: str(TARGET_NATURES.get(code, code)),
)
"""A nature by the words that people know it by."""


@record("targets", "目标任务", travels="task", sliced_by="year")
class Target(Record):
    """目标任务: what a unit shall reach in a year; `amount` is an integer of the unit's smallest unit."""

    unit: str = column("单位代码", CODE, required=True, aliases=("单位", "单位名称", "县区"))
    year: int = column("年份", NUMBER, required=True, width=8)
    indicator: str = column("指标代码", TEXT, default="")
    name: str = column("指标", TEXT, required=True, aliases=("指标名称",), width=20)
    nature: str = column("性质", CHOICE, choices=tuple(TARGET_NATURES), default="flow", width=8)
    measured_in: str = column("计量单位", TEXT, default="万元", width=8)
    amount: int = column("目标值", NUMBER, required=True, aliases=("任务", "目标"))
    issuer: str = column("下达单位", CODE, default="")
    document: str = column("文号", TEXT, aliases=("文件",), default="", width=24)
    issued_on: str | None = column("下达日期", DATE, default=None)

    def natural_key(self) -> tuple[str, ...]:
        """Return whose, of which year, on what, from whom."""
        return (self.unit, str(self.year), self.indicator or self.name, self.nature, self.issuer)

    def title(self) -> str:
        """Return the year and what is measured."""
        return f"{self.year}年{self.name}"

    def kind_of(self, column: Column) -> Kind:
        """Return the amount's kind by its unit, and the nature's by its label; the rest as declared."""
        if column.key == "amount" and self.measured_in in UNITS:
            return quantity(self.measured_in, 0 if self.measure_unit.smallest == 1 else 2)
        return NATURE if column.key == "nature" else column.kind

    @property
    def measure_unit(self) -> Unit:
        """The unit that `amount` counts smallest units of."""
        return UNITS[self.measured_in]


OPEN, DONE = "待处理", "已处理"


@record("returns", "退回事项", travels="private")
class ReturnedItem(Record):
    """退回事项: something in a report that the receiving office sends back, with its reason."""

    unit: str = column("单位代码", CODE, required=True)
    period: int | None = column("期间", NUMBER, default=None)
    ledger: str = column("表", TEXT, default="", hidden=True)
    record: str = column("记录", TEXT, default="", hidden=True)
    about: str = column("退回内容", TEXT, required=True, width=32)
    reason: str = column("退回原因", TEXT, required=True, width=40)
    issuer: str = column("退回单位", CODE, default="")
    package: str = column("数据包", TEXT, default="", hidden=True)
    state: str = column("状态", CHOICE, choices=(OPEN, DONE), default=OPEN, width=8)

    def natural_key(self) -> tuple[str, ...]:
        """Return what is sent back to whom, by whom, and why."""
        return (self.unit, str(self.period or ""), self.ledger, self.about, self.reason, self.issuer)

    def title(self) -> str:
        """Return what is sent back."""
        return self.about


@record("approvals", "核定数", travels="private")
class Approval(Record):
    """核定数: the value the higher office takes for a reported one; it stands beside it, never over it."""

    unit: str = column("单位代码", CODE, required=True)
    period: int = column("期间", NUMBER, required=True)
    indicator: str = column("指标代码", TEXT, required=True)
    measure: str = column("口径", TEXT, default="cum", width=8)
    enterprise: str = column("企业", REFERENCE, default="", hidden=True)
    value: int = column("核定数", NUMBER, required=True)
    reason: str = column("核定依据", TEXT, required=True, width=40)
    issuer: str = column("核定单位", CODE, default="")

    def natural_key(self) -> tuple[str, ...]:
        """Return the figure it stands beside and who approved it."""
        return (self.unit, str(self.period), self.indicator, self.measure, self.enterprise, self.issuer)

    def title(self) -> str:
        """Return period and indicator."""
        return f"{self.period} {self.indicator}"
