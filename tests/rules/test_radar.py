"""Exit and entry radar, honours and the ladder (domain §9, §3.2, §1.E)."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from parkdesk.amounts import Rate
from parkdesk.records import Candidate, Honour, catalogue
from parkdesk.rules import radar

WAN = radar.WAN
NORMS = {norm.code: norm.number for norm in catalogue.norms()}
TODAY = dt.date(2026, 10, 20)


def track(**other):
    return radar.Track("a", "甲公司", "在库", other.pop("month", 9), **other)


def test_the_last_twelve_months_are_this_year_and_the_rest_of_the_last():
    one = track(revenue=1800 * WAN, last_same=1500 * WAN, last_whole=2200 * WAN)
    assert one.rolling == 2500 * WAN
    assert track(revenue=1800 * WAN).rolling == 2400 * WAN
    assert track().rolling is None


@pytest.mark.parametrize(("rolling", "light"), [(1999, "红"), (2000, "黄"), (2399, "黄"), (2400, None)])
def test_revenue_near_the_line(rolling, light):
    found = radar.risks(track(revenue=rolling * WAN, last_same=0, last_whole=0), NORMS)
    assert [risk.light for risk in found] == ([light] if light else [])


@pytest.mark.parametrize(
    ("outputs", "month", "idle"),
    [((5, 5, 4), 9, 1), ((5, 5, 5, 5, 1), 9, 3), ((5, 4), 9, 0), ((0, 0), 3, 3), ((0,), 2, 2), ((None, 3), 9, 0)],
)
def test_months_without_output(outputs, month, idle):
    assert track(outputs=outputs, month=month).idle_months == idle


def test_drops_in_output_and_power_speak_too():
    found = radar.risks(track(outputs=(70, 60), output_base=100, power=49, power_base=100), NORMS)
    assert [(risk.light, risk.text) for risk in found] == [("黄", "产值同比下降30.0%"), ("黄", "用电同比下降51.0%")]
    assert radar.risks(track(outputs=(71, 60), output_base=100, power=51, power_base=100), NORMS) == []


@pytest.mark.parametrize(("rolling", "word"), [(2000, "达规未入"), (1999, "重点培育"), (1000, "一般培育"), (999, "")])
def test_who_may_enter(rolling, word):
    assert radar.promise(track(revenue=rolling * WAN, last_same=0, last_whole=0), NORMS) == word


def test_papers_that_an_application_lacks():
    small = Candidate(id="c", unit="u", enterprise="甲", year=2026, kind="小升规", form="有", licence="有", profit="有",
                      vat="缺", photo="有", pledge="有")  # fmt: skip
    assert radar.missing_papers(small) == ["增值税申报表", "上年分月台账"]
    new = Candidate(id="c", unit="u", enterprise="甲", year=2026, kind="新建")
    assert "项目批复或备案" in radar.missing_papers(new)
    assert "上年分月台账" not in radar.missing_papers(new)


def test_honours_that_run_out():
    def honour(until):
        return Honour(id=str(until), unit="u", enterprise="甲", honour="高新技术企业", until=until)

    listed = [honour("2026-12-01"), honour("2027-12-01"), honour("2026-10-01"), honour(None)]
    assert [one.days for one in radar.expiring(listed, TODAY, 90)] == [-19, 42]


def test_stars_and_steps():
    assert [radar.star(v * WAN) for v in (10_000, 9_999, 2_000, 500, 499)] == [
        "行业之星", "成长之星", "成长之星", "创业之星", "",
    ]  # fmt: skip
    assert radar.step(20 * radar.YI, 19 * radar.YI) == 20
    assert radar.step(19 * radar.YI, 11 * radar.YI) is None
    assert radar.step(None, None) is None


def test_what_a_firm_may_reach_for_next_and_what_it_lacks():
    ladder = [radar.Rung("高新技术企业", "国家", research=Fraction(3)),
              radar.Rung("专精特新中小企业", "省", revenue=Fraction(1000), research=Fraction(3)),
              radar.Rung("小巨人", "国家", needs="专精特新中小企业", revenue=Fraction(5000))]  # fmt: skip
    found = radar.chances(["省级专精特新中小企业"], 4000 * WAN, Rate(Fraction(35, 10)), ladder)
    assert found[0] == radar.Chance("高新技术企业", "国家", ())
    assert found[1] == radar.Chance("小巨人", "国家", ("营业收入要5000万元，现在4,000万元",))
    assert len(found) == 2
