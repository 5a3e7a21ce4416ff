"""导入记录: what came in through which file, what was found, taking the latest back, the wrong month put right."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from parkdesk.office import exchange
from parkdesk.periods import Period
from parkdesk.plan import Level
from ui import faults
from ui.models.rows_model import Field
from ui.widgets.icon_button import IconButton
from ui.widgets.rows_table import RowsTable

if TYPE_CHECKING:
    from PySide6.QtGui import QColor

    from parkdesk.store import Changes, ImportEntry, Store
    from ui.desk import Desk
    from ui.tasks import Progress
    from ui.theme import Theme

_COUNTS = (("新增", "new"), ("变更", "changed"), ("相同", "same"), ("冲突", "conflict"), ("拒收", "refused"))
_MONTH = "facts"
_STEPS = {"undo": "撤销", "redo": "重做"}
_LEVEL_ROLES = {Level.MUST.value: "bad", Level.EXPLAIN.value: "warn"}


class ImportLog(QWidget):
    """The log with the findings of the chosen import beside it.

    Signals:
        noted: one short sentence for the status line.
    """

    noted = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        counts = (
            Field(label, partial(_count, key), numeric=True, width=6, sort_key=partial(_number, key))
            for label, key in _COUNTS
        )
        self.entries: RowsTable[ImportEntry] = RowsTable(
            "import_log",
            (
                Field("时间", _at, width=18),
                Field("文件", _file, width=28, hint=_whole_file),
                Field("期间", _period, width=13),
                *counts,
                Field("操作员", _by, width=8),
                Field("状态", _state, colour=partial(_state_colour, desk.theme)),
            ),
            "还没有导入过文件：点上面的“选择表格…”，或把文件拖到窗口里。",
        )
        self.findings: RowsTable[dict[str, str]] = RowsTable(
            "import_log_findings",
            (
                Field("级别", partial(_said, "level"), width=5, colour=partial(_level_colour, desk.theme)),
                Field("审核发现", partial(_said, "text"), width=40),
                Field("位置", partial(_said, "where")),
            ),
        )
        self.undo = IconButton(desk.theme, "undo", "撤销最近一次导入…")
        self.undo.setToolTip("把最近一次导入改动的内容恢复成导入以前的样子；撤销本身也留有记录")
        self.refile = IconButton(desk.theme, "next", "报错期间，改到…")
        self.refile.setToolTip(
            "把选中的这次月报导入整个移到对的期间：数、在库状态和来源一起走，原来的期间恢复，可以撤销"
        )
        foot = QHBoxLayout()
        foot.addWidget(self.undo)
        foot.addWidget(self.refile)
        foot.addStretch(1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(self.entries)
        splitter.addWidget(self.findings)
        splitter.setSizes([860, 400])
        splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter, 1)
        layout.addLayout(foot)
        self.entries.chosen.connect(self._on_entry)
        self.undo.clicked.connect(self._on_undo)
        self.refile.clicked.connect(self._on_move)
        self.entries.selection_described.connect(self.noted)

    def load(self) -> None:
        """Read the log."""
        found = self.desk.store.imports()
        self.entries.show_rows(found)
        self.undo.setEnabled(self.latest() is not None)

    def latest(self) -> ImportEntry | None:
        """Return the import that can be taken back."""
        return next((e for e in self.desk.store.imports() if e.kind not in _STEPS and not e.undone), None)

    @Slot()
    def _on_entry(self) -> None:
        entry = self.entries.current()
        self.findings.show_rows(entry.findings if entry else ())
        self.findings.setVisible(bool(entry and entry.findings))
        self.refile.setEnabled(bool(entry and entry.kind == _MONTH and not entry.undone and entry.period))

    @Slot()
    def _on_undo(self) -> None:
        entry = self.latest()
        if entry is None:
            return
        what = f"新增的 {entry.new:,} 行会去掉，变更的 {entry.changed:,} 行恢复原来的内容。"
        question = f"要撤销“{entry.file}”这次导入吗？{what}"
        if faults.ask(self, "撤销最近一次导入", question, "撤销"):
            self.take_back(entry)

    @Slot()
    def _on_move(self) -> None:
        from ui.dialogs.few_fields import CHOICE, Asked, FewFieldsDialog

        entry = self.entries.current()
        if entry is None:
            return
        wrong = Period.parse(entry.period)
        months = [Period(wrong.year + year, month) for year in (0, -1) for month in range(2, 13)]
        offered = tuple(period.title for period in months if period != wrong)
        likely = months[months.index(wrong) + (1 if wrong.month < 12 else -1)]
        about = f"“{entry.file}”是按{wrong.title}导入的。整个移到哪个期间？原来的期间会恢复成导入以前的样子。"
        asked = (
            Asked("period", "改到", CHOICE, likely.title, offered, is_needed=True),
            Asked("reason", "原因", hint="可以不写：会记成“报错期间”"),
        )
        dialog = FewFieldsDialog("报错期间", about, asked, "移过去", self)
        if dialog.exec():
            right, reason = Period.parse(dialog.values["period"]), dialog.values["reason"]
            work = partial(_moved, self.desk.store, entry.id, right, reason)
            self.desk.tasks.run("移到对的期间", work, partial(self._on_moved, entry, right))
        dialog.deleteLater()

    def _on_moved(self, entry: ImportEntry, period: Period, changes: Changes) -> None:
        self.desk.bus.announce(changes)
        self.load()
        self.noted.emit(f"“{entry.file}”已移到{period.title}；按错了可以撤销。")

    def take_back(self, entry: ImportEntry) -> None:
        """Undo an import off the GUI thread."""
        self.desk.tasks.run("撤销导入", _Undoing(self.desk.store, entry.id), partial(self._on_undone, entry))

    def _on_undone(self, entry: ImportEntry, changes: Changes) -> None:
        self.desk.bus.announce(changes)
        self.load()
        self.noted.emit(f"已撤销“{entry.file}”的导入。")


class _Undoing:
    """Takes an import back with a connection of its own."""

    def __init__(self, store: Store, import_id: str) -> None:
        self._store = store
        self._import_id = import_id

    def __call__(self, _progress: Progress) -> Changes:
        with self._store.beside() as store:
            return exchange.undo(store, self._import_id)


def _moved(store: Store, import_id: str, period: Period, reason: str, _: Progress) -> Changes:
    from parkdesk.office import periods

    with store.beside() as beside:
        return periods.move(beside, import_id, period, reason)


def _at(entry: ImportEntry) -> str:
    return entry.at


def _file(entry: ImportEntry) -> str:
    return f"{_STEPS[entry.kind]}：{entry.file}" if entry.kind in _STEPS else entry.file


def _whole_file(entry: ImportEntry) -> str:
    return "\n".join(
        part for part in (entry.file, f"工作表：{entry.sheet}" if entry.sheet else "", entry.reason) if part
    )


def _period(entry: ImportEntry) -> str:
    return "、".join(Period.parse(text).title if text != "-" else "无期间" for text in entry.period.split("、") if text)


def _count(key: str, entry: ImportEntry) -> str:
    return f"{getattr(entry, key):,}"


def _number(key: str, entry: ImportEntry) -> int:
    return int(getattr(entry, key))


def _by(entry: ImportEntry) -> str:
    return entry.by


def _state(entry: ImportEntry) -> str:
    if entry.undone:
        return "已撤销"
    return f"{_STEPS[entry.kind]}记录" if entry.kind in _STEPS else "有效"


def _state_colour(theme: Theme, entry: ImportEntry) -> QColor | None:
    return theme.color("muted") if entry.undone or entry.kind in _STEPS else None


def _said(key: str, finding: dict[str, str]) -> str:
    return finding.get(key, "")


def _level_colour(theme: Theme, finding: dict[str, str]) -> QColor | None:
    return theme.color(_LEVEL_ROLES.get(finding.get("level", ""), "muted"))
