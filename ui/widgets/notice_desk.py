"""督办: what the rules propose, one notice for each unit; drafted, numbered and sent, signed, answered, closed."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from parkdesk.errors import UserError
from parkdesk.office.projects import notices
from parkdesk.office.search import matches
from parkdesk.office.workbench import period_of_work
from parkdesk.records import Notice
from parkdesk.records.notices import ANSWERED, CLEARED, COLOURS, DRAFT, NOTICE_STATES, RED, SENT, SIGNED, YELLOW
from ui import faults
from ui.dialogs.few_fields import DATE, TEXT, Asked, FewFieldsDialog
from ui.dialogs.record_dialog import RecordDialog
from ui.models.rows_model import Field
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.filter_box import FilterBox
from ui.widgets.judgement import Judgement
from ui.widgets.rows_table import RowsTable
from ui.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QColor

    from parkdesk.office.projects.notices import Proposal
    from parkdesk.store import Changes
    from ui.desk import Desk
    from ui.theme import Theme

_OPEN, _ALL = range(2)


class NoticeDesk(Judgement):
    """Proposals above, notices below.

    Signals:
        paper_wanted: the person wants the open notices on paper; carries the paper's name.
    """

    READS: ClassVar[frozenset[str]] = frozenset(
        {"notices", "projects", "milestones", "issues", "visits", "assignments", "norms", "departments", "tenures"}
    )
    paper_wanted = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.proposals: RowsTable[Proposal] = RowsTable(
            "notice_proposals", _proposal_fields(), "没有要督办的：各单位都跟上了"
        )
        self.notices: RowsTable[Notice] = RowsTable("notices", _notice_fields(desk.theme))
        self.draft_one = QPushButton("拟所选")
        self.draft_all = QPushButton("全部拟稿")
        self.views = QButtonGroup(self)
        self.search = SearchBox(desk.theme, "文号、致谁、事由或拼音")
        self.search.setMaximumWidth(230)
        self.filters = (FilterBox("addressee", "单位"), FilterBox("colour", "等级"), FilterBox("state", "状态"))
        self.filters[0].setMinimumContentsLength(8)
        self.foot = ElidedLabel()
        self.foot.setProperty("role", "muted")
        self.edit = QPushButton("打开…")
        self.send = QPushButton("编号发出…")
        self.sign = QPushButton("签收…")
        self.answer = QPushButton("反馈…")
        self.close_notice = QPushButton("复核销号…")
        self.rise = QPushButton()
        self.paper = QPushButton("预览、打印全部…")
        self.head = QLabel()
        self.head.setProperty("role", "section")
        self._lay_out()
        self.notices.chosen.connect(self._on_chosen)
        self.notices.row_chosen.connect(self._on_edit)
        self.views.idToggled.connect(self._on_narrowed)
        self.search.searched.connect(self._on_narrowed)
        for box in self.filters:
            box.picked.connect(self._on_narrowed)
        for table in (self.proposals, self.notices):
            table.selection_described.connect(self.noted)

    def _lay_out(self) -> None:
        above, first = _strip()
        first.addWidget(self.head)
        first.addStretch(1)
        for button, slot in ((self.draft_one, self._on_draft_one), (self.draft_all, self._on_draft_all)):
            button.clicked.connect(slot)
            first.addWidget(button)
        below, second = _strip()
        second.addWidget(self.search, 1)
        for box in self.filters:
            second.addWidget(box)
        for number, text in enumerate(("没有销号的", "全部")):
            chip = QPushButton(text)
            chip.setCheckable(True)
            chip.setChecked(number == _OPEN)
            self.views.addButton(chip, number)
            second.addWidget(chip)
        second.addStretch(1)
        under = QHBoxLayout()
        under.setContentsMargins(12, 4, 12, 6)
        under.setSpacing(6)
        under.addWidget(self.foot, 1)
        for button, slot in (
            (self.rise, self._on_rise), (self.edit, self._on_edit), (self.send, self._on_send),
            (self.sign, self._on_sign), (self.answer, self._on_answer), (self.close_notice, self._on_close),
            (self.paper, self._on_paper),
        ):  # fmt: skip
            button.clicked.connect(slot)
            under.addWidget(button)
        self.paper.setProperty("role", "primary")
        self.paper.setToolTip("所有没有销号的督办一次排好：预览、打印、存 PDF 或 Word；也可以每个单位一份")
        splitter = QSplitter(Qt.Orientation.Vertical)
        for strip, table, actions in ((above, self.proposals, None), (below, self.notices, under)):
            part = QWidget()
            column = QVBoxLayout(part)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(0)
            column.addWidget(strip)
            column.addWidget(table, 1)
            if actions is not None:
                column.addLayout(actions)
            splitter.addWidget(part)
        splitter.setSizes([230, 380])
        splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)

    def load(self) -> None:
        store = self.desk.store
        today = store.day()
        found = notices.proposals(store, period_of_work(today), today)
        self.proposals.show_rows(found)
        lags = sum(len(one.lags) for one in found)
        self.head.setText(f"按规则应督办：{len(found)}份，{lags}项" if found else "按规则应督办：没有")
        self.draft_all.setEnabled(bool(found))
        self.draft_one.setEnabled(bool(found))
        late = notices.risen(store, today)
        self.rise.setText(f"到期未反馈，升级（{len(late)}）")
        self.rise.setVisible(bool(late))
        self._show_notices()

    def _show_notices(self) -> None:
        kept = self.notices.current()
        whole = self.desk.store.select(Notice)
        addressees = sorted({one.addressee for one in whole})
        for box, values in zip(self.filters, (addressees, COLOURS, NOTICE_STATES), strict=True):
            box.offer(values)
        listed = [one for one in whole if self._is_wanted(one)]
        self.notices.show_rows(sorted(listed, key=_notice_order))
        self.notices.show_empty(
            "没有符合条件的督办：改一改上面的条件，或点“全部”。"
            if whole
            else "还没有督办：在上面选中一份点“拟所选”，或点“全部拟稿”；拟好的在这里编号发出。"
        )
        self.foot.setText(f"显示 {len(listed)} 份　共 {len(whole)} 份" if whole else "还没有督办")
        self.paper.setEnabled(any(one.state != CLEARED for one in whole))
        self.send.setEnabled(any(one.state == DRAFT for one in whole))
        if kept is not None:
            self.choose(kept.id)
        self._on_chosen()

    def choose(self, record: str) -> None:
        self.notices.choose_where(lambda one: one.id == record)

    def _is_wanted(self, one: Notice) -> bool:
        if self.views.checkedId() == _OPEN and one.state == CLEARED:
            return False
        for box in self.filters:
            wanted = box.condition()
            if wanted is not None and getattr(one, box.column) != wanted.value:
                return False
        text = self.search.text().strip()
        return not text or matches(text, one.number, one.addressee, one.subject, one.gaps)

    @Slot()
    def _on_narrowed(self) -> None:
        self._show_notices()

    @Slot()
    def _on_chosen(self) -> None:
        state = one.state if (one := self.notices.current()) else ""
        self.edit.setEnabled(bool(state))
        self.sign.setEnabled(state == SENT)
        self.answer.setEnabled(state in (SENT, SIGNED))
        self.close_notice.setEnabled(state == ANSWERED)

    # -- what is done ------------------------------------------------------------------------

    def _do(self, work: Callable[[], Changes], said: str) -> None:
        try:
            self.desk.bus.announce(work())
        except UserError as error:
            faults.tell(self, error)
            return
        self.noted.emit(said)

    def _draft(self, chosen: list[Proposal]) -> None:
        store = self.desk.store
        plan = notices.draft(store, chosen, store.day())
        self._do(partial(store.apply, plan), f"已拟{len(chosen)}份督办，核对后编号发出。")

    @Slot()
    def _on_draft_one(self) -> None:
        one = self.proposals.current()
        if one is not None:
            self._draft([one])

    @Slot()
    def _on_draft_all(self) -> None:
        self._draft([self.proposals.rows.row(number) for number in range(self.proposals.rows.rowCount())])

    @Slot()
    def _on_edit(self) -> None:
        one = self.notices.current()
        if one is not None:
            RecordDialog(self.desk, "督办", one, one, removable=one.state == DRAFT, parent=self).exec()

    @Slot()
    def _on_send(self) -> None:
        store = self.desk.store
        drafts = [one for one in store.select(Notice) if one.state == DRAFT]
        first = notices.next_numbers(store, store.day().year, 1)[0]
        about = f"{len(drafts)}份草拟的督办，从{first}起依次编号发出。"
        fields = (
            Asked("prefix", "文号字头", value=notices.number_prefix(store), is_needed=True, hint="如 旬督"),
            Asked("signer", "签发人", value=store.by, is_needed=True),
            Asked("day", "发出日期", DATE, store.day().isoformat(), is_needed=True),
        )
        asked = FewFieldsDialog("编号发出", about, fields, "发出", self)
        if drafts and asked.exec():
            day = dt.date.fromisoformat(asked.values["day"])
            self._do(partial(self._send, drafts, asked.values, day), f"已发出{len(drafts)}份，可以打印。")

    def _send(self, drafts: list[Notice], said: dict[str, str], day: dt.date) -> Changes:
        store = self.desk.store
        notices.set_number_prefix(store, said["prefix"])
        return store.apply(notices.send(store, drafts, said["signer"], day))

    @Slot()
    def _on_sign(self) -> None:
        fields = (Asked("receiver", "签收人", is_needed=True), self._day("签收日期"))
        self._ask("签收", fields, "receiver", notices.sign_for)

    @Slot()
    def _on_answer(self) -> None:
        fields = (Asked("reply", "承办情况", TEXT, is_needed=True), self._day("反馈日期"))
        self._ask("反馈", fields, "reply", notices.answer)

    @Slot()
    def _on_close(self) -> None:
        fields = (Asked("review", "复核意见", TEXT, is_needed=True), self._day("销号日期"))
        self._ask("复核销号", fields, "review", notices.close)

    def _day(self, label: str) -> Asked:
        return Asked("day", label, DATE, self.desk.store.day().isoformat(), is_needed=True)

    def _ask(self, title: str, fields: tuple[Asked, ...], key: str, work: Callable[..., Changes]) -> None:
        one = self.notices.current()
        if one is None:
            return
        asked = FewFieldsDialog(title, f"{one.title()}\n{one.subject}", fields, title, self)
        if asked.exec():
            day = dt.date.fromisoformat(asked.values["day"])
            self._do(partial(work, self.desk.store, one, asked.values[key], day), f"已{title}。")

    @Slot()
    def _on_rise(self) -> None:
        store = self.desk.store
        late = notices.risen(store, store.day())
        about = f"{len(late)}份督办到期没有反馈，要各升一级（蓝→黄→红）重新拟稿吗？原来的一份随之销号。"
        if faults.ask(self, "督办升级", about, "升级"):
            self._do(partial(store.apply, notices.rise(store, late, store.day())), f"已升级{len(late)}份，编号后发出。")

    @Slot()
    def _on_paper(self) -> None:
        self.paper_wanted.emit("notices")


def _strip() -> tuple[QFrame, QHBoxLayout]:
    strip = QFrame()
    strip.setProperty("role", "strip")
    row = QHBoxLayout(strip)
    row.setContentsMargins(12, 6, 12, 6)
    return strip, row


def _notice_order(one: Notice) -> tuple[bool, str, int, str]:
    return one.state != DRAFT, one.issued_on or "", len(one.number), one.number


def _proposal_fields() -> tuple[Field[Proposal], ...]:
    return (
        Field("致", _to, width=16),
        Field("文种", _kind, width=10),
        Field("事由", _subject, width=30),
        Field("项数", _size, numeric=True, width=6),
        Field("具体事项", _lags, width=60, hint=_all_lags),
    )


def _to(one: Proposal) -> str:
    return one.addressee


def _kind(one: Proposal) -> str:
    return one.kind


def _subject(one: Proposal) -> str:
    return one.subject


def _size(one: Proposal) -> str:
    return str(len(one.lags))


def _lags(one: Proposal) -> str:
    return "；".join(f"{lag.matter}（{lag.state}）" for lag in one.lags)


def _all_lags(one: Proposal) -> str:
    return "\n".join(f"{lag.matter}：{lag.state}，{lag.gap}" for lag in one.lags)


def _notice_fields(theme: Theme) -> tuple[Field[Notice], ...]:
    def plain(heading: str, key: str, width: int) -> Field[Notice]:
        return Field(heading, partial(_attribute, key), width=width)

    return (
        Field("等级", _colour_text, width=6, colour=partial(_colour, theme)),
        plain("文号", "number", 18),
        plain("致", "addressee", 16),
        plain("事由", "subject", 28),
        plain("状态", "state", 8),
        plain("发出", "issued_on", 11),
        plain("办结时限", "due", 11),
        plain("签收人", "receiver", 9),
        plain("反馈", "reply", 22),
        plain("复核意见", "review", 18),
        plain("由哪一号升级", "follows", 22),
    )


def _attribute(key: str, one: Notice) -> str:
    return str(getattr(one, key) or "")


def _colour_text(one: Notice) -> str:
    return one.colour


def _colour(theme: Theme, one: Notice) -> QColor | None:
    return theme.color({YELLOW: "warn", RED: "bad"}.get(one.colour, "accent"))
