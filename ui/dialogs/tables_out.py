"""Tables on their way to Excel: what is there, to be edited and read back, or blank ones for others to fill in."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from parkdesk.errors import UserError
from parkdesk.office import roundtrip
from parkdesk.periods import Period
from parkdesk.records import LEDGERS
from parkdesk.store import FACTS
from ui import faults
from ui.dialogs.careful import CarefulDialog
from ui.widgets.exporting import Exporting

if TYPE_CHECKING:
    from parkdesk.store import Store
    from ui.desk import Desk
    from ui.tasks import Progress

_WORKBOOK = "Excel 表格 (*.xlsx)"
_HELD = "行列可以增删、挪动，编号藏在表里；改好后拖回窗口，只看到改了什么，确认后才写入。"
_BLANK = "栏目、下拉选项、填写说明和打印设置都已做好；收回来的几十份放在一个文件夹里，整个拖回窗口。"


class TablesOutDialog(CarefulDialog):
    """Which table, of which period and unit; 「保存为…」 asks where."""

    def __init__(self, desk: Desk, period: Period | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setWindowTitle("导出表格和样表")
        self.setMinimumWidth(520)
        self.held, self.blank = QRadioButton("现有的数据（改好可以读回）"), QRadioButton("空白样表（发给别人填）")
        self.held.setChecked(True)
        self.kind, self.unit = QComboBox(), QComboBox()
        self.period = QLineEdit(period.text if period else "")
        self.period.setPlaceholderText("如 2026-09")
        for code in desk.store.facts.units() if desk.store.desk.is_city else [desk.store.desk.unit]:
            office = desk.store.offices().get(code)
            self.unit.addItem(office.name if office else code, code)
        self.hint = QLabel()
        self.hint.setProperty("role", "muted")
        self.hint.setWordWrap(True)
        form = QFormLayout()
        form.addRow("导出", self.held)
        form.addRow("", self.blank)
        form.addRow("哪张表", self.kind)
        form.addRow("期间", self.period)
        form.addRow("单位", self.unit)
        form.setRowVisible(self.unit, desk.store.desk.is_city)
        buttons = QDialogButtonBox()
        self.yes = buttons.addButton("保存为…", QDialogButtonBox.ButtonRole.AcceptRole)
        self.yes.setProperty("role", "primary")
        buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self.hint)
        layout.addWidget(buttons)
        self._form = form
        self.held.toggled.connect(self._on_purpose)
        self.kind.currentIndexChanged.connect(self._on_kind)
        buttons.accepted.connect(self._on_yes)
        buttons.rejected.connect(self.reject)
        self._on_purpose()

    @Slot()
    def _on_purpose(self) -> None:
        chosen = self.kind.currentData()
        tables = _worked_on() if self.held.isChecked() else roundtrip.TEMPLATES
        self.kind.clear()
        for table, label in tables.items():
            self.kind.addItem(label, table)
        self.kind.setCurrentIndex(max(0, self.kind.findData(chosen)))
        self.hint.setText(_HELD if self.held.isChecked() else _BLANK)

    @Slot()
    def _on_kind(self) -> None:
        self._form.setRowVisible(self.period, self.kind.currentData() == FACTS)

    @Slot()
    def _on_yes(self) -> None:
        try:
            period = Period.parse(self.period.text()) if self.kind.currentData() == FACTS else None
        except UserError as error:
            faults.tell(self, error)
            return
        what = "" if self.held.isChecked() else "样表"
        name = f"{self.kind.currentText()}{period.text if period else ''}{what}.xlsx"
        start = self._desk.store.path.parent / name
        chosen, _ = QFileDialog.getSaveFileName(self, "保存为", str(start), _WORKBOOK)
        if chosen:
            path = Path(chosen).with_suffix(".xlsx")
            asked = (self.kind.currentData(), path, period, self.unit.currentData())
            store, held = self._desk.store, self.held.isChecked()
            work = Exporting(store, *asked) if held else partial(_blank, store, *asked)
            done = partial(_tell_written, self.parentWidget(), path, self.hint.text())
            self._desk.tasks.run(f"正在导出“{path.name}”…", work, done)
            self.accept()  # the window shows how far it is, and can stop it


def _worked_on() -> dict[str, str]:
    """Return the tables that people keep in Excel; what the program keeps for itself goes out by the command line."""
    every = roundtrip.exportable()
    return {table: label for table, label in every.items() if table == FACTS or LEDGERS[table].TRAVELS == "up"}


def _blank(store: Store, table: str, path: Path, period: Period | None, unit: str, _: Progress) -> None:
    with store.beside() as beside:
        roundtrip.write_template(beside, table, path, period, unit)


def _tell_written(window: QWidget | None, path: Path, hint: str, rows: int | None) -> None:
    many = "" if rows is None else f"，{rows:,}行"
    faults.inform(window, "已导出", f"已写好：{path}{many}。{hint}")
