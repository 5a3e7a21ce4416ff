"""亩均论英雄: a data year scored, tried with other weights, published step by step; who moves class, park by park."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from parkdesk.amounts import half_up
from parkdesk.errors import UserError
from parkdesk.office import acreage
from parkdesk.records import catalogue
from parkdesk.records.goals import GROUPS
from parkdesk.rules.acreage import GRADES, MEASURES
from ui import faults
from ui.models.rows_model import Field
from ui.widgets.icon_button import IconButton
from ui.widgets.judgement import Board, Panel

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtGui import QColor

    from parkdesk.office.acreage import Appraisal, FirmScore, Move, ParkHeat
    from parkdesk.rules.acreage import Item
    from parkdesk.store import Store
    from ui.desk import Desk

_TONES = {"A": "good", "B": "accent", "C": "warn", "D": "bad"}
_NARROWEST = 36  # pixels of a slider
_ALL = (*GRADES, "T")
_SCORES, _WHY, _MOVES, _HEAT = range(4)


class AcreageBoardView(Board):
    """The weights under the mouse are tried; what is kept stands in 考核指标."""

    READS: ClassVar[frozenset[str]] = frozenset({"acreages", "schemes", "scheme_items", "acreage_results"})
    SHAPE: ClassVar[tuple[int, ...]] = (2, 2)
    WIDTHS: ClassVar[tuple[int, ...]] = (7, 5)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._tried: dict[tuple[str, str], QSpinBox] = {}
        self._trying = QWidget()
        self._weights = QHBoxLayout(self._trying)
        self._weights.setContentsMargins(12, 2, 12, 2)
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(1, self._trying)
        self._said = QLabel()
        self._said.setProperty("role", "doubt")
        self._said.setWordWrap(True)
        self._said.setContentsMargins(14, 0, 14, 4)
        layout.insertWidget(3, self._said)
        self.tables[_SCORES].chosen.connect(self._on_chosen)

    def add_tools(self) -> None:
        theme = self.desk.theme
        self.scheme = QComboBox()
        self.scheme.setMinimumContentsLength(22)
        self.scheme.activated.connect(self._on_scheme)
        self.adopt = IconButton(theme, "import", "采用预置方案")
        menu = QMenu(self.adopt)
        for code, one in catalogue.schemes().items():
            if one.get("kind", acreage.ACREAGE_KIND) != acreage.ACREAGE_KIND:
                continue
            menu.addAction(one["name"], partial(self._on_adopt, code))
        self.adopt.setMenu(menu)
        self.reset = IconButton(theme, "undo", "还原权重")
        self.reset.clicked.connect(self._on_scheme)
        self.publish = IconButton(theme, "save", "写入结果", primary=True)
        stages = QMenu(self.publish)
        for stage in acreage.STAGES:
            stages.addAction(stage, partial(self._on_publish, stage))
        self.publish.setMenu(stages)
        self.publish.setToolTip("按方案里的权重把得分和类别写进“亩均结果”，一步一步走到公布")
        self.tools.addWidget(QLabel("方案"))
        for widget in (self.scheme, self.adopt, self.reset, self.publish):
            self.tools.addWidget(widget)

    # -- what is scored ----------------------------------------------------------------------

    def load(self) -> None:
        chosen = self.scheme.currentData()
        names = sorted(acreage.scheme_names(self.desk.store), key=lambda one: (-one[1], one[0]))
        if names != [self.scheme.itemData(n) for n in range(self.scheme.count())]:
            self.scheme.clear()
            for name, year in names:
                self.scheme.addItem(f"{year}年 {name}", (name, year))
            self.scheme.setCurrentIndex(max(names.index(chosen) if chosen in names else 0, 0))
            self._offer_weights()
        super().load()

    def _offer_weights(self) -> None:
        """Put a slider and a number for each weight of the chosen scheme."""
        while self._weights.count():
            held = self._weights.takeAt(0).widget()
            if isinstance(held, QWidget):
                held.deleteLater()
        self._tried.clear()
        chosen = self.scheme.currentData()
        self._trying.setVisible(chosen is not None)
        if chosen is None:
            return
        _, groups = acreage.scheme_of(self.desk.store, *chosen)
        group = next((group for group in GROUPS if group in groups), None)
        if group is None:
            return
        self._weights.addWidget(QLabel(f"试算权重\n（{group}）"))
        for item in groups[group].items:
            self._weights.addWidget(self._weight(group, item))
        self._weights.addStretch(1)

    def _weight(self, group: str, item: Item) -> QWidget:
        """Return a weight's name over its slider and its number."""
        place, number, slider = QWidget(), QSpinBox(), QSlider(Qt.Orientation.Horizontal)
        number.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        number.setFixedWidth(44)
        slider.setMinimumWidth(_NARROWEST)
        label = MEASURES[item.code].label
        for widget in (number, slider):
            widget.setRange(0, 100)
            widget.setValue(int(item.weight))
            widget.setToolTip(f"{label}的权重：只试算，不改方案")
        number.valueChanged.connect(slider.setValue)
        slider.valueChanged.connect(number.setValue)
        number.valueChanged.connect(self._on_tried)
        inside = QGridLayout(place)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setVerticalSpacing(1)
        inside.addWidget(QLabel(label), 0, 0, 1, 2)
        inside.addWidget(slider, 1, 0)
        inside.addWidget(number, 1, 1)
        self._tried[group, item.code] = number
        return place

    def judge(self) -> Callable[[Store], Any]:
        chosen = self.scheme.currentData()
        weights = {key: Fraction(box.value()) for key, box in self._tried.items()}
        return partial(_appraised, chosen, weights)

    def figures(self, result: Any) -> Sequence[tuple[str, str, str]]:
        tried = result[1]
        if tried is None:
            return (("亩均论英雄", "还没有方案", ""),)
        return (
            ("参评", f"{len(tried.firms) - tried.count('T')} 户", ""),
            *((f"{grade}类", f"{tried.count(grade)}", _TONES.get(grade, "")) for grade in _ALL),
            ("试算变动", f"{len(result[2])} 户", "warn" if result[2] else ""),
        )

    def panels(self, result: Any) -> Sequence[Panel]:
        _, tried, moved = result
        firms = sorted(tried.firms, key=_by_place) if tried else []
        said = (*tried.faults, *tried.remarks) if tried else ("先采用一个预置方案，或在“考核方案”里建一个。",)
        self._said.setText("　".join(said))
        self._said.setVisible(bool(said))
        self.publish.setEnabled(bool(tried) and not tried.faults)
        return (
            Panel(
                "得分和类别",
                self._score_fields(),
                firms,
                "还没有亩均数据：在“亩均数据”里导入或录入。",
            ),
            Panel("为什么得这个分", _LINE_FIELDS, _why(firms[0]) if firms else [], "选一户企业看各项得分。"),
            self._moved(tried, moved),
            Panel("各园区亩均热力表", self._heat_fields(), acreage.heat(tried) if tried else [], ""),
        )

    def _moved(self, tried: Appraisal | None, moved: Sequence[Move]) -> Panel:
        """Return who moves by the weights that are tried; where none are, the way from last year's classes."""
        if moved or tried is None:
            return Panel("改成这样的权重，谁换了类别", self._move_fields(), moved, "没有企业换类别。")
        ways = sorted(acreage.migration(tried).items())
        return Panel("类别变动：上年 → 本年（拖动权重可试算谁换类别）", _WAY_FIELDS, ways, "还没有结果。")

    def _score_fields(self) -> tuple[Field[FirmScore], ...]:
        return (
            Field("名次", lambda one: str(one.place or "—"), numeric=True, width=5, sort_key=_by_place),
            Field("企业", lambda one: one.firm.enterprise, width=24),
            Field("组", lambda one: one.firm.cohort, width=5),
            Field("得分", lambda one: _points(one.total), numeric=True, width=8, sort_key=lambda one: one.total or -1),
            Field("类", lambda one: one.grade or "—", width=4, colour=self._colour),
            Field("上年", lambda one: one.before or "—", width=5),
            Field("用地亩", lambda one: _points(one.land), numeric=True, width=8, sort_key=lambda one: one.land or -1),
            Field("说明", lambda one: "；".join(one.remarks), width=30),
        )

    def _move_fields(self) -> tuple[Field[Move], ...]:
        return (
            Field("企业", lambda one: one.firm, width=24),
            Field("方案", lambda one: f"{one.before or '未评'} {_points(one.score_before)}", numeric=True, width=10),
            Field("试算", lambda one: f"{one.after or '未评'} {_points(one.score_after)}", numeric=True, width=10),
        )

    def _heat_fields(self) -> tuple[Field[ParkHeat], ...]:
        counts = [
            Field(grade, partial(_count_of, grade), numeric=True, width=4, sort_key=partial(_number_of, grade))
            for grade in _ALL
        ]
        return (
            Field("园区", lambda one: one.park, width=16),
            Field("户数", lambda one: str(one.firms), numeric=True, width=5, sort_key=lambda one: one.firms),
            Field("平均分", _mean, numeric=True, width=8, colour=self._warmth, sort_key=_by_mean),
            Field("亩均税收", lambda one: _exact(one.tax_per_mu), numeric=True, width=8, sort_key=_by_tax),
            *counts,
        )

    def _colour(self, one: FirmScore) -> QColor | None:
        return self.desk.theme.color(_TONES[one.grade]) if one.grade in _TONES else None

    def _warmth(self, one: ParkHeat) -> QColor | None:
        if one.mean is None:
            return None
        return self.desk.theme.color("good" if one.mean >= 100 else "bad" if one.mean < 60 else "text")

    # -- what a person does ------------------------------------------------------------------

    @Slot()
    def _on_scheme(self) -> None:
        self._offer_weights()
        self.load()

    @Slot()
    def _on_tried(self) -> None:
        self.load()

    @Slot()
    def _on_chosen(self) -> None:
        one = self.tables[_SCORES].current()
        if one is not None:
            self.tables[_WHY].show_rows(_why(one))

    @Slot()
    def _on_adopt(self, code: str) -> None:
        year = self._data_year()
        try:
            changes = acreage.adopt(self.desk.store, code, year)
        except UserError as error:
            faults.tell(self, error)
            return
        self.desk.bus.announce(changes)
        self.noted.emit(f"已采用{year}年方案“{catalogue.schemes()[code]['name']}”，权重和基准值可以在“考核指标”里改。")

    def _data_year(self) -> int:
        """Return the newest year with figures, else the year before this one: 亩均 scores the year that is over."""
        years = [year for year in self.desk.store.pages.distinct("acreages", "year") if year]
        return int(max(years)) if years else self.desk.store.day().year - 1

    @Slot()
    def _on_publish(self, stage: str) -> None:
        name, year = self.scheme.currentData()
        try:
            found = acreage.appraise(self.desk.store, name, year)
            changes = acreage.write_results(self.desk.store, found, stage)
        except UserError as error:
            faults.tell(self, error)
            return
        self.desk.bus.announce(changes)
        self.noted.emit(f"已写入{len(found.firms)}户的结果（{stage}），可以撤销（Ctrl+Z）。")


def _appraised(
    chosen: tuple[str, int] | None, weights: Mapping[tuple[str, str], Fraction], store: Store
) -> tuple[Appraisal | None, Appraisal | None, list[Move]]:
    """Return the appraisal by the scheme as it is kept, by the weights that are tried, and who moves."""
    if chosen is None:
        return None, None, []
    kept = acreage.appraise(store, *chosen)
    tried = acreage.appraise(store, *chosen, weights) if weights else kept
    return kept, tried, acreage.moves(kept, tried)


def _why(one: FirmScore) -> list[tuple[str, str, str, str]]:
    lines = list(one.lines)
    if one.total is not None:
        lines.append(("合计（含加减分）", "", "", _points(one.total)))
    return lines


_LINE_FIELDS: tuple[Field[Any], ...] = (
    Field("指标", lambda line: line[0], width=18),
    Field("完成值", lambda line: line[1], numeric=True, width=18),
    Field("基准值", lambda line: line[2], numeric=True, width=12),
    Field("得分", lambda line: line[3], numeric=True, width=8),
)


_WAY_FIELDS: tuple[Field[Any], ...] = (
    Field("上年", lambda way: way[0][0], width=8),
    Field("本年", lambda way: way[0][1], width=8),
    Field("户数", lambda way: str(way[1]), numeric=True, width=8, sort_key=lambda way: way[1]),
    Field("变动", lambda way: _way(*way[0]), width=10),
)


def _way(before: str, after: str) -> str:
    if before not in _ALL or after not in _ALL or "T" in (before, after):
        return ""
    return "上升" if after < before else "下降" if after > before else "不变"


def _points(hundredths: int | None) -> str:
    return "—" if hundredths is None else f"{half_up(Fraction(hundredths, 100), 2):,f}"


def _exact(value: Fraction | None) -> str:
    return "—" if value is None else f"{half_up(value, 2):,f}"


def _by_place(one: FirmScore) -> tuple[str, int]:
    return one.firm.cohort, one.place or 10**9


def _mean(one: ParkHeat) -> str:
    return _exact(one.mean)


def _by_tax(one: ParkHeat) -> Fraction:
    return one.tax_per_mu if one.tax_per_mu is not None else Fraction(-1)


def _by_mean(one: ParkHeat) -> Fraction:
    return one.mean if one.mean is not None else Fraction(-1)


def _count_of(grade: str, one: ParkHeat) -> str:
    return str(one.grades.get(grade, "")) or ""


def _number_of(grade: str, one: ParkHeat) -> int:
    return one.grades.get(grade, 0)
