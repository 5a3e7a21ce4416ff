"""What the keys do in a table: Excel's, as far as a table has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QKeyCombination, Qt

from ui.widgets import table_gestures

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from ui.widgets.record_table import RecordTable

_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ARROWS = {
    Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Left: (0, -1),
}  # fmt: skip


class Steps:
    """The cursor's way through a table; Enter after some Tabs goes back to where the Tabs began."""

    def __init__(self, table: RecordTable) -> None:
        self._table = table
        self._began: int | None = None
        self._left: tuple[int, int] | None = None

    def take(self, down: int, right: int) -> None:
        """Go to the next cell that is stopped at, past hidden columns; where there is none, stay."""
        table, current = self._table, self._table.currentIndex()
        if not current.isValid():
            return
        seen = table.seen_columns()
        column = current.column()
        if self._left != (current.row(), column):
            self._began = None
        if right and self._began is None:
            self._began = column
        if down and self._began is not None:
            column, self._began = self._began, None
        row, at = current.row(), seen.index(column) if column in seen else 0
        rows = range(table.model().rowCount())
        while row + down in rows and 0 <= at + right < len(seen):
            row, at = row + down, at + right
            if table.stops_at(row, seen[at]):
                break
        else:
            row, at = current.row(), seen.index(current.column()) if current.column() in seen else 0
        self._left = (row, seen[at])
        table.setCurrentIndex(table.model().index(row, seen[at]))

    def to_edge(self, down: int, right: int, *, select: bool) -> None:
        """Go as far as it goes."""
        table, current = self._table, self._table.currentIndex()
        seen, last = table.seen_columns(), table.model().rowCount() - 1
        row = current.row() if not down else last if down > 0 else 0
        column = current.column() if not right else seen[-1] if right > 0 else seen[0]
        index = table.model().index(row, column)
        if select:
            block = QItemSelection(current, index) if row >= current.row() else QItemSelection(index, current)
            table.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            table.selectionModel().select(block, QItemSelectionModel.SelectionFlag.Select)
        else:
            table.setCurrentIndex(index)


def press(table: RecordTable, event: QKeyEvent) -> bool:
    """Do what a key asks for; False where the view knows better."""
    pressed = event.keyCombination()
    key, held = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if key in _ENTER:
        return _enter(table, held)
    if table.is_sheet() and key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab) and not held & _CTRL:
        table.step(0, -1 if key == Qt.Key.Key_Backtab else 1)
        return True
    if key in _ARROWS and held & _CTRL and table.currentIndex().isValid():
        table.steps.to_edge(*_ARROWS[key], select=bool(held & _SHIFT))
        return True
    for keys, does in _PRESSED.items():
        if pressed == keys:
            does(table)
            return True
    for keys, does in _TYPED.items():
        if pressed == keys and table.takes_typing():
            does(table)
            return True
    return False


def _enter(table: RecordTable, held: Qt.KeyboardModifier) -> bool:
    if not table.is_sheet() or held & _CTRL:
        table.choose_current()
    else:
        table.step(-1 if held & _SHIFT else 1, 0)
    return True


def _copy(table: RecordTable) -> None:
    table.copy_block()


def _copy_with_headings(table: RecordTable) -> None:
    table.copy_block(with_headings=True)


def _find(table: RecordTable) -> None:
    table.find_bar.begin()


def _go_to(table: RecordTable) -> None:
    table.find_bar.begin_goto()


def _find_next(table: RecordTable) -> None:
    table.find_bar.find(1)


def _find_before(table: RecordTable) -> None:
    table.find_bar.find(-1)


def _cut(table: RecordTable) -> None:
    table.cut()


def _paste(table: RecordTable) -> None:
    table.paste()


def _clear(table: RecordTable) -> None:
    table.make(table_gestures.cleared(table))


def _fill_down(table: RecordTable) -> None:
    table.make(table_gestures.filled_down(table))


def _fill_right(table: RecordTable) -> None:
    table.make(table_gestures.filled_right(table))


_PRESSED = {
    QKeyCombination(_CTRL, Qt.Key.Key_C): _copy,
    QKeyCombination(_CTRL | _SHIFT, Qt.Key.Key_C): _copy_with_headings,
    QKeyCombination(_CTRL | _SHIFT, Qt.Key.Key_F): _find,
    QKeyCombination(_CTRL, Qt.Key.Key_G): _go_to,
    QKeyCombination(Qt.KeyboardModifier.NoModifier, Qt.Key.Key_F3): _find_next,
    QKeyCombination(_SHIFT, Qt.Key.Key_F3): _find_before,
}
_TYPED = {
    QKeyCombination(_CTRL, Qt.Key.Key_X): _cut,
    QKeyCombination(_CTRL, Qt.Key.Key_V): _paste,
    QKeyCombination(_CTRL, Qt.Key.Key_D): _fill_down,
    QKeyCombination(_CTRL, Qt.Key.Key_R): _fill_right,
    QKeyCombination(Qt.KeyboardModifier.NoModifier, Qt.Key.Key_Delete): _clear,
    QKeyCombination(Qt.KeyboardModifier.NoModifier, Qt.Key.Key_Backspace): _clear,
}
