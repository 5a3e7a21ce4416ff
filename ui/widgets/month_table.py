"""The table of a month: Enter and Tab pass over sums, cells carry marks in their corners."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPolygon

from ui.models.month_model import MARKS
from ui.models.sheet_model import SheetModel
from ui.widgets.cell_delegate import CellDelegate
from ui.widgets.record_table import RecordTable

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtWidgets import QStyleOptionViewItem

    from ui.theme import Theme

_CORNER, _BAR = 7, 3


class MonthDelegate(CellDelegate):
    """A corner at the right for a note (filled) or a follow-up (with a flag); a bar at the left for a finding."""

    def __init__(self, theme: Theme, table: RecordTable) -> None:
        super().__init__(table)
        self._theme = theme

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        marks = index.data(MARKS)
        if not marks:
            return
        place: QRect = option.rect  # type: ignore[attr-defined]
        painter.save()
        painter.setPen(Qt.PenStyle.NoPen)
        for mark, role in (("must", "bad"), ("explain", "warn"), ("hint", "muted")):
            if mark in marks:
                painter.fillRect(QRect(place.left(), place.top(), _BAR, place.height() - 1), self._theme.color(role))
                break
        if "note" in marks or "follow" in marks:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(self._theme.color("accent" if "follow" in marks else "bad"))
            top_right = QPoint(place.right() + 1, place.top())
            size = _CORNER + (4 if "follow" in marks else 0)
            painter.drawPolygon(QPolygon([top_right, top_right + QPoint(-size, 0), top_right + QPoint(0, size)]))
        painter.restore()


class MonthTable(RecordTable):
    """A sheet to be filled in from top to bottom."""

    def __init__(self, theme: Theme, model: SheetModel) -> None:
        super().__init__("months")
        self.setModel(model)
        self.setItemDelegate(MonthDelegate(theme, self))
        self.setAlternatingRowColors(False)
        self.verticalHeader().hide()
        self.freeze(1)
        self.type_as_sheet()

    def stops_at(self, row: int, column: int) -> bool:
        """Whether a cell is typed into."""
        model = self.model()
        return not isinstance(model, SheetModel) or not model.lock_reason(row, column)
