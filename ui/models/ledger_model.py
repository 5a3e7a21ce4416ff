"""A ledger as a table: ids first, values page by page from SQLite, which also sorts, filters and searches."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from parkdesk.store import Query

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkdesk.records import Column
    from parkdesk.store import Filter, Store

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_PAGE = 128
_MOST_PAGES = 64
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class LedgerModel(QAbstractTableModel):
    """The rows of one ledger in declared columns.

    Signals:
        counted: how many rows are shown after a search, filter or sort.
    """

    counted = Signal(int)

    def __init__(self, store: Store, ledger: str, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._store = store
        self._query = Query(ledger)
        self._ids: list[str] = []
        self._rows_by_id: dict[str, int] = {}
        self._pages: dict[int, list[tuple[str, ...]]] = {}

    @property
    def query(self) -> Query:
        """What is shown."""
        return self._query

    def search(self, text: str) -> None:
        """Show the rows whose name, code or pinyin holds `text`."""
        self._show(dataclasses.replace(self._query, search=text))

    def filter(self, filters: tuple[Filter, ...]) -> None:
        """Show the rows that meet every condition."""
        self._show(dataclasses.replace(self._query, filters=filters))

    def reload(self) -> None:
        """Read the desk again."""
        self._show(self._query)

    def id_at(self, row: int) -> str:
        """Return the record's id of a row."""
        return self._ids[row]

    def row_of(self, record_id: str) -> int | None:
        """Return the row that shows a record, if any does."""
        if not self._rows_by_id:
            self._rows_by_id = {found: row for row, found in enumerate(self._ids)}
        return self._rows_by_id.get(record_id)

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            number, place = divmod(index.row(), _PAGE)
            page = self._pages.get(number) or self._read_page(number)
            return page[place][index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if self.columns[index.column()].kind.numeric else _LEFT
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return section + 1 if role == Qt.ItemDataRole.DisplayRole else None
        if not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].heading
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if self.columns[section].kind.numeric else _LEFT
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        wanted = ((self.columns[column].key, order == Qt.SortOrder.DescendingOrder),) if column >= 0 else ()
        if wanted != self._query.sort:
            self._show(dataclasses.replace(self._query, sort=wanted))

    def _show(self, query: Query) -> None:
        ids = self._store.pages.ids(query)
        self.beginResetModel()
        self._query = query
        self._ids, self._rows_by_id = ids, {}
        self._pages.clear()
        self.endResetModel()
        self.counted.emit(len(ids))

    def _read_page(self, number: int) -> list[tuple[str, ...]]:
        ids = self._ids[number * _PAGE : (number + 1) * _PAGE]
        found = self._store.pages.rows_of(self._query.ledger, tuple(c.key for c in self.columns), ids)
        blank = (None,) * len(self.columns)
        page = [self._texts(found.get(record_id, blank)) for record_id in ids]
        if len(self._pages) >= _MOST_PAGES:
            self._pages.pop(next(iter(self._pages)))
        self._pages[number] = page
        return page

    def _texts(self, values: Sequence[Any]) -> tuple[str, ...]:
        return tuple(
            "" if value is None else c.kind.write(c.kind.from_sql(value)).replace("\n", "；")
            for c, value in zip(self.columns, values, strict=True)
        )
