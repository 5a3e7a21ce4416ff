"""Writes what a person does in a ledger's table: one Plan for each gesture, large ones off the GUI thread."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from parkdesk.errors import StoreError, UserError
from parkdesk.office.block_edits import CellEdit, plan_cells
from parkdesk.plan import RefusedCell
from parkdesk.records import LEDGERS
from ui import faults

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from parkdesk.records import Column
    from parkdesk.records.kinds import Kind
    from parkdesk.store import Changes, Store
    from ui.desk import Desk
    from ui.models.ledger_model import LedgerModel
    from ui.models.sheet_model import Gesture
    from ui.tasks import Progress

_LARGE = 4000
"""Cells; a larger gesture is written off the GUI thread."""
_MOST_CELLS = 3_000_000
_TRIES = 5
_LOCKED_SAID = 20
_PAGE = 500


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a gesture."""

    changes: Changes | None
    refused: tuple[RefusedCell, ...]
    cells: int
    added: int


class LedgerEditor(QObject):
    """Listens to a ledger's table.

    Signals:
        noted: one short sentence for the status line.
        refused: cells that did not go in, empty when all did; carries (what was done, the cells).
        written: a gesture was written; carries `Written`.
    """

    noted = Signal(str)
    refused = Signal(str, object)
    written = Signal(object)

    def __init__(self, desk: Desk, model: LedgerModel, parent: QObject | None = None) -> None:
        super().__init__(parent or model)
        self._desk, self._model = desk, model
        model.gesture_made.connect(self._on_gesture)
        desk.tasks.finished.connect(self._on_work_over)

    @Slot(object)
    def _on_gesture(self, gesture: Gesture) -> None:
        if gesture.size() > _MOST_CELLS:
            self.noted.emit(f"{gesture.size():,}格太多了，没有{gesture.what}：请分几次，或从“数据交换”导入文件。")
            return
        work = _Writing(gesture, self._model)
        if gesture.size() <= _LARGE:
            try:
                self._on_written(gesture.what, work.write(self._desk.store))
            except UserError as error:
                faults.tell(None, error)
            return
        self._model.hold("正在写入上一次的内容，请稍候")
        self._desk.tasks.run(
            f"正在{gesture.what}…",
            partial(work.write_aside, self._desk.store),
            partial(self._on_written, gesture.what),
        )

    def _on_written(self, what: str, done: Written) -> None:
        said = f"已{what}，改了{done.cells:,}格" if done.cells else f"已{what}，内容没有变化"
        if done.added:
            said += f"，新增{done.added:,}行"
        if done.refused:
            said += f"；{len(done.refused):,}处没有写入，见下方"
        if done.changes is not None:
            self._desk.bus.announce(done.changes)
        if done.refused or what != "录入" or done.added:
            self.noted.emit(f"{said}。")
        self.refused.emit(what, done.refused)
        self.written.emit(done)

    @Slot()
    def _on_work_over(self) -> None:
        """Let typing go on, whether the work was done, refused or stopped."""
        self._model.hold("")


class _Writing:
    """One gesture, told in records and columns, so that it no longer needs the table."""

    def __init__(self, gesture: Gesture, model: LedgerModel) -> None:
        self._what, self._gesture = gesture.what, gesture
        self._ledger = LEDGERS[model.query.ledger]
        self._last = model.rowCount()
        self._ids = {row: model.id_at(row) for row in gesture.rows if row < self._last}
        self._columns: Sequence[Column] = model.columns
        self._kinds: dict[str, Kind] = {c.key: kind for c, kind in zip(model.columns, model.kinds, strict=True)}
        self._can_grow = model.can_grow()
        self._locked = {
            column: reason for column in gesture.columns if (reason := model.lock_reason(gesture.rows[0], column))
        }

    def write_aside(self, store: Store, progress: Progress) -> Written:
        """Write with a connection of its own; what was typed elsewhere meanwhile is taken into account."""
        with store.beside() as beside, beside.stoppable(progress.is_cancelled):
            return self.write(beside, partial(self._step, progress))

    def _step(self, progress: Progress, cells: int) -> None:
        progress.step(min(cells / max(self._gesture.size(), 1), 1.0) * 0.6)

    def write(self, store: Store, tick: Callable[[int], None] | None = None) -> Written:
        """Plan and write; plans anew when the desk moved on in between."""
        for attempt in range(_TRIES):
            made = plan_cells(store, self._ledger, _Edits(self._edits), self._added(), self._kinds, tick)
            refused = (*self._refused_here(store), *made.refused)
            added = sum(change.before is None for change in made.plan.records)
            if made.plan.is_empty:
                return Written(None, refused, 0, 0)
            try:
                return Written(store.apply(made.plan), refused, made.cells, added)
            except StoreError:
                if store.seq == made.plan.basis or attempt == _TRIES - 1:
                    raise
        raise AssertionError

    def _edits(self) -> Iterator[CellEdit]:
        ids, columns, locked = self._ids, self._columns, self._locked
        for row, column, text in self._gesture.cells():
            if row in ids and column not in locked:
                yield CellEdit(ids[row], columns[column].key, text, row)

    def _added(self) -> list[list[CellEdit]]:
        if not self._can_grow or not self._gesture.rows or self._gesture.rows[-1] < self._last:
            return []
        rows: dict[int, list[CellEdit]] = {}
        for row, column, text in self._gesture.cells():
            if row >= self._last and column not in self._locked:
                rows.setdefault(row, []).append(CellEdit("", self._columns[column].key, text, row))
        return list(rows.values())

    def _refused_here(self, store: Store) -> list[RefusedCell]:
        """Tell what the table itself does not take: locked cells, rows and columns beyond its ends."""
        found: list[RefusedCell] = []
        if self._locked:
            found += self._locked_cells(store)
        beyond = sum(row >= self._last for row in self._gesture.rows)
        if beyond and not self._can_grow:
            reason = f"多出的{beyond:,}行没有新增：表格正在筛选，请先清除条件再粘贴"
            found.append(RefusedCell("", "", "", f"第{self._last + 1}行起", "", reason))
        if self._gesture.beyond:
            reason = f"右边多出{self._gesture.beyond}列，表里没有列可放：请先显示隐藏的列，或少复制几列"
            found.append(RefusedCell("", "", "", "右边", "", reason))
        return found

    def _locked_cells(self, store: Store) -> list[RefusedCell]:
        """Tell the locked cells for which a block brings something else than stands there."""
        shown = self._texts_under_lock(store)
        by_column: dict[int, list[RefusedCell]] = {}
        for row, column, text in self._gesture.cells():
            if column in self._locked and text.strip() not in ("", shown.get((row, column), "")):
                declared = self._columns[column]
                cell = RefusedCell(
                    self._ids.get(row, ""), declared.key, declared.label, f"第{row + 1}行", text, self._locked[column]
                )
                by_column.setdefault(column, []).append(cell)
        found: list[RefusedCell] = []
        for column, cells in by_column.items():
            if len(cells) <= _LOCKED_SAID:
                found += cells
            else:
                reason = f"{self._locked[column]}（共{len(cells):,}格）"
                found.append(RefusedCell("", cells[0].column, cells[0].label, "整列", "", reason))
        return found

    def _texts_under_lock(self, store: Store) -> dict[tuple[int, int], str]:
        """Return what stands in locked cells: a block that brings the same back is no fault."""
        columns = list(self._locked)
        keys = tuple(self._columns[column].key for column in columns)
        rows = list(self._ids)
        shown: dict[tuple[int, int], str] = {}
        for start in range(0, len(rows), _PAGE):
            part = rows[start : start + _PAGE]
            found = store.pages.rows_of(self._ledger.TABLE, keys, [self._ids[row] for row in part])
            for row in part:
                values = found.get(self._ids[row], (None,) * len(columns))
                for column, key, value in zip(columns, keys, values, strict=True):
                    kind = self._kinds[key]
                    written = "" if value is None else kind.write(kind.from_sql(value)).replace("\n", "；")
                    shown[row, column] = written
        return shown


class _Edits:
    """Cells that can be gone through more than once without being kept."""

    def __init__(self, make: Callable[[], Iterator[CellEdit]]) -> None:
        self._make = make

    def __iter__(self) -> Iterator[CellEdit]:
        return self._make()
