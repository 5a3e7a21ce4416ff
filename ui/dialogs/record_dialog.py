"""One record in a form of its own: added, changed, or taken away, with a reason where one is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from parkdesk.errors import UserError
from parkdesk.office import editing
from parkdesk.office.record_checks import judge_of
from ui import faults
from ui.screens import take_size
from ui.widgets.record_form import RecordForm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkdesk.records import Record
    from ui.desk import Desk


class RecordDialog(QDialog):
    """Edits a record through the typed door and tells the bus."""

    def __init__(
        self,
        desk: Desk,
        title: str,
        before: Record | None,
        draft: Record,
        *,
        fixed: Sequence[str] = (),
        removable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Make the form.

        Args:
            desk: where to write.
            title: of the window.
            before: the record as it is kept; None for one to be added.
            draft: what the form shows at first.
            fixed: columns that are shown and not typed.
            removable: whether the record may be taken away here.
            parent: Qt's.
        """
        super().__init__(parent)
        self._desk, self._before = desk, before
        self.setWindowTitle(title)
        self.form = RecordForm(type(draft), judge=judge_of(desk.store, type(draft)))
        self.form.show_record(draft)
        for key in fixed:
            self.form.field(key).widget.setEnabled(False)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("可不填；写了会随历史保存")
        last = QFormLayout()
        last.setContentsMargins(14, 0, 14, 0)
        last.addRow("改动原因", self.reason)
        self._buttons = QDialogButtonBox()
        self.save = self._buttons.addButton("保存", QDialogButtonBox.ButtonRole.AcceptRole)
        self._buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        if removable and before is not None:
            remove = self._buttons.addButton("清除", QDialogButtonBox.ButtonRole.DestructiveRole)
            remove.clicked.connect(self._on_remove)
        layout = QVBoxLayout(self)
        layout.addWidget(self.form, 1)
        if before is not None:
            layout.addLayout(last)
        layout.addWidget(self._buttons)
        take_size(self, 540, min(self.form.widget().sizeHint().height() + 130, 640))
        self._buttons.accepted.connect(self._on_save)
        self._buttons.rejected.connect(self.reject)

    @Slot()
    def _on_save(self) -> None:
        after = self.form.read()
        if after is not None and after == self._before:
            self.reject()
        elif after is not None:
            self._write(after)

    @Slot()
    def _on_remove(self) -> None:
        assert self._before is not None
        if faults.ask(self, "清除", f"要清除“{self._before.title()}”吗？清除后可以在历史里找到。", "清除"):
            self._write(None)

    def _write(self, after: Record | None) -> None:
        try:
            changes = editing.save_record(self._desk.store, self._before, after, self.reason.text().strip())
        except UserError as error:
            faults.tell(self, error)
            return
        self._desk.bus.announce(changes)
        self.accept()
