"""Pages made of plain ledgers: everything follows from the declaration."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from parkdesk.office import importing
from parkdesk.office.editing import save_record
from parkdesk.office.search import find_all
from parkdesk.records import Plant, plain_ledgers
from ui.dialogs.search import SearchDialog
from ui.pages.goals import GoalsPage
from ui.pages.nurture import NurturePage
from ui.pages.parks import ParksPage
from ui.pages.services import ServicesPage
from ui.places import place_of
from ui.target import Target


def plant(number, area=600_000, **other):
    return Plant(id=f"p{number}", unit="610981", park="城东产业园", number=f"{number}#", area=area, **other)


@pytest.fixture
def page(qtbot, desk, settle):
    for number in range(1, 6):
        save_record(desk.store, None, plant(number, state="在建" if number > 3 else "已建"))
    made = ParksPage(desk)
    qtbot.addWidget(made)
    made.resize(1270, 700)
    made.show()
    settle(desk)
    return made


@pytest.fixture
def view(page):
    return page.ledger("plants")


def test_a_ledger_is_searched_by_pinyin_and_filtered_by_its_choices(view, qtbot):
    assert view.model.rowCount() == 5
    qtbot.keyClicks(view.search, "cdcyy3")
    qtbot.waitUntil(lambda: view.model.rowCount() == 1)
    view.show_all()
    state = next(box for box in view.filters if box.column == "state")
    state.setCurrentText("在建")
    state.activated.emit(state.currentIndex())
    assert view.model.rowCount() == 2


def test_a_row_is_added_in_the_form_changed_in_its_cell_and_undone(view, desk, qtbot):
    view._on_add()
    view.panel.form.field("park").set_text("城西产业园")
    view.panel.form.field("area").set_text("1234.5")
    assert view.panel.save()
    made = next(p for p in desk.store.select(Plant) if p.park == "城西产业园")
    assert (made.area, made.unit) == (123_450, "610981")
    row = view.model.row_of(made.id)
    column = next(n for n, c in enumerate(view.model.columns) if c.key == "floors")
    view.table.setCurrentIndex(view.model.index(row, column))
    qtbot.keyClicks(view.table, "4")
    qtbot.keyClick(view.table.open_editor(), Qt.Key.Key_Return)
    assert desk.store.find(Plant, made.id).floors == 4
    desk.bus.announce(desk.store.undo(desk.store.imports(files_only=False)[0].id))
    assert desk.store.find(Plant, made.id).floors is None


def test_selected_rows_go_in_one_step(view, desk, monkeypatch):
    monkeypatch.setattr("ui.faults.ask", lambda *_: True)
    view.table.selectRow(0)
    view._on_remove()
    assert view.model.rowCount() == 4
    desk.bus.announce(desk.store.undo(desk.store.imports(files_only=False)[0].id))
    assert view.model.rowCount() == 5


def test_an_export_comes_back_with_what_was_changed_and_a_new_row(view, desk, tmp_path, monkeypatch, settle):
    from openpyxl import load_workbook

    file = tmp_path / "厂房.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    view._on_export()
    settle(desk)
    book = load_workbook(file)
    sheet = book.worksheets[0]
    head = next(r for r in range(1, 10) if "栋号" in [cell.value for cell in sheet[r]])
    at = {cell.value: cell.column for cell in sheet[head]}
    sheet.cell(head + 1, at["层数"], 7)
    last = head + 6
    for heading, value in (("园区", "城南园"), ("栋号", "9#"), ("建筑面积（㎡）", 800), ("用途", "标准厂房")):
        sheet.cell(last, at[heading], value)
    book.save(file)
    (incoming,) = importing.preview(desk.store, file)
    assert incoming.error == ""
    counts = incoming.plan.counts()
    assert (counts["new"], counts["changed"], counts["refused"]) == (1, 1, 0)


def test_a_click_elsewhere_leads_to_the_record(page):
    page.focus_on(Target("parks", record="p4", view="plants"))
    view = page.ledger("plants")
    assert view.panel.record_id() == "p4"


@pytest.mark.parametrize("kind", [ParksPage, GoalsPage, NurturePage, ServicesPage])
def test_every_ledger_of_a_tab_opens(qtbot, desk, kind, settle):
    made = kind(desk)
    qtbot.addWidget(made)
    made.show()
    for table in made.LEDGERS:
        assert table == made.ledger(table).ledger.TABLE
    settle(desk)


@pytest.mark.parametrize("kind", [ParksPage, GoalsPage, NurturePage, ServicesPage])
def test_the_demonstration_leaves_no_ledger_empty(qtbot, open_copy, demonstration, settle, kind):
    desk = open_copy(demonstration.counties[0])
    made = kind(desk)
    qtbot.addWidget(made)
    made.show()
    empty = [table for table in made.LEDGERS if not made.ledger(table).model.rowCount()]
    settle(desk)
    assert empty == [table for table in ("land_grades",) if table in made.LEDGERS]  # each office brings its own prices


def test_a_row_of_any_ledger_is_found_by_pinyin_and_gone_to(qtbot, desk, settle):
    save_record(desk.store, None, plant(8, tenant="青禾食品有限公司"))
    hits = [hit for hit in find_all(desk.store, "青禾食品") if hit.kind == "ledger"]
    assert [(hit.title, hit.detail, place_of(hit.view)) for hit in hits] == [
        ("城东产业园 8#", "标准化厂房", ("parks", "plants"))
    ]
    assert any(hit.view == "plants" for hit in find_all(desk.store, "cdcyy"))
    dialog = SearchDialog(desk, (), {"parks"})
    qtbot.addWidget(dialog)
    wanted = []
    dialog.item_wanted.connect(wanted.append)
    dialog._on_searched("青禾食品")
    dialog._on_chosen()
    assert (wanted[0].page, wanted[0].view, wanted[0].record) == ("parks", "plants", "p8")
    settle(desk)


def test_a_ledger_is_found_by_its_name_and_opened(qtbot, desk, page):
    dialog = SearchDialog(desk, (), {"parks"})
    qtbot.addWidget(dialog)
    dialog.item_wanted.connect(page.focus_on)
    dialog._on_searched("dxxzyd")
    assert dialog.table.current().title == "低效闲置用地"
    dialog._on_chosen()
    assert page.LEDGERS[page.list.number() - len(page.LOOKS)] == "parcels"


def test_the_side_list_holds_every_ledger_under_its_group(page, settle, desk):
    shown = [(page.list.item(n).text(), bool(page.list.item(n).flags())) for n in range(page.list.count())]
    looks = [look.title for look in page.LOOKS]
    assert shown[: len(looks) + 2] == [*((look, True) for look in looks), ("园区", False), ("园区", True)]
    assert [text for text, can_be_chosen in shown if not can_be_chosen] == list(page.GROUPS)
    labels = [plain_ledgers()[table].LABEL for table in page.LEDGERS]
    assert [text for text, can_be_chosen in shown if can_be_chosen] == [*looks, *labels]
    assert page.list.horizontalScrollBar().maximum() == 0


def test_ledgers_are_gone_through_by_keys_as_sheets_are(page, qtbot):
    assert page.focusWidget() is page.list
    for _ in page.LOOKS:
        qtbot.keyClick(page.list, Qt.Key.Key_Down)
    assert page.list.currentItem().text() == "园区"  # the group's own name is passed over
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    table = page.ledger("parks").table
    qtbot.waitUntil(lambda: page.focusWidget() is table)
    for _ in range(len(page.LOOKS) + 1):
        qtbot.keyClick(table, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    assert page.list.currentItem().text() == "最低价标准"
    qtbot.keyClick(page.ledger("land_grades").table, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert page.list.currentItem().text() == "概览"


def test_every_plain_ledger_has_one_tab():
    named = [table for kind in (ParksPage, GoalsPage, NurturePage, ServicesPage) for table in kind.LEDGERS]
    assert sorted(named) == sorted(plain_ledgers())


@pytest.mark.parametrize(
    ("kind", "table", "words", "column", "said"),
    [
        (ServicesPage, "duty_checks", {"period": "202609", "enterprise": "甲", "department": "乙局"}, "wages", "已办"),
        (ServicesPage, "recoveries", {"enterprise": "甲公司", "item": "复工"}, "state", "是"),
        (ServicesPage, "rewards", {"project": "甲项目", "milestone": "主体完工"}, "rule", "按期奖励"),
        (NurturePage, "supplies", {"enterprise": "甲公司", "period": "202609"}, "material", "缺小麦"),
        (ParksPage, "parks", {"name": "甲园"}, "paid_by_results", "已实行"),
    ],
)  # fmt: skip
def test_a_small_ledger_is_kept_in_its_tab(qtbot, desk, settle, kind, table, words, column, said):
    page = kind(desk)
    qtbot.addWidget(page)
    page.resize(1270, 700)
    page.show()
    settle(desk)
    view = page.ledger(table)
    view._on_add()
    for key, text in {**words, column: said}.items():
        view.panel.form.field(key).set_text(text)
    assert view.panel.save()
    (made,) = desk.store.select(plain_ledgers()[table])
    assert getattr(made, column) == said


def test_a_block_with_its_headings_fills_an_empty_ledger(qtbot, make_desk, empty_store, settle):
    desk = make_desk(empty_store)
    made = ParksPage(desk)
    qtbot.addWidget(made)
    made.show()
    view = made.ledger("plants")
    settle(desk)
    with qtbot.waitActive(made):
        made.activateWindow()
    made.list.setFocus()  # where a click on the ledger's name leaves the keyboard
    data = QMimeData()
    data.setText("栋号\t园区\t建筑面积（㎡）\t用途\n1#\t城南园\t1,200.5\t标准厂房\n2#\t城南园\t８００\t标准厂房\n")
    QApplication.clipboard().setMimeData(data)
    qtbot.keyClick(made.list, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert view._stack.currentIndex() == 0
    assert sorted((p.number, p.park, p.area) for p in empty_store.select(Plant)) == [
        ("1#", "城南园", 120_050), ("2#", "城南园", 80_000)
    ]  # fmt: skip
    assert not view._paste.isEnabled()  # from here on the table has the key
    settle(desk)
