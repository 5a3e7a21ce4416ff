from __future__ import annotations

import shutil

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox

from parkdesk.office import desks, exchange
from parkdesk.office.samples import sample_county
from parkdesk.paths import archive_folder
from parkdesk.periods import Period
from parkdesk.records import OfficialFigure
from ui.dialogs.few_fields import FewFieldsDialog
from ui.dialogs.import_preview import ImportPreview
from ui.dialogs.official_figures import OfficialFiguresDialog
from ui.dialogs.receive import ReceiveDialog
from ui.dialogs.sending import SendDialog
from ui.pages.exchange import ExchangePage


@pytest.fixture(scope="module")
def sheets(tmp_path_factory):
    return sample_county("610981", "旬阳市", seed=3, month=3).write(tmp_path_factory.mktemp("sheets"))


def shown(qtbot, desk):
    page = ExchangePage(desk)
    qtbot.addWidget(page)
    page.resize(1270, 690)
    page.show()
    return page


@pytest.fixture
def page(qtbot, make_desk, empty_store, settle):
    made = shown(qtbot, make_desk(empty_store))
    yield made
    settle(made.desk)


@pytest.fixture
def county(qtbot, demonstration, open_copy, settle):
    made = shown(qtbot, open_copy(demonstration.counties[0]))
    yield made
    settle(made.desk)


@pytest.fixture
def city(qtbot, make_desk, tmp_path, settle):
    with desks.create_desk(tmp_path / "市.parkdesk", "990000", "秦川市", "city", "周文") as store:
        made = shown(qtbot, make_desk(store))
        yield made
        settle(made.desk)


def agree(hands):
    def act(dialog):
        if not dialog.is_ready():
            return False
        hands.click(dialog.yes)
        return True

    return act


def test_files_are_chosen_previewed_and_written(page, hands, sheets):
    hands.expect(QFileDialog, hands.choose(*sheets))
    hands.expect(ImportPreview, agree(hands))
    page.import_button.click()
    hands.check()
    rows = page.log.entries.rows
    assert rows.rowCount() == len(sheets)
    assert page.pack_button.isEnabled()
    assert page.tabs.currentWidget() is page.log  # what came of it is seen at once
    assert [rows.row(n).file for n in range(rows.rowCount())][-1].endswith("企业名录.xlsx")


def test_dropped_files_find_their_door(page, hands, sheets, demonstration):
    hands.expect(ReceiveDialog, hands.press("取消"))
    hands.expect(ImportPreview, hands.press("取消"))
    page.take_files([sheets[0], demonstration.packages[0]])
    hands.check()
    assert page.desk.store.imports() == []


def test_a_dropped_folder_is_all_that_lies_in_it(page, hands, sheets, demonstration, tmp_path):
    for number, file in enumerate((sheets[0], sheets[1], demonstration.packages[0])):
        (tmp_path / "收来的" / str(number)).mkdir(parents=True)
        shutil.copy(file, tmp_path / "收来的" / str(number))
    seen = []

    def look(dialog):
        if not dialog.is_ready():
            return False
        seen.extend(one.file.name for one in dialog.incoming())
        dialog.no.click()
        return True

    hands.expect(ReceiveDialog, hands.press("取消"))
    hands.expect(ImportPreview, look)
    page.take_files([tmp_path / "收来的"])
    hands.check()
    assert seen == [sheets[0].name, sheets[1].name]
    (tmp_path / "空").mkdir()
    hands.expect(QMessageBox, QMessageBox.accept)
    page.take_files([tmp_path / "空"])
    hands.check()


def test_a_wrong_month_is_put_right_in_one_step(qtbot, page, hands, sheets, settle):
    hands.expect(ImportPreview, agree(hands))
    page.import_files(sheets[:3])
    store, entries = page.desk.store, page.log.entries
    newest = max(store.facts.periods())
    held = store.facts.slice(newest)
    entries.choose(next(n for n in range(entries.rows.rowCount()) if entries.rows.row(n).kind == "enterprises"))
    assert not page.log.refile.isEnabled()
    entries.choose(next(n for n in range(entries.rows.rowCount()) if entries.rows.row(n).period.endswith("03")))
    right = Period(newest // 100, newest % 100 + 1)

    def say(dialog):
        assert dialog.text("period") == right.title
        dialog.yes.click()

    hands.expect(FewFieldsDialog, say)
    page.log.refile.click()
    hands.check()
    settle(page.desk)
    assert store.facts.slice(right.key) == held
    assert newest not in store.facts.periods()


def test_what_was_not_imported_is_told(page, hands, sheets, tmp_path):
    again = tmp_path / "名录.xlsx"
    again.write_bytes(sheets[0].read_bytes())
    noted = []
    page.noted.connect(noted.append)
    hands.expect(ImportPreview, agree(hands))
    page.import_files([sheets[0]])
    hands.check()
    assert noted[-1].startswith("已导入 1 张表：新增")


def test_the_latest_import_is_taken_back(qtbot, page, hands, sheets, settle):
    hands.expect(ImportPreview, agree(hands))
    page.import_files([sheets[0]])
    before = page.desk.store.digest()
    hands.expect(ImportPreview, agree(hands))
    page.import_files([sheets[1]])
    hands.expect(QMessageBox, hands.press("撤销"))
    page.log.undo.click()
    settle(page.desk)
    qtbot.waitUntil(lambda: page.desk.store.digest() == before)
    states = [page.log.entries.rows.data(page.log.entries.rows.index(n, 9)) for n in range(3)]
    assert states == ["撤销记录", "已撤销", "有效"]
    assert page.log.latest().file == sheets[0].name


def test_an_undo_that_was_refused_changes_nothing(page, hands, sheets):
    hands.expect(ImportPreview, agree(hands))
    page.import_files([sheets[0]])
    before = page.desk.store.digest()
    hands.expect(QMessageBox, hands.press("取消"))
    page.log.undo.click()
    hands.check()
    assert page.desk.store.digest() == before


def test_a_desk_without_figures_packs_nothing(page):
    assert not page.pack_button.isEnabled()
    assert not page.log.undo.isEnabled()


def walk_through(hands, folder):
    """Return an act: every step of sending, into a folder."""

    def act(dialog):
        if dialog.desk.tasks.is_busy():
            return False
        step = dialog.steps.currentIndex()
        if step == 3 and dialog.place.places.current() is None:
            dialog.place.add_folder(folder)
        hands.click(dialog.next)
        return step == 4

    return act


def test_a_package_goes_from_county_to_city(county, city, hands, tmp_path, settle, demonstration):
    told = []

    def read(box):
        told.append(box.text())
        hands.press("知道了")(box)

    noted = []
    county.noted.connect(noted.append)
    hands.expect(SendDialog, walk_through(hands, tmp_path))
    county.pack_button.click()
    settle(county.desk)
    (file,) = tmp_path.glob("*_r2.parkpkg")
    assert exchange.inspect(file)["check_code"] in noted[-1]
    assert county.packages.table.rows.row(0).direction == "sent"
    assert county.packages.table.rows.row(0).place == str(tmp_path)

    def trust(dialog):
        if city.desk.tasks.is_busy():
            return False
        looked = dialog.packages.current()
        assert dialog.packages.rows.data(dialog.packages.rows.index(0, 0)) == "未登记"
        assert looked.package.public_key.fingerprint == exchange.own_fingerprint(county.desk.store)
        dialog.trust.click()
        return True

    hands.expect(ReceiveDialog, trust)
    hands.expect(ReceiveDialog, agree(hands))
    city.receive([demonstration.packages[0], file])
    settle(city.desk)
    assert [sender.unit for sender in exchange.trusted(city.desk.store)] == ["990001"]
    logged = [city.packages.table.rows.row(n) for n in range(city.packages.table.rows.rowCount())]
    assert {one.status for one in logged if one.direction == "received"} == {"applied"}
    assert {one.kind for one in logged if one.direction == "sent"} == {"receipt"}
    assert city.keys.senders.rows.rowCount() == 1


def test_a_package_twice_and_a_broken_one_are_told(city, hands, demonstration, tmp_path):
    broken = tmp_path / "断的.parkpkg"
    broken.write_bytes(demonstration.packages[0].read_bytes()[:5000])
    files = list(demonstration.packages)
    exchange.receive(city.desk.store, files[:1], trust_new_sender=True)

    def look(dialog):
        if city.desk.tasks.is_busy():
            return False
        statuses = [dialog.packages.rows.row(n).status for n in range(dialog.packages.rows.rowCount())]
        assert statuses == ["same", "refused"]
        assert not dialog.is_ready()
        dialog.packages.choose(1)
        assert "断的.parkpkg" in dialog.details.words.toPlainText()
        dialog.no.click()
        return True

    hands.expect(ReceiveDialog, look)
    city.receive([files[0], broken])
    hands.check()


def test_the_public_key_travels(county, city, hands, tmp_path):
    target = tmp_path / "990001青溪县.pub"
    hands.expect(QFileDialog, hands.choose(target))
    county.keys.export.click()
    assert "untrusted comment" in target.read_text("utf-8")
    city.desk.store.apply(_with_county())
    hands.expect(QFileDialog, hands.choose(target))
    hands.expect(QMessageBox, hands.press("一致，登记"))
    city.keys.register.click()
    hands.check()
    assert [sender.unit for sender in exchange.trusted(city.desk.store)] == ["990001"]


def _with_county():
    from parkdesk.plan import Plan, RecordChange, Source
    from parkdesk.records import Office

    office = Office(id="990001", code="990001", name="青溪县", parent="990000", expected=True)
    return Plan(Source("form"), (RecordChange(None, office),))


def test_official_figures_are_typed_as_issued(county, hands):
    store = county.desk.store

    def fill(dialog: OfficialFiguresDialog):
        assert dialog.values["va_growth"].text() == "4.2"  # what the desk holds already
        dialog.values["va_growth"].setText("4.35")
        dialog.values["va_rank"].clear()
        dialog.values["nonpublic_share"].setText("６１．５")
        hands.press("保存")(dialog)

    hands.expect(OfficialFiguresDialog, fill)
    county.officials.enter.click()
    hands.check()
    held = {f.figure: f.value for f in store.select(OfficialFigure, unit="990001", period=202609)}
    assert held == {"va_growth": 435, "va_suggested": 750, "output_target": 980000 * 10**6, "nonpublic_share": 6150}


def test_a_figure_that_is_none_is_told(county, hands):
    def fill(dialog: OfficialFiguresDialog):
        dialog.values["va_growth"].setText("约4")
        hands.press("保存")(dialog)
        hands.press("取消")(dialog)

    def read(box):
        assert "“约4”不是数字" in box.text()
        box.accept()

    before = county.desk.store.seq
    hands.expect(OfficialFiguresDialog, fill)
    hands.expect(QMessageBox, read)
    county.officials.enter.click()
    hands.check()
    assert county.desk.store.seq == before


@pytest.mark.parametrize(
    ("label", "command"),
    [("立即备份", "backup"), ("从备份恢复…", "restore"), ("检查台账", "verify"), ("另存为…", "save_as")],
)
def test_keeping_is_the_menus_business(qtbot, page, hands, label, command):
    with qtbot.waitSignal(page.command_wanted) as wanted:
        hands.press(label)(page.tabs.cornerWidget())
    assert wanted.args == [command]


def test_what_got_lost_on_the_way_is_copied_again(county, hands, tmp_path, settle, demonstration):
    archived = [path for path in demonstration.folder.rglob("上报/*.parkpkg") if "青溪" in path.name]
    target = archive_folder(county.desk.store.path) / "上报"
    target.mkdir(parents=True)
    for path in archived:
        (target / path.name).write_bytes(path.read_bytes())
    sent = next(n for n in range(county.packages.table.rows.rowCount()) if
                county.packages.table.rows.row(n).direction == "sent")  # fmt: skip
    county.packages.table.choose(sent)
    assert not county.packages.undo.isEnabled()
    hands.expect(QFileDialog, hands.choose(tmp_path))
    county.packages.again.click()
    settle(county.desk)
    hands.check()
    (copy,) = tmp_path.glob("*.parkpkg")
    assert copy.read_bytes() == demonstration.packages[0].read_bytes()
