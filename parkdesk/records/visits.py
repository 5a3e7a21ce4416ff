"""Visits to a firm or project (走访), and the problems that are worked off (问题清单/销号台账, domain §5.5 T8)."""

from __future__ import annotations

from parkdesk.records.grammar import Record, column, record
from parkdesk.records.kinds import CHOICE, CODE, DATE, FLAG, NUMBER, REFERENCE, TEXT
from parkdesk.records.names import normalise_name

LEVEL_LEADER, LEVEL_HEAD, LEVEL_HELPER = LEVELS = ("县级领导", "部门主要负责人", "帮扶责任人")
FORMS = ("实地", "电话")
CATEGORIES = tuple(
    "用工 融资 用地 用电用气用水 审批 市场 政策兑现 环保安全 物流 其他".split()  # noqa: SIM905
)
SOURCES = ("走访", "座谈", "热线", "信函", "报送", "其他")
RESULT_SOLVED = "已解决"
RESULTS = (RESULT_SOLVED, "政策不允许已解释", "暂不能解决")
HANDLING, SOLVED, CLOSED = ISSUE_STATES = ("办理中", "已办结", "已销号")
SATISFACTION = ("满意", "基本满意", "不满意")


@record("visits", "走访", travels="up")
class Visit(Record):
    """走访: one visit; `about` is the name as it was written, which may not be in the ledgers yet."""

    unit: str = column("所属单位", CODE, required=True, hidden=True)
    day: str | None = column("日期", DATE, required=True, aliases=("走访日期", "走访时间", "时间"), width=12)
    project: str = column("项目", REFERENCE, default="", hidden=True)
    enterprise: str = column("企业", REFERENCE, default="", hidden=True)
    about: str = column(
        "走访对象", TEXT, required=True, aliases=("项目名称", "企业名称", "项目", "企业", "包抓对象"), width=26
    )
    level: str = column("走访层级", CHOICE, required=True, choices=LEVELS, aliases=("层级", "走访人层级"), width=14)
    visitor: str = column("走访人", TEXT, default="", aliases=("走访人员", "姓名"), width=10)
    form: str = column("方式", CHOICE, choices=FORMS, aliases=("走访方式", "形式"), default="实地", width=8)
    problem: str = column("收集问题", TEXT, aliases=("收集到的问题", "反映问题", "存在问题"), default="", width=26)
    content: str = column("走访情况", TEXT, aliases=("走访内容", "帮扶内容", "情况"), default="", width=30)
    handled: bool = column("问题已立项", FLAG, default=False, width=10)
    ordinal: int = column("同样的第几次", NUMBER, default=1, hidden=True)

    def natural_key(self) -> tuple[str, ...]:
        """Return all that was written, and the how manieth of its like it is."""
        said = (self.day or "", normalise_name(self.about), self.level, self.visitor, self.form)
        return (self.unit, *said, self.problem, self.content, str(self.ordinal))

    def title(self) -> str:
        """Return day, visitor and whom the visit was to."""
        return f"{self.day or '没有日期'} {self.visitor or self.level}走访{self.about}"


@record("issues", "问题", travels="up")
class Issue(Record):
    """问题: one line of the ledger that is worked off; closed only with a result."""

    unit: str = column("所属单位", CODE, required=True, hidden=True)
    number: str = column("问题编号", TEXT, aliases=("编号",), default="", width=8)
    project: str = column("项目", REFERENCE, default="", hidden=True)
    enterprise: str = column("企业", REFERENCE, default="", hidden=True)
    about: str = column("企业或项目", TEXT, required=True, aliases=("企业名称", "项目名称", "企业", "项目"), width=24)
    category: str = column("问题类别", CHOICE, choices=CATEGORIES, aliases=("类别",), default="", width=12)
    text: str = column("问题内容", TEXT, required=True, aliases=("问题", "诉求", "存在问题"), width=30)
    source: str = column("来源", CHOICE, choices=SOURCES, aliases=("问题来源",), default="", width=8)
    raised_on: str | None = column("提出日期", DATE, aliases=("提出时间", "收集日期"), default=None, width=12)
    lead: str = column("主办单位", TEXT, aliases=("交办单位", "责任单位", "承办单位"), default="", width=16)
    support: str = column("协办单位", TEXT, aliases=("配合单位",), default="", width=14)
    due: str | None = column("办结时限", DATE, aliases=("办理时限", "时限"), default=None, width=12)
    progress: str = column("进展", TEXT, aliases=("办理进展", "进展情况"), default="", width=24)
    result: str = column("结果", TEXT, aliases=("办理结果", "办结结果"), default="", width=14)
    state: str = column("状态", CHOICE, choices=ISSUE_STATES, default=HANDLING, width=10)
    satisfaction: str = column(
        "回访满意度", CHOICE, choices=SATISFACTION, aliases=("满意度", "回访"), default="", width=10
    )
    closed_on: str | None = column("销号日期", DATE, aliases=("办结日期", "销号时间"), default=None, width=12)
    ordinal: int = column("同样的第几条", NUMBER, default=1, hidden=True)

    def natural_key(self) -> tuple[str, ...]:
        """Return number, firm and day; without a number the words tell issues apart."""
        who = (self.unit, self.number, normalise_name(self.about), self.raised_on or "")
        return (*who, "" if self.number else self.text, str(self.ordinal))

    def title(self) -> str:
        """Return the firm and the problem."""
        return f"{self.about}：{self.text}"

    @property
    def is_open(self) -> bool:
        """Whether it is still to be solved."""
        return self.state == HANDLING
