"""A table that is typed into, with the cells that did not go in below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ui.models.ledger_editor import LedgerEditor
from ui.models.ledger_model import LedgerModel
from ui.models.sheet_model import SheetModel
from ui.widgets.refused_cells import RefusedCells

if TYPE_CHECKING:
    from parkdesk.plan import RefusedCell
    from ui.desk import Desk
    from ui.widgets.record_table import RecordTable


class RecordSheet(QWidget):
    """Put this where a table would stand; a ledger's cells are typed into and written through the gate.

    Signals:
        noted: one short sentence for the status line.
    """

    noted = Signal(str)

    def __init__(self, desk: Desk, table: RecordTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = table
        self.refused = RefusedCells(desk.theme)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(table, 1)
        layout.addWidget(self.refused)
        table.selection_described.connect(self.noted)
        self.editor: LedgerEditor | None = None
        model = table.model()
        if isinstance(model, LedgerModel):
            table.type_as_sheet()
            self.editor = LedgerEditor(desk, model, self)
            self.editor.noted.connect(self.noted)
            self.editor.refused.connect(self.refused.show_refused)
        self.refused.cell_chosen.connect(self._on_cell_chosen)

    @Slot(object)
    def _on_cell_chosen(self, cell: RefusedCell) -> None:
        """Go to the cell and open it with what was typed: nothing typed is lost."""
        model = self.table.model()
        assert isinstance(model, SheetModel)
        row = model.row_of(cell.record) if cell.record else None
        column = next((n for n in range(model.columnCount()) if model.key_of(n) == cell.column), None)
        if row is None or column is None:
            return
        if self.table.isColumnHidden(column):
            self.table.hide_column(column, hidden=False)
        index = model.index(row, column)
        self.table.setFocus()
        self.table.setCurrentIndex(index)
        self.table.edit(index)
        editor = self.table.open_editor()
        if isinstance(editor, QLineEdit):
            editor.setText(cell.text)
            editor.selectAll()
