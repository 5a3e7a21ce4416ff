"""One record beside its table: the form to change it, and its history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from parkdesk.errors import UserError
from parkdesk.office.editing import save_record
from parkdesk.office.record_checks import judge_of
from ui import faults
from ui.models.record_history import HistoryLine, history_lines
from ui.models.rows_model import Field
from ui.widgets.attachments_panel import AttachmentsPanel
from ui.widgets.record_form import RecordForm
from ui.widgets.rows_table import RowsTable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from parkdesk.records import Record
    from ui.desk import Desk


def _old_and_new(line: HistoryLine) -> str:
    return f"{line.old or '（空）'} → {line.new or '（空）'}" if line.label not in ("新增", "删除") else line.new


HISTORY_FIELDS: tuple[Field[HistoryLine], ...] = (
    Field("时间", lambda line: line.at[:16], width=15),
    Field("项目", lambda line: line.label, width=10),
    Field("原值 → 新值", _old_and_new, width=24),
    Field("经办人", lambda line: line.by, width=7),
    Field("来源", lambda line: line.door, width=16),
    Field("原因", lambda line: line.reason, width=16),
)


class RecordPanel(QFrame):
    """The form and the history of the record that the table stands on.

    Signals:
        saved: a record was written; carries its id.
        closed: the person wants the panel away.
    """

    saved = Signal(str)
    closed = Signal()

    def __init__(
        self,
        desk: Desk,
        ledger: type[Record],
        *,
        doubts: Mapping[str, Callable[[Any], str | None]] | None = None,
        offers: Callable[[str], Sequence[str]] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        self._before: Record | None = None
        self.setProperty("role", "side")
        self.form = RecordForm(ledger, doubts=doubts, offers=offers, judge=judge_of(desk.store, ledger))
        self.form.edited.connect(self._on_edited)
        self.history = RowsTable(f"{ledger.TABLE}-history", HISTORY_FIELDS)
        self.attachments = AttachmentsPanel(desk)
        self.attachments.counted.connect(self._on_counted)
        self._tabs = QTabWidget()
        self._tabs.addTab(self.form, "资料")
        self._tabs.addTab(self.attachments, "附件")
        self._tabs.addTab(self._history_side(), "变更历史")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._head())
        layout.addWidget(self._tabs, 1)
        layout.addWidget(self._foot())
        desk.theme.changed.connect(self._on_theme_changed)

    def _history_side(self) -> QWidget:
        self._restore = QPushButton("恢复到这次修改之前")
        self._restore.setToolTip("把整条记录恢复成所选修改之前的样子；恢复本身也记入历史，可以撤销")
        self._restore.clicked.connect(self._on_restore)
        self.history.chosen.connect(self._on_version_chosen)
        side = QWidget()
        layout = QVBoxLayout(side)
        layout.setContentsMargins(0, 0, 0, 6)
        layout.addWidget(self.history, 1)
        layout.addWidget(self._restore, 0, Qt.AlignmentFlag.AlignHCenter)
        return side

    def _head(self) -> QHBoxLayout:
        self._title, self._subtitle = QLabel(), QLabel()
        self._title.setProperty("role", "title")
        self._title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._title.setWordWrap(True)
        self._subtitle.setProperty("role", "muted")
        self._close = QToolButton()
        self._close.setIcon(self.desk.theme.icon("close", "muted"))
        self._close.setToolTip("收起（Esc）")
        self._close.clicked.connect(self._on_close)
        QShortcut(QKeySequence("Esc"), self, self._on_close, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        titles = QVBoxLayout()
        titles.setSpacing(1)
        titles.addWidget(self._title)
        titles.addWidget(self._subtitle)
        head = QHBoxLayout()
        head.setContentsMargins(14, 8, 6, 4)
        head.addLayout(titles, 1)
        head.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        return head

    def _foot(self) -> QFrame:
        self._reason = QLineEdit()
        self._reason.setPlaceholderText("修改原因（可不填，随历史保存）")
        self._save = QPushButton("保存")
        self._save.setProperty("role", "primary")
        self._save.setToolTip("保存（Ctrl+S）")
        self._revert = QPushButton("还原")
        self._revert.setToolTip("放弃修改，恢复为已保存的内容")
        self._save.clicked.connect(self._on_save)
        self._revert.clicked.connect(self._on_revert)
        QShortcut(QKeySequence("Ctrl+S"), self, self._on_save, context=Qt.ShortcutContext.WindowShortcut)
        foot = QFrame()
        foot.setProperty("role", "foot")
        row = QHBoxLayout(foot)
        row.setContentsMargins(14, 8, 14, 8)
        row.addWidget(self._reason, 1)
        row.addWidget(self._revert)
        row.addWidget(self._save)
        return foot

    def show_record(self, record: Record, subtitle: str = "", *, is_new: bool = False) -> None:
        """Show a record to be changed, or a new one to be filled in."""
        self._before = None if is_new else record
        self._title.setText(f"新增{record.LABEL}" if is_new else record.title())
        self._subtitle.setText(subtitle)
        self._subtitle.setVisible(bool(subtitle))
        for tab in (1, 2):
            self._tabs.setTabEnabled(tab, not is_new)
        if is_new:
            self._tabs.setCurrentIndex(0)
        self._reason.clear()
        self.form.show_record(record)
        self.attachments.show_record(self._before)
        self.history.show_rows([] if is_new else history_lines(self.desk.store, record))
        self._on_edited(self.form.is_edited())

    def record_id(self) -> str | None:
        """Return the id of the saved record shown, None for a new one."""
        return self._before.id if self._before else None

    def may_leave(self) -> bool:
        """Save what was typed, or ask whether it may go; False where the person must look again."""
        if not self.form.is_edited():
            return True
        if faults.ask(self, "有未保存的修改", f"“{self._title.text()}”改了还没有保存，要保存吗？", "保存", "不保存"):
            return self.save()
        return True

    def save(self) -> bool:
        """Write the record through the gate and tell everyone; False where a field or the desk refused."""
        if not self.form.is_edited():
            return True
        after = self.form.read()
        if after is None:
            self._tabs.setCurrentIndex(0)
            return False
        try:
            changes = save_record(self.desk.store, self._before, after, self._reason.text().strip())
        except UserError as error:
            faults.tell(self, error)
            return False
        self.show_record(after, self._subtitle.text())
        self.desk.bus.announce(changes)
        self.saved.emit(after.id)
        return True

    @Slot(bool)
    def _on_edited(self, edited: bool) -> None:
        self._save.setEnabled(edited)
        self._revert.setEnabled(edited)
        self._reason.setEnabled(edited)

    @Slot()
    def _on_save(self) -> None:
        if self.isVisible():
            self.save()

    @Slot()
    def _on_revert(self) -> None:
        for field in (self.form.field(c.key) for c in self.form.columns):
            field.set_text(field.shown_text)

    @Slot(int)
    def _on_counted(self, count: int) -> None:
        self._tabs.setTabText(1, f"附件（{count}）" if count else "附件")

    @Slot()
    def _on_version_chosen(self) -> None:
        line = self.history.current()
        self._restore.setEnabled(bool(line and line.before and line.before != self._before))

    @Slot()
    def _on_restore(self) -> None:
        """Write the record as it stood before the chosen change, as a change of its own."""
        line = self.history.current()
        if line is None or line.before is None or self._before is None or not self.may_leave():
            return
        try:
            changes = save_record(self.desk.store, self._before, line.before, f"恢复到{line.at[:16]}修改之前")
        except UserError as error:
            faults.tell(self, error)
            return
        self.show_record(line.before, self._subtitle.text())
        self.desk.bus.announce(changes)
        self.saved.emit(line.before.id)

    @Slot()
    def _on_close(self) -> None:
        if self.may_leave():
            self.closed.emit()

    @Slot()
    def _on_theme_changed(self) -> None:
        self._close.setIcon(self.desk.theme.icon("close", "muted"))
