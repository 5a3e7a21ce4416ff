"""What a person does to the figures of a month: typed, cleared, called 无, noted, started from last month."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Self, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QLineEdit

from parkdesk.errors import UserError
from parkdesk.office.month_entry import Entry, set_mark, type_figures, write_typed
from parkdesk.office.month_sheet import proposals
from parkdesk.plan import RefusedCell
from parkdesk.records import CellMark, Measure
from parkdesk.store import new_id
from ui import faults
from ui.models.month_headline import FALLS, MISSING
from ui.models.month_model import FIRST_FIGURE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from parkdesk.office.month_entry import Typed
    from parkdesk.office.month_sheet import FigureKey, MonthSheet
    from parkdesk.periods import Period
    from parkdesk.store import Changes, Store
    from ui.desk import Desk
    from ui.models.month_model import MonthCell, MonthModel
    from ui.models.sheet_model import Gesture
    from ui.tasks import Progress
    from ui.widgets.record_table import RecordTable

T = TypeVar("T")

_LARGE = 1500
"""Cells; a larger block is understood and written off the GUI thread."""
_MOST_CELLS = 1_000_000
_NOTHING_BECAUSE = ("停产", "当期没有发生", "不涉及此项", "新投产，下期起报")
_MOST_TOLD = 5
_KIN = {
    Measure.MONTH: Measure.CUM, Measure.CUM: Measure.MONTH,
    Measure.MONTH_BASE: Measure.CUM_BASE, Measure.CUM_BASE: Measure.MONTH_BASE,
}  # fmt: skip


class MonthTyping(QObject):
    """Writes what was typed into the sheet through the gate, one change for each gesture.

    Signals:
        noted: one short sentence for the status line.
        drafted: how many figures wait for a person's yes.
        refused: cells of a block that did not go in, empty when all did; carries (what was done, the cells).
    """

    noted = Signal(str)
    drafted = Signal(int)
    refused = Signal(str, object)

    def __init__(self, desk: Desk, model: MonthModel, table: RecordTable) -> None:
        super().__init__(table)
        self._desk, self._model, self._table = desk, model, table
        self.sheet: MonthSheet | None = None
        desk.tasks.finished.connect(self._on_work_over)

    # -- figures -----------------------------------------------------------------------------

    @Slot(object)
    def take_gesture(self, gesture: Gesture) -> None:
        """Write what was typed, pasted, filled or cleared at once: one change, one undo."""
        if gesture.size() > _MOST_CELLS:
            self.noted.emit(f"{gesture.size():,}格太多了，没有{gesture.what}：请分几次，或从“数据交换”导入文件。")
            return
        block = _Block(self._model, gesture)
        if gesture.size() == 1 and block.cells:
            self.take(block.cells[0], block.entries[0].text)
        elif block.entries or block.refused:
            self._write_block(block)

    def _write_block(self, block: _Block) -> None:
        """Understand a block, ask for the reason where one is wanted, then write; large ones off the GUI thread."""
        if self.sheet is None:
            return
        period, store, planned = self.sheet.period, self._desk.store, partial(self._on_planned, block)
        if len(block.entries) <= _LARGE:
            planned(type_figures(store, period, block.entries))
        else:
            self._aside(f"正在{block.what}…", partial(_plan_aside, store, period, block.entries), planned)

    def _aside(self, title: str, work: Callable[[Progress], T], done: Callable[[T], None]) -> None:
        self._model.hold("正在写入上一次的内容，请稍候")
        self._desk.tasks.run(title, work, done)

    def _on_planned(self, block: _Block, typed: Typed) -> None:
        reason = self._ask_reason(typed) if typed.wants_reason else ""
        written = partial(self._on_block_written, block, typed)
        if reason is None:
            self.noted.emit("没有写入。")
        elif typed.plan.is_empty:
            written(None)
        elif len(block.entries) <= _LARGE:
            try:
                written(write_typed(self._desk.store, typed, reason))
            except UserError as error:
                faults.tell(self._table, error)
        else:
            self._aside(f"正在{block.what}…", partial(_write_aside, self._desk.store, typed, reason), written)

    def _on_block_written(self, block: _Block, typed: Typed, changes: Changes | None) -> None:
        refused = (*block.refused, *typed.refused)
        if changes is not None:
            self._desk.bus.announce(changes)
        wrong = {(cell.record, cell.column) for cell in typed.refused}
        entered = [c for c, e in zip(block.cells, block.entries, strict=True) if (e.subject, e.column) not in wrong]
        self._forget_drafts(entered)
        number = len(typed.plan.facts) + len(typed.plan.records)
        said = f"已{block.what}，写入{number:,}个数" if number else f"已{block.what}，内容没有变化"
        said += f"；{len(refused):,}处没有写入，见下方" if refused else ""
        self.noted.emit(f"{said}。")
        self.refused.emit(block.what, refused)

    @Slot()
    def _on_work_over(self) -> None:
        """Let typing go on, whether the work was done, refused or stopped."""
        self._model.hold("")

    def take(self, cell: MonthCell, text: str) -> None:
        """Write one cell; where it is refused, it stays open with what was typed."""
        if self.write([_entry(cell, text)]):
            self._forget_drafts([cell])
            self.refused.emit("录入", ())
        else:
            QTimer.singleShot(
                0, self, partial(self._type_again, cell, text)
            )  # the window has the keyboard again by then

    def write(self, entries: Sequence[Entry]) -> bool:
        """Write what was typed and what follows from it; False where it was refused or the person took it back."""
        if self.sheet is None:
            return False
        typed = type_figures(self._desk.store, self.sheet.period, entries)
        if typed.refused:
            faults.tell(self._table, UserError("\n".join(cell.sentence for cell in typed.refused[:_MOST_TOLD])))
        if typed.plan.is_empty:
            return not typed.refused
        reason = self._ask_reason(typed) if typed.wants_reason else ""
        if reason is None:
            return False
        try:
            changes = write_typed(self._desk.store, typed, reason)
        except UserError as error:
            faults.tell(self._table, error)
            return False
        self._desk.bus.announce(changes)
        self.noted.emit("已保存。" + "".join(typed.said[:2]))
        return not typed.refused

    def _ask_reason(self, typed: Typed) -> str | None:
        from ui.dialogs.reason import ReasonDialog

        rows = [row for row in typed.plan.rows if row.fields]
        more = f"等{len(rows)}个数" if len(rows) > 1 else ""
        field = rows[0].fields[0]
        what = f"{rows[0].label}{more}\n{typed.wants_reason}，请写明改数的原因。"
        dialog = ReasonDialog(what, f"{field.label} {field.old}", field.new, parent=self._table)
        return dialog.text() if dialog.exec() else None

    def _type_again(self, cell: MonthCell, text: str) -> None:
        """Open the cell again with what was typed: nothing typed is lost."""
        row = self._model.row_of(cell.firm.id)
        if row is None or cell.column not in self._model.columns:
            return
        index = self._model.index(row, FIRST_FIGURE + self._model.columns.index(cell.column))
        self._table.setCurrentIndex(index)
        self._table.edit(index)
        editor = self._table.open_editor()
        if isinstance(editor, QLineEdit):
            editor.setText(text)
            editor.selectAll()
            editor.setFocus()

    def current(self) -> MonthCell | None:
        """Return the figure that the table stands on; None on names, sums and growth."""
        cell = self._model.cell(self._table.currentIndex())
        return cell if cell and cell.column.is_figure else None

    @Slot()
    def say_nothing(self) -> None:
        """Ask why there is no such figure."""
        from ui.dialogs.reason import ReasonDialog

        cell = self.current()
        if cell is None:
            return
        what = f"{cell.firm.name} {cell.column.indicator.name}"
        old = cell.column.text(cell.firm.figures)
        dialog = ReasonDialog(what, old, "无（不算缺报）", _NOTHING_BECAUSE, self._table)
        if dialog.exec():
            self.take(cell, f"无 {dialog.text()}")

    # -- notes -------------------------------------------------------------------------------

    @Slot()
    def follow_current(self) -> None:
        """Mark the figure to be followed up, or no longer."""
        cell = self.current()
        if cell is not None:
            mark = cell.mark
            self.mark(mark.text if mark else "", follow=not (mark and mark.follow))

    def mark(self, text: str, *, follow: bool) -> None:
        """Keep a note on the figure that the table stands on."""
        cell = self.current()
        if cell is None or self.sheet is None:
            return
        mark = CellMark(
            id=new_id(),
            unit=cell.firm.unit,
            period=self.sheet.period.key,
            enterprise=cell.firm.id,
            indicator=cell.column.indicator.code,
            measure=cell.column.measure.code,
            text=text,
            follow=follow,
        )
        try:
            changes = set_mark(self._desk.store, mark)
        except UserError as error:
            faults.tell(self._table, error)
            return
        self._desk.bus.announce(changes)
        self.noted.emit("批注已保存。" if text else "已标为待跟进。" if follow else "已取消批注。")

    # -- a start from last month -------------------------------------------------------------

    def start(self, unit: str | None) -> None:
        """Propose figures for the empty cells; none of them is reported before a person says so."""
        if self.sheet is None:
            return
        keys = [column.key for column in self._model.columns if column.is_figure]
        found = proposals(self._desk.store, self.sheet, keys, unit)
        self.show_drafts(found)
        count = sum(len(figures) for figures in found.values())
        said = f"预填了{count:,}格，还没有保存：逐格改、回车确认，或点“全部确认”。"
        self.noted.emit(said if count else "没有可以参照的数：空格都填过了，或上月、上年没有数。")

    @Slot()
    def confirm(self) -> None:
        """Say yes to everything that was proposed."""
        columns = {column.key: column for column in self._model.columns if column.is_figure}
        cells = [
            (cell, columns[key].typed_text({key: value}))
            for firm, figures in self._model.drafts.items()
            for key, value in figures.items()
            if key in columns and (cell := self._model.cell_of(firm, key)) is not None
        ]
        if cells:
            self._write_block(_Block.of("确认", cells))

    @Slot()
    def drop(self) -> None:
        """Let what was proposed go."""
        self.show_drafts({})

    def waiting(self) -> int:
        """Return how many figures wait for a yes."""
        return sum(len(figures) for figures in self._model.drafts.values())

    def _forget_drafts(self, cells: Sequence[MonthCell]) -> None:
        drafts = {firm: dict(figures) for firm, figures in self._model.drafts.items()}
        for cell in cells:
            for one in (cell.column.measure, _KIN.get(cell.column.measure, cell.column.measure)):
                drafts.get(cell.firm.id, {}).pop((cell.column.indicator.code, one), None)
        if drafts:
            self.show_drafts(drafts)

    def show_drafts(self, drafts: Mapping[str, Mapping[FigureKey, int]]) -> None:
        """Show figures that wait for a yes."""
        self._model.show_drafts(drafts)
        self.drafted.emit(self.waiting())


class _Block:
    """The cells of a gesture that figures go into, and what finds no place."""

    def __init__(self, model: MonthModel, gesture: Gesture) -> None:
        self.what = gesture.what
        self.cells: list[MonthCell] = []
        self.entries: list[Entry] = []
        self.refused: list[RefusedCell] = []
        last = model.rowCount()
        below = sum(row >= last for row in gesture.rows)
        for typed in gesture.cells():
            if typed.row < last:
                self._take(model, typed.row, typed.column, typed.text)
        if below:
            self.refused.append(_beyond(f"第{last + 1}行起", f"多出{below:,}行，本月的表里没有这么多企业"))
        if gesture.beyond:
            self.refused.append(_beyond("右边", f"右边多出{gesture.beyond}列，表里没有列可放：请少复制几列"))

    @classmethod
    def of(cls, what: str, cells: Sequence[tuple[MonthCell, str]]) -> Self:
        """Return the block of cells that are known already."""
        made = cls.__new__(cls)
        made.what, made.refused = what, []
        made.cells = [cell for cell, _ in cells]
        made.entries = [_entry(cell, text) for cell, text in cells]
        return made

    def _take(self, model: MonthModel, row: int, column: int, text: str) -> None:
        index = model.index(row, column)
        cell, said, shown = model.cell(index), text.strip(), str(index.data() or "")
        if cell is None:
            if said not in ("", shown, MISSING):
                label = str(model.headerData(column, Qt.Orientation.Horizontal)).replace("\n", " ")
                where = str(model.index(row, 0).data())
                self.refused.append(
                    RefusedCell("", "", label, where, text, model.lock_reason(row, column).rstrip("。"))
                )
        elif not (cell.column.is_growth and said in ("", MISSING)) and not (cell.reason and said == shown):
            self.cells.append(cell)
            self.entries.append(_entry(cell, said.removeprefix(FALLS)))


def _beyond(where: str, reason: str) -> RefusedCell:
    return RefusedCell("", "", "", where, "", reason)


def _plan_aside(store: Store, period: Period, entries: Sequence[Entry], progress: Progress) -> Typed:
    with store.beside() as beside, beside.stoppable(progress.is_cancelled):
        return type_figures(beside, period, entries, tick=partial(_step, progress, len(entries)))


def _step(progress: Progress, whole: int, done: int) -> None:
    progress.step(done / max(whole, 1))


def _write_aside(store: Store, typed: Typed, reason: str, progress: Progress) -> Changes:
    with store.beside() as beside, beside.stoppable(progress.is_cancelled):
        return write_typed(beside, typed, reason)


def _entry(cell: MonthCell, text: str) -> Entry:
    column = cell.column
    return Entry(cell.firm.id, column.indicator.code, column.measure, text, column.is_growth, column.shown_unit)
