"""Sending a package step by step: 审核, what the receiver will see, the cover, the place; then it may be unplugged."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from parkdesk.office import exchange, outgoing
from parkdesk.office.exchange import KeysLockedError, Packing
from parkdesk.paths import kind_of_place
from parkdesk.sync.descriptor import KIND_NAMES
from ui.dialogs.careful import CarefulDialog
from ui.dialogs.key_passphrase import unlock
from ui.target import Target
from ui.widgets.paper import Paper
from ui.widgets.sending_place import PASSPHRASE, RECEIVER, PlaceStep
from ui.widgets.sending_steps import SeenStep, StartStep

if TYPE_CHECKING:
    from pathlib import Path

    from parkdesk.errors import UserError
    from parkdesk.office.outgoing import CoverSheet, Outlook
    from parkdesk.periods import Period
    from parkdesk.store import Store
    from parkdesk.sync.descriptor import Kind
    from parkdesk.sync.sending import SentPackage
    from ui.desk import Desk
    from ui.tasks import Progress

_STEPS = ("期间和审核", "对方会看到什么", "封面", "放到哪里", "完成")
_START, _SEEN, _COVER, _PLACE, _DONE = range(5)


class Wish(NamedTuple):
    """What is to be sent."""

    period: Period
    packing: Packing


class SendDialog(CarefulDialog):
    """Five steps; nothing is written before the fourth says 导出.

    After `exec()` said yes, `sent` says what went out.

    Signals:
        item_wanted: a `Target` that the person wants to settle first; the dialog has closed then.
    """

    item_wanted = Signal(object)

    def __init__(
        self,
        desk: Desk,
        kind: Kind = "submission",
        period: Period | None = None,
        unit: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        self.sent: SentPackage | None = None
        self._outlook: Outlook | None = None
        self._sheet: CoverSheet | None = None
        self._is_busy = self._is_left = False
        self.setWindowTitle("导出数据包")
        self.take_size(1040, 600)
        self.way = QLabel()
        self.start, self.seen = StartStep(desk, kind, period, unit), SeenStep(desk)
        self.paper, self.place = Paper(desk), PlaceStep(desk)
        self.codes, self.done_words = QLabel(), QLabel()
        self.codes.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.done_words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.done_words.setWordWrap(True)
        self.done_words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.steps = QStackedWidget()
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.back, self.next, self.no = QPushButton("上一步"), QPushButton("下一步"), QPushButton("取消")
        self.next.setProperty("role", "primary")
        self._lay_out()
        self.start.wished.connect(self._look)
        self.start.check_wanted.connect(self._on_check)
        self.place.chosen.connect(self._refresh)
        self.paper.noted.connect(self.told.setText)
        self.back.clicked.connect(self._on_back)
        self.next.clicked.connect(self._on_next)
        self.no.clicked.connect(self.reject)
        desk.theme.changed.connect(self._refresh)
        self._look()

    def _lay_out(self) -> None:
        cover = QWidget()
        column = QVBoxLayout(cover)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.codes)
        column.addWidget(self.paper, 1)
        for step in (self.start, self.seen, cover, self.place, self.done_words):
            self.steps.addWidget(step)
        bottom = QHBoxLayout()
        bottom.addWidget(self.told, 1)
        for button in (self.back, self.next, self.no):
            button.setAutoDefault(False)
            bottom.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(self.way)
        layout.addWidget(self.steps, 1)
        layout.addLayout(bottom)

    # -- where it stands -----------------------------------------------------------------------

    def wish(self) -> Wish | None:
        """Return what is to be sent; None while no period holds figures."""
        period = self.start.period.period()
        if period is None:
            return None
        kind = self.start.kind()
        closed = self.place.secrecy.currentData()
        packing = Packing(
            kind=kind,
            unit=self.start.unit.currentData() if kind == "directive" else "",
            passphrase=self.place.passphrase.text() if closed == PASSPHRASE else "",
            secret_for=self._receiver() if closed == RECEIVER else "",
            part_size=self.place.split.currentData() or 0,
            whole=kind == "submission" and self.start.whole.isChecked(),
            reasons=self.seen.reasons(),
            package_id=self._sheet.package_id if self._sheet else "",
        )
        return Wish(period, packing)

    def _receiver(self) -> str:
        kind = self.start.kind()
        if kind == "directive":
            return str(self.start.unit.currentData())
        return self.desk.store.desk.parent if kind == "submission" else ""

    def is_ready(self) -> bool:
        """Whether the next step can be taken."""
        return self.next.isEnabled()

    @Slot()
    def _refresh(self) -> None:
        step, theme = self.steps.currentIndex(), self.desk.theme
        here, rest = theme.color("accent").name(), theme.color("muted").name()
        shown = [
            f'<b style="color:{here}">● {title}</b>' if at == step else f'<span style="color:{rest}">{title}</span>'
            for at, title in enumerate(_STEPS)
            if at != _COVER or self.start.kind() != "colleague"
        ]
        self.way.setText(f'<span style="color:{rest}">　→　</span>'.join(shown))
        complaint = self.place.complaint() if step == _PLACE else ""
        allowed = self._outlook is not None and not self._outlook.blocking and not complaint
        self.next.setEnabled(allowed and not self._is_busy)
        self.next.setText({_PLACE: "导出", _DONE: "关闭"}.get(step, "下一步"))
        self.back.setVisible(_START < step < _DONE)
        self.back.setEnabled(not self._is_busy)
        self.no.setVisible(step < _DONE)
        self.no.setEnabled(not self._is_busy or step != _PLACE)
        if step == _PLACE and not self._is_busy:
            self.told.setText(complaint)

    def _go(self, step: int) -> None:
        self.steps.setCurrentIndex(step)
        self.told.clear()
        self.place.told.clear()
        self._refresh()

    # -- looking -------------------------------------------------------------------------------

    @Slot()
    def _look(self) -> None:
        wish = self.wish()
        self._outlook = self._sheet = None
        if wish is None:
            self.start.head.setText("还没有月度数据，先导入再上报。")
            self._refresh()
            return
        self.start.show_waiting()
        self._refresh()
        work = partial(_looked, self.desk.store, wish)
        self.desk.tasks.run("审核和比对", work, partial(self._on_looked, wish), self._on_failed, passing=True)

    def _on_looked(self, wish: Wish, found: Outlook) -> None:
        if self._is_left or wish != self.wish():  # something else is wanted by now
            return
        self._outlook = found
        self.start.show_outlook(found)
        self.seen.show_outlook(found, is_report=self.start.kind() == "submission")
        self.place.offer(self._receiver(), found.receiver)
        self._refresh()

    def _on_failed(self, error: UserError) -> None:
        if not self._is_left:
            self._is_busy = False
            if isinstance(error, KeysLockedError) and unlock(self.desk, self):
                self._send()
                return
            (self.place.told if self.steps.currentIndex() == _PLACE else self.start.head).setText(str(error))
            self._refresh()

    @Slot()
    def _on_check(self) -> None:
        wish = self.wish()
        self.reject()
        if wish is not None:
            self.item_wanted.emit(Target("checks", wish.period))

    # -- going on ------------------------------------------------------------------------------

    @Slot()
    def _on_back(self) -> None:
        step = self.steps.currentIndex() - 1
        if step == _COVER and self.start.kind() == "colleague":
            step -= 1
        self._go(step)

    @Slot()
    def _on_next(self) -> None:
        step = self.steps.currentIndex()
        if step == _DONE:
            self.accept()
        elif step == _PLACE:
            self._send()
        elif step == _SEEN and self.start.kind() != "colleague":
            self._go(_COVER)
            self._show_cover()
        else:
            self._go(_PLACE if step in (_SEEN, _COVER) else step + 1)

    def _show_cover(self) -> None:
        self._sheet = None
        if wish := self.wish():
            self._is_busy = True
            self.codes.setText("正在做封面…")
            self._refresh()
            self.desk.tasks.run("做封面", partial(_covered, self.desk.store, wish), self._on_cover, self._on_failed)

    @Slot(object)
    def _on_cover(self, sheet: CoverSheet) -> None:
        if self._is_left:
            return
        self._is_busy, self._sheet = False, sheet
        mark = exchange.own_fingerprint(self.desk.store)
        self.codes.setText(f"核对码 <b>{sheet.check_code}</b>　本单位密钥指纹 {mark}　封面在包里，也可以打印了随盘送。")
        self.paper.show_report(sheet.report)
        self._refresh()

    def _send(self) -> None:
        wish, place = self.wish(), self.place.places.current()
        if wish is None or place is None:
            return
        self._is_busy = True
        self.place.told.clear()
        self.told.setText("正在写入并读回核对，请不要拔盘…")
        self._refresh()
        work = partial(_sent, self.desk.store, wish, place.path)
        self.desk.tasks.run("写数据包并读回核对", work, self._on_sent, self._on_failed)

    @Slot(object)
    def _on_sent(self, sent: SentPackage) -> None:
        self._is_busy, self.sent = False, sent
        kind = f"{KIND_NAMES[self.start.kind()]}包"
        place = sent.file.parent
        last = "可以安全拔出U盘了。" if kind_of_place(place) == "removable" else "可以拷走或发出了。"
        files = "<br>".join(path.name for path in sent.parts or (sent.file,))
        many = f"分成{len(sent.parts)}份，要一起发给对方" if len(sent.parts) > 1 else ""
        lines = [
            f"<h3>{kind}已写好，{last}</h3>",
            f"<p>位置：{place}<br>{files}</p>",
            f"<p>{many}</p>" if many else "",
            f"<p>核对码：<b>{sent.check_code}</b>　请对方装入后报出同样的核对码。<br>",
            "已读回核对，与要发的内容逐字节一致；台账旁边的归档里另存了一份。</p>",
        ]
        if self._sheet and self._sheet.check_code != sent.check_code:
            lines.append("<p><b>封面打印以后数据又改过：打印的封面作废，请重新打印包里的封面。</b></p>")
        if self.place.secrecy.currentData() == PASSPHRASE:
            lines.append("<p>口令请打电话告诉对方，不要和U盘、邮件放在一起。</p>")
        self.done_words.setText("".join(lines))
        self._go(_DONE)

    def accept(self) -> None:
        """Close; after the file was written that is all there is to do."""
        self._is_left = True
        super().accept()

    def reject(self) -> None:
        """Close without sending; while the file is being written there is no way back."""
        if self._is_busy and self.steps.currentIndex() == _PLACE:
            return
        self._is_left = True
        if self.sent is not None:
            super().accept()
            return
        self.desk.tasks.cancel()
        super().reject()


def _looked(store: Store, wish: Wish, _progress: Progress) -> Outlook:
    with store.beside() as beside:
        return outgoing.outlook(beside, *wish)


def _covered(store: Store, wish: Wish, _progress: Progress) -> CoverSheet:
    with store.beside() as beside:
        return outgoing.cover_sheet(beside, *wish)


def _sent(store: Store, wish: Wish, folder: Path, _progress: Progress) -> SentPackage:
    with store.beside() as beside:
        return exchange.pack(beside, wish.period, folder, wish.packing)
