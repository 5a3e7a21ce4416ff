"""Land (用地): bought up, sold with promises, idle and revived, swapped from old firms to new (domain §1.D, T10)."""

from __future__ import annotations

from parkdesk.records.grammar import column
from parkdesk.records.kinds import AREA, CHOICE, DATE, DECIMAL, LAND, MONEY, MONTH, NUMBER, TEXT
from parkdesk.records.ledger import LedgerRecord, ledger

IDLE_KINDS = ("批而未供", "供而未用", "停产", "低效")
OFFER_WAYS = ("出让", "长期租赁", "先租后让", "租让结合")
SERVICE_KINDS = ("制造业增加服务设施", "新产业配套设施")
IDLE_MEASURES = ("依法回购", "司法拍卖", "租赁转产", "兼并重组", "技改提升", "其他")


@ledger("reserves", "土地收储", key=("park", "name", "year"), titles=("土地收储",))
class Reserve(LedgerRecord):
    """土地收储: land that was bought up for a park."""

    park: str = column("园区", TEXT, default="", width=18)
    name: str = column("地块", TEXT, required=True, aliases=("宗地", "地块名称", "位置"), width=22)
    year: int | None = column("年份", NUMBER, default=None, width=7)
    area: int | None = column("收储面积", LAND, unit="亩", required=True, aliases=("面积",), default=None)
    cost: int | None = column("收储成本", MONEY, unit="万元", aliases=("成本",), default=None)
    state: str = column("状态", CHOICE, choices=("拟收储", "收储中", "已收储", "已供应"), default="", width=8)


@ledger("parcels", "低效闲置用地", key=("number", "enterprise"), titles=("闲置", "低效", "用地处置", "清闲促建"))
class Parcel(LedgerRecord):
    """低效闲置用地: a parcel that stands idle, what is done about it, and what was revived of it."""

    number: str = column("宗地编号", TEXT, aliases=("宗地号", "地块编号"), section="宗地", default="", width=14)
    enterprise: str = column("企业", TEXT, aliases=("企业名称", "用地单位"), section="宗地", default="", width=26)
    park: str = column("园区", TEXT, section="宗地", default="", width=16)
    location: str = column("位置", TEXT, section="宗地", default="", width=18)
    area: int | None = column(
        "面积", LAND, unit="亩", required=True, aliases=("用地面积", "宗地面积"), section="宗地", default=None
    )
    idle: str = column("闲置类型", CHOICE, choices=IDLE_KINDS, section="处置", default="", width=9)
    cause: str = column("原因", TEXT, aliases=("闲置原因",), section="处置", default="", width=16)
    measure: str = column("处置方式", CHOICE, choices=IDLE_MEASURES, section="处置", default="", width=10)
    department: str = column("责任单位", TEXT, section="处置", default="", width=14)
    due: str | None = column("计划完成", MONTH, aliases=("计划完成时间",), section="处置", default=None, width=9)
    progress: str = column("进展", TEXT, section="处置", default="", width=24)
    revived: int | None = column(
        "已盘活面积", LAND, unit="亩", aliases=("已盘活亩", "盘活面积"), section="成效", default=None
    )
    revived_plant: int | None = column(
        "已盘活厂房", AREA, unit="㎡", aliases=("已盘活厂房面积", "盘活厂房"), section="成效", default=None
    )
    project: str = column("新项目", TEXT, aliases=("新引进项目",), section="成效", default="", width=24)


@ledger("promises", "标准地", key=("number", "enterprise"), titles=("标准地", "承诺制"))
class Promise(LedgerRecord):
    """标准地: land that was sold with control figures and a promise, and what was kept of it."""

    number: str = column("宗地编号", TEXT, aliases=("地块编号",), default="", width=14)
    enterprise: str = column("企业", TEXT, required=True, aliases=("企业名称", "受让单位"), width=26)
    park: str = column("园区", TEXT, default="", width=16)
    area: int | None = column("面积", LAND, unit="亩", default=None)
    intensity: int | None = column("承诺投资强度", MONEY, unit="万元", aliases=("投资强度",), default=None)
    tax: int | None = column("承诺亩均税收", MONEY, unit="万元", aliases=("亩均税收",), default=None)
    ratio: int | None = column("承诺容积率", DECIMAL, aliases=("容积率",), default=None)
    energy: str = column("能耗标准", TEXT, default="", width=12)
    environment: str = column("环境标准", TEXT, default="", width=12)
    signed_on: str | None = column("签约日期", DATE, default=None, width=11)
    check_on: str | None = column("核验日期", DATE, aliases=("履约核验日期",), default=None, width=11)
    actual_intensity: int | None = column("实际投资强度", MONEY, unit="万元", default=None)
    actual_tax: int | None = column("实际亩均税收", MONEY, unit="万元", default=None)
    state: str = column("履约情况", CHOICE, choices=("建设中", "达标", "未达标", "整改中", "收回"), default="", width=9)


@ledger("swaps", "腾笼换鸟", key=("old_firm", "new_firm"), titles=("腾笼换鸟",))
class Swap(LedgerRecord):
    """腾笼换鸟: an old firm's assets and the new firm or project that took them over."""

    old_firm: str = column("原企业", TEXT, required=True, aliases=("腾退企业",), width=24)
    kind: str = column(
        "腾退类型", CHOICE, choices=("落后产能", "僵尸企业", "停产企业", "低效企业"), default="", width=9
    )
    asset: str = column("资产", TEXT, aliases=("盘活资产",), default="", width=20)
    new_firm: str = column("新企业或项目", TEXT, aliases=("引进企业", "新项目"), default="", width=26)
    done_on: str | None = column("完成日期", DATE, aliases=("日期",), default=None, width=11)
    area: int | None = column("盘活土地", LAND, unit="亩", default=None, width=9)
    plant: int | None = column("盘活厂房", AREA, unit="㎡", default=None)
    investment: int | None = column("新增投资", MONEY, unit="万元", default=None)
    effect: str = column("成效", TEXT, default="", width=24)


@ledger("land_grades", "最低价标准", key=("grade",), titles=("最低价标准", "土地等别"))
class LandGrade(LedgerRecord):
    """最低价标准: the least price of industrial land of a grade (等别), from the document that the office holds."""

    grade: str = column("土地等别", TEXT, required=True, aliases=("等别",), width=10)
    price: int | None = column(
        "最低价标准", DECIMAL, unit="元/㎡", required=True, aliases=("标准", "最低价"), default=None, width=12
    )
    document: str = column("文件", TEXT, aliases=("文号", "依据"), default="", width=30)
    since: str | None = column("执行日期", DATE, default=None, width=11)


@ledger("land_offers", "供地核价", key=("number", "enterprise"), titles=("供地核价", "出让底价"))
class LandOffer(LedgerRecord):
    """供地核价: a parcel that is to be let or sold: its grade, its costs, the price that is meant, what is built."""

    number: str = column("宗地编号", TEXT, required=True, aliases=("地块编号",), section="宗地", width=14)
    enterprise: str = column("项目或企业", TEXT, aliases=("企业", "项目"), section="宗地", default="", width=26)
    park: str = column("园区", TEXT, section="宗地", default="", width=16)
    way: str = column("供应方式", CHOICE, choices=OFFER_WAYS, section="宗地", default="出让", width=9)
    area: int | None = column("面积", LAND, unit="亩", required=True, section="宗地", default=None)
    grade: str = column("土地等别", TEXT, aliases=("等别",), section="底价", default="", width=9)
    priority: str = column("优先发展产业", CHOICE, choices=("是", "否"), section="底价", default="否", width=9)
    acquired: int | None = column("土地取得成本", MONEY, unit="万元", section="底价", default=None)
    prepared: int | None = column("前期开发成本", MONEY, unit="万元", section="底价", default=None)
    fees: int | None = column("应收相关费用", MONEY, unit="万元", aliases=("相关费用",), section="底价", default=None)
    price: int | None = column("拟定底价", MONEY, unit="万元", aliases=("出让底价",), section="底价", default=None)
    kind: str = column("服务设施类别", CHOICE, choices=SERVICE_KINDS, section="设施", default="", width=14)
    floor: int | None = column("总建筑面积", AREA, unit="㎡", aliases=("原总建筑面积",), section="设施", default=None)
    service: int | None = column("服务设施建筑面积", AREA, unit="㎡", section="设施", default=None)
