"""A ledger as a table: ids first, values page by page from SQLite, which also sorts, filters and searches."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QObject, Qt, Signal

from parkdesk.records import LEDGERS
from parkdesk.records.kinds import shown_in, units_for
from parkdesk.rules.pinyin import is_sound
from parkdesk.store import Query
from ui.models.sheet_model import Index, SheetModel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkdesk.records import Column
    from parkdesk.records.kinds import Kind
    from parkdesk.store import Changes, Filter, Store
    from parkdesk.store.query import Sums

_ROOT = QModelIndex()
_PAGE = 128
_MOST_PAGES = 64
_FIRST_IDS = 4 * _PAGE
_MOST_OFFERED = 500
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_SHOWN = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole
_UNTYPED = frozenset({"reference", "notes"})  # kinds that a form shows better than a cell


class LedgerModel(SheetModel):
    """The rows of one ledger in declared columns.

    Signals:
        counted: how many rows are shown after a search, filter or sort.
        asked: another search, filter or order is shown.
    """

    counted = Signal(int)
    asked = Signal()

    def __init__(self, store: Store, ledger: str, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.kinds: list[Kind] = [column.kind for column in self.columns]
        self.completed: frozenset[str] = frozenset()
        """Keys of columns whose cells offer what other rows hold."""
        self._store = store
        self.desk_id = store.desk.desk_id
        self._query = Query(ledger)
        kept = {c.key for c in LEDGERS[ledger].COLUMNS}
        self._picked: tuple[Filter, ...] = ()
        self._on_heading: dict[int, tuple[Filter, ...]] = {}
        self._derived = [c.key not in kept for c in self.columns]
        self._sides = [_RIGHT if c.kind.numeric else _LEFT for c in self.columns]
        self._keys = tuple(c.key for c in self.columns)
        self._units: dict[int, str] = {}
        self._ids: list[str] = []
        self._count = 0
        self._rows_by_id: dict[str, int] = {}
        self._pages: dict[int, list[tuple[Any, ...]]] = {}
        self._texts: dict[int, list[tuple[str, ...]]] = {}

    # -- what is shown -----------------------------------------------------------------------

    @property
    def query(self) -> Query:
        """What is shown."""
        return self._query

    def search(self, text: str) -> None:
        """Show the rows whose name, code or pinyin holds `text`."""
        self._show(dataclasses.replace(self._query, search=text))

    def filter(self, filters: tuple[Filter, ...]) -> None:
        """Show the rows that meet every condition of the page; those on headings stay."""
        self._picked = filters
        self._narrow()

    def picked(self) -> tuple[Filter, ...]:
        """Return the conditions of the page."""
        return self._picked

    def filter_column(self, column: int, filters: tuple[Filter, ...]) -> None:
        """Set the conditions on one heading; none lets it go."""
        self._on_heading[column] = filters
        self._narrow()
        self.narrowed.emit()

    def column_filters(self, column: int) -> tuple[Filter, ...]:
        """Return the conditions on one heading."""
        return self._on_heading.get(column, ())

    def show_all(self) -> None:
        """Let every search and condition go."""
        self._picked = ()
        self._on_heading.clear()
        self._show(dataclasses.replace(self._query, search="", filters=()))
        self.narrowed.emit()

    def filter_key(self, column: int) -> str:
        return self._keys[column]

    def filter_label(self, column: int) -> str:
        return self.columns[column].label

    def filter_kind(self, column: int) -> Kind:
        return self.kinds[column]

    def filter_unit(self, column: int) -> str:
        return self.shown_unit(column)

    def _narrow(self) -> None:
        on_headings = (condition for found in self._on_heading.values() for condition in found)
        self._show(dataclasses.replace(self._query, filters=(*self._picked, *on_headings)))

    def sort_by(self, order: Sequence[tuple[int, bool]]) -> None:
        """Sort by (column, descending), most important first; nothing is the order of entry."""
        wanted = tuple((self._keys[column], down) for column, down in order)
        if wanted != self._query.sort:
            self._show(dataclasses.replace(self._query, sort=wanted))

    def order(self) -> list[tuple[int, bool]]:
        """Return the columns that are sorted by."""
        return [(self._keys.index(key), down) for key, down in self._query.sort]

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.sort_by([(column, order == Qt.SortOrder.DescendingOrder)] if column >= 0 else [])

    def show_unit(self, column: int, unit: str) -> None:
        """Show a column's figures in another unit; what is kept stays as it is."""
        self.kinds[column], self._units[column] = shown_in(self.columns[column].kind, unit), unit
        self._texts.clear()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, column, column)
        if self._count:
            self.dataChanged.emit(self.index(0, column), self.index(self._count - 1, column))

    def units(self, column: int) -> tuple[str, ...]:
        """Return the units that a column can be shown in."""
        return units_for(self.columns[column].kind)

    def shown_unit(self, column: int) -> str:
        """Return the unit that a column is shown in."""
        return self._units.get(column, self.columns[column].unit)

    def reload(self) -> None:
        """Read the desk again."""
        self._show(self._query)

    def take_in(self, changes: Changes) -> None:
        """Show what changed where it stands, as a sheet does; sort and filter anew only when rows came or went.

        Rows added stay where a person put them, below the last, until the order is asked for again.
        """
        changed = changes.records.get(self._query.ledger, frozenset())
        there = self._store.pages.existing(self._query.ledger, list(changed))
        new = [record_id for record_id in changed if self.row_of(record_id) is None and record_id in there]
        narrowed = bool(self._query.search or self._query.filters)
        if len(there) < len(changed) or (new and narrowed) or any(t != self._query.ledger for t in changes.records):
            self.reload()
            return
        self._forget()
        if new:
            fresh = set(new)
            ids = [i for i in self._store.pages.ids(Query(self._query.ledger)) if i in fresh]
            self.beginInsertRows(_ROOT, self._count, self._count + len(ids) - 1)
            self._rows_by_id.update((record_id, row) for row, record_id in enumerate(ids, self._count))
            self._ids = self._every_id() + ids
            self._count = len(self._ids)
            self._forget()  # whoever was told that rows come may have read the last page again
            self.endInsertRows()
            self.counted.emit(self._count)
        rows = [row for record_id in changed if (row := self.row_of(record_id)) is not None]
        if rows:
            self.dataChanged.emit(self.index(min(rows), 0), self.index(max(rows), len(self.columns) - 1))

    def id_at(self, row: int) -> str:
        """Return the record's id of a row."""
        return self._ids[row] if row < len(self._ids) else self._every_id()[row]

    def row_of(self, record_id: str) -> int | None:
        """Return the row that shows a record, if any does."""
        if not self._rows_by_id:
            self._rows_by_id = {found: row for row, found in enumerate(self._every_id())}
        return self._rows_by_id.get(record_id)

    def sums(self, rows: Sequence[range], columns: Sequence[int]) -> dict[int, Sums]:
        """Return what a selection's columns hold; the desk adds up."""
        whole = sum(map(len, rows)) == self._count
        ids = None if whole else [one for part in rows for one in self._every_id()[part.start : part.stop]]
        found = self._store.pages.sums(self._query, [self._keys[column] for column in columns], ids)
        return {column: found[self._keys[column]] for column in columns}

    def tally(self, column: int) -> list[tuple[Any, int]]:
        """Return a column's values and how often each stands there, under the other columns' conditions."""
        key = self._keys[column]
        own = self.column_filters(column)
        others = tuple(condition for condition in self._query.filters if condition not in own)
        return self._store.pages.tally(dataclasses.replace(self._query, filters=others), key)

    def rows_holding(self, text: str, columns: Sequence[int]) -> list[int]:
        """Return the rows in which one of the columns holds a text or sounds like it, in the order shown."""
        numbers = {}
        for column in columns:
            kind = self.kinds[column]
            if kind.numeric:
                try:
                    numbers[self._keys[column]] = kind.read(text)
                except ValueError:
                    continue
        numbers = {key: value for key, value in numbers.items() if value is not None}
        keys = [self._keys[column] for column in columns]
        found = self._store.pages.holding(self._query, text, numbers, keys, by_sound=is_sound(text))
        return sorted(row for record_id in found if (row := self.row_of(record_id)) is not None)

    def first_row(self, text: str) -> int | None:
        """Return the first row shown whose name, code or pinyin holds a text."""
        found = self._store.pages.rows(dataclasses.replace(self._query, search=text), (), limit=1)
        return self.row_of(found[0][0]) if found else None

    # -- Qt's questions ----------------------------------------------------------------------

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in _SHOWN:
            if not index.isValid():
                return None
            number, place = divmod(index.row(), _PAGE)
            page = self._texts.get(number) or self._write_page(number)
            return page[place][index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._sides[index.column()]
        if role == Qt.ItemDataRole.EditRole and index.isValid():
            return self.input_text(index.row(), index.column())
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return section + 1 if role == Qt.ItemDataRole.DisplayRole else None
        if not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return dataclasses.replace(self.columns[section], unit=self.shown_unit(section)).heading
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._sides[section]
        return None

    # -- typing ------------------------------------------------------------------------------

    def lock_reason(self, row: int, column: int) -> str:  # noqa: ARG002 -- whole columns are locked
        if self._busy:
            return self._busy
        if self._derived[column]:
            return f"“{self.columns[column].label}”由别处的记录得出，不能在这里改"
        if self.columns[column].kind.name in _UNTYPED:
            return f"“{self.columns[column].label}”请打开资料后修改"
        return ""

    def input_text(self, row: int, column: int) -> str:
        number, place = divmod(row, _PAGE)
        page = self._pages.get(number) or self._read_page(number)
        value = page[place][column]
        if value is None:
            return ""
        kind = self.kinds[column]
        return kind.typed(kind.from_sql(value))

    def key_of(self, column: int) -> str:
        return self._keys[column]

    def can_grow(self) -> bool:
        return not (self._query.search or self._query.filters)

    def offers(self, row: int, column: int) -> Sequence[str]:  # noqa: ARG002 -- whole columns offer
        declared = self.columns[column]
        if declared.choices or declared.key not in self.completed:
            return declared.choices
        found = self._store.pages.distinct(self._query.ledger, declared.key)
        return [str(value) for value in found if value][:_MOST_OFFERED]

    # -- pages -------------------------------------------------------------------------------

    def _show(self, query: Query) -> None:
        pages = self._store.pages
        ids = [row[0] for row in pages.rows(query, (), limit=_FIRST_IDS)]
        count = len(ids) if len(ids) < _FIRST_IDS else pages.count(query)
        self.beginResetModel()
        self._query = query
        self._ids, self._count, self._rows_by_id = ids, count, {}
        self._forget()
        self.endResetModel()
        self.counted.emit(count)
        self.asked.emit()

    def _every_id(self) -> list[str]:
        """Return the ids of all rows; the ones below the first pages are read when somebody goes there."""
        if len(self._ids) < self._count:
            ids = self._store.pages.ids(self._query)
            self._ids = (ids + [""] * (self._count - len(ids)))[: self._count]
        return self._ids

    def _forget(self) -> None:
        self._pages.clear()
        self._texts.clear()

    def _read_page(self, number: int) -> list[tuple[Any, ...]]:
        ids = self._ids if (number + 1) * _PAGE <= len(self._ids) else self._every_id()
        ids = ids[number * _PAGE : (number + 1) * _PAGE]
        found = self._store.pages.rows_of(self._query.ledger, self._keys, ids)
        blank = (None,) * len(self.columns)
        page = [found.get(record_id, blank) for record_id in ids]
        _keep(self._pages, number, page)
        return page

    def _write_page(self, number: int) -> list[tuple[str, ...]]:
        kinds = self.kinds
        page = [
            tuple(
                "" if value is None else kind.write(kind.from_sql(value)).replace("\n", "；")
                for kind, value in zip(kinds, values, strict=True)
            )
            for values in self._pages.get(number) or self._read_page(number)
        ]
        _keep(self._texts, number, page)
        return page


def _keep(pages: dict[int, list[Any]], number: int, page: list[Any]) -> None:
    if len(pages) >= _MOST_PAGES:
        pages.pop(next(iter(pages)))
    pages[number] = page
