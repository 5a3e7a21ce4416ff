from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from parkdesk.errors import UsageError
from parkdesk.office import importing
from parkdesk.office.figures import slot_matrix
from parkdesk.office.projects import mechanisms
from parkdesk.office.projects.rhythm import mark_done, mark_open, task_lines
from parkdesk.office.projects.stages import plan_firm, plan_stage
from parkdesk.plan import Plan, RecordChange, Source
from parkdesk.records import Assignment, Enterprise, Member, Milestone, Project, Registration, Slot, StageDay, Template
from parkdesk.records.duties import SLOT_TYPES
from parkdesk.store import new_id


def put(store, *records):
    store.apply(Plan(Source("form"), tuple(RecordChange(None, one) for one in records)))


def template(store, code="six_ones", version=1):
    return next(one for one in store.select(Template, code=code) if one.version == version)


def test_every_mechanism_of_the_field_ships_with_its_slots(bare):
    shipped = {one.name: one for one in mechanisms.newest(bare)}
    assert {"项目“六个一”", "项目“六个一”（调度型）", "项目“六个一”（加金融）", "项目“六个一”（空白）", "企业“五个一”",
            "项目“三个一”（人员型）", "“三个一”（节奏型）", "“1+1+6”项目推进服务", "一企一策", "一对一培育",
            "驻企联络员", "集中攻坚挂联", "银行顾问", "产业链链长制"} <= set(shipped)  # fmt: skip
    assert len(mechanisms.slots_of(bare, shipped["“1+1+6”项目推进服务"])) == 8
    assert {slot.type for slot in bare.select(Slot)} == set(SLOT_TYPES)


def test_a_changed_mechanism_in_use_becomes_a_new_version_and_projects_keep_theirs(bare):
    put(bare, Project(id="p", unit="610981", name="甲项目", total=1, finish="2026-12"))
    first = template(bare)
    slots = mechanisms.slots_of(bare, first)
    wanted = [replace(slots[1], label="一名包抓领导"), slots[0], *slots[2:]]
    wanted.append(Slot(id=new_id(), template="six_ones", number=7, label="一家银行", type="bank", roles="金融服务机构"))
    bare.apply(mechanisms.plan_template(bare, replace(first, effective_from="2027-01-01"), wanted))
    second = template(bare, version=2)
    assert [one.label for one in mechanisms.slots_of(bare, second)][:2] == ["一名包抓领导", "一个项目（目标）"]
    assert len(slot_matrix(bare)[0].slots) == 6
    assert mechanisms.current_ref(bare, "six_ones", "2026-12-31") == "six_ones"
    assert mechanisms.current_ref(bare, "six_ones", "2027-01-01") == "six_ones@2"
    third = mechanisms.plan_template(bare, first, slots[:5], moves=True)
    bare.apply(third)
    assert bare.find(Project, "p").template == "six_ones@3"
    assert len(slot_matrix(bare)[0].slots) == 5


def test_what_the_city_requires_can_be_renamed_and_never_dropped(bare):
    first = template(bare)
    slots = mechanisms.slots_of(bare, first)
    bare.apply(mechanisms.plan_template(bare, first, [replace(slots[0], city_required=True), *slots[1:]]))
    slots = mechanisms.slots_of(bare, first)
    with pytest.raises(UsageError, match="市级必填要素，可以改名、调整顺序，不能删去"):
        mechanisms.plan_template(bare, first, slots[1:])
    with pytest.raises(UsageError, match="不能改为选填"):
        mechanisms.plan_template(bare, first, [replace(slots[0], required=False), *slots[1:]])
    bare.apply(mechanisms.plan_template(bare, first, [*slots[1:], replace(slots[0], label="一个目标")]))
    assert mechanisms.slots_of(bare, first)[-1].label == "一个目标"


def test_slots_need_names_of_their_own(bare):
    first = template(bare)
    slots = mechanisms.slots_of(bare, first)
    for wrong, said in (
        ([], "一项要素也没有"), ([replace(slots[0], label=" ")], "第1项没有名称"),
        ([slots[0], replace(slots[1], label=slots[0].label)], "有两项都叫"),
    ):  # fmt: skip
        with pytest.raises(UsageError, match=said):
            mechanisms.plan_template(bare, first, wrong)


def test_firms_and_chains_are_judged_like_projects(bare):
    put(
        bare, Enterprise(id="e", unit="610981", name="甲公司"),
        Member(id="m", unit="610981", template="five_ones", enterprise="e", about="甲公司"),
        Member(id="c", unit="610981", template="chain_leader", about="富硒食品链"),
        *(Assignment(id=role, unit="610981", enterprise="e", role=role, name=name)
          for role, name in (("包抓领导", "王"), ("牵头部门", "甲局"), ("部门主要负责人", "李"))),
        Assignment(id="链长", unit="610981", about="富硒食品链", role="链长", name="王"),
    )  # fmt: skip
    firm, chain = mechanisms.member_matrix(bare)
    assert [slot.lit for slot in firm.slots] == [True, True, True, False, False]
    assert firm.completeness.shown(1) == 60
    assert [slot.lit for slot in chain.slots] == [True, False, False, False, False]
    assert bare.verify() == []


def test_a_list_of_steps_is_in_place_from_four_dated_milestones_on(bare):
    put(bare, Project(id="p", unit="610981", name="甲", template="six_ones_rhythm"))
    for number in range(4):
        judged = slot_matrix(bare)[0].slots[1]
        assert (judged.lit, judged.missing) == (False, f"节点不足4个（有{number}个）")
        put(bare, Milestone(id=f"m{number}", unit="610981", project="p", name=f"{number}", due="2026-09-01"))
    assert slot_matrix(bare)[0].slots[1].lit


def test_the_rhythm_of_a_year(bare):
    lines = task_lines(bare, 2026)
    count = {name: sum(one.task.name == name for one in lines) for name in ("一月一通报", "一季一督查", "年终一考核",
             "月报表", "月分析", "月通报", "半年督查", "年终评比")}  # fmt: skip
    assert count == {"一月一通报": 12, "一季一督查": 4, "年终一考核": 1, "月报表": 12, "月分析": 12, "月通报": 12,
                     "半年督查": 2, "年终评比": 1}  # fmt: skip
    assert lines == sorted(lines, key=lambda one: (one.task.due, one.task.name))
    third = next(one for one in lines if one.task.period == "2026年三季度")
    assert third.task.due == dt.date(2026, 10, 10)
    assert third.standing(dt.date(2026, 10, 12)) == "超期2天"
    mark_done(bare, third, dt.date(2026, 10, 9), "旬督字第1号")
    done = next(one for one in task_lines(bare, 2026) if one.task.period == "2026年三季度")
    assert done.standing(dt.date(2026, 10, 12)) == "2026-10-09 完成"
    mark_open(bare, done)
    assert next(one for one in task_lines(bare, 2026) if one.task.period == "2026年三季度").done is None


def test_a_project_goes_through_its_stages_and_becomes_a_firm(bare):
    put(bare, Project(id="p", unit="610981", name="甲项目", owner="甲公司", stage="签约", pool="储备一批"))
    day = dt.date(2026, 3, 1)
    with pytest.raises(UsageError, match="竣工投产以后才能转入企业库"):
        plan_firm(bare, bare.find(Project, "p"), day)
    for stage, pool in (("开工", "开工一批"), ("试生产", "竣工一批"), ("竣工投产", "竣工一批")):
        bare.apply(plan_stage(bare, bare.find(Project, "p"), stage, day))
        assert bare.find(Project, "p").pool == pool
    assert [one.stage for one in bare.select(StageDay)] == ["开工", "试生产", "竣工投产"]
    bare.apply(plan_firm(bare, bare.find(Project, "p"), day))
    (firm,) = bare.select(Enterprise)
    assert (firm.name, bare.find(Project, "p").enterprise) == ("甲公司", firm.id)
    assert [(one.status, one.year) for one in bare.select(Registration)] == [("培育", 2026)]
    with pytest.raises(UsageError, match="已经转入企业库"):
        plan_firm(bare, bare.find(Project, "p"), day)
    put(bare, Project(id="q", unit="610981", name="乙项目", owner="甲公司", stage="达产"))
    bare.apply(plan_firm(bare, bare.find(Project, "q"), day))
    assert len(bare.select(Enterprise)) == len(bare.select(Registration)) == 1


def test_a_project_that_comes_in_gets_the_version_in_force(bare, county_files):
    first = template(bare)
    slots = mechanisms.slots_of(bare, first)
    put(bare, Project(id="p", unit="610981", name="甲项目"))
    bare.apply(mechanisms.plan_template(bare, first, slots[:5]))
    files = county_files("--seed", 5, "--firms", 30)
    for incoming in importing.preview(bare, files.folder / "重点项目进展一览表.xlsx"):
        importing.commit(bare, incoming)
    assert {one.template for one in bare.select(Project)} == {"", "six_ones@2"}
    assert {len(one.slots) for one in slot_matrix(bare) if one.project.id != "p"} == {5}
