"""Files on their way in: what each sheet would change is seen, corrected and only then written."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from parkdesk.errors import UserError
from parkdesk.intake.sheet_kinds import KINDS
from parkdesk.office import importing
from parkdesk.plan import OUTCOME_LABELS, Outcome
from ui import faults
from ui.dialogs.door import DoorDialog
from ui.widgets.correction_bar import CorrectionBar

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from parkdesk.office.importing import ImportOptions, Incoming
    from parkdesk.store import Changes, Store
    from ui.desk import Desk
    from ui.tasks import Progress

_WRITTEN = (Outcome.NEW, Outcome.CHANGED)
_LEFT_OUT = (Outcome.CONFLICT, Outcome.REFUSED)
_SEEN = Qt.ItemDataRole.UserRole
_ORDER = {kind.code: number for number, kind in enumerate(KINDS)}


class Seen(NamedTuple):
    """One sheet as it was read, with what the person said of it."""

    incoming: Incoming
    options: ImportOptions


class Written(NamedTuple):
    """What came of one sheet: what was written, or why not."""

    incoming: Incoming
    changes: Changes | None
    error: str


class ImportPreview(DoorDialog):
    """Reads files, shows what each sheet would change, and writes what the person said yes to.

    After `exec()` said yes, `written` says what came of each sheet.
    """

    def __init__(self, desk: Desk, files: Sequence[Path], parent: QWidget | None = None) -> None:
        super().__init__(desk, "导入预览", "确认导入", parent)
        self.written: list[Written] = []
        self.resize(1180, 680)
        self._sheets = QListWidget()
        self._sheets.setMinimumWidth(230)
        self._sheets.setWordWrap(True)
        self._sheets.setSpacing(2)
        self.correction = CorrectionBar(desk.store)
        self._lay_out()
        self._sheets.currentItemChanged.connect(self._on_sheet)
        self._sheets.itemChanged.connect(self._on_ticked)
        self.correction.again.clicked.connect(self._on_again)
        self.buttons.accepted.connect(self._on_yes)
        self._read(files)

    def _lay_out(self) -> None:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(8, 0, 0, 0)
        column.addWidget(self.correction)
        column.addWidget(self.stack, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(self._sheets)
        splitter.addWidget(right)
        splitter.setStretchFactor(1, 1)
        splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.addWidget(splitter, 1)
        layout.addLayout(self.bottom())

    # -- reading -----------------------------------------------------------------------------

    def incoming(self) -> list[Incoming]:
        """Return every sheet that was read, in the order in which they will be written."""
        return [self._seen(self._sheets.item(number)).incoming for number in range(self._sheets.count())]

    def _seen(self, item: QListWidgetItem) -> Seen:
        seen: Seen = item.data(_SEEN)
        return seen

    def _read(self, files: Sequence[Path]) -> None:
        work = _Reading(self.desk.store, files)
        self.look("读取文件", "正在读取文件，还没有写入任何内容…", work, self._on_read)

    @Slot(object)
    def _on_read(self, found: list[Seen]) -> None:
        self._sheets.clear()
        for seen in found:
            self._sheets.addItem(_item(seen))
        self._sheets.setCurrentRow(next((i for i, seen in enumerate(found) if seen.incoming.plan), 0))
        self._on_ticked()

    @Slot()
    def _on_again(self) -> None:
        seen = self._seen(self._sheets.currentItem())
        if seen.incoming.content is None:
            return
        try:
            options = self.correction.options()
        except UserError as error:
            faults.tell(self, error)
            return
        work = _Replanning(self.desk.store, seen._replace(options=options))
        self.look("重新预览", "正在按新的设置重新读取…", work, self._on_read_again)

    @Slot(object)
    def _on_read_again(self, seen: Seen) -> None:
        item = self._sheets.currentItem()
        self._sheets.blockSignals(True)
        _fill(item, seen)
        self._sheets.blockSignals(False)
        self._on_ticked()
        self._on_sheet(item, None)

    def waits(self, *, is_waiting: bool) -> None:
        """Lock the sheets and their correction meanwhile."""
        super().waits(is_waiting=is_waiting)
        self._sheets.setEnabled(not is_waiting)
        self.correction.setEnabled(not is_waiting and self._sheets.count() > 0)
        if not is_waiting:
            self._on_ticked()

    # -- looking -----------------------------------------------------------------------------

    @Slot(QListWidgetItem, QListWidgetItem)
    def _on_sheet(self, item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        if item is None:
            return
        incoming = self._seen(item).incoming
        self.correction.show_incoming(incoming)
        if incoming.plan is None:
            self.show_words(incoming.error or "这张表没有可导入的内容。")
        else:
            self.show_plan(incoming.plan)

    @Slot()
    def _on_ticked(self) -> None:
        plans = [seen.incoming.plan for seen in self._chosen() if seen.incoming.plan is not None]
        write = sum(plan.count(outcome) for plan in plans for outcome in _WRITTEN)
        left = sum(plan.count(outcome) for plan in plans for outcome in _LEFT_OUT)
        words = [f"将写入 {write:,} 行" if write else "没有需要写入的内容"]
        if left:
            words.append(f"{left:,} 行冲突或拒收，不会写入")
        if sum(not plan.is_empty for plan in plans) > 1:
            words.append("各表按左边的顺序写入，预览也是按这个顺序核对的")
        self.told.setText(f"{'；'.join(words)}。确认之前不写入任何内容。" if self._sheets.count() else "")
        self.yes.setEnabled(any(not plan.is_empty for plan in plans))

    def _chosen(self) -> list[Seen]:
        items = (self._sheets.item(number) for number in range(self._sheets.count()))
        return [self._seen(item) for item in items if item.checkState() is Qt.CheckState.Checked]

    # -- writing -----------------------------------------------------------------------------

    @Slot()
    def _on_yes(self) -> None:
        self.write("导入", _Writing(self.desk.store, self._chosen()), self._on_written)

    @Slot(object)
    def _on_written(self, written: list[Written]) -> None:
        self.written = written
        self.announce([one.changes for one in written])


class _Reading:
    """Reads files off the GUI thread with a connection of its own."""

    def __init__(self, store: Store, files: Sequence[Path]) -> None:
        self._store = store
        self._files = tuple(files)

    def __call__(self, progress: Progress) -> list[Seen]:
        found: list[Seen] = []
        options = importing.ImportOptions()
        with self._store.beside() as store:
            for number, file in enumerate(self._files):
                progress.step(number / len(self._files), f"读取“{file.name}”")
                found += [Seen(incoming, options) for incoming in importing.preview(store, file, options)]
            return _in_order(store, sorted(found, key=_place))


class _LookOver(Exception):  # noqa: N818 -- no error: it rolls the look back
    """Leaves the transaction in which sheets were tried one after the other."""


def _in_order(store: Store, found: list[Seen]) -> list[Seen]:
    """Plan every sheet as if those before it were written already: a month's firms are in the register then."""
    if sum(_is_useful(seen.incoming) for seen in found) < 2:
        return found
    again: list[Seen] = []
    with contextlib.suppress(_LookOver), store.transaction():
        for seen in found:
            incoming = importing.replan(store, *seen) if seen.incoming.plan is not None else seen.incoming
            again.append(seen._replace(incoming=incoming))
            if incoming.plan is not None and not incoming.plan.is_empty:
                store.apply(incoming.plan)
        raise _LookOver
    return again


def _is_useful(incoming: Incoming) -> bool:
    return incoming.plan is not None and not incoming.plan.is_empty


class _Replanning:
    """Looks at one sheet again with what the person corrected."""

    def __init__(self, store: Store, seen: Seen) -> None:
        self._store = store
        self._seen = seen

    def __call__(self, _progress: Progress) -> Seen:
        with self._store.beside() as store:
            return self._seen._replace(incoming=importing.replan(store, *self._seen))


class _Writing:
    """Writes the chosen sheets one after the other; one that fails does not keep the others out."""

    def __init__(self, store: Store, chosen: Sequence[Seen]) -> None:
        self._store = store
        self._chosen = tuple(chosen)

    def __call__(self, progress: Progress) -> list[Written]:
        written: list[Written] = []
        with self._store.beside() as store:
            for number, seen in enumerate(self._chosen):
                progress.step(number / len(self._chosen), f"写入“{seen.incoming.file.name}”")
                written.append(_write(store, seen))
        return written


def _write(store: Store, seen: Seen) -> Written:
    incoming = seen.incoming
    try:
        if incoming.plan is not None and incoming.plan.basis != store.seq:  # the sheet before it changed the desk
            incoming = importing.replan(store, *seen)
        if incoming.plan is None:
            return Written(incoming, None, incoming.error)
        return Written(incoming, importing.commit(store, incoming), "")
    except UserError as error:
        return Written(incoming, None, str(error))


def _place(seen: Seen) -> tuple[int, str, str]:
    """Registers before what builds on them, earlier periods before later ones."""
    incoming = seen.incoming
    kind = _ORDER.get(incoming.kind or "", len(_ORDER)) if incoming.plan else len(_ORDER)
    return kind, incoming.period.text if incoming.period else "", incoming.file.name


def _item(seen: Seen) -> QListWidgetItem:
    item = QListWidgetItem()
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
    _fill(item, seen)
    return item


def _fill(item: QListWidgetItem, seen: Seen) -> None:
    incoming = seen.incoming
    item.setData(_SEEN, seen)
    item.setText(f"{incoming.file.name}\n{_told(incoming)}")
    item.setToolTip(f"{incoming.file}\n工作表：{incoming.sheet}" if incoming.sheet else str(incoming.file))
    item.setCheckState(Qt.CheckState.Checked if _is_useful(incoming) else Qt.CheckState.Unchecked)


def _told(incoming: Incoming) -> str:
    """Return a sheet in one line: what it is, and what would become of it."""
    if incoming.plan is None:
        return f"{incoming.sheet} · 没有读入" if incoming.sheet else "没有读入"
    label = next((kind.label for kind in KINDS if kind.code == incoming.kind), "")
    period = incoming.period.title if incoming.period else ""
    counts = " ".join(
        f"{word}{number}" for outcome, word in OUTCOME_LABELS.items() if (number := incoming.plan.count(outcome))
    )
    return " · ".join(part for part in (label, period, counts or "没有行") if part)
