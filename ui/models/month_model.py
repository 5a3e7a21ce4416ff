"""The month's sheet as a Qt table; a typed figure is announced, never written here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from parkdesk.office.month_sheet import MonthSheet
from parkdesk.periods import Period
from ui.models.month_headline import FALLS
from ui.models.month_sheet import MonthColumn, MonthLine, renewed_lines, sorted_lines, whole_of
from ui.models.narrowing import Conditions, figure_kind, tally_of, word_kind
from ui.models.sheet_model import Gesture, SheetModel

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from parkdesk.office.month_sheet import FigureKey
    from parkdesk.records import CellMark
    from parkdesk.records.kinds import Kind
    from parkdesk.store import Filter, MonthRow
    from ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_HEADINGS = ("企业名称", "状态", "统一社会信用代码", "行业", "园区")
NAME, STATUS, CODE, INDUSTRY, PARK = range(len(_HEADINGS))
FIRST_FIGURE = len(_HEADINGS)
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
NOTHING = "无"
MARKS = Qt.ItemDataRole.UserRole + 1
"""The role that gives what a cell is marked with: 「note」「follow」「must」「explain」「hint」."""
_ASK_THE_CELL = (Qt.ItemDataRole.BackgroundRole, MARKS, Qt.ItemDataRole.ToolTipRole)
_LEVELS = {"强制": "must", "核实": "explain", "提示": "hint"}


@dataclass(frozen=True, slots=True)
class CellFinding:
    """What a check found on a cell."""

    level: str
    text: str


@dataclass(frozen=True, slots=True)
class MonthCell:
    """One cell of one firm: a figure, or the growth of one."""

    firm: MonthRow
    column: MonthColumn
    stored: int | None = None
    """The figure as it is kept; None where it is missing or merely follows from others."""
    value: int | None = None
    """The figure as it is shown."""
    reason: str = ""
    """Why there is no figure (无)."""
    draft: int | None = None
    revised: int | None = None
    mark: CellMark | None = None
    findings: tuple[CellFinding, ...] = ()
    is_closed: bool = False

    @property
    def is_derived(self) -> bool:
        """Whether the figure is stored nowhere and follows from others."""
        return self.column.is_figure and self.stored is None and self.value is not None


class MonthModel(SheetModel):
    """Firms × indicators of one period."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns: tuple[MonthColumn, ...] = ()
        self.drafts: dict[str, dict[FigureKey, int]] = {}
        self._sheet = MonthSheet(Period(2000, 2), [])
        self._lines: list[MonthLine] = []
        self._rows: dict[str, int] = {}
        self._units: dict[str, str] = {}
        self._whole: Mapping[FigureKey, int] = {}
        self._findings: dict[tuple[str, str, int], tuple[CellFinding, ...]] = {}
        self._given: list[MonthLine] = []
        self._order: list[tuple[int, bool]] = []
        self._conditions = Conditions()
        self._theme = theme
        self._bold, self._italic = QFont(), QFont()
        self._bold.setWeight(QFont.Weight.DemiBold)
        self._italic.setItalic(True)

    def show_sheet(
        self,
        columns: Sequence[MonthColumn],
        lines: Sequence[MonthLine],
        sheet: MonthSheet,
        whole: Mapping[FigureKey, int],
    ) -> None:
        """Replace what is shown; the order chosen by a person stays."""
        self.beginResetModel()
        if tuple(columns) != self.columns:
            self._order = []
        if sheet.period != self._sheet.period:
            self._findings = {}
        self.columns = tuple(column.in_unit(self._units.get(column.indicator.code, "")) for column in columns)
        self._conditions.keep(self.key_of(column) for column in range(self.columnCount()))
        self._given, self._sheet, self._whole = list(lines), sheet, whole
        self._arrange()
        self.endResetModel()

    def renew(self, sums: Mapping[str, Mapping[FigureKey, int]], sheet: MonthSheet, firms: frozenset[str]) -> None:
        """Show what a few firms changed where it stands: no row moves while it is typed into."""
        self._given = renewed_lines(self._given, sums, sheet, firms)
        self._lines = renewed_lines(self._lines, sums, sheet, firms)
        self._sheet, self._whole = sheet, whole_of(sums)
        self._repaint()

    def show_findings(self, findings: Mapping[tuple[str, str, int], tuple[CellFinding, ...]]) -> None:
        """Mark the cells that a check found something on, by firm, indicator and measure."""
        self._findings = dict(findings)
        self._repaint()

    def show_drafts(self, drafts: Mapping[str, Mapping[FigureKey, int]]) -> None:
        """Show figures that wait for a person's yes."""
        self.drafts = {firm: dict(figures) for firm, figures in drafts.items() if figures}
        self._repaint()

    def _repaint(self) -> None:
        if self._lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._lines) - 1, self.columnCount() - 1))

    def units(self, column: int) -> tuple[str, ...]:
        return self.columns[column - FIRST_FIGURE].units if column >= FIRST_FIGURE else ()

    def shown_unit(self, column: int) -> str:
        return self.columns[column - FIRST_FIGURE].unit if column >= FIRST_FIGURE else ""

    def show_unit(self, column: int, unit: str) -> None:
        """Show every figure of the column's indicator in another unit: they are compared with each other."""
        code = self.columns[column - FIRST_FIGURE].indicator.code
        self._units[code] = unit
        self.columns = tuple(c.in_unit(unit) if c.indicator.code == code else c for c in self.columns)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, FIRST_FIGURE, self.columnCount() - 1)
        self._repaint()

    # -- what stands where -------------------------------------------------------------------

    def cell(self, index: Index) -> MonthCell | None:
        """Return the figure or growth of a firm that an index stands on; None on names, sums and pulls."""
        if not index.isValid() or index.column() < FIRST_FIGURE:
            return None
        line, column = self._lines[index.row()], self.columns[index.column() - FIRST_FIGURE]
        if line.firm is None or column.is_pull:
            return None
        firm, sheet, code = line.firm, self._sheet, column.indicator.code
        absent = sheet.absent.get((firm.id, code))
        if not column.is_figure:
            return MonthCell(firm, column, is_closed=firm.unit in sheet.closed)
        return MonthCell(
            firm,
            column,
            firm.figures.get(column.key),
            line.figures.get(column.key),
            absent.reason if absent else "",
            self._draft(firm.id, column),
            sheet.revised.get((firm.id, code)) if column.measure.name == "MONTH" else None,
            sheet.marks.get((firm.id, code, column.measure)),
            self._findings.get((firm.id, code, int(column.measure)), ()),
            firm.unit in sheet.closed,
        )

    def cell_of(self, firm: str, key: FigureKey) -> MonthCell | None:
        """Return the cell of a firm's figure, if the sheet shows it."""
        row, column = self.row_of(firm), self.column_of(key)
        return self.cell(self.index(row, column)) if row is not None and column is not None else None

    def _draft(self, firm: str, column: MonthColumn) -> int | None:
        return self.drafts.get(firm, {}).get(column.key) if column.is_figure else None

    def id_at(self, row: int) -> str:
        firm = self.firm(row)
        return firm.id if firm else ""

    def firm(self, row: int) -> MonthRow | None:
        """Return the firm of a line."""
        return self._lines[row].firm if 0 <= row < len(self._lines) else None

    def row_of(self, firm_id: str) -> int | None:
        """Return the line of a firm."""
        if not self._rows:
            self._rows = {line.firm.id: n for n, line in enumerate(self._lines) if line.firm}
        return self._rows.get(firm_id)

    def key_of(self, column: int) -> str:
        return self.columns[column - FIRST_FIGURE].name if column >= FIRST_FIGURE else str(column)

    def column_of(self, key: FigureKey) -> int | None:
        """Return the column in which a figure stands."""
        found = (n for n, c in enumerate(self.columns, FIRST_FIGURE) if c.is_figure and c.key == key)
        return next(found, None)

    # -- Qt's questions ----------------------------------------------------------------------

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else FIRST_FIGURE + len(self.columns)

    def lock_reason(self, row: int, column: int) -> str:
        if self._busy:
            return self._busy
        if not 0 <= row < len(self._lines) or not FIRST_FIGURE <= column < self.columnCount():
            return "名称、代码和状态在企业库里改。"
        if self._lines[row].firm is None:
            return "合计和小计由各企业的数相加得出，不能直接改。"
        return "拉动由累计和同期算出，不能直接改。" if self.columns[column - FIRST_FIGURE].is_pull else ""

    def input_text(self, row: int, column: int) -> str:
        return self._typed_text(self._lines[row], column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(line, index.column())
        if role == Qt.ItemDataRole.EditRole:
            return self._typed_text(line, index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if index.column() >= FIRST_FIGURE else _LEFT
        if role == Qt.ItemDataRole.BackgroundRole and line.kind != "firm":
            return self._theme.color("sunken")
        if role == Qt.ItemDataRole.FontRole and line.kind != "firm":
            return self._bold
        if index.column() >= FIRST_FIGURE:
            return self._look(index, line, role)
        return None

    def _look(self, index: Index, line: MonthLine, role: int) -> Any:
        """Return how a figure looks: by what it is, never by colour alone."""
        column = self.columns[index.column() - FIRST_FIGURE]
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._colour(line, column)
        cell = self.cell(index) if role in _ASK_THE_CELL else None
        if role == Qt.ItemDataRole.FontRole:
            return self._italic if line.firm and self._draft(line.firm.id, column) is not None else None
        if cell is None:
            return None
        if role == Qt.ItemDataRole.BackgroundRole:
            return self._ground(cell)
        return marks_of(cell) if role == MARKS else told_of(cell) or None

    def _text(self, line: MonthLine, column: int) -> str:
        if column < FIRST_FIGURE:
            return _words(line, column)
        shown = self.columns[column - FIRST_FIGURE]
        if line.firm is not None:
            draft = self._draft(line.firm.id, shown)
            if draft is not None:
                return shown.amount(draft)
            if self._is_nothing(line.firm, shown, line.figures):
                return NOTHING
        return shown.text(line.figures, self._base_of_all(shown))

    def _base_of_all(self, column: MonthColumn) -> int:
        """Return the base of the whole population, which a pull is held against."""
        return self._whole.get((column.indicator.code, column.base), 0) if column.base else 0

    def _is_nothing(self, firm: MonthRow, column: MonthColumn, figures: Mapping[FigureKey, int]) -> bool:
        is_now = column.is_figure and not column.measure.name.endswith("BASE")
        return is_now and column.key not in figures and (firm.id, column.indicator.code) in self._sheet.absent

    def _typed_text(self, line: MonthLine, column: int) -> str:
        if column < FIRST_FIGURE or line.firm is None:
            return self._text(line, column)
        shown = self.columns[column - FIRST_FIGURE]
        draft = self._draft(line.firm.id, shown)
        if draft is not None:
            return shown.typed_text({shown.key: draft})
        if self._is_nothing(line.firm, shown, line.figures):
            return f"{NOTHING} {self._sheet.absent[line.firm.id, shown.indicator.code].reason}"
        return shown.typed_text(line.figures)

    def _colour(self, line: MonthLine, column: MonthColumn) -> Any:
        if not column.is_figure:
            text = column.text(line.figures, self._base_of_all(column))
            return self._theme.color("bad") if text.startswith(FALLS) else None
        value = line.figures.get(column.key)
        if line.firm is None:
            return None
        if self._draft(line.firm.id, column) is not None:
            return self._theme.color("accent")
        if value is None:
            return self._theme.color("muted")
        if column.measure.name == "MONTH" and (line.firm.id, column.indicator.code) in self._sheet.revised:
            return self._theme.color("warn")
        return self._theme.color("muted") if column.key not in line.firm.figures else None

    def _ground(self, cell: MonthCell) -> Any:
        levels = {_LEVELS.get(finding.level) for finding in cell.findings}
        if "must" in levels:
            return self._theme.color("bad_soft")
        if "explain" in levels:
            return self._theme.color("warn_soft")
        if cell.draft is not None:
            return self._theme.color("pending_soft")
        return self._theme.color("window") if cell.is_closed else None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        cell = self.cell(index)
        if cell is not None and cell.draft is not None and role == Qt.ItemDataRole.EditRole:
            text = self.meant(index.column(), str(value))
            self.gesture_made.emit(Gesture("录入", (index.row(),), (index.column(),), ((text,),)))  # a yes to it
            return True
        return super().setData(index, value, role)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return section + 1 if role == Qt.ItemDataRole.DisplayRole else None
        if not 0 <= section < self.columnCount():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _HEADINGS[section] if section < FIRST_FIGURE else self.columns[section - FIRST_FIGURE].heading
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section >= FIRST_FIGURE else _LEFT
        return None

    # -- headings ----------------------------------------------------------------------------

    def filter_key(self, column: int) -> str:
        return self.key_of(column)

    def filter_label(self, column: int) -> str:
        return self.headerData(column, Qt.Orientation.Horizontal).replace("\n", " ")  # type: ignore[no-any-return]

    def filter_kind(self, column: int) -> Kind:
        return figure_kind() if column >= FIRST_FIGURE else word_kind()

    def filter_unit(self, column: int) -> str:
        return self.shown_unit(column)

    def column_filters(self, column: int) -> tuple[Filter, ...]:
        return self._conditions.on.get(self.key_of(column), ())

    def filter_column(self, column: int, filters: tuple[Filter, ...]) -> None:
        self._conditions.put(self.key_of(column), filters)
        self._arrange_anew()
        self.narrowed.emit()

    def show_all(self) -> None:
        """Let every condition go."""
        if self._conditions.on:
            self._conditions = Conditions()
            self._arrange_anew()
            self.narrowed.emit()

    def tally(self, column: int) -> list[tuple[Any, int]]:
        key = self.key_of(column)
        lines = [line for line in self._given if line.firm and self._lets_through(line, but=key)]
        return list(tally_of((self._text(line, column) for line in lines), numeric=column >= FIRST_FIGURE))

    def order(self) -> list[tuple[int, bool]]:
        return list(self._order)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.sort_by([(column, order == Qt.SortOrder.DescendingOrder)] if column >= 0 else [])

    def sort_by(self, order: Sequence[tuple[int, bool]]) -> None:
        self._order = list(order)
        self._arrange_anew()

    def _arrange_anew(self) -> None:
        self.beginResetModel()
        self._arrange()
        self.endResetModel()

    def _lets_through(self, line: MonthLine, but: str = "") -> bool:
        """Whether a firm meets the conditions: words as they are shown, figures digit by digit."""
        columns = {self.key_of(column): column for column in range(self.columnCount())}
        return self._conditions.let_through(
            lambda key: self._text(line, columns[key]), lambda key: self._typed_text(line, columns[key]), but
        )

    def _arrange(self) -> None:
        """Put the firms that meet the conditions in order, inside their groups; a part has no groups and no sums."""
        self._rows = {}
        lines = self._given
        if self._conditions.on:
            lines = [line for line in lines if line.firm and self._lets_through(line)]
        for column, down in reversed(self._order):
            lines = sorted_lines(lines, partial(self._sort_key, column), descending=down)
        self._lines = list(lines)

    def _sort_key(self, column: int, line: MonthLine) -> Any:
        """Return what a line sorts by; None where there is nothing."""
        if column >= FIRST_FIGURE:
            return self.columns[column - FIRST_FIGURE].sort_key(line.figures)
        return _words(line, column) or None


def _words(line: MonthLine, column: int) -> str:
    if column == NAME:
        return line.label
    if line.firm is None:
        return ""
    return (line.label, line.status, line.firm.code, line.firm.industry, line.firm.park)[column]


def marks_of(cell: MonthCell) -> frozenset[str]:
    """Return the marks painted on a cell."""
    marks = {_LEVELS[finding.level] for finding in cell.findings if finding.level in _LEVELS}
    if cell.mark:
        marks |= {"note"} if cell.mark.text else set()
        marks |= {"follow"} if cell.mark.follow else set()
    return frozenset(marks)


def told_of(cell: MonthCell) -> str:
    """Return what there is to say of a cell, one thing a line."""
    said = [f"{finding.level}：{finding.text}" for finding in cell.findings]
    if cell.draft is not None:
        said.append("待确认：参照上月（上年）数预填，还没有保存；按回车逐格确认，或点“全部确认”")
    if cell.revised is not None:
        said.append(
            f"以前月份修订 {cell.column.amount(cell.revised)} {cell.column.unit}：上报的本月数与两期累计之差不符"
        )
    if cell.is_derived:
        said.append("推算：由累计数和上期数算出，没有单独上报")
    if cell.reason:
        said.append(f"无：{cell.reason}")
    if cell.mark and (cell.mark.text or cell.mark.follow):
        said.append(("待跟进 " if cell.mark.follow else "批注 ") + cell.mark.text)
    if cell.is_closed:
        said.append("已封存：改数要写明原因")
    return "\n".join(said)
