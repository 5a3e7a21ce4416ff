"""Paper: the native print dialog, and the report's own pages drawn at the printer's 300 dpi.

What is printed is what was previewed: pictures of the same pages, never a second layout.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QRectF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter

from parkdesk.errors import ReportError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

DPI = 300


def ask_printer(parent: QWidget | None, title: str, pages: int) -> QPrinter | None:
    """Ask for printer, copies, sides and pages; None when the person changed their mind."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setResolution(DPI)
    printer.setDocName(title)
    printer.setFullPage(True)  # the page pictures carry their own margins
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle("打印报表")
    dialog.setMinMax(1, pages)
    dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintPageRange, on=True)
    return printer if dialog.exec() == QPrintDialog.DialogCode.Accepted else None


def wanted_pages(printer: QPrinter, pages: int) -> range:
    """Return the indexes of the pages that the dialog asked for."""
    if printer.printRange() == QPrinter.PrintRange.PageRange and printer.fromPage():
        return range(printer.fromPage() - 1, min(printer.toPage(), pages))
    return range(pages)


def draw(pictures: Sequence[bytes], printer: QPrinter) -> int:
    """Draw page pictures, each turned as it is wide or high; returns how many pages went out."""
    images = [QImage.fromData(pictures[number]) for number in wanted_pages(printer, len(pictures))]
    if not images:
        return 0
    _turn(printer, images[0])
    painter = QPainter()
    if not painter.begin(printer):
        raise ReportError("打印机没有响应，没有打印：请检查打印机是否开机、联机，再打印一次。")
    for number, image in enumerate(images):
        if number:
            _turn(printer, image)
            if not printer.newPage():
                painter.end()
                raise ReportError(f"打印到第{number}页时中断：请检查打印机后，从第{number + 1}页起重新打印。")
        painter.drawImage(QRectF(printer.pageLayout().fullRectPixels(printer.resolution())), image)
    painter.end()
    return len(images)


def _turn(printer: QPrinter, image: QImage) -> None:
    is_wide = image.width() > image.height()
    turned = QPageLayout.Orientation.Landscape if is_wide else QPageLayout.Orientation.Portrait
    printer.setPageLayout(QPageLayout(QPageSize(QPageSize.PageSizeId.A4), turned, QMarginsF()))
    printer.setFullPage(True)
