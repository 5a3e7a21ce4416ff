"""历史、核查: a month as it stood at an earlier moment, and 统计核查 revisions with old and new growth side by side."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from parkdesk.amounts import show
from parkdesk.errors import UserError
from parkdesk.office import history
from parkdesk.records import Enterprise, Measure
from parkdesk.records.indicators import MEASURE_LABELS
from ui import faults
from ui.dialogs.careful import CarefulDialog
from ui.models.rows_model import Field
from ui.widgets.completion import PinyinCompleter
from ui.widgets.period_picker import PeriodPicker
from ui.widgets.rows_table import RowsTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkdesk.office.history import BeforeAfter, Correction, Revised, ThenAndNow
    from parkdesk.periods import Period
    from parkdesk.plan import Row
    from ui.desk import Desk

_NONE = "—"
_FLOWS = (Measure.CUM, Measure.CUM_BASE)


class HistoryDialog(CarefulDialog):
    """Two leaves on one period."""

    def __init__(self, desk: Desk, period: Period | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("历史、核查")
        self.take_size(1000, 600)
        self.picker = PeriodPicker(desk.theme)
        self.picker.set_periods(desk.store.facts.periods(), period)
        self.then, self.revision = ThenLeaf(desk), RevisionLeaf(desk)
        self.leaves = QTabWidget()
        self.leaves.addTab(self.then, "看当时的数")
        self.leaves.addTab(self.revision, "统计核查修订")
        head = QHBoxLayout()
        head.addWidget(QLabel("期间"))
        head.addWidget(self.picker)
        head.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addLayout(head)
        layout.addWidget(self.leaves, 1)
        self.picker.picked.connect(self._on_picked)
        self._on_picked()

    @Slot()
    def _on_picked(self) -> None:
        if period := self.picker.period():
            self.then.show_period(period)
            self.revision.show_period(period)


class ThenLeaf(QWidget):
    """A period's figures at a moment beside those of today."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._period: Period | None = None
        indicators = desk.store.indicators()
        self.when = QComboBox()
        self.when.setEditable(True)
        self.when.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.when.setMinimumContentsLength(34)
        self.every = QCheckBox("没有变的也列出")
        self.look = QPushButton("看")
        self.look.setAutoDefault(False)
        self.told = QLabel()

        def amount(which: str, one: ThenAndNow) -> str:
            value, indicator = getattr(one, which), indicators[one.indicator]
            return _NONE if value is None else show(value, indicator.measure_unit, indicator.decimals, grouped=True)

        def what(one: ThenAndNow) -> str:
            return f"{indicators[one.indicator].name}{MEASURE_LABELS[one.measure]}（{indicators[one.indicator].unit}）"

        self.table: RowsTable[ThenAndNow] = RowsTable(
            "then_and_now",
            (
                Field("企业", _name, width=30),
                Field("指标", what, width=26),
                Field("当时", partial(amount, "then"), numeric=True, width=16),
                Field("现在", partial(amount, "now"), numeric=True, width=16),
                Field("", _nothing),
            ),
            "那时和现在一样。",
        )
        row = QHBoxLayout()
        for widget in (QLabel("当时是"), self.when, self.every, self.look):
            row.addWidget(widget)
        row.addWidget(self.told, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addLayout(row)
        layout.addWidget(self.table, 1)
        self.look.clicked.connect(self._on_look)
        self.every.toggled.connect(self._on_look)
        self.when.activated.connect(self._on_look)

    def show_period(self, period: Period) -> None:
        """Offer the reports of a period as moments, and look at the newest."""
        self._period = period
        self.when.clear()
        for moment in history.moments(self._desk.store, period):
            self.when.addItem(moment.label, moment.key)
        line = self.when.lineEdit()
        if line is not None:
            line.setPlaceholderText("选一次上报，或写日期（那天结束时），如 2026-10-08")
        self.table.show_rows([])
        self.told.clear()
        if self.when.count():
            self._on_look()

    @Slot()
    def _on_look(self) -> None:
        text = self.when.currentText().strip()
        if self._period is None or not text:
            return
        at = self.when.findText(text)
        key = self.when.itemData(at) if at >= 0 else text
        try:
            found = history.compared(self._desk.store, self._period, key, all_of_them=self.every.isChecked())
        except UserError as error:
            faults.tell(self, error)
            return
        self.table.show_rows(found)
        self.told.setText(f"有{sum(one.then != one.now for one in found):,}处和现在不同")


class RevisionLeaf(QWidget):
    """Figures as the document fixes them, what that does to growth, and only then the yes."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._period: Period | None = None
        self._corrections: list[Correction] = []
        self._revised: Revised | None = None
        self._firms = {firm.name: firm.id for firm in desk.store.select(Enterprise)}
        self.firm, self.value, self.reason = QLineEdit(), QLineEdit(), QLineEdit()
        self.firm.setPlaceholderText("企业名称或拼音首字母")
        self.completer = PinyinCompleter(list(self._firms), self.firm)
        self.value.setPlaceholderText("核查后的数")
        self.reason.setPlaceholderText("依据的文件，如 陕统函〔2026〕9号；会列在以后的报告里")
        self.figure = QComboBox()
        for indicator in desk.store.indicators().values():
            for measure in (Measure.STOCK,) if indicator.is_stock else _FLOWS:
                label = f"{indicator.name}{MEASURE_LABELS[measure]}（{indicator.unit}）"
                self.figure.addItem(label, (indicator.code, int(measure)))
        self.add, self.drop, self.yes = QPushButton("加入"), QPushButton("去掉所选"), QPushButton("写入修订")
        for button in (self.add, self.drop, self.yes):
            button.setAutoDefault(False)
        self.yes.setProperty("role", "primary")
        self.rows: RowsTable[Row] = RowsTable(
            "revision_rows",
            (Field("修订", _label, width=58), Field("原来", _old, numeric=True, width=14), Field("改为", _new)),
            "还没有修订：填好上面一行，点“加入”；可以加几户、几个指标，最后一次写入。",
        )
        self.effects = QLabel()
        self.effects.setWordWrap(True)
        self._lay_out()
        self.add.clicked.connect(self._on_add)
        self.drop.clicked.connect(self._on_drop)
        self.yes.clicked.connect(self._on_yes)
        self._show()

    def _lay_out(self) -> None:
        typed = QHBoxLayout()
        typed.addWidget(self.firm, 3)
        typed.addWidget(self.figure, 2)
        typed.addWidget(self.value, 1)
        for button in (self.add, self.drop):
            typed.addWidget(button)
        form = QFormLayout()
        form.addRow("依据", self.reason)
        foot = QHBoxLayout()
        foot.addWidget(self.effects, 1)
        foot.addWidget(self.yes)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addLayout(typed)
        layout.addWidget(self.rows, 1)
        layout.addLayout(form)
        layout.addLayout(foot)

    def show_period(self, period: Period) -> None:
        """Take another period; what was listed of the one before goes."""
        self._period = period
        self._corrections = []
        self._show()

    def _plan(self, corrections: Sequence[Correction]) -> Revised | None:
        """Return what corrections would do; the document may be named later."""
        reason = self.reason.text().strip() or "依据待填"
        return history.revision(self._desk.store, corrections, reason) if corrections else None

    @Slot()
    def _on_add(self) -> None:
        firm = self._firms.get(self.firm.text().strip())
        if firm is None or self._period is None:
            faults.tell(self, "没有这户企业：请从列出的名称里选一户。")
            return
        code, measure = self.figure.currentData()
        made = history.Correction(code, self._period, firm, Measure(measure), self.value.text().strip())
        kept = [one for one in self._corrections if (one[0], one[2], one[3]) != (made[0], made[2], made[3])]
        try:
            self._plan([*kept, made])
        except UserError as error:
            faults.tell(self, error)
            return
        self._corrections = [*kept, made]
        self.value.clear()
        self._show()

    @Slot()
    def _on_drop(self) -> None:
        rows = {index.row() for index in self.rows.selectionModel().selectedIndexes()}
        self._corrections = [one for number, one in enumerate(self._corrections) if number not in rows]
        self._show()

    def _show(self) -> None:
        self._revised = self._plan(self._corrections)
        self.rows.show_rows(self._revised.plan.rows if self._revised else ())
        effects = self._revised.effects if self._revised else ()
        self.effects.setText("；".join(map(self._told, effects)))
        self.yes.setEnabled(bool(self._corrections))
        self.drop.setEnabled(bool(self._corrections))

    def _told(self, one: BeforeAfter) -> str:
        indicator = self._desk.store.indicators()[one.indicator]
        old, new = (show(part.now, indicator.measure_unit, indicator.decimals, grouped=True)
                    for part in (one.before, one.after))  # fmt: skip
        before, after = (
            _NONE if part.growth is None else f"{part.growth.shown(1)}%" for part in (one.before, one.after)
        )
        return f"{one.period.title}{indicator.name} {old} → {new} {indicator.unit}，增速 {before} → {after}"

    @Slot()
    def _on_yes(self) -> None:
        if not self.reason.text().strip():
            faults.tell(self, "没有写依据：统计核查修订要写明文件，会列在以后的报告里。")
            return
        try:
            revised = self._plan(self._corrections)
            assert revised is not None
            changes = history.revise(self._desk.store, replace(revised))
        except UserError as error:
            faults.tell(self, error)
            return
        self._desk.bus.announce(changes)
        self._corrections = []
        self._show()
        faults.inform(self, "统计核查修订", "已写入：历史里标着“统计核查”，可以撤销；以后的报告会列出封存后改动的数。")


def _nothing(_: ThenAndNow) -> str:
    return ""  # the column that takes what is left


def _name(one: ThenAndNow) -> str:
    return one.name


def _label(row: Row) -> str:
    return row.label


def _old(row: Row) -> str:
    return row.fields[0].old or _NONE if row.fields else _NONE


def _new(row: Row) -> str:
    return row.fields[0].new or _NONE if row.fields else _NONE
