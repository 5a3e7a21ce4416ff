"""What stands before the ledgers: judged off the GUI thread, leading to the record."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from parkdesk.office import acreage
from parkdesk.office.editing import save_record
from parkdesk.office.goals import duty_matrix
from parkdesk.periods import Period
from parkdesk.records import AcreageResult, DutyTask, Lead, Lease, Parcel, Plant, Room, SchemeItem, SchemeScore, Target
from ui.dialogs.target import TargetDialog
from ui.pages.goals import GoalsPage
from ui.pages.nurture import NurturePage
from ui.pages.parks import ParksPage
from ui.pages.services import ServicesPage


def rows(board, number):
    return board.tables[number].rows


@pytest.fixture
def open_page(qtbot, desk, settle):
    def make(kind, *records):
        for record in records:
            save_record(desk.store, None, record)
        made = kind(desk)
        qtbot.addWidget(made)
        made.resize(1270, 700)
        made.show()
        settle(desk)
        return made

    return make


def test_the_parks_at_a_glance(open_page, desk, settle):
    plant = Plant(id="p", unit="610981", park="甲园", number="1#", area=1_000_000, occupied=250_000)
    room = Room(id="r", unit="610981", park="甲园", number="1#", floor="2", area=90_000)
    lead = Lead(id="l", unit="610981", name="新项目", stage="洽谈", area=80_000)
    parcel = Parcel(id="c", unit="610981", number="1", area=53_900, revived=12_000)
    lease = Lease(id="z", unit="610981", park="甲园", number="1#", floor="9", tenant="乙公司")
    page = open_page(ParksPage, plant, room, lead, parcel, lease)
    board = page.look()
    said = [figure.text() for _, figure in board.headline._pairs]
    assert said[0] == "1 栋 1.00 万㎡"
    assert said[2] == "25.0%"
    assert said[5] == "22.3%"
    assert rows(board, 2).row(0)[1].record == "r"
    wanted = []
    page.item_wanted.connect(wanted.append)
    board._on_row_chosen(2, 0)
    assert (wanted[0].page, wanted[0].view, wanted[0].record) == ("parks", "rooms", "r")
    texts = [rows(board, 3).row(n).text for n in range(rows(board, 3).rowCount())]
    assert any("没有到期日期" in text for text in texts)
    desk.bus.announce(desk.store.undo(desk.store.imports(files_only=False)[0].id))
    settle(desk)
    assert not any("没有到期日期" in line.text for line in board.result.doubts)


def test_targets_are_typed_seen_and_taken_back(open_page, desk, settle):
    page = open_page(GoalsPage)
    board = page.look()
    assert board.period.period() == Period(2026, 9)
    dialog = TargetDialog(desk, 2026, parent=page)
    dialog.goal.setCurrentIndex(dialog.goal.findText("工业总产值"))
    dialog.amount.setText("九")
    dialog._on_save()
    assert "不是数字" in dialog.fault.text()
    dialog.amount.setText("12.5")
    dialog._on_save()
    settle(desk)
    (target,) = desk.store.select(Target)
    assert (target.amount, target.measured_in, target.indicator) == (125 * 10**9, "亿元", "output")
    line = rows(board, 0).row(0)
    assert line.progress.done == sum(
        t.value for t in desk.store.facts.totals(Period(2026, 9), [("output", 1)], "610981")
    )
    names = [rows(board, 3).row(n).name for n in range(rows(board, 3).rowCount())]
    assert len(names) > 2
    again = TargetDialog(desk, 2026, target, page)
    assert again.amount.text() == "12.5"


def test_a_shipped_set_is_adopted_once_and_undone_in_one_step(open_page, desk, settle):
    page = open_page(GoalsPage)
    board = page.look()
    board._on_adopt("2023")
    board._on_adopt("2023")
    settle(desk)
    found = {t.name: (t.amount, t.measured_in, t.nature) for t in desk.store.select(Target)}
    assert found["新建标准化厂房"] == (65_000_000, "万㎡", "flow")
    assert found["园区产值增速高于全市工业平均"] == (300, "个百分点", "growth")
    assert len(found) == 7
    board._on_adopt("2021")
    assert len(desk.store.select(DutyTask)) == 17
    tasks, units = duty_matrix(desk.store)
    assert units["工信局"]["标准化厂房建设"] == "牵头"
    assert units["自然资源局"] == {
        "公共设施提升": "责任",
        "产城融合促进": "责任",
        "规范工业用地": "牵头",
        "政策支持": "配合",
    }
    assert "国土局" not in units
    assert len(tasks) == 17
    stocks = {t.name for t in desk.store.select(Target) if t.nature == "stock"}
    assert {"标准化厂房面积", "入驻企业", "“三星”企业"} <= stocks
    desk.bus.announce(desk.store.undo(desk.store.imports(files_only=False)[0].id))
    assert len(desk.store.select(Target)) == 7
    settle(desk)


@pytest.mark.parametrize("kind", [ParksPage, GoalsPage, NurturePage, ServicesPage])
def test_every_look_shows_the_demonstration(qtbot, open_copy, demonstration, settle, kind):
    desk = open_copy(demonstration.counties[0])
    page = kind(desk)
    qtbot.addWidget(page)
    page.resize(1270, 700)
    page.show()
    for number in range(len(page.LOOKS)):
        board = page.look(number)
        settle(desk)
        assert board.headline._pairs[0][1].text() != ""
        assert board.result is not None
    assert any(table.rows.rowCount() for table in board.tables)


def test_other_weights_are_tried_and_results_written(qtbot, open_copy, demonstration, settle):
    desk = open_copy(demonstration.counties[0])
    page = GoalsPage(desk)
    qtbot.addWidget(page)
    page.show()
    board = page.look(3)
    settle(desk)
    kept = board.result[1]
    (tax, revenue) = (board._tried["规上", code] for code in ("tax_per_mu", "revenue_per_mu"))
    revenue.setValue(revenue.value() + tax.value())
    settle(desk)
    assert "不是100" in board._said.text()
    tax.setValue(0)
    settle(desk)
    assert board._said.isHidden()
    assert board.result[0] == kept
    assert board.result[1] != kept
    board._on_publish("公示")
    settle(desk)
    assert {one.stage for one in desk.store.select(AcreageResult, year=2025)} == {"公示"}


def test_another_scheme_of_assessment_brings_its_own_headline(open_page, desk, settle):
    for code in ("parks", "one_plus_n"):
        desk.bus.announce(acreage.adopt(desk.store, code, 2026))
    item = next(one for one in desk.store.select(SchemeItem) if "1+N" in one.scheme)
    score = SchemeScore(
        id="s", unit="610981", scheme=item.scheme, year=2026, subject="甲园", item=item.name, value=9000
    )
    page = open_page(GoalsPage, score)
    board = page.look(2)
    settle(desk)
    board.scheme.setCurrentIndex(board.scheme.findText("1+N", Qt.MatchFlag.MatchContains))
    board.scheme.activated.emit(board.scheme.currentIndex())
    assert "1+N" in board.scheme.currentText()
    said = [figure.text() for _, figure in board.headline._pairs]
    assert said[0] == "1 个"
    assert "1+N绩效" in said
    assert rows(board, 0).row(0).subject == "甲园"
