"""The record table over values that are held whole: previews, findings, logs, rankings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QModelIndex, QSize, Signal, Slot

from ui.models.rows_model import RowsModel
from ui.widgets.empty_text import say_empty
from ui.widgets.record_table import RecordTable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QWidget

    from ui.models.rows_model import Field

T = TypeVar("T")


class RowsTable(RecordTable, Generic[T]):
    """Shows values in rows, the last column filling what is left.

    Signals:
        chosen: another row became the current one, or there is none any more.
    """

    chosen = Signal()

    def __init__(
        self, name: str, fields: Sequence[Field[T]], empty_text: str = "", parent: QWidget | None = None
    ) -> None:
        """Make a table whose layout is remembered under `name`; `empty_text` is said where there are no rows."""
        super().__init__(name, parent)
        self._empty_text = empty_text
        self.rows: RowsModel[T] = RowsModel(fields, self)
        self.setModel(self.rows)
        self.verticalHeader().hide()
        self.lay_out([field.width for field in fields])
        self.horizontalHeader().setStretchLastSection(True)  # only now: its resizing is remembered as a width
        self.selectionModel().currentRowChanged.connect(self._on_row)

    def show_empty(self, text: str) -> None:
        """Say another thing where there are no rows."""
        self._empty_text = text
        self.viewport().update()

    def show_rows(self, rows: Sequence[T]) -> None:
        """Replace what is shown, sorted as before; the first row becomes the current one."""
        self.rows.show_rows(rows)
        if self.rows.rowCount():
            self.setCurrentIndex(self.rows.index(0, 0))
        else:
            self.chosen.emit()

    def show_fields(self, fields: Sequence[Field[T]]) -> None:
        """Show other columns, where they are not the ones that are shown already."""
        if [field.heading for field in fields] != [field.heading for field in self.rows.fields]:
            self.rows.show_fields(fields)
            self.lay_out([field.width for field in fields])

    def choose(self, row: int) -> None:
        """Make a row the current one."""
        self.setCurrentIndex(self.rows.index(row, max(0, self.currentIndex().column())))

    def choose_where(self, is_meant: Callable[[T], bool]) -> bool:
        """Make the first row that is meant the current one; False where the table shows none."""
        place = next((n for n in range(self.rows.rowCount()) if is_meant(self.rows.row(n))), None)
        if place is not None:
            self.choose(place)
        return place is not None

    def current(self) -> T | None:
        """Return the current row's value."""
        index = self.currentIndex()
        return self.rows.row(index) if index.isValid() else None

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        said = "没有符合表头筛选的行：点列头的漏斗可以取消。" if self.rows.is_narrowed() else self._empty_text
        if said and not self.rows.rowCount():
            say_empty(self, said)

    def sizeHint(self) -> QSize:
        return QSize(480, 160)

    @Slot(QModelIndex, QModelIndex)
    def _on_row(self, _now: QModelIndex, _before: QModelIndex) -> None:
        self.chosen.emit()
