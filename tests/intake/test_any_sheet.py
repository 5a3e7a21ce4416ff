"""Any sheet built from records reads back as those records, whatever the columns' order, blanks and number dress."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from parkdesk.intake.grid import Grid
from parkdesk.intake.recognise import recognise
from parkdesk.intake.sheets import plan_sheet
from parkdesk.records import Enterprise, Measure, Project
from parkdesk.records.projects import NATURES, POOLS, STAGES
from parkdesk.rules.credit_code import check_character

FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
COLUMNS = {
    ("output", Measure.CUM): ("产值累计", "工业总产值（1—9月）", "总产值本年累计"),
    ("output", Measure.CUM_BASE): ("产值上年同期", "工业总产值上年1—9月", "总产值去年同期"),
    ("output", Measure.MONTH): ("产值本月", "工业总产值（9月）"),
    ("revenue", Measure.CUM): ("营业收入累计", "营收", "主营业务收入（万元）"),
    ("tax", Measure.CUM): ("实缴税收累计", "税金"),
    ("staff", Measure.STOCK): ("从业人数", "从业人员"),
}
WORDS = st.text("鼎昇润泽启晟禾峰岳川汉江瑞恒盛嘉远博泰安康源丰宏达信诚益隆兴", min_size=2, max_size=4)
FULL = str.maketrans("0123456789.-", "０１２３４５６７８９．－")


@st.composite
def dressed(draw, value: Decimal) -> object:
    """Return a figure as some office types it."""
    forms = [float(value), f"{value}", f"{value:,}", f" {value} ", f"{value}".translate(FULL), f"　{value:,}"]
    return draw(st.sampled_from(forms))


def money():
    return st.decimals(0, 10**7, places=2, allow_nan=False)


def spread(rows, gaps, above):
    """Put blank rows and columns where the person left them."""
    width = max(map(len, rows)) + gaps
    lines = [[""] * gaps + list(row) for row in rows]
    return [[""] * width] * above + [row + [""] * (width - len(row)) for row in lines]


def sheet(rows, name="1-9月", file="2026年.xlsx"):
    width = max(map(len, rows))
    cells = [[float(c) if isinstance(c, int) else c for c in row] + [""] * (width - len(row)) for row in rows]
    (found,) = recognise(Grid(file, name, cells))
    return found


@given(st.data())
@FEW
def test_a_month_built_from_figures_reads_back_as_those_figures(store, data):
    names = data.draw(st.lists(WORDS, min_size=1, max_size=6, unique=True))
    names = [f"旬阳{name}{n}有限公司" for n, name in enumerate(names)]
    keys = data.draw(st.lists(st.sampled_from(list(COLUMNS)), min_size=1, unique=True))
    assume({key[0] for key in keys} != {"staff"})
    heads = ["企业名称", *(data.draw(st.sampled_from(COLUMNS[key])) for key in keys)]
    truth, rows = {}, []
    for name in names:
        row: list[object] = [data.draw(st.sampled_from([name, f" {name}", f"{name}　", name.replace("有限", " 有限")]))]
        for code, measure in keys:
            value = Decimal(data.draw(st.integers(0, 9999))) if code == "staff" else data.draw(money())
            is_missing = data.draw(st.sampled_from([False, False, False, True]))
            row.append(
                data.draw(st.sampled_from(["", "—", "-", None, "无"])) or ""
                if is_missing
                else data.draw(dressed(value))
            )
            if not is_missing:
                truth[name, code, int(measure)] = int(value * (1 if code == "staff" else 10**6))
        rows.append(row)
    order = data.draw(st.permutations(range(len(heads))))
    table = [[row[c] for c in order] for row in (heads, *rows)]
    gaps, above = data.draw(st.integers(0, 2)), data.draw(st.integers(0, 2))
    title = [["旬阳市月报"], ["填报单位：旬阳市经贸局　单位：万元"]]
    plan = plan_sheet(store, sheet(spread([*title, *table], gaps, above)))
    firms = {change.after.id: change.after.name for change in plan.records if isinstance(change.after, Enterprise)}
    assert {(firms[c.subject], c.indicator, c.measure): c.new for c in plan.facts} == truth
    assert set(firms.values()) == set(names)
    assert not [row for row in plan.rows if row.reason]


@given(st.data())
@FEW
def test_a_registry_built_from_firms_reads_back_as_those_firms(store, data):
    keys = [
        "name",
        *data.draw(st.lists(st.sampled_from(["code", "park", "town", "staff", "land", "phone", "scope"]), unique=True)),
    ]
    labels = {c.key: (c.heading, c.label, *c.aliases[:1]) for c in Enterprise.COLUMNS}
    heads = ["序号", *(data.draw(st.sampled_from(labels[key])) for key in keys)]
    firms = []
    for n in range(data.draw(st.integers(1, 5))):
        first = f"91610981{data.draw(st.integers(10**7, 10**8 - 1))}{n}"
        firms.append({
            "name": f"旬阳{data.draw(WORDS)}{n}有限公司", "code": first + check_character(first),
            "park": data.draw(WORDS), "town": data.draw(WORDS) + "镇", "staff": data.draw(st.integers(0, 5000)),
            "land": data.draw(st.integers(1, 10**6)), "phone": f"1390915{n:04d}", "scope": data.draw(WORDS) + "。",
        })  # fmt: skip
    rows = []
    for n, firm in enumerate(firms, 1):
        shown = {
            **firm,
            "land": data.draw(dressed(Decimal(firm["land"]) / 100)),
            "staff": data.draw(dressed(Decimal(firm["staff"]))),
        }
        rows.append([n, *(shown[key] for key in keys)])
    order = data.draw(st.permutations(range(len(heads))))
    table = [[row[c] for c in order] for row in (heads, *rows)]
    plan = plan_sheet(store, sheet([["旬阳市企业名录"], *table], "名录", "名录.xlsx"))
    made = [change.after for change in plan.records if isinstance(change.after, Enterprise)]
    assert [{key: getattr(firm, key) for key in keys} for firm in made] == [
        {key: f[key] for key in keys} for f in firms
    ]
    assert all(firm.notes == {} for firm in made)


@given(st.data())
@FEW
def test_a_project_list_built_from_projects_reads_back_as_those_projects(store, data):
    keys = [
        "name",
        "total",
        *data.draw(
            st.lists(st.sampled_from(["owner", "pool", "stage", "nature", "done", "start", "problem"]), unique=True)
        ),
    ]
    heads = [next(c.heading for c in Project.COLUMNS if c.key == key) for key in keys]
    projects = [
        {
            "name": f"{data.draw(WORDS)}{n}号项目", "total": data.draw(st.integers(1, 10**10)) * 10**4,
            "owner": data.draw(WORDS) + "公司", "pool": data.draw(st.sampled_from(POOLS)),
            "stage": data.draw(st.sampled_from(STAGES)), "nature": data.draw(st.sampled_from(NATURES)),
            "done": 0, "start": f"20{data.draw(st.integers(10, 30))}-{data.draw(st.integers(1, 12)):02d}",
            "problem": data.draw(WORDS),
        }
        for n in range(data.draw(st.integers(1, 5)))
    ]  # fmt: skip
    rows = [
        [data.draw(dressed(Decimal(p[key]) / 10**6)) if key in ("total", "done") else p[key] for key in keys]
        for p in projects
    ]
    order = data.draw(st.permutations(range(len(heads))))
    table = [[row[c] for c in order] for row in (heads, *rows)]
    plan = plan_sheet(store, sheet([["重点项目进展一览表"], *table], "项目", "项目.xlsx"))
    made = [change.after for change in plan.records]
    assert [{key: getattr(p, key) for key in keys} for p in made] == [{key: p[key] for key in keys} for p in projects]
