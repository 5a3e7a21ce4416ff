"""审核 of a real desk: generated data is clean, contradictions block, explanations are remembered."""

from __future__ import annotations

import dataclasses

import pytest

from parkdesk.errors import PackageError, RuleError, UsageError
from parkdesk.office import checking, exchange
from parkdesk.office.demo import make_demo
from parkdesk.office.desks import open_desk
from parkdesk.periods import Period
from parkdesk.plan import Plan, RecordChange, Source
from parkdesk.records import CheckRule, Enterprise, Explanation, Measure, OfficialFigure
from parkdesk.store import new_id

AUG, SEP = Period(2026, 8), Period(2026, 9)
WAN = 10**6


def rules(found):
    return [one.noticed.rule for one in found.findings]


def test_generated_data_has_nothing_to_explain(store):
    periods = [Period(2026, month) for month in range(2, 10)]
    found = checking.check_periods(store, periods)
    assert found.blocking == []
    assert found.of("强制") == []
    assert set(rules(found)) <= {"phone"}
    assert found.faults == ()


def test_the_demonstration_has_no_contradiction(tmp_path):
    demo = make_demo(tmp_path)
    for path in (*demo.counties, demo.city):
        with open_desk(path, "审核") as desk:
            found = checking.check(desk, SEP)
            assert found.of("强制") == [], path.name
            assert found.faults == ()


def test_a_contradiction_blocks_the_package(store, put, tmp_path):
    firm = store.select(Enterprise)[0]
    put(firm, SEP.key, 100 * WAN, "investment")
    put(firm, SEP.key, 101 * WAN, "tech_investment")
    found = checking.check(store, SEP)
    (one,) = found.blocking
    assert found.findings[0] == one  # worst first
    assert one.noticed.text == f"{firm.name}的技改投资累计101万元大于工业投资累计100万元；请核对。"
    with pytest.raises(PackageError, match=r"2026年1—9月有强制性审核问题，没有导出：.*101万元"):
        exchange.pack(store, SEP, tmp_path)
    assert list(tmp_path.glob("*.parkpkg")) == []
    with pytest.raises(UsageError, match="不能用说明放行"):
        checking.explain(store, one, "就是这样")
    put(firm, SEP.key, 100 * WAN, "tech_investment")
    assert checking.check(store, SEP).blocking == []
    assert exchange.pack(store, SEP, tmp_path).file.exists()


def test_an_explanation_lifts_what_may_be_explained_and_is_suggested_next_month(store, put, tmp_path):
    firm = store.select(Enterprise)[0]
    was = store.facts.series("revenue", firm.id, Measure.CUM)
    put(firm, AUG.key, was[202607] - WAN, "revenue")
    (one,) = checking.check(store, AUG).blocking
    assert one.noticed.rule == "cum_grows"
    checking.explain(store, one, "统计核查调减")
    found = checking.check(store, AUG)
    assert found.blocking == []
    assert [one.explanation for one in found.of("强制")] == ["统计核查调减"]
    assert exchange.pack(store, AUG, tmp_path).file.exists()
    assert store.select(Explanation, period=AUG.key)[0].enterprise == firm.id

    put(firm, SEP.key, was[202607] - 2 * WAN, "revenue")
    (one,) = checking.check(store, SEP).blocking
    assert (one.explanation, one.suggestion) == ("", "统计核查调减")
    checking.explain(store, one, "同上月")
    (again,) = checking.check(store, SEP).of("强制")
    checking.explain(store, again, "")
    assert len(checking.check(store, SEP).blocking) == 1
    with pytest.raises(UsageError, match="没有写说明"):
        checking.explain(store, one, " ")


def rule(**changes):
    values = {"code": "own", "name": "产值不小于一亿", "level": "提示", "holds": "工业总产值.累计 >= 10000",
              "text": "{企业}产值{工业总产值.累计}，不到一亿元。"}  # fmt: skip
    return CheckRule(id=new_id(), **{**values, **changes})


def test_a_rule_is_tried_before_it_is_kept(store):
    tried = checking.try_rule(store, rule(), SEP)
    assert tried
    assert "own" not in rules(checking.check(store, SEP))
    checking.save_rule(store, None, rule())
    assert rules(checking.check(store, SEP)).count("own") == len(tried)
    with pytest.raises(RuleError, match=r"没有“产值\.累记”"):
        checking.try_rule(store, rule(holds="产值.累记 > 1"), SEP)
    with pytest.raises(RuleError, match="不是一个判断"):
        checking.save_rule(store, None, rule(code="x", holds="产值.累计"))


def test_the_citys_rules_are_told_apart(store):
    checking.save_rule(store, None, rule())
    above = rule(origin="city", level="核实")
    store.apply(Plan(Source("package"), (RecordChange(None, above),)))
    found = checking.check(store, SEP)
    assert {(one.noticed.rule, one.noticed.origin) for one in found.findings if "own" in one.noticed.rule} == {
        ("own", "county"), ("city.own", "city"),
    }  # fmt: skip


def test_a_rule_from_above_stays_as_it_is(store):
    above = rule(origin="city", level="强制")
    store.apply(Plan(Source("package"), (RecordChange(None, above),)))
    for after in (None, dataclasses.replace(above, active=False), dataclasses.replace(above, holds="1 = 1")):
        with pytest.raises(UsageError, match="上级下发"):
            checking.save_rule(store, above, after)
    checking.save_rule(store, None, rule(active=False))  # one of the same code beside it does not silence it
    assert "city.own" in rules(checking.check(store, SEP))
    with pytest.raises(UsageError, match="已有代码"):
        checking.save_rule(store, None, rule())
    with pytest.raises(UsageError, match="上级下发"):
        checking.save_rule(store, None, rule(code="new", origin="city"))


def test_every_rule_is_listed_with_whose_it_is(store):
    store.apply(Plan(Source("package"), (RecordChange(None, rule(origin="city", holds="出口额.累计 > 1")),)))
    shipped = {one.rule.code: one for one in checking.listed_rules(store)}
    assert len(shipped) > 30
    phone = shipped["phone"]
    assert (phone.origin, phone.is_own, phone.fault) == ("shipped", False, "")
    checking.save_rule(store, None, dataclasses.replace(phone.rule, id=new_id(), active=False))
    listed = {(one.origin, one.rule.code): one for one in checking.listed_rules(store)}
    assert listed["county", "phone"].replaces
    assert ("shipped", "phone") not in listed
    assert "没有“出口额.累计”" in listed["city", "own"].fault


def test_a_switched_off_rule_is_silent(store):
    assert "phone" in rules(checking.check(store, SEP))
    checking.save_rule(store, None, rule(code="phone", active=False))
    assert "phone" not in rules(checking.check(store, SEP))


def test_a_rule_that_cannot_be_used_is_told_and_stops_nothing(store):
    broken = rule(holds="出口额.累计 > 1")
    store.apply(Plan(Source("test"), (RecordChange(None, broken),)))
    found = checking.check(store, SEP)
    assert "本级审核规则的规则“own”不能用" in found.faults[0]
    assert "phone" in rules(found)


def test_official_figures_are_compared(store):
    total = sum(store.facts.column("output", SEP.key, Measure.CUM, "610981").values())
    official = OfficialFigure(id="o", unit="610981", period=SEP.key, figure="output_official", value=total)
    store.apply(Plan(Source("test"), (RecordChange(None, official),)))
    assert "official_output" not in rules(checking.check(store, SEP))
    other = dataclasses.replace(official, value=total * 2)
    store.apply(Plan(Source("test"), (RecordChange(official, other),)))
    assert "official_output" in rules(checking.check(store, SEP))


def test_words_for_completing(store):
    assert "工业总产值.累计" in checking.words(store, "firm")


def test_json_has_the_contracts_keys(store):
    shape = checking.check(store, SEP).to_json()
    assert {"must", "explain", "hint", "findings"} <= shape.keys()
    assert {"rule", "level", "text", "where"} <= shape["findings"][0].keys()
