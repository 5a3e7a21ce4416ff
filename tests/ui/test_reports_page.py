from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog, QMessageBox

from parkdesk.office import reporting
from parkdesk.office.outlook import read
from parkdesk.records import Issue
from parkdesk.reports.values import Chart
from ui import printing
from ui.dialogs.behind import BehindDialog
from ui.dialogs.charts import ChartsDialog
from ui.dialogs.issued import IssuedDialog
from ui.dialogs.outlook import OutlookDialog
from ui.dialogs.wording import WordingDialog
from ui.memory import window_memory
from ui.pages.reports import ReportsPage


def made(qtbot, page):
    qtbot.waitUntil(lambda: page.made is not None and page.made.wish == page.wish(), timeout=60_000)
    return page.made


@pytest.fixture
def page(qtbot, demonstration, open_copy, settle):
    window_memory().remove("reports/last")
    shown = ReportsPage(open_copy(demonstration.counties[0]))
    qtbot.addWidget(shown)
    shown.resize(1270, 690)
    shown.show()
    made(qtbot, shown)
    yield shown
    settle(shown.desk)


def test_the_newest_period_is_previewed_at_once(page, demonstration):
    assert page.made.wish.period.text == "2026-09"
    assert page.view.page_count() == len(page.made.pictures) > 5
    assert "第 1 / " in page._bar.place.text()
    assert f"{demonstration.samples[0].output(9) / 10000:.2f}亿元" in page.made.report.text()


def test_what_is_typed_stands_on_the_paper(qtbot, page):
    for field, text in (
        (page.fields.number, "青经贸字〔2026〕7号"),
        (page.fields.addressee, "县人民政府："),
        (page.fields.signer, "青溪县经贸局"),
    ):
        field.setText(text)
        field.editingFinished.emit()
    text = made(qtbot, page).report.text()
    assert all(words in text for words in ("青经贸字〔2026〕7号", "县人民政府：", "青溪县经贸局"))
    assert page.desk.store.setting("report_signer") == "青溪县经贸局"


def test_another_period_makes_another_report(qtbot, page):
    page.fields.period._on_earlier()
    assert "1—8月" in made(qtbot, page).report.text()


def test_missing_fonts_are_told(page, hands):
    notes = page.made.report.notes
    assert bool(page._fonts.text()) == bool(notes)
    if notes:
        hands.expect(QMessageBox, hands.press("知道了"))
        page._fonts.linkActivated.emit("fonts")
        hands.check()


def test_pages_are_turned_and_zoomed(page):
    view = page.view
    view.turn_to(3)
    assert view.page() == 3
    view.turn_on()
    assert view.page() == 4
    view.turn_back()
    view.turn_back()
    assert view.page() == 2
    view.zoom_to(1.0)
    assert page._bar.size_text.text() == "100%"
    view.zoom_in()
    assert page._bar.size_text.text() == "115%"
    assert view.page() == 2
    view.fit_width()
    assert max(sheet.width() for sheet in view._sheets) <= view.viewport().width()


@pytest.mark.parametrize(("suffix", "magic"), [(".pdf", b"%PDF"), (".docx", b"PK"), (".xlsx", b"PK")])
def test_it_is_saved_by_the_native_dialog(qtbot, page, hands, tmp_path, suffix, magic):
    target = tmp_path / f"报告{suffix}"
    hands.expect(QFileDialog, hands.choose(target.with_suffix("")))  # the ending is put on
    page.save_buttons[suffix].click()
    hands.expect(QMessageBox, hands.press("不用"))
    qtbot.waitUntil(lambda: not hands._expected, timeout=30_000)
    assert target.read_bytes().startswith(magic)


def test_a_folder_that_is_gone_is_told(page, hands, tmp_path, qtbot):
    def read(box):
        assert "不存在" in box.text()
        box.accept()

    hands.expect(QMessageBox, read)
    page.save_to(tmp_path / "没有" / "a.pdf")
    qtbot.waitUntil(lambda: not hands._expected, timeout=30_000)


def test_it_is_printed_off_the_gui_thread(qtbot, page, settle, tmp_path):
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "纸.pdf"))
    printer.setResolution(printing.DPI)
    with qtbot.waitSignal(page.noted, timeout=60_000) as noted:
        page.print_on(printer)
    assert noted.args == [f"已送出 {page.view.page_count()} 页到打印机。"]
    assert (tmp_path / "纸.pdf").read_bytes().startswith(b"%PDF")


def test_an_empty_desk_says_what_to_do(qtbot, make_desk, empty_store):
    page = ReportsPage(make_desk(empty_store))
    qtbot.addWidget(page)
    page.show()
    assert page._stack.currentIndex() == 0
    assert not page.print_button.isEnabled()


def choose(page, name):
    page.fields.report.setCurrentIndex(page.fields.report.findData(name))


def test_the_papers_stand_under_their_groups(page):
    combo = page.fields.report
    named = [combo.itemData(i) for i in range(combo.count()) if combo.itemData(i)]
    assert set(named) == {paper.name for paper in reporting.papers(page.desk.store)}
    assert not combo.model().item(0).isEnabled()


def test_only_the_fields_a_paper_has_use_for_are_shown(qtbot, page):
    choose(page, "analysis")
    assert page.fields.tone.isVisibleTo(page)
    page.fields.tone.setCurrentText("汇报")
    assert "今年以来" in made(qtbot, page).report.text()
    choose(page, "enterprises")
    report = made(qtbot, page).report
    assert report.form is not None
    assert not page.fields.number.isVisibleTo(page)
    assert not page.fields.tone.isVisibleTo(page)


def click(qtbot, page, hands, is_meant):
    """Click the first number that is meant, double-click the first line behind it: what was shown, where it leads."""
    page.view.entered.emit()
    qtbot.waitUntil(lambda: bool(page._spots), timeout=60_000)
    number = next(i for i, spot in enumerate(page._spots) if is_meant(spot.figure))
    sheet = page.view._sheets[0]
    _, box = next(pair for pair in sheet.spots if pair[0] == number)
    place = sheet._shown(box).center().toPoint()
    seen, wanted = [], []

    def look(dialog):
        table = dialog.tabs.widget(0).table
        seen.append((dialog.tabs.tabText(0), table.rows.rowCount(), table.rows.row(0)))
        dialog.wanted.connect(wanted.append)
        table.doubleClicked.emit(table.currentIndex())

    hands.expect(BehindDialog, look)
    qtbot.mouseMove(sheet, place)
    qtbot.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: not hands._expected, timeout=30_000)
    return (*seen[0], wanted)


def test_a_click_on_a_table_of_records_leads_to_the_record(qtbot, page, hands):
    choose(page, "projects")
    report = made(qtbot, page).report
    ((table, _),) = report.tables()
    total = table.rows[-1].cells[6].text
    title, count, first, wanted = click(qtbot, page, hands, lambda figure: figure.text == total)
    assert title == "项目 总投资（万元）"
    assert count == sum(row.style == "body" for row in table.rows)
    assert (wanted[0].page, wanted[0].record) == ("projects", first.subject)
    choose(page, "issues")
    made(qtbot, page)
    title, count, first, wanted = click(qtbot, page, hands, lambda figure: figure.text.startswith("未办结（"))
    assert title == "问题"
    assert count == sum(issue.is_open for issue in page.desk.store.select(Issue))
    assert (wanted[0].page, wanted[0].view, wanted[0].record) == ("projects", "issues", first.subject)


def test_a_click_on_a_number_leads_to_its_facts(qtbot, page, hands):
    choose(page, "analysis")
    made(qtbot, page)
    title, count, first, wanted = click(qtbot, page, hands, lambda figure: "亿元" in figure.text)
    assert "工业总产值 2026年1—9月 累计" in title
    assert count == len(page.desk.store.facts.firms(page.made.wish.period))
    assert first.source
    assert wanted[0].record == first.subject


def test_an_issued_paper_and_what_changed_since(qtbot, page, settle):
    with qtbot.waitSignal(page.noted, timeout=60_000) as noted:
        page.issue_button.click()
    assert "已定稿存档，指纹" in noted.args[0]
    settle(page.desk)
    dialog = IssuedDialog(page.desk)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: "没有变动" in dialog.since.toPlainText(), timeout=60_000)
    qtbot.waitUntil(lambda: dialog.paper.view.page_count() == len(page.made.pictures), timeout=60_000)
    assert dialog.since.toPlainText().startswith("版面与定稿时完全一致")


def test_own_words_are_tried_before_they_are_kept(qtbot, page, settle):
    choose(page, "analysis")
    paper = page.fields.paper()
    dialog = WordingDialog(page.desk, paper, page.made.wish.period, page.wish().options)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: dialog.view.page_count() == 1 and dialog.save.isEnabled(), timeout=60_000)
    dialog.text.setPlainText("好\n{{ 没有的 }}")
    qtbot.waitUntil(lambda: "第2行" in dialog.told.text(), timeout=60_000)
    assert not dialog.save.isEnabled()
    dialog.text.setPlainText("产值是")
    dialog.text.moveCursor(QTextCursor.MoveOperation.End)
    row = next(i for i in range(dialog.values.rows.rowCount()) if dialog.values.rows.row(i)[0] == "产值")
    dialog.values.choose(row)
    dialog.values.doubleClicked.emit(dialog.values.currentIndex())
    assert dialog.text.toPlainText() == "产值是{{ 产值 }}"
    qtbot.waitUntil(lambda: dialog.save.isEnabled() and not dialog._busy, timeout=60_000)
    dialog.save.click()
    assert reporting.own_wording(page.desk.store, paper) == "产值是{{ 产值 }}"
    settle(page.desk)


def test_a_plan_over_the_firms(qtbot, page):
    outlook = read(page.desk.store, page.made.wish.period)
    dialog = OutlookDialog(outlook)
    qtbot.addWidget(dialog)
    plan = dialog.plan
    plan.target.setValue(10.0)
    assert "要使1—12月增长10.0%，今后3个月须完成" in plan.said.text()
    assert "增长10.0%" in plan.reached.text() or "增长9.9%" in plan.reached.text() or "增长10.1%" in plan.reached.text()
    for slider in plan.sliders:
        slider.setValue(0)
    assert "下降" in plan.reached.text()
    plan.target.setValue(-90.0)
    assert "已经达到" in plan.said.text()


def test_a_chart_is_copied_and_saved(qtbot, page, hands, tmp_path, settle):
    charts = [block for block in page.made.report.blocks if isinstance(block, Chart)]
    dialog = ChartsDialog(page.desk, charts)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(dialog.copy.isEnabled, timeout=60_000)
    dialog.copy.click()
    assert QGuiApplication.clipboard().image().width() > 1000
    for name in ("图.png", "图.svg"):
        hands.expect(QFileDialog, hands.choose(tmp_path / name))
        dialog.save.click()
        assert (tmp_path / name).stat().st_size > 1000
    settle(page.desk)


def test_each_leader_gets_a_file(qtbot, page, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pack")
    choose(page, "projects")
    made(qtbot, page)
    names = [page.fields.whom.itemData(i) for i in range(1, page.fields.whom.count())]
    assert page.pack_button.isEnabled()
    with qtbot.waitSignal(page.noted, timeout=120_000):
        page.pack_to(folder)
    assert len(list(folder.glob("*.pdf"))) == len(names) > 1
    assert {path.name.split("_")[0] for path in folder.iterdir()} == set(names)
