from __future__ import annotations

import json

import pytest

from parkdesk.errors import UsageError
from parkdesk.intake.correction import Correction
from parkdesk.intake.head_rows import HeadRows
from parkdesk.intake.memory import forget, recalled, remember
from parkdesk.intake.recognise import corrected_all
from parkdesk.intake.sheets import plan_sheet, read_file
from parkdesk.intake.understanding import choices, understand, unread_numbers
from parkdesk.periods import Period
from parkdesk.plan import Outcome
from parkdesk.records import Enterprise
from tests.intake.workbooks import write_book

TITLE = ["旬阳市2026年1—9月产值表"]
UNIT = ["填报单位：旬阳市经贸局　　单位：万元"]
HEAD = ["序号", "企业名称", "产值累计", "上年同期", "增速", "出口交货值", "停产原因"]
ROWS = [
    TITLE,
    UNIT,
    HEAD,
    ["一、在库企业"],
    [1, "旬阳甲公司", 12, 10, 20, 3, ""],
    [2, "旬阳乙公司", 5, 10, -50, 4, "检修"],
    ["", "合计", 17, 20, -15, 7, ""],
    ["", "其中：大型企业", 12, 10, 20, 3, ""],
    ["填表人：张三"],
]


def corrected(sheet, said):
    return corrected_all(sheet, said)[0]


def test_a_sheet_tells_what_it_was_taken_for(store, sheet_of):
    told = understand(store, sheet_of(ROWS))
    assert (told.kind, told.period, told.period_from, told.unit) == ("facts", "2026-09", "标题", "610981")
    assert (told.measures, told.head) == (("万元",), (2, 2))
    assert [(c.heading, c.role, c.key) for c in told.columns] == [
        ("序号", "computed", ""), ("企业名称", "field", "name"), ("产值累计", "figure", "output.cum"),
        ("上年同期", "figure", "output.cum_base"), ("增速", "computed", ""), ("出口交货值", "unknown", ""),
        ("停产原因", "unknown", ""),
    ]  # fmt: skip
    roles = [told.at(row, 2).role if told.at(row, 2) else None for row in range(9)]
    assert roles == [None, None, "heading", "group", "figure", "figure", "total", "of_which", "footer"]
    assert told.at(0, 0).role == "title"
    assert json.loads(json.dumps(told.to_json()))["columns"][2]["label"] == "工业总产值累计"


def test_every_number_of_a_county_s_month_is_accounted_for(county_files, store):
    path = next(p for p in (county_files("--seed", 11).folder / "月报").iterdir() if "1-9月" in p.name)
    (sheet,) = read_file(path)
    assert unread_numbers(sheet, understand(store, sheet)) == []
    plan = plan_sheet(store, sheet)
    assert plan.count(Outcome.REFUSED) == plan.count(Outcome.CONFLICT) == 0


def test_an_unexplained_number_is_found(store, sheet_of):
    sheet = sheet_of([*ROWS[:6], ["", "", "", 99, "", "", ""], ["", "", "", "", "", "", ""], [7]])
    assert "A9" in unread_numbers(sheet, understand(store, sheet))


def test_a_column_nobody_knows_becomes_a_note_or_a_figure(store, sheet_of):
    sheet = corrected(sheet_of(ROWS), Correction(columns={"停产原因": "note", "出口交货值": "revenue.cum"}))
    told = understand(store, sheet)
    assert [c.role for c in told.columns][-2:] == ["figure", "note"]
    store.apply(plan_sheet(store, sheet))
    notes = {firm.name: firm.notes for firm in store.select(Enterprise)}
    assert notes == {"旬阳甲公司": {}, "旬阳乙公司": {"停产原因（2026年1—9月）": "检修"}}
    revenue = [value for (code, _, _), value in store.facts.slice(202609).items() if code == "revenue"]
    assert sorted(revenue) == [3 * 10**6, 4 * 10**6]
    assert plan_sheet(store, sheet).is_empty
    assert ("revenue.cum", "营业收入累计") in choices(store, "facts")


def test_corrections_of_headings_units_lines_period_and_kind(store, sheet_of):
    rows = [["产值情况"], ["甲栏", "乙栏"], ["厂家", "完成"], ["旬阳甲公司", 12], ["旬阳乙公司", 5], ["两家", 17]]
    sheet = sheet_of(rows)
    assert understand(store, sheet).refusal
    said = Correction(
        kind="facts", period=Period(2026, 9), head=HeadRows(2, 2), columns={"厂家": "name", "完成": "output.cum"},
        units={"完成": "亿元"}, lines={5: "total"},
    )  # fmt: skip
    assert Correction.from_json(json.loads(json.dumps(said.to_json()))) == said
    right = corrected(sheet, said)
    told = understand(store, right)
    assert (told.period, told.period_from, told.kind, told.refusal) == ("2026-09", "更正", "facts", "")
    assert dict(told.lines)[5] == "total"
    store.apply(plan_sheet(store, right))
    assert sorted(store.facts.slice(202609).values()) == [5 * 10**10, 12 * 10**10]


@pytest.mark.parametrize("wrong", [{"units": {"": "斤"}}, {"shape": "x"}, {"head": HeadRows(3, 2)}])
def test_a_correction_that_means_nothing_is_refused(wrong):
    with pytest.raises(UsageError):
        Correction(**wrong)


def test_corrections_are_remembered_for_the_layout_but_not_the_month(store, tmp_path):
    def month(number):
        head = ["厂家", f"1—{number}月完成", "说法"]
        rows = [["完成情况"], head, ["旬阳甲公司", number, "x"], ["旬阳乙公司", 5, "y"]]
        return read_file(write_book(tmp_path / f"2026年1-{number}月.xlsx", ("表", rows)))[0]

    first = month(8)
    assert first.layout is None
    said = Correction(
        kind="facts", head=HeadRows(1, 1), columns={"厂家": "name", "1—8月完成": "output.cum"}, units={"": "亿元"}
    )
    right = corrected(first, said)
    remember(store, right)
    (again,) = recalled(store, [first])
    assert plan_sheet(store, again).source.period == "2026-08"
    (later,) = recalled(store, [month(9)])
    plan = plan_sheet(store, later)
    assert (plan.source.period, plan.source.kind) == ("2026-09", "facts")
    assert sorted(change.new for change in plan.facts) == [5 * 10**10, 9 * 10**10]


def test_a_period_is_remembered_by_where_it_is_written(store, tmp_path):
    def month(number):
        rows = [[f"旬阳市2026年1—{number - 1}月产值表"], UNIT, HEAD[:3], [1, "旬阳甲公司", 5]]
        return read_file(write_book(tmp_path / f"2026年1-{number}月.xlsx", ("表", rows)))[0]

    first = month(8)
    assert first.layout.period == Period(2026, 7)
    remember(store, corrected(first, Correction(period=Period(2026, 8))))
    (again,) = recalled(store, [month(8)])
    (later,) = recalled(store, [month(9)])
    assert (again.said.period, later.said.period) == (Period(2026, 8), Period(2026, 9))


def test_what_is_said_of_one_file_holds_for_that_file(store, tmp_path):
    def book(value):
        rows = [["产值表"], UNIT, HEAD[:3], [1, "旬阳甲公司", value]]
        return write_book(tmp_path / f"{value}.xlsx", ("表", rows))

    first, second = book(1), book(2)  # a workbook written again is another file: it holds the time
    remember(store, corrected(read_file(first)[0], Correction(period=Period(2026, 8), lines={3: "skipped"})))
    (same,), (other,) = recalled(store, read_file(first)), recalled(store, read_file(second))
    assert (same.said.period, dict(same.said.lines)) == (Period(2026, 8), {3: "skipped"})
    assert other.said.period is None


def test_other_headings_of_several_periods_are_recalled_once(store, tmp_path):
    def book(first):
        head = ["厂家", f"1—{first}月产出", f"1—{first + 1}月产出"]
        rows = [["2026年"], ["甲", "乙", "丙"], head, ["旬阳甲公司", 5, 6]]
        return read_file(write_book(tmp_path / f"{first}.xlsx", ("表", rows)))

    columns = {"厂家": "name", "1—7月产出": "output.cum", "1—8月产出": "output.cum"}
    for sheet in corrected_all(book(7)[0], Correction(kind="facts", head=HeadRows(2, 2), columns=columns)):
        remember(store, sheet)
    again = recalled(store, recalled(store, book(8)))
    assert [sheet.layout.period.month for sheet in again] == [8, 9]
    forget(store, again[0])
    assert [sheet.layout for sheet in recalled(store, book(8))] == [None]


def test_a_table_of_targets_says_which_columns_are_targets(store, sheet_of):
    head = ["序号", "单位", "新建标准化厂房（万平方米）", "新增投资千万元以上入园企业（户）"]
    rows = [["2026年度目标任务分解表"], head, [1, "旬阳市", 5, 8], [2, "汉阴县", 3, 6]]
    told = understand(store, sheet_of(rows))
    assert told.kind == "targets"
    assert [(c.role, c.unit) for c in told.columns] == [
        ("computed", ""), ("field", ""), ("figure", "万平方米"), ("figure", "户"),
    ]  # fmt: skip
