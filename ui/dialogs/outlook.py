"""测算: 倒算 with a plan over the firms, what leavers cost, and the year two ways."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSlider,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from parkdesk.amounts import Rate
from parkdesk.office.outlook import YI, IfStayed, Outlook
from parkdesk.reports import sentences
from parkdesk.rules.outlook import YEAR, planned_growth, spread
from ui.dialogs.careful import CarefulDialog
from ui.models.rows_model import Field
from ui.widgets.rows_table import RowsTable

if TYPE_CHECKING:
    from parkdesk.rules.outlook import CatchUp

_FIRMS, _MOST, _STEP = 12, 4000, 50
_WHOLE = 1000  # a slider counts tenths of a percent
_REST = "其余企业"


class OutlookDialog(CarefulDialog):
    """Three tabs of 测算; nothing here is written anywhere."""

    def __init__(self, outlook: Outlook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        period = outlook.given.period
        self.setWindowTitle(f"测算：{outlook.given.place}{period.title}")
        self.take_size(900, 640)
        self.plan = PlanTab(outlook)
        tabs = QTabWidget()
        tabs.addTab(self.plan, "倒算")
        tabs.addTab(_leavers(outlook), "如不退库")
        tabs.addTab(_year(outlook), "全年预测")
        tip = QLabel("以上都是测算，供研判用，不写入台账；增加值增速以统计部门发布的为准。")
        tip.setProperty("role", "muted")
        buttons = QDialogButtonBox()
        buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole).setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (tabs, tip, buttons):
            layout.addWidget(widget)


class PlanTab(QWidget):
    """A target, what it asks of the months left, and sliders that share it out over the firms."""

    def __init__(self, outlook: Outlook) -> None:
        super().__init__()
        self._outlook = outlook
        self._month = outlook.given.period.month
        self.target = QDoubleSpinBox()
        self.target.setRange(-99.9, 999.9)
        self.target.setDecimals(1)
        self.target.setSuffix(" %")
        suggested = outlook.suggested
        self.target.setValue(float(suggested.shown(1)) if suggested is not None else 0.0)
        self.end = QComboBox()
        for month in range(self._month + 1, YEAR + 1):
            self.end.addItem(f"1—{month}月", month)
        self.end.setCurrentIndex(self.end.count() - 1)
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.reached = QLabel()
        self.reached.setProperty("role", "figure")
        self._firms = outlook.producers(_FIRMS)
        known = sum(firm.now or 0 for firm in self._firms)
        self._weights = [firm.now or 0 for firm in self._firms] + [max(outlook.given.split.total.now - known, 0)]
        self.sliders = [QSlider(Qt.Orientation.Horizontal) for _ in self._weights]
        self._amounts = [QLabel() for _ in self._weights]
        self._lay_out()
        self.target.valueChanged.connect(self._on_target)
        self.end.currentIndexChanged.connect(self._on_target)
        for number, slider in enumerate(self.sliders):
            slider.valueChanged.connect(partial(self._on_slid, number))
        self._on_target()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        for widget in (QLabel("目标增速"), self.target, QLabel("截至"), self.end):
            head.addWidget(widget)
        head.addStretch(1)
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        names = [firm.name for firm in self._firms] + [_REST]
        for row, (name, slider, amount) in enumerate(zip(names, self.sliders, self._amounts, strict=True)):
            slider.setRange(0, _MOST)
            slider.setSingleStep(_STEP)
            slider.setAccessibleName(name)
            amount.setMinimumWidth(230)
            grid.addWidget(QLabel(name), row, 0)
            grid.addWidget(slider, row, 1)
            grid.addWidget(amount, row, 2)
        inside = QWidget()
        inside.setLayout(grid)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        layout = QVBoxLayout(self)
        layout.addLayout(head)
        layout.addWidget(self.said)
        layout.addWidget(QLabel("按企业分解（今后月均为本期月均的百分之几）："))
        layout.addWidget(area, 1)
        layout.addWidget(self.reached)

    def catch_up(self) -> CatchUp | None:
        """Return 倒算 of the target that is set."""
        if not self.end.count():
            return None
        target = Rate(Fraction(round(self.target.value() * 10), 10))
        return self._outlook.catch_up(target, self.end.currentData())

    @Slot()
    def _on_target(self) -> None:
        plan = self.catch_up()
        self.said.setText("本期已是全年，或没有同期基数，不能倒算。" if plan is None else self._outlook.said(plan))
        for slider in self.sliders:
            slider.setEnabled(plan is not None)
        if plan is None:
            return
        for slider, weight, share in zip(self.sliders, self._weights, spread(plan.needed, self._weights), strict=True):
            slider.blockSignals(True)
            slider.setValue(round(_WHOLE * share * self._month / (weight * plan.months_left)) if weight else 0)
            slider.blockSignals(False)
        self._tell(plan)

    @Slot(int, int)
    def _on_slid(self, _number: int, _value: int) -> None:
        plan = self.catch_up()
        if plan is not None:
            self._tell(plan)

    def _tell(self, plan: CatchUp) -> None:
        rest: dict[str, int] = {}
        for number, (slider, weight) in enumerate(zip(self.sliders, self._weights, strict=True)):
            value = weight * plan.months_left * slider.value() // (_WHOLE * self._month)
            rest[str(number)] = value
            self._amounts[number].setText(f"{slider.value() / 10:.1f}%，共{sentences.amount(value, YI)}")
        growth = planned_growth(plan, rest)
        self.reached.setText(f"照此安排，1—{plan.end}月{sentences.growth(growth)}（测算）")


def _leavers(outlook: Outlook) -> QWidget:
    fields: tuple[Field[IfStayed], ...] = (
        Field("退库企业", _name, width=26),
        Field("留基产值", _base, width=12),
        Field("如不退库，产值增速", _growth, width=16),
        Field("增速变化", _gained, width=16),
    )
    table = RowsTable("if_stayed", fields, "本期没有退库企业")
    table.show_rows(outlook.leavers())
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.addWidget(QLabel("假定企业没有退库、本期产值与上年同期相同："))
    layout.addWidget(table, 1)
    return page


def _year(outlook: Outlook) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    for line in outlook.year():
        label = QLabel(line)
        label.setWordWrap(True)
        layout.addWidget(label)
    layout.addStretch(1)
    return page


def _name(one: IfStayed) -> str:
    return one.name


def _base(one: IfStayed) -> str:
    return one.base


def _growth(one: IfStayed) -> str:
    return one.growth


def _gained(one: IfStayed) -> str:
    return one.gained
