"""The projects as a table that is typed into: the same keys, blocks and undo as every other ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from parkdesk.records import Project, columns_of
from parkdesk.store import Filter
from parkdesk.store.query import UNIT_NAME
from ui.models.ledger_model import LedgerModel
from ui.widgets.record_sheet import RecordSheet
from ui.widgets.record_table import RecordTable

if TYPE_CHECKING:
    from parkdesk.store import Changes
    from ui.desk import Desk

_FIRST = ("name", "pool", "stage", "total", "plan", "done", "month_done", "problem", "owner", "start", "finish")
_COMPLETED = ("owner", "nature", "place")


class ProjectSheet(QWidget):
    """What changes from month to month first; the rest is hidden until it is asked for.

    Signals:
        chosen: another project became the current one; carries its id, empty for none.
        opened: the person wants the project's form.
        noted: one short sentence for the status line.
    """

    chosen = Signal(str)
    opened = Signal()
    noted = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        declared = {column.key: column for column in columns_of(Project)}
        city = (UNIT_NAME,) if desk.store.desk.is_city else ()
        first = [declared[key] for key in _FIRST if key in declared]
        rest = [column for key, column in declared.items() if key not in _FIRST]
        self._columns = (*city, *first, *rest)
        self._seen = len(city) + len(first)
        self.model = LedgerModel(desk.store, Project.TABLE, self._columns, self)
        self.model.completed = frozenset(_COMPLETED)
        self.table = RecordTable("projects_sheet")
        self.table.setModel(self.model)
        self.table.freeze(1 + len(city))
        self.table.row_chosen.connect(self.opened)
        self.table.selectionModel().currentRowChanged.connect(self._on_row)
        self.sheet = RecordSheet(desk, self.table)
        self.sheet.noted.connect(self.noted)
        self._is_loaded = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.sheet)

    def narrow(self, pool: str, text: str) -> None:
        """Show the projects of a pool (empty: all) that a text finds."""
        wanted = (Filter("pool", "eq", pool),) if pool else ()
        if not self._is_loaded:
            self._is_loaded = True
            self.model.filter(wanted)
            hidden = range(self._seen, len(self._columns))
            self.table.lay_out([column.width for column in self._columns], hidden=hidden)
        elif wanted != self.model.picked() or text != self.model.query.search:
            self.model.filter(wanted)
        if text != self.model.query.search:
            self.model.search(text)
        if not self.table.currentIndex().isValid() and self.model.rowCount():
            self.table.setCurrentIndex(self.model.index(0, 0))

    def take_in(self, changes: Changes) -> None:
        """Show what changed of the projects, where it stands."""
        if self._is_loaded and changes.touches(Project.TABLE):
            self.model.take_in(changes)

    def current(self) -> str:
        """Return the current project's id, empty for none."""
        row = self.table.currentIndex().row()
        return self.model.id_at(row) if row >= 0 else ""

    def go_to(self, project_id: str) -> None:
        """Make a project the current one."""
        row = self.model.row_of(project_id)
        if row is not None:
            self.table.setCurrentIndex(self.model.index(row, max(self.table.currentIndex().column(), 0)))

    @Slot(QModelIndex, QModelIndex)
    def _on_row(self, now: QModelIndex, _before: QModelIndex) -> None:
        self.chosen.emit(self.model.id_at(now.row()) if now.isValid() else "")
