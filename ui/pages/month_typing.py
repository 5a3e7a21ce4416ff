"""What a person does to the figures of a month: typed, cleared, called 无, noted, started from last month."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QLineEdit

from parkdesk.errors import UserError
from parkdesk.office.month_entry import Entry, set_mark, type_figures, write_typed
from parkdesk.office.month_sheet import proposals
from parkdesk.records import CellMark, Measure
from parkdesk.store import new_id
from ui import faults
from ui.models.month_model import FIRST_FIGURE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from parkdesk.office.month_entry import Typed
    from parkdesk.office.month_sheet import FigureKey, MonthSheet
    from ui.desk import Desk
    from ui.models.month_model import MonthCell, MonthModel
    from ui.models.sheet_model import Gesture
    from ui.widgets.record_table import RecordTable

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
    """

    noted = Signal(str)
    drafted = Signal(int)

    def __init__(self, desk: Desk, model: MonthModel, table: RecordTable) -> None:
        super().__init__(table)
        self._desk, self._model, self._table = desk, model, table
        self.sheet: MonthSheet | None = None

    # -- figures -----------------------------------------------------------------------------

    @Slot(object)
    def take_gesture(self, gesture: Gesture) -> None:
        """Write what was typed, pasted, filled or cleared at once: one change, one undo."""
        cells = [
            (cell, typed.text)
            for typed in gesture.cells()
            if (cell := self._model.cell(self._model.index(typed.row, typed.column))) is not None
        ]
        if len(cells) == 1:
            self.take(*cells[0])
        elif cells and self.write([_entry(cell, text) for cell, text in cells]):
            self._forget_drafts([cell for cell, _ in cells])

    def take(self, cell: MonthCell, text: str) -> None:
        """Write one cell; where it is refused, it stays open with what was typed."""
        if self.write([_entry(cell, text)]):
            self._forget_drafts([cell])
        else:
            QTimer.singleShot(0, partial(self._type_again, cell, text))  # the window has the keyboard again by then

    def write(self, entries: Sequence[Entry]) -> bool:
        """Write what was typed and what follows from it; False where it was refused or the person took it back."""
        if self.sheet is None:
            return False
        typed = type_figures(self._desk.store, self.sheet.period, entries)
        if typed.refused:
            faults.tell(self._table, UserError("\n".join(typed.refused[:_MOST_TOLD])))
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
        entries = [
            Entry(firm, *key, columns[key].typed_text({key: value}))
            for firm, figures in self._model.drafts.items()
            for key, value in figures.items()
            if key in columns
        ]
        if entries and self.write(entries):
            self.show_drafts({})

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


def _entry(cell: MonthCell, text: str) -> Entry:
    column = cell.column
    return Entry(cell.firm.id, column.indicator.code, column.measure, text, column.is_growth)
