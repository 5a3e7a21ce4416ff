"""A sheet as it lies in the file, every cell coloured by what it was understood as."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from parkdesk.intake.cells import column_letters, place
from parkdesk.intake.laid_out import LaidOut
from parkdesk.intake.layout import FOOTER, GROUP, OF_WHICH, SUBTOTAL, TOTAL
from parkdesk.intake.pivot import TURNED, UPRIGHT
from parkdesk.intake.understanding import (
    COMPUTED_ROLE,
    FIELD,
    FIGURE,
    HEADING,
    IGNORED,
    NOTED,
    ROLES,
    TITLE,
    UNKNOWN,
    UNREAD,
)
from parkdesk.plan import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parkdesk.intake.recognise import Sheet
    from parkdesk.intake.understanding import Meaning, Understanding
    from parkdesk.plan import Plan
    from ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
GROUNDS: Mapping[str, str] = MappingProxyType(
    {
        TITLE: "sunken", HEADING: "accent_soft", GROUP: "sum_soft", FIELD: "surface", FIGURE: "pending_soft",
        NOTED: "note_soft", COMPUTED_ROLE: "window", IGNORED: "sunken", UNKNOWN: "warn_soft", SUBTOTAL: "sum_soft",
        TOTAL: "sum_soft", OF_WHICH: "sum_soft", FOOTER: "sunken", UNREAD: "bad_soft",
    }
)  # fmt: skip
"""The colour under a cell by what it is."""
DOUBT = "bad_soft"
"""The colour under a cell that something is said of."""
_SAID: Mapping[str, str] = MappingProxyType(
    {UNKNOWN: "不认识", NOTED: "备注", IGNORED: "不导入", COMPUTED_ROLE: "不导入"}
)
_PALE = frozenset({COMPUTED_ROLE, IGNORED, FOOTER, TITLE})
_BOLD = frozenset({HEADING, GROUP, SUBTOTAL, TOTAL})
_STOPPED = (Outcome.CONFLICT, Outcome.REFUSED)


class UnderstoodModel(QAbstractTableModel):
    """Read only; rows and columns are those of the table, their names those of the file."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._laid: LaidOut | None = None
        self._told: Understanding | None = None
        self._doubts: dict[str, str] = {}
        self._refused: frozenset[str] = frozenset()
        self._sheet = ""
        self._by_column: dict[int, Meaning] = {}

    def show_sheet(self, sheet: Sheet, told: Understanding, plan: Plan | None) -> None:
        """Show another sheet, or the same one understood anew."""
        self.beginResetModel()
        self._laid, self._told, self._sheet = LaidOut(sheet), told, sheet.grid.sheet
        self._doubts = _doubts(plan)
        self._refused = frozenset(row.where for row in plan.rows if row.outcome in _STOPPED) if plan else frozenset()
        self._by_column = {meaning.column: meaning for meaning in told.columns}
        self.endResetModel()

    # -- what was meant ----------------------------------------------------------------------

    def meaning(self, row: int, column: int) -> Meaning | None:
        """Return the column that a cell belongs to, in the table with firms as rows."""
        at = self._laid.in_grid(row, column) if self._laid else None
        return self._by_column.get(at[1]) if at else None

    def grid_row(self, row: int, column: int) -> int | None:
        """Return the row of the table with firms as rows that a cell belongs to."""
        at = self._laid.in_grid(row, column) if self._laid else None
        return at[0] if at else None

    def role(self, row: int, column: int) -> str:
        """Return what a cell was understood as, empty for one that is empty or beside everything."""
        if self._laid is None or self._told is None:
            return ""
        mark = self._told.at(*self._laid.in_file(row, column))
        return mark.role if mark else ""

    def name_of(self, row: int, column: int) -> tuple[str, str]:
        """Return the letters of a cell's column and the number of its row, as the file has them."""
        at = self._laid.in_file(row, column) if self._laid else (row, column)
        return column_letters(at[1]), str(at[0] + 1)

    def place_of(self, meaning: Meaning) -> QModelIndex:
        """Return the first cell of a column of the table, to go there."""
        for row in range(self.rowCount()):
            for column in range(self.columnCount()):
                if self.meaning(row, column) == meaning and self.role(row, column) not in (TITLE, ""):
                    return self.index(row, column)
        return QModelIndex()

    # -- for the view ------------------------------------------------------------------------

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() or self._laid is None else self._laid.height

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() or self._laid is None else self._laid.width

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or self._laid is None:
            return None
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._laid.text(row, column)
        if role == Qt.ItemDataRole.BackgroundRole:
            return self._theme.color(self._ground(row, column))
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._theme.color("muted" if self.role(row, column) in _PALE else "text")
        if role == Qt.ItemDataRole.FontRole and self.role(row, column) in _BOLD:
            font = QFont()
            font.setBold(True)
            return font
        if role == Qt.ItemDataRole.TextAlignmentRole and self._laid.is_number(row, column):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._hint(row, column) or None
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self._laid is None or role != Qt.ItemDataRole.DisplayRole:
            return None
        across = orientation == Qt.Orientation.Horizontal
        name = self.name_of(0, section)[0] if across else self.name_of(section, 0)[1]
        meaning = self._along(section) if across == (self._told is not None and self._told.shape != TURNED) else None
        if meaning is None or not across:
            return f"{name} {meaning.label or ''}".strip() if meaning else name
        return f"{name}\n{meaning.label or _SAID.get(meaning.role, '')}"

    def _along(self, section: int) -> Meaning | None:
        """Return the field that a whole column (row, where the table lies turned) was taken for."""
        if self._told is None or self._laid is None or self._told.shape not in (UPRIGHT, TURNED):
            return None
        if self._told.shape == UPRIGHT:
            return self._by_column.get(section)
        return self.meaning(section, self._laid.width - 1)

    def _ground(self, row: int, column: int) -> str:
        role, meaning = self.role(row, column), self.meaning(row, column)
        if role == HEADING:
            return GROUNDS[UNKNOWN if meaning and meaning.role == UNKNOWN else HEADING]
        if self._at_cell(row, column) or self._line(row, column) in self._refused:
            return DOUBT
        return GROUNDS.get(role, "surface")

    def _at_cell(self, row: int, column: int) -> str:
        at = self._laid.in_file(row, column) if self._laid else (row, column)
        return self._doubts.get(f"{self._sheet}!{place(*at)}", "")

    def _line(self, row: int, column: int) -> str:
        return f"{self._sheet}!第{self.name_of(row, column)[1]}行"

    def doubt(self, row: int, column: int) -> str:
        """Return what is doubtful about a cell or its row, empty where nothing is."""
        doubts = dict.fromkeys((self._at_cell(row, column), self._doubts.get(self._line(row, column), "")))
        return "\n".join(filter(None, doubts))

    def _hint(self, row: int, column: int) -> str:
        """Return what a cell was taken for, and what is doubtful about it."""
        role, meaning = self.role(row, column), self.meaning(row, column)
        words = [ROLES[role]] if role else []
        if meaning and meaning.label and role in (HEADING, FIELD, FIGURE):
            words.append(f"{meaning.label}（{meaning.unit}）" if meaning.unit else meaning.label)
        return "\n".join(filter(None, [" · ".join(words), self.doubt(row, column)]))


def _doubts(plan: Plan | None) -> dict[str, str]:
    """Return what is doubtful by the place it is said of."""
    if plan is None:
        return {}
    found = {finding.where: finding.text for finding in plan.findings if finding.where}
    return {**found, **{row.where: row.reason for row in plan.rows if row.outcome in _STOPPED}}
