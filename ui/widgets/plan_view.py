"""The one preview: what a plan would change, row by row, whatever door it came through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from parkdesk.plan import OUTCOME_LABELS, FieldChange, Finding, Level, Outcome, Plan, Row, Source
from ui.models.plan_details import PlanDetails
from ui.models.rows_model import Field
from ui.widgets.rows_table import RowsTable

if TYPE_CHECKING:
    from PySide6.QtGui import QColor

    from ui.desk import Desk

OUTCOME_ROLES = {
    Outcome.NEW: "good",
    Outcome.CHANGED: "accent",
    Outcome.SAME: "muted",
    Outcome.CONFLICT: "bad",
    Outcome.REFUSED: "bad",
}
_LEVEL_ROLES = {Level.MUST: "bad", Level.EXPLAIN: "warn", Level.HINT: "muted"}
_LEVEL_ORDER = {level: number for number, level in enumerate(_LEVEL_ROLES)}
_EMPTY_CELL = "（空）"
_NOTHING = Plan(Source(""))


class PlanView(QWidget):
    """Counts by outcome, the rows, what changes in the chosen one, and the findings.

    Signals:
        filtered: the person looks at the rows of another outcome.
    """

    filtered = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = desk.theme
        self._store = desk.store
        self._plan: Plan | None = None
        self._details = PlanDetails(_NOTHING, {})
        self.outcomes = QButtonGroup(self)
        self._all = self._button("全部", None)
        self._by_outcome = {outcome: self._button(label, outcome) for outcome, label in OUTCOME_LABELS.items()}
        self.rows: RowsTable[Row] = RowsTable(
            "import_rows",
            (
                Field("结果", _outcome, width=6, colour=self._outcome_colour),
                Field("名称", _label, width=30),
                Field("位置", _where, width=18),
                Field("变化与说明", self._change),
            ),
            "这张表里没有这样的行。",
        )
        self.changes: RowsTable[FieldChange] = RowsTable(
            "import_changes",
            (
                Field("栏目", _change_label, width=24),
                Field("原来", _change_old, width=30),
                Field("改为", _change_new),
            ),
            "所选的行没有变化。",
        )
        self.findings: RowsTable[Finding] = RowsTable(
            "import_findings",
            (
                Field("级别", _level, width=6, colour=self._level_colour),
                Field("说明", _finding, width=76),
                Field("位置", _finding_where),
            ),
            "没有审核发现。",
        )
        self.below = QTabWidget()
        self.below.addTab(self.changes, "所选行的变化")
        self.below.addTab(self.findings, "审核发现")
        self._lay_out()
        self.outcomes.buttonClicked.connect(self._on_outcome)
        self.rows.chosen.connect(self._on_row)

    def _lay_out(self) -> None:
        chips = QHBoxLayout()
        chips.setSpacing(6)
        for button in (self._all, *self._by_outcome.values()):
            chips.addWidget(button)
        chips.addStretch(1)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.addWidget(self.rows)
        splitter.addWidget(self.below)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(chips)
        layout.addWidget(splitter, 1)

    def show_plan(self, plan: Plan) -> None:
        """Show a plan: what needs a look first, else everything."""
        self._plan = plan
        for table in (self.rows, self.changes, self.findings):
            table.rows.show_all()  # a preview never begins with rows left out
        self._details = PlanDetails(plan, self._store.indicators())
        self._all.setText(f"全部 {len(plan.rows):,}")
        for outcome, button in self._by_outcome.items():
            number = plan.count(outcome)
            button.setText(f"{OUTCOME_LABELS[outcome]} {number:,}")
            button.setEnabled(number > 0)
        findings = sorted(plan.findings, key=lambda finding: _LEVEL_ORDER[finding.level])
        self.findings.show_rows(findings)
        self.below.setTabText(1, f"审核发现 {len(findings):,}" if findings else "审核发现")
        needs_look = any(plan.count(outcome) for outcome in (Outcome.CHANGED, Outcome.CONFLICT, Outcome.REFUSED))
        self.below.setCurrentIndex(1 if findings and not needs_look else 0)
        self._all.setChecked(True)
        self._show_rows()

    def _button(self, text: str, outcome: Outcome | None) -> QPushButton:
        button = QPushButton(text)
        button.setCheckable(True)
        button.setAutoDefault(False)
        button.setProperty("role", "chip")
        button.setProperty("outcome", outcome)
        self.outcomes.addButton(button)
        return button

    def _show_rows(self) -> None:
        if self._plan is None:
            return
        wanted = self.outcomes.checkedButton().property("outcome")
        rows = [row for row in self._plan.rows if wanted in (None, row.outcome)]
        self.rows.show_rows(rows)

    @Slot()
    def _on_outcome(self) -> None:
        self._show_rows()
        self.filtered.emit()

    @Slot()
    def _on_row(self) -> None:
        row = self.rows.current()
        fields = self._details.of(row) if row else ()
        self.changes.show_rows(fields)
        self.below.setTabText(0, f"所选行的变化 {len(fields)}" if fields else "所选行的变化")

    def _change(self, row: Row) -> str:
        if row.reason:
            return row.reason
        fields = self._details.of(row)
        if row.outcome is Outcome.NEW:
            return "；".join(f"{field.label} {field.new}" for field in fields if field.new != row.label)
        shown = [f"{field.label}：{field.old or _EMPTY_CELL} → {field.new or _EMPTY_CELL}" for field in fields]
        return "；".join(shown)

    def _outcome_colour(self, row: Row) -> QColor:
        return self._theme.color(OUTCOME_ROLES[row.outcome])

    def _level_colour(self, finding: Finding) -> QColor:
        return self._theme.color(_LEVEL_ROLES[finding.level])


def _outcome(row: Row) -> str:
    return OUTCOME_LABELS[row.outcome]


def _label(row: Row) -> str:
    return row.label


def _where(row: Row) -> str:
    return row.where


def _change_label(change: FieldChange) -> str:
    return change.label


def _change_old(change: FieldChange) -> str:
    return change.old or _EMPTY_CELL


def _change_new(change: FieldChange) -> str:
    return change.new or _EMPTY_CELL


def _level(finding: Finding) -> str:
    return finding.level.value


def _finding(finding: Finding) -> str:
    return finding.text


def _finding_where(finding: Finding) -> str:
    return finding.where
