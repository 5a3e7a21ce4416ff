"""The cells of a paste that did not go in, one by one; a double click goes there with what was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from parkdesk.intake.clipboard import write_text
from ui.models.rows_model import Field
from ui.widgets.rows_table import RowsTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkdesk.plan import RefusedCell
    from ui.theme import Theme

_LEAST, _MOST = 120, 190  # pixels high: a low window keeps its table in sight
FIELDS: tuple[Field[RefusedCell], ...] = (
    Field("位置", lambda cell: cell.where, width=26),
    Field("列", lambda cell: cell.label, width=16),
    Field("要写入的内容", lambda cell: cell.text, width=26),
    Field("为什么没有写入", lambda cell: cell.reason, width=44),
)


class RefusedCells(QFrame):
    """A list below the table; it goes when the next gesture goes in whole.

    Signals:
        cell_chosen: a person wants to mend a cell; carries the `RefusedCell`.
    """

    cell_chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "foot")
        self.title = QLabel()
        self.title.setProperty("tone", "bad")
        self.list: RowsTable[RefusedCell] = RowsTable("refused_cells", FIELDS)
        self.list.row_chosen.connect(self._on_row_chosen)
        copy, close = QPushButton("复制清单"), QToolButton()
        copy.clicked.connect(self._on_copy)
        close.setIcon(theme.icon("close", "muted"))
        close.setToolTip("关闭清单")
        close.clicked.connect(self.hide)
        head = QHBoxLayout()
        head.setContentsMargins(12, 4, 8, 2)
        head.addWidget(self.title, 1)
        head.addWidget(copy)
        head.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.list, 1)
        self.hide()

    @Slot(str, object)
    def show_refused(self, what: str, cells: Sequence[RefusedCell]) -> None:
        """List what a gesture could not write; nothing puts the list away."""
        self.setVisible(bool(cells))
        if cells:
            within = self.parentWidget()
            room = within.height() * 2 // 5 if within is not None else _MOST
            self.setFixedHeight(min(max(room, _LEAST), _MOST))
            self.title.setText(f"{what}时有{len(cells):,}处没有写入，其余已写入。双击一行去改正。")
            self.list.show_rows(cells)

    def cells(self) -> list[RefusedCell]:
        """Return what is listed."""
        return [self.list.rows.row(number) for number in range(self.list.rows.rowCount())] if self.isVisible() else []

    @Slot(int)
    def _on_row_chosen(self, row: int) -> None:
        self.cell_chosen.emit(self.list.rows.row(row))

    @Slot()
    def _on_copy(self) -> None:
        lines = [[field.heading for field in FIELDS]]
        lines += [[field.text(cell) for field in FIELDS] for cell in self.cells()]
        QApplication.clipboard().setText(write_text(lines))
