"""园区要素: parks, their facilities, standard plants down to the leased unit (domain §1.D, T9)."""

from __future__ import annotations

from parkdesk.records.grammar import column
from parkdesk.records.kinds import (
    AREA,
    CHOICE,
    COUNT,
    DATE,
    DECIMAL,
    KM,
    KM2,
    LAND,
    MONEY,
    MONTH,
    NUMBER,
    PERIOD,
    RATE,
    TEXT,
)
from parkdesk.records.ledger import LedgerRecord, ledger

PARK_LEVELS = ("国家级开发区", "省级开发区", "县域工业集中区", "其他园区")
HIGH_LEVELS = PARK_LEVELS[:2]
"""省级以上开发区: they hold a larger reserve of plants."""
MODEL_PARK = "示范集中区"
BUILD_STATES = ("规划", "在建", "已建")
PLANT_USES = ("标准厂房", "配套用房")
BUILD_MODES = ("企业自建", "委托代建", "合作共建", "政府直投", "PPP", "EPC", "其他")
ROOM_STATES = ("规划", "在建", "空置", "签约", "入驻", "腾退")


@ledger("parks", "园区", key=("name",), titles=("园区基本", "园区名册", "集中区名册"))
class Park(LedgerRecord):
    """园区: a park or one of its zones (一园三区); `parent` names the park that a zone belongs to."""

    name: str = column("园区名称", TEXT, required=True, aliases=("园区", "集中区名称"), section="基本信息", width=24)
    level: str = column(
        "级别", CHOICE, choices=PARK_LEVELS, aliases=("园区级别",), section="基本信息", default="", width=14
    )
    parent: str = column("所属园区", TEXT, aliases=("上级园区",), section="基本信息", default="", width=18)
    is_enclave: str = column("飞地", CHOICE, choices=("飞出", "飞入"), section="基本信息", default="", width=6)
    industries: str = column("主导产业", TEXT, aliases=("首位产业", "主特产业"), section="产业", default="", width=20)
    codes: str = column("主导产业行业代码", TEXT, section="产业", default="", width=16)
    planned: int | None = column("规划面积", KM2, unit="km²", section="面积", default=None, width=9)
    built: int | None = column("建成面积", KM2, unit="km²", section="面积", default=None, width=9)
    land: int | None = column("工业用地", LAND, unit="亩", section="面积", default=None, width=9)
    invested: int | None = column("累计投入", MONEY, unit="万元", section="建设", default=None)
    roads: int | None = column("道路", KM, unit="公里", section="建设", default=None, width=8)
    firms: int | None = column("入园企业", COUNT, unit="户", section="企业", default=None, width=9)
    above: int | None = column("规上企业", COUNT, unit="户", section="企业", default=None, width=9)
    traders: int | None = column("外贸企业", COUNT, unit="户", section="企业", default=None, width=9)
    foreign_funded: int | None = column("外资企业", COUNT, unit="户", section="企业", default=None, width=9)
    anchors: int | None = column("龙头企业", COUNT, unit="户", section="企业", default=None, width=9)
    staff: int | None = column("从业人数", COUNT, unit="人", section="企业", default=None, width=9)
    secretary: str = column("党工委书记", TEXT, aliases=("第一书记",), section="管理", default="")
    rank: str = column("书记职级", TEXT, section="管理", default="", width=14)
    director: str = column("管委会主任", TEXT, aliases=("第一主任",), section="管理", default="")
    company: str = column("园区公司", TEXT, section="管理", default="", width=18)
    hired: int | None = column("聘任人数", COUNT, unit="人", section="管理", default=None, width=9)
    paid_by_results: str = column("绩效工资", CHOICE, choices=("已实行", "未实行"), section="管理", default="", width=9)
    tags: str = column("标签", TEXT, section="管理", default="", width=18)


@ledger("park_months", "园区指标", key=("park", "period"), sliced_by="period", titles=("园区指标", "园区经济指标"))
class ParkMonth(LedgerRecord):
    """园区指标: what a park itself states for 1—M月 and expects of the year; it stands beside the firms' sums."""

    park: str = column("园区", TEXT, required=True, aliases=("园区名称",), width=18)
    period: int = column("期间", PERIOD, required=True, width=9)
    above: int | None = column("规上户数", COUNT, unit="户", default=None, width=8)
    output: int | None = column("产值", MONEY, unit="万元", aliases=("工业总产值",), default=None)
    output_growth: int | None = column("产值增速", RATE, unit="%", default=None, width=9)
    revenue: int | None = column("营业收入", MONEY, unit="万元", default=None)
    tax: int | None = column("实缴税收", MONEY, unit="万元", aliases=("税收",), default=None)
    investment: int | None = column("工业投资", MONEY, unit="万元", default=None)
    investment_growth: int | None = column("工业投资增速", RATE, unit="%", default=None)
    tech: int | None = column("技改投资", MONEY, unit="万元", default=None)
    tech_growth: int | None = column("技改投资增速", RATE, unit="%", default=None)
    infrastructure: int | None = column("基础设施投资", MONEY, unit="万元", default=None)
    year_output: int | None = column("预计全年产值", MONEY, unit="万元", default=None)
    year_growth: int | None = column("预计全年增速", RATE, unit="%", default=None)
    year_tax: int | None = column("预计全年税收", MONEY, unit="万元", default=None)
    year_above: int | None = column("预计全年规上户数", COUNT, unit="户", default=None)


@ledger("facilities", "基础设施", key=("park", "category", "name"), titles=("基础设施清单", "平台建设任务清单"))
class Facility(LedgerRecord):
    """基础设施: roads, water, gas, sewage, 5G, a smart park's platform, 颜值提升."""

    park: str = column("园区", TEXT, required=True, width=18)
    category: str = column(
        "类别", CHOICE, default="", width=10,
        choices=("厂房配套", "供水", "污水", "雨水", "电力", "通信", "燃气", "道路", "消防", "防汛", "环卫", "智慧园区",
                 "颜值提升", "其他"),
    )  # fmt: skip
    name: str = column("项目名称", TEXT, required=True, aliases=("名称", "设施名称"), width=28)
    state: str = column("状态", CHOICE, choices=BUILD_STATES, default="", width=8)
    capacity: str = column("能力", TEXT, aliases=("设计能力", "规模"), default="", width=16)
    invested: int | None = column("总投资", MONEY, unit="万元", default=None)
    done: int | None = column("累计完成投资", MONEY, unit="万元", aliases=("完成投资",), default=None)
    finished: str | None = column("建成时间", MONTH, default=None, width=9)


@ledger("housing", "生活配套", key=("park", "name"), titles=("公租房", "人才公寓", "生活配套"))
class Housing(LedgerRecord):
    """生活配套: what those who work in a park live on: flats, canteens, the 六大中心."""

    park: str = column("园区", TEXT, required=True, width=18)
    name: str = column("项目名称", TEXT, required=True, aliases=("名称",), width=24)
    kind: str = column(
        "类别",
        CHOICE,
        choices=("公租房", "人才公寓", "职工食堂", "六大中心", "幼儿托育", "医疗", "其他"),
        default="",
        width=9,
    )
    state: str = column("状态", CHOICE, choices=BUILD_STATES, default="", width=8)
    area: int | None = column("建筑面积", AREA, unit="㎡", default=None)
    flats: int | None = column("套数", COUNT, unit="套", default=None, width=8)
    used: int | None = column("已入住", COUNT, unit="套", aliases=("入住套数",), default=None, width=8)


@ledger(
    "plants", "标准化厂房", key=("park", "number", "use", "state"), called=("park", "number"),
    loosely=("park", "number", "use"), titles=("厂房台账", "标准化厂房"),
)  # fmt: skip
class Plant(LedgerRecord):
    """标准化厂房: a building, or several that are counted together (`blocks`)."""

    park: str = column("园区", TEXT, required=True, aliases=("所属园区", "园区名称"), section="基本信息", width=18)
    project: str = column("项目", TEXT, aliases=("项目名称",), section="基本信息", default="", width=18)
    number: str = column("栋号", TEXT, aliases=("楼栋号", "楼栋", "幢号"), section="基本信息", default="", width=10)
    use: str = column("用途", CHOICE, choices=PLANT_USES, section="基本信息", default="标准厂房", width=10)
    blocks: int = column("栋数", COUNT, unit="栋", section="基本信息", default=1, width=7)
    floors: int | None = column("层数", COUNT, section="基本信息", default=None, width=6)
    area: int | None = column(
        "建筑面积", AREA, unit="㎡", required=True, aliases=("面积",), section="面积", default=None
    )
    mode: str = column("建设模式", CHOICE, choices=BUILD_MODES, section="建设", default="", width=10)
    state: str = column(
        "状态", CHOICE, choices=BUILD_STATES, aliases=("建设状态",), section="建设", default="已建", width=8
    )
    started: str | None = column("开工", MONTH, aliases=("开工时间", "开工日期"), section="建设", default=None, width=9)
    finished: str | None = column(
        "竣工", MONTH, aliases=("竣工时间", "竣工日期"), section="建设", default=None, width=9
    )
    occupied: int | None = column(
        "已入驻面积", AREA, unit="㎡", aliases=("已入驻", "入驻面积"), section="面积", default=None
    )
    tenant: str = column("入驻企业", TEXT, section="租售", default="", width=24)
    signed: int | None = column(
        "签约待入驻面积", AREA, unit="㎡", aliases=("签约待入驻",), section="面积", default=None
    )
    price: str = column("租金或售价", TEXT, aliases=("租金/售价", "租金", "售价"), section="租售", default="", width=14)


@ledger(
    "rooms", "厂房单元", key=("park", "number", "floor", "room"), titles=("厂房单元", "楼层"),
)  # fmt: skip
class Room(LedgerRecord):
    """厂房单元: a floor, or a part of one, of a building."""

    park: str = column("园区", TEXT, required=True, aliases=("所属园区",), width=18)
    number: str = column("栋号", TEXT, required=True, aliases=("楼栋号",), width=10)
    floor: str = column("楼层", TEXT, required=True, aliases=("层",), width=7)
    room: str = column("单元", TEXT, aliases=("单元号", "房号"), default="", width=8)
    area: int | None = column("面积", AREA, unit="㎡", required=True, aliases=("建筑面积", "单元面积"), default=None)
    state: str = column("状态", CHOICE, choices=ROOM_STATES, default="空置", width=8)
    height: int | None = column("层高", DECIMAL, unit="米", default=None, width=7)
    load: int | None = column("荷载", DECIMAL, unit="吨/㎡", aliases=("承重",), default=None, width=8)
    power: int | None = column("供电容量", COUNT, unit="千伏安", default=None, width=9)
    rent: int | None = column("租金标准", DECIMAL, unit="元/㎡·月", default=None, width=10)


@ledger(
    "leases", "厂房租赁", key=("park", "number", "floor", "room", "tenant", "begins"),
    called=("park", "number", "tenant"), titles=("租赁台账", "厂房租赁"),
)  # fmt: skip
class Lease(LedgerRecord):
    """厂房租赁: who rents which unit from when to when, for how much, and what is in arrears."""

    park: str = column("园区", TEXT, required=True, aliases=("所属园区",), width=18)
    number: str = column("栋号", TEXT, required=True, aliases=("楼栋号",), width=10)
    floor: str = column("楼层", TEXT, default="", width=7)
    room: str = column("单元", TEXT, default="", width=8)
    tenant: str = column("承租企业", TEXT, required=True, aliases=("企业", "企业名称", "入驻企业"), width=26)
    area: int | None = column("租赁面积", AREA, unit="㎡", aliases=("面积",), default=None)
    rent: int | None = column("租金", DECIMAL, unit="元/㎡·月", default=None, width=10)
    begins: str | None = column("起租日期", DATE, aliases=("租赁开始",), default=None, width=11)
    ends: str | None = column("到期日期", DATE, aliases=("租赁到期", "租期至"), default=None, width=11)
    arrears: int | None = column("欠租", MONEY, unit="万元", default=None, width=9)
    contract: str = column("合同编号", TEXT, default="", width=14)


@ledger("finances", "建设融资", key=("park", "source", "name", "year"), titles=("建设融资", "融资台账"))
class Finance(LedgerRecord):
    """建设融资: loans, bonds and funds that build a park."""

    park: str = column("园区", TEXT, default="", width=18)
    name: str = column("项目", TEXT, required=True, aliases=("项目名称",), width=26)
    source: str = column(
        "资金来源", CHOICE, default="", width=12,
        choices=("政策性银行", "商业贷款", "专项债", "专项资金", "苏陕协作", "PPP", "基金", "REITs", "EOD", "其他"),
    )  # fmt: skip
    year: int | None = column("年份", NUMBER, default=None, width=7)
    amount: int | None = column("金额", MONEY, unit="万元", aliases=("融资金额",), default=None)
    term: str = column("期限", TEXT, default="", width=10)
    lender: str = column("出资单位", TEXT, aliases=("银行", "融资机构"), default="", width=18)


@ledger("park_titles", "园区称号与创建", key=("park", "title_name"), titles=("园区称号", "升级创建", "特色专业园区"))
class ParkTitle(LedgerRecord):
    """园区称号与创建: what a park, base or platform was recognised as, or works towards (升级创建, 双创基地)."""

    park: str = column("园区或平台", TEXT, required=True, aliases=("园区", "平台"), width=20)
    title_name: str = column("称号", TEXT, required=True, aliases=("名称", "创建任务"), width=28)
    level: str = column("级别", CHOICE, choices=("国家", "省", "市", "县"), default="", width=7)
    kind: str = column(
        "类别", CHOICE, default="", width=10,
        choices=("开发区", "特色专业园区", "双创基地", "绿色园区", "智慧园区", "创新平台", "孵化器", "典型经验",
                 MODEL_PARK, "其他"),
    )  # fmt: skip
    state: str = column("状态", CHOICE, choices=("谋划", "创建中", "已认定", "未通过"), default="", width=8)
    given: str | None = column("认定日期", DATE, default=None, width=11)
    issuer: str = column("认定单位", TEXT, default="", width=16)


@ledger("partners", "产学研对接", key=("park", "partner"), titles=("产学研",))
class Partner(LedgerRecord):
    """产学研对接: each park pairs with a university, a research institute and a trade association."""

    park: str = column("园区或企业", TEXT, required=True, aliases=("园区", "企业"), width=20)
    partner: str = column("合作单位", TEXT, required=True, width=24)
    kind: str = column("类别", CHOICE, choices=("高校", "科研机构", "行业协会"), default="", width=9)
    subject: str = column("合作内容", TEXT, aliases=("协议内容",), default="", width=28)
    signed_on: str | None = column("签约日期", DATE, default=None, width=11)
    result: str = column("成果", TEXT, default="", width=20)


@ledger("delegations", "审批放权", key=("item",), titles=("审批放权", "下放事项"))
class Delegation(LedgerRecord):
    """审批放权: what a park may decide itself, or together with a department."""

    item: str = column("事项", TEXT, required=True, aliases=("审批事项", "事项名称"), width=32)
    department: str = column("原审批部门", TEXT, aliases=("部门",), default="", width=16)
    mode: str = column(
        "办理方式", CHOICE, choices=("园区独立办", "园区部门协同办", "部门定期驻园办"), default="", width=16
    )
    since: str | None = column("下放日期", DATE, default=None, width=11)
    window: str = column("专窗专员", TEXT, default="", width=14)
