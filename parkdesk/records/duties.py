"""Responsibility mechanisms: templates of slots, and who fills a project's slots (domain §2)."""

from __future__ import annotations

from parkdesk.records.grammar import Record, column, record
from parkdesk.records.kinds import CHOICE, CODE, DATE, FLAG, NUMBER, REFERENCE, TEXT
from parkdesk.records.names import normalise_name

SLOT_TYPES = (
    "object", "leader", "unit", "person", "team", "document", "milestones", "bank", "rhythm", "ledger", "text",
)  # fmt: skip
TARGETS = {"project": "项目", "enterprise": "企业", "chain": "产业链", "county": "全县"}
EVERY = {"week": "每周", "month": "每月", "quarter": "每季", "halfyear": "每半年", "year": "每年"}
"""How often a slot of the kind rhythm comes round."""


def template_ref(code: str, version: int) -> str:
    """Return how a project names the version of a mechanism it was created with: `six_ones`, `six_ones@2`."""
    return code if version == 1 else f"{code}@{version}"


@record("templates", "机制模板", travels="definition")
class Template(Record):
    """机制模板: a county-editable mechanism such as 项目“六个一”; the id is stable over versions."""

    code: str = column("模板代码", TEXT, required=True)
    name: str = column("模板名称", TEXT, required=True, width=20)
    target: str = column("适用对象", CHOICE, choices=tuple(TARGETS), default="project")
    version: int = column("版本", NUMBER, default=1)
    effective_from: str = column("生效日期", TEXT, default="")
    in_use: bool = column("启用", FLAG, default=True)
    about: str = column("说明", TEXT, default="", width=40)

    def natural_key(self) -> tuple[str, ...]:
        """Return code and version."""
        return (self.code, str(self.version))

    def title(self) -> str:
        """Return the name."""
        return self.name

    @property
    def ref(self) -> str:
        """What projects call this version by."""
        return template_ref(self.code, self.version)


@record("slots", "机制要素", travels="definition")
class Slot(Record):
    """机制要素: one of the “一” of a template; `roles` are the duties that fill it, 「、」 between."""

    template: str = column("模板代码", TEXT, required=True)
    version: int = column("版本", NUMBER, default=1)
    number: int = column("序号", NUMBER, required=True)
    label: str = column("名称", TEXT, required=True, width=18)
    type: str = column("类型", CHOICE, choices=SLOT_TYPES, default="text")
    roles: str = column("由谁填", TEXT, default="", width=24)
    required: bool = column("必填", FLAG, default=True)
    city_required: bool = column("市级必填", FLAG, default=False)
    every: str = column("周期", CHOICE, choices=tuple(EVERY), default="")
    times: int = column("次数", NUMBER, default=1)
    document: str = column("对应文件", TEXT, default="", width=16)

    def natural_key(self) -> tuple[str, ...]:
        """Return template, version and number."""
        return (self.template, str(self.version), str(self.number))

    @property
    def ref(self) -> str:
        """The version of the mechanism that the slot is part of."""
        return template_ref(self.template, self.version)

    def title(self) -> str:
        """Return the label."""
        return self.label

    def role_names(self) -> tuple[str, ...]:
        """Return the duties that fill this slot."""
        return tuple(role for role in self.roles.split("、") if role)


@record("assignments", "包抓责任", travels="up")
class Assignment(Record):
    """包抓责任: who or what fills one duty of a project, a firm, or something else under a mechanism (`about`)."""

    unit: str = column("所属单位", CODE, required=True, hidden=True)
    project: str = column("项目", REFERENCE, default="", hidden=True)
    enterprise: str = column("企业", REFERENCE, default="", hidden=True)
    about: str = column("对象", TEXT, default="", hidden=True)
    role: str = column("责任", TEXT, required=True, width=14)
    name: str = column("姓名或内容", TEXT, required=True, width=24)
    post: str = column("职务", TEXT, default="", width=16)
    phone: str = column("联系电话", TEXT, default="", width=14)
    since: str = column("起始日期", TEXT, default="")

    def natural_key(self) -> tuple[str, ...]:
        """Return whose duty it is and which; an id stands for its own natural key."""
        return (self.project or self.enterprise or self.about, self.role)

    @property
    def subject(self) -> str:
        """The id of the project or firm, or the name of what is no ledger's."""
        return self.project or self.enterprise or self.about

    def title(self) -> str:
        """Return duty and name."""
        return f"{self.role}：{self.name}"


@record("members", "挂联对象", travels="up")
class Member(Record):
    """挂联对象: a firm, chain or project that is under a mechanism besides a project's own, from when until when."""

    unit: str = column("所属单位", CODE, required=True, hidden=True)
    template: str = column("机制模板", TEXT, required=True, hidden=True)
    project: str = column("项目", REFERENCE, default="", hidden=True)
    enterprise: str = column("企业", REFERENCE, default="", hidden=True)
    about: str = column("对象", TEXT, required=True, width=26)
    goal: str = column("目标", TEXT, default="", width=26)
    since: str | None = column("起始日期", DATE, default=None, width=12)
    until: str | None = column("截止日期", DATE, default=None, width=12)

    def natural_key(self) -> tuple[str, ...]:
        """Return the mechanism and what is under it."""
        return (self.unit, self.template, normalise_name(self.about))

    def title(self) -> str:
        """Return what is under the mechanism."""
        return self.about

    @property
    def subject(self) -> str:
        """The id of the project or firm, or the name of what is no ledger's."""
        return self.project or self.enterprise or self.about


ROLE_LEADER, ROLE_UNIT, ROLE_HEAD = "包抓领导", "牵头部门", "部门主要负责人"
ROLE_HELPER, ROLE_TEAM, ROLE_PLAN = "帮扶责任人", "工作专班", "推进方案"
DUTY_ROLES = (ROLE_LEADER, ROLE_UNIT, ROLE_HEAD, ROLE_HELPER, ROLE_TEAM, ROLE_PLAN)
"""The duties that the 包抓责任表 carries one column for."""
