"""Notices to those who lag (督办单、提醒函), the numbers behind the rules, and what was done of the rhythm."""

from __future__ import annotations

from parkdesk.records.grammar import Record, column, record
from parkdesk.records.kinds import CHOICE, CODE, DATE, NUMBER, REFERENCE, TEXT

SUPERVISION, LETTER = NOTICE_KINDS = ("督办通知单", "提醒函")
BLUE, YELLOW, RED = COLOURS = ("蓝", "黄", "红")
DRAFT, SENT, SIGNED, ANSWERED, CLEARED = NOTICE_STATES = ("草拟", "发出", "已签收", "反馈", "销号")
NORM_GROUPS = ("走访", "亮灯", "时限", "督办", "评分", "目标", "预警", "培育", "飞地", "土地", "入园")
EVERY = {"week": "周", "month": "月", "quarter": "季", "halfyear": "半年", "year": "年"}


@record("notices", "督办", travels="home")
class Notice(Record):
    """督办: one notice to a unit or a leader, from the draft to its closing; `rule` is what proposed it."""

    unit: str = column("所属单位", CODE, required=True, hidden=True)
    number: str = column("文号", TEXT, default="", width=18)
    kind: str = column("文种", CHOICE, choices=NOTICE_KINDS, default=SUPERVISION, width=10)
    colour: str = column("等级", CHOICE, choices=COLOURS, default=BLUE, width=6)
    state: str = column("状态", CHOICE, choices=NOTICE_STATES, default=DRAFT, width=8)
    addressee: str = column("致", TEXT, required=True, width=18)
    subject: str = column("事由", TEXT, required=True, width=30)
    basis: str = column("依据", TEXT, default="", width=26)
    gaps: str = column("当前数据与差距", TEXT, default="", width=40)
    demands: str = column("办理要求", TEXT, default="", width=40)
    due: str | None = column("办结时限", DATE, default=None, width=12)
    signer: str = column("签发人", TEXT, default="", width=10)
    issued_on: str | None = column("发出日期", DATE, default=None, width=12)
    receiver: str = column("签收人", TEXT, default="", width=10)
    signed_on: str | None = column("签收日期", DATE, default=None, width=12)
    reply: str = column("反馈", TEXT, default="", width=30)
    replied_on: str | None = column("反馈日期", DATE, default=None, width=12)
    review: str = column("复核意见", TEXT, default="", width=24)
    closed_on: str | None = column("销号日期", DATE, default=None, width=12)
    follows: str = column("由哪一号升级", TEXT, default="", width=18)
    rule: str = column("触发规则", TEXT, default="", hidden=True)
    cause: str = column("触发对象", TEXT, default="", hidden=True)
    project: str = column("项目", REFERENCE, default="", hidden=True)

    def natural_key(self) -> tuple[str, ...]:
        """Return the number; a draft is known by whom it is to and why."""
        return (self.unit, self.number) if self.number else (self.unit, "", self.addressee, self.rule, self.cause)

    def title(self) -> str:
        """Return number and addressee."""
        return f"{self.number or '（草拟）'} 致{self.addressee}"


@record("norms", "标准", travels="definition")
class Norm(Record):
    """标准: one number that the rules go by, for the county to edit; `role` is the duty it is asked of.

    What a city changed of them comes down in its directives; what it left as shipped is the county's own.
    """

    code: str = column("代码", TEXT, required=True, width=18)
    part: str = column("类别", CHOICE, choices=NORM_GROUPS, required=True, width=8)
    name: str = column("名称", TEXT, required=True, width=30)
    number: int = column("数值", NUMBER, required=True, width=8)
    measure: str = column("计量", TEXT, default="", width=10)
    role: str = column("责任", TEXT, default="", width=14)
    every: str = column("周期", CHOICE, choices=tuple(EVERY), default="", width=8)
    sort: int = column("顺序", NUMBER, default=0, hidden=True)

    def natural_key(self) -> tuple[str, ...]:
        """Return the code."""
        return (self.code,)

    def title(self) -> str:
        """Return the name."""
        return self.name


@record("rhythm_tasks", "节奏任务", travels="home")
class RhythmTask(Record):
    """节奏任务: one task of the rhythm that was done, and the paper that shows it."""

    unit: str = column("所属单位", CODE, required=True, hidden=True)
    task: str = column("任务", TEXT, required=True, width=18)
    period: str = column("期间", TEXT, required=True, width=12)
    done_on: str | None = column("完成日期", DATE, default=None, width=12)
    document: str = column("文件", TEXT, default="", width=24)
    remark: str = column("说明", TEXT, default="", width=24)

    def natural_key(self) -> tuple[str, ...]:
        """Return task and period."""
        return (self.unit, self.task, self.period)

    def title(self) -> str:
        """Return task and period."""
        return f"{self.period} {self.task}"
