"""Each rule of domain §7.3 and §3.9: a case that triggers it and one that does not."""

from __future__ import annotations

import tomllib

import pytest

from parkdesk.records import (
    LEDGERS,
    Acreage,
    Benchmark,
    CheckRule,
    Enclave,
    Enterprise,
    Entry,
    Fund,
    Housing,
    Lease,
    Measure,
    Norm,
    Parcel,
    Park,
    ParkMonth,
    Plant,
    Pool,
    Project,
    Promise,
    Reward,
    Scheme,
)
from parkdesk.records.checks import LEVELS, SCOPES
from parkdesk.records.grammar import Record, column, record
from parkdesk.records.kinds import TEXT, quantity
from parkdesk.rules.checks.frame import Beside
from parkdesk.rules.checks.meaning import Vocabulary
from parkdesk.rules.checks.rulebook import rule_book, shipped_files
from parkdesk.rules.checks.run import judge_records
from parkdesk.rules.credit_code import check_character

CUM, MONTH, BASE, MONTH_BASE, STOCK = Measure
AUG, SEP = 202608, 202609
FIRST = "9161098110000001X"
GOOD = FIRST + (check_character(FIRST) or "0")
BAD = FIRST + ("1" if GOOD[-1] != "1" else "2")


def at(code, measure, value, period=SEP, firm="甲"):
    return {(period, firm, code, measure): value}


def pair(code, now, base, period=SEP, firm="甲"):
    return at(code, CUM, now, period, firm) | at(code, BASE, base, period, firm)


HALVES = at("output", CUM, 50, AUG) | at("output", CUM, 50, AUG, "乙")

# rule, what triggers it, what does not
FIRM_CASES = {
    "cum_month": (at("output", CUM, 99) | at("output", MONTH, 100), at("output", CUM, 100) | at("output", MONTH, 100)),
    "base_month": (
        at("tax", BASE, 1) | at("tax", MONTH_BASE, 2),
        at("tax", BASE, 2) | at("tax", MONTH_BASE, 2),
    ),
    "value_added": (
        at("value_added", CUM, 100.01) | at("output", CUM, 100),
        at("value_added", CUM, 30) | at("output", CUM, 100),
    ),
    "tech_investment": (
        at("tech_investment", CUM, 101) | at("investment", CUM, 100),
        at("tech_investment", CUM, 100) | at("investment", CUM, 100),
    ),
    "tech_share": (
        at("tech_investment", CUM, 90.01) | at("investment", CUM, 100),
        at("tech_investment", CUM, 90) | at("investment", CUM, 100),
    ),
    "tech_share_total": (
        at("tech_investment", CUM, 90.01) | at("investment", CUM, 100),
        at("tech_investment", CUM, 90) | at("investment", CUM, 100),
    ),
    "growth_jump": (pair("output", 150.01, 100), pair("output", 150, 100)),
    "power_output": (
        pair("power", 80, 100) | pair("output", 111, 100),
        pair("power", 90, 100) | pair("output", 111, 100),
    ),
    "revenue_tax_growth": (
        pair("revenue", 120, 100) | pair("tax", 8, 10),
        pair("revenue", 120, 100) | pair("tax", 9.5, 10),
    ),
    "revenue_tax": (at("tax", CUM, 31) | at("revenue", CUM, 100), at("tax", CUM, 30) | at("revenue", CUM, 100)),
    "negative": (at("tax", CUM, -0.01), at("tax", CUM, 0)),
    "zero": (at("output", CUM, 0), at("output", CUM, 1)),
    "silent": (at("revenue", CUM, 1), at("output", CUM, 1)),
    "cum_grows": (
        at("output", CUM, 100, AUG) | at("output", CUM, 99.99),
        at("output", CUM, 100, AUG) | at("output", CUM, 100),
    ),
    "base_grows": (
        at("output", BASE, 100, AUG) | at("output", BASE, 99),
        at("output", BASE, 100, AUG) | at("output", BASE, 130),
    ),
    "months_add_up": (
        at("output", CUM, 100, AUG) | at("output", CUM, 130) | at("output", MONTH, 29.99),
        at("output", CUM, 100, AUG) | at("output", CUM, 130) | at("output", MONTH, 30),
    ),
    "base_is_last_year": (
        at("output", CUM, 100, 202509) | at("output", BASE, 99),
        at("output", CUM, 100, 202509) | at("output", BASE, 100),
    ),
    "share_jump": (
        HALVES | at("output", CUM, 61) | at("output", CUM, 39, firm="乙"),
        HALVES | at("output", CUM, 60) | at("output", CUM, 40, firm="乙"),
    ),
    "tech_share_jump": (
        at("tech_investment", CUM, 52.2, 202509) | at("investment", CUM, 100, 202509)
        | at("tech_investment", CUM, 63) | at("investment", CUM, 100),
        at("tech_investment", CUM, 52.2, 202509) | at("investment", CUM, 100, 202509)
        | at("tech_investment", CUM, 62) | at("investment", CUM, 100),
    ),
}  # fmt: skip


@pytest.mark.parametrize("code", FIRM_CASES)
def test_a_rule_triggers_and_does_not(judge, code):
    wrong, right = FIRM_CASES[code]
    found = judge(code, wrong)
    assert found, code
    assert judge(code, right) == []
    for one in found:
        assert one.text.endswith(("。", "！"))
        assert "{" not in one.text
        assert "—万" not in one.text
        assert one.place.period == SEP
        assert one.where


def test_a_finding_says_the_two_numbers_and_the_place(judge):
    wrong, _ = FIRM_CASES["tech_investment"]
    (one,) = judge("tech_investment", wrong)
    assert one.text == "甲的技改投资累计101万元大于工业投资累计100万元；请核对。"
    assert one.where == "甲 技改投资累计 2026年1—9月"
    assert (one.place.enterprise, one.place.indicator, one.place.measure) == ("甲", "tech_investment", CUM)
    assert (one.level, one.scope, one.origin) == ("强制", "表内", "shipped")


def test_the_share_of_another_period_is_a_share_too(judge):
    """What is looked up in the period before keeps its kind: no 万元 on a percentage."""
    firm, _ = FIRM_CASES["share_jump"]
    one = next(found for found in judge("share_jump", firm) if found.place.enterprise == "甲")
    assert "61.0%，上期是50.0%，" in one.text
    county, _ = FIRM_CASES["tech_share_jump"]
    (one,) = judge("tech_share_jump", county)
    assert "63.0%，上年同期是52.2%，" in one.text


def test_a_fen_is_seen(judge):
    over = at("tech_investment", CUM, 100.000001) | at("investment", CUM, 100)
    (one,) = judge("tech_investment", over)
    assert "100.000001万元大于工业投资累计100万元" in one.text


def test_missing_is_not_zero(judge):
    assert judge("tech_investment", at("tech_investment", CUM, 5)) == []
    assert judge("cum_month", at("output", MONTH, 5)) == []
    assert judge("growth_jump", at("output", CUM, 5) | at("output", BASE, 0)) == []


def test_no_month_before_the_first_period(judge):
    assert judge("cum_grows", at("output", CUM, 100, 202512) | at("output", CUM, 1, 202602)) == []


def test_power_falls_back_on_last_year_of_the_desk(judge):
    figures = pair("output", 111, 100) | at("power", CUM, 80) | at("power", CUM, 100, 202509)
    (one,) = judge("power_output", figures)
    assert one.text == ("甲的用电量增速-20.0%，工业总产值增速11.0%，方向相反，相差31.0个百分点；请核对。")


def test_the_base_must_be_what_a_closed_year_said(judge):
    figures = at("output", CUM, 100, 202509) | at("output", BASE, 99)
    assert judge("base_is_closed_year", figures) == []
    closed = Beside(closed=frozenset({202509}))
    (one,) = judge("base_is_closed_year", figures, beside=closed)
    assert (one.level, one.liftable) == ("强制", True)
    assert "99万元" in one.text
    assert "100万元" in one.text
    assert judge("base_is_closed_year", figures | at("output", BASE, 100), beside=closed) == []
    assert judge("base_is_last_year", figures, beside=closed) == []


def firm(name="甲", **more):
    return Enterprise(id=name, unit="610981", name=name, **more)


REGISTER_CASES = {
    "code_length": (firm(code=GOOD[:17]), firm(code=GOOD)),
    "code_check": (firm(code=BAD), firm(code=GOOD)),
    "phone": (firm(), firm(phone="0915-0001")),
    "honours": (
        firm(honours="高新技术企业（有效期至2026年12月31日）"),
        firm(honours="高新技术企业（有效期至2027年12月）"),
    ),
    "staff_register": (firm(staff=100), firm(staff=30)),
}  # fmt: skip


@pytest.mark.parametrize("code", REGISTER_CASES)
def test_a_rule_about_the_register(judge, code):
    wrong, right = REGISTER_CASES[code]
    figures = at("staff", STOCK, 40)
    (found,) = judge(code, figures, firms=[wrong])
    assert "甲" in found.text
    assert judge(code, figures, firms=[right]) == []


def test_a_firm_without_a_code_has_no_wrong_one(judge):
    assert judge("code_length", at("output", CUM, 1), firms=[firm()]) == []
    assert judge("code_check", at("output", CUM, 1), firms=[firm()]) == []


def test_many_firms_are_one_finding(judge):
    firms = [firm(f"企业{n}") for n in range(7)]
    (one,) = judge("phone", at("output", CUM, 1, firm="企业0"), firms=firms)
    assert "企业0、企业1、企业2、企业3、企业4等7户" in one.text
    assert one.place.enterprise == ""


def test_nothing_with_a_reason_is_not_missing(judge):
    beside = Beside(absences={(SEP, "甲"): "停产检修"})
    assert judge("silent", at("revenue", CUM, 1), beside=beside) == []


# -- sums and official figures: the seeds' own figures (domain §3.9) ------------------------------

YI, WAN = 10**10, 10**6
SEED_001 = (
    pair("output", 1417600, 1194700, 202608)  # 141.76亿, +18.66 %
    | at("tax", CUM, 17100, 202608)
    | at("investment", CUM, 356600, 202608)
    | at("tech_investment", CUM, 341900, 202608)
)
SAID_001 = {
    (202608, "output_forecast"): 155 * YI,
    (202608, "output_forecast_growth"): 2600,
    (202608, "tax_forecast"): 18 * YI // 10,
}


@pytest.mark.parametrize(
    ("code", "numbers"),
    [
        ("forecast_output", ("1,550,000万元", "1,417,600万元", "33,100.0万元", "177,200.0万元")),
        ("forecast_growth", ("26.0%", "1,230,158.7万元", "1,194,700万元")),
        ("forecast_tax", ("18,000万元", "17,100万元", "225.0万元", "2,137.5万元")),
        ("tech_share_total", ("341,900万元", "356,600万元", "95.9%")),
    ],
)
def test_the_seeds_own_figures_are_caught(judge, code, numbers):
    (one,) = judge(code, SEED_001, beside=Beside(SAID_001))
    assert one.level == "核实"
    for number in numbers:
        assert number in one.text


@pytest.mark.parametrize("code", ["forecast_output", "forecast_growth", "forecast_tax", "forecast_reached"])
def test_a_likely_forecast_passes(judge, code):
    said = {(202608, "output_forecast"): 212 * YI, (202608, "output_forecast_growth"): 1866,
            (202608, "tax_forecast"): 26 * YI // 10}  # fmt: skip
    assert judge(code, SEED_001, beside=Beside(said)) == []


def test_a_forecast_below_what_is_done(judge):
    (one,) = judge("forecast_reached", SEED_001, beside=Beside({(202608, "output_forecast"): 140 * YI}))
    assert "1,400,000万元，小于2026年1—8月已完成的1,417,600万元" in one.text


def test_sums_against_the_statistics_office(judge):
    figures = pair("output", 100, 90) | pair("output", 130, 110, firm="乙")
    assert judge("official_output", figures, beside=Beside({(SEP, "output_official"): 231 * WAN})) == []
    (one,) = judge("official_output", figures, beside=Beside({(SEP, "output_official"): 232 * WAN}))
    assert "230万元" in one.text
    assert "-2万元" in one.text
    assert judge("official_growth", figures, beside=Beside({(SEP, "output_growth"): 1500})) == []
    (one,) = judge("official_growth", figures, beside=Beside({(SEP, "output_growth"): 50}))
    assert "15.0%" in one.text
    assert "0.5%" in one.text


def test_parts_that_are_not_their_total_are_caught_by_a_county_rule():
    """恒口 96 = 1+29+38+15+13 and 高新 52.01+12.23 = 64.24 hold; 10+3+3 of 30 do not."""

    @record("parts", "分项", travels="home")
    class Part(Record):
        name: str = column("名称", TEXT)
        total: int = column("合计", quantity("万㎡", 2))
        one: int = column("标准厂房", quantity("万㎡", 2))
        other: int = column("配套用房", quantity("万㎡", 2))

        def title(self):
            return self.name

    words = Vocabulary({}, {"parts": Part})
    rule = CheckRule(id="r", code="parts", name="分项之和", level="强制", over="parts",
                     holds="标准厂房 + 配套用房 = 合计",
                     text="{名称}的分项之和{标准厂房 + 配套用房}，合计{合计}；请核对。")  # fmt: skip
    rules = rule_book(words, [rule], files=()).rules
    size = 10**6
    sound = Part(id="1", name="高新", total=6424 * size // 100, one=5201 * size // 100, other=1223 * size // 100)
    wrong = Part(id="2", name="某园区", total=30 * size, one=10 * size, other=6 * size)
    (found,) = judge_records(rules, {"parts": [sound, wrong]}, SEP)
    assert found.text == "某园区的分项之和16万㎡，合计30万㎡；请核对。"


# -- ledgers -------------------------------------------------------------------------------------


def project(**money):
    return Project(id="p", unit="610981", name="某项目", **{key: value * WAN for key, value in money.items()})


LEDGER_CASES = {
    "project_month": (project(done=9, month_done=10), project(done=10, month_done=10)),
    "project_total": (project(done=11, total=10), project(done=10, total=10)),
    "project_plan": (project(plan=11, total=10), project(plan=10, total=10)),
}


@pytest.mark.parametrize("code", LEDGER_CASES)
def test_a_rule_about_a_ledger(book, code):
    rules = [rule for rule in book.rules if rule.code == code]
    wrong, right = LEDGER_CASES[code]
    (found,) = judge_records(rules, {"projects": [wrong]}, SEP)
    assert "10万元" in found.text
    assert found.place.record == "p"
    assert judge_records(rules, {"projects": [right]}, SEP) == []


PROMISE = {"number": "1", "enterprise": "甲公司", "intensity": 300, "tax": 30}
PLANT = {"park": "甲园", "number": "1#", "area": 10_000}
FIRM_YEAR = {"enterprise": "甲公司", "year": 2025}
PARK_001 = {
    "park": "甲", "period": 202608, "output": 14_176 * YI // 100, "output_growth": 1866, "year_output": 155 * YI,
    "year_growth": 2600, "tax": 171 * YI // 100, "year_tax": 18 * YI // 10,
}  # fmt: skip
PLAIN_CASES = {
    "plant_occupied": (Plant, PLANT, {"occupied": 10_001}, {"occupied": 10_000}),
    "plant_signed": (Plant, {**PLANT, "occupied": 6000}, {"signed": 4001}, {"signed": 4000}),
    "plant_area": (Plant, PLANT, {"area": 0}, {}),
    "lease_end": (Lease, {"park": "甲园", "number": "1#", "tenant": "乙"}, {}, {"ends": "2026-12-31"}),
    "parcel_revived": (Parcel, {"number": "1", "area": 100}, {"revived": 101}, {"revived": 100}),
    "promise_intensity": (Promise, PROMISE, {"actual_intensity": 299}, {"actual_intensity": 300}),
    "promise_tax": (Promise, PROMISE, {"actual_tax": 29}, {"actual_tax": 30}),
    "promise_check": (Promise, PROMISE, {"check_on": "2026-09-29"}, {"check_on": "2026-09-30"}),
    "enclave_units": (
        Enclave,
        {"project": "甲", "year": 2026, "out_unit": "甲县"},
        {"in_unit": "甲县"},
        {"in_unit": "乙区"},
    ),
    "norm_share": (
        Norm,
        {"code": "a", "part": "飞地", "name": "以后归飞出地的比例", "measure": "%"},
        {"number": 101},
        {"number": 100},
    ),
    "housing_used": (Housing, {"park": "甲", "name": "乙", "flats": 10}, {"used": 11}, {"used": 10}),
    "park_built": (Park, {"name": "甲", "planned": 10}, {"built": 11}, {"built": 10}),
    "park_above": (Park, {"name": "甲", "firms": 10}, {"above": 11}, {"above": 10}),
    "park_month_tech": (ParkMonth, {"park": "甲", "period": 202608, "investment": 10}, {"tech": 11}, {"tech": 10}),
    "park_month_tech_share": (ParkMonth, {**PARK_001, "investment": 3566}, {"tech": 3419}, {"tech": 3000}),
    "park_month_year_output": (ParkMonth, {**PARK_001, "output": 10}, {"year_output": 9}, {"year_output": 10}),
    "park_month_rest_output": (ParkMonth, PARK_001, {}, {"year_output": 215 * YI}),
    "park_month_year_growth": (ParkMonth, PARK_001, {}, {"year_output": 215 * YI, "year_growth": 1900}),
    "park_month_year_tax": (ParkMonth, PARK_001, {}, {"year_tax": 26 * YI // 10}),
    "reward_paid": (Reward, {"project": "甲", "milestone": "主体完工", "amount": 10}, {"paid": 11}, {"paid": 10}),
    "pool_shares": (Pool, {"product": "甲", "size": 1, "bank_share": 8000}, {"own_share": 3000}, {"own_share": 2000}),
    "fund_arrived": (Fund, {"year": 2026, "name": "甲", "approved": 10}, {"arrived": 11}, {"arrived": 10}),
    "benchmark_score": (
        Benchmark,
        {"subject": "甲", "year": 2026, "item": "一", "full": 9},
        {"score": 10},
        {"score": 9},
    ),
    "acreage_tax": (Acreage, FIRM_YEAR, {"tax": -1}, {"tax": 0}),
    "acreage_land": (Acreage, {**FIRM_YEAR, "own_land": 10}, {"let_land": 11}, {"let_land": 10}),
    "scheme_shares": (Scheme, {"name": "甲", "year": 2025}, {"share_c": 10_001}, {}),
    "entry_scores": (Entry, {"project": "甲"}, {"fit": 10_001}, {"fit": 10_000}),
}


def plain(code, which):
    ledger, common, *changes = PLAIN_CASES[code]
    whose = {"unit": "610981"} if any(c.key == "unit" for c in ledger.COLUMNS) else {}
    return ledger(**{"id": "r", **whose, **common, **changes[which]})


@pytest.mark.parametrize("code", PLAIN_CASES)
def test_a_rule_about_a_plain_ledger(book, code):
    (rule,) = (rule for rule in book.rules if rule.code == code)
    wrong, right = plain(code, 0), plain(code, 1)
    (found,) = judge_records([rule], {rule.over: [wrong]}, SEP)
    assert wrong.title() in found.text
    assert found.text.endswith("。")
    assert judge_records([rule], {rule.over: [right]}, SEP) == []


def test_occupied_floor_is_not_more_than_built(book):
    rules = [rule for rule in book.rules if rule.code == "plant_occupied"]
    (found,) = judge_records(rules, {"plants": [plain("plant_occupied", 0)]}, SEP)
    assert (found.level, found.text) == ("强制", "厂房“甲园 1#”已入驻面积100.01㎡，大于建筑面积100㎡；请核对。")


def test_a_park_that_cannot_be_is_told_as_seed_001_was(book):
    rules = [rule for rule in book.rules if rule.over == "park_months"]
    seed = ParkMonth(id="r", unit="610981", investment=3566 * YI // 100, tech=3419 * YI // 100, **PARK_001)
    found = judge_records(rules, {"park_months": [seed]}, 202612)  # the row's own month counts, not the one open
    assert sorted(one.rule for one in found) == [
        "park_month_rest_output", "park_month_tech_share", "park_month_year_growth", "park_month_year_tax",
    ]  # fmt: skip
    assert "上年同期产值1194673.9万元" in next(one.text for one in found if one.rule.endswith("growth")).replace(
        ",", ""
    )


# -- the book ------------------------------------------------------------------------------------


def test_every_shipped_rule_is_tried_here(book):
    tried = {*FIRM_CASES, *REGISTER_CASES, *LEDGER_CASES, "base_is_closed_year", "forecast_output", "forecast_growth",
             "forecast_tax", "forecast_reached", "official_output", "official_growth", *PLAIN_CASES}  # fmt: skip
    assert tried >= {rule.code for rule in book.rules}
    assert {rule.level for rule in book.rules} == set(LEVELS)
    assert {rule.scope for rule in book.rules} == set(SCOPES)
    assert len({rule.code for rule in book.rules}) == len(book.rules)
    assert book.faults == ()


def test_shipped_rules_speak_only_of_known_tables():
    tables = {
        entry.get("over", "firm")
        for path in shipped_files()
        for entry in tomllib.loads(path.read_text("utf-8"))["rule"]
    }
    assert tables <= {"firm", "total", "plants", *LEDGERS}
