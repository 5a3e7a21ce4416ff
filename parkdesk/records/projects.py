"""Key projects (重点项目) in their three pools (domain §1.C)."""

from __future__ import annotations

from parkdesk.records.grammar import Record, column, record
from parkdesk.records.kinds import CHOICE, CODE, MONEY, MONTH, NOTES, NUMBER, REFERENCE, TEXT
from parkdesk.records.names import normalise_name

POOLS = ("竣工一批", "开工一批", "储备一批")
STAGES = tuple(
    "储备 在谈 签约 落地 开工 在建 设备采购 安装调试 试生产 竣工投产 达产 暂停 终止".split()  # noqa: SIM905
)
NATURES = ("新建", "扩建", "技改", "迁建", "二期")
EARLY_STAGES = frozenset(STAGES[:4])
"""Before 开工: money spent here is doubtful."""
FINISHED_STAGES = frozenset({"竣工投产", "达产"})
STOPPED_STAGES = frozenset({"暂停", "终止"})
GREEN, AMBER, RED = LIGHTS = ("绿", "黄", "红")
COUNTED = ("已入统", "未入统", "不需入统")
LEVELS = ("省级", "市级", "县级")


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
    counted: str = column("入统情况", CHOICE, choices=COUNTED, aliases=("入统",), section="投资", default="", width=9)
    level: str = column("项目级别", CHOICE, choices=LEVELS, section="基本信息", default="", width=9)
    problem: str = column("存在问题", TEXT, aliases=("存在的问题",), section="进度", default="", width=24)
    matters: str = column("需协调事项", TEXT, aliases=("需协调解决事项",), section="进度", default="", width=24)
    light: str = column("人工定灯", CHOICE, choices=LIGHTS, section="进度", default="", width=8)
    light_reason: str = column("定灯原因", TEXT, section="进度", default="", width=20)
    leader: str = column("包抓领导", TEXT, aliases=("县级领导",), section="责任", default="")
    department: str = column("责任单位", TEXT, aliases=("牵头部门", "牵头单位"), section="责任", default="", width=16)
    template: str = column("机制模板", TEXT, section="责任", default="", hidden=True)
    enterprise: str = column("投产后的企业", REFERENCE, default="", hidden=True)
    notes: dict[str, str] = column("其他信息", NOTES, section="其他", default_factory=dict, width=24)

    def natural_key(self) -> tuple[str, ...]:
        """Return the name within the unit."""
        return (self.unit, normalise_name(self.name))

    def title(self) -> str:
        """Return the name."""
        return self.name
