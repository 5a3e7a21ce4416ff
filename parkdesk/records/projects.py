"""Key projects (重点项目) in their three pools (domain §1.C)."""

from __future__ import annotations

from parkdesk.records.grammar import Record, column, record
from parkdesk.records.kinds import CHOICE, CODE, MONEY, MONTH, NOTES, NUMBER, TEXT
from parkdesk.records.names import normalise_name

POOLS = ("竣工一批", "开工一批", "储备一批")
STAGES = tuple(
    "储备 在谈 签约 落地 开工 在建 设备采购 安装调试 试生产 竣工投产 达产 暂停 终止".split()  # noqa: SIM905
)
NATURES = ("新建", "扩建", "技改", "迁建", "二期")


@record("projects", "项目", travels="up")
class Project(Record):
    """项目: a key industrial project; money in 分, `period` is what the progress figures are of."""

    unit: str = column("所属单位", CODE, required=True, hidden=True)
    name: str = column("项目名称", TEXT, required=True, aliases=("项目",), section="基本信息", width=32)
    owner: str = column("建设单位", TEXT, aliases=("项目业主", "业主单位"), section="基本信息", default="", width=26)
    pool: str = column("批次", CHOICE, choices=POOLS, aliases=("所属批次",), section="基本信息", default="")
    stage: str = column(
        "形象进度", CHOICE, choices=STAGES, aliases=("项目阶段", "阶段"), section="进度", default="", width=10
    )
    nature: str = column("建设性质", CHOICE, choices=NATURES, section="基本信息", default="", width=9)
    content: str = column("建设内容", TEXT, aliases=("建设内容及规模",), section="基本信息", default="", width=30)
    start: str | None = column("开工时间", MONTH, aliases=("开工日期",), section="进度", default=None, width=9)
    finish: str | None = column("竣工时间", MONTH, aliases=("竣工日期",), section="进度", default=None, width=9)
    total: int | None = column("总投资", MONEY, unit="万元", section="投资", default=None)
    plan: int | None = column(
        "年度计划投资", MONEY, unit="万元", aliases=("年度计划", "年度投资计划"), section="投资", default=None
    )
    month_done: int | None = column(
        "本月完成投资", MONEY, unit="万元", aliases=("本月完成",), section="投资", default=None
    )
    done: int | None = column(
        "累计完成投资", MONEY, unit="万元", aliases=("累计完成", "本年累计完成"), section="投资", default=None
    )
    period: int | None = column("数据期间", NUMBER, section="投资", default=None)
    problem: str = column("存在问题", TEXT, aliases=("存在的问题",), section="进度", default="", width=24)
    leader: str = column("包抓领导", TEXT, aliases=("县级领导",), section="责任", default="")
    department: str = column("责任单位", TEXT, aliases=("牵头部门", "牵头单位"), section="责任", default="", width=16)
    template: str = column("机制模板", TEXT, section="责任", default="", hidden=True)
    notes: dict[str, str] = column("其他信息", NOTES, section="其他", default_factory=dict, width=24)

    def natural_key(self) -> tuple[str, ...]:
        """Return the name within the unit."""
        return (self.unit, normalise_name(self.name))

    def title(self) -> str:
        """Return the name."""
        return self.name
