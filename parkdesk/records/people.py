"""Who stands behind the duties: people in their official order, departments with former names, who held what before."""

from __future__ import annotations

from parkdesk.records.grammar import Record, column, record
from parkdesk.records.kinds import CHOICE, CODE, DATE, NUMBER, REFERENCE, TEXT
from parkdesk.records.names import normalise_name
from parkdesk.records.visits import LEVELS

PERSON_LEVELS = (*LEVELS, "其他")


@record("people", "人员", travels="home")
class Person(Record):
    """人员: a leader or cadre in one post; the same name in another post is another line.

    `sort` is the county's official order and never the alphabet's.
    """

    unit: str = column("所属单位", CODE, required=True, hidden=True)
    name: str = column("姓名", TEXT, required=True, width=10)
    post: str = column("职务", TEXT, default="", width=20)
    level: str = column("层级", CHOICE, choices=PERSON_LEVELS, default="", width=14)
    department: str = column("单位", TEXT, default="", width=16)
    phone: str = column("联系电话", TEXT, default="", width=14)
    sort: int = column("排序", NUMBER, default=0, width=6)
    since: str | None = column("任职日期", DATE, default=None, width=12)
    until: str | None = column("离任日期", DATE, default=None, width=12)
    remark: str = column("备注", TEXT, default="", width=20)

    def natural_key(self) -> tuple[str, ...]:
        """Return name and post."""
        return (self.unit, normalise_name(self.name), normalise_name(self.post or self.department))

    def title(self) -> str:
        """Return name and post."""
        return f"{self.name}（{self.post}）" if self.post else self.name


@record("departments", "部门", travels="home")
class Department(Record):
    """部门: a department under one of its names; `successor` is what it is called now (国土局 → 自然资源局)."""

    unit: str = column("所属单位", CODE, required=True, hidden=True)
    name: str = column("部门名称", TEXT, required=True, width=18)
    successor: str = column("现称", TEXT, default="", width=18)
    since: str | None = column("启用日期", DATE, default=None, width=12)
    until: str | None = column("停用日期", DATE, default=None, width=12)
    sort: int = column("排序", NUMBER, default=0, width=6)

    def natural_key(self) -> tuple[str, ...]:
        """Return the name."""
        return (self.unit, normalise_name(self.name))

    def title(self) -> str:
        """Return the name."""
        return self.name


@record("tenures", "历任责任", travels="home")
class Tenure(Record):
    """历任责任: who held a duty before, from when until when, and why it was handed over."""

    unit: str = column("所属单位", CODE, required=True, hidden=True)
    project: str = column("项目", REFERENCE, default="", hidden=True)
    enterprise: str = column("企业", REFERENCE, default="", hidden=True)
    about: str = column("对象", TEXT, default="", hidden=True)
    role: str = column("责任", TEXT, required=True, width=14)
    name: str = column("姓名", TEXT, required=True, width=14)
    post: str = column("职务", TEXT, default="", width=16)
    since: str = column("起始日期", TEXT, default="", width=12)
    until: str = column("截止日期", TEXT, default="", width=12)
    reason: str = column("原因", TEXT, default="", width=24)

    def natural_key(self) -> tuple[str, ...]:
        """Return what was held, by whom and from when."""
        return (self.project, self.enterprise, self.about, self.role, self.name, self.since)

    def title(self) -> str:
        """Return duty and name."""
        return f"{self.role}：{self.name}（{self.since or '　'}—{self.until}）"
