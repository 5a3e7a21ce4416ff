"""Enterprises (企业库) and their standing in the 规上 register (在库 status)."""

from __future__ import annotations

from parkdesk.records.grammar import Record, column, record
from parkdesk.records.kinds import (
    CHOICE,
    CODE,
    COUNT,
    DATE,
    INDUSTRY,
    LAND,
    NOTES,
    NUMBER,
    OPTIONAL_TEXT,
    REFERENCE,
    TEXT,
)
from parkdesk.records.names import normalise_name

STATUSES = ("在库", "新增入库", "退库", "培育", "规下")


@record("enterprises", "企业", travels="up")
class Enterprise(Record):
    """企业: a firm on the office's register."""

    unit: str = column("所属单位", CODE, required=True, section="基本信息", hidden=True)
    name: str = column(
        "企业名称", TEXT, required=True, aliases=("单位名称", "企业", "单位详细名称"), section="基本信息", width=30
    )
    code: str = column(
        "统一社会信用代码",
        CODE,
        aliases=("信用代码", "社会信用代码", "组织机构代码", "代码"),
        section="基本信息",
        width=21,
        default="",
    )
    industry: str = column("行业代码", INDUSTRY, aliases=("行业大类代码",), section="基本信息", default="", width=9)
    industry_name: str = column(
        "行业名称", TEXT, aliases=("行业", "行业大类", "所属行业"), section="基本信息", default="", width=20
    )
    park: str = column("所属园区", TEXT, aliases=("园区", "所在园区"), section="基本信息", default="", width=16)
    town: str = column("所在镇办", TEXT, aliases=("镇办", "乡镇", "所在镇", "镇（办）"), section="基本信息", default="")
    staff: int | None = column("从业人数", COUNT, unit="人", aliases=("职工人数",), section="规模", default=None)
    land: int | None = column("用地面积", LAND, unit="亩", aliases=("占地面积",), section="规模", default=None)
    honours: str = column("荣誉称号", TEXT, aliases=("荣誉", "资质荣誉"), section="规模", default="", width=24)
    contact: str = column("联系人", TEXT, section="联系", default="")
    phone: str = column("联系电话", TEXT, aliases=("电话", "手机"), section="联系", default="", width=14)
    company_type: str = column("企业类型", TEXT, aliases=("登记注册类型",), section="登记", default="", width=18)
    registered_on: str | None = column("注册日期", DATE, aliases=("成立日期",), section="登记", default=None)
    capital: str = column("注册资金", TEXT, aliases=("注册资本",), section="登记", default="", width=16)
    scope: str = column("经营范围", TEXT, section="登记", default="", width=36)
    address: str = column("注册地址", TEXT, aliases=("地址", "住所"), section="登记", default="", width=30)
    former_code: str | None = column("旧注册号", OPTIONAL_TEXT, section="登记", default=None)
    notes: dict[str, str] = column("其他信息", NOTES, section="其他", default_factory=dict, width=30)

    def natural_key(self) -> tuple[str, ...]:
        """Return the code, else the normalised name within the unit."""
        return ("code", self.code) if self.code else ("name", self.unit, normalise_name(self.name))

    def title(self) -> str:
        """Return the name."""
        return self.name


@record("registrations", "在库状态", travels="up", sliced_by="from_period")
class Registration(Record):
    """在库状态: what a firm's standing is from a period of a year on.

    `from_period` is a period key (202609), or year × 100 for what the registry says of the whole year.
    """

    enterprise: str = column("企业", REFERENCE, required=True, hidden=True)
    year: int = column("年份", NUMBER, required=True)
    status: str = column("在库状态", CHOICE, required=True, choices=STATUSES, aliases=("状态",))
    from_period: int = column("起始期间", NUMBER, required=True)
    reason: str = column("原因", TEXT, default="")

    def natural_key(self) -> tuple[str, ...]:
        """Return firm and period; the firm's id stands for its own natural key."""
        return (self.enterprise, str(self.from_period))

    def title(self) -> str:
        """Return the period and status."""
        return f"{self.from_period} {self.status}"
