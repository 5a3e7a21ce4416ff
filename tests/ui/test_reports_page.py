from __future__ import annotations

import pytest
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog, QMessageBox

from ui import printing
from ui.pages.reports import ReportsPage


def made(qtbot, page):
    qtbot.waitUntil(lambda: page.made is not None and page.made.wish == page.wish(), timeout=60_000)
    return page.made


@pytest.fixture
def page(qtbot, demonstration, open_copy, settle):
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
    assert "第 1 / " in page._place.text()
    assert f"{demonstration.samples[0].output(9) / 10000:.2f}亿元" in page.made.report.text()


def test_what_is_typed_stands_on_the_paper(qtbot, page):
    for field, text in (
        (page.number, "青经贸字〔2026〕7号"),
        (page.addressee, "县人民政府："),
        (page.signer, "青溪县经贸局"),
    ):
        field.setText(text)
        field.editingFinished.emit()
    text = made(qtbot, page).report.text()
    assert all(words in text for words in ("青经贸字〔2026〕7号", "县人民政府：", "青溪县经贸局"))
    assert page.desk.store.setting("report_signer") == "青溪县经贸局"


def test_another_period_makes_another_report(qtbot, page):
    page.period._on_earlier()
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
    assert page._size.text() == "100%"
    view.zoom_in()
    assert page._size.text() == "115%"
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
