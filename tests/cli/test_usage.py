"""What the command line says to a command that cannot be meant."""

from __future__ import annotations

import re

import pytest

from parkdesk.cli import main

ENGLISH = re.compile(r"\b(usage|invalid|required|argument|expected|choose|show this help|options)\b")
WRONG = (
    (("summary",), "缺少参数 台账, --period"),
    (("nothing",), "不能是 nothing（可选 init, import,"),
    (("summary", "DESK", "--period"), "--period: 后面要跟一个值"),
    (("summary", "DESK", "--period", "2026-01"), "没有“2026-01”这个期间"),
    (("summary", "DESK", "--period", "2026-09", "--bogus"), "多余的参数 --bogus"),
    (("summary", "DESK", "--period", "2026-09", "--unit", "777777"), "没有代码为“777777”的单位"),
    (("import", "DESK", "x.xlsx", "--unit", "777777"), "没有代码为“777777”的单位"),
    (("list", "DESK", "nothing"), "没有“nothing”这张表"),
    (("list", "DESK", "projects", "--where", "nothing=1"), "没有“nothing”这一列"),
    (("list", "DESK", "projects", "--columns", "name,nothing"), "没有“nothing”这一列"),
    (("list", "DESK", "offices", "--limit", "-1"), "行数不能是-1"),
    (("list", "DESK", "offices", "--limit", "x"), "应为整数，不能是 x"),
    (("facts", "DESK", "--indicator", "nothing", "--period", "2026-09"), "没有指标“nothing”"),
    (("report", "DESK", "quarterly", "--period", "2026Q3", "-o", "x.pdf", "--date", "2026-02-30"), "没有“2026-02-30”"),
    (("trust", "DESK", "--list", "--export", "x.pub"), "一次只能用一个"),
    (("digest", "DESK", "--by", " "), "后面要写姓名"),
    (("init", "NEW", "--unit", "610929", "--name", "　", "--role", "county"), "没有填单位名称"),
    (("init", "NEW", "--unit", "610929", "--name", "x", "--role", "king"), "（可选 county, city, park）"),
)


@pytest.mark.parametrize(("words", "said"), WRONG, ids=[" ".join(words) for words, _ in WRONG])
def test_a_command_that_cannot_be_meant_is_told_in_chinese(run, county, tmp_path, words, said):
    places = {"DESK": county(), "NEW": tmp_path / "new.parkdesk"}
    ran = run(*(places.get(word, word) for word in words))
    assert (ran.code, ran.value) == (2, None)
    assert said in ran.said
    assert ran.said.count("\n") == 1
    assert not ENGLISH.search(ran.said)
    assert not places["NEW"].exists()


@pytest.mark.parametrize("words", [("--help",), ("import", "--help")])
def test_the_help_is_in_chinese(capsys, words):
    with pytest.raises(SystemExit) as over:
        main(words)
    assert over.value.code == 0
    out = capsys.readouterr().out
    assert out.startswith("用法：")
    assert not ENGLISH.search(out)


def test_columns_of_a_table_that_is_empty(run, county):
    ran = run("list", county(), "projects", "--columns", "name,total", "--where", "name=x")
    assert (ran.code, ran.value) == (0, [])
