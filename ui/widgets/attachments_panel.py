"""附件 of one record: added by button or by dropping files, opened, saved elsewhere, taken away."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from parkdesk.errors import UserError
from parkdesk.office import attachments
from ui import faults
from ui.models.rows_model import Field
from ui.widgets.icon_button import IconButton
from ui.widgets.rows_table import RowsTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from parkdesk.records import Attachment, Record
    from parkdesk.store import Changes
    from ui.desk import Desk
    from ui.tasks import Progress

_KILO = 1024


def _name(one: Attachment) -> str:
    return one.name


def _size(one: Attachment) -> str:
    kilobytes = one.size / _KILO
    return f"{kilobytes / _KILO:,.1f} MB" if kilobytes >= _KILO else f"{max(kilobytes, 1):,.0f} KB"


def _added(one: Attachment) -> str:
    return one.added_on or ""


class AttachmentsPanel(QWidget):
    """The files of the record that is shown.

    Signals:
        counted: how many files the record has.
    """

    counted = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._record: Record | None = None
        self.setAcceptDrops(True)
        self.table: RowsTable[Attachment] = RowsTable(
            "attachments",
            (Field("文件名", _name, width=28), Field("大小", _size, numeric=True, width=9), Field("添加日期", _added)),
            "还没有附件：点“添加”，或把文件拖到这里。文件存放在台账旁边的“附件”文件夹，不随数据包外传。",
        )
        self.add = IconButton(desk.theme, "add", "添加…")
        self.open = IconButton(desk.theme, "open", "打开")
        self.save = IconButton(desk.theme, "save", "另存为…")
        self.remove = IconButton(desk.theme, "delete", "移除")
        buttons = QHBoxLayout()
        for button, slot in (
            (self.add, self._on_add), (self.open, self._on_open), (self.save, self._on_save),
            (self.remove, self._on_remove),
        ):  # fmt: skip
            button.clicked.connect(slot)
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 8, 14, 8)
        layout.addLayout(buttons)
        layout.addWidget(self.table, 1)
        self.table.chosen.connect(self._on_chosen)
        self.table.row_chosen.connect(self._on_open)
        desk.bus.changed.connect(self._on_changed)

    def show_record(self, record: Record | None) -> None:
        """Show the files of a saved record."""
        self._record = record
        found = attachments.attachments_of(self._desk.store, record) if record else []
        self.table.show_rows(found)
        self.add.setEnabled(record is not None)
        self._on_chosen()
        self.counted.emit(len(found))

    def take_files(self, files: Sequence[Path]) -> None:
        """Copy files to the desk's attachments, off the GUI thread; each can be stopped with nothing half done."""
        for file in files:
            if self._record is not None:
                work = partial(self._attach, self._record, file)
                self._desk.tasks.run(f"正在添加“{file.name}”…", work, self._on_attached)

    def _attach(self, record: Record, file: Path, progress: Progress) -> Changes | None:
        with self._desk.store.beside() as store:
            return attachments.attach(store, record, file, progress.step)

    def _on_attached(self, changes: Changes | None) -> None:
        if changes is None:
            faults.inform(self, "附件", "这个文件已经是它的附件，没有重复添加。")
        else:
            self._desk.bus.announce(changes)

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        if changes.touches("attachments"):
            self.show_record(self._record)

    @Slot()
    def _on_chosen(self) -> None:
        for button in (self.open, self.save, self.remove):
            button.setEnabled(self.table.current() is not None)

    @Slot()
    def _on_add(self) -> None:
        found, _ = QFileDialog.getOpenFileNames(self, "添加附件", "", "所有文件 (*)")
        self.take_files([Path(name) for name in found])

    def _place(self) -> Path | None:
        chosen = self.table.current()
        if chosen is None:
            return None
        try:
            return attachments.checked_place(self._desk.store, chosen)
        except UserError as error:
            faults.tell(self, error)
            return None

    @Slot()
    def _on_open(self) -> None:
        chosen = self.table.current()
        if chosen is not None and attachments.is_runnable(chosen):
            faults.tell(self, f"“{chosen.name}”是程序文件，不能从这里打开：确实需要时请另存出去，查毒后再用。")
        elif place := self._place():
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(place)))

    @Slot()
    def _on_save(self) -> None:
        chosen, place = self.table.current(), self._place()
        if chosen is None or place is None:
            return
        found, _ = QFileDialog.getSaveFileName(self, "附件另存为", chosen.name, "所有文件 (*)")
        if found:
            work = partial(_copy, place, Path(found))
            self._desk.tasks.run(f"正在另存“{chosen.name}”…", work, partial(self._on_saved, found))

    def _on_saved(self, place: str, _: None) -> None:
        faults.inform(self, "附件", f"已另存到：{place}")

    @Slot()
    def _on_remove(self) -> None:
        chosen = self.table.current()
        if chosen is None or not faults.ask(self, "移除附件", f"要移除附件“{chosen.name}”吗？可以撤销。", "移除"):
            return
        try:
            self._desk.bus.announce(attachments.detach(self._desk.store, chosen))
        except UserError as error:
            faults.tell(self, error)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._record is not None and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.take_files([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])


def _copy(source: Path, target: Path, _: Progress) -> None:
    attachments.save_copy(source, target)
