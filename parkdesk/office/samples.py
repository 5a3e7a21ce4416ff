"""A fictional county's year as office workbooks, with the sums that a right import must give.

Used by the demonstration and the self-test. Names, codes and figures are invented; the workbooks go
through the same door as any office's. One seed always gives the same county.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from parkdesk.periods import Period
from parkdesk.reports.to_workbook import to_workbook
from parkdesk.reports.values import Annex, Cell, Column, Quantity, Report, Row, Table
from parkdesk.rules.credit_code import check_character
from parkdesk.rules.growth import EXIT, NEW, STAY

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

_INDUSTRIES = (
    ("13", "农副食品加工业", "食品"), ("15", "酒、饮料和精制茶制造业", "茶业"), ("18", "纺织服装、服饰业", "服饰"),
    ("24", "文教、工美、体育和娱乐用品制造业", "玩具"), ("27", "医药制造业", "药业"),
    ("30", "非金属矿物制品业", "建材"), ("33", "金属制品业", "金属"), ("38", "电气机械和器材制造业", "电气"),
)  # fmt: skip
_HEADS = "青禾云启盛泰瑞达嘉远博恒岳川宏信昌顺隆景"
_PARKS = ("循环经济产业园", "富硒食品产业园", "新型材料产业园", "")
_TOWNS = ("城关镇", "双溪镇", "石桥镇", "柳河镇")
_SURNAMES, _GIVEN = "王李张刘陈杨赵黄周吴", "建国志强海涛晓东文博立军春梅永平家明"
_POSTS = ("县委常委、副县长", "副县长", "县人大常委会副主任", "县政协副主席")
_DEPARTMENTS = ("县发改局", "县经贸局", "县自然资源局", "县住建局", "县农业农村局", "县财政局")
_WORKS = ("精深加工生产线", "智能化技术改造", "标准化厂房", "仓储物流中心", "绿色建材生产基地", "中药饮片扩能")
_STAGES = (("竣工一批", "试生产"), ("竣工一批", "竣工投产"), ("开工一批", "在建"), ("开工一批", "安装调试"),
           ("储备一批", "签约"), ("储备一批", "储备"))  # fmt: skip
_INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True, slots=True)
class SampleFirm:
    """A fictional firm with its cumulative output by month, this year and the year before (万元)."""

    name: str
    code: str
    industry: tuple[str, str]
    park: str
    town: str
    staff: int
    status: str
    now: dict[int, int]
    base: dict[int, int]


@dataclass(frozen=True, slots=True)
class SampleProject:
    """A fictional project; money in 万元."""

    name: str
    owner: str
    pool: str
    stage: str
    total: int
    plan: int
    done: int
    leader: tuple[str, str]
    department: str
    head: str
    helper: str
    team: str
    document: str


@dataclass(frozen=True, slots=True)
class SampleCounty:
    """A fictional county: who it is and what its workbooks hold."""

    code: str
    name: str
    year: int
    month: int
    firms: tuple[SampleFirm, ...]
    projects: tuple[SampleProject, ...]
    files: list[Path] = field(default_factory=list)

    def output(self, month: int) -> int:
        """Return the output of 1—`month`月 in 万元."""
        return sum(firm.now[month] for firm in self.firms)

    def base(self, month: int) -> int:
        """Return the comparable base of 1—`month`月 in 万元."""
        return sum(firm.base[month] for firm in self.firms)

    def write(self, folder: Path) -> list[Path]:
        """Write the county's workbooks into a folder; returns them in the order a clerk imports them."""
        months = range(2, self.month + 1)
        books = {
            f"{self.name}企业名录.xlsx": _registry(self),
            **{f"月报/{self.name}{self.year}年1-{m}月产值表.xlsx": _month_table(self, m) for m in months},
            f"{self.name}重点项目进展一览表.xlsx": _project_table(self),
            f"{self.name}包抓责任表.xlsx": _duty_table(self),
        }
        made = []
        for name, table in books.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            report = Report("sample", table.title, (), annexes=(Annex(table.title, (table,), landscape=True),))
            path.write_bytes(to_workbook(report))
            made.append(path)
        return made


def sample_county(
    code: str, name: str, *, seed: int, firms: int = 60, year: int = 2026, month: int = 9
) -> SampleCounty:
    """Invent a county."""
    chance = random.Random(seed)  # noqa: S311 -- a demonstration, no secret
    made: list[SampleFirm] = []
    taken: set[str] = set()
    for number in range(firms):
        status = EXIT if number >= firms - 4 else NEW if number >= firms - 6 else STAY
        made.append(_firm(chance, code, name, status, month, taken))
    projects = tuple(_project(chance, made, number, name) for number in range(14))
    return SampleCounty(code, name, year, month, tuple(made), projects)


def _firm(chance: random.Random, code: str, county: str, status: str, month: int, taken: set[str]) -> SampleFirm:
    industry = chance.choice(_INDUSTRIES)
    name = ""
    while not name or name in taken:
        name = f"{county[:-1]}{chance.choice(_HEADS)}{chance.choice(_HEADS)}{industry[2]}有限公司"
    taken.add(name)
    size = int(chance.lognormvariate(9.2, 0.9))
    now = 0 if status == EXIT else size
    base = 0 if status == NEW else int(size * chance.uniform(0.8, 1.1))
    weights = [chance.uniform(1.7, 2.1), *(chance.uniform(0.85, 1.2) for _ in range(month - 2))]
    reached = [sum(weights[: n + 1]) / sum(weights) for n in range(len(weights))]
    return SampleFirm(
        name, _credit_code(chance, code), industry[:2], chance.choice(_PARKS), chance.choice(_TOWNS),
        chance.randint(18, 600), status,
        {m: int(now * part + 0.5) for m, part in enumerate(reached, 2)},
        {m: int(base * part + 0.5) for m, part in enumerate(reached, 2)},
    )  # fmt: skip


def _credit_code(chance: random.Random, district: str) -> str:
    body = "".join(chance.choice("0123456789") for _ in range(8))
    rest = 11 - sum(int(c) * w for c, w in zip(body, _INNER_WEIGHTS, strict=True)) % 11
    first = f"91{district[:6]}{body}{'X' if rest == 10 else rest % 11}"
    return first + (check_character(first) or "0")


def _person(chance: random.Random) -> str:
    return chance.choice(_SURNAMES) + "".join(chance.sample(_GIVEN, chance.choice((1, 2))))


def _project(chance: random.Random, firms: Sequence[SampleFirm], number: int, county: str) -> SampleProject:
    owner = chance.choice(firms[: len(firms) - 6])
    pool, stage = _STAGES[number % len(_STAGES)]
    total = chance.choice((3000, 5000, 8000, 12000, 20000))
    plan = total * chance.randint(30, 70) // 100
    done = 0 if pool == "储备一批" else plan * chance.randint(35, 105) // 100
    return SampleProject(
        f"{owner.name[len(county) - 1 :].removesuffix('有限公司')}{chance.choice(_WORKS)}项目（{number + 1}号）",
        owner.name, pool, stage, total, plan, done, (_person(chance), chance.choice(_POSTS)),
        chance.choice(_DEPARTMENTS), _person(chance), _person(chance),
        "、".join(_person(chance) for _ in range(3)) if number % 5 else "",
        f"项办发〔2026〕{number + 1}号" if number % 4 else "",
    )  # fmt: skip


def _columns(*titles: str | tuple[str, tuple[str, ...]]) -> tuple[Column, ...]:
    made: list[Column] = []
    for title in titles:
        if isinstance(title, str):
            made.append(Column(title, width=2 if title.endswith("名称") else 1))
        else:
            made += [Column(sub, group=title[0]) for sub in title[1]]
    return tuple(made)


def _row(*cells: str | int, style: str = "body") -> Row:
    shown: tuple[Cell, ...] = tuple(Quantity(cell) if isinstance(cell, int) else cell for cell in cells)
    return Row(shown, style)  # type: ignore[arg-type]


def _registry(county: SampleCounty) -> Table:
    rows = [
        _row(n, f.name, f.code, *f.industry, f.park, f.town, f.staff, f.status) for n, f in enumerate(county.firms, 1)
    ]
    return Table(
        f"{county.name}工业企业名录",
        _columns("序号", "企业名称", "统一社会信用代码", "行业代码", "行业名称", "所属园区", "所在镇办",
                 "从业人数（人）", "在库状态"),
        tuple(rows),
        f"填报单位：{county.name}经贸局　填报日期：{county.year}年{county.month}月30日",
    )  # fmt: skip


def _figures(firms: Iterable[SampleFirm], month: int) -> list[int | str]:
    listed = list(firms)

    def both(m: int) -> tuple[int, int]:
        return sum(f.now[m] for f in listed), sum(f.base[m] for f in listed)

    now, base = both(month)
    before = both(month - 1) if month > 2 else (0, 0)
    single: list[int | str] = ["", ""] if month == 2 else [now - before[0], base - before[1]]
    parts = [sum(f.now[month] * share // 1000 for f in listed) for share in (945, 21, 60)]
    return [*single, now, base, *parts, sum(f.staff for f in listed)]


def _month_table(county: SampleCounty, month: int) -> Table:
    rows: list[Row] = []
    number = 0
    for title, status in (("一、在库企业", STAY), ("二、新增入库企业", NEW), ("三、退库企业（留基）", EXIT)):
        rows.append(Row((title,), "group"))
        mine = [firm for firm in county.firms if firm.status == status]
        for firm in mine:
            number += 1
            rows.append(_row(number, firm.name, firm.code, firm.park, *_figures([firm], month)))
        rows.append(_row("", "小　计", "", "", *_figures(mine, month), style="subtotal"))
    rows.append(_row("", "合　计", "", "", *_figures(county.firms, month), style="total"))
    period = Period(county.year, month)
    return Table(
        f"{county.name}{period.title}规模以上工业企业产值完成情况表",
        _columns("序号", "企业名称", "统一社会信用代码", "所属园区", ("工业总产值（本月）", ("本月", "上年同月")),
                 (f"工业总产值（{period.label}）", ("累计", "上年同期")), "营业收入累计", "实缴税收累计",
                 "用电量（万千瓦时）", "从业人数"),
        tuple(rows),
        f"填报单位：{county.name}经贸局　单位：万元",
        "上年同期为可比口径。",
    )  # fmt: skip


def _project_table(county: SampleCounty) -> Table:
    rows: list[Row] = []
    for number, pool in enumerate(("竣工一批", "开工一批", "储备一批"), 1):
        rows.append(Row((f"{'一二三'[number - 1]}、{pool}",), "group"))
        for p in county.projects:
            if p.pool == pool:
                late, year = number == 3, county.year
                span = f"{year}.11-{year + 1}.10" if late else f"{year - 1}.3-{year}.12"
                rows.append(_row(
                    len(rows), p.name, p.owner, "新建", span, p.total, p.plan,
                    p.done // 10, p.done, p.stage, "", p.leader[0], p.department,
                ))  # fmt: skip
    return Table(
        f"{county.name}重点工业项目进展一览表",
        _columns("序号", "项目名称", "建设单位", "建设性质", "起止年限", "总投资", "年度计划投资", "本月完成",
                 "累计完成", "形象进度", "存在问题", "包抓领导", "责任单位"),
        tuple(rows),
        f"截止时间：{county.year}年{county.month}月底　单位：万元",
    )  # fmt: skip


def _duty_table(county: SampleCounty) -> Table:
    rows = [
        _row(n, p.name, *p.leader, p.department, p.head, p.helper, f"0915-000{n:04d}", p.team, p.document)
        for n, p in enumerate(county.projects, 1)
    ]
    return Table(
        f"{county.name}重点工业项目“六个一”包抓责任表",
        _columns("序号", "项目名称", "包抓领导", "职务", "牵头部门", "部门主要负责人", "帮扶责任人", "联系电话",
                 "工作专班", "推进方案"),
        tuple(rows),
    )  # fmt: skip
