"""Which ledger a sheet belongs to, guessed from its headings and title."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from parkdesk.errors import IntakeError, UsageError
from parkdesk.intake.headings import heading_of

if TYPE_CHECKING:
    from parkdesk.intake.grid import Grid
    from parkdesk.intake.layout import Layout

ENTERPRISES, FACTS, PROJECTS, DUTIES, OFFICIALS = "enterprises", "facts", "projects", "duties", "officials"


class SheetKind(NamedTuple):
    """A kind of sheet: `words` speak for it in a heading, `title_words` in the title, each with a weight."""

    code: str
    label: str
    words: dict[str, int]
    title_words: tuple[str, ...] = ()
    is_kept: bool = True


KINDS = (
    SheetKind(
        ENTERPRISES,
        "企业名录",
        {"企业名称": 1, "单位名称": 1, "统一社会信用代码": 2, "行业代码": 2, "行业名称": 2, "在库状态": 3, "注册": 2,
         "经营范围": 3, "企业类型": 2, "荣誉": 2, "地址": 1, "用地面积": 1, "镇办": 1},
        ("名录", "名单", "企业库", "登记"),
    ),
    SheetKind(
        FACTS,
        "月度数据",
        {"企业名称": 1, "单位名称": 1, "统一社会信用代码": 1, "产值": 3, "营业收入": 2, "税收": 2, "用电量": 2,
         "上年同期": 3, "上年同月": 3, "累计": 1, "本月": 1, "增速": 1, "从业人数": 1},
        ("产值", "完成情况", "月报", "运行"),
    ),
    SheetKind(
        PROJECTS,
        "重点项目",
        {"项目名称": 1, "建设单位": 2, "建设性质": 3, "起止年限": 3, "总投资": 3,
         "年度计划": 3, "形象进度": 3, "完成率": 1},
        ("项目进展", "一览表"),
    ),
    SheetKind(
        DUTIES,
        "包抓责任",
        {"项目名称": 1, "包抓领导": 2, "牵头部门": 2, "部门主要负责人": 4, "帮扶责任人": 4, "工作专班": 3,
         "推进方案": 3, "职务": 1},
        ("包抓责任", "责任表", "六个一"),
    ),
    SheetKind(
        OFFICIALS,
        "官方数据",
        {"指标": 4, "数值": 4, "来源": 3, "发布": 2, "期间": 2, "单位": 1},
        ("官方", "统计局", "反馈"),
    ),
    SheetKind(
        "visits", "走访记录",
        {"走访层级": 5, "走访人": 5, "收集问题": 3, "方式": 1, "日期": 1}, ("走访",), False,
    ),
    SheetKind(
        "issues", "问题清单",
        {"问题内容": 5, "主办单位": 3, "办结时限": 4, "提出日期": 3, "类别": 1, "结果": 1}, ("问题清单", "销号"), False,
    ),
    SheetKind(
        "plants", "标准化厂房台账",
        {"栋号": 5, "用途": 2, "层数": 3, "建筑面积": 3, "建设模式": 2, "入驻面积": 3}, ("厂房台账",), False,
    ),
    SheetKind(
        "parcels", "低效闲置用地台账",
        {"宗地": 5, "闲置": 4, "处置方式": 4, "盘活": 4}, ("闲置", "用地处置"), False,
    ),
    SheetKind(
        "targets", "目标任务分解表",
        {"单位": 1, "厂房": 3, "入园企业": 4, "目标": 3, "任务": 3}, ("任务目标", "目标任务", "分解表"), False,
    ),
)  # fmt: skip
_BY_CODE = {kind.code: kind for kind in KINDS}
_TITLE_WEIGHT = 4
_ENOUGH = 3


def guess_kind(grid: Grid, layout: Layout) -> SheetKind:
    """Return the kind that headings and title speak for most; raises IntakeError where none does."""
    headings = {heading_of(column) for column in layout.columns} | {column.text for column in layout.columns}
    title = f"{layout.title} {grid.sheet} {grid.file}"
    scores = {
        kind.code: sum(weight for word, weight in kind.words.items() if any(word in heading for heading in headings))
        + (_TITLE_WEIGHT if any(word in title for word in kind.title_words) else 0)
        for kind in KINDS
    }
    best = max(scores, key=scores.__getitem__)
    if scores[best] < _ENOUGH:
        raise IntakeError(
            f"认不出“{grid.file}”的工作表“{grid.sheet}”是哪一类表；请指明是企业名录、月度数据、重点项目还是包抓责任表，再导入。"
        )
    return _BY_CODE[best]


def kind_of(code: str) -> SheetKind:
    """Return the kind of a code of the command line; raises UsageError for an unknown one."""
    if code not in _BY_CODE:
        raise UsageError(f"没有“{code}”这一类表；可以用 {'、'.join(_BY_CODE)} 或 auto。")
    return _BY_CODE[code]


def refuse_unkept(grid: Grid, kind: SheetKind) -> None:
    """Refuse a sheet of a ledger that this version does not keep."""
    if not kind.is_kept:
        raise IntakeError(
            f"“{grid.file}”的工作表“{grid.sheet}”是{kind.label}，这一版还没有这本台账，没有导入，原文件不受影响；请留好原表，以后再导入。"
        )
