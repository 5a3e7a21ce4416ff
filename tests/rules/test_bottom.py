"""服务与底线: clawback, pools, hazards, efficiency (domain §1.F, §1.G, §3.7)."""

from __future__ import annotations

from fractions import Fraction

from parkdesk.records import BottomLine, Hazard, Loan, Payout, Pool
from parkdesk.rules import bottom

WAN = bottom.WAN


def payout(**other):
    return Payout(id="p", unit="u", policy="六条", clause="入规奖励", enterprise="甲公司", amount=10 * WAN, **other)


def test_a_reward_for_entering_comes_back_when_the_firm_leaves():
    paid = payout(clawback="退库追回", paid_on="2026-01-01")
    (found,) = bottom.clawbacks([paid], {"甲公司": "退库"}, "2026-10-01")
    assert found.is_grave
    assert found.text == "入规奖励已兑现10万元，企业退库，已触发追回条件；请核对约定。"
    (warned,) = bottom.clawbacks([payout(clawback="退库追回")], {"甲公司": "预警"}, "2026-10-01")
    assert not warned.is_grave
    assert "先不要付余款" in warned.text
    assert bottom.clawbacks([payout(clawback="退库追回", until="2026-09-30")], {"甲公司": "退库"}, "2026-10-01") == []
    assert bottom.clawbacks([payout(clawback="外迁追回")], {"甲公司": "退库"}, "2026-10-01") == []


def test_a_pool_lends_ten_times_its_size_and_its_shares_are_a_whole():
    pool = Pool(id="o", unit="u", product="园保贷", size=1000 * WAN, multiple=1000, bank_share=5000, upper_share=2500,
                own_share=2500)  # fmt: skip

    def loan(amount, **other):
        return Loan(id="l", unit="u", enterprise="甲", product="园保贷", amount=amount * WAN, **other)

    assert bottom.lending([pool], [loan(10_000)]) == []
    assert "超过资金池放大后的10,000万元" in bottom.lending([pool], [loan(10_001)])[0].text
    wrong = Pool(id="o", unit="u", product="园惠贷", size=1, bank_share=8000, own_share=3000)
    assert "合计110.00%，不是100%" in bottom.lending([wrong], [])[0].text
    assert [f.kind for f in bottom.lending([], [loan(1, overdue=WAN)])] == ["贷款逾期"]


def test_hazards_stay_in_sight_until_they_are_closed():
    def hazard(key, **other):
        return Hazard(id=key, unit="u", place="甲", found_on="2026-09-01", text="通道堵塞", **other)

    listed = [
        hazard("late", due="2026-09-20"), hazard("closed", due="2026-09-20", closed_on="2026-09-19"),
        hazard("grave", level="重大"), hazard("soon", due="2026-10-03"), hazard("far", due="2026-12-01"),
    ]  # fmt: skip
    found = bottom.open_hazards(listed, "2026-10-01", {"late": -11, "soon": 2, "far": 61})
    assert [(one.record, one.kind) for one in found] == [
        ("late", "隐患超期"),
        ("grave", "重大隐患"),
        ("soon", "一般隐患"),
    ]
    assert "已超期11天" in found[0].text


def test_efficiency_shall_keep_rising():
    last = BottomLine(id="a", unit="u", subject="甲园", year=2025, added=3600 * WAN, energy=150_000, carbon=100_000,
                      revenue=10_000 * WAN, research=350 * WAN)  # fmt: skip
    this = BottomLine(id="b", unit="u", subject="甲园", year=2026, added=3600 * WAN, energy=160_000, carbon=90_000,
                      revenue=10_000 * WAN, research=350 * WAN, violations=1)  # fmt: skip
    assert bottom.efficiency(last) == (Fraction(12, 5), Fraction(18, 5), bottom.Rate(Fraction(7, 2)))
    found = bottom.efficiency_drops([last, this])
    assert [one.kind for one in found] == ["环保处罚", "能耗碳研发"]
    assert found[1].text == "2026年单位能耗增加值2.25万元/吨标煤，上年2.40万元/吨标煤，没有持续提升。"
