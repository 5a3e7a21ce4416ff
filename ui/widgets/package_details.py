"""What one package says and would change: in words, row by row, and where it disagrees with what is here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPlainTextEdit, QTabWidget, QVBoxLayout, QWidget

from ui.widgets.conflict_view import ConflictView

if TYPE_CHECKING:
    from parkdesk.plan import Row
    from parkdesk.sync.conflicts import Conflict
    from parkdesk.sync.receiving import Received
    from ui.desk import Desk
    from ui.widgets.plan_view import PlanView

_WORDS, _ROWS, _CONFLICTS = range(3)


class PackageDetails(QWidget):
    """Three tabs; those with nothing to show are greyed.

    Signals:
        chosen: another row of the changes is looked at, or another tab.
    """

    chosen = Signal()

    def __init__(self, desk: Desk, plan_view: PlanView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._received: Received | None = None
        self._disputes: dict[str, tuple[Conflict, ...]] = {}
        self.words = QPlainTextEdit()
        self.words.setReadOnly(True)
        self.plan_view = plan_view
        self.conflicts = ConflictView(desk)
        self.tabs = QTabWidget()
        for widget, title in ((self.words, "会改变什么"), (plan_view, "逐行变化"), (self.conflicts, "不一致的地方")):
            self.tabs.addTab(widget, title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)
        plan_view.rows.chosen.connect(self.chosen)
        self.tabs.currentChanged.connect(self._on_tab)

    def show_package(self, one: Received) -> None:
        """Show one package; what two colleagues disagreed on stays to be seen after it was decided."""
        is_other = self._received is None or self._received.package_id != one.package_id
        begins_to_differ = bool(one.conflicts) and one.package_id not in self._disputes
        self._received = one
        envelope = one.package.envelope if one.package else None
        if one.conflicts:
            known = {conflict.id: conflict for conflict in self._disputes.get(one.package_id, ())}
            fresh = tuple(conflict for conflict in one.conflicts if conflict.id not in known)
            if fresh or not known:
                self._disputes[one.package_id] = (*known.values(), *fresh)
        conflicts = self._disputes.get(one.package_id, ())
        self.words.setPlainText("\n".join(one.words or (one.reason,)))
        rows = one.plan.rows if one.plan else ()
        if one.plan is not None and rows:
            self.plan_view.show_plan(one.plan)
        self.conflicts.show_conflicts(conflicts, may_choose=envelope is not None and envelope.kind == "colleague")
        self.tabs.setTabEnabled(_ROWS, bool(rows))
        self.tabs.setTabText(_ROWS, f"逐行变化 {len(rows):,}" if rows else "逐行变化")
        self.tabs.setTabEnabled(_CONFLICTS, bool(conflicts))
        self.tabs.setTabText(_CONFLICTS, f"不一致的地方 {len(conflicts)}" if conflicts else "不一致的地方")
        if is_other or begins_to_differ or not self.tabs.isTabEnabled(self.tabs.currentIndex()):
            self.tabs.setCurrentIndex(_CONFLICTS if one.conflicts else _WORDS)

    def row(self) -> Row | None:
        """Return the row of the changes that is looked at."""
        return self.plan_view.rows.current() if self.tabs.currentIndex() == _ROWS else None

    def record_of(self, row: Row) -> tuple[str, str]:
        """Return ledger and id of the record that a row is about; no ledger and the firm where it is about figures."""
        plan = self._received.plan if self._received else None
        for change in plan.records if plan else ():
            if change.subject.id == row.subject:
                return change.subject.TABLE, change.subject.id
        return "", row.subject

    @Slot()
    def _on_tab(self) -> None:
        self.chosen.emit()
