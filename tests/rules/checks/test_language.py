"""Expressions: what can be written, what cannot, and how a mistake is told."""

from __future__ import annotations

import contextlib
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkdesk.errors import RuleError
from parkdesk.rules.checks.language import Call, Name, Not, Number, Sign, Text, parse


def test_a_comparison_of_two_figures():
    node = parse("技改投资.累计 <= 工业投资.累计 * 90%")
    assert isinstance(node, Sign)
    assert node.sign == "<="
    assert node.left == Name("技改投资", "累计", 0)
    assert isinstance(node.right, Sign)
    assert node.right.right == Number(Fraction(9, 10))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("甲.累计 ≤ 乙.累计", "甲.累计 <= 乙.累计"),
        ("（甲.累计＋1）×２ ＜ 3", "(甲.累计+1)*2 < 3"),
        ("甲.累计 > 1 且 非 乙.本月 > 2", "甲.累计 > 1 and not 乙.本月 > 2"),
        ("1 + 2 * 3 = 7", "1 + (2 * 3) = 7"),
        ("甲.累计 != 1", "甲.累计 <> 1"),
    ],
)
def test_what_means_the_same_reads_the_same(one, other):
    def shape(node):
        if isinstance(node, Sign):
            return (node.sign, shape(node.left), shape(node.right))
        if isinstance(node, Not):
            return ("非", shape(node.inner))
        if isinstance(node, Call):
            return (node.function, *map(shape, node.inputs))
        if isinstance(node, Name):
            return (node.word, node.part)
        return node.value

    assert shape(parse(one)) == shape(parse(other))


def test_texts_and_functions():
    node = parse("企业.在库状态 = “退库” 或 有(企业.联系电话)")
    assert isinstance(node, Sign)
    assert isinstance(node.left, Sign)
    assert node.left.right == Text("退库")
    assert isinstance(node.right, Call)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("", "式子是空的"),
        ("甲.累计 <=", "末尾：这里应当是指标、数字或括号"),
        ("甲.累计 <= 乙.累计 <= 3", "一次只能比较两个数"),
        ("(甲.累计 > 1", "少了右括号"),
        ("甲.累计 乙.累计", "少了运算符号"),
        ("甲. > 1", "后面应当写累计"),
        ("甲.累计 ; 1", "看不懂"),
        ("__import__('os')", "看不懂"),
        ("-甲.累计 > 1", "负号后面只能跟数字"),
        ("(" * 30 + "1" + ")" * 30, "24层"),
        ("非 " * 30 + "有(甲.累计)", "24层"),
        ("1+" * 400 + "1", "上限"),
    ],
)
def test_a_mistake_is_one_sentence(source, said):
    with pytest.raises(RuleError, match=said.replace("(", r"\(")) as raised:
        parse(source)
    assert str(raised.value).endswith("。")


@given(st.text(alphabet='甲乙.累计本月()+-*/<>=≤ 且或非0123456789%“”"有增速,，', max_size=60) | st.text(max_size=40))
def test_any_text_is_read_or_refused(source):
    with contextlib.suppress(RuleError):
        parse(source)
