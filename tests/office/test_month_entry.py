from __future__ import annotations

import pytest

from parkdesk.errors import UsageError
from parkdesk.office.desks import create_desk
from parkdesk.office.month_entry import Entry, set_mark, type_figures, write_typed
from parkdesk.office.month_sheet import monthly_series, read_sheet
from parkdesk.periods import Period
from parkdesk.plan import FactChange, Plan, RecordChange, Source
from parkdesk.records import Absence, CellMark, Enterprise, Measure, PeriodState, Registration

AUGUST, SEPTEMBER = Period(2026, 8), Period(2026, 9)
WAN = 10**6


@pytest.fixture
def store(tmp_path):
    """A county with one firm that reported 1—8月 累计 900 万元, base 800."""
    made = create_desk(tmp_path / "旬阳.parkdesk", "610981", "旬阳市经贸局", "county", "陈晓兰")
    firm = Enterprise(id="a", unit="610981", name="旬阳单氏茶业有限公司")
    standing = Registration(id="ra", enterprise="a", year=2026, status="在库", from_period=202600)
    facts = (
        FactChange("output", AUGUST.key, "a", int(Measure.CUM), None, 900 * WAN),
        FactChange("output", AUGUST.key, "a", int(Measure.CUM_BASE), None, 800 * WAN),
    )
    made.apply(Plan(Source("facts", file="8月.xlsx"), (RecordChange(None, firm), RecordChange(None, standing)), facts))
    yield made
    made.close()


def type_in(store, measure, text, *, growth=False, period=SEPTEMBER, reason=""):
    typed = type_figures(store, period, [Entry("a", "output", measure, text, growth)])
    if not typed.plan.is_empty:
        write_typed(store, typed, reason)
    return typed


def kept(store, period=SEPTEMBER):
    """Return what is stored of a period, in 万元."""
    return {Measure(m).name: value / WAN for (_, _, m), value in store.facts.slice(period.key).items()}


def test_a_typed_month_carries_the_total_along_in_one_change(store):
    before = store.seq
    typed = type_in(store, Measure.MONTH, "100")
    assert kept(store) == {"MONTH": 100, "CUM": 1000}
    assert store.seq == before + 1
    assert typed.said == ("累计随之为1,000.00万元。",)


def test_a_typed_total_gives_the_month_and_stores_none(store):
    type_in(store, Measure.CUM, "1,050")
    assert kept(store) == {"CUM": 1050}
    sheet = read_sheet(store, SEPTEMBER)
    assert sheet.value(sheet.rows[0], ("output", Measure.MONTH)) == 150 * WAN
    assert monthly_series(store, "output", "a", Measure.MONTH) == {202609: 150 * WAN}


def test_figures_that_agreed_go_on_agreeing(store):
    type_in(store, Measure.MONTH, "100")
    type_in(store, Measure.MONTH, "120")
    assert kept(store) == {"MONTH": 120, "CUM": 1020}


def test_a_total_reported_on_its_own_stays_and_the_revision_is_said(store):
    type_in(store, Measure.MONTH, "100")
    typed = type_in(store, Measure.CUM, "1050")
    assert kept(store) == {"MONTH": 100, "CUM": 1050}
    assert typed.said == ("本月按上报数保留，与两期累计之差不符：以前月份修订50.00万元。",)
    assert read_sheet(store, SEPTEMBER).revised == {("a", "output"): 50 * WAN}
    typed = type_in(store, Measure.MONTH, "110")
    assert kept(store) == {"MONTH": 110, "CUM": 1050}
    assert typed.said == ("累计按上报数保留，以前月份修订40.00万元。",)


def test_without_the_period_before_nothing_is_guessed(store):
    typed = type_in(store, Measure.MONTH, "100", period=Period(2026, 5))
    assert kept(store, Period(2026, 5)) == {"MONTH": 100}
    assert typed.said == ("上期没有累计数，累计没有推算，请一并填写。",)


def test_the_base_s_month_carries_the_base_along(store):
    type_in(store, Measure.MONTH_BASE, "90")
    assert kept(store) == {"MONTH_BASE": 90, "CUM_BASE": 890}


def test_a_typed_growth_fills_the_missing_side(store):
    type_in(store, Measure.CUM, "1050")
    typed = type_in(store, Measure.CUM, "5", growth=True)
    assert kept(store) == {"CUM": 1050, "CUM_BASE": 1000}
    assert typed.said[-1] == "按增速5%推算上年同期为1,000.00万元。"
    refused = type_in(store, Measure.CUM, "6", growth=True)
    assert "两个数都有" in refused.refused[0].reason


def test_a_growth_gives_this_year_from_the_base(store):
    type_in(store, Measure.CUM_BASE, "1000")
    type_in(store, Measure.CUM, "-3.35%", growth=True)
    assert kept(store) == {"CUM": 966.5, "CUM_BASE": 1000}


def test_nothing_with_a_reason_is_not_missing(store):
    refused = type_in(store, Measure.CUM, "无")
    assert [c.sentence for c in refused.refused] == [
        "旬阳单氏茶业有限公司 工业总产值累计：写“无”要说明原因，如“无 停产检修”。"
    ]
    type_in(store, Measure.CUM, "无：停产检修")
    (absent,) = store.select(Absence)
    assert (absent.enterprise, absent.indicator, absent.reason) == ("a", "output", "停产检修")
    sheet = read_sheet(store, SEPTEMBER)
    assert sheet.has_reported(sheet.rows[0], "output")
    assert not sheet.has_reported(sheet.rows[0], "revenue")
    type_in(store, Measure.CUM, "1000")
    assert store.select(Absence) == []


def test_nothing_takes_away_what_was_reported(store):
    type_in(store, Measure.MONTH, "100")
    type_in(store, Measure.MONTH, "无 误报")
    assert kept(store) == {}


def test_one_s_own_typing_is_corrected_without_a_reason(store):
    type_in(store, Measure.CUM, "1000")
    assert type_in(store, Measure.CUM, "1001").wants_reason == ""


def test_a_figure_from_a_file_changes_only_with_a_reason(store):
    with pytest.raises(UsageError, match=r"8月\.xlsx"):
        type_in(store, Measure.CUM, "901", period=AUGUST)
    type_in(store, Measure.CUM, "901", period=AUGUST, reason="企业更正")
    assert store.facts.history("output", AUGUST.key, "a", Measure.CUM)[0].reason == "企业更正"


def test_a_sealed_period_changes_only_with_a_reason(store):
    seal = PeriodState(id="s", unit="610981", period=SEPTEMBER.key, state="已封存")
    store.apply(Plan(Source("form"), (RecordChange(None, seal),)))
    assert read_sheet(store, SEPTEMBER).closed == {"610981"}
    with pytest.raises(UsageError, match="已经封存"):
        type_in(store, Measure.CUM, "1000")


def test_bad_cells_are_refused_one_by_one_and_the_rest_goes_in(store):
    entries = [Entry("a", "output", Measure.MONTH, "12x"), Entry("a", "revenue", Measure.CUM, "３，２００")]
    typed = type_figures(store, SEPTEMBER, entries)
    assert [c.sentence for c in typed.refused] == ["旬阳单氏茶业有限公司 工业总产值本月：“12x”不是数字。"]
    assert (typed.refused[0].record, typed.refused[0].column, typed.refused[0].text) == ("a", "output/month", "12x")
    assert [c.new for c in typed.plan.facts] == [3200 * WAN]
    first = type_figures(store, Period(2026, 2), [Entry("a", "output", Measure.MONTH, "1")])
    assert "1—2月没有单月数" in first.refused[0].reason


def test_a_note_is_kept_changed_and_taken_away(store):
    mark = CellMark(id="m", unit="610981", period=SEPTEMBER.key, enterprise="a", indicator="output", text="电话核实")
    set_mark(store, mark)
    set_mark(store, CellMark(**{**{k: getattr(mark, k) for k in mark.__slots__}, "id": "other", "follow": True}))
    (found,) = store.select(CellMark)
    assert (found.id, found.follow) == ("m", True)
    assert read_sheet(store, SEPTEMBER).marks["a", "output", Measure.CUM] == found
    set_mark(store, CellMark(id="x", unit="610981", period=SEPTEMBER.key, enterprise="a", indicator="output"))
    assert store.select(CellMark) == []


def test_a_large_block_says_the_same_as_its_cells(store, monkeypatch):
    entries = [
        Entry("a", "output", Measure.MONTH, "100"),
        Entry("a", "output", Measure.CUM_BASE, "820"),
        Entry("a", "revenue", Measure.CUM, "700"),
    ]
    one_by_one = type_figures(store, SEPTEMBER, entries)
    monkeypatch.setattr("parkdesk.office.month_entry._FEW", 0)
    assert type_figures(store, SEPTEMBER, entries) == one_by_one
    assert len(one_by_one.plan.facts) == 4
