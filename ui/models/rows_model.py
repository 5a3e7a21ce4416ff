"""A read-only table over a list of values that is held whole: previews, findings, logs, rankings.

What is larger than one desk's screen of figures is paged from the store instead (see the record table).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from parkdesk.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QColor

T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


@frozen
class Field(Generic[T]):
    """One column: its heading, how a value is worded there, and how it looks."""

    heading: str
    text: Callable[[T], str]
    numeric: bool = False
    width: int = 12
    """In characters; the last column takes what is left."""
    colour: Callable[[T], QColor | None] | None = None
    hint: Callable[[T], str] | None = None
    sort_key: Callable[[T], Any] | None = None


class RowsModel(QAbstractTableModel, Generic[T]):
    """Shows a sequence of values, one a row, in declared fields; sorts by key in Python."""

    def __init__(self, fields: Sequence[Field[T]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.fields = tuple(fields)
        self._rows: list[T] = []

    def show_fields(self, fields: Sequence[Field[T]]) -> None:
        """Show other columns; the rows go."""
        self.beginResetModel()
        self.fields, self._rows = tuple(fields), []
        self.endResetModel()

    def show_rows(self, rows: Sequence[T]) -> None:
        """Replace what is shown."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def row(self, index: Index | int) -> T:
        """Return the value behind an index or a row number."""
        return self._rows[index if isinstance(index, int) else index.row()]

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.fields)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        field, row = self.fields[index.column()], self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return field.text(row)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if field.numeric else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ForegroundRole:
            return field.colour(row) if field.colour else None
        if role == Qt.ItemDataRole.ToolTipRole:
            return (field.hint(row) if field.hint else field.text(row)) or None
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.fields):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.fields[section].heading
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self.fields[section].numeric else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if not 0 <= column < len(self.fields):
            return
        field = self.fields[column]
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        held = [(self._rows[index.row()], index.column()) for index in before]
        self._rows.sort(key=field.sort_key or field.text, reverse=order == Qt.SortOrder.DescendingOrder)
        places = {id(row): number for number, row in enumerate(self._rows)}
        self.changePersistentIndexList(before, [self.index(places[id(row)], column) for row, column in held])
        self.layoutChanged.emit()
