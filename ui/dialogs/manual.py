"""The manual in a window of its own: contents at the left, the page, a word to look for, paper."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QImage, QTextBlock, QTextCursor, QTextDocument
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from parkdesk.paths import resource
from ui import faults
from ui.screens import take_size

_PICTURE_WIDTH = 620  # what the page has at 150 % on 1366×768
_SMOOTH = Qt.TransformationMode.SmoothTransformation


class Pages(QTextBrowser):
    """Shows the manual; its pictures fit the page."""

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        path = QUrl(name).path()
        if kind != QTextDocument.ResourceType.ImageResource.value or path.startswith("/"):
            return super().loadResource(kind, name)
        picture = QImage(str(resource("help", *path.split("/"))))
        return picture if picture.width() <= _PICTURE_WIDTH else picture.scaledToWidth(_PICTURE_WIDTH, _SMOOTH)


class ManualWindow(QDialog):
    """Shows `resources/help/manual.md`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("使用手册")
        take_size(self, 980, 640)
        self.pages = Pages()
        self.pages.setMarkdown(resource("help", "manual.md").read_text("utf-8"))
        self.contents = QListWidget()
        for block in self._headings():
            item = QListWidgetItem(block.text())
            self.contents.addItem(item)
        self.wanted = QLineEdit()
        self.wanted.setPlaceholderText("查找")
        self.wanted.setClearButtonEnabled(True)
        self.printing = QPushButton("打印…")
        row = QHBoxLayout()
        row.addWidget(self.wanted, 1)
        row.addWidget(self.printing)
        inside = QSplitter()
        inside.addWidget(self.contents)
        inside.addWidget(self.pages)
        inside.setSizes([230, 750])
        layout = QVBoxLayout(self)
        layout.addLayout(row)
        layout.addWidget(inside, 1)
        self.contents.currentRowChanged.connect(self._on_chapter)
        self.wanted.returnPressed.connect(self._on_find)
        self.printing.clicked.connect(self._on_print)
        self.printing.setAutoDefault(False)

    def _headings(self) -> list[QTextBlock]:
        found = []
        block = self.pages.document().begin()
        while block.isValid():
            if block.blockFormat().headingLevel() == 2:
                found.append(block)
            block = block.next()
        return found

    @Slot(int)
    def _on_chapter(self, row: int) -> None:
        cursor = QTextCursor(self._headings()[row])
        self.pages.moveCursor(QTextCursor.MoveOperation.End)  # so that the chapter comes to the top
        self.pages.setTextCursor(cursor)

    @Slot()
    def _on_find(self) -> None:
        text = self.wanted.text().strip()
        if not text or self.pages.find(text):
            return
        self.pages.moveCursor(QTextCursor.MoveOperation.Start)
        if not self.pages.find(text):
            faults.tell(self, f"手册里没有“{text}”：请换一个词。")

    @Slot()
    def _on_print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self.windowTitle())
        dialog = QPrintDialog(printer, self)
        dialog.setWindowTitle("打印手册")
        if dialog.exec() == QPrintDialog.DialogCode.Accepted:
            self.pages.document().print_(printer)
