"""The sheet with what it was understood as, and the fields below it that say otherwise of a column or a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from parkdesk.amounts import UNITS
from parkdesk.intake.correction import LINE_KINDS, Correction
from parkdesk.intake.head_rows import HeadRows
from parkdesk.intake.layout import FOOTER, GROUP
from parkdesk.intake.sheet_kinds import FACTS
from parkdesk.intake.understanding import FIGURE, ROLES, TITLE, UNKNOWN, UNREAD, choices
from ui.models.understood_model import DOUBT, GROUNDS, UnderstoodModel
from ui.widgets.completion import PinyinCompleter

if TYPE_CHECKING:
    from parkdesk.intake.understanding import Meaning, Understanding
    from parkdesk.office.importing import Incoming
    from ui.desk import Desk

_HEAD = "head"
_WIDEST, _NARROWEST = 220, 56  # pixels of a column
_BOLDER = 1.06  # headings are bold
_SHOWN_MOST = 200  # rows that the widths are taken from
_ALONE = frozenset({TITLE, GROUP, FOOTER})
_OWN_TABLE = "这是本软件导出的表，按里面隐藏的编号对应，不用更正。"


class UnderstoodView(QWidget):
    """One sheet at a time.

    Signals:
        corrected: a person said what a column or rows are; carries the Correction.
        indicator_wanted: a column shall become an indicator of the office's own; carries its heading.
    """

    corrected = Signal(object)
    indicator_wanted = Signal(str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._told: Understanding | None = None
        self._meaning: Meaning | None = None
        self._offered: list[tuple[str, str]] = []
        self.model = UnderstoodModel(desk.theme, self)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().setDefaultSectionSize(24)
        self.legend = QLabel()
        self.legend.setWordWrap(True)
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.doubt = QLabel()
        self.doubt.setWordWrap(True)
        self.doubt.setProperty("role", "doubt")
        self.next_doubt = QPushButton("下一列不认识的")
        self.column_name, self.row_name = QLabel(), QLabel()
        self.role, self.measure, self.line = QComboBox(), QComboBox(), QComboBox()
        self.role.setEditable(True)
        self.role.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.role.setMinimumContentsLength(18)
        self.role.setToolTip("打几个字或拼音首字母就能找到；选好就重新看一遍，并记住，下个月同样的表不用再选")
        for unit in UNITS:
            self.measure.addItem(unit, unit)
        self.line.addItem("表头", _HEAD)
        for kind, label in LINE_KINDS.items():
            self.line.addItem(label, kind)
        self.indicator = QPushButton("新建指标…")
        self.indicator.setToolTip("把这一列立成本单位自己的指标，以后每个月都收")
        for button in (self.next_doubt, self.indicator):
            button.setAutoDefault(False)
        self._lay_out()
        self._listen()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.said, 1)
        head.addWidget(self.next_doubt)
        below = QHBoxLayout()
        for widget in (self.column_name, self.role, self.measure, self.indicator):
            below.addWidget(widget)
        below.addStretch(1)
        for widget in (self.row_name, self.line):
            below.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.addLayout(head)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.legend)
        layout.addWidget(self.doubt)
        layout.addLayout(below)

    def _listen(self) -> None:
        self.table.selectionModel().currentChanged.connect(self._on_current)
        self.table.selectionModel().selectionChanged.connect(self._on_current)
        self.role.activated.connect(self._on_role)
        self.measure.activated.connect(self._on_measure)
        self.line.activated.connect(self._on_line)
        self.indicator.clicked.connect(self._on_indicator)
        self.next_doubt.clicked.connect(self._on_next_doubt)
        self._desk.theme.changed.connect(self._on_theme_changed)

    # -- showing -----------------------------------------------------------------------------

    def show_incoming(self, incoming: Incoming, told: Understanding) -> None:
        """Show a sheet, with the place kept where it is the same one."""
        assert incoming.content is not None
        held = self.table.currentIndex()
        at = (held.row(), held.column())
        is_same = self._told is not None and (self._told.file, self._told.sheet) == (told.file, told.sheet)
        self._told = told
        self.model.show_sheet(incoming.content, told, incoming.plan)
        self._widen()
        self._spread_titles()
        self._offer(told)
        self._tell(told)
        stamped = incoming.content.stamp is not None
        for field in (self.role, self.measure, self.line, self.indicator):
            field.setEnabled(not stamped)
        if stamped:
            self.said.setText(_OWN_TABLE)
        row, column = at if is_same and at[0] >= 0 else (told.head[0] if told.head else 0, 0)
        self.table.setCurrentIndex(self.model.index(min(row, self.model.rowCount() - 1), column))
        self._on_current()

    def _widen(self) -> None:
        metrics = self.table.fontMetrics()
        first = self._told.head[0] if self._told and self._told.head else 0
        for column in range(self.model.columnCount()):
            rows = range(first, min(self.model.rowCount(), _SHOWN_MOST))
            texts = [str(self.model.index(row, column).data() or "") for row in rows]
            texts += str(self.model.headerData(column, Qt.Orientation.Horizontal)).split("\n")
            longest = max((metrics.horizontalAdvance(text) for text in texts), default=0) * _BOLDER + 18
            self.table.setColumnWidth(column, max(_NARROWEST, min(_WIDEST, round(longest))))

    def _spread_titles(self) -> None:
        """Let a line that stands alone in its row run on over the empty cells, as in the sheet."""
        self.table.clearSpans()
        last = self.model.columnCount() - 1
        for row in range(min(self.model.rowCount(), _SHOWN_MOST)):
            filled = [column for column in range(last + 1) if self.model.index(row, column).data()]
            if len(filled) == 1 and filled[0] < last and self.model.role(row, filled[0]) in _ALONE:
                self.table.setSpan(row, filled[0], 1, last - filled[0] + 1)

    def _offer(self, told: Understanding) -> None:
        offered = choices(self._desk.store, told.kind)
        line = self.role.lineEdit()
        if offered == self._offered or line is None:
            return
        self._offered = offered
        self.role.clear()
        for key, label in offered:
            self.role.addItem(label, key)
        completer = PinyinCompleter([label for _, label in offered], line)
        completer.chosen.connect(self._on_typed)

    def _tell(self, told: Understanding) -> None:
        words = [told.kind_label, f"{told.period}（{told.period_from}）" if told.period_from else told.period]
        words += [told.unit_name, "、".join(told.measures)]
        unknown = [meaning.heading for meaning in told.columns if meaning.role == UNKNOWN]
        sentence = told.refusal or " · ".join(filter(None, words))
        if unknown:
            sentence += (
                f"。有{len(unknown)}列不认识，没有导入：{'、'.join(unknown[:4])}{'等' if len(unknown) > 4 else ''}"
            )
        self.said.setText(sentence)
        self.next_doubt.setVisible(bool(unknown))
        self._show_legend(told)

    def _show_legend(self, told: Understanding) -> None:
        used = [role for role in ROLES if any(mark.role == role for mark in told.marks)]
        ink, chips = self._desk.theme.color("text").name(), {ROLES[role]: GROUNDS[role] for role in used}
        chips["有疑问，点一下看说明"] = DOUBT
        parts = [
            f'<span style="background:{self._desk.theme.color(ground).name()};color:{ink}">&nbsp;{label}&nbsp;</span>'
            for label, ground in chips.items()
        ]
        self.legend.setText("&nbsp; ".join(parts))

    @Slot()
    def _on_theme_changed(self) -> None:
        if self._told:
            self._show_legend(self._told)

    # -- what is chosen ----------------------------------------------------------------------

    @Slot()
    def _on_current(self) -> None:
        at = self.table.currentIndex()
        self._meaning = self.model.meaning(at.row(), at.column()) if at.isValid() else None
        for field in (self.role, self.measure, self.indicator):
            field.setVisible(self._meaning is not None)
        if self._meaning is None:
            self.column_name.setText("点一列、一行，可以更正它是什么。")
        else:
            self._show_column(self._meaning, self.model.name_of(at.row(), at.column())[0])
        self.doubt.setText(self.model.doubt(at.row(), at.column()) if at.isValid() else "")
        self.doubt.setVisible(bool(self.doubt.text()))
        rows = self._rows()
        self.line.setVisible(bool(rows))
        self.row_name.setVisible(bool(rows))
        if rows:
            first, last = (self.model.name_of(row, at.column())[1] for row in (rows[0], rows[-1]))
            self.row_name.setText(f"第{first}行是" if first == last else f"第{first}—{last}行是")
            self.line.setCurrentIndex(self.line.findData(self._line_kind(rows[0], at.column())))

    def _show_column(self, meaning: Meaning, letters: str) -> None:
        self.column_name.setText(f"{letters}列“{_short(meaning.heading or '没有标题')}”是")
        self.role.setCurrentIndex(self._chosen_role(meaning))
        self.measure.setVisible(meaning.role == FIGURE)
        self.measure.setCurrentIndex(self.measure.findData(meaning.unit))
        self.indicator.setVisible(meaning.role in (UNKNOWN, FIGURE) and bool(self._told and self._told.kind == FACTS))

    def _chosen_role(self, meaning: Meaning) -> int:
        if meaning.role == UNKNOWN:
            self.role.setCurrentIndex(-1)
            self.role.setEditText("")
            return -1
        return self.role.findData("note" if meaning.role == "note" else meaning.key)

    def _rows(self) -> list[int]:
        """Return the rows that are chosen: whole ones, else the current one."""
        picked = sorted({index.row() for index in self.table.selectionModel().selectedIndexes()})
        if len(picked) == self.model.rowCount() > 1:  # whole columns
            return []
        return picked or ([self.table.currentIndex().row()] if self.table.currentIndex().isValid() else [])

    def _line_kind(self, row: int, column: int) -> str:
        if self._told is None:
            return ""
        at = self.model.grid_row(row, column)
        if self._told.head and at is not None and self._told.head[0] <= at <= self._told.head[1]:
            return _HEAD
        return dict(self._told.lines).get(at, "") if at is not None else ""

    # -- saying otherwise --------------------------------------------------------------------

    @Slot()
    def _on_typed(self) -> None:
        found = self.role.findText(self.role.currentText())
        if found >= 0:
            self.role.setCurrentIndex(found)
            self._on_role()

    @Slot()
    def _on_role(self) -> None:
        if self._meaning is not None and self.role.currentIndex() >= 0:
            self.corrected.emit(Correction(columns={self._meaning.heading: self.role.currentData()}))

    @Slot()
    def _on_measure(self) -> None:
        if self._meaning is not None:
            self.corrected.emit(Correction(units={self._meaning.heading: self.measure.currentData()}))

    @Slot()
    def _on_line(self) -> None:
        rows, column, kind = self._rows(), self.table.currentIndex().column(), self.line.currentData()
        if kind == _HEAD:
            self.corrected.emit(Correction(head=HeadRows(rows[0], rows[-1])))
            return
        places = (self.model.grid_row(row, column) for row in rows)
        self.corrected.emit(Correction(lines={at: kind for at in places if at is not None}))

    @Slot()
    def _on_indicator(self) -> None:
        if self._meaning is not None:
            self.indicator_wanted.emit(self._meaning.heading, self._meaning.unit)

    @Slot()
    def _on_next_doubt(self) -> None:
        unknown = [m for m in (self._told.columns if self._told else ()) if m.role in (UNKNOWN, UNREAD)]
        now = self._meaning
        after = [m for m in unknown if now is not None and m.column > now.column]
        for meaning in (after or unknown)[:1]:
            at = self.model.place_of(meaning)
            self.table.setCurrentIndex(at)
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Columns
            self.table.selectionModel().select(at, flags)
            self.role.setFocus(Qt.FocusReason.OtherFocusReason)


def _short(text: str) -> str:
    return text if len(text) <= 14 else f"{text[:13]}…"
