"""The line at the foot of the window: whose desk, which period, kept when, sent when; what runs just now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QProgressBar, QPushButton, QStatusBar, QWidget

from parkdesk.office.desks import last_backup
from parkdesk.periods import Period
from parkdesk.records.offices import ROLES
from ui.widgets.elided_label import ElidedLabel

if TYPE_CHECKING:
    from ui.desk import Desk

_NOTE_STAYS = 8000  # ms
_AROUND = 8  # pixels


class StatusStrip(QStatusBar):
    """Says where the desk stands; shows progress of long work with a button to stop it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setSizeGripEnabled(False)
        info = desk.store.desk
        self._whose = ElidedLabel(f"{info.name}（{ROLES.get(info.role, info.role)}） · 操作员 {desk.store.by}")
        self._whose.setToolTip(str(desk.store.path))
        self._period, self._kept, self._sent = ElidedLabel(), ElidedLabel(), ElidedLabel()
        self._busy, self._bar, self._stop = ElidedLabel(), QProgressBar(), QPushButton("停止")
        self._bar.setFixedWidth(140)
        self._bar.setTextVisible(False)
        self._stop.clicked.connect(self._on_stop)
        for widget in (self._busy, self._bar, self._stop, self._period, self._sent, self._kept, self._whose):
            self.addPermanentWidget(widget)
        self._sent.setVisible(not info.is_city)
        self._yielding = (self._whose, self._kept, self._sent, self._period)
        self._on_finished()
        self.messageChanged.connect(self._on_message)
        desk.tasks.started.connect(self._on_started)
        desk.tasks.progressed.connect(self._on_progressed)
        desk.tasks.finished.connect(self._on_finished)
        desk.bus.changed.connect(self._on_changed)
        self.refresh()

    @Slot(str)
    def note(self, text: str) -> None:
        """Say one short sentence; an empty one takes the last away."""
        self.showMessage(text, _NOTE_STAYS)

    @Slot(str)
    def _on_message(self, text: str) -> None:
        """Let what is always there give way, where a narrow window would cut what is being said."""
        for label in self._yielding:
            label.setVisible(label is not self._sent or not self._desk.store.desk.is_city)
        room = self.width() - self.fontMetrics().horizontalAdvance(text) - _AROUND
        for label in self._yielding if text else ():
            shown = [one for one in self._permanent() if one.isVisibleTo(self)]
            if sum(one.sizeHint().width() + _AROUND for one in shown) <= room:
                break
            label.hide()

    def _permanent(self) -> tuple[QWidget, ...]:
        return (self._busy, self._bar, self._stop, *self._yielding)

    def refresh(self) -> None:
        """Read again where the desk stands."""
        store = self._desk.store
        periods = store.facts.periods()
        self._period.setText(f"最新数据 {Period.from_key(periods[-1]).title}" if periods else "还没有月度数据")
        kept = last_backup(store)
        self._kept.setText("已有备份" if kept else "还没有备份")
        self._kept.setToolTip(f"最近的备份：{kept.name}" if kept else "关闭程序时会自动备份")
        sent = next((one for one in store.exchange.packages("sent") if one.kind == "submission"), None)
        self._sent.setText(f"{sent.period} 已上报 r{sent.revision}" if sent else "尚未上报")
        self._sent.setToolTip(f"{sent.at} 由 {sent.by} 生成：{sent.file}" if sent else "在“数据交换”里生成上报包")

    @Slot(object)
    def _on_changed(self) -> None:
        self.refresh()

    @Slot(str)
    def _on_started(self, title: str) -> None:
        self._busy.setText(title)
        self._bar.setRange(0, 0)
        for widget in (self._busy, self._bar, self._stop):
            widget.show()

    @Slot(float, str)
    def _on_progressed(self, fraction: float, text: str) -> None:
        self._bar.setRange(0, 0 if fraction < 0 else 100)
        if fraction >= 0:
            self._bar.setValue(round(fraction * 100))
        if text:
            self._busy.setText(text)

    @Slot()
    def _on_finished(self) -> None:
        for widget in (self._busy, self._bar, self._stop):
            widget.hide()

    @Slot()
    def _on_stop(self) -> None:
        self._busy.setText("正在停止…")
        self._desk.tasks.cancel()
