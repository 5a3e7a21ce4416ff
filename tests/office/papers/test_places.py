"""T3, T9, T10, 亩均 and lists of ledgers: from the desk to the value, with own arithmetic."""

from __future__ import annotations

import pytest

from parkdesk.errors import ReportError
from parkdesk.office import acreage, reporting
from parkdesk.office.desks import create_desk
from parkdesk.office.editing import save_record
from parkdesk.periods import Period
from parkdesk.records import Acreage, Fund, Parcel, Plant, Target
from parkdesk.reports.values import Table, cell_text

SEP = Period(2026, 9)
WAN = 10**6


@pytest.fixture
def desk(tmp_path):
    with create_desk(tmp_path / "a.parkdesk", "610981", "旬阳市经贸局", "county", "陈晓兰") as store:
        yield store


def put(store, *records):
    for record in records:
        save_record(store, None, record)


def tables(report):
    return [block for block in report.blocks if isinstance(block, Table)]


def texts(row):
    return [cell_text(cell) for cell in row.cells]


def test_t9_lists_every_building_and_reproduces_the_roll_up(desk):
    put(
        desk,
        Plant(
            id="a",
            unit="610981",
            park="甲园",
            number="A",
            use="标准厂房",
            blocks=59,
            area=52_010_000,
            occupied=26_005_000,
        ),
        Plant(id="b", unit="610981", park="甲园", number="B", use="配套用房", blocks=8, area=12_230_000),
        Plant(id="c", unit="610981", park="乙园", number="C", state="在建", blocks=37, area=60_980_000),
    )
    listed, summed = tables(reporting.build(desk, "plants", SEP))
    assert len(listed.rows) == 4
    rows = {(one[0], one[1]): one[2:] for one in map(texts, summed.rows)}
    assert rows["已建", "小计"][:2] == ["67", "64.24"]
    assert rows["已建", "标准厂房"] == ["59", "52.01", "26.01", "0.00", "26.01"]
    assert rows["在建", "小计"][-1] == ""
    assert "入驻率50.0%" in summed.note
    one_park = reporting.build(desk, "plants", SEP, reporting.ReportOptions(whom="乙园"))
    assert len(tables(one_park)[0].rows) == 2


def test_t10_states_the_rate_of_revival(desk):
    put(desk, Parcel(id="a", unit="610981", number="1", area=53_900, revived=12_000, measure="司法拍卖"))
    (table,) = tables(reporting.build(desk, "idle_land", SEP))
    assert "22.3%" in table.note
    assert texts(table.rows[-1])[4] == "539.0"


def test_t3_puts_every_target_beside_what_was_reached(desk):
    put(
        desk,
        Target(id="t", unit="610981", year=2026, indicator="new_plants", name="新建标准化厂房", measured_in="万㎡",
               amount=10 * WAN, issuer="610900"),
        Plant(id="a", unit="610981", park="甲", number="A", area=4 * WAN, finished="2026-03"),
        Plant(id="b", unit="610981", park="甲", number="B", area=9 * WAN, finished="2025-12"),
    )  # fmt: skip
    report = reporting.build(desk, "targets", SEP)
    (table,) = tables(report)
    assert texts(table.rows[0]) == ["1", "旬阳市", "10.00", "4.00", "40.0", "−35.0", "1"]


def test_a_firm_is_told_its_score_line_by_line(desk):
    with pytest.raises(ReportError, match="还没有亩均评价方案"):
        reporting.build(desk, "acreage", SEP)
    common = {"own_land": 1000, "revenue": 100 * WAN, "added": 50 * WAN, "staff": 10, "energy": 1000, "carbon": 1000,
              "research": WAN}  # fmt: skip
    for name, tax in (("甲公司", 30), ("乙公司", 10)):
        put(desk, Acreage(id=name, unit="610981", year=2025, enterprise=name, tax=tax * WAN, **common))
    acreage.adopt(desk, "ankang", 2025)
    found = acreage.appraise(desk, "安康县域园区通用（试行模板）", 2025)
    assert [(one.firm.enterprise, one.total, one.grade) for one in found.firms] == [
        ("甲公司", 11_750, "A"), ("乙公司", 8250, "B"),
    ]  # fmt: skip
    letter = reporting.build(desk, "acreage_letters", SEP, reporting.ReportOptions(whom="乙公司"))
    assert letter.addressee == "乙公司："
    assert "82.50分" in letter.blocks[0].text
    assert texts(tables(letter)[0].rows[0]) == ["亩均税收", "1.00万元/亩", "2.0000", "17.50"]
    assert len(reporting.build(desk, "acreage_letters", SEP).more) == 1


def test_a_plain_ledger_is_listed_with_its_sums(desk):
    put(
        desk,
        Fund(id="a", unit="610981", year=2026, name="技改专项", level="省", arrived=300 * WAN),
        Fund(id="b", unit="610981", year=2026, name="外贸补贴", level="省", arrived=200 * WAN),
    )
    (table,) = tables(reporting.build(desk, "funds", SEP))
    assert [column.title for column in table.columns] == ["序号", "年份", "专项名称", "级别", "到位金额（万元）"]
    assert texts(table.rows[-1]) == ["", "合计", "", "", "500.00"]
    with pytest.raises(ReportError, match="惠企政策兑现情况表"):
        reporting.build(desk, "payouts", SEP)
