"""What this PC remembers of a table: widths, order, hidden and frozen columns, units shown, conditions on headings.

How columns stand is a person's habit and goes for every desk; which rows are left out belongs to one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

from PySide6.QtCore import QTimer

from ui.memory import window_memory
from ui.models.narrowing import as_json, from_json
from ui.models.sheet_model import SheetModel

if TYPE_CHECKING:
    from ui.widgets.record_table import RecordTable

_PAUSE = 400  # ms
_STILL = "表头上次的筛选还在：点列头的漏斗可以取消。"


class TableLayout:
    """Reads and keeps the layout of one table under its name and columns."""

    def __init__(self, table: RecordTable, name: str) -> None:
        self._table, self._name = table, name
        self._is_restoring = True  # until the columns have their widths there is nothing to remember
        self._later = QTimer(table)
        self._later.setSingleShot(True)
        self._later.setInterval(_PAUSE)
        self._later.timeout.connect(self.keep_filters)

    def _key(self, what: str) -> str:
        model = self._table.model()
        if isinstance(model, SheetModel):
            columns = "|".join(model.key_of(column) for column in range(model.columnCount()))
        else:
            columns = "|".join(self._table.heading(column) for column in range(model.columnCount()))
        return f"tables/{self._name}/{crc32(columns.encode()):08x}/{what}"

    def _of_columns(self, what: str) -> str:
        """Return where something is kept that belongs to a column, whatever stands beside it this month."""
        return f"tables/{self._name}/{what}"

    def keep(self) -> None:
        """Remember how the columns stand now."""
        model = self._table.model()
        if model is None or self._is_restoring:
            return
        memory = window_memory()
        memory.setValue(self._key("columns"), self._table.horizontalHeader().saveState())
        memory.setValue(self._key("frozen"), self._table.frozen_count())
        if not isinstance(model, SheetModel):
            return
        columns = range(model.columnCount())
        kept = memory.value(self._of_columns("units"))
        units = {model.key_of(n): model.shown_unit(n) for n in columns if model.units(n)}
        memory.setValue(self._of_columns("units"), (kept if isinstance(kept, dict) else {}) | units)

    def keep_filters_later(self) -> None:
        """Remember the conditions on the headings once they rest: writing them takes longer than asking the desk."""
        if not self._is_restoring:
            self._later.start()

    def keep_if_waiting(self) -> None:
        """Remember at once what waits to be remembered: the table goes."""
        if self._later.isActive():
            self.keep_filters()

    def keep_filters(self) -> None:
        """Remember the conditions on the headings."""
        self._later.stop()
        model = self._table.model()
        if isinstance(model, SheetModel) and not self._is_restoring:
            columns = range(model.columnCount())
            found = {model.key_of(n): as_json(model.column_filters(n)) for n in columns if model.column_filters(n)}
            window_memory().setValue(self._of_columns(f"filters/{model.desk_id}"), found)

    def restore(self) -> None:
        """Put the columns as they are remembered, where they are."""
        memory = window_memory()
        self._is_restoring = True
        if (state := memory.value(self._key("columns"))) is not None:
            self._table.horizontalHeader().restoreState(state)
        if (frozen := memory.value(self._key("frozen"))) is not None and str(frozen).isdigit():
            self._table.freeze(int(str(frozen)))
        model = self._table.model()
        if isinstance(model, SheetModel):
            self._restore_units(model, memory.value(self._of_columns("units")))
            self._restore_filters(model, memory.value(self._of_columns(f"filters/{model.desk_id}")))
        self._is_restoring = False

    def _restore_units(self, model: SheetModel, units: object) -> None:
        if isinstance(units, dict):
            for column in range(model.columnCount()):
                unit = str(units.get(model.key_of(column), ""))
                if unit in model.units(column) and unit != model.shown_unit(column):
                    model.show_unit(column, unit)

    def _restore_filters(self, model: SheetModel, kept: object) -> None:
        if not isinstance(kept, dict):
            return
        for column in range(model.columnCount()):
            filters = from_json(model.filter_key(column), str(kept.get(model.key_of(column), "")))
            if filters and filters != model.column_filters(column):
                model.filter_column(column, filters)
                self._table.selection_described.emit(_STILL)
