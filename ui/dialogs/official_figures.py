"""官方数据: figures that the statistics office or the city issued, typed as they stand on the paper."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, Qt, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from parkdesk.amounts import UNITS, from_stored, json_number, read_number, to_stored
from parkdesk.errors import UsageError, UserError
from parkdesk.office import editing
from parkdesk.periods import Period
from parkdesk.records import OfficialFigure
from parkdesk.records.indicators import OFFICIAL_KINDS
from parkdesk.store import new_id
from ui import faults
from ui.dialogs.careful import CarefulDialog

if TYPE_CHECKING:
    from ui.desk import Desk


class OfficialFiguresDialog(CarefulDialog):
    """The figures of one unit in one period; an empty field means nothing was issued."""

    def __init__(self, desk: Desk, period: Period | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._held: dict[str, OfficialFigure] = {}
        self._issued_before = ("", "")
        self.setWindowTitle("录入官方数据")
        self.setMinimumWidth(560)
        self.unit = QComboBox()
        for code, name in _units(desk):
            self.unit.addItem(name, code)
        self.period = QLineEdit(period.text if period else "")
        self.period.setPlaceholderText("如 2026-09")
        self.source = QLineEdit()
        self.source.setPlaceholderText("如 市统计局")
        self.released = QDateEdit()
        self.released.setCalendarPopup(True)
        self.released.setDisplayFormat("yyyy年M月d日")
        today = desk.store.day()
        self.released.setDate(QDate(today.year, today.month, today.day))
        self.values = {figure: QLineEdit() for figure in OFFICIAL_KINDS}
        self._buttons = QDialogButtonBox()
        self._buttons.addButton("保存", QDialogButtonBox.ButtonRole.AcceptRole)
        self._buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        self._lay_out()
        self.unit.currentIndexChanged.connect(self._on_asked)
        self.period.editingFinished.connect(self._on_asked)
        self._buttons.accepted.connect(self._on_save)
        self._buttons.rejected.connect(self.reject)
        self._on_asked()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        for label, field in (("单位", self.unit), ("期间", self.period)):
            head.addWidget(QLabel(label))
            head.addWidget(field, 1)
        hint = QLabel("这里只录统计部门或上级发布的数，软件不推算；没有发布的留空，报告里写“未录入”。")
        hint.setProperty("role", "muted")
        hint.setWordWrap(True)
        grid = QGridLayout()
        for row, (figure, (label, unit)) in enumerate(OFFICIAL_KINDS.items()):
            field = self.values[figure]
            field.setAlignment(Qt.AlignmentFlag.AlignRight)
            grid.addWidget(QLabel(label), row, 0)
            grid.addWidget(field, row, 1)
            grid.addWidget(QLabel(unit), row, 2)
        grid.setColumnStretch(1, 1)
        foot = QHBoxLayout()
        for label, widget in (("来源", self.source), ("发布日期", self.released)):
            foot.addWidget(QLabel(label))
            foot.addWidget(widget, 1)
        layout = QVBoxLayout(self)
        layout.addLayout(head)
        layout.addWidget(hint)
        layout.addLayout(grid)
        layout.addLayout(foot)
        layout.addWidget(self._buttons)

    @Slot()
    def _on_asked(self) -> None:
        """Show what is held of the unit and period."""
        try:
            period = Period.parse(self.period.text())
        except UserError:
            self._held = {}
            return
        held = self._desk.store.select(OfficialFigure, unit=self.unit.currentData(), period=period.key)
        self._held = {figure.figure: figure for figure in held}
        for key, field in self.values.items():
            figure = self._held.get(key)
            field.setText(_text(figure) if figure else "")
        if held:
            self.source.setText(held[0].source)
            if held[0].released_on:
                self.released.setDate(QDate.fromString(held[0].released_on, Qt.DateFormat.ISODate))
        self._issued_before = self._issued()

    def _issued(self) -> tuple[str, str]:
        """Return source and date as typed."""
        return self.source.text().strip(), self.released.date().toString(Qt.DateFormat.ISODate)

    @Slot()
    def _on_save(self) -> None:
        try:
            for before, after in self._edits(Period.parse(self.period.text())):
                self._desk.bus.announce(editing.save_record(self._desk.store, before, after))
        except UserError as error:
            faults.tell(self, error)
            return
        self.accept()

    def _edits(self, period: Period) -> list[tuple[OfficialFigure | None, OfficialFigure | None]]:
        edits: list[tuple[OfficialFigure | None, OfficialFigure | None]] = []
        for key, field in self.values.items():
            before = self._held.get(key)
            value = _read(key, field.text())
            if value is None:
                after = None
            elif before is not None and before.value == value and self._issued() == self._issued_before:
                continue
            else:
                after = self._figure(before, key, period, value)
            if before is not None or after is not None:
                edits.append((before, after))
        return edits

    def _figure(self, before: OfficialFigure | None, key: str, period: Period, value: int) -> OfficialFigure:
        source, date = self._issued()
        if before is not None:
            return dataclasses.replace(before, value=value, source=source, released_on=date)
        return OfficialFigure(
            id=new_id(),
            unit=self.unit.currentData(),
            period=period.key,
            figure=key,
            value=value,
            source=source,
            released_on=date,
        )


def _units(desk: Desk) -> list[tuple[str, str]]:
    """The desk's own unit, the one above it (for its average), then those below."""
    info, offices = desk.store.desk, desk.store.offices()
    codes = [info.unit, info.parent, *(o.code for o in offices.values() if o.parent == info.unit)]
    names = {code: office.name for code, office in offices.items()} | {info.unit: info.name}
    return [(code, names.get(code, code)) for code in dict.fromkeys(codes) if code]


def _text(figure: OfficialFigure) -> str:
    return str(json_number(from_stored(figure.value, figure.measure_unit)))


def _read(key: str, text: str) -> int | None:
    label, unit = OFFICIAL_KINDS[key]
    try:
        number = read_number(text)
    except ValueError:
        raise UsageError(f"“{label}”里的“{text}”不是数字：请只填数，单位是{unit}；没有发布的留空。") from None
    return None if number is None else to_stored(number, UNITS[unit])[0]
