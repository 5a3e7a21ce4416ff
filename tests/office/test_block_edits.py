from __future__ import annotations

import datetime as dt

import pytest

from parkdesk.office.block_edits import CellEdit, plan_cells
from parkdesk.plan import Plan, RecordChange, Source
from parkdesk.records import Enterprise
from parkdesk.records.kinds import LAND, shown_in
from parkdesk.store import Store, new_desk_info

FIRMS = (
    Enterprise(id="a", unit="610981", name="旬阳甲茶业有限公司", code="91610928MA70K0001X", staff=100),
    Enterprise(id="b", unit="610981", name="旬阳乙建材有限公司", land=1250),
    Enterprise(id="c", unit="610981", name="旬阳丙铸造有限公司"),
)


@pytest.fixture
def desk(tmp_path):
    info = new_desk_info("610981", "旬阳市经贸局", "county")
    made = Store.create(tmp_path / "a.parkdesk", info, "甲", clock=lambda: dt.datetime(2026, 10, 1, 9))
    made.apply(Plan(Source("x"), tuple(RecordChange(None, firm) for firm in FIRMS)))
    yield made
    made.close()


def typed(desk, *cells, **more):
    return plan_cells(desk, Enterprise, [CellEdit(*cell) for cell in cells], **more)


def reasons(made):
    return [(cell.record, cell.column, cell.reason) for cell in made.refused]


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        ("staff", " １，２３４ ", 1234),
        ("staff", "(5)", -5),
        ("staff", "", None),
        ("land", "12.5", 1250),
        ("name", " 旬阳 丁食品 有限公司\u3000", "旬阳丁食品有限公司"),
        ("phone", "１３９１２３４５６７８", "13912345678"),
        ("registered_on", "2019.3.5", "2019-03-05"),
        ("registered_on", "20190305", "2019-03-05"),
        ("registered_on", "２０１９年３月５日", "2019-03-05"),
        ("registered_on", "3/5", "2026-03-05"),
        ("registered_on", "9月30号", "2026-09-30"),
        ("registered_on", "19-3-5", "2019-03-05"),
        ("code", "91610928ma70k0009x ", "91610928MA70K0009X"),
    ],
)
def test_cells_are_read_as_clerks_type_them(desk, column, text, value):
    made = typed(desk, ("a", column, text))
    assert made.refused == ()
    desk.apply(made.plan)
    assert getattr(desk.find(Enterprise, "a"), column) == value


@pytest.mark.parametrize(
    ("column", "text", "reason"),
    [
        ("staff", "很多", "不是数字"),
        ("staff", "1.5", "应为整数"),
        ("staff", "9" * 40, "位数太多"),
        ("name", "  ", "不能为空"),
        ("registered_on", "2月30日", "没有“2026-2-30”这一天"),
        ("code", "9.16E+17", "后几位已丢失"),
    ],
)
def test_a_bad_cell_is_told_and_the_rest_goes_in(desk, column, text, reason):
    made = typed(desk, ("a", column, text), ("a", "town", "城关镇"), ("b", "town", "吕河镇"))
    assert [(cell.record, cell.column, cell.text) for cell in made.refused] == [("a", column, text)]
    assert reason in made.refused[0].reason
    assert made.cells == 2
    changes = desk.apply(made.plan)
    assert [firm.town for firm in desk.select(Enterprise)] == ["城关镇", "吕河镇", ""]
    desk.undo(changes.import_id)
    assert desk.select(Enterprise) == list(FIRMS)


def test_what_changes_nothing_writes_nothing(desk):
    assert typed(desk, ("a", "staff", "100"), ("b", "land", "12.50")).plan.is_empty


def test_a_code_that_another_firm_has_stays_out_wherever_it_stands(desk):
    code = FIRMS[0].code
    made = typed(desk, ("b", "code", code), ("b", "town", "吕河镇"))
    assert reasons(made) == [("b", "code", "与“旬阳甲茶业有限公司”重复")]
    assert made.plan.records[0].after.town == "吕河镇"
    twice = typed(desk, ("b", "code", "91610928MA70K0007X"), ("c", "code", "91610928MA70K0007X"))
    assert reasons(twice) == [("c", "code", "与“旬阳乙建材有限公司”重复")]
    moved = typed(desk, ("a", "code", "91610928MA70K0007X"), ("b", "code", code))
    assert moved.refused == ()
    desk.apply(moved.plan)
    assert desk.verify() == []


def test_rows_are_added_and_what_lacks_a_name_is_told(desk):
    added = [
        [CellEdit("", "name", "旬阳戊矿业有限公司", 3), CellEdit("", "staff", "8", 3)],
        [CellEdit("", "name", "", 4), CellEdit("", "staff", " ", 4)],
        [CellEdit("", "name", " ", 5), CellEdit("", "staff", "9", 5)],
        [CellEdit("", "name", "旬阳乙建材有限公司", 6)],
    ]
    made = typed(desk, added=added)
    assert [(cell.where, cell.reason) for cell in made.refused] == [
        ("第6行", "这一行没有企业名称，没有新增"), ("第7行", "与“旬阳乙建材有限公司”重复"),
    ]  # fmt: skip
    desk.apply(made.plan)
    assert [(f.name, f.unit, f.staff) for f in desk.select(Enterprise)][3:] == [("旬阳戊矿业有限公司", "610981", 8)]


def test_figures_are_read_in_the_unit_that_is_shown(desk):
    made = typed(desk, ("a", "land", "6666.67"), kinds={"land": shown_in(LAND, "㎡")})
    assert made.plan.records[0].after.land == 1000


def test_a_doubtful_code_goes_in_with_a_finding(desk):
    made = typed(desk, ("b", "code", "91610928MA70K00091"))
    assert [finding.rule for finding in made.plan.findings] == ["code"]
    assert made.plan.records[0].after.code == "91610928MA70K00091"


def test_work_can_be_stopped(desk):
    class StopError(Exception):
        pass

    def tick(_fraction):
        raise StopError

    with pytest.raises(StopError):
        typed(desk, ("a", "staff", "1"), tick=tick)
