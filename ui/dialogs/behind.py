"""溯源: the facts and records behind a number on paper; a double click goes to where they are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QTabWidget, QVBoxLayout, QWidget

from ui.dialogs.careful import CarefulDialog
from ui.models.rows_model import Field
from ui.places import place_of
from ui.target import Target
from ui.widgets.rows_table import RowsTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkdesk.office.tracing import Behind, FactBehind


_LONGEST = 60


def shortened(text: str) -> str:
    """Return a long sentence by its beginning."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


class BehindDialog(CarefulDialog):
    """One tab for each kind of fact that the number was computed from.

    Signals:
        wanted: a `Target` that a person wants to go to.
    """

    wanted = Signal(object)

    def __init__(self, number: str, behind: Sequence[Behind], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("这个数从哪里来")
        self.take_size(860, 560)
        head = QLabel(f"“{shortened(number)}”由下面的内容得出")
        head.setProperty("role", "title")
        head.setWordWrap(True)
        self.tabs = QTabWidget()
        for one in behind:
            self.tabs.addTab(_Facts(one, self), one.title)
        tip = QLabel("双击一行，到它所在的页面查看、核对和修改。")
        tip.setProperty("role", "muted")
        buttons = QDialogButtonBox()
        buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole).setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (head, self.tabs, tip, buttons):
            layout.addWidget(widget)

    def go(self, target: Target) -> None:
        """Leave for a figure."""
        self.wanted.emit(target)
        self.accept()


class _Facts(QWidget):
    """The facts of one kind, largest first, and their sum."""

    def __init__(self, behind: Behind, dialog: BehindDialog) -> None:
        super().__init__()
        self._behind, self._dialog = behind, dialog
        fields: tuple[Field[FactBehind], ...] = (
            Field("名称", _name, width=26, hint=_name),
            _VALUE if behind.total or behind.measure is not None else Field("内容", _value, width=34, hint=_value),
            Field("来源、经办人、时间", _source, width=34, hint=_source),
        )
        self.table = RowsTable("behind", fields, "没有数据")
        self.table.show_rows(behind.facts)
        self.table.doubleClicked.connect(self._on_chosen)
        total = QLabel(f"共{len(behind.facts)}条" + (f"，合计{behind.total}" if behind.total else ""))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.addWidget(self.table, 1)
        layout.addWidget(total)

    @Slot(QModelIndex)
    def _on_chosen(self, _index: QModelIndex) -> None:
        fact, one = self.table.current(), self._behind
        if fact is None or not fact.subject:
            return
        if fact.ledger:
            if kept := place_of(fact.ledger):
                self._dialog.go(Target(kept.page, record=fact.subject, view=kept.view))
        elif one.measure is not None:
            self._dialog.go(Target("months", one.period, fact.subject, one.indicator, int(one.measure)))


def _name(fact: FactBehind) -> str:
    return fact.name


def _value(fact: FactBehind) -> str:
    return fact.value


def _stored(fact: FactBehind) -> int:
    return fact.stored


def _source(fact: FactBehind) -> str:
    return fact.source


_VALUE: Field[FactBehind] = Field("数值", _value, numeric=True, width=16, sort_key=_stored)
