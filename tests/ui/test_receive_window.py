"""What becomes of each package in the receiving window: kept for later, sent back, decided between colleagues."""

from __future__ import annotations

import shutil

import pytest
from PySide6.QtWidgets import QMessageBox

from parkdesk.office import desks, exchange
from parkdesk.office.editing import correct_fact
from parkdesk.periods import Period
from parkdesk.records import Enterprise, Measure, PeriodState, ReturnedItem
from parkdesk.sync.receiving import Consent
from ui.dialogs.key_passphrase import KeyPassphraseDialog
from ui.dialogs.paper import PaperDialog
from ui.dialogs.reason import ReasonDialog
from ui.dialogs.receive import ReceiveDialog
from ui.dialogs.sending import SendDialog
from ui.pages.exchange import ExchangePage
from ui.target import Target

SEP = Period(2026, 9)
WORD = "一个不短的口令1"


def shown(qtbot, desk):
    page = ExchangePage(desk)
    qtbot.addWidget(page)
    page.resize(1270, 690)
    page.show()
    return page


@pytest.fixture
def copies(demonstration, tmp_path):
    """The demonstration with its archives, for this test alone."""
    folder = tmp_path / "demo"
    shutil.copytree(demonstration.folder, folder)
    return folder


@pytest.fixture
def city(qtbot, demonstration, copies, make_desk, settle):
    with desks.open_desk(copies / demonstration.city.name, "周文") as store:
        made = shown(qtbot, make_desk(store))
        yield made
        settle(made.desk)
        made.close()


@pytest.fixture
def changed(demonstration, copies):
    """A package of the first county in which one figure is another."""
    copy = copies / demonstration.counties[0].name
    with desks.open_desk(copy, "赵一") as county:
        held = county.facts.column("output", SEP.key, Measure.CUM, "990001")
        firm = next(f for f in county.select(Enterprise) if held.get(f.id, 0) > 10**9)
        correct_fact(county, "output", SEP, firm.id, Measure.CUM, str(held[firm.id] // 10**6 + 9), "企业更正上报数")
        return exchange.pack(county, SEP, copy.parent).file


def when_ready(desk, act):
    """Return an act that waits until looking is over."""

    def wait(dialog):
        if desk.tasks.is_busy():
            return False
        return act(dialog)

    return wait


def give(reason):
    def act(dialog):
        dialog.reason.setCurrentText(reason)
        dialog.save.click()

    return act


def test_the_words_say_what_moves_and_why(city, changed, hands):
    def look(dialog):
        text = dialog.details.words.toPlainText()
        assert "2026年1—9月工业总产值：" in text
        assert "（企业更正上报数）" in text
        dialog.no.click()

    hands.expect(ReceiveDialog, when_ready(city.desk, look))
    city.receive([changed])
    hands.check()


def test_a_package_is_kept_for_later_and_taken_in_from_the_log(city, changed, hands, settle):
    before = city.desk.store.digest()

    def hold(dialog):
        hands.click(dialog.hold)

    def agree(dialog):
        assert dialog.packages.rows.data(dialog.packages.rows.index(0, 0)) == "先存着"
        hands.click(dialog.yes)

    hands.expect(ReceiveDialog, when_ready(city.desk, hold))
    hands.expect(ReceiveDialog, when_ready(city.desk, agree))
    hands.expect(QMessageBox, hands.press("知道了"))
    city.receive([changed])
    settle(city.desk)
    assert city.desk.store.digest() == before
    rows = city.packages.table.rows
    held = next(n for n in range(rows.rowCount()) if rows.row(n).status == "held")
    city.packages.table.choose(held)
    assert not city.packages.undo.isEnabled()
    hands.expect(ReceiveDialog, when_ready(city.desk, lambda dialog: hands.click(dialog.yes)))
    city.packages.take_in.click()
    settle(city.desk)
    hands.check()
    assert city.desk.store.digest() != before
    assert list(city.desk.store.path.parent.rglob("待送回执/*_回执.parkpkg"))  # the stick is long gone
    rows = city.packages.table.rows
    applied = next(n for n in range(rows.rowCount()) if rows.row(n).revision == 2 and rows.row(n).kind == "submission")
    city.packages.table.choose(applied)
    hands.expect(QMessageBox, hands.press("撤销"))
    city.packages.undo.click()
    settle(city.desk)
    assert city.desk.store.digest() == before


def test_one_item_goes_back_and_a_directive_is_offered(city, changed, hands, settle, tmp_path):
    def send_back(dialog):
        dialog.details.tabs.setCurrentIndex(1)
        hands.click(dialog.back_item)

    def agree(dialog):
        assert "退回 1 项" in dialog.told.text()
        hands.click(dialog.yes)

    def send(dialog):
        if city.desk.tasks.is_busy():
            return False
        assert dialog.start.unit.currentData() == "990001"
        if dialog.steps.currentIndex() == 3 and dialog.place.places.current() is None:
            dialog.place.add_folder(tmp_path)
        done = dialog.steps.currentIndex() == 4
        hands.click(dialog.next)
        return done

    hands.expect(ReceiveDialog, when_ready(city.desk, send_back))
    hands.expect(ReasonDialog, give("与用电量不符"))
    hands.expect(ReceiveDialog, agree)
    hands.expect(QMessageBox, hands.press("现在导出"))
    hands.expect(SendDialog, send)
    city.receive([changed])
    settle(city.desk)
    hands.check()
    (item,) = city.desk.store.select(ReturnedItem)
    assert item.reason == "与用电量不符"
    assert "工业总产值" in item.about
    assert city.desk.store.find(Enterprise, item.record) is not None  # a double click leads to the firm
    (state,) = city.desk.store.select(PeriodState, unit="990001")
    assert state.state == "已退回"
    assert list(tmp_path.glob("990000*致990001*_下发_r1.parkpkg"))
    city.focus_on(Target("exchange", view="returns"))
    assert city.tabs.currentWidget() is city.returns
    assert city.returns.table.rows.row(0) == item
    hands.click(city.returns.settle)
    assert city.desk.store.find(ReturnedItem, item.id).state == "已处理"
    assert not city.returns.settle.isEnabled()


def test_a_whole_package_goes_back_without_being_taken_in(city, changed, hands, settle):
    before = city.desk.store.facts.slice(SEP.key)
    hands.expect(ReceiveDialog, when_ready(city.desk, lambda dialog: hands.click(dialog.back)))
    hands.expect(ReasonDialog, give("缺报企业要补报"))
    hands.expect(ReceiveDialog, when_ready(city.desk, lambda dialog: hands.click(dialog.yes)))
    hands.expect(QMessageBox, hands.press("知道了"))
    hands.expect(QMessageBox, hands.press("以后再说"))
    city.receive([changed])
    settle(city.desk)
    hands.check()
    assert city.desk.store.facts.slice(SEP.key) == before
    assert [one.about for one in city.desk.store.select(ReturnedItem)] == ["整个数据包"]


def test_colleagues_decide_field_by_field(qtbot, demonstration, open_copy, hands, settle, tmp_path):
    mine = shown(qtbot, open_copy(demonstration.counties[0]))
    other = tmp_path / "b" / "同事.parkdesk"
    other.parent.mkdir()
    shutil.copyfile(mine.desk.store.path, other)
    with desks.open_desk(other, "钱二") as theirs:
        desks.start_as_own_desk(theirs)
        exchange.receive(theirs, [exchange.pack(mine.desk.store, SEP, tmp_path, exchange.Packing("colleague")).file],
                         consent=Consent(new_sender=True))  # fmt: skip
        firm = theirs.select(Enterprise)[0]
        _retown(theirs, firm, "双溪镇甲")
        file = exchange.pack(theirs, SEP, other.parent, exchange.Packing("colleague")).file
    _retown(mine.desk.store, mine.desk.store.find(Enterprise, firm.id), "柳河镇乙")

    def trust(dialog):
        hands.click(dialog.trust)

    def decide(dialog):
        view = dialog.details.conflicts
        assert not dialog.is_ready()
        (conflict,) = [c for c in dialog.packages.current().conflicts if c.theirs == "双溪镇甲"]
        assert conflict.mine == "柳河镇乙"
        rows = [view.table.rows.row(n) for n in range(view.table.rows.rowCount())]
        view.table.choose(rows.index(conflict))
        hands.click(view.buttons["theirs"])
        if view.buttons["all_mine"].isVisible() and not dialog.desk.tasks.is_busy():
            hands.click(view.buttons["all_mine"])

    def agree(dialog):
        if not dialog.is_ready():
            return False
        assert dialog.details.tabs.isTabEnabled(2)  # what was decided can still be seen, and changed
        hands.click(dialog.yes)
        return True

    hands.expect(ReceiveDialog, when_ready(mine.desk, trust))
    hands.expect(ReceiveDialog, when_ready(mine.desk, decide))
    hands.expect(ReceiveDialog, agree)
    mine.receive([file])
    settle(mine.desk)
    hands.check()
    assert mine.desk.store.find(Enterprise, firm.id).town == "双溪镇甲"
    logged = [f["text"] for entry in mine.desk.store.imports() for f in entry.findings]
    assert any("选定同事的" in text for text in logged)


def _retown(store, firm, town):
    import dataclasses

    from parkdesk.office.editing import save_record

    save_record(store, firm, dataclasses.replace(firm, town=town), "改镇办")


def test_a_passphrase_is_asked_for_where_it_is_needed(city, demonstration, copies, hands, settle, tmp_path):
    with desks.open_desk(copies / demonstration.counties[0].name, "赵一") as county:
        rename(county)
        file = exchange.pack(county, SEP, tmp_path, exchange.Packing(passphrase=WORD)).file
    exchange.lock_keys(city.desk.store, WORD)
    city.desk.store.keyring.clear()

    def type_it(dialog):
        assert dialog.packages.current().asks == "passphrase"
        assert not dialog.is_ready()
        dialog.passphrase.setText(WORD)
        dialog.passphrase.editingFinished.emit()

    def unlock(dialog):
        dialog.first.setText("不是这个口令呀呀")
        hands.click(dialog.yes)
        assert "口令不对" in dialog.told.text()
        dialog.first.setText(WORD)
        hands.click(dialog.yes)

    hands.expect(ReceiveDialog, when_ready(city.desk, type_it))
    hands.expect(ReceiveDialog, when_ready(city.desk, lambda dialog: hands.click(dialog.yes)))
    hands.expect(KeyPassphraseDialog, unlock)  # the receipt is signed
    hands.expect(ReceiveDialog, lambda _: None)  # it goes on by itself
    city.receive([file])
    settle(city.desk)
    hands.check()
    assert "applied" in {one.status for one in city.desk.store.exchange.packages("received") if one.revision == 2}


def rename(store):
    firm = store.select(Enterprise)[0]
    _retown(store, firm, "双溪镇甲")


def test_the_board_says_who_is_missing_and_prints_the_reminder(city, hands, settle):
    city.focus_on(Target("exchange", view="board"))
    assert city.tabs.currentWidget() is city.board
    periods = city.board.period
    periods.set_periods([SEP.key], SEP)
    city.board._show()
    rows = city.board.table.rows
    statuses = {rows.row(n).office.name: rows.row(n).status for n in range(rows.rowCount())}
    assert statuses == {"青溪县": "已装入", "云岭县": "已装入", "河湾县": "已装入", "石梁县": "未上报"}
    assert "应报 4 个，已装入 3 个" in city.board.head.text()

    def look(dialog):
        if city.desk.tasks.is_busy() or not dialog.paper.view.page_count():
            return False
        assert dialog.windowTitle() == "2026年1—9月数据包催报单"
        assert dialog.paper.print_button.isEnabled()
        dialog.reject()
        return True

    hands.expect(PaperDialog, look)
    hands.click(city.board.print_button)
    settle(city.desk)
    hands.check()
