"""招商与入园: events, leads, who enters a park and on what score, enclaves (domain §1.C, §4.9, H10)."""

from __future__ import annotations

from parkdesk.records.grammar import column
from parkdesk.records.kinds import AREA, CHOICE, COUNT, DATE, DECIMAL, MONEY, NUMBER, TEXT
from parkdesk.records.ledger import LedgerRecord, ledger

LEAD_STAGES = ("线索", "洽谈", "签约", "落地", "开工", "投产", "终止")


@ledger("events", "招商活动", key=("day", "theme"), titles=("招商活动", "对接活动"))
class Event(LedgerRecord):
    """招商活动: a meeting or trip, who led it and what came of it."""

    theme: str = column("活动名称", TEXT, required=True, aliases=("主题", "活动"), width=30)
    day: str | None = column("日期", DATE, aliases=("活动日期", "时间"), default=None, width=11)
    place: str = column("地点", TEXT, default="", width=16)
    leader: str = column("带队领导", TEXT, default="")
    team: str = column("参加人员", TEXT, aliases=("招商小分队",), default="", width=18)
    kind: str = column("形式", CHOICE, choices=("走出去", "请进来", "对接会", "线上", "其他"), default="", width=8)
    result: str = column("成果", TEXT, default="", width=30)
    leads: int | None = column("收集线索", COUNT, unit="条", default=None, width=8)


@ledger("leads", "招商项目", key=("name",), titles=("招商项目", "招商线索", "在谈项目"))
class Lead(LedgerRecord):
    """招商项目: an investor's project from the first lead to production, and the room it looks for."""

    name: str = column("项目名称", TEXT, required=True, aliases=("招商项目", "项目"), section="项目", width=30)
    investor: str = column("投资方", TEXT, aliases=("投资企业", "投资单位"), section="项目", default="", width=24)
    industry: str = column("产业", TEXT, aliases=("行业", "所属产业"), section="项目", default="", width=14)
    stage: str = column(
        "阶段", CHOICE, choices=LEAD_STAGES, aliases=("进展阶段",), section="进展", default="线索", width=8
    )
    park: str = column("意向园区", TEXT, aliases=("园区", "入驻园区"), section="进展", default="", width=18)
    owner: str = column("跟踪责任人", TEXT, aliases=("责任人", "责任单位"), section="进展", default="", width=12)
    next_step: str = column("下步打算", TEXT, aliases=("下一步",), section="进展", default="", width=24)
    amount: int | None = column(
        "总投资", MONEY, unit="万元", aliases=("投资额", "协议投资"), section="投资", default=None
    )
    actual: int | None = column(
        "到位资金", MONEY, unit="万元", aliases=("实际投资", "实际到位"), section="投资", default=None
    )
    signed_on: str | None = column("签约日期", DATE, section="进展", default=None, width=11)
    entered_on: str | None = column("入园日期", DATE, aliases=("落地日期",), section="进展", default=None, width=11)
    enterprise: str = column("落地企业", TEXT, section="进展", default="", width=24)
    evidence: str = column("佐证", TEXT, aliases=("佐证材料",), section="投资", default="", width=16)
    area: int | None = column("需要厂房", AREA, unit="㎡", aliases=("厂房需求",), section="需求", default=None)
    floor: str = column("楼层要求", CHOICE, choices=("一层", "不限"), section="需求", default="", width=8)
    height: int | None = column("需要层高", DECIMAL, unit="米", section="需求", default=None, width=8)
    load: int | None = column("需要荷载", DECIMAL, unit="吨/㎡", section="需求", default=None, width=8)
    power: int | None = column("需要供电", COUNT, unit="千伏安", section="需求", default=None, width=8)


@ledger("entries", "入园评估", key=("project",), titles=("入园评估", "准入评估"))
class Entry(LedgerRecord):
    """入园评估: what a project scored at the gate, item by item (each out of 100), and what was decided."""

    project: str = column("项目名称", TEXT, required=True, aliases=("项目",), width=28)
    park: str = column("园区", TEXT, default="", width=16)
    day: str | None = column("评估日期", DATE, default=None, width=11)
    fit: int | None = column("产业契合", DECIMAL, aliases=("一园一链",), default=None, width=9)
    intensity: int | None = column("投资强度", DECIMAL, default=None, width=9)
    tax: int | None = column("预期亩均税收", DECIMAL, default=None, width=10)
    output: int | None = column("亩均产值", DECIMAL, default=None, width=9)
    energy: int | None = column("能耗", DECIMAL, default=None, width=8)
    environment: int | None = column("环境环评", DECIMAL, aliases=("环境/环评可行",), default=None, width=9)
    safety: int | None = column("安全", DECIMAL, default=None, width=8)
    jobs: int | None = column("就业", DECIMAL, default=None, width=8)
    speed: int | None = column("建设期", DECIMAL, default=None, width=8)
    veto: str = column("否决项", CHOICE, choices=("环境", "安全", "产业政策"), default="", width=9)
    decision: str = column("结论", CHOICE, choices=("同意入园", "附条件同意", "不同意"), default="", width=10)
    conditions: str = column("条件", TEXT, default="", width=24)


@ledger("enclaves", "飞地项目", key=("project", "year"), sliced_by="year", titles=("飞地",))
class Enclave(LedgerRecord):
    """飞地项目: counted where it stands, shared between those who sent it and those who took it in."""

    project: str = column("项目名称", TEXT, required=True, aliases=("项目", "企业"), width=28)
    year: int = column("年份", NUMBER, required=True, default=0, width=7)
    out_unit: str = column("飞出地", TEXT, required=True, default="", width=12)
    in_unit: str = column("飞入地", TEXT, required=True, default="", width=12)
    since: int | None = column("起始年份", NUMBER, default=None, width=9)
    output: int | None = column("产值", MONEY, unit="万元", default=None)
    added: int | None = column("增加值", MONEY, unit="万元", default=None)
    investment: int | None = column("投资", MONEY, unit="万元", default=None)
    tax: int | None = column("税收", MONEY, unit="万元", default=None)
