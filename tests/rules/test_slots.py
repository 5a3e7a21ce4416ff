from __future__ import annotations

from decimal import Decimal

from parkdesk.records import Assignment, Project, Slot, catalogue
from parkdesk.rules.slots import completeness, judge

SLOTS = [record for record in catalogue.mechanisms() if isinstance(record, Slot)]


def project(**more):
    return Project(id="p", unit="1", name="甲", finish="2026-12", total=10**9, **more)


def duty(role, name, post=""):
    return Assignment(id=role, unit="1", project="p", role=role, name=name, post=post)


def lit(duties, **more):
    judged = judge([project(**more)], SLOTS, duties, catalogue.DEFAULT_TEMPLATE)
    return [slot.lit for slot in judged[0].slots], judged


def test_nothing_assigned_leaves_only_the_project_itself():
    states, judged = lit([])
    assert states == [True, False, False, False, False, False]
    assert completeness(judged).shown(1) == Decimal("16.7")


def test_all_six():
    duties = [
        duty("包抓领导", "高建", "副县长"), duty("牵头部门", "县经贸局"), duty("部门主要负责人", "王华"),
        duty("工作专班", "李强、赵海"), duty("推进方案", "项办发〔2026〕1号"), duty("帮扶责任人", "周涛"),
    ]  # fmt: skip
    states, judged = lit(duties)
    assert states == [True] * 6
    assert judged[0].completeness.shown(0) == 100
    assert "高建（副县长）" in judged[0].slots[1].text


def test_a_department_without_its_head_and_a_team_of_one_stay_dark():
    _, judged = lit([duty("牵头部门", "县经贸局"), duty("工作专班", "李强")])
    assert judged[0].slots[2].missing == "缺部门主要负责人"
    assert judged[0].slots[3].missing == "专班不足2人"


def test_a_project_without_date_says_what_is_missing():
    judged = judge([Project(id="p", unit="1", name="甲")], SLOTS, [], catalogue.DEFAULT_TEMPLATE)
    assert judged[0].slots[0].missing == "缺竣工时间、缺总投资"


def test_presets_have_six_slots_each():
    for template in ("six_ones", "six_ones_rhythm", "six_ones_bank"):
        assert [slot.number for slot in SLOTS if slot.template == template] == [1, 2, 3, 4, 5, 6]
