"""Files on their way in: what each sheet was taken for and would change is seen, corrected and only then written."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from parkdesk.errors import UserError
from parkdesk.intake.sheet_kinds import kinds
from parkdesk.intake.understanding import UNKNOWN
from parkdesk.office import importing
from parkdesk.plan import OUTCOME_LABELS, Outcome
from ui import faults
from ui.dialogs import import_work
from ui.dialogs.door import DoorDialog
from ui.dialogs.new_indicator import NewIndicatorDialog
from ui.widgets.correction_bar import CorrectionBar
from ui.widgets.understood_view import UnderstoodView

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from parkdesk.intake.correction import Correction
    from parkdesk.intake.understanding import Understanding
    from parkdesk.office.importing import Incoming
    from parkdesk.store import Store
    from ui.desk import Desk
    from ui.dialogs.import_work import Act, Written

_WRITTEN = (Outcome.NEW, Outcome.CHANGED)
_LEFT_OUT = (Outcome.CONFLICT, Outcome.REFUSED)
_INCOMING = Qt.ItemDataRole.UserRole
_AGAIN = "正在按更正重新看这些表…"


class ImportPreview(DoorDialog):
    """Reads files, shows what each sheet was understood as and would change, and writes what was said yes to.

    Two leaves: the sheet coloured by what its cells are, where a click corrects it, and the plan that follows.
    After `exec()` said yes, `written` says what came of each sheet.
    """

    def __init__(self, desk: Desk, files: Sequence[Path], parent: QWidget | None = None) -> None:
        super().__init__(desk, "导入预览", "确认导入", parent)
        self.written: list[Written] = []
        self.take_size(1240, 700)
        self._sheets = QListWidget()
        self._sheets.setMinimumWidth(150)
        self._sheets.setWordWrap(True)
        self._sheets.setSpacing(2)
        self.correction = CorrectionBar(desk.store)
        self.understood = UnderstoodView(desk)
        self.leaves = QTabWidget()
        self.leaves.addTab(self.understood, "看懂了什么")
        self.leaves.addTab(self.stack, "会写入什么")
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("这个期间已封存：确需改动，请写明原因，原因会列在以后的报告里")
        self.unseal = QPushButton("按这个原因改")
        self.unseal.setAutoDefault(False)
        self._sealed = QWidget()
        self._lay_out()
        self._sheets.currentItemChanged.connect(self._on_sheet)
        self._sheets.itemChanged.connect(self._on_ticked)
        self.correction.again.clicked.connect(self._on_again)
        self.correction.afresh.clicked.connect(self._on_afresh)
        self.understood.corrected.connect(self._on_corrected)
        self.understood.indicator_wanted.connect(self._on_indicator_wanted)
        self.unseal.clicked.connect(self._on_unseal)
        self.buttons.accepted.connect(self._on_yes)
        work = partial(import_work.read, desk.store, tuple(files))
        self.leaves.setCurrentWidget(self.stack)
        self.look("读取文件", "正在读取文件，还没有写入任何内容…", work, self._on_read)

    def _lay_out(self) -> None:
        sealed = QHBoxLayout(self._sealed)
        sealed.setContentsMargins(0, 0, 0, 0)
        sealed.addWidget(QLabel("已封存"))
        sealed.addWidget(self.reason, 1)
        sealed.addWidget(self.unseal)
        self._sealed.hide()
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(8, 0, 0, 0)
        column.addWidget(self.correction)
        column.addWidget(self._sealed)
        column.addWidget(self.leaves, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(self._sheets)
        splitter.addWidget(right)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([220, 1000])
        splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.addWidget(splitter, 1)
        layout.addLayout(self.bottom())

    # -- reading -----------------------------------------------------------------------------

    def incoming(self) -> list[Incoming]:
        """Return every sheet that was read, in the order in which they will be written."""
        return [_incoming(self._sheets.item(number)) for number in range(self._sheets.count())]

    def _current(self) -> Incoming | None:
        item = self._sheets.currentItem()
        return _incoming(item) if item else None

    def _understanding(self, incoming: Incoming) -> Understanding | None:
        return importing.understanding_of(self.desk.store, incoming)

    @Slot(object)
    def _on_read(self, found: list[Incoming]) -> None:
        self._fill(found, {})
        first = next((n for n, one in enumerate(found) if self._is_doubtful(one)), None)
        if first is not None:
            self.leaves.setCurrentWidget(self.understood)
        usable = next((n for n, one in enumerate(found) if one.plan), 0)
        self._sheets.setCurrentRow(usable if first is None else first)

    def _is_doubtful(self, incoming: Incoming) -> bool:
        told = self._understanding(incoming)
        if told is None:
            return False
        return incoming.plan is None or any(meaning.role == UNKNOWN for meaning in told.columns)

    def _fill(self, found: Sequence[Incoming], unticked: dict[tuple[str, str, str], bool]) -> None:
        self._sheets.blockSignals(True)
        self._sheets.clear()
        for incoming in found:
            item = QListWidgetItem()
            flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
            item.setFlags(flags)
            item.setData(_INCOMING, incoming)
            item.setText(f"{incoming.file.name}\n{_told(incoming)}")
            where = f"{incoming.file}\n工作表：{incoming.sheet}" if incoming.sheet else str(incoming.file)
            item.setToolTip(where)
            wanted = import_work.is_useful(incoming) and _name(incoming) not in unticked
            item.setCheckState(Qt.CheckState.Checked if wanted else Qt.CheckState.Unchecked)
            self._sheets.addItem(item)
        self._sheets.blockSignals(False)

    # -- correcting --------------------------------------------------------------------------

    @Slot()
    def _on_again(self) -> None:
        try:
            said = self.correction.correction()
        except UserError as error:
            faults.tell(self, error)
            return
        self._on_corrected(said)

    @Slot(object)
    def _on_corrected(self, said: Correction) -> None:
        self._anew(partial(importing.correct, correction=said))

    @Slot()
    def _on_afresh(self) -> None:
        self._anew(importing.start_over)

    @Slot(str, str)
    def _on_indicator_wanted(self, heading: str, unit: str) -> None:
        dialog = NewIndicatorDialog(self.desk, heading, unit, self)
        if dialog.exec():
            self._anew(importing.recall)
        dialog.deleteLater()

    @Slot()
    def _on_unseal(self) -> None:
        if self.reason.text().strip():
            self._anew(partial(_with_reason, self.reason.text().strip()))

    def _anew(self, act: Act) -> None:
        """Do something to the current sheet; whatever goes by the same layout follows."""
        current = self._current()
        if current is None or current.content is None:
            return
        found, name = self.incoming(), _name(current)
        unticked = {_name(one): True for n, one in enumerate(found) if self._is_unticked(n)}
        work = partial(import_work.anew, self.desk.store, found, self._sheets.currentRow(), act)
        self.look("重新预览", _AGAIN, work, partial(self._on_anew, name, unticked))

    def _is_unticked(self, number: int) -> bool:
        """Whether a person took the tick from a sheet that would write something."""
        item = self._sheets.item(number)
        return item.checkState() is Qt.CheckState.Unchecked and import_work.is_useful(_incoming(item))

    def _on_anew(
        self, name: tuple[str, str, str], unticked: dict[tuple[str, str, str], bool], found: list[Incoming]
    ) -> None:
        self._fill(found, unticked)
        same = next((n for n, one in enumerate(found) if _name(one) == name), None)
        nearest = next((n for n, one in enumerate(found) if _name(one)[:2] == name[:2]), 0)
        self._sheets.setCurrentRow(nearest if same is None else same)

    def waits(self, *, is_waiting: bool) -> None:
        """Lock the sheets and their correction meanwhile."""
        super().waits(is_waiting=is_waiting)
        self._sheets.setEnabled(not is_waiting)
        for widget in (self.correction, self.understood, self._sealed):
            widget.setEnabled(not is_waiting)
        current = self._current()
        if not is_waiting and current is not None:
            self._show(current)
            self._on_ticked()

    # -- looking -----------------------------------------------------------------------------

    @Slot(QListWidgetItem, QListWidgetItem)
    def _on_sheet(self, item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        if item is not None:
            self._show(_incoming(item))

    def _show(self, incoming: Incoming) -> None:
        told = self._understanding(incoming)
        self.correction.show_incoming(incoming, told)
        self.leaves.setTabEnabled(0, told is not None)
        if told is not None:
            self.understood.show_incoming(incoming, told)
        self._sealed.setVisible(importing.is_sealed(self.desk.store, incoming))
        self.reason.setText(incoming.options.reason)
        if incoming.plan is None:
            self.show_words(incoming.error or "这张表没有可导入的内容。")
        else:
            self.show_plan(incoming.plan)

    @Slot()
    def _on_ticked(self) -> None:
        plans = [one.plan for one in self._chosen() if one.plan is not None]
        write = sum(plan.count(outcome) for plan in plans for outcome in _WRITTEN)
        left = sum(plan.count(outcome) for plan in plans for outcome in _LEFT_OUT)
        words = [f"将写入 {write:,} 行" if write else "没有需要写入的内容"]
        if left:
            words.append(f"{left:,} 行冲突或拒收，不会写入")
        if unread := sum(one.plan is None for one in self.incoming()):
            words.append(f"{unread:,} 张表没有读入，点左边的表看原因")
        if sum(not plan.is_empty for plan in plans) > 1:
            words.append("各表按左边的顺序写入，预览也是按这个顺序核对的")
        self.told.setText(f"{'；'.join(words)}。确认之前不写入任何内容。" if self._sheets.count() else "")
        self.yes.setEnabled(any(not plan.is_empty for plan in plans))

    def _chosen(self) -> list[Incoming]:
        items = (self._sheets.item(number) for number in range(self._sheets.count()))
        return [_incoming(item) for item in items if item.checkState() is Qt.CheckState.Checked]

    # -- writing -----------------------------------------------------------------------------

    @Slot()
    def _on_yes(self) -> None:
        self.leaves.setCurrentWidget(self.stack)
        self.write("导入", partial(import_work.write, self.desk.store, self._chosen()), self._on_written, can_stop=True)

    def _on_written(self, written: list[Written]) -> None:
        self.written = written
        self.announce([one.changes for one in written])


def _incoming(item: QListWidgetItem) -> Incoming:
    incoming: Incoming = item.data(_INCOMING)
    return incoming


def _with_reason(reason: str, store: Store, incoming: Incoming) -> list[Incoming]:
    return [importing.replan(store, incoming, replace(incoming.options, reason=reason))]


def _name(incoming: Incoming) -> tuple[str, str, str]:
    """Return what tells a sheet from the others, however it is understood."""
    return str(incoming.file), incoming.sheet, incoming.content.part if incoming.content else ""


def _told(incoming: Incoming) -> str:
    """Return a sheet in one line: what it is, and what would become of it."""
    if incoming.plan is None:
        return f"{incoming.sheet} · 没有读入" if incoming.sheet else "没有读入"
    label = kinds()[incoming.kind].label if incoming.kind in kinds() else ""
    period = incoming.period.title if incoming.period else ""
    counts = " ".join(
        f"{word}{number}" for outcome, word in OUTCOME_LABELS.items() if (number := incoming.plan.count(outcome))
    )
    return " · ".join(part for part in (label, period, counts or "没有行") if part)
