"""Finding in any table: a text, a figure as it is typed, or how a word sounds (pinyin, every reading).

A ledger's rows are found by the desk; what a table holds whole is gone through here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from parkdesk.rules.pinyin import is_sound, sounds_like
from ui.models.ledger_model import LedgerModel
from ui.models.sheet_model import SheetModel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QAbstractItemModel

_MOST_READ = 400_000  # cells whose text is gone through


def cells(model: QAbstractItemModel, text: str, columns: Sequence[int]) -> list[tuple[int, int]]:
    """Return every cell of these columns that holds a text or sounds like it, row by row."""
    if not text:
        return []
    if isinstance(model, LedgerModel):
        rows = model.rows_holding(text, columns)
    else:
        rows = list(range(min(model.rowCount(), _MOST_READ // max(len(columns), 1))))
    by_sound = is_sound(text)
    return [
        (row, column)
        for row in rows
        for column in columns
        if holds(model, row, column, text) or (by_sound and sounds_like(_said(model, row, column), text))
    ]


def holds(model: QAbstractItemModel, row: int, column: int, text: str) -> bool:
    """Whether a cell holds a text given in small letters, or the figure that is typed so."""
    if text in _said(model, row, column).lower():
        return True
    return isinstance(model, SheetModel) and text == model.input_text(row, column)


def first_row(model: QAbstractItemModel, text: str) -> int | None:
    """Return the first row whose name, code or pinyin is meant by a text."""
    if isinstance(model, LedgerModel):
        return model.first_row(text)
    wanted = text.lower()
    return next((row for row, _ in cells(model, wanted, _worded(model))), None)


def _worded(model: QAbstractItemModel) -> list[int]:
    """Return the columns of words and codes: those whose text stands at the left."""
    role, left = Qt.ItemDataRole.TextAlignmentRole, Qt.AlignmentFlag.AlignLeft
    if not model.rowCount():
        return []
    return [n for n in range(model.columnCount()) if (model.index(0, n).data(role) or left) & left]


def _said(model: QAbstractItemModel, row: int, column: int) -> str:
    return str(model.index(row, column).data() or "")
