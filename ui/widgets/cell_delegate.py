"""How a table's cell is painted and typed into: Excel's keys, lists that complete by pinyin."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QApplication,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QWidget,
)

from ui.models.ledger_model import LedgerModel
from ui.models.sheet_model import SheetModel
from ui.widgets import table_gestures
from ui.widgets.completion import PinyinCompleter

if TYPE_CHECKING:
    from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QStyleOptionViewItem

    from ui.widgets.record_table import RecordTable

_STEPS = {
    Qt.Key.Key_Return: (1, 0), Qt.Key.Key_Enter: (1, 0), Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Tab: (0, 1), Qt.Key.Key_Backtab: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Left: (0, -1),
}  # fmt: skip
_SIDEWAYS = (Qt.Key.Key_Left, Qt.Key.Key_Right)
_MARGIN = 3
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class CellDelegate(QStyledItemDelegate):
    """Paints cells as the style does, and a frame around the current one that moves no text."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Make the delegate of a record table, or of a view that lies over one."""
        super().__init__(parent)
        self.editor: QWidget | None = None
        self._table: RecordTable = getattr(parent, "table")  # noqa: B009 -- the parent is known as an object only

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        """Type where the figure stands: at the right; in a frozen column above what lies over the table."""
        place = self._table if self._table.is_frozen(index.column()) else parent
        model = index.model()
        if not isinstance(model, SheetModel):
            editor = super().createEditor(place, option, index)
        else:
            editor = QLineEdit(place)
            if offered := model.offers(index.row(), index.column()):
                completer = PinyinCompleter(offered, editor)
                completer.chosen.connect(partial(self._leave, editor, 1, 0))
        self.editor = editor
        if isinstance(editor, QLineEdit):
            editor.setAlignment(Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole) or 0))
        return editor

    def destroyEditor(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        if self.editor is editor:
            self.editor = None
        super().destroyEditor(editor, index)

    def updateEditorGeometry(
        self,
        editor: QWidget,
        option: QStyleOptionViewItem,  # noqa: ARG002 -- the table knows better where the cell is
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        rect = self._table.visualRect(index)
        if editor.parent() is self._table:
            rect.translate(self._table.viewport().pos())
            editor.raise_()
        editor.setGeometry(rect)

    def setModelData(
        self, editor: QWidget, model: QAbstractItemModel, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text(), Qt.ItemDataRole.EditRole)
        else:
            super().setModelData(editor, model, index)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Leave the cell as in Excel: Enter down, Tab right; arrows too, unless F2 put the cursor into the text."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent) or not isinstance(editor, QWidget):
            return super().eventFilter(editor, event)
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None or (event.key() in _SIDEWAYS and not self._table.is_typed_over()):
            return super().eventFilter(editor, event)
        if event.key() in _ENTER and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            step = (-1, 0)
        if event.key() in _ENTER and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._fill_selection(editor)
            return True
        self._leave(editor, *step)
        return True

    def _fill_selection(self, editor: QWidget) -> None:
        """Put what was typed into every selected cell and stay."""
        if isinstance(editor, QLineEdit) and len(self._table.selectedIndexes()) > 1:
            text = editor.text()
            self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
            self._table.make(table_gestures.filled_with(self._table, text))
        else:
            self._leave(editor, 0, 0)

    def _leave(self, editor: QWidget, down: int, right: int) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        if self._table.state() != QAbstractItemView.State.EditingState:
            self._table.step(down, right)

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """Let what is said by a colour be said on a chosen row too."""
        super().initStyleOption(option, index)
        if option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            ink = index.data(Qt.ItemDataRole.ForegroundRole)
            if ink is not None:
                option.palette.setBrush(QPalette.ColorRole.HighlightedText, ink)  # type: ignore[attr-defined]

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        state = option.state  # type: ignore[attr-defined]
        if isinstance(self._table.model(), LedgerModel):
            _paint_text(painter, option, index, is_selected=bool(state & QStyle.StateFlag.State_Selected))
        else:
            option.state = state & ~QStyle.StateFlag.State_HasFocus  # type: ignore[attr-defined]
            super().paint(painter, option, index)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.save()
            painter.setPen(QPen(QApplication.palette().color(QPalette.ColorRole.Highlight), 2))
            painter.drawRect(option.rect.adjusted(1, 1, -2, -2))  # type: ignore[attr-defined]
            painter.restore()


def _paint_text(
    painter: QPainter, option: Any, index: QModelIndex | QPersistentModelIndex, *, is_selected: bool
) -> None:
    """Paint a cell that is nothing but text: a style sheet's way takes five times as long."""
    rect, palette = option.rect, option.palette
    if is_selected:
        painter.fillRect(rect, palette.color(QPalette.ColorRole.Highlight))
    text = index.data()
    if not text:
        return
    inside, metrics = rect.adjusted(_MARGIN, 0, -_MARGIN, 0), option.fontMetrics
    if metrics.horizontalAdvance(text) > inside.width():
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, inside.width())
    painter.setPen(palette.color(QPalette.ColorRole.HighlightedText if is_selected else QPalette.ColorRole.Text))
    painter.drawText(inside, index.data(Qt.ItemDataRole.TextAlignmentRole), text)
