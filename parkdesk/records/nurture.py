"""培育与荣誉: candidates for the register, honours, what holds firms back, chains, networks (domain §1.E, A07–A09)."""

from __future__ import annotations

from parkdesk.records.grammar import column
from parkdesk.records.kinds import CHOICE, COUNT, DATE, MONEY, MONTH, NUMBER, PERIOD, RATE, TEXT
from parkdesk.records.ledger import LedgerRecord, ledger

CAUSES = ("市场", "原材料涨价", "资金短缺", "限电", "环保", "用工", "物流", "受灾", "其他")
ENTRY_BATCHES = ("月度", "年度第一批", "年度第二批")
RISKS = ("红", "黄", "绿")
LEVELS = ("国家", "省", "市", "县")
NETWORK_ROLES = ("总部企业", "生产企业", "原辅料批发", "支部工厂", "电商文创设计", "社区工厂", "家庭作坊")

_FIRM = ("企业名称", "单位名称")


@ledger(
    "candidates", "入库培育", key=("enterprise", "year"), sliced_by="year", titles=("入库培育", "规上培育", "培育对象")
)
class Candidate(LedgerRecord):
    """入库培育: a firm on its way into the register: its batch, its papers, what was declared."""

    enterprise: str = column("企业", TEXT, required=True, aliases=_FIRM, section="对象", width=28)
    year: int = column("年份", NUMBER, required=True, section="对象", default=0, width=7)
    kind: str = column("类型", CHOICE, choices=("新建", "小升规", "其他"), section="对象", default="", width=8)
    mentor: str = column("帮扶人", TEXT, aliases=("一对一指导", "联络员"), section="对象", default="")
    stage: str = column(
        "进展", CHOICE, choices=("规下", "培育", "已申报", "在库", "退回"), section="申报", default="培育", width=8
    )
    batch: str = column("申报批次", CHOICE, choices=ENTRY_BATCHES, section="申报", default="", width=11)
    deadline: str | None = column("申报截止", DATE, section="申报", default=None, width=11)
    expected: int | None = column("预计年营收", MONEY, unit="万元", section="申报", default=None)
    declared: int | None = column(
        "申报上年产值", MONEY, unit="万元", aliases=("申报同期",), section="申报", default=None
    )
    declared_on: str | None = column("申报日期", DATE, section="申报", default=None, width=11)
    form: str = column("申报表", CHOICE, choices=("有", "缺"), section="资料", default="", width=7)
    licence: str = column("营业执照", CHOICE, choices=("有", "缺"), section="资料", default="", width=8)
    profit: str = column("利润表和资产负债表", CHOICE, choices=("有", "缺"), section="资料", default="", width=9)
    vat: str = column("增值税申报表", CHOICE, choices=("有", "缺"), section="资料", default="", width=9)
    photo: str = column("厂门和车间照片", CHOICE, choices=("有", "缺"), section="资料", default="", width=9)
    pledge: str = column("真实性承诺", CHOICE, choices=("有", "缺"), section="资料", default="", width=9)
    account: str = column("上年分月台账", CHOICE, choices=("有", "缺"), section="资料", default="", width=9)
    approval: str = column("项目批复或备案", CHOICE, choices=("有", "缺"), section="资料", default="", width=9)


PAPERS = ("form", "licence", "profit", "vat", "photo", "pledge")
"""What every application carries; a 小升规 the ledger of last year besides, a new plant its approval."""


@ledger(
    "watches", "在库帮扶", key=("enterprise", "year"), sliced_by="year", titles=("在库帮扶", "潜在退库", "动态监测")
)
class Watch(LedgerRecord):
    """在库帮扶: a firm that may leave the register, who helps it, and with what."""

    enterprise: str = column("企业", TEXT, required=True, aliases=_FIRM, width=28)
    year: int = column("年份", NUMBER, required=True, default=0, width=7)
    risk: str = column("风险等级", CHOICE, choices=RISKS, default="", width=8)
    helper: str = column("帮扶责任人", TEXT, aliases=("帮扶人",), default="")
    department: str = column("包抓部门", TEXT, aliases=("责任单位",), default="", width=16)
    measure: str = column("帮扶措施", TEXT, aliases=("措施",), default="", width=30)
    result: str = column("效果", TEXT, default="", width=24)


@ledger("constraints", "制约因素", key=("enterprise", "cause", "period"), sliced_by="period", titles=("制约因素",))
class Constraint(LedgerRecord):
    """制约因素: why a firm falls short, and how much output that costs."""

    enterprise: str = column("企业", TEXT, required=True, aliases=_FIRM, width=28)
    period: int = column("期间", PERIOD, required=True, default=0, width=9)
    cause: str = column(
        "因素", CHOICE, required=True, choices=CAUSES, aliases=("制约因素", "原因类别"), default="", width=10
    )
    impact: int | None = column("影响产值", MONEY, unit="万元", default=None)
    text: str = column("说明", TEXT, aliases=("具体情况",), default="", width=30)
    resolved: str = column("解决情况", CHOICE, choices=("未解决", "正在解决", "已解决"), default="", width=9)


@ledger("supplies", "要素保障", key=("enterprise", "period"), sliced_by="period", titles=("要素保障", "可超产"))
class Supply(LedgerRecord):
    """要素保障: what a key firm means to make in a month, how much more it could, and what it lacks for that."""

    enterprise: str = column("企业", TEXT, required=True, aliases=_FIRM, width=28)
    period: int = column("期间", PERIOD, required=True, default=0, width=9)
    plan: int | None = column("本月计划产值", MONEY, unit="万元", aliases=("计划产值",), default=None)
    headroom: int | None = column("可超产余量", MONEY, unit="万元", aliases=("可超产",), default=None)
    power: str = column("煤电油缺口", TEXT, aliases=("用能缺口",), default="", width=18)
    transport: str = column("运力缺口", TEXT, default="", width=14)
    material: str = column("原料缺口", TEXT, default="", width=18)
    state: str = column("保障情况", CHOICE, choices=("未保障", "正在协调", "已保障"), default="", width=9)
    text: str = column("说明", TEXT, default="", width=24)


@ledger("disasters", "受灾", key=("event", "enterprise"), titles=("受灾",))
class Disaster(LedgerRecord):
    """受灾: what an event cost a firm, and when it works again."""

    event: str = column("事件", TEXT, required=True, aliases=("灾情",), width=18)
    enterprise: str = column("企业", TEXT, required=True, aliases=_FIRM, width=28)
    day: str | None = column("受灾日期", DATE, aliases=("日期",), default=None, width=11)
    kind: str = column(
        "受灾类型", CHOICE, choices=("洪涝", "滑坡", "断电", "断路", "火灾", "地震", "其他"), default="", width=8
    )
    impact: int | None = column("影响产值", MONEY, unit="万元", default=None)
    loss: int | None = column("直接损失", MONEY, unit="万元", aliases=("直接经济损失",), default=None)
    resumed: str | None = column("复产日期", DATE, default=None, width=11)


@ledger("honours", "企业荣誉", key=("enterprise", "honour"), titles=("荣誉",))
class Honour(LedgerRecord):
    """企业荣誉: what a firm was recognised as, by whom, until when."""

    enterprise: str = column("企业", TEXT, required=True, aliases=_FIRM, width=28)
    honour: str = column("荣誉", TEXT, required=True, aliases=("荣誉称号", "称号", "荣誉名称"), width=24)
    level: str = column("级别", CHOICE, choices=LEVELS, default="", width=7)
    batch: str = column("批次", TEXT, default="", width=10)
    document: str = column("文号", TEXT, default="", width=18)
    given: str | None = column("认定日期", DATE, default=None, width=11)
    until: str | None = column("有效期至", DATE, aliases=("有效期",), default=None, width=11)
    review: str = column("复核情况", TEXT, default="", width=12)


@ledger("tiers", "梯次培优", key=("enterprise", "year"), sliced_by="year", titles=("梯次培优", "镇园之宝", "三星"))
class Tier(LedgerRecord):
    """梯次培优: the tier a firm stands in and the goal of the year."""

    enterprise: str = column("企业", TEXT, required=True, aliases=_FIRM, width=28)
    year: int = column("年份", NUMBER, required=True, default=0, width=7)
    tier: str = column(
        "梯次",
        CHOICE,
        choices=("镇园之宝", "行业之星", "成长之星", "创业之星", "贡嘎培优", "其他"),
        default="",
        width=10,
    )
    goal: int | None = column("年度目标营收", MONEY, unit="万元", default=None)
    step: str = column("年度目标", TEXT, default="", width=24)


@ledger("networks", "企业网络", key=("enterprise", "parent"), titles=("毛绒玩具", "支部工厂", "企业网络"))
class Network(LedgerRecord):
    """企业网络: 总部—支部工厂—作坊: which firm belongs to which, as what, with how many workers."""

    enterprise: str = column("企业", TEXT, required=True, aliases=_FIRM, width=28)
    parent: str = column("总部企业", TEXT, aliases=("上级企业",), default="", width=26)
    role: str = column("类别", CHOICE, choices=NETWORK_ROLES, aliases=("企业类别",), default="", width=11)
    town: str = column("所在镇办", TEXT, aliases=("镇办",), default="", width=12)
    staff: int | None = column("从业人数", COUNT, unit="人", default=None, width=9)
    helped: int | None = column("带动脱贫人口", COUNT, unit="人", default=None, width=9)
    output: int | None = column("产值", MONEY, unit="万元", default=None)
    since: str | None = column("落户时间", MONTH, default=None, width=9)


@ledger("chains", "产业链", key=("name",), titles=("产业链", "链长制"))
class Chain(LedgerRecord):
    """产业链: an industrial chain with its leader, its lead firm and its missing links."""

    name: str = column("产业链", TEXT, required=True, aliases=("产业链名称", "链名"), width=20)
    leader: str = column("链长", TEXT, default="")
    department: str = column("牵头单位", TEXT, aliases=("牵头部门",), default="", width=16)
    anchor: str = column("链主企业", TEXT, aliases=("链主",), default="", width=26)
    park: str = column("园区", TEXT, default="", width=18)
    firms: str = column("链上企业", TEXT, default="", width=30)
    missing: str = column("缺失环节", TEXT, aliases=("建链补链强链",), default="", width=24)
    projects: str = column("补链项目", TEXT, default="", width=24)
    goal: int | None = column("年度目标产值", MONEY, unit="万元", default=None)
    growth: int | None = column("目标增速", RATE, unit="%", default=None, width=9)
