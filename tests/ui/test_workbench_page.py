from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt

from parkdesk.office.month_entry import set_mark
from parkdesk.office.workbench import Item
from parkdesk.periods import Period
from parkdesk.plan import FactChange, Plan, Source
from parkdesk.records import CellMark, Measure
from ui.main_window import MainWindow
from ui.pages.workbench import WorkbenchPage

SEPTEMBER = Period(2026, 9)


@pytest.fixture
def page(qtbot, desk):
    made = WorkbenchPage(desk)
    qtbot.addWidget(made)
    made.resize(1270, 700)
    made.show()
    made.picker.set_periods([202609], SEPTEMBER)
    made._read()
    return made


def texts(table):
    rows = table.rows
    return [[rows.index(r, c).data() for c in range(rows.columnCount())] for r in range(rows.rowCount())]


def click(qtbot, table, row):
    place = table.visualRect(table.rows.index(row, 1)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))


def test_the_calendar_and_what_is_to_be_done(page):
    steps = texts(page.calendar)
    assert [step[1] for step in steps][:5] == ["企业报送", "审核", "登记市级发布数", "月分析和月通报", "上报数据包"]
    assert steps[0][3] == "已报 3 / 应报 4"
    assert ["缺报", "旬阳禾川建材有限公司", "1—9月产值没有报；没有登记联系方式"] in texts(page.list)
    assert [figure.text() for _, figure in page.headline._pairs] == [
        "0.23 亿元",
        "▼ -23.3%",
        "5 户（1 / 1）",
        "3 / 4 户",
    ]


def test_it_follows_what_is_written(page, desk):
    mark = CellMark(id="m", unit="610981", period=202609, enterprise="b", indicator="output", text="核实", follow=True)
    desk.bus.announce(set_mark(desk.store, mark))
    assert ["跟进", "旬阳鼎昇魔芋有限公司", "2026年1—9月工业总产值 核实"] in texts(page.list)
    fact = FactChange("output", 202609, "c", int(Measure.CUM), None, 4 * 10**8)
    desk.bus.announce(desk.store.apply(Plan(Source("form"), facts=(fact,))))
    assert "缺报" not in [line[0] for line in texts(page.list)]
    assert texts(page.calendar)[0][2:] == ["✓ 已办", "已报 4 / 应报 4"]


def test_findings_arrive_and_stand_first(page, qtbot, desk):
    fact = FactChange("output", 202608, "b", int(Measure.CUM), None, 900 * 10**6)
    desk.bus.announce(desk.store.apply(Plan(Source("form"), facts=(fact,))))  # 1—9月 is now less than 1—8月
    qtbot.waitUntil(lambda: "审核" in [line[0] for line in texts(page.list)], timeout=20_000)
    assert texts(page.list)[0][1].startswith("强制")


def test_the_person_stays_where_they_were_when_the_list_is_read_anew(page):
    things = [Item("silent", f"第{n}户") for n in range(30)]
    page.list.show_rows(things)
    page.list.setCurrentIndex(page.list.rows.index(20, 0))
    page.list.show_rows([Item("finding", "强制"), *things])  # a finding came in front
    assert page.list.rows.row(page.list.currentIndex()).text == "第20户"
    assert page.list.viewport().rect().contains(page.list.visualRect(page.list.currentIndex()).center())
    page.list.show_rows([one for one in things if one.text != "第20户"])  # it was done
    assert page.list.currentIndex().row() == 21
    page.list.show_rows(things[:3])
    assert page.list.currentIndex().row() == 2
    page.list.show_rows([])
    assert page.list.currentIndex().row() == -1


def test_each_thing_is_one_click_from_where_it_is_done(qtbot, desk):
    window = MainWindow(desk)
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    page = window.page("workbench")
    page.picker.set_periods([202609], SEPTEMBER)
    page._read()
    row = next(n for n, line in enumerate(texts(page.list)) if line[0] == "缺报")
    click(qtbot, page.list, row)
    months = window._pages["months"]
    assert window._stack.currentWidget() is months
    assert months.model.firm(months.table.currentIndex().row()).id == "c"
    window.open_page("workbench")
    click(qtbot, page.calendar, 0)
    assert window._stack.currentWidget() is months
    assert [months.model.firm(r).id for r in range(months.model.rowCount())] == ["c"]


def test_an_empty_desk_has_its_calendar_and_no_fault(qtbot, make_desk, empty_store):
    page = WorkbenchPage(make_desk(empty_store))
    qtbot.addWidget(page)
    page.show()
    assert page.calendar.rows.rowCount() >= 5
    assert page.chart.bars == ()


def test_a_new_desk_says_what_to_begin_with_and_no_figure_is_no_zero(qtbot, make_desk, empty_store):
    page = WorkbenchPage(make_desk(empty_store))
    qtbot.addWidget(page)
    page.show()
    assert [figure.text() for _, figure in page.headline._pairs][:2] == ["—", "—"]
    assert texts(page.list)[0] == ["开始", "还没有企业", "先导入企业名录，再导入月度产值表"]
    with qtbot.waitSignal(page.item_wanted) as asked:
        click(qtbot, page.list, 0)
    assert asked.args[0].page == "exchange"
