"""A table that can be typed into as a sheet: gestures are announced, never written here.

A gesture is what a person does at once: one cell typed, a block pasted, a column filled. Whoever
listens writes it as one Plan, so that one undo takes it back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from ui.models.narrowing import Narrowed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Index = QModelIndex | QPersistentModelIndex
_READ_ONLY = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_TYPED_INTO = _READ_ONLY | Qt.ItemFlag.ItemIsEditable


class Typed(NamedTuple):
    """One cell as a person typed it."""

    row: int
    column: int
    text: str


@dataclass(frozen=True, slots=True)
class Gesture:
    """What a person did at once: `what` is a verb for the status line (录入, 粘贴, 填充, 清除, 替换).

    `texts` holds a line for each of `rows` with a text for each of `columns`, None where a cell is left alone.
    Rows below the last are rows to be added.
    """

    what: str
    rows: Sequence[int]
    columns: Sequence[int]
    texts: Sequence[Sequence[str | None]]
    beyond: int = 0
    """How many columns of a block found no place at the right."""

    def cells(self) -> Iterator[Typed]:
        """Yield the cells that are typed, row by row."""
        for row, texts in zip(self.rows, self.texts, strict=True):
            for column, text in zip(self.columns, texts, strict=True):
                if text is not None:
                    yield Typed(row, column, text)

    def size(self) -> int:
        """Return how many cells the block has."""
        return len(self.rows) * len(self.columns)


class SheetModel(QAbstractTableModel, Narrowed):
    """What the record table needs of a model to let it be typed into.

    Signals:
        gesture_made: a person typed; carries the `Gesture`.
        narrowed: the conditions on a heading are other ones.
    """

    gesture_made = Signal(object)
    narrowed = Signal()
    desk_id = ""
    """Whose rows these are: conditions on headings are remembered for one desk, not for whichever is opened next."""
    _busy = ""

    def hold(self, reason: str) -> None:
        """Let nothing be typed while a reason stands; an empty one lets typing go on."""
        self._busy = reason

    def lock_reason(self, row: int, column: int) -> str:
        """Return why a cell cannot be typed into, empty where it can."""
        raise NotImplementedError

    def input_text(self, row: int, column: int) -> str:
        """Return a cell as it would be typed: every digit, no separators."""
        raise NotImplementedError

    def id_at(self, row: int) -> str:
        """Return the record that a row shows; empty where it shows none."""
        raise NotImplementedError

    def row_of(self, record_id: str) -> int | None:
        """Return the row that shows a record, if any does."""
        raise NotImplementedError

    def key_of(self, column: int) -> str:
        """Return the word by which a column is known, wherever it stands."""
        raise NotImplementedError

    def units(self, column: int) -> tuple[str, ...]:  # noqa: ARG002 -- models with quantities look
        """Return the units that a column can be shown in; none for what is no quantity."""
        return ()

    def shown_unit(self, column: int) -> str:  # noqa: ARG002
        """Return the unit that a column is shown in."""
        return ""

    def show_unit(self, column: int, unit: str) -> None:
        """Show a column's figures in another unit; what is kept stays as it is."""

    def can_grow(self) -> bool:
        """Whether rows can be added below the last by pasting."""
        return False

    def offers(self, row: int, column: int) -> Sequence[str]:  # noqa: ARG002 -- models that offer something look
        """Return what a cell's list offers; empty where it is typed freely."""
        return ()

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        locked = self.lock_reason(index.row(), index.column())
        return _READ_ONLY if locked else _TYPED_INTO

    def meant(self, column: int, text: str) -> str:
        """Return what is to be kept of a typed text: what 「=1200+350」 comes to where figures stand.

        What cannot be reckoned stays as it was typed; whoever reads it says so.
        """
        if not text.strip().startswith(("=", "＝")) or not self.filter_kind(column).numeric:
            return text
        from parkdesk.rules.reckoning import reckoned  # few cells are typed so

        try:
            return reckoned(text)
        except ValueError:
            return text

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Announce a typed cell; what stands there already is no news."""
        text = self.meant(index.column(), str(value)) if index.isValid() else ""
        if role != Qt.ItemDataRole.EditRole or not index.isValid() or self.lock_reason(index.row(), index.column()):
            return False
        if text.strip() == self.input_text(index.row(), index.column()):
            return False
        self.gesture_made.emit(Gesture("录入", (index.row(),), (index.column(),), ((text,),)))
        return True
