from __future__ import annotations

import datetime as dt

import pytest

from parkdesk.office.checking import check
from parkdesk.office.desks import backup_now, create_desk
from parkdesk.office.month_entry import set_mark
from parkdesk.office.periods import seal
from parkdesk.office.reminding import deadline, reminder, silent_firms
from parkdesk.office.search import find_all, matches
from parkdesk.office.workbench import finding_items, items, monthly_output, period_of_work, steps, targets_in_red
from parkdesk.periods import Period
from parkdesk.plan import FactChange, Plan, RecordChange, Source
from parkdesk.records import (
    Absence,
    Assignment,
    CellMark,
    Enterprise,
    Measure,
    OfficialFigure,
    Project,
    Registration,
    ReturnedItem,
    Target,
)

SEPTEMBER, TODAY = Period(2026, 9), dt.date(2026, 10, 15)
WAN = 10**6


def put(store, *records):
    store.apply(Plan(Source("form"), tuple(RecordChange(None, record) for record in records)))


@pytest.fixture
def store(tmp_path):
    """A county with two firms, of which one has reported 1—9月."""
    made = create_desk(tmp_path / "旬阳.parkdesk", "610981", "旬阳市经贸局", "county", "陈晓兰")
    for key, name in (("a", "旬阳单氏茶业有限公司"), ("b", "旬阳禾川建材有限公司")):
        put(
            made,
            Enterprise(id=key, unit="610981", name=name, contact="李工" if key == "b" else "", phone="0915-1"),
            Registration(id=f"r{key}", enterprise=key, year=2026, status="在库", from_period=202600),
        )
    figures = ((202608, "a", 900), (202608, "b", 500), (202609, "a", 1000))
    facts = tuple(FactChange("output", p, firm, int(Measure.CUM), None, v * WAN) for p, firm, v in figures)
    revenue = FactChange("revenue", 202608, "a", int(Measure.CUM), None, 800 * WAN)
    made.apply(Plan(Source("facts", file="表.xlsx"), facts=(*facts, revenue)))
    backup_now(made)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("today", "period"),
    [((2026, 10, 15), (2026, 9)), ((2026, 3, 1), (2026, 2)), ((2026, 2, 9), (2025, 12)), ((2026, 1, 5), (2025, 12))],
)
def test_the_period_that_is_collected_now(today, period):
    assert period_of_work(dt.date(*today)) == Period(*period)


def test_the_month_s_steps_with_their_days_and_standing(store):
    found = {step.code: step for step in steps(store, SEPTEMBER, TODAY)}
    assert [(s.name, s.is_done, s.said) for s in found.values()] == [
        ("企业报送", False, "已报 1 / 应报 2"), ("审核", False, "还没有审核"),
        ("登记市级发布数", False, "还没有登记"), ("月分析和月通报", False, "在报表里生成"),
        ("上报数据包", False, "还没有上报"), ("三季度分析报告", False, "在报表里生成"),
        ("入库、退库申报", False, "核对在库状态，准备材料"),
    ]  # fmt: skip
    assert found["check"].due == dt.date(2026, 10, 12)
    assert found["check"].days_left(TODAY) == -3
    assert found["package"].due == dt.date(2026, 10, 22)


def test_steps_that_were_taken_are_done(store):
    put(store, Absence(id="x", unit="610981", period=202609, enterprise="b", indicator="output", reason="停产"))
    put(store, OfficialFigure(id="o", unit="610981", period=202609, figure="va_growth", value=85))
    seal(store, SEPTEMBER)
    found = {step.code: step for step in steps(store, SEPTEMBER, TODAY)}
    assert [found[code].is_done for code in ("firms_report", "check", "city_release")] == [True, True, True]


def test_who_is_silent_and_what_is_lacking(store):
    silent = silent_firms(store, SEPTEMBER)
    assert [(s.firm.id, s.lacking, s.is_missing) for s in silent] == [
        ("b", ("工业总产值",), True), ("a", ("营业收入",), False),
    ]  # fmt: skip
    assert deadline(store, SEPTEMBER) == dt.date(2026, 10, 8)
    late = reminder(store, SEPTEMBER, silent[0], TODAY)
    assert late == (
        "旬阳禾川建材有限公司：李工您好：贵公司2026年1—9月工业总产值尚未报送，报送时限为2026年10月8日，现已超期，"
        "请尽快报送。确实没有的，请说明原因。（旬阳市经贸局 陈晓兰）"
    )
    assert "请于2026年10月8日前报送" in reminder(store, SEPTEMBER, silent[0], dt.date(2026, 10, 2))


def test_what_is_to_be_done_and_where(store):
    set_mark(
        store,
        CellMark(id="m", unit="610981", period=202609, enterprise="a", indicator="output", text="等回话", follow=True),
    )
    put(store, ReturnedItem(id="t", unit="610981", period=202609, about="单氏茶业产值", reason="增速过高", record="a"))
    put(
        store,
        Target(id="g", unit="610981", year=2026, indicator="output", name="工业总产值", amount=2000 * WAN),
        Target(id="ok", unit="610981", year=2026, indicator="output", name="产值", issuer="6109", amount=1000 * WAN),
    )
    found = items(store, SEPTEMBER)
    assert [(i.kind, i.text, i.detail, i.record) for i in found] == [
        ("returned", "单氏茶业产值", "增速过高", "a"),
        ("follow", "旬阳单氏茶业有限公司", "2026年1—9月工业总产值 等回话", "a"),
        ("silent", "旬阳禾川建材有限公司", "1—9月产值没有报；李工 0915-1", "b"),
    ]  # fmt: skip
    assert [(i.text, i.detail) for i in targets_in_red(store, SEPTEMBER)] == [
        ("2026年工业总产值", "完成2,000万元的50.0%，欠时间进度25.0个百分点")
    ]


def test_findings_become_things_to_do(store):
    store.apply(Plan(Source("form"), facts=(FactChange("output", 202609, "b", 1, None, 400 * WAN),)))
    found = finding_items(check(store, SEPTEMBER))
    mine = next(item for item in found if item.record == "b")
    assert mine.text.startswith("强制")
    assert (mine.period, mine.indicator) == (SEPTEMBER, "output")


def test_months_follow_from_totals_of_who_reported_both(store):
    assert monthly_output(store, [202608, 202609]) == {202609: 100 * WAN}
    assert monthly_output(store, []) == {}


def test_one_search_over_everything(store):
    put(
        store,
        Project(id="p", unit="610981", name="单氏茶业二期", owner="旬阳单氏茶业有限公司"),
        Assignment(id="s", unit="610981", project="p", role="包抓领导", name="周文", post="副县长"),
    )
    assert [(h.kind, h.record) for h in find_all(store, "ssCy")] == [("enterprise", "a"), ("project", "p")]
    assert [(h.kind, h.title, h.detail) for h in find_all(store, "zw")] == [
        ("person", "周文", "单氏茶业二期 包抓领导 副县长")
    ]
    assert [h.kind for h in find_all(store, "jidu")] == ["report"]
    assert find_all(store, " ") == []


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ("工作", "工作台", True),
        ("gzt", "工作台", True),
        ("gongzuo", "工作台", True),
        ("", "工作台", False),
        ("x1", "台", False),
    ],
)
def test_names_match_by_pinyin(text, name, found):
    assert matches(text, name) is found
