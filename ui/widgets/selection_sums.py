"""What the status line says of a selection: how large it is, and count, sum and average of its cells."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from parkdesk.amounts import half_up, read_number
from ui.models.ledger_model import LedgerModel
from ui.models.sheet_model import SheetModel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QAbstractItemModel

    from ui.widgets.record_table import RecordTable

_PAUSE = 60  # ms; a selection that is being drawn is not added up at every step
_MOST_READ = 50_000  # cells whose text is read where no desk adds them up
_MOST_NAMED = 3


class SelectionSums(QObject):
    """Describes a table's selection once it rests."""

    def __init__(self, table: RecordTable) -> None:
        super().__init__(table)
        self._table = table
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self._on_rested)

    @Slot()
    def begin(self) -> None:
        """Describe the selection as soon as it rests."""
        self._timer.start()

    def rest(self) -> None:
        """Say nothing of the selection as it is: what was done with it is being said."""
        self._timer.stop()

    @Slot()
    def _on_rested(self) -> None:
        if self._table.isVisible():  # a window that is going has no desk to ask any more
            self._table.selection_described.emit(self.sentence())

    def sentence(self) -> str:
        """Return what there is to say; nothing of a single cell."""
        rows, columns = self._table.selected_ranges()
        height = sum(map(len, rows))
        if height * len(columns) <= 1:
            return ""
        said = [f"选中 {height:,} 行 × {len(columns)} 列"]
        model = self._table.model()
        if isinstance(model, LedgerModel):
            said += _of_ledger(model, rows, columns)
        elif height * len(columns) <= _MOST_READ:
            said += _of_texts([_said(model, r, c) for part in rows for r in part for c in columns])
        return " · ".join(said)


def _said(model: QAbstractItemModel, row: int, column: int) -> str:
    """Return a cell's text; a sheet's with every digit, however many are shown."""
    return (
        model.input_text(row, column) if isinstance(model, SheetModel) else str(model.index(row, column).data() or "")
    )


def _of_ledger(model: LedgerModel, rows: Sequence[range], columns: Sequence[int]) -> list[str]:
    sums = model.sums(rows, columns)
    said = [f"计数 {sum(one.filled for one in sums.values()):,}"]
    figures = [(column, one) for column, one in sums.items() if one.total is not None]
    for column, one in figures[:_MOST_NAMED]:
        kind, unit, label = model.kinds[column], model.shown_unit(column), model.columns[column].label
        name = f"{label}" if len(figures) > 1 else ""
        average = kind.write(int(half_up(Decimal(one.total or 0) / one.filled, 0))) if one.filled else "—"
        total = f"{name}合计 {kind.write(one.total)}{unit}"
        said.append(total if name else f"{total} · 平均 {average}{unit}")
    return said


def _of_texts(texts: Sequence[str]) -> list[str]:
    filled, numbers = 0, []
    for text in texts:
        if not text.strip():
            continue
        filled += 1
        try:
            number = read_number(text.removeprefix("▼ "))
        except ValueError:
            continue
        if number is not None:
            numbers.append(-number if text.startswith("▼") and number > 0 else number)
    said = [f"计数 {filled:,}"]
    if numbers:
        places = max(max(-int(number.as_tuple().exponent), 0) for number in numbers)
        total = sum(numbers, Decimal(0))
        said.append(f"合计 {half_up(total, places):,f} · 平均 {half_up(total / len(numbers), places + 1):,f}")
    return said
