"""A project over time: milestones, baselines, the day of each stage, and the investment of each month."""

from __future__ import annotations

from parkdesk.records.grammar import Record, column, record
from parkdesk.records.kinds import CHOICE, CODE, DATE, MONEY, NUMBER, REFERENCE, TEXT
from parkdesk.records.names import normalise_name
from parkdesk.records.projects import STAGES


@record("milestones", "节点", travels="up")
class Milestone(Record):
    """节点: one step of a project's plan, from `begins` to `due`, and the day it was really done."""

    unit: str = column("所属单位", CODE, required=True, hidden=True)
    project: str = column("项目", REFERENCE, required=True, hidden=True)
    number: int = column("序号", NUMBER, default=0)
    name: str = column("节点名称", TEXT, required=True, aliases=("节点", "工作内容", "任务"), width=22)
    begins: str | None = column("计划开始", DATE, aliases=("开始日期", "计划开始日期"), default=None, width=12)
    due: str | None = column("计划完成", DATE, aliases=("完成时限", "计划完成日期", "时限"), default=None, width=12)
    done_on: str | None = column("实际完成", DATE, aliases=("完成日期", "实际完成日期"), default=None, width=12)
    owner: str = column("责任人", TEXT, aliases=("负责人", "责任单位"), default="", width=14)
    remark: str = column("说明", TEXT, aliases=("备注",), default="", width=24)

    def natural_key(self) -> tuple[str, ...]:
        """Return project and name; the project's id stands for its own natural key."""
        return (self.project, normalise_name(self.name))

    def title(self) -> str:
        """Return the name."""
        return self.name


@record("baselines", "基线", travels="home")
class Baseline(Record):
    """基线: where a milestone stood in the plan on a day; a project may have many, by their day."""

    unit: str = column("所属单位", CODE, required=True, hidden=True)
    project: str = column("项目", REFERENCE, required=True, hidden=True)
    taken_on: str | None = column("存基线日期", DATE, required=True)
    name: str = column("节点名称", TEXT, required=True, width=22)
    begins: str | None = column("计划开始", DATE, default=None)
    due: str | None = column("计划完成", DATE, default=None)

    def natural_key(self) -> tuple[str, ...]:
        """Return project, day and milestone."""
        return (self.project, self.taken_on or "", normalise_name(self.name))

    def title(self) -> str:
        """Return day and milestone."""
        return f"{self.taken_on} {self.name}"


@record("stages", "阶段日期", travels="up")
class StageDay(Record):
    """阶段日期: the day a project came to a stage; what a list says of a month is of that month's last day."""

    unit: str = column("所属单位", CODE, required=True, hidden=True)
    project: str = column("项目", REFERENCE, required=True, hidden=True)
    stage: str = column("阶段", CHOICE, choices=STAGES, required=True)
    day: str | None = column("日期", DATE, required=True)
    source: str = column("依据", TEXT, default="", width=20)

    def natural_key(self) -> tuple[str, ...]:
        """Return project, stage and day: a project may come to a stage twice."""
        return (self.project, self.stage, self.day or "")

    def title(self) -> str:
        """Return stage and day."""
        return f"{self.day} {self.stage}"


@record("investments", "项目月度投资", travels="up", sliced_by="period")
class Investment(Record):
    """项目月度投资: what a project's list said for a period: money of the month, cumulative, and 入统."""

    unit: str = column("所属单位", CODE, required=True, hidden=True)
    project: str = column("项目", REFERENCE, required=True, hidden=True)
    period: int = column("期间", NUMBER, required=True)
    plan: int | None = column("年度计划投资", MONEY, unit="万元", default=None)
    month_done: int | None = column("本月完成投资", MONEY, unit="万元", default=None)
    done: int | None = column("累计完成投资", MONEY, unit="万元", default=None)
    counted: int | None = column("累计入统投资", MONEY, unit="万元", default=None)
    stage: str = column("形象进度", CHOICE, choices=STAGES, default="")

    def natural_key(self) -> tuple[str, ...]:
        """Return project and period."""
        return (self.project, str(self.period))

    def title(self) -> str:
        """Return the period."""
        return f"{self.period // 100}年{self.period % 100}月"
