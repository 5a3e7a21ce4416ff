"""审核 of the month on screen: off the GUI thread, a while after the last figure was typed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from ui.models.month_model import CellFinding

if TYPE_CHECKING:
    from parkdesk.office.checking import Checked
    from parkdesk.periods import Period
    from ui.desk import Desk
    from ui.tasks import Progress

CellFindings = dict[tuple[str, str, int], tuple[CellFinding, ...]]
"""By firm, indicator and measure."""
_AFTER = 1200  # ms without typing
_LEVELS = ("强制", "核实")


class MonthCheck(QObject):
    """Checks a period again and again, and says on which cells something was found.

    Signals:
        found: what was found, by cell; explained findings are quiet.
    """

    found = Signal(object)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._wanted: tuple[Period, str | None] | None = None
        self._is_running = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_AFTER)
        self._timer.timeout.connect(self._on_time)

    def want(self, period: Period, unit: str | None) -> None:
        """Check this period once typing pauses."""
        self._wanted = (period, unit)
        self._timer.start()

    def rest(self) -> None:
        """Check nothing until it is wanted again."""
        self._timer.stop()

    @Slot()
    def _on_time(self) -> None:
        if self._wanted is None or self._is_running:
            return
        (period, unit), self._wanted = self._wanted, None
        self._is_running = True
        work = partial(self._check, period, unit)
        self._desk.tasks.run(f"正在审核{period.title}…", work, self._on_checked, self._on_failed, passing=True)

    def _check(self, period: Period, unit: str | None, _: Progress) -> Checked:
        from parkdesk.office.checking import check

        with self._desk.store.beside() as store:
            return check(store, period, unit)

    def _on_checked(self, checked: Checked) -> None:
        self._is_running = False
        found: CellFindings = {}
        for judged in checked.findings:
            place, level = judged.noticed.place, judged.noticed.level
            if level in _LEVELS and place.enterprise and place.indicator and not judged.explanation:
                key = (place.enterprise, place.indicator, place.measure)
                found[key] = (*found.get(key, ()), CellFinding(level, judged.noticed.text))
        self.found.emit(found)
        if self._wanted is not None:
            self._timer.start()

    def _on_failed(self, _: object) -> None:
        self._is_running = False
