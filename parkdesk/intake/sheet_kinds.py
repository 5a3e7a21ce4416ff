"""Which ledger a sheet belongs to, guessed from its headings and title."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from parkdesk.errors import IntakeError, UsageError
from parkdesk.intake.headings import Field, heading_of
from parkdesk.records import columns_of, plain_ledgers

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from parkdesk.intake.grid import Grid
    from parkdesk.intake.layout import Layout

ENTERPRISES, FACTS, PROJECTS, DUTIES, OFFICIALS = "enterprises", "facts", "projects", "duties", "officials"
VISITS, ISSUES, MILESTONES = "visits", "issues", "milestones"


class SheetKind(NamedTuple):
    """A kind of sheet: `words` speak for it in a heading, `title_words` in the title, each with a weight."""

    code: str
    label: str
    words: dict[str, int]
    title_words: tuple[str, ...] = ()


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
        VISITS, "走访记录",
        {"走访层级": 5, "走访人": 5, "收集问题": 3, "方式": 1, "日期": 1}, ("走访",),
    ),
    SheetKind(
        MILESTONES, "节点计划",
        {"节点": 5, "项目名称": 1, "计划完成": 4, "计划开始": 3, "实际完成": 3, "责任人": 1},
        ("节点", "作战图", "挂图作战"),
    ),
    SheetKind(
        ISSUES, "问题清单",
        {"问题内容": 5, "主办单位": 3, "办结时限": 4, "提出日期": 3, "类别": 1, "结果": 1}, ("问题清单", "销号"),
    ),
    SheetKind(
        "targets", "目标任务分解表",
        {"单位": 1, "厂房": 3, "入园企业": 4, "目标": 3, "任务": 3}, ("任务目标", "目标任务", "分解表"),
    ),
)  # fmt: skip
_TITLE_WEIGHT = 4
_ENOUGH = 3
_TELLING, _SHARED = 3, 1
"""What a heading weighs that one plain ledger alone has, and one that several have."""


@cache
def kinds() -> dict[str, SheetKind]:
    """Return every kind of sheet by its code: those above, then the plain ledgers."""
    made = {kind.code: kind for kind in KINDS}
    made |= {
        table: SheetKind(table, f"{ledger.LABEL}台账", {}, ledger.TITLES)
        for table, ledger in plain_ledgers().items()
        if table not in made
    }
    return made


@cache
def _headings_of_ledgers() -> Mapping[str, Mapping[str, frozenset[str]]]:
    """Return the names of every column of every plain ledger, by ledger and column."""
    return {
        table: {
            c.key: frozenset(Field(c.key, c.label, c.aliases).names())
            for c in columns_of(ledger)
            if c.kind.name != "notes"
        }
        for table, ledger in plain_ledgers().items()
    }


@cache
def _weights() -> Mapping[str, int]:
    """Return what each heading weighs for the plain ledgers that have it."""
    ledgers = [frozenset().union(*columns.values()) for columns in _headings_of_ledgers().values()]
    shared = {name for at, names in enumerate(ledgers) for name in names if any(name in o for o in ledgers[at + 1 :])}
    return {name: _SHARED if name in shared else _TELLING for names in ledgers for name in names}


def _score_as_ledger(table: str, headings: Collection[str]) -> int:
    """Return how much headings speak for a plain ledger; nothing where one that it needs is not there."""
    ledger, names = plain_ledgers()[table], _headings_of_ledgers()[table]
    found = {key: next((h for h in headings if h in own), "") for key, own in names.items()}
    if not all(found[c.key] for c in columns_of(ledger) if c.required):
        return 0
    return sum(_weights()[heading] for heading in found.values() if heading)


def guess_kind(grid: Grid, layout: Layout) -> SheetKind:
    """Return the kind that headings and title speak for most; raises IntakeError where none does."""
    headings = {heading_of(column) for column in layout.columns} | {column.text for column in layout.columns}
    title = f"{layout.title} {grid.sheet} {grid.file}"
    scores = {
        kind.code: sum(weight for word, weight in kind.words.items() if any(word in heading for heading in headings))
        + (_TITLE_WEIGHT if any(word in title for word in kind.title_words) else 0)
        for kind in KINDS
    }
    own = {heading_of(column) for column in layout.columns}
    for table, ledger in plain_ledgers().items():
        score = _score_as_ledger(table, own)
        if table not in scores and score:
            scores[table] = score + (_TITLE_WEIGHT if any(word in title for word in ledger.TITLES) else 0)
    best = max(scores, key=scores.__getitem__)
    if scores[best] < _ENOUGH:
        raise IntakeError(
            f"认不出“{grid.file}”的工作表“{grid.sheet}”是哪一类表；请指明是企业名录、月度数据、重点项目还是包抓责任表，再导入。"
        )
    return kinds()[best]


def kind_of(code: str) -> SheetKind:
    """Return the kind of a code of the command line; raises UsageError for an unknown one."""
    if code not in kinds():
        raise UsageError(f"没有“{code}”这一类表；可以用 {'、'.join(kinds())} 或 auto。")
    return kinds()[code]
