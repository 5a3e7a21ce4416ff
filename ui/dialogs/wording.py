"""修改用语: the words of a report as text, its pages beside it as it is typed, and what the words may say."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QTimer, Slot
from PySide6.QtGui import QFontDatabase, QTextCursor
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QPlainTextEdit, QSplitter, QVBoxLayout, QWidget

from parkdesk.office import reporting
from parkdesk.reports.to_pdf import PREVIEW_DPI, to_pages
from ui import faults
from ui.dialogs.careful import CarefulDialog
from ui.models.rows_model import Field
from ui.widgets.dress import dress
from ui.widgets.page_view import PageView
from ui.widgets.rows_table import RowsTable

if TYPE_CHECKING:
    from parkdesk.errors import UserError
    from parkdesk.office.papers.entry import Paper
    from parkdesk.office.reporting import ReportOptions
    from parkdesk.periods import Period
    from parkdesk.store import Store
    from ui.desk import Desk
    from ui.tasks import Progress

_PAUSE_MS = 600
_Said = tuple[str, str]


class WordingDialog(CarefulDialog):
    """Nothing is kept before 「保存」; a mistake is told with its line and the pages stay as they were."""

    def __init__(
        self, desk: Desk, paper: Paper, period: Period, options: ReportOptions, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"修改用语：{paper.title}")
        self.take_size(1340, 720)
        self._desk, self._paper, self._period, self._options = desk, paper, period, options
        self._tried = ""
        self._busy = False
        self.text = QPlainTextEdit()
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setPlainText(reporting.wording_of(desk.store, paper))
        self.values: RowsTable[_Said] = RowsTable(
            "wording_values", (Field("可以写的值", _written, width=20), Field("现在是", _means, width=26))
        )
        self.values.show_rows(reporting.sayable(desk.store, paper, period))
        self.values.setToolTip("双击插入到光标处")
        self.view = PageView()
        self.told = QLabel()
        self.told.setWordWrap(True)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._lay_out()
        self.text.textChanged.connect(self._pause.start)
        self._pause.timeout.connect(self._try)
        self.values.doubleClicked.connect(self._on_value)
        self._try()

    def _lay_out(self) -> None:
        tip = QLabel(
            "# 开头是标题，@ 开头放表或图，其余每行一段；{{ 产值 }} 写一个值，{% if 退库.户数 %}…{% endif %} 是条件。"
        )
        tip.setProperty("role", "muted")
        left = QSplitter(self)
        left.addWidget(self.text)
        left.addWidget(self.values)
        left.addWidget(self.view)
        left.setSizes([520, 330, 490])
        buttons = QDialogButtonBox()
        self.save = buttons.addButton("保存", QDialogButtonBox.ButtonRole.AcceptRole)
        self.reset = buttons.addButton("恢复原来的用语", QDialogButtonBox.ButtonRole.ResetRole)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._on_save)
        self.reset.clicked.connect(self._on_reset)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(tip)
        layout.addWidget(left, 1)
        layout.addWidget(self.told)
        layout.addWidget(buttons)

    @Slot()
    def _try(self) -> None:
        words = self.text.toPlainText()
        if self._busy or words == self._tried:
            return
        self._busy, self._tried = True, words
        work = _Trying(self._desk.store, self._paper.name, self._period, self._options, words)
        self._desk.tasks.run("试排", work, self._on_made, self._on_mistake, passing=True)

    @Slot(object)
    def _on_made(self, pages: list[bytes]) -> None:
        self.view.show_pages(pages, PREVIEW_DPI)
        self._say("", good=True)

    @Slot(object)
    def _on_mistake(self, error: UserError) -> None:
        self._say(str(error), good=False)

    def _say(self, words: str, *, good: bool) -> None:
        self._busy = False
        dress(self.told, "role", "muted" if good else "error")
        self.told.setText(words)
        self.save.setEnabled(good)
        self._try()  # what was typed meanwhile

    @Slot(QModelIndex)
    def _on_value(self, _index: QModelIndex) -> None:
        said = self.values.current()
        if said is not None:
            name = said[0]
            self.text.textCursor().insertText(f"\n{name}\n" if name.startswith("@") else f"{{{{ {name} }}}}")
            self.text.moveCursor(QTextCursor.MoveOperation.NoMove)
            self.text.setFocus()

    @Slot()
    def _on_reset(self) -> None:
        if faults.ask(self, "恢复原来的用语", "要放弃本单位改过的用语，恢复软件自带的吗？", "恢复", "不恢复"):
            reporting.keep_wording(self._desk.store, self._paper, "")
            self.text.setPlainText(reporting.wording_of(self._desk.store, self._paper))

    @Slot()
    def _on_save(self) -> None:
        reporting.keep_wording(self._desk.store, self._paper, self.text.toPlainText())
        self.accept()


class _Trying:
    """Writes the report in the words that are typed and sets it in type, off the GUI thread."""

    def __init__(self, store: Store, name: str, period: Period, options: ReportOptions, words: str) -> None:
        self._store, self._name, self._period = store, name, period
        self._options = replace(options, wording=words)

    def __call__(self, _progress: Progress) -> list[bytes]:
        with self._store.beside() as store:
            report = reporting.build(store, self._name, self._period, self._options)
        return to_pages(report, PREVIEW_DPI)


def _written(said: _Said) -> str:
    return said[0]


def _means(said: _Said) -> str:
    return said[1]
