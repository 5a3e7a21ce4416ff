"""服务与底线: funds, policy, credit, talent, fairs, safety, environment (domain §1.F, §1.G)."""

from __future__ import annotations

from parkdesk.records.grammar import column
from parkdesk.records.kinds import CHOICE, COUNT, DATE, DECIMAL, MONEY, NUMBER, PERIOD, RATE, TEXT
from parkdesk.records.ledger import LedgerRecord, ledger

_FIRM = ("企业名称", "单位名称")
FUND_LEVELS = ("中央", "省", "市", "县", "苏陕", "其他")


@ledger("funds", "资金争取", key=("year", "name", "enterprise"), sliced_by="year", titles=("资金争取", "项目资金"))
class Fund(LedgerRecord):
    """资金争取: a grant from above: applied for, approved, arrived, accepted."""

    year: int = column("年份", NUMBER, required=True, default=0, width=7)
    name: str = column("专项名称", TEXT, required=True, aliases=("资金名称", "专项资金"), width=26)
    level: str = column("级别", CHOICE, choices=FUND_LEVELS, default="", width=7)
    enterprise: str = column("企业或项目", TEXT, aliases=("企业", "项目", *_FIRM), default="", width=26)
    applied: int | None = column("申报金额", MONEY, unit="万元", default=None)
    approved: int | None = column("批复金额", MONEY, unit="万元", aliases=("下达金额",), default=None)
    arrived: int | None = column("到位金额", MONEY, unit="万元", default=None)
    use: str = column("用途", TEXT, default="", width=20)
    accepted_on: str | None = column("验收日期", DATE, default=None, width=11)


@ledger(
    "payouts", "政策兑现", key=("policy", "clause", "enterprise", "applied_on"), called=("enterprise", "clause"),
    titles=("政策兑现", "惠企政策"),
)  # fmt: skip
class Payout(LedgerRecord):
    """政策兑现: a clause paid out to a firm, and what the firm must remain for it to keep the money."""

    policy: str = column("政策", TEXT, required=True, aliases=("政策名称", "文件"), width=24)
    clause: str = column("条款", TEXT, required=True, aliases=("兑现条款",), width=20)
    enterprise: str = column("企业", TEXT, required=True, aliases=_FIRM, width=26)
    condition: str = column("兑现条件", TEXT, aliases=("条件",), default="", width=20)
    amount: int | None = column("兑现金额", MONEY, unit="万元", aliases=("金额",), default=None)
    rest: int | None = column("待付金额", MONEY, unit="万元", default=None)
    applied_on: str | None = column("申请日期", DATE, default=None, width=11)
    approved_on: str | None = column("审批日期", DATE, default=None, width=11)
    paid_on: str | None = column("兑付日期", DATE, aliases=("拨付日期",), default=None, width=11)
    clawback: str = column("追回条件", CHOICE, choices=("退库追回", "外迁追回", "停产追回", "无"), default="", width=9)
    until: str | None = column("约束期至", DATE, default=None, width=11)


@ledger("meetings", "银企对接", key=("day", "topic"), titles=("银企对接",))
class Meeting(LedgerRecord):
    """银企对接: a meeting of banks and firms: asked, intended, lent."""

    topic: str = column("对接会", TEXT, required=True, aliases=("会议名称", "主题"), width=26)
    day: str | None = column("日期", DATE, default=None, width=11)
    banks: str = column("参加银行", TEXT, aliases=("银行",), default="", width=22)
    firms: int | None = column("参加企业", COUNT, unit="户", default=None, width=9)
    demand: int | None = column("融资需求", MONEY, unit="万元", default=None)
    intent: int | None = column("意向金额", MONEY, unit="万元", default=None)
    lent: int | None = column("发放贷款", MONEY, unit="万元", aliases=("实际发放",), default=None)


@ledger("loans", "园区贷款", key=("product", "enterprise", "lent_on"), titles=("园惠贷", "助保贷", "园区贷", "贷款"))
class Loan(LedgerRecord):
    """园区贷款: a guaranteed loan, what is in arrears and what the pool paid."""

    enterprise: str = column("企业", TEXT, required=True, aliases=_FIRM, width=26)
    product: str = column("产品", TEXT, aliases=("贷款产品",), default="", width=14)
    bank: str = column("银行", TEXT, default="", width=16)
    adviser: str = column("金融顾问", TEXT, default="")
    amount: int | None = column("贷款金额", MONEY, unit="万元", required=True, aliases=("金额",), default=None)
    rate: int | None = column("年利率", RATE, unit="%", aliases=("利率",), default=None, width=8)
    lent_on: str | None = column("放款日期", DATE, default=None, width=11)
    due: str | None = column("到期日期", DATE, default=None, width=11)
    overdue: int | None = column("逾期金额", MONEY, unit="万元", default=None)
    compensated: int | None = column("代偿金额", MONEY, unit="万元", aliases=("风险补偿",), default=None)


@ledger("pools", "风险补偿资金池", key=("product",), titles=("风险补偿", "资金池"))
class Pool(LedgerRecord):
    """风险补偿资金池: what stands behind a product, how many times it may be lent, who bears a loss."""

    product: str = column("产品", TEXT, required=True, width=16)
    size: int | None = column("资金池规模", MONEY, unit="万元", required=True, default=None)
    multiple: int | None = column("放大倍数", DECIMAL, default=None, width=9)
    bank_share: int | None = column("银行分担", RATE, unit="%", default=None, width=9)
    upper_share: int | None = column("省级分担", RATE, unit="%", default=None, width=9)
    own_share: int | None = column("园区分担", RATE, unit="%", aliases=("县区分担",), default=None, width=9)


@ledger("talents", "招才引智", key=("name", "kind", "day"), titles=("招才引智", "人才", "培训"))
class Talent(LedgerRecord):
    """招才引智: a person who was won, or a training that was held."""

    name: str = column("姓名或培训", TEXT, required=True, aliases=("姓名", "培训名称"), width=22)
    kind: str = column("类别", CHOICE, choices=("引进人才", "培训", "挂职", "返乡创业"), default="", width=9)
    day: str | None = column("日期", DATE, default=None, width=11)
    place: str = column("单位或地点", TEXT, aliases=("用人单位", "地点"), default="", width=20)
    heads: int | None = column("人数", COUNT, unit="人", default=None, width=7)


@ledger("fairs", "展销活动", key=("name", "day"), titles=("展销", "市场开拓"))
class Fair(LedgerRecord):
    """展销活动: a fair, who went and what was ordered."""

    name: str = column("展会", TEXT, required=True, aliases=("展会名称", "活动名称"), width=26)
    day: str | None = column("日期", DATE, default=None, width=11)
    place: str = column("城市", TEXT, aliases=("地点",), default="", width=12)
    firms: str = column("参展企业", TEXT, default="", width=28)
    orders: int | None = column("订单金额", MONEY, unit="万元", aliases=("订单",), default=None)


@ledger("inspections", "安全检查", key=("day", "place", "kind"), titles=("安全检查", "安全生产检查"))
class Inspection(LedgerRecord):
    """安全检查: one visit of inspection."""

    day: str | None = column("检查日期", DATE, required=True, aliases=("日期",), default=None, width=11)
    place: str = column("被检查单位", TEXT, required=True, aliases=("企业", "场所", *_FIRM), width=26)
    kind: str = column("检查类型", CHOICE, choices=("定期", "不定期", "节假日必检"), default="", width=10)
    field: str = column("领域", CHOICE, choices=("工业", "商贸", "成品油", "民爆", "其他"), default="", width=8)
    inspector: str = column("检查人", TEXT, default="")
    hazards: int | None = column("发现隐患", COUNT, unit="处", default=None, width=8)
    result: str = column("检查结论", TEXT, default="", width=24)


@ledger("hazards", "安全隐患", key=("place", "found_on", "text"), called=("place", "text"), titles=("隐患",))
class Hazard(LedgerRecord):
    """安全隐患: found, due, closed."""

    place: str = column("单位", TEXT, required=True, aliases=("企业", "被检查单位", *_FIRM), width=26)
    found_on: str | None = column("发现日期", DATE, required=True, aliases=("检查日期",), default=None, width=11)
    text: str = column("隐患内容", TEXT, required=True, aliases=("隐患", "问题隐患"), width=34)
    level: str = column("隐患等级", CHOICE, choices=("一般", "重大"), default="一般", width=8)
    measure: str = column("整改措施", TEXT, default="", width=24)
    due: str | None = column("整改期限", DATE, aliases=("整改时限",), default=None, width=11)
    closed_on: str | None = column("销号日期", DATE, aliases=("整改完成日期",), default=None, width=11)
    checker: str = column("复查人", TEXT, default="")


@ledger("drills", "安全活动", key=("name", "day"), titles=("安全培训", "消防演练", "安全活动"))
class Drill(LedgerRecord):
    """安全活动: a document, a training, a drill, leaflets."""

    name: str = column("活动", TEXT, required=True, aliases=("活动名称", "内容"), width=30)
    day: str | None = column("日期", DATE, default=None, width=11)
    kind: str = column("类别", CHOICE, choices=("文件", "培训", "演练", "宣传"), default="", width=8)
    heads: int | None = column("参加人数", COUNT, unit="人", default=None, width=8)
    copies: int | None = column("发放资料", COUNT, unit="份", default=None, width=8)


@ledger("benchmarks", "对标清单", key=("subject", "item", "year"), sliced_by="year", titles=("三化三制", "对标"))
class Benchmark(LedgerRecord):
    """对标清单: an item of a handbook (三化三制) against which a park or firm is scored."""

    subject: str = column("园区或企业", TEXT, required=True, aliases=("园区", "企业", "对标单位"), width=22)
    year: int = column("年份", NUMBER, required=True, default=0, width=7)
    part: str = column("部分", TEXT, aliases=("类别",), default="", width=14)
    item: str = column("对标项目", TEXT, required=True, aliases=("检查项目", "指标"), width=34)
    full: int | None = column("满分", DECIMAL, aliases=("分值", "标准分"), default=None, width=8)
    score: int | None = column("得分", DECIMAL, aliases=("自评得分",), default=None, width=8)
    gap: str = column("差距", TEXT, aliases=("存在问题",), default="", width=24)


@ledger(
    "bottom_lines", "环保能耗", key=("subject", "year"), sliced_by="year", titles=("能耗", "碳排放", "研发", "环保")
)
class BottomLine(LedgerRecord):
    """环保能耗: energy, carbon, research of a park or firm in a year, and what was broken."""

    subject: str = column("园区或企业", TEXT, required=True, aliases=("园区", "企业", *_FIRM), width=24)
    year: int = column("年份", NUMBER, required=True, default=0, width=7)
    added: int | None = column("增加值", MONEY, unit="万元", aliases=("工业增加值",), default=None)
    revenue: int | None = column("营业收入", MONEY, unit="万元", default=None)
    energy: int | None = column("综合能耗", DECIMAL, unit="吨标准煤", default=None, width=12)
    carbon: int | None = column("碳排放", DECIMAL, unit="吨CO₂", default=None, width=10)
    research: int | None = column("研发经费", MONEY, unit="万元", default=None)
    capacity: str = column("环境容量", TEXT, default="", width=14)
    violations: int | None = column("违法处罚", COUNT, unit="起", default=None, width=8)
    phase_out: str = column("淘汰落后产能", TEXT, default="", width=18)
    deadline: str | None = column("完成期限", DATE, default=None, width=11)


@ledger("park_tasks", "专项工作", key=("name", "year"), sliced_by="year", titles=("专项工作", "重点工作"))
class ParkTask(LedgerRecord):
    """专项工作: what goes by a slogan of the year (园区提质、企业满园…): a task with tags, who leads, how far it is."""

    name: str = column("工作", TEXT, required=True, aliases=("工作任务", "名称"), width=32)
    year: int = column("年份", NUMBER, required=True, default=0, width=7)
    tags: str = column("标签", TEXT, aliases=("行动", "专项行动"), default="", width=20)
    lead: str = column("牵头单位", TEXT, aliases=("责任单位",), default="", width=16)
    state: str = column("进展", CHOICE, choices=("未启动", "推进中", "已完成"), default="", width=8)
    text: str = column("情况", TEXT, default="", width=30)


_DONE = ("已办", "未办", "不适用")


@ledger(
    "duty_checks", "职责清单", key=("period", "enterprise", "department"), called=("enterprise", "period"),
    sliced_by="period", titles=("包抓职责清单", "职责清单"),
)  # fmt: skip
class DutyCheck(LedgerRecord):
    """职责清单: what a 包抓部门 has seen to at a firm this month, ticked off item by item."""

    period: int = column("期间", PERIOD, required=True, default=0, width=9)
    enterprise: str = column("企业", TEXT, required=True, aliases=_FIRM, width=28)
    department: str = column("包抓部门", TEXT, required=True, aliases=("责任单位",), default="", width=16)
    listing: str = column("入库纳统", CHOICE, choices=_DONE, default="", width=9)
    investment: str = column("年度投资", CHOICE, choices=_DONE, default="", width=9)
    progress: str = column("形象进度", CHOICE, choices=_DONE, default="", width=9)
    safety: str = column("安全生产", CHOICE, choices=_DONE, default="", width=9)
    environment: str = column("环境保护", CHOICE, choices=_DONE, default="", width=9)
    wages: str = column("工资发放", CHOICE, choices=_DONE, default="", width=9)
    funding: str = column("项目争取", CHOICE, choices=_DONE, default="", width=9)
    epidemic: str = column("疫情防控", CHOICE, choices=_DONE, default="", width=9)
    text: str = column("说明", TEXT, aliases=("备注",), default="", width=30)


@ledger("recoveries", "三复工作", key=("enterprise", "item"), titles=("三复",))
class Recovery(LedgerRecord):
    """三复工作: one of the three for a firm, and since when; which three they are, each office writes itself."""

    enterprise: str = column("企业", TEXT, required=True, aliases=_FIRM, width=28)
    item: str = column("事项", TEXT, required=True, aliases=("三复事项",), default="", width=14)
    state: str = column("是否完成", CHOICE, choices=("是", "否"), default="", width=9)
    day: str | None = column("完成日期", DATE, aliases=("日期",), default=None, width=11)
    text: str = column("说明", TEXT, default="", width=30)


@ledger("rewards", "进度奖励", key=("project", "milestone"), titles=("项目进度奖励", "进度奖励"))
class Reward(LedgerRecord):
    """进度奖励: what a project earned by reaching a milestone on time, and what was paid of it."""

    project: str = column("项目", TEXT, required=True, aliases=("项目名称",), width=28)
    milestone: str = column("节点", TEXT, required=True, aliases=("进度节点", "节点名称"), default="", width=18)
    due: str | None = column("计划完成", DATE, default=None, width=11)
    reached_on: str | None = column("实际完成", DATE, default=None, width=11)
    rule: str = column("奖励办法", TEXT, aliases=("办法", "条款"), default="", width=24)
    amount: int | None = column("奖励金额", MONEY, unit="万元", aliases=("奖金",), default=None)
    paid: int | None = column("已兑现", MONEY, unit="万元", aliases=("兑现金额",), default=None)
    paid_on: str | None = column("兑现日期", DATE, default=None, width=11)
