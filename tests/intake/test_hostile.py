"""What may not harm: macros, links, bombs, endless formatting, merged chaos, tables that are not what they say."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from openpyxl import Workbook

from parkdesk.errors import IntakeError
from parkdesk.intake.grid import read_book
from parkdesk.intake.sheets import plan_sheet, read_file
from parkdesk.plan import Outcome
from tests.intake.workbooks import SHEET_XML, sheet_xml, with_member, write_book

UNIT = ["填报单位：旬阳市经贸局　　单位：万元"]
HEAD = ["序号", "企业名称", "统一社会信用代码", "产值累计", "上年同期"]


def month(title="旬阳市2026年1—9月产值表", firms=6, scale=1, start=0, unit=UNIT):
    return [[title], unit, HEAD, *(
        [n, f"旬阳第{n}食品有限公司", "", (100 + n) * scale, (90 + n) * scale] for n in range(start, start + firms)
    )]  # fmt: skip


def words(name, text):
    return f'<c r="{name}" t="inlineStr"><is><t>{text}</t></is></c>'


def rules(plan):
    return [finding.rule.removeprefix("intake.") for finding in plan.findings]


def test_macros_are_not_run_and_links_not_followed(tmp_path, store):
    source = write_book(tmp_path / "x.xlsx", ("表", month()))
    members = {
        "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 no code is ever read",
        "xl/externalLinks/externalLink1.xml": b"<externalLink/>",
    }
    path = with_member(source, tmp_path / "带宏.xlsm", members)
    (sheet,) = read_file(path)
    plan = plan_sheet(store, sheet)
    assert plan.count(Outcome.NEW) == 6
    assert rules(plan)[:2] == ["macros", "links"]
    assert ["没有运行" in plan.findings[0].text, "没有去取" in plan.findings[1].text] == [True, True]


def test_a_formula_to_another_file_gives_its_last_value_or_is_named(tmp_path, store):
    source = write_book(tmp_path / "x.xlsx", ("表", [["企业名称", "产值累计"], ["旬阳甲公司", 1]]))
    cells = (
        f'<row r="1">{words("A1", "企业名称")}{words("B1", "产值累计")}</row>'
        f'<row r="2">{words("A2", "旬阳甲公司")}<c r="B2"><f>[1]表!A1</f><v>7</v></c></row>'
        f'<row r="3">{words("A3", "旬阳乙公司")}<c r="B3"><f>[1]表!A2</f></c></row>'
    )
    path = with_member(source, tmp_path / "2026年1-9月.xlsx", {SHEET_XML: sheet_xml(cells)})
    plan = plan_sheet(store, read_file(path)[0])
    assert [change.new for change in plan.facts] == [7 * 10**6]
    (refused,) = [row for row in plan.rows if row.outcome is Outcome.REFUSED]
    assert refused.reason.startswith("旬阳乙公司：表!B3 的工业总产值累计")


def test_a_million_empty_formatted_rows_do_no_harm(tmp_path, store):
    source = write_book(tmp_path / "x.xlsx", ("表", [["x"]]))
    rows = "".join(
        f'<row r="{r}">{words(f"A{r}", t)}{words(f"B{r}", v)}</row>'
        for r, t, v in ((1, "企业名称", "产值累计"), (2, "旬阳甲公司", "5"))
    )
    empty = "".join(f'<row r="{r}" s="1" customFormat="1" ht="20"/>' for r in range(3, 1_048_577))
    path = with_member(source, tmp_path / "2026年1-9月.xlsx", {SHEET_XML: sheet_xml(rows + empty)})
    (sheet,) = read_file(path)
    assert len(sheet.grid.rows) == 2
    assert plan_sheet(store, sheet).count(Outcome.NEW) == 1


@pytest.mark.parametrize("seed", range(12))
def test_merged_chaos_is_read_or_refused_in_a_sentence(tmp_path, store, seed):
    rng = random.Random(seed)
    rows = "".join(
        f'<row r="{y}">' + "".join(
            f'<c r="{c}{y}" t="inlineStr"><is><t>{cell}</t></is></c>' for c, cell in zip("ABCDE", line, strict=False)
        ) + "</row>"
        for y, line in enumerate(month(), 1)
    )  # fmt: skip

    def corner():
        return f"{rng.choice('ABCDEFZ')}{rng.randrange(1, 40)}"

    merges = "".join(f'<mergeCell ref="{corner()}:{corner()}"/>' for _ in range(60))
    body = sheet_xml(rows).replace(b"</sheetData>", f"</sheetData><mergeCells>{merges}</mergeCells>".encode())
    path = with_member(write_book(tmp_path / "x.xlsx", ("表", [["x"]])), tmp_path / "乱.xlsx", {SHEET_XML: body})
    try:
        plans = [plan_sheet(store, sheet) for sheet in read_file(path)]
    except IntakeError as refusal:
        assert str(refusal).endswith("。")  # noqa: PT017 -- either is right
    else:
        assert {change.new for plan in plans for change in plan.facts} <= {n * 10**6 for n in range(90, 110)}


# -- not what it says --------------------------------------------------------------------------


def test_another_county_s_month_is_refused_by_its_title(store, sheet_of):
    bare = ["单位：万元"]
    with pytest.raises(IntakeError, match=r"标题“白河县2026年1—9月产值表”写的是白河县，不是旬阳市"):
        plan_sheet(store, sheet_of(month("白河县2026年1—9月产值表", unit=bare)))
    assert plan_sheet(store, sheet_of(month("安康市2026年1—9月产值表", unit=bare))).count(Outcome.NEW) == 6
    assert plan_sheet(store, sheet_of(month("旬阳市报白河县2026年1—9月产值表", unit=bare))).count(Outcome.NEW) == 6


def test_strange_firms_and_codes_of_another_county_are_told(store, sheet_of):
    store.apply(plan_sheet(store, sheet_of(month("旬阳市2026年1—8月产值表", scale=2))))
    plan = plan_sheet(store, sheet_of(month(start=50)))
    assert "strangers" in rules(plan)
    rows = month(start=70)
    for n, row in enumerate(rows[3:]):
        row[2] = f"91610929{n:010d}"
    assert "other_place" in rules(plan_sheet(store, sheet_of(rows)))


def test_a_copied_year_or_month_is_told(store, sheet_of):
    store.apply(plan_sheet(store, sheet_of(month("旬阳市2025年1—9月产值表"))))
    again = plan_sheet(store, sheet_of(month()))
    assert [f.text for f in again.findings if f.rule == "intake.copied_period"] == [
        "本表的工业总产值累计与台账中2025年1—9月的完全一样，可能年份写错了；请核对期间。"
    ]
    assert "copied_period" not in rules(plan_sheet(store, sheet_of(month(scale=3))))
    later = plan_sheet(store, sheet_of(month("旬阳市2025年1—10月产值表")))
    assert any("又送了一次上月的表" in f.text for f in later.findings)


def test_a_year_far_from_the_desk_s_is_told(store, sheet_of):
    store.apply(plan_sheet(store, sheet_of(month())))
    assert "far_year" in rules(plan_sheet(store, sheet_of(month("旬阳市2062年1—9月产值表", scale=2))))
    assert "far_year" not in rules(plan_sheet(store, sheet_of(month("旬阳市2027年1—9月产值表", scale=2))))


def test_rates_plans_and_parts_are_named_never_stored(store, sheet_of):
    rows = [
        ["旬阳市2026年1—9月产值表"],
        UNIT,
        ["企业名称", "产值累计", "上年同期", "增速%", "全年预计产值"],
        ["旬阳甲公司", 110, 100, 10, 150],
        ["旬阳乙公司", 110, 100, 0.1, 150],
        ["旬阳丙公司", 110, 100, 12, "1,500"],
        ["其中：大型企业", 110, 100, 10, 150],
    ]
    plan = plan_sheet(store, sheet_of(rows))
    assert {change.new for change in plan.facts} == {110 * 10**6, 100 * 10**6}
    told = {finding.rule: finding.text for finding in plan.findings}
    assert "“全年预计产值”这一列没有对应的指标，没有导入" in told["intake.column_unknown"]
    assert told["intake.rate_differs"] == "旬阳丙公司的增速%填12，按表中的数算是10.0；没有采用表中的增速，请核对。"
    assert told["intake.of_which"].startswith("其中：大型企业：工业总产值累计110.00万元，工业总产值上年同期100.00万元")
    assert rules(plan).count("rate_differs") == 1


def test_a_lone_january_beside_other_months_is_refused_alone(store, sheet_of, tmp_path):
    rows = [["旬阳市2026年产值台账"], UNIT, ["企业名称", "产值1月", "产值1-2月", "产值1-3月"], ["旬阳甲公司", 1, 2, 3]]
    january, *others = read_file(write_book(tmp_path / "x.xlsx", ("表", rows)))
    with pytest.raises(IntakeError, match="写的是1月，而工业统计没有单独的1月"):
        plan_sheet(store, january)
    assert [plan_sheet(store, sheet).source.period for sheet in others] == ["2026-02", "2026-03"]


def test_a_long_table_that_says_two_things_of_one_figure_is_refused(store, sheet_of):
    rows = [["2026年1—9月"], ["企业名称", "指标", "数值"], ["旬阳甲公司", "产值", 1], ["旬阳甲公司", "产值", 2]]
    (row,) = plan_sheet(store, sheet_of(rows)).rows
    assert (row.outcome, "同一个数填了两次而不一样" in row.reason) == (Outcome.REFUSED, True)


def test_a_dated_cell_is_no_figure(store, tmp_path):
    book = Workbook()
    for row in (["2026年1—9月"], ["企业名称", "产值累计"], ["旬阳甲公司", dt.datetime(2026, 9, 1)]):
        book.active.append(row)
    book.save(tmp_path / "x.xlsx")
    (row,) = plan_sheet(store, read_file(tmp_path / "x.xlsx")[0]).rows
    assert row.outcome is Outcome.REFUSED


def test_a_workbook_of_ours_with_a_hidden_part_that_is_no_json(tmp_path):
    path = write_book(
        tmp_path / "x.xlsx", ("表", [["企业名称"]]), ("_parkdesk", [["ParkDesk", "1"], ["row", "a", "b", "{"]])
    )
    with pytest.raises(IntakeError, match="隐藏的记录页已损坏"):
        read_book(path)
