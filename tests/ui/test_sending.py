"""The sending window: what stands in the way, reasons that travel, the cover, secrecy, parts, and a full stick."""

from __future__ import annotations

import shutil

import pytest

from parkdesk.office import desks, differences, exchange
from parkdesk.office.editing import correct_fact
from parkdesk.periods import Period
from parkdesk.records import Enterprise, Measure
from parkdesk.sync import revisions
from parkdesk.sync.receiving import examine
from ui.dialogs.sending import SendDialog
from ui.widgets.sending_place import PASSPHRASE

SEP = Period(2026, 9)
WORD = "一个不短的口令1"


@pytest.fixture
def county(demonstration, tmp_path, make_desk, settle):
    folder = tmp_path / "demo"
    shutil.copytree(demonstration.folder, folder)
    with desks.open_desk(folder / demonstration.counties[0].name, "赵一") as store:
        made = make_desk(store)
        yield made
        settle(made)


@pytest.fixture
def window(qtbot, county, settle):
    made = SendDialog(county)
    qtbot.addWidget(made)
    made.show()
    settle(county)
    yield made
    made.reject()
    settle(county)


def change(store, more, reason="企业更正上报数"):
    held = store.facts.column("output", SEP.key, Measure.CUM, store.desk.unit)
    firm = next(f for f in store.select(Enterprise) if held.get(f.id, 0) > 10**9)
    correct_fact(store, "output", SEP, firm.id, Measure.CUM, str(held[firm.id] // 10**6 + more), reason)
    return firm


def go(window, settle, steps):
    for _ in range(steps):
        assert window.is_ready(), (window.told.text(), window.start.head.text())
        window.next.click()
        settle(window.desk)
        settle(window.desk)


def test_a_contradiction_stands_in_the_way_and_leads_to_the_checks(qtbot, county, settle):
    change(county.store, -5000)  # the year to date falls below that of the month before
    window = SendDialog(county)
    qtbot.addWidget(window)
    window.show()
    settle(county)
    assert not window.is_ready()
    assert "强制性问题" in window.start.head.text()
    with qtbot.waitSignal(window.item_wanted) as wanted:
        window.start.settle.click()
    assert (wanted.args[0].page, wanted.args[0].period) == ("checks", SEP)
    assert window.sent is None


def test_a_typed_reason_travels(qtbot, county, settle, tmp_path, demonstration):
    firm = change(county.store, 9, "改")
    window = SendDialog(county)
    qtbot.addWidget(window)
    window.show()
    settle(county)
    go(window, settle, 1)
    seen = window.seen.changes.current()
    assert seen.where == f"{SEP.title} {firm.name}"
    window.seen.reason.setText("漏报一条生产线")
    window.seen.reason.returnPressed.emit()
    go(window, settle, 1)
    sheet = window._sheet
    go(window, settle, 1)
    assert not window.is_ready()  # no place yet
    window.place.add_folder(tmp_path)
    go(window, settle, 1)
    assert window.sent.check_code == sheet.check_code  # what was printed is what went out
    assert "封面打印以后数据又改过" not in window.done_words.text()
    package = exchange.open_package(county.store, window.sent.file)
    assert [one.reason for one in revisions.read(package)] == ["漏报一条生产线"]
    city = next(path for path in county.store.path.parent.glob("*.parkdesk") if "市" in path.name)
    with desks.open_desk(city, "周文") as store:
        words = differences.words_of(store, examine(store, package, window.sent.file.name))
    assert words[-1].endswith("（漏报一条生产线）")


def test_secret_and_in_parts(window, county, settle, tmp_path):
    go(window, settle, 3)
    window.place.add_folder(tmp_path)
    window.place.secrecy.setCurrentIndex(window.place.secrecy.findData(PASSPHRASE))
    window.place.passphrase.setText(WORD)
    window.place.repeated.setText(WORD[:-1])
    assert not window.is_ready()
    window.place.repeated.setText(WORD)
    window.place.split.addItem("每份20KB", 20 * 1024)
    window.place.split.setCurrentIndex(window.place.split.count() - 1)
    go(window, settle, 1)
    assert len(window.sent.parts) > 1
    assert "口令请打电话告诉对方" in window.done_words.text()
    assert exchange.inspect(window.sent.file, WORD)["check_code"] == window.sent.check_code


def test_a_place_that_is_gone_is_told_and_another_can_be_chosen(window, county, settle, tmp_path):
    go(window, settle, 3)
    gone = tmp_path / "盘"
    gone.mkdir()
    window.place.add_folder(gone)
    gone.rmdir()
    go(window, settle, 1)
    assert "不存在" in window.place.told.text()
    assert window.sent is None
    window.place.add_folder(tmp_path)
    go(window, settle, 1)
    assert window.sent.file.parent == tmp_path


def test_keys_under_a_passphrase_are_opened_when_it_signs(window, county, settle, tmp_path, hands):
    from ui.dialogs.key_passphrase import KeyPassphraseDialog

    exchange.lock_keys(county.store, WORD)
    county.store.keyring.clear()

    def unlock(dialog):
        dialog.first.setText(WORD)
        hands.click(dialog.yes)

    go(window, settle, 3)
    window.place.add_folder(tmp_path)
    hands.expect(KeyPassphraseDialog, unlock)
    window.next.click()
    settle(county)
    settle(county)
    assert window.sent is not None
    hands.check()
