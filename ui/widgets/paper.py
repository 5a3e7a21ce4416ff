"""One finished paper: its pages, and the ways to take it along."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from parkdesk.office import reporting
from parkdesk.reports.to_pdf import PREVIEW_DPI, to_pages
from ui import printing
from ui.widgets.icon_button import IconButton
from ui.widgets.page_view import PageView

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from parkdesk.reports.values import Report
    from ui.desk import Desk
    from ui.tasks import Progress

PAPERS = "PDF (*.pdf);;Word (*.docx);;Excel (*.xlsx)"


class Paper(QWidget):
    """Shows a report's pages; prints and saves exactly these.

    Signals:
        noted: one short sentence.
    """

    noted = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._report: Report | None = None
        self.view = PageView()
        self.print_button = IconButton(desk.theme, "print", "打印…")
        self.save_button = IconButton(desk.theme, "save", "另存为…")
        row = QHBoxLayout()
        for button in (self.print_button, self.save_button):
            button.setAutoDefault(False)
            button.setEnabled(False)
            row.addWidget(button)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view, 1)
        layout.addLayout(row)
        self.print_button.clicked.connect(self._on_print)
        self.save_button.clicked.connect(self._on_save)

    def show_report(self, report: Report) -> None:
        """Set a report in type off the GUI thread and show it."""
        self._report = report
        self._desk.tasks.run("排版", _Setting(report), self._on_set, passing=True)

    @Slot(object)
    def _on_set(self, pages: list[bytes]) -> None:
        self.view.show_pages(pages, PREVIEW_DPI)
        for button in (self.print_button, self.save_button):
            button.setEnabled(True)

    @Slot()
    def _on_print(self) -> None:
        if self._report is None:
            return
        printer = printing.ask_printer(self, self._report.title.replace("\n", ""), self.view.page_count())
        if printer is not None:
            self._desk.tasks.run("打印", Printing(self._report, printer), self._on_printed)

    @Slot(object)
    def _on_printed(self, pages: int) -> None:
        self.noted.emit(f"已送出 {pages} 页到打印机。")

    @Slot()
    def _on_save(self) -> None:
        if self._report is None:
            return
        offered = self._report.title.replace("\n", "") + ".pdf"
        chosen, _ = QFileDialog.getSaveFileName(self, "另存为", offered, PAPERS)
        if chosen:
            self._desk.tasks.run("保存", Saving(self._report, Path(chosen)), self._on_saved)

    @Slot(object)
    def _on_saved(self, path: Path) -> None:
        self.noted.emit(f"已保存：{path}")


class _Setting:
    def __init__(self, report: Report) -> None:
        self._report = report

    def __call__(self, _progress: Progress) -> list[bytes]:
        return to_pages(self._report, PREVIEW_DPI)


class Saving:
    """Writes a report to a file."""

    def __init__(self, report: Report, path: Path) -> None:
        self._report, self._path = report, path

    def __call__(self, progress: Progress) -> Path:
        reporting.save(self._report, self._path, partial(progress.step, 0.9))
        return self._path


class Printing:
    """Draws the pages at the printer's own fineness; Qt lets a printer be painted on off the GUI thread."""

    def __init__(self, report: Report, printer: QPrinter) -> None:
        self._report, self._printer = report, printer

    def __call__(self, progress: Progress) -> int:
        pictures = to_pages(self._report, printing.DPI)
        progress.step(0.5, "送往打印机")
        return printing.draw(pictures, self._printer)
