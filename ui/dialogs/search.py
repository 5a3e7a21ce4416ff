"""查找一切: one line over firms, projects, people, reports and commands; Enter goes there."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from parkdesk.office.search import Hit, find_all, matches
from ui.models.rows_model import Field
from ui.places import place_of
from ui.target import Target
from ui.widgets.rows_table import RowsTable
from ui.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ui.desk import Desk

_KINDS = MappingProxyType(
    {"enterprise": "企业", "project": "项目", "person": "人员", "report": "报表", "ledger": "台账", "command": "命令"}
)
_PAGES = MappingProxyType(
    {"enterprise": "enterprises", "project": "projects", "person": "projects", "report": "reports"}
)
_UP_AND_DOWN = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


@dataclass(frozen=True, slots=True)
class Command:
    """Something the window can do."""

    title: str
    do: Callable[[], object]


class SearchDialog(QDialog):
    """Opens over the window; closes when something was chosen.

    Signals:
        item_wanted: the `Target` that was chosen.
    """

    item_wanted = Signal(object)

    def __init__(self, desk: Desk, commands: Sequence[Command], pages: set[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._commands, self._pages = desk, tuple(commands), pages
        self.setWindowTitle("查找一切")
        self.box = SearchBox(desk.theme, "企业、项目、人员、报表、命令：名称、代码、拼音首字母都可以")
        self.table: RowsTable[Hit] = RowsTable(
            "search",
            (Field("", _kind, width=6), Field("名称", _title, width=36), Field("说明", _detail, width=30)),
            "没有找到：换一个词，或只输拼音首字母。",
        )
        self.table.setSortingEnabled(False)
        self.table.horizontalHeader().hide()
        hint = QLabel("↑ ↓ 选择，Enter 打开，Esc 关闭")
        hint.setProperty("role", "muted")
        layout = QVBoxLayout(self)
        for widget in (self.box, self.table, hint):
            layout.addWidget(widget)
        self.resize(640, 420)
        self.box.searched.connect(self._on_searched)
        self.box.left.connect(self._on_chosen)
        self.box.installEventFilter(self)
        self.table.clicked.connect(self._on_chosen)
        self.table.row_chosen.connect(self._on_chosen)
        self._on_searched("")
        self.box.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move in the list without leaving the line."""
        if watched is self.box and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in _UP_AND_DOWN:
                self.table.keyPressEvent(event)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.reject()
                return True
        return super().eventFilter(watched, event)

    @Slot(str)
    def _on_searched(self, text: str) -> None:
        commands = [
            Hit("command", command.title, "", str(number))
            for number, command in enumerate(self._commands)
            if not text or matches(text, command.title)
        ]
        hits = [hit for hit in find_all(self._desk.store, text) if _page_of(hit) in self._pages]
        self.table.show_rows([*hits, *commands])

    @Slot()
    def _on_chosen(self) -> None:
        hit = self.table.current()
        if hit is None:
            return
        self.accept()
        if hit.kind == "command":
            self._commands[int(hit.record)].do()
        else:
            self.item_wanted.emit(Target(_page_of(hit), record=hit.record, view=hit.view))


def _page_of(hit: Hit) -> str:
    """Return the page that shows a hit; a ledger's row is on the tab that names its ledger."""
    if hit.kind != "ledger":
        return _PAGES[hit.kind]
    kept = place_of(hit.view)
    return kept.page if kept else ""


def _kind(hit: Hit) -> str:
    return _KINDS[hit.kind]


def _title(hit: Hit) -> str:
    return hit.title


def _detail(hit: Hit) -> str:
    return hit.detail
