"""Find, replace and go to, in a line above the table."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QToolButton, QWidget

from ui.models.ledger_model import LedgerModel
from ui.models.sheet_model import SheetModel
from ui.widgets import table_gestures

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from ui.theme import Theme
    from ui.widgets.record_table import RecordTable

_MOST_READ = 400_000  # cells whose text is gone through where no desk finds them
_MOST_REPLACED = 100_000


class FindBar(QFrame):
    """Looks through the whole table as it is filtered and sorted, or through the selected columns."""

    def __init__(self, table: RecordTable, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table, self._theme = table, theme
        self.setProperty("role", "strip")
        self.text, self.new = QLineEdit(), QLineEdit()
        self.text.setPlaceholderText("查找内容")
        self.new.setPlaceholderText("替换为")
        self.text.returnPressed.connect(partial(self.find, 1))
        self.text.textChanged.connect(self._on_edited)
        self.within = QCheckBox("只在所选列")
        self.said = QLabel()
        self.said.setProperty("role", "muted")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 5, 12, 5)
        self._row.addWidget(self.text, 2)
        self.before = self._button("上一个", partial(self.find, -1))
        self.next = self._button("下一个", partial(self.find, 1))
        self._row.addWidget(self.within)
        self._row.addWidget(self.new, 2)
        self.replace = self._button("替换", self._on_replace)
        self.replace_all = self._button("全部替换", self._on_replace_all)
        self._row.addWidget(self.said, 1)
        close = QToolButton()
        close.setIcon(theme.icon("close", "muted"))
        close.setToolTip("关闭（Esc）")
        close.clicked.connect(self.leave)
        self._row.addWidget(close)
        self._is_goto = False
        for keys, step in (("F3", 1), ("Shift+F3", -1)):
            QShortcut(QKeySequence(keys), table, partial(self.find, step), context=Qt.ShortcutContext.WidgetShortcut)
        self.hide()

    def _button(self, text: str, does: object) -> QPushButton:
        button = QPushButton(text)
        button.clicked.connect(does)
        self._row.addWidget(button)
        return button

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
        self.text.setPlaceholderText("行号、代码的末几位、名称或拼音，回车转到" if goto else "查找内容")
        shown: dict[QWidget, bool] = dict.fromkeys((self.before, self.next, self.within), not goto)
        shown |= dict.fromkeys((self.new, self.replace, self.replace_all), not goto and can_type)
        for widget, is_shown in shown.items():
            widget.setVisible(is_shown)
        self.said.clear()
        self.show()
        self.text.setFocus()
        self.text.selectAll()

    @Slot()
    def leave(self) -> None:
        """Go back to the table."""
        self.hide()
        self._table.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _on_edited(self) -> None:
        self.said.clear()

    # -- finding -----------------------------------------------------------------------------

    def _columns(self) -> list[int]:
        chosen = self._table.selected_ranges()[1]
        return chosen if self.within.isChecked() and chosen else self._table.seen_columns()

    def cells(self) -> list[tuple[int, int]]:
        """Return every cell that holds the text, row by row as they are seen."""
        text, columns, model = self.text.text().strip().lower(), self._columns(), self._table.model()
        if not text:
            return []
        if isinstance(model, LedgerModel):
            rows = model.rows_holding(text, columns)
        else:
            rows = list(range(min(model.rowCount(), _MOST_READ // max(len(columns), 1))))
        return [(row, column) for row in rows for column in columns if self._holds(row, column, text)]

    def _holds(self, row: int, column: int, text: str) -> bool:
        model = self._table.model()
        said = str(model.index(row, column).data() or "").lower()
        return text in said or (isinstance(model, SheetModel) and text == model.input_text(row, column))

    @Slot()
    def find(self, step: int = 1) -> bool:
        """Go to the next cell that holds the text, round the end; False where none does."""
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
        self._table.setCurrentIndex(self._table.model().index(*found[number]))
        self.said.setText(f"第{number + 1:,}处，共{len(found):,}处")
        return True

    def _go_to(self) -> bool:
        model, text = self._table.model(), self.text.text().strip()
        row: int | None = None
        if text.isdigit() and 1 <= int(text) <= model.rowCount() and len(text) < 8:
            row = int(text) - 1
        elif isinstance(model, LedgerModel) and text:
            row = model.first_row(text)
        if row is None:
            self.said.setText("没有找到")
            return False
        column = self._table.currentIndex().column()
        self._table.setCurrentIndex(model.index(row, column if column >= 0 else self._table.seen_columns()[0]))
        self.leave()
        return True

    # -- replacing ---------------------------------------------------------------------------

    @Slot()
    def _on_replace(self) -> None:
        current, text = self._table.currentIndex(), self.text.text().strip()
        if text and current.isValid() and self._holds(current.row(), current.column(), text.lower()):
            self._replace([(current.row(), current.column())])
        self.find()

    @Slot()
    def _on_replace_all(self) -> None:
        found = self.cells()
        if len(found) > _MOST_REPLACED:
            self.said.setText(f"有{len(found):,}处，太多了：请先筛选")
            return
        if found:
            self._replace(found)
        self.said.setText(f"替换了{len(found):,}处" if found else "没有找到")

    def _replace(self, cells: list[tuple[int, int]]) -> None:
        model = self._table.model()
        if isinstance(model, SheetModel):
            free = [cell for cell in cells if not model.lock_reason(*cell)]
            if free:
                self._table.make(table_gestures.replaced(self._table, free, self.text.text().strip(), self.new.text()))
