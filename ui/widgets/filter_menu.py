"""The filter of one column: conditions, and its values to tick."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from parkdesk.rules.pinyin import sounds_like
from parkdesk.store import Filter
from ui.screens import screen_of
from ui.widgets.dress import dress

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from ui.models.narrowing import Narrowed

_TEXT_OPS = (
    ("contains", "包含"), ("lacks", "不包含"), ("eq", "等于"), ("ne", "不等于"), ("begins", "开头是"),
    ("ends", "结尾是"), ("empty", "为空"), ("filled", "不为空"),
)  # fmt: skip
_FIGURE_OPS = (
    ("eq", "等于"), ("ne", "不等于"), ("gt", "大于"), ("ge", "不小于"), ("lt", "小于"), ("le", "不大于"),
    ("empty", "为空"), ("filled", "不为空"),
)  # fmt: skip
_ALONE = frozenset({"empty", "filled"})
_CONDITIONS = 3
_BLANK = "（空白）"
_MOST_VALUES = 2000


class FilterMenu(QFrame):
    """A popup below a heading; what is chosen narrows the table when it is agreed to.

    Signals:
        closed: the popup went.
    """

    closed = Signal()

    def __init__(self, model: Narrowed, column: int, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("filter_menu")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._model, self._column = model, column
        self._key, self._kind = model.filter_key(column), model.filter_kind(column)
        self._values: list[Any] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 10)
        layout.setSpacing(6)
        title = QLabel(f"筛选“{model.filter_label(column)}”")
        title.setProperty("role", "section")
        layout.addWidget(title)
        self._add_conditions(layout)
        self._add_values(layout)
        self._add_buttons(layout)
        self._show_present()

    def _add_conditions(self, layout: QVBoxLayout) -> None:
        ordered = self._kind.numeric or self._kind.name in ("date", "month", "period")
        self.lines: list[tuple[QComboBox, QLineEdit]] = []
        for number in range(_CONDITIONS):
            op, text = QComboBox(), QLineEdit()
            op.addItem("—")
            for code, name in _FIGURE_OPS if ordered else _TEXT_OPS:
                op.addItem(name, code)
            text.setPlaceholderText(self._model.filter_unit(self._column) if ordered else "")
            text.textEdited.connect(self._on_text_edited)
            text.returnPressed.connect(self._on_agreed)
            row = QHBoxLayout()
            row.addWidget(op)
            row.addWidget(text, 1)
            self.lines.append((op, text))
            layout.addLayout(row)
            if number == 0:
                self.joined = QComboBox()
                self.joined.addItems(["并且", "或者"])
                layout.addWidget(self.joined, 0, Qt.AlignmentFlag.AlignLeft)

    def _add_values(self, layout: QVBoxLayout) -> None:
        self.search = QLineEdit()
        self.search.setPlaceholderText("在下面的值里找（可用拼音）")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._on_searched)
        self.search.returnPressed.connect(self._on_agreed)
        self.values = QListWidget()
        self.values.setUniformItemSizes(True)
        self.values.itemChanged.connect(self._on_ticked)
        layout.addWidget(self.search)
        layout.addWidget(self.values, 1)
        self.note = QLabel()
        self.note.setProperty("role", "muted")
        layout.addWidget(self.note)

    def _add_buttons(self, layout: QVBoxLayout) -> None:
        row = QHBoxLayout()
        self.agree, self.clear = QPushButton("确定"), QPushButton("清除筛选")
        self.agree.setProperty("role", "primary")
        self.agree.clicked.connect(self._on_agreed)
        self.clear.clicked.connect(self._on_cleared)
        row.addWidget(self.clear)
        row.addStretch(1)
        row.addWidget(self.agree)
        layout.addLayout(row)

    def _show_present(self) -> None:
        """Show the conditions that stand, and the values with those chosen ticked."""
        present = list(self._model.column_filters(self._column))
        chosen = next((set(one.value) for one in present if one.op == "in"), None)
        present = [one for one in present if one.op != "in"]
        if len(present) == 1 and present[0].op == "any":
            self.joined.setCurrentIndex(1)
            present = list(present[0].value)
        for (op, text), one in zip(self.lines, present, strict=False):
            op.setCurrentIndex(max(op.findData(one.op), 0))
            text.setText("" if one.value is None else self._typed(one.value))
        tally = self._model.tally(self._column)
        self._values = [value for value, _ in tally]
        self.values.blockSignals(True)
        self._add_item("（全选）", "", ticked=chosen is None)
        for value, count in tally:
            ticked = chosen is None or value in chosen or (value is None and "" in chosen)
            self._add_item(self._shown(value), f"（{count:,}）", ticked=ticked)
        self.values.blockSignals(False)
        if len(tally) >= _MOST_VALUES:
            self.note.setText(f"只列出前{_MOST_VALUES:,}个值，其余请用上面的条件。")
        self.note.setVisible(bool(self.note.text()))

    def _add_item(self, text: str, count: str, *, ticked: bool) -> None:
        item = QListWidgetItem(text + count, self.values)
        item.setFlags(Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEnabled)
        item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        item.setData(Qt.ItemDataRole.UserRole, text)

    def _shown(self, value: Any) -> str:
        return _BLANK if value in (None, "") else self._kind.write(self._kind.from_sql(value)).replace("\n", "；")

    def _typed(self, value: Any) -> str:
        return self._kind.typed(value) if self._kind.numeric else str(value)

    def open_at(self, place: QPoint) -> None:
        """Show the popup at a place, inside the screen."""
        self.resize(self.sizeHint())
        screen = screen_of(self).availableGeometry()
        x = min(place.x(), screen.right() - self.width())
        y = min(place.y(), max(screen.bottom() - self.height(), screen.top()))
        self.move(max(x, screen.left()), y)
        self.show()
        self.search.setFocus()

    def sizeHint(self) -> QSize:
        return QSize(300, 440)

    # -- what is chosen ----------------------------------------------------------------------

    def filters(self) -> tuple[Filter, ...] | None:
        """Return the conditions on the column; None where one cannot be read."""
        conditions: list[Filter] = []
        for op, text in self.lines:
            code = op.currentData()
            if code is None:
                continue
            if code in _ALONE:
                conditions.append(Filter(self._key, code))
                continue
            try:
                value = self._read(text.text())
            except ValueError as fault:
                text.setToolTip(str(fault))
                dress(text, "wrong", True)
                text.setFocus()
                return None
            conditions.append(Filter(self._key, code, value))
        if self.joined.currentIndex() == 1 and len(conditions) > 1:
            conditions = [Filter(self._key, "any", tuple(conditions))]
        return (*conditions, *self._ticked())

    def _read(self, text: str) -> Any:
        if self._kind.numeric or self._kind.name in ("date", "month", "period"):
            value = self._kind.read(text)
            if value is None:
                raise ValueError("请填一个值")
            return value
        return text.strip()

    def _ticked(self) -> tuple[Filter, ...]:
        items = [self.values.item(row) for row in range(1, self.values.count())]
        searched = bool(self.search.text().strip())
        chosen = [
            value
            for value, item in zip(self._values, items, strict=True)
            if item.checkState() == Qt.CheckState.Checked and not (searched and item.isHidden())
        ]
        if len(chosen) == len(items):
            return ()
        return (Filter(self._key, "in", tuple("" if value is None else value for value in chosen)),)

    @Slot()
    def _on_agreed(self) -> None:
        found = self.filters()
        if found is not None:
            self._model.filter_column(self._column, found)
            self.close()

    @Slot()
    def _on_cleared(self) -> None:
        self._model.filter_column(self._column, ())
        self.close()

    @Slot()
    def _on_text_edited(self) -> None:
        """A condition that is typed without choosing one takes the first."""
        for op, text in self.lines:
            if text.text() and op.currentIndex() == 0:
                op.setCurrentIndex(1)

    @Slot(QListWidgetItem)
    def _on_ticked(self, item: QListWidgetItem) -> None:
        self.values.blockSignals(True)
        first = self.values.item(0)
        others = [self.values.item(row) for row in range(1, self.values.count())]
        if item is first:
            for one in others:
                if not one.isHidden():
                    one.setCheckState(first.checkState())
        else:
            every = all(one.checkState() == Qt.CheckState.Checked for one in others)
            first.setCheckState(Qt.CheckState.Checked if every else Qt.CheckState.Unchecked)
        self.values.blockSignals(False)

    @Slot(str)
    def _on_searched(self, text: str) -> None:
        wanted = text.strip().lower()
        for row in range(1, self.values.count()):
            item = self.values.item(row)
            said = str(item.data(Qt.ItemDataRole.UserRole))
            is_found = wanted in said.lower() or (wanted.isascii() and sounds_like(said, wanted))
            item.setHidden(bool(wanted) and not is_found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)
