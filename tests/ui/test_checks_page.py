from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QMessageBox

from parkdesk.office import checking, editing, periods
from parkdesk.office.desks import create_desk
from parkdesk.periods import Period
from parkdesk.plan import FactChange, Plan, RecordChange, Source
from parkdesk.records import CheckRule, Enterprise, Explanation, Measure, Parcel, Registration
from parkdesk.store import new_id
from tests.ui.conftest import WAN
from ui.dialogs.explanation import ExplanationDialog
from ui.dialogs.reason import ReasonDialog
from ui.dialogs.revisions import RevisionsDialog
from ui.dialogs.rules import RulesDialog
from ui.main_window import MainWindow
from ui.models.check_rows import target_of
from ui.models.month_model import FIRST_FIGURE
from ui.pages.checks import _CLEAN, _NARROWED, _NO_DATA, _TABLE, ChecksPage

SEPTEMBER = Period(2026, 9)
BROKEN = "旬阳单氏茶业有限公司的技改投资累计101万元大于工业投资累计100万元；请核对。"


def put(store, firm, indicator, value, period=SEPTEMBER.key):
    old = store.facts.slice(period).get((indicator, firm, Measure.CUM))
    return store.apply(
        Plan(Source("form"), facts=(FactChange(indicator, period, firm, int(Measure.CUM), old, value * WAN),))
    )


def break_it(store):
    put(store, "a", "investment", 100)
    return put(store, "a", "tech_investment", 101)


def add_rule(store, level, **changes):
    values = {"holds": "工业总产值.累计 >= 100000", "text": "{企业}产值{工业总产值.累计}，不到十亿元。", **changes}
    rule = CheckRule(id=new_id(), code=f"own_{level}", name="产值不小于十亿", level=level, **values)
    return checking.save_rule(store, None, rule)


@pytest.fixture
def held():
    """Hold pages until the worker let go of them: who lets go last frees them, and Qt wants that to be this thread."""
    pages = []
    yield pages
    for page in pages:
        page.desk.tasks.wait()


@pytest.fixture
def open_page(qtbot, settle, held):
    """Return an opener of the page that waits for its first check."""

    def open_one(desk):
        page = ChecksPage(desk)
        held.append(page)
        qtbot.addWidget(page)
        page.resize(1270, 700)
        page.show()
        settle(desk)
        return page

    return open_one


def texts(page):
    rows = page.table.rows
    return [[rows.index(r, c).data() for c in range(rows.columnCount())] for r in range(rows.rowCount())]


def counts(page):
    return {label.text(): figure.text() for label, figure in page.counts._pairs}


def stand_on(page, rule):
    rows = page.table.rows
    page.table.choose(next(n for n in range(rows.rowCount()) if rows.row(n).judged.noticed.rule == rule))


def click(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_findings_stand_worst_first_and_are_counted(open_page, desk, store):
    break_it(store)
    add_rule(store, "核实")
    page = open_page(desk)
    QAbstractItemModelTester(page.table.rows, QAbstractItemModelTester.FailureReportingMode.Fatal)
    expected = checking.check(store, SEPTEMBER)
    assert [row[2] for row in texts(page)] == [one.noticed.text for one in expected.findings]
    assert texts(page)[0][:3] == ["强制", "旬阳单氏茶业有限公司", BROKEN]
    assert page.sentence.text().startswith(BROKEN)
    assert counts(page) == {
        "强制": "1 条",
        "核实": f"{len(expected.of('核实'))} 条",
        "提示": f"{len(expected.of('提示'))} 条",
        "已写说明": "0 条",
        "能不能上报": "1 条拦住",
    }


def test_one_level_at_a_time(open_page, desk, store, qtbot):
    break_it(store)
    add_rule(store, "核实")
    page = open_page(desk)
    page.level.setCurrentText("强制")
    page.level.picked.emit()
    assert [row[0] for row in texts(page)] == ["强制"]
    checking.save_rule(store, store.select(CheckRule)[0], None)
    desk.bus.announce(put(store, "a", "tech_investment", 100))
    qtbot.waitUntil(lambda: page._stack.currentIndex() != _TABLE)
    assert page._stack.currentIndex() == (_NARROWED if page._rows else _CLEAN)
    page._on_clear()
    assert len(texts(page)) == len(page._rows)


@pytest.fixture
def open_window(qtbot, desk, settle, held):
    """Open the whole window on 审核, so that a finding can lead to another page."""

    def opened():
        window = MainWindow(desk)
        held.append(window)
        qtbot.addWidget(window)
        window.show()
        page = window.page("checks")
        settle(desk)
        return window, page

    return opened


def test_enter_and_a_double_click_lead_to_the_cell(qtbot, store, open_window):
    break_it(store)
    window, page = open_window()
    stand_on(page, page._rows[0].judged.noticed.rule)
    with qtbot.waitSignal(page.item_wanted):
        qtbot.keyClick(page.table, Qt.Key.Key_Return)
    months = window._pages["months"]
    assert window._stack.currentWidget() is months
    cell = months.model.cell(months.table.currentIndex())
    target = target_of(page._rows[0].judged)
    assert cell.firm.id == "a"
    assert (
        cell.column
        == months.model.columns[months.model.column_of((target.indicator, Measure(target.measure))) - FIRST_FIGURE]
    )
    window.open_page("checks")
    place = page.table.visualRect(page.table.rows.index(0, 2)).center()
    with qtbot.waitSignal(page.item_wanted):
        qtbot.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))
        qtbot.mouseDClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))
    assert window._stack.currentWidget() is months


def test_a_double_click_opens_the_ledger_on_its_row(qtbot, desk, store, settle, open_window):
    for number, revived in (("1", 0), ("2", 200)):
        parcel = Parcel(id=f"parcel{number}", unit="610981", number=number, area=100, revived=revived)
        editing.save_record(store, None, parcel)
    window, page = open_window()
    stand_on(page, "parcel_revived")
    place = page.table.visualRect(page.table.currentIndex()).center()
    qtbot.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))
    qtbot.mouseDClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))
    settle(desk)
    assert window._stack.currentWidget() is window._pages["parks"]
    view = window._pages["parks"].ledger("parcels")
    assert view.panel.record_id() == "parcel2"
    at = view.table.currentIndex()
    assert (view.model.id_at(at.row()), view.model.columns[at.column()].key) == ("parcel2", "revived")


def test_an_explanation_is_typed_and_offered_next_month(open_page, desk, store, qtbot, hands, settle):
    add_rule(store, "强制", liftable=True)
    page = open_page(desk)
    stand_on(page, "own_强制")
    firm = page.table.current().judged.noticed.place.enterprise
    before = sum(row.judged.blocks for row in page._rows)

    def say(dialog):
        assert dialog.text() == ""
        assert not dialog.save.isEnabled()
        hands.write(dialog.words, "小企业，就是这么多")
        hands.click(dialog.save)

    hands.expect(ExplanationDialog, say)
    with qtbot.waitSignal(desk.bus.changed):
        qtbot.keyClick(page.table, Qt.Key.Key_F2)
    settle(desk)
    assert [(one.enterprise, one.text) for one in store.select(Explanation)] == [(firm, "小企业，就是这么多")]
    assert page.table.current().judged.explanation == "小企业，就是这么多"  # stays where it stood
    assert sum(row.judged.blocks for row in page._rows) == before - 1
    page.unexplained.setChecked(True)
    assert firm not in [page.table.rows.row(n).firm for n in range(page.table.rows.rowCount())]
    page.unexplained.setChecked(False)

    desk.bus.announce(put(store, firm, "output", 1300, period=202610))
    page.picker.set_periods([202609, 202610], Period(2026, 10))
    page._on_picked()
    settle(desk)
    stand_on(page, "own_强制")
    assert "上次：小企业，就是这么多" in texts(page)[page.table.currentIndex().row()]

    def agree(dialog):
        assert dialog.text() == "小企业，就是这么多"
        hands.click(dialog.save)

    hands.expect(ExplanationDialog, agree)
    click(qtbot, page.explain)
    assert {one.period for one in store.select(Explanation)} == {202609, 202610}
    settle(desk)
    hands.expect(ExplanationDialog, hands.press("删去说明"))
    click(qtbot, page.explain)
    assert {one.period for one in store.select(Explanation)} == {202609}


def test_a_contradiction_cannot_be_explained_away(open_page, desk, store, qtbot, hands):
    break_it(store)
    page = open_page(desk)

    def read(box):
        assert "不能用说明放行：请改正数据" in box.text()
        hands.press("知道了")(box)

    hands.expect(QMessageBox, read)
    click(qtbot, page.explain)
    hands.check()
    assert store.select(Explanation) == []


def test_a_period_goes_its_way_by_buttons(open_page, desk, store, qtbot, hands, settle):
    page = open_page(desk)
    line = page.standing
    assert "● 未审核" in line.way.text()
    click(qtbot, line.checked)
    settle(desk)
    assert "● 审核通过" in line.way.text()
    click(qtbot, line.seal)
    settle(desk)
    assert "● 已封存" in line.way.text()
    assert periods.standing(store, SEPTEMBER).is_closed

    def why(dialog):
        assert not dialog.save.isEnabled()
        hands.write(dialog.reason.lineEdit(), "企业更正")
        hands.click(dialog.save)

    hands.expect(ReasonDialog, why)
    click(qtbot, line.unseal)
    settle(desk)
    assert not periods.standing(store, SEPTEMBER).is_closed
    assert "● 未审核" in line.way.text()
    assert "原因：企业更正" in line.more.text()


@pytest.mark.parametrize(
    ("button", "sentence"),
    [("checked", "还有1条强制性审核问题，不能记为已审核"), ("seal", "还有1条强制性审核问题，不能封存"),
     ("unseal", "没有封存，不用解封")],
)  # fmt: skip
def test_a_refusal_is_one_sentence(open_page, desk, store, qtbot, hands, settle, button, sentence):
    break_it(store)
    page = open_page(desk)
    told = []

    def read(box):
        told.append(box.text())
        hands.press("知道了")(box)

    hands.expect(QMessageBox, read)
    click(qtbot, getattr(page.standing, button))
    settle(desk)
    qtbot.waitUntil(lambda: bool(told))
    assert sentence in told[0]
    assert "● 未审核" in page.standing.way.text()


def test_f10_checks_again(open_page, desk, store, qtbot, settle):
    page = open_page(desk)
    break_it(store)  # nobody announced it
    assert BROKEN not in [row[2] for row in texts(page)]
    with qtbot.waitActive(page):
        page.activateWindow()
    qtbot.keyClick(page, Qt.Key.Key_F10)
    settle(desk)
    assert BROKEN in [row[2] for row in texts(page)]


def test_what_changes_while_it_is_hidden_is_checked_when_it_is_shown(open_page, desk, store, settle):
    page = open_page(desk)
    page.hide()
    desk.bus.announce(break_it(store))
    assert not desk.tasks.is_busy()
    page.show()
    settle(desk)
    assert texts(page)[0][2] == BROKEN


def test_a_rule_that_cannot_be_used_is_told(open_page, desk, store):
    broken = CheckRule(id="x", code="bad", name="坏", level="核实", holds="出口额.累计 > 1", text="坏")
    store.apply(Plan(Source("test"), (RecordChange(None, broken),)))
    page = open_page(desk)
    assert "不能用" in page.faults.text()
    assert page.faults.isVisible()


def test_an_empty_desk_says_what_to_do(open_page, make_desk, empty_store, qtbot):
    page = open_page(make_desk(empty_store))
    assert page._stack.currentIndex() == _NO_DATA
    assert not page.standing.isVisible()
    with qtbot.waitSignal(page.page_wanted) as asked:
        page._stack.currentWidget().acted.emit()
    assert asked.args == ["exchange"]


def test_a_city_sends_a_unit_back_and_lets_it_pass(open_page, make_desk, tmp_path, qtbot, hands, settle):
    with create_desk(tmp_path / "市.parkdesk", "610900", "安康市工信局", "city", "周文") as city:
        firm = Enterprise(id="a", unit="610981", name="旬阳单氏茶业有限公司")
        there = Registration(id="r", enterprise="a", year=2026, status="在库", from_period=202600)
        city.apply(
            Plan(
                Source("test"),
                (RecordChange(None, firm), RecordChange(None, there)),
                (FactChange("output", SEPTEMBER.key, "a", int(Measure.CUM), None, 5 * WAN),),
            )
        )
        desk = make_desk(city)
        page = open_page(desk)
        assert page.unit.isVisible()
        assert page.standing.checked.isVisible()
        page.unit.setCurrentIndex(1)
        page.unit.picked.emit()
        settle(desk)
        assert not page.standing.checked.isVisible()
        hands.expect(ReasonDialog, lambda d: (hands.write(d.reason.lineEdit(), "缺报两户"), hands.click(d.save))[0])
        click(qtbot, page.standing.send_back)
        settle(desk)
        assert "● 已退回" in page.standing.way.text()
        assert "原因：缺报两户" in page.standing.more.text()
        click(qtbot, page.standing.accept)
        settle(desk)
        assert periods.standing(city, SEPTEMBER, "610981").label == "已通过"
        page.hide()


def test_what_changed_after_the_seal_is_listed(open_page, desk, store, hands, settle):
    page = open_page(desk)
    assert not page.standing.revised.isVisible()
    periods.seal(store, SEPTEMBER)
    firm = store.select(Enterprise)[0]
    changes = editing.correct_fact(
        store, "output", SEPTEMBER, firm.id, Measure.CUM, "1234", "企业更正", into_sealed=True
    )
    desk.bus.announce(changes)
    settle(desk)
    seen = []

    def read(dialog):
        rows = dialog.table.rows
        seen.extend(rows.data(rows.index(0, column)) for column in range(rows.columnCount()))
        dialog.accept()

    hands.expect(RevisionsDialog, read)
    page.standing.revised.click()
    hands.check()
    assert (seen[0], seen[1], seen[3], seen[6]) == (firm.name, "工业总产值累计（万元）", "1,234.00", "企业更正")


def test_whose_rule_says_so_narrows_the_findings(open_page, desk, store, settle):
    rule = CheckRule(id="c", origin="city", code="c", name="市里的", level="核实", holds="1 = 2", text="{企业}不对。")
    store.apply(Plan(Source("package"), (RecordChange(None, rule),)))
    page = open_page(desk)
    settle(desk)
    page.origin.setCurrentIndex(page.origin.findText("市级规则"))
    page.origin.picked.emit()
    assert {row[2].endswith("不对。") for row in texts(page)} == {True}


def test_the_rules_are_a_click_away(open_page, desk, hands, settle):
    page = open_page(desk)
    settle(desk)
    hands.expect(RulesDialog, hands.press("关闭"))
    page.rules.click()
    hands.check()
