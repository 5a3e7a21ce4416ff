"""What a person asks of a report: which, of which period, for whom, in which tone, and what stands around the words."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QDate, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCheckBox, QComboBox, QDateEdit, QFormLayout, QLineEdit, QWidget

from parkdesk.office import reporting
from parkdesk.office.papers.entry import GROUPS
from ui.memory import window_memory
from ui.widgets.period_picker import PeriodPicker

if TYPE_CHECKING:
    from parkdesk.office.papers.entry import Paper
    from parkdesk.office.reporting import ReportOptions
    from parkdesk.periods import Period
    from ui.desk import Desk

_SIGNER, _ADDRESSEE = "report_signer", "report_addressee"
_LAST = "reports/last"
_EVERYBODY = "全部"
_USUAL = "quarterly"


class Wish(NamedTuple):
    """What a person asked to see."""

    name: str
    period: Period
    options: ReportOptions


class ReportWish(QWidget):
    """The fields at the left of the page 报表.

    Signals:
        wished: something else is asked for.
    """

    wished = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._papers: dict[str, Paper] = {paper.name: paper for paper in reporting.papers(desk.store)}
        self.report = QComboBox()
        self.report.setMaxVisibleItems(30)
        self._offer_papers()
        self.period = PeriodPicker(desk.theme)
        self.whom, self.tone = QComboBox(), QComboBox()
        self.number, self.addressee, self.signer = QLineEdit(), QLineEdit(), QLineEdit()
        self.number.setPlaceholderText("如 ×经贸字〔2026〕12号")
        self.addressee.setPlaceholderText("如 市政府：")
        self.date = QDateEdit()
        self.date.setCalendarPopup(True)
        self.date.setDisplayFormat("yyyy年M月d日")
        self.red_head = QCheckBox("带红头（纸上没有预印时）")
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        for label, field in (
            ("报表", self.report),
            ("期间", self.period),
            ("给谁", self.whom),
            ("语气", self.tone),
            ("发文字号", self.number),
            ("主送机关", self.addressee),
            ("落款", self.signer),
            ("成文日期", self.date),
            ("", self.red_head),
        ):
            self._form.addRow(label, field)
        self._fit()
        self._connect()

    def _connect(self) -> None:
        self.report.currentIndexChanged.connect(self._on_paper)
        self.period.picked.connect(self._on_period)
        for box in (self.whom, self.tone):
            box.currentIndexChanged.connect(self.wished)
        for line in (self.number, self.addressee, self.signer):
            line.editingFinished.connect(self._on_typed)
        self.date.dateChanged.connect(self.wished)
        self.red_head.toggled.connect(self.wished)

    def _offer_papers(self) -> None:
        """List the papers under their groups; a group's name cannot be chosen."""
        model = QStandardItemModel(self)
        for group in GROUPS:
            mine = [paper for paper in self._papers.values() if paper.group == group]
            if not mine:
                continue
            head = QStandardItem(f"— {group} —")
            head.setEnabled(False)
            model.appendRow(head)
            for paper in mine:
                item = QStandardItem(paper.title)
                item.setData(paper.name, Qt.ItemDataRole.UserRole)
                model.appendRow(item)
        self.report.setModel(model)
        last = str(window_memory().value(_LAST, _USUAL))
        place = self.report.findData(last)
        self.report.setCurrentIndex(place if place >= 0 else max(self.report.findData(_USUAL), 1))

    # -- what is asked for -------------------------------------------------------------------

    def load(self) -> None:
        """Fill in what the desk knows: who signs, whom it usually addresses, today."""
        store = self._desk.store
        self.signer.setText(store.setting(_SIGNER, store.desk.name))
        self.addressee.setText(store.setting(_ADDRESSEE))
        today = store.day()
        with QSignalBlocker(self.date):
            self.date.setDate(QDate(today.year, today.month, today.day))

    def offer_periods(self) -> None:
        """Offer the periods that hold figures."""
        self.period.set_periods(self._desk.store.facts.periods())
        self._offer_readers()

    def choose(self, name: str) -> None:
        """Ask for a paper by its word; one that this desk does not make changes nothing."""
        place = self.report.findData(name)
        if place >= 0:
            self.report.setCurrentIndex(place)

    def paper(self) -> Paper:
        """Return the paper that is chosen."""
        return self._papers[self.report.currentData()]

    def wish(self) -> Wish | None:
        """Return what the fields ask for; None where the desk holds no figures."""
        period = self.period.period()
        if period is None:
            return None
        date = self.date.date()
        options = reporting.ReportOptions(
            document_number=self.number.text().strip(),
            signer=self.signer.text().strip(),
            date=dt.date(date.year(), date.month(), date.day()).isoformat(),
            addressee=self.addressee.text().strip(),
            whom=self.whom.currentData() or "",
            tone=self.tone.currentText(),
            red_head=self.red_head.isChecked(),
        )
        return Wish(self.paper().name, period, options)

    @Slot()
    def _on_paper(self) -> None:
        window_memory().setValue(_LAST, self.paper().name)
        self._fit()
        self._offer_readers()
        self.wished.emit()

    @Slot(object)
    def _on_period(self, _period: Period) -> None:
        self._offer_readers()
        self.wished.emit()

    @Slot()
    def _on_typed(self) -> None:
        for name, line in ((_SIGNER, self.signer), (_ADDRESSEE, self.addressee)):
            if self._desk.store.setting(name) != line.text().strip():
                self._desk.store.set_setting(name, line.text().strip())
        self.wished.emit()

    def _fit(self) -> None:
        """Show the fields that the chosen paper has use for."""
        paper = self.paper()
        with QSignalBlocker(self.tone):
            self.tone.clear()
            self.tone.addItems(list(paper.tones))
        self._form.setRowVisible(self.tone, bool(paper.tones))
        self._form.setRowVisible(self.whom, paper.each is not None)
        is_letter = bool(paper.wording)
        for field in (self.number, self.addressee, self.red_head):
            self._form.setRowVisible(field, is_letter)
        label = self._form.labelForField(self.whom)
        if label is not None and paper.each_label:
            label.setText(paper.each_label)  # type: ignore[attr-defined]

    def _offer_readers(self) -> None:
        paper, period = self.paper(), self.period.period()
        chosen = self.whom.currentData()
        names = reporting.readers(self._desk.store, paper.name, period) if period else ()
        with QSignalBlocker(self.whom):
            self.whom.clear()
            self.whom.addItem(_EVERYBODY, "")
            for name in names:
                self.whom.addItem(name, name)
            self.whom.setCurrentIndex(max(self.whom.findData(chosen or ""), 0))
