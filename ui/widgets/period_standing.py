"""How far a period has come: its way from 未审核 to 通过 in one line, and the buttons that move it."""

from __future__ import annotations

from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from parkdesk.office import downward, periods
from parkdesk.records.checks import CHECKED, OPEN, PASSED, REPORTED, RETURNED, SEALED
from ui.dialogs.reason import ReasonDialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from parkdesk.office.periods import Standing
    from parkdesk.periods import Period
    from parkdesk.store import Changes, Revision, Store
    from ui.desk import Desk
    from ui.tasks import Progress

_STEPS = ((OPEN, "未审核"), (CHECKED, "审核通过"), (SEALED, "已封存"), (REPORTED, "已上报"))
_ENDS = MappingProxyType({RETURNED: "已退回", PASSED: "已通过"})
_OPENING = ("企业更正上报数", "市级退回修改", "统计核查调整", "封存错了")
_RETURNING = ("缺报企业要补报", "数据与市级发布数不一致", "审核说明不清楚")


class PeriodStanding(QFrame):
    """The line of one period; a unit of a city is judged by 通过 and 退回 instead.

    Signals:
        noted: one short sentence for the status line.
    """

    noted = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "strip")
        self._desk = desk
        self._standing: Standing | None = None
        self.way, self.more = QLabel(), QLabel()
        self.more.setProperty("role", "muted")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.way)
        words.addWidget(self.more)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 12, 6)
        row.addLayout(words, 1)
        self.checked, self.seal, self.unseal = QPushButton("审核通过"), QPushButton("封存"), QPushButton("解封…")
        self.accept, self.send_back = QPushButton("通过"), QPushButton("退回…")
        self.revised = QPushButton("封存后改动…")
        self._revisions: list[Revision] = []
        for button, hint, slot in (
            (self.revised, "封存以后改过的每一处：谁、什么时候、为什么", self._on_revised),
            (self.checked, "记下这个期间审核完了；还有强制性问题时不能", self._on_checked),
            (self.seal, "封存以后，数据要写明原因才能改", self._on_seal),
            (self.accept, "这个单位的数据可以了，以后要写明原因才能改", self._on_accept),
            (self.send_back, "请这个单位改，写明改什么", self._on_send_back),
            (self.unseal, "打开封存的期间，原因会列在以后的报告里", self._on_unseal),
        ):
            button.setToolTip(hint)
            button.clicked.connect(slot)
            row.addWidget(button)
        desk.theme.changed.connect(self._on_theme_changed)

    def show_standing(self, period: Period, unit: str) -> None:
        """Read and show how far a unit's period has come."""
        store = self._desk.store
        self._standing = periods.standing(store, period, unit)
        self._revisions = periods.revisions_since_seal(store, period, unit)
        self.revised.setVisible(bool(self._revisions))
        is_own = unit == store.desk.unit
        for button in (self.checked, self.seal):
            button.setVisible(is_own)
        for button in (self.accept, self.send_back):
            button.setVisible(not is_own)
        self._show_way()
        self.more.setText("；".join(self._remarks(self._standing)))
        self.more.setVisible(bool(self.more.text()))

    def _show_way(self) -> None:
        if self._standing is None:
            return
        now, theme = self._standing.label, self._desk.theme
        steps = [*_STEPS, (now, _ENDS[now]) if now in _ENDS else ("", "通过或退回")]
        here = theme.color("bad" if now == RETURNED else "good" if now == PASSED else "accent").name()
        rest = theme.color("muted").name()
        words = [
            f'<b style="color:{here}">● {text}</b>' if state == now else f'<span style="color:{rest}">{text}</span>'
            for state, text in steps
        ]
        self.way.setText(f'<span style="color:{rest}"> → </span>'.join(words))

    def _remarks(self, now: Standing) -> list[str]:
        store, remarks = self._desk.store, []
        if now.reason:
            remarks.append(f"原因：{now.reason}")
        if now.changed_since:
            remarks.append("上报以后数据又改过，要重新上报")
        if self._revisions:
            remarks.append(f"封存以后改过{len(self._revisions)}处，会列在报告里")
        if now.state == OPEN and not now.package and now.unit == store.desk.unit:
            remarks += self._due(now.period)
        return remarks

    def _due(self, period: Period) -> list[str]:
        due = next((one for one in periods.deadlines(self._desk.store, period) if one.deadline.code == "check"), None)
        if due is None:
            return []
        left = due.workdays_left(self._desk.store.day(), periods.work_calendar(self._desk.store))
        how = f"还有{left}个工作日" if left > 0 else "就是今天" if left == 0 else f"已过{-left}个工作日"
        return [f"审核时限{due.day.month}月{due.day.day}日，{how}"]

    @Slot()
    def _on_theme_changed(self) -> None:
        self._show_way()

    @Slot()
    def _on_revised(self) -> None:
        from ui.dialogs.revisions import RevisionsDialog

        if self._standing:
            dialog = RevisionsDialog(self._desk, self._standing.period, self._revisions, self)
            dialog.exec()
            dialog.deleteLater()

    # -- moving it ---------------------------------------------------------------------------

    @Slot()
    def _on_checked(self) -> None:
        self._move("审核通过", periods.mark_checked)

    @Slot()
    def _on_seal(self) -> None:
        self._move("封存", periods.seal)

    @Slot()
    def _on_accept(self) -> None:
        if self._standing:
            self._move("通过", partial(downward.accept_period, unit=self._standing.unit))

    @Slot()
    def _on_send_back(self) -> None:
        now = self._standing
        if now and (reason := self._ask("退回", _ENDS[RETURNED], _RETURNING)):
            self._move("退回", partial(periods.send_back, unit=now.unit, reason=reason))

    @Slot()
    def _on_unseal(self) -> None:
        now = self._standing
        if now is None:
            return
        # What is not sealed is told at once: nobody types a reason for nothing.
        reason = self._ask("解封", "未审核", _OPENING) if now.is_closed else "没有封存"
        if reason:
            self._move("解封", partial(periods.unseal, reason=reason, unit=now.unit))

    def _ask(self, what: str, to: str, reasons: tuple[str, ...]) -> str:
        if self._standing is None:
            return ""
        now = dict([*_STEPS, *_ENDS.items()])[self._standing.label]
        dialog = ReasonDialog(f"{what}{self._standing.period.title}", now, to, reasons, self)
        dialog.setWindowTitle(what)
        return dialog.text() if dialog.exec() else ""

    def _move(self, what: str, act: Callable[[Store, Period], Changes]) -> None:
        now = self._standing
        if now:
            work = partial(_done_beside, self._desk.store, act, now.period)
            self._desk.tasks.run(f"正在{what}…", work, partial(self._on_moved, what, now.period))

    def _on_moved(self, what: str, period: Period, changes: Changes) -> None:
        self._desk.bus.announce(changes)
        self.noted.emit(f"{period.title}：{what}，已记下。")


def _done_beside(store: Store, act: Callable[[Store, Period], Changes], period: Period, _: Progress) -> Changes:
    with store.beside() as beside:
        return act(beside, period)
