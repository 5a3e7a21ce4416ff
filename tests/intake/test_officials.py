from __future__ import annotations

import pytest
from openpyxl import Workbook

from parkdesk.errors import IntakeError
from parkdesk.intake.officials import figure_named
from parkdesk.intake.sheets import Wishes, plan_sheet, read_file
from parkdesk.records import OfficialFigure
from tests.intake.test_enterprises import outcomes

HEAD = ["单位", "期间", "指标", "数值", "计量单位", "来源", "发布日期"]


def row(
    unit="旬阳市",
    period="2026年1—9月",
    figure="增加值增速",
    value=6.5,
    measure="%",
    source="市统计局",
    day="2026-10-20",
):
    return [unit, period, figure, value, measure, source, day]


def test_official_figures(plan_of, store):
    rows = [
        HEAD,
        row(),
        row("安康市", "2026-09", "规上工业总产值增速", "-1.25%"),
        row(figure="工业总产值年度任务", value=320, measure="亿元"),
    ]
    plan = plan_of(rows, apply=True)
    assert (outcomes(plan), plan.findings) == (["new"] * 3, ())
    held = {(f.unit, f.period, f.figure): (f.value, f.source, f.released_on) for f in store.select(OfficialFigure)}
    assert held == {
        ("610981", 202609, "va_growth"): (650, "市统计局", "2026-10-20"),
        ("610900", 202609, "output_growth"): (-125, "市统计局", "2026-10-20"),
        ("610981", 202609, "output_target"): (320 * 10**10, "市统计局", "2026-10-20"),
    }
    assert plan_of(rows).is_empty
    changed = plan_of([HEAD, row(value=6.4, source="")])
    assert [(f.label, f.old, f.new) for f in changed.rows[0].fields] == [("数值", "6.50%", "6.40%")]


def test_a_percent_cell_is_not_a_hundred_times_too_small(tmp_path, store):
    book = Workbook()
    book.active.append(["期间", "指标", "数值", "来源"])
    book.active.append(["2026-09", "增加值增速", 0.065, "统计局"])
    book.active["C2"].number_format = "0.0%"
    book.save(tmp_path / "x.xlsx")
    (sheet,) = read_file(tmp_path / "x.xlsx")
    (change,) = plan_sheet(store, sheet).records
    assert (change.after.value, change.after.unit) == (650, "610981")


@pytest.mark.parametrize(
    ("bad", "word"),
    [
        (row(unit="天宫县"), "没有“天宫县”这个单位"),
        (row(period="2026-01"), "没有“2026-01”这个期间"),
        (row(period="某月"), "看不懂期间"),
        (row(figure="粮食产量"), "没有“粮食产量”这个官方指标"),
        (row(value="较快"), "不是数字"),
        (row(value=""), "没有数值"),
        (row(source="#REF!"), "是错误值#REF!"),
        (row(measure="万元"), "应以%计"),
        (row(day="上周"), "发布日期"),
    ],
)
def test_rows_that_are_refused(plan_of, bad, word):
    plan = plan_of([HEAD, bad, row()])
    assert outcomes(plan) == ["refused", "new"]
    assert word in plan.rows[0].reason
    assert plan.rows[0].reason.endswith("。")


def test_missing_columns(plan_of):
    with pytest.raises(IntakeError, match="没有“数值”列"):
        plan_of([["单位", "期间", "指标", "来源"], ["旬阳市", "2026-09", "增加值增速", "x"]], Wishes(kind="officials"))


def test_names_of_official_figures():
    assert figure_named("增加值增速") == "va_growth"
    assert figure_named("规上工业增加值增速（%）") == "va_growth"
    assert figure_named("va_rank") == "va_rank"
    assert figure_named("增加值增速位次") == "va_rank"
    assert figure_named("") is None


def test_the_same_figure_twice_in_one_sheet(plan_of, store):
    head = ["单位", "期间", "指标", "数值"]
    rows = [head, *(["旬阳市", "2026-09", "增加值增速", value] for value in (5.2, 5.2, 6))]
    plan = plan_of(rows, apply=True)
    assert [row.outcome.value for row in plan.rows] == ["new", "same", "refused"]
    assert "与第2行是同一个数而不一样" in plan.rows[2].reason
