"""Paper: the native print dialog, and the report's own pages drawn at the printer's 300 dpi.

What is printed is what was previewed: pictures of the same pages, never a second layout.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QRectF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter, QPrinterInfo

from parkdesk.errors import ReportError
from ui.faults import tell
from ui.memory import window_memory

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

DPI = 300
NO_PRINTER = "本机没有装打印机，没有打印：请先装好打印机，或者把报表保存为 PDF，拿到有打印机的电脑上打印。"
_SHEETS = (QPageSize.PageSizeId.A4, QPageSize.PageSizeId.A3, QPageSize.PageSizeId.A2)


def ask_printer(parent: QWidget | None, title: str, pages: int, paper: str = "") -> QPrinter | None:
    """Ask for printer, copies, sides and pages; None when the person changed their mind or there is no printer at all.

    What was chosen is remembered for this `paper` (a word of the catalogue), so A3 does not become A4 next month.
    """
    if not QPrinterInfo.availablePrinterNames():
        tell(parent, NO_PRINTER)
        return None
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setResolution(DPI)
    printer.setDocName(title)
    printer.setFullPage(True)  # the page pictures carry their own margins
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    recall(printer, paper)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle("打印报表")
    dialog.setMinMax(1, pages)
    dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintPageRange, on=True)
    if dialog.exec() != QPrintDialog.DialogCode.Accepted:
        return None
    remember(printer, paper)
    return printer


def remember(printer: QPrinter, paper: str) -> None:
    """Keep the printer, copies, sides and colour that a paper was printed with on this PC."""
    if not paper:
        return
    memory = window_memory()
    memory.beginGroup(f"printing/{paper}")
    memory.setValue("printer", printer.printerName())
    memory.setValue("copies", printer.copyCount())
    memory.setValue("collate", printer.collateCopies())
    memory.setValue("sides", printer.duplex().name)
    memory.setValue("colour", printer.colorMode().name)
    memory.endGroup()


def recall(printer: QPrinter, paper: str) -> None:
    """Set a printer as a paper was last printed; one that is gone is left out of it."""
    memory = window_memory()
    memory.beginGroup(f"printing/{paper}")
    name = str(memory.value("printer", ""))
    if name and name in QPrinterInfo.availablePrinterNames():
        printer.setPrinterName(name)
    copies = str(memory.value("copies", "1"))
    printer.setCopyCount(int(copies) if copies.isdigit() and int(copies) > 0 else 1)
    printer.setCollateCopies(str(memory.value("collate", "true")).casefold() == "true")
    sides, colour = str(memory.value("sides", "")), str(memory.value("colour", ""))
    if sides in QPrinter.DuplexMode.__members__:
        printer.setDuplex(QPrinter.DuplexMode[sides])
    if colour in QPrinter.ColorMode.__members__:
        printer.setColorMode(QPrinter.ColorMode[colour])
    memory.endGroup()


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


def sheet_of(image: QImage) -> QPageSize:
    """Return the sheet that a page picture of 300 dpi fills: A4, A3, A2; of other pictures A4."""
    short = min(image.width(), image.height())
    sizes = [QPageSize(size) for size in _SHEETS]
    return min(sizes, key=lambda size: abs(size.sizePixels(DPI).width() - short))


def _turn(printer: QPrinter, image: QImage) -> None:
    is_wide = image.width() > image.height()
    turned = QPageLayout.Orientation.Landscape if is_wide else QPageLayout.Orientation.Portrait
    printer.setPageLayout(QPageLayout(sheet_of(image), turned, QMarginsF()))
    printer.setFullPage(True)
