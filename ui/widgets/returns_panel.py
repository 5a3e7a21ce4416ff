"""退回事项: what was sent back, to whom and why; at the county what to put right, at the city what still waits."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from parkdesk.office import downward
from parkdesk.periods import Period
from parkdesk.records import ReturnedItem
from parkdesk.records.targets import OPEN
from ui.models.rows_model import Field
from ui.places import Kept, place_of
from ui.target import Target
from ui.widgets.rows_table import RowsTable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QColor

    from ui.desk import Desk
    from ui.theme import Theme


class ReturnsPanel(QWidget):
    """Every returned item, open ones first.

    Signals:
        noted: one short sentence for the status line.
        item_wanted: a `Target`: where what was sent back is put right.
    """

    noted = Signal(str)
    item_wanted = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.table: RowsTable[ReturnedItem] = RowsTable("returned_items", (), "没有退回的事项。")
        self.settle = QPushButton("标为已处理")
        self.settle.setToolTip("核实过了，不用对方再改；下一个下发包会告诉对方")
        self.head = QLabel()
        row = QHBoxLayout()
        row.addWidget(self.head, 1)
        row.addWidget(self.settle)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.addLayout(row)
        layout.addWidget(self.table, 1)
        self.table.chosen.connect(self._on_chosen)
        self.table.row_chosen.connect(self._on_opened)
        self.table.selection_described.connect(self.noted)
        self.settle.clicked.connect(self._on_settle)

    def load(self) -> None:
        """Read the items."""
        names = {code: office.name for code, office in self.desk.store.offices().items()}
        self.table.show_fields(
            (
                Field("状态", _state, width=8, colour=partial(_state_colour, self.desk.theme)),
                Field("单位", partial(_unit, names), width=12),
                Field("期间", _period, width=13),
                Field("退回内容", _about, width=40),
                Field("退回原因", _reason, width=32),
                Field("退回单位", partial(_issuer, names)),
            )
        )
        items = sorted(self.desk.store.select(ReturnedItem), key=_order)
        self.table.show_rows(items)
        words = "双击去改；改好后重新上报，上级通过后自动销号。"
        self.head.setText(
            f"待处理 {self.waiting()} 项。{'' if self.desk.store.desk.is_city else words}" if items else ""
        )
        self._on_chosen()

    def waiting(self) -> int:
        """Return how many items are still to be settled."""
        rows = self.table.rows
        return sum(1 for at in range(rows.rowCount()) if rows.row(at).state == OPEN)

    def _is_mine(self, item: ReturnedItem | None) -> bool:
        return item is not None and item.issuer == self.desk.store.desk.unit and item.state == OPEN

    @Slot()
    def _on_chosen(self) -> None:
        self.settle.setVisible(self.desk.store.desk.is_city)
        self.settle.setEnabled(self._is_mine(self.table.current()))

    @Slot()
    def _on_settle(self) -> None:
        item = self.table.current()
        if item is not None and self._is_mine(item):
            self.desk.bus.announce(downward.close_item(self.desk.store, item))
            self.noted.emit(f"“{item.about}”已标为已处理。")

    @Slot(int)
    def _on_opened(self, row: int) -> None:
        item = self.table.rows.row(row)
        period = Period.from_key(item.period) if item.period else None
        kept = place_of(item.ledger) or Kept("months")
        self.item_wanted.emit(Target(kept.page, period, item.record, view=kept.view))


def _order(item: ReturnedItem) -> tuple[bool, int]:
    return item.state != OPEN, -(item.period or 0)


def _state(item: ReturnedItem) -> str:
    return item.state


def _state_colour(theme: Theme, item: ReturnedItem) -> QColor:
    return theme.color("warn" if item.state == OPEN else "muted")


def _unit(names: Mapping[str, str], item: ReturnedItem) -> str:
    return names.get(item.unit, item.unit)


def _issuer(names: Mapping[str, str], item: ReturnedItem) -> str:
    return names.get(item.issuer, item.issuer)


def _period(item: ReturnedItem) -> str:
    return Period.from_key(item.period).title if item.period else ""


def _about(item: ReturnedItem) -> str:
    return item.about


def _reason(item: ReturnedItem) -> str:
    return item.reason
