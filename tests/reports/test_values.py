from __future__ import annotations

from fractions import Fraction

from parkdesk.reports import layout
from parkdesk.reports.values import Annex, Column, HeadCell, Quantity, Report, Row, Table
from tests.reports.samples import GROWTH_TABLE, full_report, wide_table


def test_a_quantity_prints_half_up_with_a_true_minus() -> None:
    assert Quantity(Fraction(-10431, 1000), 2).text == "−10.43"
    assert Quantity(Fraction(25, 1000), 2).text == "0.03"
    assert Quantity(2312400, 0, grouped=True).text == "2,312,400"


def test_headings_are_merged_by_group() -> None:
    assert GROWTH_TABLE.heading() == (
        HeadCell("构成", 0, 0, rows=2),
        HeadCell("产值", 0, 1, columns=2),
        HeadCell("拉动", 0, 3, rows=2),
        HeadCell("本期", 1, 1),
        HeadCell("同期", 1, 2),
    )


def test_annexes_are_numbered_only_when_several() -> None:
    alone = Report("x", "题", (), annexes=(Annex("一表", ()),))
    assert (alone.annex_label(0), alone.annex_names()) == ("附件", ("一表",))
    two = Report("x", "题", (), annexes=(Annex("一表", ()), Annex("二表", ())))
    assert (two.annex_label(1), two.annex_names()) == ("附件2", ("1.一表", "2.二表"))


def test_text_and_figures_of_the_body() -> None:
    report = full_report(1)
    lines = report.text().splitlines()
    assert lines[:4] == [
        "某经贸发〔2026〕18号",
        "某县2026年前三季度工业经济运行情况的报告",
        "县人民政府：",
        "一、基本情况",
    ]
    assert lines[-1] == "2026年10月12日"
    assert [(figure.text, figure.trace[0].indicator) for figure in report.figures()] == [("增长0.5%", "output")]


def test_a_short_table_stays_whole_and_a_long_one_keeps_its_ends() -> None:
    assert layout.kept_together(GROWTH_TABLE, layout.column_widths(GROWTH_TABLE, 440)) == ((0, 3),)
    table = wide_table(24)
    assert layout.kept_together(table, layout.column_widths(table, 600)) == ((0, 2), (12, 2), (14, 2), (26, 2))


def test_groups_of_one_row_do_not_grow_into_an_endless_block() -> None:
    rows = tuple(
        row for i in range(40) for row in (Row((f"组{i}",), "group"), Row((f"行{i}",)), Row(("小计",), "subtotal"))
    )
    runs = layout.kept_together(Table("", (Column("名"),), rows), [400.0])
    assert max(count for _, count in runs) <= 6
    covered = [i for first, count in runs for i in range(first, first + count)]
    assert len(covered) == len(set(covered))


def test_columns_are_never_narrower_than_a_number_in_them() -> None:
    columns = (Column("名称", 20, "left"), Column("起止", 0.1), Column("数", 0.1, "right"))
    table = Table("", columns, (Row(("青禾", "2025.3—2026.12", Quantity(123456789, 2, grouped=True))),))
    widths = layout.column_widths(table, 400)
    assert abs(sum(widths) - 400) < 0.01
    assert widths[1] > 14 * 0.5 * 10.5
    assert widths[2] > 14 * 0.5 * 10.5
    assert abs(sum(layout.column_widths(table, 100)) - 100) < 0.01
