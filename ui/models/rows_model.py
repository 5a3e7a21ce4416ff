"""A read-only table over a list of values that is held whole: previews, findings, logs, rankings.

What is larger than one desk's screen of figures is paged from the store instead (see the record table).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from parkdesk.frozen import frozen
from ui.models.narrowing import Conditions, Narrowed, figure_kind, tally_of, word_kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QColor

    from parkdesk.records.kinds import Kind
    from parkdesk.store import Filter

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


class RowsModel(QAbstractTableModel, Narrowed, Generic[T]):
    """Shows a sequence of values, one a row, in declared fields; sorts by key and narrows by text in Python.

    Signals:
        narrowed: the conditions on a heading are other ones.
    """

    ALWAYS_OFFERED = False
    narrowed = Signal()

    def __init__(self, fields: Sequence[Field[T]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.fields = tuple(fields)
        self._all: list[T] = []
        self._rows: list[T] = []
        self._order: list[tuple[int, bool]] = []
        self._conditions = Conditions()

    def show_fields(self, fields: Sequence[Field[T]]) -> None:
        """Show other columns; the rows go."""
        self.beginResetModel()
        self.fields, self._all, self._rows, self._order = tuple(fields), [], [], []
        self._conditions = Conditions()
        self.endResetModel()

    def show_rows(self, rows: Sequence[T]) -> None:
        """Replace what is shown; conditions and order stay."""
        self.beginResetModel()
        self._all = list(rows)
        self._rows = self._arranged()
        self.endResetModel()

    def is_narrowed(self) -> bool:
        """Whether conditions keep rows out."""
        return bool(self._conditions.on)

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

    # -- headings --------------------------------------------------------------------------------

    def filter_key(self, column: int) -> str:
        return str(column)

    def filter_label(self, column: int) -> str:
        return self.fields[column].heading

    def filter_kind(self, column: int) -> Kind:
        return figure_kind() if self.fields[column].numeric else word_kind()

    def column_filters(self, column: int) -> tuple[Filter, ...]:
        return self._conditions.on.get(str(column), ())

    def filter_column(self, column: int, filters: tuple[Filter, ...]) -> None:
        self._conditions.put(str(column), filters)
        self.beginResetModel()
        self._rows = self._arranged()
        self.endResetModel()
        self.narrowed.emit()

    def show_all(self) -> None:
        """Let every condition go: what comes next is another matter."""
        if self._conditions.on:
            self._conditions = Conditions()
            self.beginResetModel()
            self._rows = self._arranged()
            self.endResetModel()
            self.narrowed.emit()

    def tally(self, column: int) -> list[tuple[Any, int]]:
        rows = (row for row in self._all if self._conditions.let_through(partial(self._text, row), but=str(column)))
        return list(tally_of((self.fields[column].text(row) for row in rows), numeric=self.fields[column].numeric))

    def order(self) -> list[tuple[int, bool]]:
        return list(self._order)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.sort_by([(column, order == Qt.SortOrder.DescendingOrder)] if 0 <= column < len(self.fields) else [])

    def sort_by(self, order: Sequence[tuple[int, bool]]) -> None:
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        held = [(self._rows[index.row()], index.column()) for index in before]
        self._order = list(order)
        self._rows = self._arranged()
        places = {id(row): number for number, row in enumerate(self._rows)}
        self.changePersistentIndexList(before, [self.index(places[id(row)], column) for row, column in held])
        self.layoutChanged.emit()

    def _text(self, row: T, key: str) -> str:
        return self.fields[int(key)].text(row)

    def _arranged(self) -> list[T]:
        """Return the rows that meet the conditions, in the order that was asked for."""
        rows = [row for row in self._all if self._conditions.let_through(partial(self._text, row))]
        for column, down in reversed(self._order):
            field = self.fields[column]
            rows.sort(key=field.sort_key or field.text, reverse=down)
        return rows
