"""目标考核 and 亩均: who answers for a task, weighted schemes, what was scored (domain §1.H–§1.K, §4)."""

from __future__ import annotations

from types import MappingProxyType

from parkdesk.records.grammar import column
from parkdesk.records.kinds import (
    AREA,
    CHOICE,
    CODE,
    COUNT,
    DECIMAL,
    FINE,
    LAND,
    MONEY,
    NUMBER,
    PERIOD,
    TEXT,
    Kind,
    clean_text,
)
from parkdesk.records.ledger import LedgerRecord, ledger

SCHEME_KINDS = ("亩均", "集中区考核", "1+N绩效", "入园评估")
LAST_YEAR = "上年平均"
METHODS = ("比值", "极差")
"""The two families: value ÷ base, or the place between the least and the most."""
GROUPS = ("规上", "规下")
VETOES = ("安全事故", "环境重大处罚", "税收违法", "拖欠工资", "质量食品安全", "统计违法", "未完成淘汰任务", "失信")
MEASURE_NAMES = MappingProxyType(
    {
        "tax_per_mu": "亩均税收",
        "revenue_per_mu": "亩均营业收入",
        "added_per_mu": "亩均增加值",
        "tech_per_mu": "亩均技改投资",
        "labour": "全员劳动生产率",
        "added_per_energy": "单位能耗增加值",
        "added_per_emission": "单位排放增加值",
        "added_per_carbon": "单位碳排放增加值",
        "added_per_water": "单位用水增加值",
        "revenue_per_emission": "单位排放营业收入",
        "revenue_per_energy": "单位能耗营业收入",
        "tax_per_energy": "单位能耗税收",
        "tax_per_power": "单位用电税收",
        "research_share": "研发投入强度",
    }
)
"""What an 亩均 line divides by what, by the names that people know; how is in `rules/acreage`."""
_BY_NAME = {name: code for code, name in MEASURE_NAMES.items()}
MEASURED = Kind(
    "text", lambda cell: _BY_NAME.get(clean_text(cell), clean_text(cell)), lambda code: MEASURE_NAMES.get(code, code)
)
"""A measure: kept as its code, shown and typed by its name."""


@ledger(
    "achievements", "目标完成", key=("name", "period"), called=("name",), sliced_by="period",
    titles=("目标完成", "任务完成"),
)  # fmt: skip
class Achievement(LedgerRecord):
    """目标完成: what a unit reached of a target that no ledger adds up, since January, in the target's own unit."""

    name: str = column("指标", TEXT, required=True, aliases=("指标名称", "目标"), width=24)
    period: int = column("期间", PERIOD, required=True, default=0, width=9)
    value: int | None = column(
        "累计完成", DECIMAL, required=True, aliases=("完成值", "完成情况"), default=None, width=11
    )
    source: str = column("来源", TEXT, default="", width=20)


@ledger(
    "duty_tasks", "任务分工", key=("year", "name"), sliced_by="year", titles=("任务分工", "责任分工"), travels="home"
)
class DutyTask(LedgerRecord):
    """任务分工: a task, its 责任单位 (the first leads) and 配合单位, by the names they had then."""

    year: int = column("年份", NUMBER, required=True, default=0, width=7)
    number: str = column("序号", TEXT, aliases=("条款",), default="", width=6)
    name: str = column("任务", TEXT, required=True, aliases=("工作任务", "主要任务"), width=26)
    lead: str = column("责任单位", TEXT, required=True, aliases=("牵头单位",), width=34)
    support: str = column("配合单位", TEXT, default="", width=28)
    document: str = column("文件", TEXT, aliases=("文号",), default="", width=20)


@ledger(
    "schemes", "考核方案", key=("kind", "name", "year"), called=("name", "year"), titles=("考核方案",), travels="home"
)
class Scheme(LedgerRecord):
    """考核方案: how points are given: the family of formulas, caps, shares of classes, what is missing, ties."""

    name: str = column("方案名称", TEXT, required=True, width=28)
    kind: str = column("类别", CHOICE, choices=SCHEME_KINDS, default="亩均", width=11)
    year: int = column("数据年份", NUMBER, required=True, default=0, width=9)
    method: str = column("计分办法", CHOICE, choices=METHODS, default="比值", width=9)
    factor: int | None = column("基准为平均值的倍数", DECIMAL, default=100, width=9)
    base_of: str = column("基准取自", CHOICE, choices=("当年平均", LAST_YEAR), default="当年平均", width=9)
    cap: int | None = column("单项封顶倍数", DECIMAL, default=None, width=9)
    share_a: int | None = column("A类占比", DECIMAL, unit="%", default=2000, width=9)
    share_b: int | None = column("B类累计占比", DECIMAL, unit="%", default=6500, width=9)
    share_c: int | None = column("C类累计占比", DECIMAL, unit="%", default=9500, width=9)
    smallest: int | None = column("少于几户不设D类", COUNT, default=10, width=9)
    veto_to: str = column("一票否决降至", CHOICE, choices=("B", "C", "D"), default="C", width=9)
    bonus_cap: int | None = column("加分上限", DECIMAL, default=1000, width=9)
    penalty_cap: int | None = column("扣分上限", DECIMAL, default=1000, width=9)
    missing: str = column("缺数时", CHOICE, choices=("同组平均", "零分"), default="同组平均", width=9)
    tops: str = column("表彰名次", TEXT, default="5、10", width=9)
    source: str = column("依据", TEXT, default="", width=24)


@ledger(
    "scheme_items", "考核指标", key=("scheme", "year", "cohort", "name"), called=("scheme", "name"),
    titles=("考核指标",), travels="home",
)  # fmt: skip
class SchemeItem(LedgerRecord):
    """考核指标: one line of a scheme: its weight, what it is held against, and which way is better."""

    scheme: str = column("方案名称", TEXT, required=True, width=24)
    year: int = column("数据年份", NUMBER, required=True, default=0, width=9)
    cohort: str = column("组别", CHOICE, choices=GROUPS, default="", width=7)
    name: str = column("指标", TEXT, required=True, width=20)
    measure: str = column("取数", MEASURED, aliases=("取数代码",), default="", width=16)
    weight: int | None = column("权重", DECIMAL, required=True, aliases=("分值",), default=None, width=8)
    base: int | None = column("基准值", FINE, default=None, width=10)
    direction: str = column("方向", CHOICE, choices=("越高越好", "越低越好"), default="越高越好", width=9)


@ledger(
    "scheme_scores", "考核数据", key=("scheme", "year", "subject", "item"), called=("subject", "item"),
    titles=("考核数据", "考核得分"), travels="home",
)  # fmt: skip
class SchemeScore(LedgerRecord):
    """考核数据: what one that is assessed reached in one line of a scheme, and why."""

    scheme: str = column("方案名称", TEXT, required=True, width=24)
    year: int = column("数据年份", NUMBER, required=True, default=0, width=9)
    subject: str = column("考核对象", TEXT, required=True, aliases=("园区", "单位", "企业"), width=22)
    item: str = column("指标", TEXT, required=True, width=20)
    value: int | None = column("完成值", DECIMAL, default=None, width=10)
    adjust: int | None = column("加减分", DECIMAL, default=None, width=8)
    text: str = column("说明", TEXT, default="", width=30)


@ledger(
    "acreages",
    "亩均数据",
    key=("year", "enterprise", "code"),
    called=("enterprise", "year"),
    sliced_by="year",
    titles=("亩均",),
)
class Acreage(LedgerRecord):
    """亩均数据: a firm's figures of a data year: land by its three parts, what it yields, bonus, penalty, veto."""

    year: int = column("数据年份", NUMBER, required=True, aliases=("年度", "年份"), section="企业", default=0, width=9)
    enterprise: str = column("企业", TEXT, required=True, aliases=("企业名称", "单位名称"), section="企业", width=28)
    code: str = column("统一社会信用代码", CODE, aliases=("信用代码",), section="企业", default="", width=21)
    cohort: str = column("组别", CHOICE, choices=GROUPS, section="企业", default="规上", width=7)
    park: str = column("园区", TEXT, aliases=("所属园区",), section="企业", default="", width=16)
    own_land: int | None = column("自有用地", LAND, unit="亩", aliases=("用地面积",), section="用地", default=None)
    leased_land: int | None = column("租入用地", LAND, unit="亩", section="用地", default=None)
    let_land: int | None = column("租出用地", LAND, unit="亩", section="用地", default=None)
    floor: int | None = column("租用厂房", AREA, unit="㎡", aliases=("租用厂房面积",), section="用地", default=None)
    ratio: int | None = column("容积率", DECIMAL, section="用地", default=None, width=8)
    parcel: str = column("共用宗地", TEXT, aliases=("合并宗地",), section="用地", default="", width=12)
    tax: int | None = column("实缴税收", MONEY, unit="万元", aliases=("税收",), section="产出", default=None)
    revenue: int | None = column("营业收入", MONEY, unit="万元", aliases=("销售收入",), section="产出", default=None)
    added: int | None = column("工业增加值", MONEY, unit="万元", aliases=("增加值",), section="产出", default=None)
    staff: int | None = column("年平均从业人数", COUNT, unit="人", aliases=("从业人数",), section="产出", default=None)
    energy: int | None = column("综合能耗", DECIMAL, unit="吨标准煤", section="资源", default=None, width=12)
    power: int | None = column("用电量", DECIMAL, unit="万千瓦时", section="资源", default=None, width=12)
    water: int | None = column("用水量", DECIMAL, unit="吨", section="资源", default=None, width=10)
    tech: int | None = column("技改投资", MONEY, unit="万元", section="产出", default=None)
    emission: int | None = column("主要污染物排放量", DECIMAL, unit="吨", section="资源", default=None, width=10)
    carbon: int | None = column("碳排放", DECIMAL, unit="吨CO₂", section="资源", default=None, width=10)
    research: int | None = column("研发经费", MONEY, unit="万元", section="产出", default=None)
    bonus: int | None = column("加分", DECIMAL, section="评价", default=None, width=7)
    bonus_why: str = column("加分事由", TEXT, section="评价", default="", width=20)
    penalty: int | None = column("扣分", DECIMAL, section="评价", default=None, width=7)
    penalty_why: str = column("扣分事由", TEXT, section="评价", default="", width=20)
    veto: str = column("一票否决", CHOICE, choices=VETOES, section="评价", default="", width=12)
    exempt: str = column("暂不评价事由", TEXT, aliases=("不评价原因",), section="评价", default="", width=18)


@ledger(
    "acreage_results", "亩均结果", key=("year", "enterprise", "code"), called=("enterprise", "year"), sliced_by="year",
    titles=("亩均评价结果", "亩均结果"),
)  # fmt: skip
class AcreageResult(LedgerRecord):
    """亩均结果: the class that was published, the objection to it and what was decided."""

    year: int = column("数据年份", NUMBER, required=True, default=0, width=9)
    enterprise: str = column("企业", TEXT, required=True, aliases=("企业名称",), width=28)
    code: str = column("统一社会信用代码", CODE, default="", width=21)
    scheme: str = column("方案名称", TEXT, default="", width=24)
    cohort: str = column("组别", CHOICE, choices=GROUPS, default="", width=7)
    score: int | None = column("得分", DECIMAL, default=None, width=9)
    place: int | None = column("名次", NUMBER, default=None, width=7)
    grade: str = column("类别", CHOICE, choices=("A", "B", "C", "D", "T"), default="", width=7)
    stage: str = column(
        "程序", CHOICE, choices=("面积核对", "初评", "公示", "异议", "已确认", "已公布"), default="初评", width=9
    )
    objection: str = column("异议内容", TEXT, default="", width=24)
    decision: str = column("异议处理", TEXT, default="", width=24)
