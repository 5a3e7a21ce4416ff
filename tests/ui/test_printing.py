from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter

from parkdesk.errors import ReportError
from ui import printing


def picture(width, height):
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFF)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data())


PAGES = [picture(620, 877), picture(877, 620), picture(620, 877)]


@pytest.fixture
def printer(qapp, tmp_path):
    made = QPrinter(QPrinter.PrinterMode.HighResolution)
    made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    made.setOutputFileName(str(tmp_path / "纸.pdf"))
    made.setResolution(printing.DPI)
    return made


def boxes(tmp_path):
    data = (tmp_path / "纸.pdf").read_bytes()
    found = re.findall(rb"/MediaBox \[0 0 (\d+)[\d.]* (\d+)", data)
    return [(int(width), int(height)) for width, height in found]


def test_every_page_goes_out_turned_as_it_is(printer, tmp_path):
    assert printing.draw(PAGES, printer) == 3
    assert [width > height for width, height in boxes(tmp_path)] == [False, True, False]
    assert {595, 842} == set(boxes(tmp_path)[0])


def test_only_the_pages_asked_for(printer, tmp_path):
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setFromTo(2, 9)
    assert list(printing.wanted_pages(printer, 3)) == [1, 2]
    assert printing.draw(PAGES, printer) == 2
    assert len(boxes(tmp_path)) == 2


def test_nothing_to_print(printer):
    assert printing.draw([], printer) == 0


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_does_not_answer_is_told(printer, tmp_path):
    printer.setOutputFileName(str(tmp_path / "没有" / "纸.pdf"))
    with pytest.raises(ReportError, match="打印机没有响应"):
        printing.draw(PAGES, printer)


def test_a_computer_without_a_printer_is_one_sentence(qapp, monkeypatch):
    told = []
    monkeypatch.setattr(printing.QPrinterInfo, "availablePrinterNames", staticmethod(list))
    monkeypatch.setattr(printing, "tell", lambda _, words: told.append(words))
    assert printing.ask_printer(None, "季度报告", 3, "quarterly") is None
    assert told == [printing.NO_PRINTER]
    assert told[0].count("。") == 1


def test_a3_stays_a3(printer, tmp_path):
    assert printing.draw([picture(4961, 3508), picture(2480, 3508)], printer) == 2
    assert boxes(tmp_path) == [(1191, 842), (595, 842)]


def test_each_paper_remembers_how_it_was_printed(printer, qapp):
    printer.setCopyCount(3)
    printer.setDuplex(QPrinter.DuplexMode.DuplexLongSide)
    printing.remember(printer, "quarterly")
    other = QPrinter(QPrinter.PrinterMode.HighResolution)
    other.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printing.recall(other, "enterprises")
    assert other.copyCount() == 1
    printing.recall(other, "quarterly")
    assert other.copyCount() == 3
