from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from parkdesk.intake.headings import Field, likeness, match_columns
from parkdesk.intake.layout import HeadColumn

FIELDS = [
    Field("name", "企业名称", ("单位名称", "企业")),
    Field("code", "统一社会信用代码", ("信用代码",)),
    Field("land", "用地面积", ("占地面积",)),
    Field("month_done", "本月完成投资", ("本月完成",)),
    Field("done", "累计完成投资", ("累计完成",)),
]


def columns(*headings):
    return [HeadColumn(index, (heading,), None) for index, heading in enumerate(headings)]


def test_names_aliases_and_units():
    found = match_columns(columns("序号", "单位名称", "信用代码", "占地面积（亩）"), FIELDS)
    assert found == {"name": 1, "code": 2, "land": 3}


def test_likeness_after_exact_names():
    found = match_columns(columns("企业的名称", "企业名称", "社会信用代码", "累计完成投资额"), FIELDS)
    assert found == {"name": 1, "code": 2, "done": 3}


def test_words_that_tell_things_apart():
    assert likeness("本年完成投资", "本月完成投资") == 0
    assert match_columns(columns("本年完成投资", "企业代码"), FIELDS) == {}


def test_no_field_and_no_column_is_used_twice():
    assert match_columns(columns("企业名称", "企业名称", "企业"), FIELDS) == {"name": 0}


def test_what_a_person_corrected_comes_first():
    found = match_columns(columns("企业名称", "厂名", "信用代码"), FIELDS, {"厂名": "name", "信用代码": ""})
    assert found == {"name": 1}


@given(st.permutations(["企业名称", "统一社会信用代码", "用地面积", "本月完成", "累计完成", "序号"]))
def test_the_order_of_columns_does_not_matter(headings):
    found = match_columns(columns(*headings), FIELDS)
    assert [headings[found[key]] for key in ("name", "code", "land", "month_done", "done")] == [
        "企业名称",
        "统一社会信用代码",
        "用地面积",
        "本月完成",
        "累计完成",
    ]
