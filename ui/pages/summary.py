"""汇总: the city's month: each unit's figures and rank, the total, and who has not reported."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from parkdesk.amounts import UNITS, from_stored, half_up, show
from parkdesk.office import downward, exchange, figures
from parkdesk.office.grouping import grouped
from parkdesk.reports import charts
from parkdesk.reports.values import Bar, Chart, Ranking
from ui.widgets.city_table import CityTable, UnitRow, place_order
from ui.widgets.dress import dress
from ui.widgets.empty_state import EmptyState
from ui.widgets.group_table import GroupTable
from ui.widgets.headline import Headline
from ui.widgets.icon_button import IconButton
from ui.widgets.page import Page
from ui.widgets.period_picker import PeriodPicker

if TYPE_CHECKING:
    from decimal import Decimal

    from parkdesk.office.figures import Summary
    from parkdesk.office.grouping import GroupedBy, GroupLine
    from parkdesk.periods import Period
    from parkdesk.store import Changes, Store
    from ui.desk import Desk
    from ui.tasks import Progress

_YI = UNITS["亿元"]
_LEDGERS = ("facts", "enterprises", "registrations", "offices", "approvals")
_GROWTH, _OUTPUT = "同比增速", "工业总产值"
_GROUPS: tuple[tuple[str, GroupedBy | None], ...] = (("按县区", None), ("按园区", "park"), ("按行业", "industry"))


class Month(NamedTuple):
    """What was computed for a period, off the GUI thread."""

    period: Period
    summary: Summary
    rows: list[UnitRow]
    groups: dict[GroupedBy, list[GroupLine]]


class SummaryPage(Page):
    """The first tab of a 市级 desk."""

    TITLE: ClassVar[str] = "汇总"
    ICON: ClassVar[str] = "summary"
    ROLES: ClassVar[frozenset[str]] = frozenset({"city"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.month: Month | None = None
        self.period = PeriodPicker(desk.theme)
        self.headline = Headline(5)
        self.table = CityTable(desk)
        self.missing = QLabel()
        self.missing.setWordWrap(True)
        self.copy = IconButton(desk.theme, "copy", "复制催报名单")
        self.chart = ChartPicture()
        self.measures = QButtonGroup(self)
        self.ways = QButtonGroup(self)
        self.parks, self.industries = GroupTable("city_parks", "园区"), GroupTable("city_industries", "行业")
        self.tables = QStackedWidget()
        for table in (self.table, self.parks, self.industries):
            self.tables.addWidget(table)
        self.approve = QPushButton("核定…")
        self.approve.setToolTip("给选中的县区写一个核定数，放在上报数旁边，随下发包告诉它")
        self._stack = QStackedWidget()
        self._lay_out()
        self.period.picked.connect(self._on_period)
        self.measures.idToggled.connect(self._on_measure)
        self.copy.clicked.connect(self._on_copy)
        self.ways.idToggled.connect(self._on_way)
        self.approve.clicked.connect(self._on_approve)
        self.table.selection_described.connect(self.noted)
        desk.theme.changed.connect(self._on_measure)

    def _lay_out(self) -> None:
        strip = QFrame()
        strip.setProperty("role", "strip")
        head = QHBoxLayout(strip)
        head.setContentsMargins(12, 4, 12, 2)
        head.addWidget(self.period)
        self.headline.setProperty("role", "")
        head.addWidget(self.headline, 1)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._ways())
        column.addWidget(self.tables, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(10, 4, 10, 6)
        foot.addWidget(self.missing, 1)
        foot.addWidget(self.copy)
        column.addLayout(foot)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(left)
        splitter.addWidget(self._chart_side())
        splitter.setSizes([740, 480])
        splitter.setChildrenCollapsible(False)
        shown = QWidget()
        layout = QVBoxLayout(shown)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(strip)
        layout.addWidget(splitter, 1)
        empty = EmptyState(
            self.desk.theme,
            "summary",
            "还没有收到县区的数据",
            "到“数据交换”接收各县区的上报包；装入后这里自动汇总、排名，并列出还没有上报的单位。",
            "去接收上报包",
        )
        empty.acted.connect(self._on_exchange)
        self._stack.addWidget(empty)
        self._stack.addWidget(shown)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)

    def _ways(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(10, 6, 10, 4)
        for number, (title, _) in enumerate(_GROUPS):
            button = QPushButton(title)
            button.setCheckable(True)
            button.setChecked(number == 0)
            button.setProperty("role", "chip")
            self.ways.addButton(button, number)
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.approve)
        return row

    def _chart_side(self) -> QFrame:
        side = QFrame()
        side.setProperty("role", "side")
        row = QHBoxLayout()
        for number, name in enumerate((_GROWTH, _OUTPUT)):
            button = QPushButton(name)
            button.setCheckable(True)
            button.setChecked(number == 0)
            self.measures.addButton(button, number)
            row.addWidget(button)
        row.addStretch(1)
        layout = QVBoxLayout(side)
        layout.addLayout(row)
        layout.addWidget(self.chart, 1)
        return side

    # -- loading -----------------------------------------------------------------------------

    def shown(self) -> None:
        self._load()

    def on_changes(self, changes: Changes) -> None:
        if any(changes.touches(ledger) for ledger in _LEDGERS):
            self._load()

    def _load(self) -> None:
        periods = self.desk.store.facts.periods()
        self._stack.setCurrentIndex(1 if periods else 0)
        self.period.set_periods(periods)
        self._on_period()

    @Slot()
    def _on_period(self) -> None:
        period = self.period.period()
        if period is not None:
            self.desk.tasks.run("汇总", _Adding(self.desk.store, period), self._on_added, passing=True)

    @Slot(object)
    def _on_added(self, month: Month) -> None:
        if month.period != self.period.period():
            return
        self.month = month
        summary = month.summary
        total = summary.split.total
        reported = [row for row in month.rows if row.board is not None and row.board.package is not None]
        expected = [row for row in month.rows if row.board is not None]
        growth = summary.split.growth
        self.headline.show_figures(
            (
                ("全市工业总产值", f"{show(total.now, _YI, 2)} 亿元", ""),
                ("同比", f"{growth.shown(1)}%" if growth else "—", "bad" if growth and growth.exact < 0 else ""),
                ("规上企业", f"{total.count:,} 户", ""),
                ("企业上报", f"{summary.reported:,}/{summary.expected:,} 户", ""),
                ("单位上报", f"{len(reported)}/{len(expected)} 个", "" if len(reported) == len(expected) else "warn"),
            )
        )
        self.table.show_rows(month.rows)
        self.parks.show_rows(month.groups["park"])
        self.industries.show_rows(month.groups["industry"])
        names = self.not_reported()
        self.missing.setText(f"尚未上报 {len(names)} 个：{'、'.join(names)}" if names else "应报单位都已上报。")
        dress(self.missing, "role", "doubt" if names else "good")
        self.copy.setVisible(bool(names))
        self._draw()

    def not_reported(self) -> list[str]:
        """Return the expected units from which no package of the period has come."""
        rows = self.month.rows if self.month else []
        return [row.name for row in rows if row.board is not None and row.board.package is None]

    def _draw(self) -> None:
        if self.month is not None:
            chart = _ranking(self.month, self.measures.checkedButton().text())
            surface = self.desk.theme.color("surface")
            paper = (surface.red(), surface.green(), surface.blue()) if self.desk.theme.mode == "dark" else None
            self.desk.tasks.run("画图", _Drawing(chart, paper), self.chart.show_picture, passing=True)

    @Slot()
    def _on_measure(self) -> None:
        self._draw()

    @Slot()
    def _on_way(self) -> None:
        self.tables.setCurrentIndex(self.ways.checkedId())
        self.approve.setVisible(self.ways.checkedId() == 0)

    @Slot()
    def _on_approve(self) -> None:
        from ui.dialogs.approval import ApprovalDialog

        row, period = self.table.current(), self.period.period()
        if row is None or not row.unit or period is None:
            self.noted.emit("先选一个县区。")
            return
        dialog = ApprovalDialog(self.desk, row.unit, row.name, period, self)
        if dialog.exec() and dialog.changes is not None:
            self.desk.bus.announce(dialog.changes)
        dialog.deleteLater()

    @Slot()
    def _on_copy(self) -> None:
        if self.month is not None:
            words = f"请尽快报送{self.month.period.title}工业数据上报包：{'、'.join(self.not_reported())}。"
            QApplication.clipboard().setText(words)
            self.noted.emit("催报名单已复制，可以粘贴到微信或短信。")

    @Slot()
    def _on_exchange(self) -> None:
        self.page_wanted.emit("exchange")


class ChartPicture(QLabel):
    """A chart as large as its place allows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = QPixmap()
        self.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        self.setMinimumSize(240, 160)

    def show_picture(self, picture: bytes) -> None:
        """Show another picture."""
        self._whole.loadFromData(picture)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if not self._whole.isNull():
            ratio = self.devicePixelRatioF()
            kept, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            fitted = self._whole.scaled(self.size() * ratio, kept, smooth)
            fitted.setDevicePixelRatio(ratio)
            self.setPixmap(fitted)


class _Adding:
    """Adds a period up with a connection of its own."""

    def __init__(self, store: Store, period: Period) -> None:
        self._store = store
        self._period = period

    def __call__(self, _progress: Progress) -> Month:
        with self._store.beside() as store:
            found = figures.summary(store, self._period)
            board = {line.office.code: line for line in exchange.reporting_board(store, self._period)}
            city = store.desk.name
            settled = {
                one.unit: one.approved
                for one in downward.approved(store, self._period)
                if one.indicator == "output" and not one.enterprise
            }
            groups: dict[GroupedBy, list[GroupLine]] = {
                way: grouped(store, self._period, way) for _, way in _GROUPS if way is not None
            }
        rows = [
            UnitRow(line.unit, line.name, line.part, line.place, board.pop(line.unit, None), settled.get(line.unit))
            for line in found.units
        ]
        rows.sort(key=place_order)
        rows += [UnitRow(code, line.office.name, None, None, line, settled.get(code)) for code, line in board.items()]
        rows.append(UnitRow("", f"{city}合计", found.split.total, None, None, is_total=True))
        return Month(self._period, found, rows, groups)


class _Drawing:
    """Draws a chart; matplotlib is slow to load the first time."""

    def __init__(self, chart: Chart, paper: tuple[int, int, int] | None) -> None:
        self._chart, self._paper = chart, paper

    def __call__(self, _progress: Progress) -> bytes:
        drawn = charts.draw(self._chart, width_mm=120, dpi=220)
        return charts.for_dark(drawn, self._paper) if self._paper else drawn


def _ranking(month: Month, measure: str) -> Chart:
    bars = []
    for row in month.rows:
        if row.part is None or (row.is_total and measure == _OUTPUT):
            continue
        rate = row.part.growth
        if measure == _GROWTH and rate is not None:
            bars.append(Bar(row.name, rate.shown(1), is_total=row.is_total))
        elif measure == _OUTPUT:
            bars.append(Bar(row.name, half_up(from_stored(row.part.now, _YI), 2)))
    bars.sort(key=_bar_value, reverse=True)
    unit, places = ("%", 1) if measure == _GROWTH else ("亿元", 2)
    return Chart(f"{month.period.title}各单位{measure}", unit, Ranking(tuple(bars)), places=places)


def _bar_value(bar: Bar) -> Decimal:
    return bar.value
