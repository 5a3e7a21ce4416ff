from __future__ import annotations

import pytest

from parkdesk.errors import ReportError
from parkdesk.reports.traces import Trace
from parkdesk.reports.values import Figure, Heading, Paragraph
from parkdesk.reports.wording import write
from tests.reports.samples import GROWTH_TABLE, TRACE

NAME = "quarterly.zh.txt"


def test_headings_are_numbered_and_figures_keep_their_trace() -> None:
    template = "# 基本情况\n产值{{ 产值 }}，好。\n## 细项\n## 细项\n# 问题\n## 又一项\n### 三级\n#### 四级\n"
    blocks = write(template, NAME, {"产值": Figure("1.00亿元", TRACE)}, {})
    assert [b.text for b in blocks if isinstance(b, Heading)] == [
        "一、基本情况", "（一）细项", "（二）细项", "二、问题", "（一）又一项", "1.三级", "（1）四级",
    ]  # fmt: skip
    assert blocks[1] == Paragraph(("产值", Figure("1.00亿元", TRACE), "，好。"))


def test_a_block_is_placed_by_name() -> None:
    assert write("@增长表\n", NAME, {}, {"增长表": GROWTH_TABLE}) == (GROWTH_TABLE,)


def test_a_value_is_never_read_as_markup_or_template() -> None:
    evil = "# 标题\n@增长表\n{{ 7*7 }}\ufdd00\ufdd1"
    blocks = write("{{ 名 }}", NAME, {"名": evil}, {"增长表": GROWTH_TABLE})
    assert blocks == (Paragraph(("# 标题@增长表{{ 7*7 }}0",)),)


def test_macros_sets_and_filters_keep_figures() -> None:
    template = (
        "{% macro 句(数) %}共{{ 数 }}{% endmacro %}{% set 全句 %}甲{{ 句(数) }}{% endset %}"
        "{{ 全句 }}，第{{ 3 | 中文数字 }}"
    )
    (paragraph,) = write(template, NAME, {"数": Figure("3户", (Trace("output", "2026-09", "cum"),))}, {})
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text == "甲共3户，第三"
    assert [run.text for run in paragraph.runs if isinstance(run, Figure)] == ["3户"]


@pytest.mark.parametrize(
    ("template", "line"),
    [
        ("好\n{% if x %}\n", 2),
        ("好\n好\n{{ 没有 }}", 3),
        ("好\n{{ 1 / 0 }}", 2),
        ("好\n{{ ''.__class__.__mro__ }}", 2),
        ("{{ 数.没有 }}", 1),
        ("{{ 名 + 1 }}", 1),
        ("{{ 名[3:'a'] }}", 1),
        ("{{ 空.append(1) }}", 1),
    ],
)
def test_a_mistake_is_told_with_its_line(template: str, line: int) -> None:
    with pytest.raises(ReportError, match=f"第{line}行") as caught:
        write(template, NAME, {"数": 1, "名": "甲", "空": []}, {})
    assert NAME in str(caught.value)


def test_an_unknown_block_names_the_known_ones() -> None:
    with pytest.raises(ReportError, match="增长表"):
        write("@没有的表", NAME, {}, {"增长表": GROWTH_TABLE})
