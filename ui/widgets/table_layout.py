"""What this PC remembers of a table: widths, order, hidden and frozen columns, units shown."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

from ui.memory import window_memory
from ui.models.ledger_model import LedgerModel

if TYPE_CHECKING:
    from ui.widgets.record_table import RecordTable


class TableLayout:
    """Reads and keeps the layout of one table under its name and columns."""

    def __init__(self, table: RecordTable, name: str) -> None:
        self._table, self._name = table, name
        self._is_restoring = True  # until the columns have their widths there is nothing to remember

    def _key(self, what: str) -> str:
        model = self._table.model()
        if isinstance(model, LedgerModel):
            columns = "|".join(column.key for column in model.columns)
        else:
            columns = "|".join(self._table.heading(column) for column in range(model.columnCount()))
        return f"tables/{self._name}/{crc32(columns.encode()):08x}/{what}"

    def keep(self) -> None:
        """Remember how the columns stand now."""
        if self._table.model() is None or self._is_restoring:
            return
        memory = window_memory()
        memory.setValue(self._key("columns"), self._table.horizontalHeader().saveState())
        memory.setValue(self._key("frozen"), self._table.frozen_count())
        model = self._table.model()
        if isinstance(model, LedgerModel):
            units = {c.key: model.shown_unit(n) for n, c in enumerate(model.columns) if model.units(n)}
            memory.setValue(self._key("units"), units)

    def restore(self) -> None:
        """Put the columns as they are remembered, where they are."""
        memory = window_memory()
        self._is_restoring = True
        if (state := memory.value(self._key("columns"))) is not None:
            self._table.horizontalHeader().restoreState(state)
        if (frozen := memory.value(self._key("frozen"))) is not None and str(frozen).isdigit():
            self._table.freeze(int(str(frozen)))
        model, units = self._table.model(), memory.value(self._key("units"))
        if isinstance(model, LedgerModel) and isinstance(units, dict):
            for number, column in enumerate(model.columns):
                if units.get(column.key) in model.units(number):
                    model.show_unit(number, str(units[column.key]))
        self._is_restoring = False
