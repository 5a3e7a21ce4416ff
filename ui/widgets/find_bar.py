"""Find, replace and go to, over the foot of a table; every table has it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Slot
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from ui.models import finding
from ui.models.sheet_model import SheetModel
from ui.widgets import table_gestures

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from ui.widgets.record_table import RecordTable

_MOST_REPLACED = 100_000
_ONE_LINE = 760  # pixels; a narrower table has replacing on a second line


class FindBar(QFrame):
    """Looks through the whole table as it is filtered and sorted, or through the selected columns."""

    def __init__(self, table: RecordTable) -> None:
        super().__init__(table)
        self._table = table
        self._is_goto = self._is_at_top = False
        self.setProperty("role", "find")
        self.text, self.new = QLineEdit(), QLineEdit()
        self.text.setMinimumWidth(110)
        self.new.setPlaceholderText("替换为")
        self.new.setMinimumWidth(90)
        self.text.returnPressed.connect(partial(self.find, 1))
        self.text.textChanged.connect(self._on_edited)
        self.within = QCheckBox("只在所选列")
        self.said = QLabel()
        self.said.setProperty("role", "muted")
        self.before = _button("上一个", partial(self.find, -1))
        self.next = _button("下一个", partial(self.find, 1))
        self.replace = _button("替换", self._on_replace)
        self.replace_all = _button("全部替换", self._on_replace_all)
        self.close_button = _button("关闭", self.leave)
        self.close_button.setToolTip("关闭（Esc）")
        self._lines = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._lines.setContentsMargins(12, 5, 12, 5)
        finds, replaces = QHBoxLayout(), QHBoxLayout()
        for widget in (self.text, self.before, self.next, self.within, self.said):
            finds.addWidget(widget, 1 if widget in (self.text, self.said) else 0)
        for widget in (self.new, self.replace, self.replace_all):
            replaces.addWidget(widget, 1 if widget is self.new else 0)
        replaces.addStretch(0)
        replaces.addWidget(self.close_button)
        self._lines.addLayout(finds, 3)
        self._lines.addLayout(replaces, 2)
        table.viewport().installEventFilter(self)
        self.hide()

    @Slot()
    def begin(self) -> None:
        """Ask what to find."""
        self._show_as(goto=False)

    @Slot()
    def begin_goto(self) -> None:
        """Ask where to go: a row's number, the end of a code, a name or its pinyin."""
        self._show_as(goto=True)

    def _show_as(self, *, goto: bool) -> None:
        self._is_goto = goto
        can_type = self._table.takes_typing()
        self.text.setPlaceholderText("行号、代码的末几位、名称或拼音，回车转到" if goto else "查找内容，可用拼音")
        shown: dict[QWidget, bool] = dict.fromkeys((self.before, self.next, self.within), not goto)
        shown |= dict.fromkeys((self.new, self.replace, self.replace_all), not goto and can_type)
        for widget, is_shown in shown.items():
            widget.setVisible(is_shown)
        self.said.clear()
        self._is_at_top = False
        self._take_place()
        self.show()
        self.raise_()
        self.text.setFocus()
        self.text.selectAll()

    def _take_place(self) -> None:
        """Lie over the table's last rows, or over its first where the cell that was found is below."""
        inside = QRect(self._table.viewport().geometry())
        is_narrow = inside.width() < _ONE_LINE and self.new.isVisibleTo(self)
        direction = QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
        self._lines.setDirection(direction)
        height = self.sizeHint().height()
        top = inside.top() if self._is_at_top else inside.bottom() + 1 - height
        self.setGeometry(self._table.frameWidth(), top, inside.right() + 1 - self._table.frameWidth(), height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the table when its size changes."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._take_place()
        return super().eventFilter(watched, event)

    @Slot()
    def leave(self) -> None:
        """Go back to the table; first the keyboard: a table takes its passing on for a Tab."""
        self._table.setFocus()
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep every key: what a line does not take would go on to the table behind and move its cursor."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        event.accept()

    @Slot()
    def _on_edited(self) -> None:
        self.said.clear()

    # -- finding -----------------------------------------------------------------------------

    def _columns(self) -> list[int]:
        chosen = self._table.selected_ranges()[1]
        return chosen if self.within.isChecked() and chosen else self._table.seen_columns()

    def cells(self) -> list[tuple[int, int]]:
        """Return every cell that holds the text or sounds like it, row by row as they are seen."""
        return finding.cells(self._table.model(), self.text.text().strip().lower(), self._columns())

    @Slot()
    def find(self, step: int = 1) -> bool:
        """Go to the next cell that is found, round the end; False where there is none."""
        if self._is_goto:
            return self._go_to()
        found = self.cells()
        if not found:
            self.said.setText("没有找到" if self.text.text().strip() else "")
            return False
        current, seen = self._table.currentIndex(), self._table.seen_columns()
        places = [(row, seen.index(column)) for row, column in found]
        is_seen = current.isValid() and current.column() in seen
        at = (current.row(), seen.index(current.column())) if is_seen else (-1, -1)
        if step > 0:
            number = next((n for n, place in enumerate(places) if place > at), 0)
        else:
            number = next((n for n in range(len(places) - 1, -1, -1) if places[n] < at), len(places) - 1)
        self._stand_on(*found[number])
        self.said.setText(f"第{number + 1:,}处，共{len(found):,}处")
        return True

    def _stand_on(self, row: int, column: int) -> None:
        """Make a cell the current one, and do not lie over it."""
        self._table.setCurrentIndex(self._table.model().index(row, column))
        self._is_at_top = False
        self._take_place()
        cell = self._table.visualRect(self._table.currentIndex()).translated(self._table.viewport().pos())
        if cell.intersects(self.geometry()):
            self._is_at_top = True
            self._take_place()

    def _go_to(self) -> bool:
        model, text = self._table.model(), self.text.text().strip()
        row: int | None = None
        if text.isdigit() and 1 <= int(text) <= model.rowCount() and len(text) < 8:
            row = int(text) - 1
        elif text:
            row = finding.first_row(model, text)
        if row is None:
            self.said.setText("没有找到")
            return False
        column = self._table.currentIndex().column()
        self._table.setCurrentIndex(model.index(row, column if column >= 0 else self._table.seen_columns()[0]))
        self.leave()
        return True

    # -- replacing ---------------------------------------------------------------------------

    def _holding(self) -> list[tuple[int, int]]:
        """Return the cells that hold the very text: what merely sounds like it is not replaced."""
        text, model = self.text.text().strip().lower(), self._table.model()
        return [cell for cell in self.cells() if finding.holds(model, *cell, text)]

    @Slot()
    def _on_replace(self) -> None:
        current, text = self._table.currentIndex(), self.text.text().strip().lower()
        model = self._table.model()
        if text and current.isValid() and finding.holds(model, current.row(), current.column(), text):
            self._replace([(current.row(), current.column())])
        self.find()

    @Slot()
    def _on_replace_all(self) -> None:
        found = self._holding()
        if len(found) > _MOST_REPLACED:
            self.said.setText(f"有{len(found):,}处，太多了：请先筛选")
            return
        free = self._replace(found)
        left = f"，{len(found) - free:,}处不能在这里改" if len(found) > free else ""
        self.said.setText(f"替换了{free:,}处{left}" if found else "没有找到")

    def _replace(self, cells: list[tuple[int, int]]) -> int:
        """Replace where it may be typed; returns in how many cells."""
        model = self._table.model()
        if not isinstance(model, SheetModel):
            return 0
        free = [cell for cell in cells if not model.lock_reason(*cell)]
        if free:
            self._table.make(table_gestures.replaced(self._table, free, self.text.text().strip(), self.new.text()))
        return len(free)


def _button(text: str, does: object) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    button.clicked.connect(does)
    return button
