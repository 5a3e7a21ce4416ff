"""Rules as data: decoded strictly, every mistake one sentence that names file, line and rule."""

from __future__ import annotations

import pytest

from parkdesk.errors import RuleError
from parkdesk.records import LEDGERS, CheckRule, catalogue
from parkdesk.rules.checks.meaning import FIRM, TOTAL, Vocabulary
from parkdesk.rules.checks.rulebook import decode, entry_of_record, rule_book

WORDS = Vocabulary({indicator.code: indicator for indicator in catalogue.indicators()}, LEDGERS)
RULE = {"code": "one", "name": "一", "level": "核实", "holds": "产值.累计 > 0", "text": "{企业}不对。"}


def written(tmp_path, **changes):
    values = {key: value for key, value in (RULE | changes).items() if value is not None}
    lines = [
        f"{key} = {str(value).lower() if isinstance(value, bool) else repr(value)}" for key, value in values.items()
    ]
    path = tmp_path / "county.toml"
    path.write_text("# 说明\n\n[[rule]]\n" + "\n".join(lines), encoding="utf-8")
    return path


def test_a_rule_is_understood(tmp_path):
    (rule,) = rule_book(WORDS, [], [written(tmp_path, together=True)]).rules
    assert (rule.key, rule.level, rule.over, rule.scope, rule.together) == ("one", "核实", "firm", "表内", True)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"level": "严重"}, "“level”不能是“严重”，可用的有 强制、核实、提示。"),
        ({"scope": "全部"}, "“scope”不能是“全部”"),
        ({"holds": None}, "没有写“holds”（应当成立）。"),
        ({"text": ""}, "没有写“text”"),
        ({"hold": "x"}, "有不认识的栏目“hold”"),
        ({"together": "是"}, "“together”应当是true 或 false。"),
        ({"level": True}, "“level”应当是带引号的文字。"),
        ({"holds": "技改投贤.累计 > 0"}, "没有“技改投贤.累计”这个指标或栏目，是不是“技改投资.累计”？：请从词表里选。"),
        ({"holds": "产值.累计"}, "不是一个判断"),
        ({"holds": "产值.累计 > “大”"}, "不能比较（数与文字）"),
        ({"holds": "有(产值.累计) + 1 > 0"}, "两边应当都是数"),
        ({"holds": "非 产值.累计"}, "“非”要的是判断，给的是数"),
        ({"holds": "最好(产值.累计) > 0"}, "没有“最好”这个算法"),
        ({"holds": "占比(产值.累计) > 0"}, "“占比”要2个数，给了1个"),
        ({"holds": "指标.累计 > 0"}, "没有“指标.累计”"),
        ({"holds": "产值.累计 >"}, "末尾"),
        ({"over": "persons"}, "没有“persons”这张表"),
        ({"over": "projects", "holds": "上期(总投资) > 0"}, "“上期”只能用在有期间的数据上"),
        ({"over": "total", "holds": "全体(产值.累计) > 0"}, "“全体”只能用在逐户"),
        ({"text": "{企业}的{产值.累记}不对。"}, "没有“产值.累记”"),
        ({"text": "[{企业}"}, "方括号要成对"),
    ],
)
def test_a_mistake_is_one_sentence_with_its_place(tmp_path, changes, said):
    if changes.get("over") == "persons":
        record = CheckRule(id="r", over="persons", **RULE)
        (fault,) = rule_book(WORDS, [record], ()).faults
    else:
        with pytest.raises(RuleError) as raised:
            rule_book(WORDS, [], [written(tmp_path, **changes)])
        fault = str(raised.value)
        assert fault.startswith("规则文件“county.toml”第3行的规则“one”不能用：")
    assert said.replace("？：", "”") in fault or said.split("？")[0] in fault
    assert fault.count("。") == 1


def test_toml_that_is_none_names_the_line(tmp_path):
    path = tmp_path / "bad.toml"
    path.write_text('[[rule]]\ncode = "a"\nname = x\n', encoding="utf-8")
    with pytest.raises(RuleError, match=r"规则文件“bad\.toml”第3行写法不对"):
        rule_book(WORDS, [], [path])
    path.write_text('[rules]\ncode = "a"\n', encoding="utf-8")
    with pytest.raises(RuleError, match="不认识的“rules”"):
        rule_book(WORDS, [], [path])


def test_a_county_replaces_a_shipped_rule_and_the_citys_stands_beside(tmp_path):
    path = written(tmp_path)
    county = CheckRule(id="1", **{**RULE, "level": "提示"})
    city = CheckRule(id="2", origin="city", **{**RULE, "level": "强制"})
    rules = rule_book(WORDS, [county, city], [path]).rules
    assert [(rule.key, rule.level, rule.origin) for rule in rules] == [
        ("one", "提示", "county"), ("city.one", "强制", "city"),
    ]  # fmt: skip
    off = CheckRule(id="1", active=False, **RULE)
    assert rule_book(WORDS, [off], [path]).rules == ()


def test_an_offices_rule_about_an_unknown_indicator_is_told_and_stops_nothing(tmp_path):
    record = CheckRule(id="1", **{**RULE, "code": "two", "holds": "出口.累计 > 0"})
    book = rule_book(WORDS, [record], [written(tmp_path)])
    assert len(book.rules) == 1
    assert "审核规则的规则“two”不能用：没有“出口.累计”" in book.faults[0]


def test_a_shipped_rule_waits_for_an_indicator_this_desk_lacks():
    few = Vocabulary({"output": WORDS.indicators["output"]}, LEDGERS)
    codes = {rule.code for rule in rule_book(few, []).rules}
    assert "cum_month" in codes
    assert "tech_investment" not in codes


def test_the_words_to_choose_from():
    assert "工业总产值.累计" in WORDS.words(FIRM)
    assert "企业.联系电话" in WORDS.words(FIRM)
    assert "工业总产值全年预计.官方" in WORDS.words(TOTAL)
    assert "指标.本月" in WORDS.words(FIRM, each=True)
    assert "总投资" in WORDS.words("projects")


@pytest.mark.parametrize(
    ("part", "written", "place"),
    [
        ("holds", "工业总产值.累计 ≥ 出口.累计", 11),
        ("holds", "工业总产值.累计 >> 1", 10),
        ("holds", "(工业总产值.累计 > 1", 13),
        ("needs", "1 = 1 且 没有(1)", 8),
        ("text", "{企业}：{工业总产值.累记}", 6),
    ],
)
def test_a_mistake_has_its_place(part, written, place):
    record = CheckRule(id="1", **{**RULE, part: written})
    with pytest.raises(RuleError) as fault:
        decode(entry_of_record(record), WORDS)
    assert (fault.value.field, fault.value.at) == (part, place)
    label = {"holds": "应当成立", "needs": "适用条件", "text": "不成立时说"}[part]
    assert f"（在“{label}”" in str(fault.value)
