from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QTextImageFormat
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QMessageBox

from parkdesk.paths import resource
from ui.dialogs.manual import ManualWindow


@pytest.fixture
def manual(qtbot, theme):
    made = ManualWindow()
    qtbot.addWidget(made)
    made.show()
    return made


def test_every_chapter_is_listed_and_comes_to_the_top(manual):
    chapters = re.findall(r"^## (.+)$", resource("help", "manual.md").read_text("utf-8"), re.MULTILINE)
    assert [manual.contents.item(row).text() for row in range(manual.contents.count())] == chapters
    manual.contents.setCurrentRow(8)
    assert manual.pages.textCursor().block().text() == chapters[8]
    assert manual.pages.cursorRect().top() < 60


def test_its_pictures_are_seen(manual):
    block, seen = manual.pages.document().begin(), 0
    while block.isValid():
        for form in block.textFormats():
            if form.format.isImageFormat():
                picture = QTextImageFormat(form.format)
                assert resource("help", picture.name()).is_file()
                seen += 1
        block = block.next()
    assert seen >= 6


def test_a_word_is_found_and_a_missing_one_is_told(manual, hands, qtbot):
    manual.wanted.setText("拔出")
    manual.wanted.returnPressed.emit()
    assert manual.pages.textCursor().selectedText() == "拔出"
    hands.expect(QMessageBox, hands.press("知道了"))
    manual.wanted.setText("没有这个词")
    manual.wanted.returnPressed.emit()


def test_it_goes_to_paper(manual, tmp_path):
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "手册.pdf"))
    manual.pages.document().print_(printer)
    assert (tmp_path / "手册.pdf").read_bytes().startswith(b"%PDF")
