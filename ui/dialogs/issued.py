"""历次定稿: the papers that went out, each as it was, with what has changed since beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialogButtonBox, QPlainTextEdit, QSplitter, QVBoxLayout, QWidget

from parkdesk.office import issuing
from ui.dialogs.careful import CarefulDialog
from ui.models.rows_model import Field
from ui.widgets.paper import Paper
from ui.widgets.rows_table import RowsTable

if TYPE_CHECKING:
    from parkdesk.office.issuing import Since
    from parkdesk.reports.values import Report
    from parkdesk.store import IssuedPaper, Store
    from ui.desk import Desk
    from ui.tasks import Progress

_NOTHING = "还没有定稿的报表：在“报表”页做好一份后，点“定稿存档”。"


class IssuedDialog(CarefulDialog):
    """A list of issued papers; the chosen one can be printed and saved again identically."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("历次定稿")
        self.take_size(1280, 720)
        self._desk = desk
        fields: tuple[Field[IssuedPaper], ...] = (
            Field("定稿时间", _at, width=14),
            Field("期间", _period, width=7),
            Field("标题", _title, width=24),
            Field("给谁", _whom, width=7),
            Field("经办人", _by, width=6),
            Field("指纹", issuing.short, width=14),
        )
        self.table = RowsTable("issued", fields, _NOTHING)
        self.paper = Paper(desk)
        self.since = QPlainTextEdit()
        self.since.setReadOnly(True)
        self.since.setPlaceholderText("选一份定稿，这里说它以后有什么变动")
        left = QSplitter(Qt.Orientation.Vertical)
        left.addWidget(self.table)
        left.addWidget(self.since)
        inside = QSplitter()
        inside.addWidget(left)
        inside.addWidget(self.paper)
        inside.setSizes([640, 620])
        buttons = QDialogButtonBox()
        buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole).setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(inside, 1)
        layout.addWidget(buttons)
        self.table.chosen.connect(self._on_chosen)
        self.table.show_rows(desk.store.issued.all())

    @Slot()
    def _on_chosen(self) -> None:
        paper = self.table.current()
        if paper is not None:
            self.since.setPlainText("正在比较…")
            self._desk.tasks.run("打开定稿", _Opening(self._desk.store, paper), self._on_opened, passing=True)

    @Slot(object)
    def _on_opened(self, found: tuple[IssuedPaper, Report, bool, Since]) -> None:
        paper, report, same, since = found
        if paper != self.table.current():
            return
        self.paper.show_report(report)
        head = "版面与定稿时完全一致。" if same else "内容与定稿时一致，本机的字体或版式与当时不同。"
        lines = ["定稿以后没有变动。"] if since.is_same else ["定稿以后有变动：", *since.revisions, *since.lines]
        if since.told:
            lines.append(f"现在已不能重做这份报表：{since.told}")
        self.since.setPlainText("\n".join([head, *lines]))


class _Opening:
    """Thaws a paper and compares it with today's figures, off the GUI thread."""

    def __init__(self, store: Store, paper: IssuedPaper) -> None:
        self._store, self._paper = store, paper

    def __call__(self, progress: Progress) -> tuple[IssuedPaper, Report, bool, Since]:
        with self._store.beside() as store:
            paper, report = issuing.reprint(store, self._paper.id)
            progress.step(0.3, "比较")
            since = issuing.since(store, paper)
        return paper, report, issuing.is_same_page(paper, report), since


def _at(paper: IssuedPaper) -> str:
    return paper.at[:16].replace("T", " ")


def _period(paper: IssuedPaper) -> str:
    return paper.period


def _title(paper: IssuedPaper) -> str:
    return paper.title


def _whom(paper: IssuedPaper) -> str:
    return paper.whom


def _by(paper: IssuedPaper) -> str:
    return paper.by
