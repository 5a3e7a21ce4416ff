"""Where two versions disagree, field by field: what it was, mine and theirs, and which one is taken."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from parkdesk.sync.colleagues import MINE, THEIRS
from ui.models.rows_model import Field
from ui.widgets.rows_table import RowsTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QColor

    from parkdesk.sync.conflicts import Conflict
    from ui.desk import Desk

_WORDS = {MINE: "用我的", THEIRS: "用同事的"}


class ConflictView(QWidget):
    """A table of disagreements; between colleagues each is decided here, between offices they are only shown.

    Signals:
        decided: the last open question was answered, or an answer changed when all were.
    """

    decided = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = desk.theme
        self._conflicts: Sequence[Conflict] = ()
        self._choices: dict[str, str] = {}
        self.head = QLabel()
        self.head.setWordWrap(True)
        self.table: RowsTable[Conflict] = RowsTable(
            "conflicts",
            (
                Field("位置", _where, width=26),
                Field("栏目", _field, width=16),
                Field("原来", _base, width=16),
                Field("我的", _mine, width=18, colour=partial(self._colour, MINE)),
                Field("对方的", _theirs, width=18, colour=partial(self._colour, THEIRS)),
                Field("选定", self._choice, colour=self._choice_colour),
            ),
        )
        row = QHBoxLayout()
        self.buttons: dict[str, QPushButton] = {}
        for key, text, slot in (
            (MINE, "用我的", partial(self._on_choose, MINE)),
            (THEIRS, "用同事的", partial(self._on_choose, THEIRS)),
            ("all_mine", "其余都用我的", partial(self._on_rest, MINE)),
            ("all_theirs", "其余都用同事的", partial(self._on_rest, THEIRS)),
        ):
            self.buttons[key] = QPushButton(text)
            self.buttons[key].setAutoDefault(False)
            self.buttons[key].clicked.connect(slot)
            row.addWidget(self.buttons[key])
        row.addStretch(1)
        self._bar = QWidget()
        self._bar.setLayout(row)
        row.setContentsMargins(0, 0, 0, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.addWidget(self.head)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._bar)

    def show_conflicts(self, conflicts: Sequence[Conflict], *, may_choose: bool) -> None:
        """Show the disagreements of one package."""
        if conflicts is not self._conflicts:
            self._conflicts = conflicts
            self.table.show_rows(conflicts)
        self._bar.setVisible(may_choose)
        self._tell(may_choose=may_choose)

    def choices(self) -> dict[str, str]:
        """Return whose version was taken, by conflict."""
        return dict(self._choices)

    def _tell(self, *, may_choose: bool) -> None:
        left = sum(1 for one in self._conflicts if one.id not in self._choices)
        if not may_choose:
            words = "同一版有两种内容，不能合并：请和对方核实，把整包退回，由对方改正后重新导出。"
        elif left:
            words = f"有{len(self._conflicts)}处两个人都改过，还有{left}处没有选定；都选定以后才能合并。"
        else:
            words = f"{len(self._conflicts)}处都已选定，可以合并；选定的结果会记在导入记录里。"
        self.head.setText(words)

    @Slot()
    def _on_choose(self, side: str) -> None:
        rows = sorted({index.row() for index in self.table.selectionModel().selectedIndexes()})
        for row in rows:
            self._choices[self.table.rows.row(row).id] = side
        if rows and rows[-1] + 1 < self.table.rows.rowCount():
            self.table.choose(rows[-1] + 1)
        self._after()

    @Slot()
    def _on_rest(self, side: str) -> None:
        for one in self._conflicts:
            self._choices.setdefault(one.id, side)
        self._after()

    def _after(self) -> None:
        self.table.viewport().update()
        self._tell(may_choose=True)
        if all(one.id in self._choices for one in self._conflicts):
            self.decided.emit()

    def _choice(self, one: Conflict) -> str:
        return _WORDS.get(self._choices.get(one.id, ""), "")

    def _choice_colour(self, one: Conflict) -> QColor | None:
        return self._theme.color("good") if one.id in self._choices else None

    def _colour(self, side: str, one: Conflict) -> QColor | None:
        taken = self._choices.get(one.id)
        return self._theme.color("muted") if taken and taken != side else None


def _where(one: Conflict) -> str:
    return one.where


def _field(one: Conflict) -> str:
    return one.field


def _base(one: Conflict) -> str:
    return one.base


def _mine(one: Conflict) -> str:
    return one.mine


def _theirs(one: Conflict) -> str:
    return one.theirs
