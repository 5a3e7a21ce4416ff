"""The month's sheet as a Qt table; a typed figure is announced, never written here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont

from ui.models.month_sheet import MISSING, MonthColumn, MonthLine, sorted_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkdesk.store import MonthRow
    from ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
NAME, STATUS, FIRST_FIGURE = 0, 1, 2
_HEADINGS = ("企业名称", "状态")
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_READ_ONLY = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


@dataclass(frozen=True, slots=True)
class MonthCell:
    """One stored figure of one firm."""

    firm: MonthRow
    column: MonthColumn

    @property
    def stored(self) -> int | None:
        """The figure as it is kept."""
        return self.column.figure(self.firm.figures)


class MonthModel(QAbstractTableModel):
    """Firms × indicators of one period.

    Signals:
        typed: a person typed a figure; carries the `MonthCell` and the text.
    """

    typed = Signal(object, str)

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns: tuple[MonthColumn, ...] = ()
        self._lines: list[MonthLine] = []
        self._sort: tuple[int, bool] | None = None
        self._theme = theme
        self._bold = QFont()
        self._bold.setWeight(QFont.Weight.DemiBold)

    def show_sheet(self, columns: Sequence[MonthColumn], lines: Sequence[MonthLine]) -> None:
        """Replace what is shown; the order chosen by a person stays."""
        self.beginResetModel()
        if tuple(columns) != self.columns:
            self._sort = None
        self.columns, self._lines = tuple(columns), list(lines)
        self._put_in_order()
        self.endResetModel()

    def cell(self, index: Index) -> MonthCell | None:
        """Return the stored figure that an index stands on; None on names, sums and growth."""
        if not index.isValid() or index.column() < FIRST_FIGURE:
            return None
        line, column = self._lines[index.row()], self.columns[index.column() - FIRST_FIGURE]
        return None if line.firm is None or column.is_growth else MonthCell(line.firm, column)

    def firm(self, row: int) -> MonthRow | None:
        """Return the firm of a line."""
        return self._lines[row].firm if 0 <= row < len(self._lines) else None

    def row_of(self, firm_id: str) -> int | None:
        """Return the line of a firm."""
        return next((n for n, line in enumerate(self._lines) if line.firm and line.firm.id == firm_id), None)

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else FIRST_FIGURE + len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return _READ_ONLY | Qt.ItemFlag.ItemIsEditable if self.cell(index) else super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(line, index.column())
        if role == Qt.ItemDataRole.EditRole:
            cell = self.cell(index)
            return cell.column.typed_text(cell.firm.figures) if cell else self._text(line, index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if index.column() >= FIRST_FIGURE else _LEFT
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._colour(line, index.column())
        if role == Qt.ItemDataRole.BackgroundRole and line.kind != "firm":
            return self._theme.color("sunken")
        if role == Qt.ItemDataRole.FontRole and line.kind != "firm":
            return self._bold
        return None

    def _text(self, line: MonthLine, column: int) -> str:
        if column == NAME:
            return line.label
        if column == STATUS:
            return line.status if line.kind == "firm" else ""
        return self.columns[column - FIRST_FIGURE].text(line.figures)

    def _colour(self, line: MonthLine, column: int) -> Any:
        if column < FIRST_FIGURE:
            return None
        shown = self.columns[column - FIRST_FIGURE]
        if shown.is_growth and (rate := shown.rate(line.figures)) is not None:
            return self._theme.color("bad") if rate.shown(1) < 0 else None
        return self._theme.color("muted") if shown.text(line.figures) == MISSING else None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        cell = self.cell(index)
        text = str(value).strip()
        if cell is None or role != Qt.ItemDataRole.EditRole or text == cell.column.typed_text(cell.firm.figures):
            return False
        self.typed.emit(cell, text)
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return section + 1 if role == Qt.ItemDataRole.DisplayRole else None
        if not 0 <= section < self.columnCount():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _HEADINGS[section] if section < FIRST_FIGURE else self.columns[section - FIRST_FIGURE].heading
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section >= FIRST_FIGURE else _LEFT
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.beginResetModel()
        self._sort = (column, order == Qt.SortOrder.DescendingOrder) if column >= 0 else None
        self._put_in_order()
        self.endResetModel()

    def _put_in_order(self) -> None:
        if self._sort is None or self._sort[0] == STATUS:
            return
        column, descending = self._sort
        chosen = self.columns[column - FIRST_FIGURE] if column >= FIRST_FIGURE else None
        self._lines = sorted_lines(self._lines, chosen, descending=descending)
