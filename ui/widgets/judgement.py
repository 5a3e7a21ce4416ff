"""What stands before the ledgers of a tab: something judged from them, computed anew when they change."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QSplitter, QVBoxLayout, QWidget

from ui.widgets.headline import Headline
from ui.widgets.rows_table import RowsTable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QResizeEvent, QShowEvent

    from parkdesk.store import Changes, Store
    from ui.desk import Desk
    from ui.models.rows_model import Field
    from ui.target import Target
    from ui.tasks import Progress


class Judgement(QWidget):
    """One look at several ledgers together.

    Signals:
        noted: one short sentence for the status line.
        item_wanted: a `Target` that the person wants to go to.
    """

    READS: ClassVar[frozenset[str]] = frozenset()
    """The ledgers that it is judged from; empty: everything."""

    noted = Signal(str)
    item_wanted = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._is_stale = False

    def load(self) -> None:
        """Judge anew and show it."""

    def choose(self, record: str) -> None:
        """Make the line of a record the current one, where there is one."""

    def take_in(self, changes: Changes) -> None:
        """Judge anew where something that it reads changed: at once where it is seen, else when it is."""
        if self.READS and not any(changes.touches(table) for table in self.READS):
            return
        if self.isVisible():
            self.load()
        else:
            self._is_stale = True

    def may_leave(self) -> bool:
        """Whether nothing typed here is unsaved, or the person let it go."""
        return True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self._is_stale = False
            self.load()


_LEAST_SENTENCE = 10  # characters
_LEAST_PANEL, _NARROW = 170, 900  # logical pixels: a title with a heading and three rows; what two columns need
_MOST_WRAPPED = 60
"""How many rows are as high as their sentences need; more of them are measured too slowly."""


def _nowhere(_row: object) -> None:
    """Lead nowhere."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One table of a board: what heads it, its columns and rows, and where a double click on a row leads."""

    title: str
    fields: Sequence[Field[Any]]
    rows: Sequence[Any]
    empty: str = ""
    target: Callable[[Any], Target | None] = field(default=_nowhere)


class Board(Judgement):
    """Headline figures over a few tables, worked out off the GUI thread from the desk as it stands.

    A subclass says what to work out (`judge`, on the worker, without Qt), and how it reads (`figures`, `panels`).
    """

    FIGURES: ClassVar[int] = 7
    SHAPE: ClassVar[tuple[int, ...]] = (2, 2)
    """How many panels stand in each column, from the left."""
    WIDTHS: ClassVar[tuple[int, ...]] = (1, 1)
    """How wide the columns are to each other."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.headline = Headline(self.FIGURES)
        self.tables: list[RowsTable[Any]] = []
        self._titles: list[QLabel] = []
        self._panels: list[Panel] = []
        self.result: Any = None
        self._asked = 0
        self._width_timer = QTimer(self)  # a header says that it resizes a section before it has
        self._width_timer.setSingleShot(True)
        self._width_timer.setInterval(0)
        self._width_timer.timeout.connect(self._on_width)
        strip = QFrame()
        strip.setProperty("role", "strip")
        self.tools = QHBoxLayout(strip)
        self.tools.setContentsMargins(12, 6, 12, 6)
        self._columns = QSplitter(Qt.Orientation.Horizontal)
        self._columns.setChildrenCollapsible(False)
        room = QScrollArea()
        room.setFrameShape(QFrame.Shape.NoFrame)
        room.setWidgetResizable(True)
        room.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        room.setWidget(self._columns)
        for count in self.SHAPE:
            column = QSplitter(Qt.Orientation.Vertical)
            column.setChildrenCollapsible(False)
            for _ in range(count):
                column.addWidget(self._place())
            self._columns.addWidget(column)
        for number, width in enumerate(self.WIDTHS):
            self._columns.setStretchFactor(number, width)
        self._columns.setSizes([100 * width for width in self.WIDTHS])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.add_tools()
        if self.tools.count():
            self.tools.addStretch(1)
            layout.addWidget(strip)
        layout.addWidget(self.headline)
        layout.addWidget(room, 1)
        self.setFocusProxy(self.tables[0])

    def _place(self) -> QWidget:
        number = len(self.tables)
        title = QLabel()
        title.setProperty("role", "section")
        title.setContentsMargins(12, 6, 12, 2)
        table: RowsTable[Any] = RowsTable(f"{type(self).__name__}-{number}", (), "没有")
        table.setWordWrap(True)
        table.selection_described.connect(self.noted)
        table.row_chosen.connect(partial(self._on_row_chosen, number))
        table.horizontalHeader().sectionResized.connect(self._on_section)
        place = QWidget()
        place.setMinimumHeight(_LEAST_PANEL)
        inside = QVBoxLayout(place)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(title)
        inside.addWidget(table, 1)
        self._titles.append(title)
        self.tables.append(table)
        return place

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the panels below each other where the window is too narrow for two of them."""
        is_narrow = event.size().width() < _NARROW
        self._columns.setOrientation(Qt.Orientation.Vertical if is_narrow else Qt.Orientation.Horizontal)
        super().resizeEvent(event)

    # -- what a subclass says ----------------------------------------------------------------

    def add_tools(self) -> None:
        """Put what narrows or acts into `self.tools`."""

    def judge(self) -> Callable[[Store], Any]:
        """Return what is worked out on the worker: a function of the store that knows nothing of widgets."""
        raise NotImplementedError

    def figures(self, result: Any) -> Sequence[tuple[str, str, str]]:
        """Return the headline: label, figure, tone."""
        raise NotImplementedError

    def panels(self, result: Any) -> Sequence[Panel]:
        """Return the tables, column by column."""
        raise NotImplementedError

    # -- working out -------------------------------------------------------------------------

    def load(self) -> None:
        """Work everything out anew."""
        self._asked += 1
        work = partial(_beside, self.desk.store, self.judge())
        self.desk.tasks.run("正在计算…", work, partial(self._on_result, self._asked), passing=True)

    def _on_result(self, asked: int, result: Any) -> None:
        if asked != self._asked:
            return
        self.result = result
        self.show_result(result)
        self.worked_out()

    def show_result(self, result: Any) -> None:
        """Show what was worked out: the headline and every table."""
        self.headline.show_figures(self.figures(result))
        self._panels = list(self.panels(result))
        for panel, title, table in zip(self._panels, self._titles, self.tables, strict=True):
            title.setText(panel.title)
            table.show_fields(_fitted(panel.fields))
            table.show_empty(panel.empty)
            table.show_rows(panel.rows)
            _heighten(table)

    def worked_out(self) -> None:
        """Do what is left to do when the tables stand."""

    @Slot(int, int, int)
    def _on_section(self, _column: int, _before: int, _now: int) -> None:
        self._width_timer.start()

    @Slot()
    def _on_width(self) -> None:
        for table in self.tables:
            _heighten(table)  # its sentences have other lines now

    @Slot()
    def _on_row_chosen(self, number: int, row: int) -> None:
        target = self._panels[number].target(self.tables[number].rows.row(row))
        if target is not None:
            self.item_wanted.emit(target)


def _fitted(fields: Sequence[Field[Any]]) -> Sequence[Field[Any]]:
    """Let a sentence in the last column take what is left of the width, on as many lines as it needs."""
    *others, last = fields
    if last.numeric:
        return fields
    return (*others, replace(last, width=min(last.width, _LEAST_SENTENCE)))


def _heighten(table: RowsTable[Any]) -> None:
    """Make each row as high as its sentence needs."""
    if table.rows.rowCount() > _MOST_WRAPPED:
        return
    usual = table.verticalHeader().defaultSectionSize()
    for row in range(table.rows.rowCount()):
        table.setRowHeight(row, max(usual, table.sizeHintForRow(row)))


def _beside(store: Store, work: Callable[[Store], Any], _progress: Progress) -> Any:
    with store.beside() as beside:
        return work(beside)
