"""Every figure in every sentence, reckoned again from what the maker of the workbooks says is true.

The arithmetic is the test's own (Decimal, from `truth.json`); it shares nothing with the rooms it checks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from parkdesk.office import importing, reporting
from parkdesk.office.desks import create_desk
from parkdesk.periods import Period
from parkdesk.records import Enterprise
from parkdesk.reports.traces import Entries, Trace
from parkdesk.reports.values import Figure, Paragraph, Report
from parkdesk.store import Store
from tests.conftest import CountyFiles

SEPTEMBER = Period(2026, 9)
LETTERS = ("quarterly", "analysis", "notice", "year", "brief")
VARIANTS = (
    ("--seed", 1),
    ("--seed", 7, "--rate", "-4.2", "--exit-base", 400000),
    ("--seed", 11, "--firms", 40, "--output", 500000, "--rate", "19.5", "--exit-base", 30000, "--entry-output", 60000),
)


def half_up(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


class Truth:
    """What is true of a county, by firm; money in 万元."""

    def __init__(self, files: CountyFiles, store: Store) -> None:
        self.all = files.truth
        self.firms: dict[str, tuple[int, int, str]] = {
            firm.subject: tuple(files.truth["firms"][firm.code]) for firm in store.facts.firms(SEPTEMBER)
        }
        self.named = {firm.name: firm.subject for firm in store.facts.firms(SEPTEMBER)}
        self.park = {firm.subject: firm.park for firm in store.facts.firms(SEPTEMBER)}
        self.town = {one.id: one.town for one in store.select(Enterprise)}
        self.industry = {firm.subject: firm.industry[:2] for firm in store.facts.firms(SEPTEMBER)}

    def of(self, subject: str, standing: str = "") -> tuple[int, int]:
        """Return now and base of what a trace's subject means."""
        chosen = [self.firms[one] for one in self.meant(subject, standing)]
        return sum(pair[0] for pair in chosen), sum(pair[1] for pair in chosen)

    def meant(self, subject: str, standing: str = "") -> list[str]:
        """Return the firms that a trace means: by subject, and by standing as the maker's table gives it."""
        return [one for one in self.firms if self._meant(one, subject) and self._stands(one, standing)]

    def _stands(self, one: str, standing: str) -> bool:
        now, base, status = self.firms[one]
        named = {"园区内": bool(self.park[one]), "未报": False, "增长": now > base}
        if standing in ("应报", "已报"):
            return status in ("在库", "新增入库")  # every firm of these workbooks reports
        return named.get(standing, not standing or status == standing)

    def _meant(self, one: str, subject: str) -> bool:
        if subject == "all":
            return True
        if subject == "园区内":
            return bool(self.park[one])
        way, _, name = subject.partition(":")
        if way == "园区":
            return (self.park[one] or "园区外") == name
        if way == "镇办":
            return (self.town[one] or "镇办未填") == name
        if way == "行业":
            return INDUSTRIES[self.industry[one]] == name
        return subject in (one, self.firms[one][2])


INDUSTRIES = {
    "13": "农副食品加工业", "14": "食品制造业", "15": "酒、饮料和精制茶制造业",
    "24": "文教、工美、体育和娱乐用品制造业",
    "26": "化学原料和化学制品制造业", "27": "医药制造业", "30": "非金属矿物制品业", "33": "金属制品业",
    "38": "电气机械和器材制造业", "09": "有色金属矿采选业",
}  # fmt: skip


@pytest.fixture(scope="module", params=VARIANTS, ids=lambda words: f"seed {words[1]}")
def county(request: pytest.FixtureRequest, county_files: Callable[..., CountyFiles],
           tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Truth]]:  # fmt: skip
    files = county_files(*request.param)
    path = tmp_path_factory.mktemp("truth") / "旬阳.parkdesk"
    with create_desk(path, "610981", "旬阳市经贸局", "county", "王", "610900") as store:
        books = ["企业名录.xlsx", *(f"月报/2026年1-{m}月产值表.xlsx" for m in range(2, 10)), "重点项目进展一览表.xlsx"]
        for book in books:
            for incoming in importing.preview(store, files.folder / Path(book)):
                importing.commit(store, incoming)
        yield store, Truth(files, store)


def figures(report: Report) -> Iterator[Figure]:
    for block in report.blocks:
        if isinstance(block, Paragraph):
            yield from (run for run in block.runs if isinstance(run, Figure))


def money(value: Decimal) -> str:
    """Return an amount in 万元 as sentences write it."""
    yi = half_up(value / 10000, 2)
    return f"{half_up(value, 0)}万元" if value and yi == 0 else f"{yi}亿元"


def worded_growth(now: int, base: int) -> str:
    if base <= 0:
        return "上年同期无基数，不计增速"
    rate = half_up(Decimal(now - base) * 100 / base, 1)
    return "与上年同期持平" if rate == 0 else f"同比{'增长' if rate > 0 else '下降'}{abs(rate)}%"


def worded_pull(value: Decimal) -> str:
    shown = half_up(value, 2)
    return "对增速没有影响" if shown == 0 else f"{'拉动' if shown > 0 else '下拉'}{abs(shown)}个百分点"


def expected(figure: Figure, truth: Truth) -> list[str]:
    """Return every reading of a figure that its facts allow."""
    trace = figure.trace[0]
    if isinstance(trace, Entries):
        return of_projects(trace, truth)
    if trace.measure == "firms":
        return counts(trace, truth)
    if trace.indicator in {"revenue", "tax"}:
        return [money(Decimal(truth.all[trace.indicator]))]
    if trace.indicator == "power":
        return [f"{truth.all['power']}万千瓦时"]
    if trace.indicator == "staff":
        return [f"{truth.all['staff']}人"]
    if trace.indicator != "output":
        return ["未录入"]
    now, base = truth.of(trace.subject, trace.standing)
    whole_now, whole_base = truth.of("all")
    change = Decimal(now - base)
    rate = half_up(Decimal(whole_now - whole_base) * 100 / whole_base, 1)
    drag = Decimal(base) * 100 / whole_base
    left = (Decimal(whole_now) / (whole_base - truth.all["exit"]["base"]) - 1) * 100
    allowed = [
        money(Decimal(now if trace.measure == "cum" else base)), worded_growth(now, base),
        worded_pull(change * 100 / whole_base),
        f"{half_up(Decimal(now) * 100 / whole_now, 1)}%", f"{half_up(drag, 1)}%", f"{half_up(drag, 2)}个百分点",
        f"{half_up(left - Decimal(whole_now - whole_base) * 100 / whole_base, 2)}个百分点",
    ]  # fmt: skip
    before = truth.all["months"]["2026-08"]
    earlier = half_up(Decimal(before["output"] - before["base"]) * 100 / before["base"], 1)
    allowed += [movement(rate, earlier), f"增速{movement(rate, earlier)}"]
    industries = by_industry(truth)
    allowed.append(f"{half_up(Decimal(sum(v > 0 for v in industries.values())) * 100 / len(industries), 1)}%")
    return allowed + causes(truth)


def by_industry(truth: Truth) -> dict[str, int]:
    changes: dict[str, int] = {}
    for one, (now, base, _) in truth.firms.items():
        changes[truth.industry[one]] = changes.get(truth.industry[one], 0) + now - base
    return changes


def counts(trace: Trace, truth: Truth) -> list[str]:
    """Return how many firms a trace means; the whole population may also be told by its industries."""
    meant = truth.meant(trace.subject, trace.standing)
    told = [str(len(meant))]
    if (trace.subject, trace.standing) == ("all", ""):
        industries = by_industry(truth)
        told += [str(len(industries)), str(sum(change > 0 for change in industries.values()))]
    if trace.standing == "增长":
        told.append(f"{half_up(Decimal(len(meant)) * 100 / len(truth.firms), 1)}%")
    return told


def of_projects(trace: Entries, truth: Truth) -> list[str]:
    """Return what the named projects give: their number, their money, how far they are of the plan at September."""
    # No sheet of duties was imported: of six required slots each project has its goal and nothing else.
    told = [str(len(trace.ids)), f"{half_up(Decimal(100) / 6, 1)}%"]
    if trace.ledger == "projects" and trace.key and len(trace.ids) == truth.all["projects"]:
        done, plan = Decimal(truth.all["project_done"]), Decimal(truth.all["project_plan"])
        told.append(money(Decimal(truth.all[{"total": "project_investment"}.get(trace.key, f"project_{trace.key}")])))
        rate = half_up(done * 100 / plan, 1)
        gap = rate - 75
        told.append(f"完成年度计划的{rate}%，{'超' if gap > 0 else '欠'}时间进度{abs(gap)}个百分点")
    return told


def movement(now: Decimal, before: Decimal) -> str:
    gap = now - before
    if gap == 0:
        return "与1—8月持平"
    if before < 0 < now:
        return "较1—8月由负转正"
    if now < 0 < before:
        return "较1—8月由正转负"
    if now < 0 and before < 0:
        return f"降幅较1—8月{'收窄' if gap > 0 else '扩大'}{abs(gap)}个百分点"
    return f"较1—8月{'提高' if gap > 0 else '回落'}{abs(gap)}个百分点"


def causes(truth: Truth) -> list[str]:
    left, new = truth.all["exit"], truth.all["new"]
    whole = truth.of("all")[1]
    drag = half_up(Decimal(left["base"]) * 100 / whole, 2)
    fallen = sorted((n - b, one) for one, (n, b, state) in truth.firms.items() if state == "在库" and n < b)
    names = {subject: name for name, subject in truth.named.items()}
    pull = half_up(Decimal(sum(change for change, _ in fallen)) * 100 / whole, 2)
    listed = "、".join(names[one] for _, one in fallen[:3]) + ("等" if len(fallen) > 3 else "")
    falling = sorted((change, INDUSTRIES[code]) for code, change in by_industry(truth).items() if change < 0)
    industries = "、".join(name for _, name in falling[:3]) + ("等" if len(falling) > 3 else "")
    return [
        f"{left['count']}户退库企业留基产值{money(Decimal(left['base']))}，下拉产值增速{drag}个百分点",
        f"新增入库企业{new['count']}户、产值{money(Decimal(new['output']))}，难以弥补退库企业所留基数",
        f"{listed}{len(fallen)}户在库企业产值下降，合计下拉{abs(pull)}个百分点",
        f"{industries}{len(falling)}个行业产值下降",
    ]


@pytest.mark.parametrize("name", LETTERS)
def test_every_figure_is_what_its_facts_give(county: tuple[Store, Truth], name: str) -> None:
    store, truth = county
    tones = ("通报", "分析", "汇报") if name == "analysis" else ("",)
    for tone in tones:
        report = reporting.build(store, name, SEPTEMBER, reporting.ReportOptions(tone=tone))
        checked = 0
        for figure in figures(report):
            if figure.trace and not (isinstance(figure.trace[0], Trace) and figure.trace[0].measure == "official"):
                assert figure.text in expected(figure, truth), (figure, tone)
                checked += 1
        assert checked >= 4, name


@pytest.mark.parametrize("name", LETTERS)
def test_every_head_count_is_true(county: tuple[Store, Truth], name: str) -> None:
    store, truth = county
    text = reporting.build(store, name, SEPTEMBER).text()
    states = [state for _, _, state in truth.firms.values()]
    due = states.count("在库") + states.count("新增入库")
    stay, new, left = (states.count(state) for state in ("在库", "新增入库", "退库"))
    counts = {
        r"(?<!园区内)规模以上工业企业(\d+)户": len(states),
        r"规上工业企业(\d+)户": len(states),
        r"在库(?:存量)?(?:企业)?(\d+)户": stay,
        r"新增入库(?:企业)?(\d+)户": new,
        r"退库(?:留基|企业|留基企业)?(\d+)户": left,
        r"应报(\d+)户": due,
        r"已报(\d+)户": due,
        r"(\d+)个重点工业项目": truth.all["projects"],
        r"园区内规模以上工业企业(\d+)户": sum(bool(park) for park in truth.park.values()),
    }
    found = 0
    for pattern, wanted in counts.items():
        for said in re.findall(pattern, text):
            assert int(said) == wanted, (pattern, said)
            found += 1
    assert found >= 3
    money_of_projects = re.search(r"年度计划(?:投资)?(\S+?亿元)，累计完成(\S+?亿元)，完成年度计划的([\d.]+)%", text)
    if money_of_projects:
        plan, done = truth.all["project_plan"], truth.all["project_done"]
        share = half_up(Decimal(done) * 100 / plan, 1)
        assert money_of_projects.groups() == (money(Decimal(plan)), money(Decimal(done)), str(share))
        lag = half_up(share - 75, 1)
        assert f"{'超' if lag > 0 else '欠'}时间进度{abs(lag)}个百分点" in text


def test_those_who_pull_and_drag_are_the_right_ones(county: tuple[Store, Truth]) -> None:
    store, truth = county
    text = reporting.build(store, "quarterly", SEPTEMBER).text()
    codes = {firm.code: firm.name for firm in store.facts.firms(SEPTEMBER)}
    for words, key in (("拉动作用居前的企业是", "top_up"), ("下拉影响居前的企业是", "top_down")):
        sentence = next(line for line in text.splitlines() if line.startswith(words))
        named = [codes[code] for code in truth.all[key][:3]]
        places = [sentence.index(name) for name in named]
        assert places == sorted(places)


def test_the_two_example_counties_of_the_reference() -> None:
    """攀枝花's and 邻水's progress, 安康's and 汉阴's contributions (domain §3.7) by the programme's own rules."""
    from fractions import Fraction

    from parkdesk.amounts import Rate
    from parkdesk.rules.growth import contribution_from_pull, progress_gap, rising_share, two_year_average

    def rate(words: str) -> Rate:
        return Rate(Fraction(words))

    assert str(progress_gap(rate("125.64"), 10).shown(2)) == "42.31"
    assert str(progress_gap(rate("70.41"), 10).shown(2)) == "-12.92"
    assert str(progress_gap(rate("65"), 7).shown(1)) == "6.7"
    assert str(contribution_from_pull(rate("1.3"), rate("6.3")).shown(1)) == "20.6"
    assert str(contribution_from_pull(rate("13.1"), rate("19.5")).shown(1)) == "67.2"
    assert str(half_up(Decimal("7.5") / Decimal("39.1") * 100, 1)) == "19.2"
    assert str(contribution_from_pull(rate("7.5"), rate("19.2")).shown(1)) == "39.1"
    for risen, all_of_them, wanted in ((23, 36, "63.9"), (21, 35, "60.0"), (29, 36, "80.6")):
        share = rising_share([1] * risen + [-1] * (all_of_them - risen))
        assert share is not None
        assert str(share.shown(1)) == wanted
    assert str(two_year_average(rate("6.6"), rate("-21.8")).shown(1)) == "-8.7"
