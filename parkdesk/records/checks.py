"""审核 records: rules of the county or the city, typed explanations, the state of each period."""

from __future__ import annotations

from parkdesk.records.grammar import Record, column, record
from parkdesk.records.kinds import CHOICE, CODE, DATE, FLAG, NUMBER, REFERENCE, TEXT

LEVELS = ("强制", "核实", "提示")
SCOPES = ("表内", "表间", "跨期", "跨级", "户数")
SUBJECTS = {"firm": "企业", "total": "合计"}
"""What a rule is about besides a ledger: each firm of a period, or a unit's sums."""
ORIGINS = {"county": "本级", "city": "市级"}
EACH = {"": "", "flow": "每个累计量", "stock": "每个时点量", "all": "每个指标"}


@record("check_rules", "审核规则", travels="definition")
class CheckRule(Record):
    """审核规则: a rule that an office added or changed; one of its own with a shipped rule's code replaces it."""

    origin: str = column("来源", CHOICE, choices=tuple(ORIGINS), default="county", width=8)
    code: str = column("规则代码", TEXT, required=True, width=16)
    name: str = column("名称", TEXT, required=True, width=20)
    level: str = column("级别", CHOICE, required=True, choices=LEVELS, width=8)
    scope: str = column("范围", CHOICE, choices=SCOPES, default="表内", width=8)
    over: str = column("对象", TEXT, default="firm", width=10)
    each: str = column("逐个指标", CHOICE, choices=tuple(EACH), default="")
    needs: str = column("适用条件", TEXT, default="", width=30)
    holds: str = column("应当成立", TEXT, required=True, width=40)
    text: str = column("不成立时说", TEXT, required=True, width=40)
    together: bool = column("合并成一条", FLAG, default=False)
    liftable: bool = column("说明后放行", FLAG, default=False)
    active: bool = column("启用", FLAG, default=True)

    def natural_key(self) -> tuple[str, ...]:
        """Return origin and code: the city's rules stand beside the county's."""
        return (self.origin, self.code)

    def title(self) -> str:
        """Return the name."""
        return self.name


@record("explanations", "审核说明", travels="up", sliced_by="period")
class Explanation(Record):
    """审核说明: why a finding of a period is as it is; it travels with the period's figures."""

    unit: str = column("所属单位", CODE, required=True, hidden=True)
    period: int = column("期间", NUMBER, required=True)
    rule: str = column("规则", TEXT, required=True, width=16)
    enterprise: str = column("企业", REFERENCE, default="", hidden=True)
    about: str = column("所指", TEXT, default="", width=16)
    text: str = column("说明", TEXT, required=True, width=50)

    def natural_key(self) -> tuple[str, ...]:
        """Return the finding it explains; the firm's id stands for its own natural key."""
        return (self.unit, str(self.period), self.rule, self.enterprise, self.about)

    def title(self) -> str:
        """Return the explanation's own words."""
        return self.text


OPEN, CHECKED, SEALED, RETURNED, PASSED = "开放", "已审核", "已封存", "已退回", "已通过"
REPORTED = "已上报"
"""Said of a sealed or open period whose package went out; the package log knows it, no record repeats it."""
STATES = (OPEN, CHECKED, SEALED, RETURNED, PASSED)
CLOSED = frozenset({SEALED, PASSED})
"""States in which figures change only with a reason."""
VERDICTS = frozenset({RETURNED, PASSED})
"""States that the office above gives a period; they travel down."""


@record("period_states", "期间状态", travels="private", sliced_by="period")
class PeriodState(Record):
    """期间状态: how far a unit's period has come; no record means open."""

    unit: str = column("所属单位", CODE, required=True, hidden=True)
    period: int = column("期间", NUMBER, required=True)
    state: str = column("状态", CHOICE, required=True, choices=STATES, width=10)
    reason: str = column("原因", TEXT, default="", width=40)
    package: str = column("所评的包", TEXT, default="", hidden=True)

    def natural_key(self) -> tuple[str, ...]:
        """Return unit and period."""
        return (self.unit, str(self.period))

    def title(self) -> str:
        """Return the state."""
        return self.state

    @property
    def is_closed(self) -> bool:
        """Whether figures of the period change only with a reason."""
        return self.state in CLOSED


@record("holidays", "节假日", travels="definition")
class Holiday(Record):
    """节假日: a day off that is no weekend, or a weekend day that is worked (调休上班)."""

    day: str | None = column("日期", DATE, required=True, width=12)
    name: str = column("名称", TEXT, required=True, width=14)
    works: bool = column("调休上班", FLAG, default=False)
    source: str = column("来源", TEXT, default="", width=30)

    def natural_key(self) -> tuple[str, ...]:
        """Return the day."""
        return (self.day or "",)

    def title(self) -> str:
        """Return day and name."""
        return f"{self.day} {self.name}"


@record("deadlines", "办理时限", travels="definition")
class Deadline(Record):
    """办理时限: the day of the following month by which a step of a period is done; a day off moves it on."""

    code: str = column("代码", TEXT, required=True, width=16)
    name: str = column("事项", TEXT, required=True, width=24)
    day: int = column("次月几日", NUMBER, required=True)
    sort: int = column("顺序", NUMBER, default=0)

    def natural_key(self) -> tuple[str, ...]:
        """Return the code."""
        return (self.code,)

    def title(self) -> str:
        """Return the name."""
        return self.name
