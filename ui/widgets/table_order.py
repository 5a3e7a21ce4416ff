"""Sorting by headings: up, down, as given; with Shift after the columns that are sorted by already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from ui.models.narrowing import Narrowed
from ui.models.sheet_model import SheetModel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.widgets.record_table import RecordTable


def clicked(table: RecordTable, column: int) -> None:
    """Sort by the column whose heading was clicked."""
    model = table.model()
    if not isinstance(model, Narrowed):
        return
    order = model.order()
    down = dict(order).get(column)
    following = [] if down else [(column, down is not None)]
    if QApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier:
        places = [one for one in order if one[0] != column]
        at = next((n for n, one in enumerate(order) if one[0] == column), len(order))
        sort_by(table, [*places[:at], *following, *places[at:]])
    else:
        sort_by(table, following if down is None or len(order) == 1 else [(column, False)])


def sort_by(table: RecordTable, order: Sequence[tuple[int, bool]]) -> None:
    """Sort by several columns, the cursor staying on its record and the sight where it is."""
    model = table.model()
    at, column = table.currentIndex().row(), table.currentIndex().column()
    if not isinstance(model, SheetModel):
        if isinstance(model, Narrowed):
            model.sort_by(order)  # it keeps the cursor by itself
        return
    kept = model.id_at(at) if at >= 0 else ""
    model.sort_by(order)
    row = model.row_of(kept) if kept else None
    if row is not None:
        table.setAutoScroll(False)
        table.setCurrentIndex(model.index(row, column))
        table.setAutoScroll(True)
