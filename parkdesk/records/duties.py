"""Responsibility mechanisms: templates of slots, and who fills a project's slots (domain §2)."""

from __future__ import annotations

from parkdesk.records.grammar import Record, column, record
from parkdesk.records.kinds import CHOICE, CODE, FLAG, NUMBER, REFERENCE, TEXT

SLOT_TYPES = (
    "object", "leader", "unit", "person", "team", "document", "milestones", "bank", "rhythm", "ledger", "text",
)  # fmt: skip
TARGETS = {"project": "项目", "enterprise": "企业"}


@record("templates", "机制模板", travels="definition")
class Template(Record):
    """机制模板: a county-editable mechanism such as 项目“六个一”; the id is stable over versions."""

    code: str = column("模板代码", TEXT, required=True)
    name: str = column("模板名称", TEXT, required=True, width=20)
    target: str = column("适用对象", CHOICE, choices=tuple(TARGETS), default="project")
    version: int = column("版本", NUMBER, default=1)
    effective_from: str = column("生效日期", TEXT, default="")

    def natural_key(self) -> tuple[str, ...]:
        """Return code and version."""
        return (self.code, str(self.version))

    def title(self) -> str:
        """Return the name."""
        return self.name


@record("slots", "机制要素", travels="definition")
class Slot(Record):
    """机制要素: one of the “一” of a template; `roles` are the duties that fill it, 「、」 between."""

    template: str = column("模板代码", TEXT, required=True)
    number: int = column("序号", NUMBER, required=True)
    label: str = column("名称", TEXT, required=True, width=18)
    type: str = column("类型", CHOICE, choices=SLOT_TYPES, default="text")
    roles: str = column("由谁填", TEXT, default="", width=24)
    required: bool = column("必填", FLAG, default=True)
    city_required: bool = column("市级必填", FLAG, default=False)

    def natural_key(self) -> tuple[str, ...]:
        """Return template and number."""
        return (self.template, str(self.number))

    def title(self) -> str:
        """Return the label."""
        return self.label

    def role_names(self) -> tuple[str, ...]:
        """Return the duties that fill this slot."""
        return tuple(role for role in self.roles.split("、") if role)


@record("assignments", "包抓责任", travels="up")
class Assignment(Record):
    """包抓责任: who or what fills one duty of a project."""

    unit: str = column("所属单位", CODE, required=True, hidden=True)
    project: str = column("项目", REFERENCE, required=True, hidden=True)
    role: str = column("责任", TEXT, required=True, width=14)
    name: str = column("姓名或内容", TEXT, required=True, width=24)
    post: str = column("职务", TEXT, default="", width=16)
    phone: str = column("联系电话", TEXT, default="", width=14)
    since: str = column("起始日期", TEXT, default="")

    def natural_key(self) -> tuple[str, ...]:
        """Return project and duty; the project's id stands for its own natural key."""
        return (self.project, self.role)

    def title(self) -> str:
        """Return duty and name."""
        return f"{self.role}：{self.name}"


ROLE_LEADER, ROLE_UNIT, ROLE_HEAD = "包抓领导", "牵头部门", "部门主要负责人"
ROLE_HELPER, ROLE_TEAM, ROLE_PLAN = "帮扶责任人", "工作专班", "推进方案"
DUTY_ROLES = (ROLE_LEADER, ROLE_UNIT, ROLE_HEAD, ROLE_HELPER, ROLE_TEAM, ROLE_PLAN)
"""The duties that the 包抓责任表 carries one column for."""
