"""One figure beside its sheet: the note on it, every value it has had, and the same figure in other periods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget

from parkdesk.periods import Period
from parkdesk.records.indicators import MEASURE_LABELS
from ui.models.record_history import door_of
from ui.models.rows_model import Field
from ui.widgets.rows_table import RowsTable

if TYPE_CHECKING:
    from parkdesk.store import FactVersion
    from ui.desk import Desk
    from ui.models.month_model import MonthCell

_LAST_PERIODS = 12


class FigurePanel(QFrame):
    """Where a figure comes from.

    Signals:
        closed: the person wants the panel away.
        marked: the note or the follow-up mark was changed; carries the new text and whether to follow up.
    """

    closed = Signal()
    marked = Signal(str, bool)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._cell: MonthCell | None = None
        self.setProperty("role", "side")
        self._title, self._what, self._figure = QLabel(), QLabel(), QLabel()
        for label, role in ((self._title, "title"), (self._what, "muted"), (self._figure, "figure")):
            label.setProperty("role", role)
            label.setWordWrap(True)
        self._figure.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.versions: RowsTable[FactVersion] = RowsTable(
            "figure-versions",
            (
                Field("数值", self._version_text, numeric=True, width=12),
                Field("时间", lambda version: version.at[:16], width=15),
                Field("经办人", lambda version: version.by, width=7),
                Field("来源", lambda version: door_of("form", version.file), width=16),
                Field("原因", lambda version: version.reason, width=16),
            ),
        )
        self.series: RowsTable[tuple[int, int]] = RowsTable(
            "figure-series",
            (
                Field("期间", lambda row: Period.from_key(row[0]).title, width=18),
                Field("数值", lambda row: self._text(row[1]), numeric=True, width=15),
            ),
        )
        self.note, self.follow = QLineEdit(), QCheckBox("待跟进")
        self.note.setPlaceholderText("写批注，回车保存（Shift+F2）")
        self.note.returnPressed.connect(self._on_note)
        self.follow.setToolTip("在这个数上做记号，以后再核实；工作台会列出来")
        self.follow.clicked.connect(self._on_note)
        self._close = QToolButton()
        self._close.setIcon(desk.theme.icon("close", "muted"))
        self._close.setToolTip("收起（Esc）")
        self._close.clicked.connect(self.closed)
        QShortcut(QKeySequence("Esc"), self, self.closed.emit, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._lay_out()
        desk.theme.changed.connect(self._on_theme_changed)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 8, 14, 8)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self._what)
        layout.addWidget(self._figure)
        note = QHBoxLayout()
        note.addWidget(self.note, 1)
        note.addWidget(self.follow)
        layout.addLayout(note)
        for heading, table, stretch in (("修改历史（新的在前）", self.versions, 2), ("各期数据", self.series, 3)):
            title = QLabel(heading)
            title.setProperty("role", "section")
            table.setSortingEnabled(False)
            layout.addWidget(title)
            layout.addWidget(table, stretch)

    def show_cell(self, cell: MonthCell | None, period: Period | None) -> None:
        """Show where a figure comes from; without one, say what to do."""
        self._cell = cell if cell and cell.column.is_figure else None
        mark = cell.mark if cell else None
        self.note.setText(mark.text if mark else "")
        self.follow.setChecked(bool(mark and mark.follow))
        for field in (self.note, self.follow):
            field.setEnabled(self._cell is not None)
        if cell is None or self._cell is None or period is None:
            self._title.setText("数据来历")
            self._what.setText("在表中选中某户企业的一个数，这里显示它的来源、修改历史和各期数据。")
            self._figure.clear()
            self.versions.show_rows([])
            self.series.show_rows([])
            return
        indicator, measure = cell.column.indicator, cell.column.measure
        self._title.setText(cell.firm.name)
        self._what.setText(f"{period.title} {indicator.name} {MEASURE_LABELS[measure]}")
        self._figure.setText(self._said(cell))
        facts = self._desk.store.facts
        self.versions.show_rows(facts.history(indicator.code, period.key, cell.firm.id, measure))
        known = sorted(facts.series(indicator.code, cell.firm.id, measure).items(), reverse=True)
        self.series.show_rows(known[:_LAST_PERIODS])

    def _said(self, cell: MonthCell) -> str:
        if cell.stored is not None:
            return f"{self._text(cell.stored)} {cell.column.unit}"
        if cell.reason:
            return f"无：{cell.reason}"
        return f"{self._text(cell.value)} {cell.column.unit}（推算）" if cell.is_derived else "未报"

    @Slot()
    def _on_note(self) -> None:
        self.marked.emit(self.note.text().strip(), self.follow.isChecked())

    def _version_text(self, version: FactVersion) -> str:
        return self._text(version.value) if version.value is not None else "（删除）"

    def _text(self, stored: int | None) -> str:
        return self._cell.column.amount(stored) if self._cell else ""

    @Slot()
    def _on_theme_changed(self) -> None:
        self._close.setIcon(self._desk.theme.icon("close", "muted"))
