from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkdesk.intake.clipboard import read_block, write_html, write_text

WPS = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><style>td{mso-ignore:padding}</style></head>
<body><!--StartFragment--><table border=0><col width=72 span=3>
 <tr height=19><td rowspan=2 class=xl65>高新园</td><td colspan=2>甲&nbsp;公司</td></tr>
 <tr><td x:num="1234.5678">1,234.57</td><td>第一行<br>
  第二行</td></tr><!--EndFragment--></table></body></html>"""


def test_merged_cells_count_in_every_row_and_exact_figures_are_taken():
    assert read_block("看不到的", WPS) == [["高新园", "甲 公司", None], ["高新园", "1234.5678", "第一行\n  第二行"]]


def test_html_that_says_no_more_than_the_text_is_left_alone():
    assert read_block("甲\t1\n", "<table><tr><td>别的</td></tr></table>") == [["甲", "1"]]


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]),
        ("a\tb\rc", [["a", "b"], ["c", ""]]),
        ('"两\n行"\tx\n', [["两\n行", "x"]]),
        ('5" 管\t"引号"\n', [['5" 管', '"引号"']]),
        ('"他说""好"""\t', [['他说"好"', ""]]),
        ('"没有完\t下一格\n下一行', [['"没有完', "下一格"], ["下一行", ""]]),
        ("", []),
        ("\n", [[""]]),
        ("只有一格", [["只有一格"]]),
    ],
)
def test_text_is_read_as_other_programs_write_it(text, cells):
    assert read_block(text) == cells


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\r\0", exclude_categories=("Cs",)), max_size=6)


@given(st.integers(1, 4).flatmap(lambda n: st.lists(st.lists(CELLS, min_size=n, max_size=n), min_size=1, max_size=4)))
def test_what_is_written_is_read_back(rows):
    if rows[-1] == [""]:
        rows[-1] = ["x"]  # a last empty line is the end of the text
    rows = [["\n".join(cell.splitlines()) for cell in row] for row in rows]
    assert read_block(write_text(rows)) == rows


def test_codes_go_out_as_text_and_figures_as_figures():
    html = write_html([["916109280000000018", "1,200"], ["a<b>\nc", ""]], [False, True])
    assert """style="mso-number-format:'\\@'">916109280000000018""" in html
    assert "<td>1,200</td>" in html
    assert "a&lt;b&gt;<br>c" in html


def test_a_million_cells_are_read_whole():
    rows = read_block("\n".join(["一二三\t1,234.50"] * 500_000))
    assert len(rows) == 500_000
    assert set(map(tuple, rows)) == {("一二三", "1,234.50")}
